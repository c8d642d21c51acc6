"""Commands of the closed loop (闭环): what is due, follow-up calls, cards, the walk-round ledger, hand-over."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
