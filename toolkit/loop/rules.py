"""Rules that an office sets for itself: limits, posts and questions; each change counts from its own day on.

A change is an event, so that a past day is computed by the rule of that day.
"""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import dates, half_width
from toolkit.core import WrongValueError
from toolkit.loop import moments
from toolkit.loop.events import Event, View, Wish, of_subject, record
from toolkit.store import Transaction
from toolkit.workspace import Desk

_TABLE = Path(__file__).parent / "data" / "rules.csv"
_SUBJECT = "规则"
_MOST = 1000


@dataclass(frozen=True)
class Rule:
    """A rule: its value while nobody changed it, its unit, and what it says, in Chinese."""

    default: str
    unit: str
    note: str

    @property
    def is_number(self) -> bool:
        """Whether its value is a whole number."""
        return self.default.isdigit()


@functools.cache
def known_rules() -> Mapping[str, Rule]:
    """Return all rules by name."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: Rule(row["default"], row["unit"], row["note"]) for row in csv.DictReader(file)}


class Rules:
    """The rules as they stood on a day."""

    def __init__(self, tx: Transaction, view: View) -> None:
        """Read every change that was written down by the moment of `view`."""
        # A rule set for a later day is written down before that day.
        self._changes = of_subject(tx, View("9999-12-31", view.known), _SUBJECT, "rule.set")
        self._day = moments.day_of(view.on).isoformat()

    def text(self, name: str, day: str | None = None) -> str:
        """Return the value of rule `name` on the ISO `day`, by default that of the view."""
        on = day or self._day
        set_by_then = [
            event.facts for event in self._changes if event.facts["name"] == name and event.facts["from"] <= on
        ]
        newest = max(set_by_then, key=lambda facts: str(facts["from"]), default=None)
        return str(newest["value"]) if newest else known_rules()[name].default

    def number(self, name: str, day: str | None = None) -> int:
        """Return the whole number that is the value of rule `name`."""
        return int(self.text(name, day))

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words of the value of rule `name`."""
        return tuple(self.text(name).replace("、", " ").split())


def set_rule(desk: Desk, name: str, value: str, *, since: str, by: str) -> Event:
    """Record that rule `name` has `value` from the day `since` on; raise WrongValueError or WrongDateError."""
    rule = known_rules().get(name)
    if rule is None:
        raise WrongValueError(field="规则", value=name, why=f"可以写 {'、'.join(known_rules())}")
    tidy = half_width(value).strip() if rule.is_number else value.strip()
    if not tidy or (rule.is_number and not (tidy.isdecimal() and 1 <= int(tidy) <= _MOST)):
        raise WrongValueError(
            field=name, value=value, why=f"要写{'1 到 1000 的整数' if rule.is_number else '文字'}（{rule.note}）"
        )
    facts = {"name": name, "value": tidy, "from": dates.parse_date(since).isoformat()}
    with desk.store.transaction() as tx:
        return record(desk, tx, Wish("rule.set", _SUBJECT, moments.present(desk), by, facts))


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
        standing = Rules(tx, View(moments.present(desk)))
        return tuple(Standing(name, standing.text(name), rule.unit, rule.note) for name, rule in known_rules().items())
