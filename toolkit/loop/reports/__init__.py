"""Reports: figures of a month or a year, each with its formula, its denominator and the list behind it; proposals."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
