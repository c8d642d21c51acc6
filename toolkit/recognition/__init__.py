"""Speech recognition: models, decoders, guards, the lexicon, the pipeline from samples to segments."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
