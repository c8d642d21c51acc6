"""What was written on a printed page: the ink of its scan that the print itself does not have."""

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from toolkit.formats.cells import Area
from toolkit.formats.scans import Code, ScannedPage

_DARKER = 45  # grey levels below the paper: pencil and pale stamps are, noise of a scanner is not
_PRINTED = 200
_AROUND = 0.02  # of the page's width: borders of cells near an area show how the scan lies
_SHIFTED, _NEAR = 0.008, 0.003  # of the page's width: how far a first fit may be off; how near ink is the print's
_WORST_FIT = 0.01


def ink_beyond(scan: ScannedPage, printed: ScannedPage, areas: Sequence[Area]) -> tuple[float, ...] | None:
    """Return how much of each of `areas` of a print is covered by ink that only its `scan` has.

    It is counted in squares as wide as the page. `printed` is the print itself, read by `scanned_pages`, with the same
    codes. Return None where the scan cannot be laid over it.
    """
    fit = _fit(scan, printed)
    return None if fit is None else tuple(_covered(scan.picture, printed.picture, fit, area) for area in areas)


def _fit(scan: ScannedPage, printed: ScannedPage) -> tuple[complex, complex] | None:
    """Return turn and shift, as complex numbers, that lay the print over the scan; None where nothing fits.

    Both codes of a page say the same, so each way in which they may correspond is tried.
    """
    count = min(len(scan.codes), len(printed.codes))
    tries = []
    for chosen in permutations(printed.codes, count) if count else ():
        there, here = _points(chosen), _points(scan.codes[:count])
        turn, shift = _similarity(there, here)
        rough = float(np.sqrt(np.mean(np.abs(turn * there + shift - here) ** 2)))
        # With one code alone both places fit; only one of them leaves the page where it is.
        aside = abs(turn * _middle(printed.picture) + shift - _middle(scan.picture))
        tries.append((rough + aside / 10, rough, turn, shift))
    if not tries:
        return None
    _, rough, turn, shift = min(tries, key=lambda each: each[0])
    return (turn, shift) if rough < _WORST_FIT else None


def _points(codes: Iterable[Code]) -> Any:
    return np.array([complex(*corner) for code in codes for corner in code.corners])


def _middle(picture: Any) -> complex:
    rows, columns = picture.shape
    return complex(0.5, rows / columns / 2)


def _similarity(there: Any, here: Any) -> tuple[complex, complex]:
    """Return the turn and shift (least squares) that take the points `there` to the points `here`."""
    away = there - there.mean()
    turn = complex(np.vdot(away, here - here.mean()) / np.vdot(away, away))
    return turn, complex(here.mean() - turn * there.mean())


def _covered(scan: Any, printed: Any, fit: tuple[complex, complex], area: Area) -> float:
    """Return how much of `area` is inked in `scan` and not in `printed` (both uint8, rows by columns)."""
    width = printed.shape[1]
    pixels = [round(each * width) for each in area]
    around, shifted, near = (max(1, round(each * width)) for each in (_AROUND, _SHIFTED, _NEAR))
    left, top, right, bottom = (each + side * around for each, side in zip(pixels, (-1, -1, 1, 1), strict=True))
    left, top = max(left, 0), max(top, 0)
    print_ = printed[top:bottom, left:right] < _PRINTED
    size = (print_.shape[1] + 2 * shifted, print_.shape[0] + 2 * shifted)
    scanned = _laid_over(scan, (fit[0] / width, fit[1]), complex(left - shifted, top - shifted), size)
    inked = scanned < np.median(scanned) - _DARKER
    down, across = _best_shift(inked, print_, shifted)
    moved = inked[down : down + print_.shape[0], across : across + print_.shape[1]]
    rows = slice(pixels[1] - top, pixels[3] - top)
    columns = slice(pixels[0] - left, pixels[2] - left)
    free = ~_grown(print_, near)[rows, columns]
    return float((moved[rows, columns] & free).sum() / width**2)


def _laid_over(scan: Any, fit: tuple[complex, complex], corner: complex, size: tuple[int, int]) -> Any:
    """Return the part of `scan` that lies under a part of the print, of `size` from `corner`, in its pixels.

    `fit` takes a pixel of the print to widths of the scan.
    """
    from PIL import Image  # noqa: PLC0415 - only scans are pictures

    turn, shift = (each * scan.shape[1] for each in fit)
    start = turn * corner + shift
    across = (turn.real, -turn.imag, start.real, turn.imag, turn.real, start.imag)
    paper, image = int(np.median(scan)), Image.fromarray(scan)
    return np.asarray(image.transform(size, Image.Transform.AFFINE, across, Image.Resampling.BILINEAR, fillcolor=paper))


def _best_shift(inked: Any, print_: Any, most: int) -> tuple[int, int]:
    """Return how far down and across the print `print_` lies best in `inked`, which has `most` pixels more around."""
    rows, columns = np.nonzero(print_)
    if not rows.size:
        return most, most
    shifts = [(down, across) for down in range(2 * most + 1) for across in range(2 * most + 1)]
    thin = max(1, rows.size // 2000)
    rows, columns = rows[::thin], columns[::thin]
    nearest = sorted(shifts, key=lambda each: abs(each[0] - most) + abs(each[1] - most))
    return max(nearest, key=lambda each: int(inked[rows + each[0], columns + each[1]].sum()))


def _grown(mask: Any, by: int) -> Any:
    from PIL import Image, ImageFilter  # noqa: PLC0415 - only scans are pictures

    image = Image.fromarray(mask.astype(np.uint8) * 255)
    return np.asarray(image.filter(ImageFilter.MaxFilter(2 * by + 1))) > 0
