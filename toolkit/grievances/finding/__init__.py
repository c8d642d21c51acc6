"""Find the grievances of a transcript, and the facts that were said of each."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
