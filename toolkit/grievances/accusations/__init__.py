"""Accusations (检举控告): judged by people, shown only to names that the settings allow; and dangers."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
