"""Signing (签名): codes on the pages of paper originals, PDF signatures, their check, the pack for the court."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
