"""The form of a paper in the workbench: what is asked, the paper growing beside it, its draft, its issue."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
