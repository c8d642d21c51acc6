"""Rules that an office sets for itself: limits, posts and questions; each change counts from its own day on.

A change is an event, so that a past day is computed by the rule of that day. Nobody changes what holds on a day that is
over, and limits and posts are changed by two persons.
"""

import csv
import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.chinese import Calendar, clocks, dates, half_width, official_date
from toolkit.core import WrongValueError
from toolkit.loop import moments
from toolkit.loop.events import EVER, Event, View, Wish, of_subject, record, refuse
from toolkit.store import Transaction
from toolkit.workspace import Desk

_TABLE = Path(__file__).parent / "data" / "rules.csv"
_SUBJECT = "规则"
_MOST = 1000
_WEEK = "周"
_DAYS, _DAY_OF_MONTH = "天", "每月"
# By these nothing becomes late, and nobody may do anything.
_BY_ONE = frozenset({"文字", "电话"})
_WEEKS = re.compile(r"([1-9]\d?)周")


@dataclass(frozen=True)
class Rule:
    """A rule: its value while nobody changed it, its unit, what it says, in Chinese, and the most it may be."""

    default: str
    unit: str
    note: str
    most: int = _MOST

    @property
    def is_number(self) -> bool:
        """Whether its value is a whole number."""
        return self.default.isdigit()

    @property
    def takes_two(self) -> bool:
        """Whether two persons change it: a limit, or who may do something."""
        return self.unit not in _BY_ONE

    def fault(self, value: str) -> str | None:
        """Return in Chinese how the tidy `value` should be written; None where it may stand."""
        if self.unit == _DAY_OF_MONTH:
            wanted = f"要写{clocks.FIRST_WORKING_DAY}，或者第2个周四的样子"
            return None if clocks.is_day_of_month(value) else wanted
        if not self.is_number:
            return None if value else "要写文字"
        weeks = _WEEKS.fullmatch(value) if self.unit == _DAYS else None
        days = 7 * int(weeks[1]) if weeks else int(value) if value.isdecimal() else 0
        or_weeks = "，或者 2周 的样子" if self.unit == _DAYS else ""
        return None if 1 <= days <= self.most else f"要写 1 到 {self.most} 的整数{or_weeks}"


@functools.cache
def known_rules() -> Mapping[str, Rule]:
    """Return all rules by name."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: Rule(row["default"], row["unit"], row["note"], int(row["most"] or _MOST))
            for row in csv.DictReader(file)
        }


class Rules:
    """The rules as they stood on a day."""

    def __init__(self, tx: Transaction, view: View) -> None:
        """Read every change that was written down by the moment of `view`."""
        # A rule set for a later day is written down before that day.
        self._changes: dict[str, list[Mapping[str, Any]]] = {}
        for event in of_subject(tx, View(EVER, view.known), _SUBJECT, "rule.set"):
            self._changes.setdefault(event.facts["name"], []).append(event.facts)
        self._day = moments.day_of(view.on).isoformat()

    def text(self, name: str, day: str | None = None) -> str:
        """Return the value of rule `name` on the ISO `day`, by default that of the view."""
        on = day or self._day
        set_by_then = [facts for facts in self._changes.get(name, ()) if facts["from"] <= on]
        newest = max(set_by_then, key=lambda facts: str(facts["from"]), default=None)
        return str(newest["value"]) if newest else known_rules()[name].default

    def number(self, name: str, day: str | None = None) -> int:
        """Return the whole number that is the value of rule `name`; of weeks, their days."""
        value = self.text(name, day)
        return 7 * int(value.removesuffix(_WEEK)) if value.endswith(_WEEK) else int(value)

    def due_after(self, name: str, start: dt.date, calendar: Calendar) -> clocks.Due:
        """Return the end of the days or weeks of rule `name` that run from the day `start`, by the rule of that day."""
        value = self.text(name, start.isoformat())
        if value.endswith(_WEEK):
            return clocks.weeks_after(start, int(value.removesuffix(_WEEK)), calendar)
        return clocks.days_after(start, int(value), calendar)

    def due_in_month(self, name: str, year: int, month: int, calendar: Calendar) -> clocks.Due:
        """Return the day of a month that rule `name` names: its first working day, or an nth weekday."""
        return clocks.day_of_month(self.text(name, dt.date(year, month, 1).isoformat()), year, month, calendar)

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of the value of rule `name`."""
        return tuple(self.text(name).replace("、", " ").split())


def set_rule(desk: Desk, name: str, value: str, *, since: str, by: str, second: str | None = None) -> Event:
    """Record that rule `name` has `value` from the day `since` on; a limit or a post by two persons.

    Raise WrongValueError, WrongDateError, or EventRefusedError for a day that is over or where the second lacks.
    """
    rule = known_rules().get(name)
    if rule is None:
        raise WrongValueError(field="规则", value=name, why=f"可以写 {'、'.join(known_rules())}")
    tidy = value.strip()
    if rule.is_number or rule.unit == _DAY_OF_MONTH:
        tidy = "".join(half_width(value).split())
    if fault := rule.fault(tidy):
        raise WrongValueError(field=name, value=value, why=f"{fault}（{rule.note}）")
    first = dates.parse_date(since)
    refuse(_change_faults(desk, rule, first, second))
    facts = {"name": name, "value": tidy, "from": first.isoformat()}
    with desk.store.transaction() as tx:
        return record(desk, tx, Wish("rule.set", _SUBJECT, desk.present, by, facts, second=second))


def _change_faults(desk: Desk, rule: Rule, first: dt.date, second: str | None) -> Iterator[str]:
    if first < desk.today:
        yield (
            f"规则只能从今天（{official_date(desk.today)}）起改，{official_date(first)}已经过去，"
            "那时是红是黄、逾没逾期都已经定了"
        )
    if rule.takes_two and not (second or "").strip():
        yield "改期限、职务要两个人，没有写第二个人（--second）"


@dataclass(frozen=True)
class Standing:
    """A rule as it stands: its name, value, unit, and what it says."""

    name: str
    value: str
    unit: str
    note: str


def listed(desk: Desk) -> tuple[Standing, ...]:
    """Return every rule as it stands today."""
    with desk.store.reading() as tx:
        standing = Rules(tx, View(desk.present))
        return tuple(Standing(name, standing.text(name), rule.unit, rule.note) for name, rule in known_rules().items())
