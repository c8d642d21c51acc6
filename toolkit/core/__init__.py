"""Errors, files, locks and logs: what every package needs and nothing of the field."""
