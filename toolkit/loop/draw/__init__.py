"""The draw (抽签): lots that anybody repeats with `sha256sum`, and the monthly draws of cards as they stand."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
