"""The width of text in columns."""

import pytest

from toolkit.chinese import display_width


@pytest.mark.parametrize("text, columns", [("", 0), ("yehua", 5), ("夜话", 4), ("（Ａ）", 6), ("第3条…", 6)])
def test_a_wide_or_full_width_sign_takes_two_columns(text: str, columns: int) -> None:
    assert display_width(text) == columns
