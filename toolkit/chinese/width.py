"""Width of text in columns of a terminal, a table of text or a spreadsheet."""

import unicodedata


def display_width(text: str) -> int:
    """Return how many columns `text` takes: two a wide or full-width sign, one any other (Unicode UAX 11)."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
