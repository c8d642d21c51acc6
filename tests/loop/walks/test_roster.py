"""The roster of the walk round: who walks when, what was left out, and photos of the written page at any time."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loop.conftest import at_day
from tests.second_calendar import works
from toolkit.chinese import Calendar, clocks
from toolkit.core import MissingFileError, UnknownNumberError
from toolkit.loop import today
from toolkit.loop.events import EventRefusedError, View
from toolkit.loop.walks import ledger, roster
from toolkit.loop.walks.ledger import NewWalk
from toolkit.loop.walks.roster import Route
from toolkit.workspace import Desk

D = dt.date
MONDAY = D(2026, 9, 21)


def route(desk: Desk, name: str = "一组到三组", walkers: tuple[str, ...] = ("李强", "何琳"), **more: str) -> Route:
    wish = Route(name, walkers, more.get("weekdays", "一三五"), more.get("since", "2026-09-01"))
    return roster.set_route(desk, wish, "何琳")


def left_out(desk: Desk, on: str) -> list[tuple[str, str]]:
    return [(each.day, each.route) for each in roster.on_day(desk, on)[1]]


def test_a_walk_of_the_roster_is_due_on_its_day_until_somebody_wrote_it_down(desk: Desk) -> None:
    desk = at_day(desk, MONDAY)
    route(desk)

    (item,) = today.due(desk, "2026-09-21 10:00")
    assert (item.what, item.subject, item.due, item.owner) == ("走访", "一组到三组", "2026-09-21", "李强")
    assert "李强、何琳" in item.why

    ledger.add_walk(desk, NewWalk("2026-09-21", "一组到三组", ("何琳",), "09:00", "11:00"))
    assert today.due(desk, "2026-09-21 12:00") == ()


def test_the_calendar_of_a_phone_names_no_walker(desk: Desk, tmp_path: Path) -> None:
    desk = at_day(desk, MONDAY)
    route(desk)

    (walk,) = today.due(desk, "2026-09-21 10:00", who="李 强")
    talk = replace(walk, what="登记视频会客", subject="厅2026-0001", why="与李强的会客已经谈完。")

    today.write_calendar(desk, tmp_path / "a.ics", [walk, talk])

    # Long lines are folded.
    written = (tmp_path / "a.ics").read_bytes().replace(b"\r\n ", b"").decode()
    assert "走访 一组到三组" in written
    assert not any(name in written for name in ("李强", "何琳"))


def test_walks_left_out_are_listed_for_two_weeks_and_holidays_are_none(desk: Desk) -> None:
    desk = at_day(desk, D(2026, 9, 28))
    route(desk, since="2026-09-21")

    # Friday the 25th is the Mid-Autumn Festival.
    assert left_out(desk, "2026-09-28") == [(f"2026-09-{n}", "一组到三组") for n in (28, 23, 21)]
    assert left_out(desk, "2026-09-20") == []


def test_a_change_of_the_roster_counts_from_its_own_day(desk: Desk) -> None:
    desk = at_day(desk, MONDAY)
    route(desk)
    route(desk, walkers=("赵敏",), weekdays="二", since="2026-09-22")
    route(desk, walkers=(), since="2026-10-12")

    with desk.store.reading() as tx:
        named = [roster.routes(tx, View(day)) for day in ("2026-09-21", "2026-09-22", "2026-10-12")]
    assert [[(each.walkers, each.weekdays) for each in known] for known in named] == [
        [(("李强", "何琳"), "一三五")],
        [(("赵敏",), "二")],
        [],
    ]


def test_faults_of_a_route_are_all_told(desk: Desk) -> None:
    with pytest.raises(EventRefusedError) as fault:
        route(desk, name=" ", weekdays="一八", since="2026-13-01")
    assert fault.value.fields["count"] == 3


@given(st.dates(D(2025, 1, 1), D(2026, 12, 31)), st.sets(st.sampled_from(clocks.WEEKDAYS), min_size=1))
def test_a_route_is_walked_on_its_days_of_the_week_but_on_no_holiday(day: dt.date, weekdays: set[str]) -> None:
    is_named = clocks.WEEKDAYS[day.weekday()] in weekdays
    walked = Route("路线", ("李强",), "".join(weekdays), "2025-01-01").is_walked_on(day, Calendar())

    assert walked == (is_named and (day.weekday() >= 5 or works(day)))


def test_photos_of_a_page_can_be_added_at_any_time(desk: Desk, tmp_path: Path) -> None:
    desk = at_day(desk, D(2026, 9, 28))
    walk = ledger.add_walk(desk, NewWalk("2026-09-24", "一组", ("李强",), "09:00", "11:00"))
    for name in ("第一页.jpg", "第二页.PNG"):
        (tmp_path / name).write_bytes(name.encode())
        ledger.add_photo(desk, walk.number, tmp_path / name, "何琳")

    with desk.store.reading() as tx:
        (places,) = ledger.photos_of(tx, View("2026-09-28"), (walk,)).values()
    kept = [(desk.workspace.root / place).read_bytes().decode() for place in places]
    assert kept == ["第一页.jpg", "第二页.PNG"]
    assert walk.is_late


def test_a_photo_of_an_unknown_walk_or_that_is_not_there_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "页.jpg").write_bytes(b"page")
    with pytest.raises(UnknownNumberError):
        ledger.add_photo(desk, "巡2026-00009", tmp_path / "页.jpg", "何琳")
    walk = ledger.add_walk(desk, NewWalk("2026-09-24", "一组", ("李强",)))
    with pytest.raises(MissingFileError):
        ledger.add_photo(desk, walk.number, tmp_path / "没有.jpg", "何琳")

    folder = desk.workspace.root / "cards"
    assert [path for path in folder.rglob("*") if path.suffix in {".jpg", ".png"}] == []
