"""Calendar files: days stay days, minutes stay local, the same content gives the same bytes."""

import datetime as dt
from pathlib import Path

import icalendar

from toolkit.formats.ics import Appointment, write_calendar

TWO = (
    Appointment("a", "2026-10-08", "案后回访 案2026-0001", "9月17日的次日起算第15天，顺延。"),
    Appointment("b", "2026-10-02 10:20", "一事一策 案2026-0002", "24小时，不顺延；遇休假也不停。"),
)


def test_days_and_minutes_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "期限.ics"
    write_calendar(path, "夜话期限", TWO, dt.date(2026, 10, 1))
    first, second = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")

    assert first["dtstart"].dt == dt.date(2026, 10, 8)
    assert second["dtstart"].dt == dt.datetime(2026, 10, 2, 10, 20)  # noqa: DTZ001 - local, as all moments are
    assert str(first["summary"]) == TWO[0].summary
    assert str(second["description"]) == TWO[1].description
    assert first["uid"] != second["uid"]
    assert b"\r\n" in path.read_bytes()
    again = tmp_path / "again.ics"
    write_calendar(again, "夜话期限", TWO, dt.date(2026, 10, 1))
    assert again.read_bytes() == path.read_bytes()
