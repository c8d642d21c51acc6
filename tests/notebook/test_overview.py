"""The overview counts what was confirmed, and no accusation."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from toolkit.cases import cases
from toolkit.grievances.register import confirm_grievances, judge_repeat
from toolkit.notebook import overview
from toolkit.records import Repeat

Kept = Any  # the desk of conftest with two recordings


def confirmed(kept: Kept, ordinal: int) -> str:
    (one,) = confirm_grievances(kept.desk.store, kept.code, [ordinal], {})
    return str(one.number)


def test_only_what_was_confirmed_counts(kept: Kept) -> None:
    confirmed(kept, 1)

    known = overview.figures(kept.desk)

    assert known.meetings == {"2026-09": 1}
    assert known.matters == (overview.Matter("2026-09", "柳树湾", "城乡建设", "黄", is_repeat=False),)
    assert known.waiting == 3


def test_accusations_are_in_no_figure(kept: Kept) -> None:
    confirmed(kept, 2)

    known = overview.figures(kept.desk)

    assert known.matters == ()
    assert "纪检监察" not in overview.page(kept.desk).body


def test_a_confirmed_repeat_is_counted_as_one(kept: Kept) -> None:
    numbers = [confirmed(kept, 1), confirmed(kept, 3)]
    judge_repeat(kept.desk.store, numbers[1], Repeat(numbers[0], 0.9, "同一处", confirmed=True), "李静")

    assert [one.is_repeat for one in overview.figures(kept.desk).matters] == [False, True]


def test_a_case_is_open_until_an_entry_closes_it(kept: Kept) -> None:
    state = cases.open_case(kept.desk, [confirmed(kept, 1)], "2026-10-08")
    before = overview.figures(kept.desk).open_cases
    cases.add_entry(kept.desk, state.case, "acceptance_notice", "2026-10-10")
    cases.add_entry(kept.desk, state.case, "performance", "2026-11-10")

    assert before == {state.case: (kept.desk.today - dt.date(2026, 10, 8)).days}
    assert overview.figures(kept.desk).open_cases == {}


@pytest.mark.parametrize(
    "days,name", [(0, "一个月内"), (30, "一个月内"), (31, "一到两个月"), (180, "三到六个月"), (181, "半年以上")]
)
def test_every_age_has_its_step(days: int, name: str) -> None:
    assert overview.age_name(days) == name


def test_a_workspace_without_anything_has_an_overview_too(desk: Any) -> None:
    assert "夜话总览" in overview.page(desk).body


def test_the_page_opens_by_itself_and_fetches_nothing(kept: Kept, tmp_path: Path) -> None:
    confirmed(kept, 1)

    text = overview.page(kept.desk).write(tmp_path / "总览.html").read_text(encoding="utf-8")

    assert text.startswith("<!doctype html>")
    assert "城乡建设" in text
    assert not any(mark in text for mark in ("<script", "<link", "@import", " src="))


def test_two_overviews_in_one_window_share_no_id_and_the_written_page_is_the_same_each_time(
    kept: Kept, tmp_path: Path
) -> None:
    confirmed(kept, 1)
    page = overview.page(kept.desk)
    shown = [re.findall(r'\bid="([^"]+)"', page._repr_html_()) for _ in range(2)]
    written = [overview.page(kept.desk).write(tmp_path / f"{n}.html").read_bytes() for n in range(2)]

    assert shown[0]
    assert not set(shown[0]) & set(shown[1])
    assert written[0] == written[1]
