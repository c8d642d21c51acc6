"""Cases (事项) from opening to the end: the ledger, its entries and statutory clocks."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
