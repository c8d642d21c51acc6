"""Records that packages exchange: frozen dataclasses, one module for each subject, and their JSON (`docs/schemas/`).

Seconds are floats in fields that end in `_s`. Unknown is None, never an empty guess.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
