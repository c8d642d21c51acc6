"""Copies and texts that leave the office without what must not be known."""
