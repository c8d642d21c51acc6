"""Open panels of the workbench: their questions answered, and their messages over a socket or asked for by HTTP."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
