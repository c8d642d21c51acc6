"""The form of a paper (文书填写): what is asked in which order, what applies, what is known, how the paper reads."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
