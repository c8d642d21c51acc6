"""What the confirmed meetings of a centre teach the tagger of sentences, kept apart from what shipped."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
