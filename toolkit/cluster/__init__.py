"""Recordings transcribed by several machines through Dask: what is sent, who may do it, and how it gets back."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
