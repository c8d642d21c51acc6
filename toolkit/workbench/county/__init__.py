"""The page 县级 of the workbench: the towns of a county compared by figures, on its own map."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
