"""Cells of a printed table are found by their lines; strokes of signs are no lines."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats import cell_around, cell_beside

WIDTH, HEIGHT = 1000, 400


def page(columns: list[int], rows: list[int], words: tuple[int, int, int, int]) -> np.ndarray:
    """Return a page with lines at `columns` and `rows`, and signs that fill the box `words` from top to bottom."""
    picture = np.full((HEIGHT, WIDTH), 255, dtype=np.uint8)
    for column in columns:
        picture[rows[0] : rows[-1] + 2, column : column + 2] = 0
    for row in rows:
        picture[row : row + 2, columns[0] : columns[-1] + 2] = 0
    left, top, right, bottom = words
    picture[top:bottom, left:right:4] = 0
    return picture


def in_widths(*pixels: int) -> tuple[float, ...]:
    """Return pixels as widths of the page."""
    return tuple(each / WIDTH for each in pixels)


@given(st.integers(40, 200), st.integers(20, 60), st.integers(100, 300), st.integers(30, 80))
def test_the_cell_of_words_and_the_one_beside_it_are_found(left: int, top: int, wide: int, high: int) -> None:
    words = (left + 12, top + 10, left + wide - 8, top + high - 8)
    picture = page([left, left + wide, left + 2 * wide], [top, top + high, top + 2 * high], words)

    label = cell_around(picture, in_widths(*words))  # type: ignore[arg-type] # four sides

    assert label is not None
    assert [round(side * WIDTH) for side in label] == [left + 1, top + 1, left + wide, top + high]
    beside = cell_beside(picture, label)
    assert beside is not None
    assert [round(side * WIDTH) for side in beside] == [left + wide, top + 1, left + 2 * wide, top + high]


def test_words_without_lines_around_them_stand_in_no_cell_and_the_last_cell_has_none_beside_it() -> None:
    words = (300, 100, 400, 130)
    label = cell_around(page([250, 450], [80, 150], words), in_widths(*words))  # type: ignore[arg-type] # four sides

    assert label is not None
    assert cell_beside(page([250, 450], [80, 150], words), label) is None
    assert cell_around(np.full((HEIGHT, WIDTH), 255, dtype=np.uint8), label) is None
