"""Ruled cells of a printed table, found by their lines in the picture of a page."""

from typing import Any

import numpy as np

# Left, top, right and bottom, in widths of the page, from its upper left corner.
Area = tuple[float, float, float, float]

_DARK, _WHOLE = 200, 0.95
_BEYOND = 0.003  # of the page's width: a line goes on beyond the words beside it, the stroke of a sign does not
_NARROW = 0.03  # of the page's width: nobody writes in less


def cell_around(picture: Any, words: Area) -> Area | None:
    """Return the cell of the page `picture` (grey, uint8, rows by columns) in which `words` stand; None without one."""
    width = picture.shape[1]
    left, top, right, bottom = (round(each * width) for each in words)
    beyond = max(1, round(_BEYOND * width))
    upright = _lines(picture[max(0, top - beyond) : bottom + beyond], 0)
    sides = _between(upright, left, right)
    if sides is None:
        return None
    level = _lines(picture[:, sides[0] + 1 : sides[1]], 1)
    ends = _between(level, top, bottom)
    return None if ends is None else _area((sides[0], ends[0], sides[1], ends[1]), width)


def cell_beside(picture: Any, cell: Area) -> Area | None:
    """Return the cell of `picture` right of `cell`, at its height; None where there is none to write in."""
    width = picture.shape[1]
    _, top, right, bottom = (round(each * width) for each in cell)
    upright = _lines(picture[top + 1 : bottom], 0)
    narrow = round(_NARROW * width)
    wide = [place for place in np.flatnonzero(upright) if place > right + narrow]
    return _area((right, top, int(wide[0]), bottom), width) if wide else None


def _lines(part: Any, across: int) -> Any:
    """Return which columns (`across` 0) or rows (1) of `part` are dark from end to end."""
    return (part < _DARK).mean(axis=across) > _WHOLE


def _between(lines: Any, first: int, last: int) -> tuple[int, int] | None:
    """Return the last of `lines` before `first` and the next one after `last`, None where one is lacking."""
    before, after = np.flatnonzero(lines[:first]), np.flatnonzero(lines[last + 1 :])
    return (int(before[-1]), last + 1 + int(after[0])) if before.size and after.size else None


def _area(pixels: tuple[int, int, int, int], width: int) -> Area:
    left, top, right, bottom = (each / width for each in pixels)
    return left, top, right, bottom
