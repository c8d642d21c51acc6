"""Alerts by repeats (三色预警): contacts, colours, the red duty with its squad and plan, reminders, weekly reviews."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
