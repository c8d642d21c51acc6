"""Clinics (法律诊所): advisers by village, a calendar for a year, visits with a next step, opinions asked and due."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
