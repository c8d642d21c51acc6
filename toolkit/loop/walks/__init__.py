"""The walk-round ledger (民情台账): walks and notes, their colours and clocks, and who never gets a note."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
