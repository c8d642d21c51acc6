"""Red notes by month against the days walked: the denominator is told, and a month without a walk has no rate."""

import datetime as dt

from tests.loop.conftest import at_day
from toolkit.loop.walks import ledger, months
from toolkit.loop.walks.ledger import Colouring, NewNote, NewWalk
from toolkit.loop.walks.months import MonthTrend
from toolkit.workspace import Desk


def test_red_notes_are_told_per_hundred_walk_days_of_their_month(desk: Desk) -> None:
    office = at_day(desk, dt.date(2026, 11, 23))
    for day in ("2026-10-12", "2026-10-13", "2026-10-14", "2026-11-02"):
        ledger.add_walk(office, NewWalk(day, "一组到三组", ("李强",), "09:00", "11:00"))
    for day, colour in (("2026-10-12", "红"), ("2026-10-13", "黄"), ("2026-10-14", "红"), ("2026-09-30", "红")):
        note = ledger.add_note(office, NewNote("路灯坏了", day, "柳树湾三组", "何琳")).number
        ledger.give_colour(office, note, Colouring(colour, f"{day} 20:00", "何琳"))

    told = months.by_month(office)
    assert [each.month for each in (told[0], told[-1])] == ["2025-12", "2026-11"]
    assert told[-3:] == (
        MonthTrend("2026-09", 1, 0, None),
        MonthTrend("2026-10", 2, 3, 67),
        MonthTrend("2026-11", 0, 1, 0),
    )
