"""Errors, files, locks and logs: what every package needs and nothing of the field."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
