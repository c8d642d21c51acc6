"""Scans of paper originals: their pages, whether each seat is signed, and where they are kept."""
