"""What corrected transcripts teach: error rates by place and speaker, sounds heard as others, words for the lexicon."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
