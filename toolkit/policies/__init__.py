"""The policy dictionary (政策词典): matters told by the words of the law, on pages, posters and walls."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
