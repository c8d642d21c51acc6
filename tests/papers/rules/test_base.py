"""What rules share."""

import datetime as dt

from toolkit.papers.rules import base


def test_an_error_bars_and_a_warning_does_not() -> None:
    assert base.error("R01", "a", "b", "c", "d").level == "error"
    assert base.warning("R01", "a", "b", "c", "d").level == "warning"


def test_a_day_is_read_from_iso_text() -> None:
    assert base.day("2026-10-28") == dt.date(2026, 10, 28)
