"""Speech recognition: models, decoders, guards against inventions, the lexicon, and chunks of sound to segments."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
