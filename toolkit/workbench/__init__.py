"""The workbench (夜话工作台): the pages that staff work at, served by a Jupyter server without a kernel."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
