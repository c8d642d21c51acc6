"""The pages of the closed loop (闭环): walk-round notes, cards, follow-up calls, hand-over, and their acts."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
