"""File formats, one module for each outside library: Excel, PDF, subtitles, charts, BagIt, Word."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
