"""Accusations (检举控告): judged by a person, shown only to whom the settings allow, danger first."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
