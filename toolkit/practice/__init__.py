"""Practice: a year of a made-up township, for whoever learns the work or measures the program."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
