"""Video parlour (视频会客厅): a fair line for those who call a leader, rooms to talk in, outcomes in the ledger."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
