"""Long lists of the workbench: cases, grievances, and the overview whose figures open them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
