"""Sound files to samples; where somebody speaks; whose voice it is."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
