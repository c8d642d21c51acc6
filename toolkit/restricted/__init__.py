"""What is kept from the ordinary workspace: sealed, cut, erased, destroyed."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
