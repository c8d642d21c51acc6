"""A page asks the store as often for many rows as for few: what takes a query for each row is slow after two years."""

import datetime as dt
import random
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks import workbench
from toolkit.workbench import pages
from toolkit.workspace import Desk

FEW, MANY = 4, 9  # meetings
# What is kept in memory would hide that it is read row by row.
REMEMBERED = {"find"}
# What compares every pair is asked for by a button; the others begin with a form, or are no part of the office's store.
NOT_LISTS = {"alike", "model_trial", "learnt", "bulk"}


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Give the list of all questions that this thread asks any store; those of a server left running do not count."""
    questions: list[str] = []
    here = threading.get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == here:
            questions.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield questions
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each meeting of the benchmark's town four grievances, of which two become cases."""
    for name, number in {"GRIEVANCES_EACH": 4, "SENTENCES_EACH": 40, "CASE_EVERY": 2}.items():
        monkeypatch.setattr(workbench, name, number)


def fill(desk: Desk, numbers: range) -> None:
    """Add the meetings `numbers` of the benchmark's town; some are answered now, of some the cases are closed."""
    with desk.store.transaction() as tx:
        for number in numbers:
            held_on = desk.today - dt.timedelta(days=20 if number % 2 else 60)
            dice = random.Random(number)  # noqa: S311 - the same town each time
            workbench.add_meeting(desk, tx, number, (held_on, f"第{number}村"), dice)


def addresses(desk: Desk) -> dict[str, dict[str, str]]:
    """Return what each page is asked with: nothing, words to be found, or the first number of its kind."""
    meeting = page(desk, "meetings", {}).meetings[-1]
    case = page(desk, "cases", {}).cases[-1].case
    number = page(desk, "grievances", {}).grievances[-1].number
    of_case = {name: {"case": case} for name in ("case", "case_loop", "alert")}
    numbered: dict[str, dict[str, str]] = {
        "recording": {"code": meeting.recordings[0].code},
        "answers": {"meeting": meeting.number},
        "grievance": {"number": number},
        "find": {"words": "路灯"},
        **of_case,
    }
    others = {"case_facts", "paper_form", "note", "draw", "followup", "jury", "clinic", "policy", "card"}
    return {name: numbered.get(name, {}) for name in pages.PAGES if name not in {*NOT_LISTS, *others}}


def page(desk: Desk, name: str, given: dict[str, str]) -> Any:
    """Return the data of the page `name`."""
    return pages.PAGES[name](desk, given)


def questions_of_pages(desk: Desk, asked: list[str]) -> dict[str, int]:
    """Return how many questions to the store each page takes once everything was looked at."""
    counted = {}
    for name, given in addresses(desk).items():
        page(desk, name, given)
        memory, desk.store._memory = desk.store._memory, desk.store._memory if name in REMEMBERED else None
        asked.clear()
        page(desk, name, given)
        counted[name] = len(asked)
        desk.store._memory = memory
    return counted


def test_no_page_asks_the_store_once_for_each_row(desk: Desk, asked: list[str]) -> None:
    fill(desk, range(1, FEW + 1))
    few = questions_of_pages(desk, asked)
    fill(desk, range(FEW + 1, MANY + 1))
    many = questions_of_pages(desk, asked)

    assert {name: (few[name], many[name]) for name in few if many[name] > few[name]} == {}
    assert few["cases"] > 0
