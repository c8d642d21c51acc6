"""Answers of the second month (第二个月答复): what becomes of every grievance, told at the same place a month later."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
