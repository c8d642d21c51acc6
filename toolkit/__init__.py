"""Yehua: from the recording of a courtyard night meeting to papers that can be signed."""

__version__ = "0.2.0"
