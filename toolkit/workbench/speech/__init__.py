"""The page 模型 of the workbench: speech models listed, fetched, added, tried on the centre's own sound, chosen."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
