"""The panel (评议团): neighbours drawn by lot give an opinion, counted by two tellers; it decides nothing."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
