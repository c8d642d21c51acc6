"""The closed loop (闭环): what was said stays with somebody and a day until the person says that it is done."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
