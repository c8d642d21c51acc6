"""The workspace folder: settings, numbers, state of long work, and the desk that opens it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
