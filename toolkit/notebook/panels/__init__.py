"""The panels of the notebooks: a Python module, a script and a style for each, and typed messages between them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
