"""Input and output of a rule: the facts with settings, calendar and articles; findings that bar or warn."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.chinese import Calendar, Deadline, deadline
from toolkit.papers.citations import Article
from toolkit.records import Finding
from toolkit.workspace import Settings

Rule = Callable[["RuleInput"], Iterator[Finding]]


@dataclass(frozen=True)
class RuleInput:
    """Everything that a rule may look at; `facts` carry no sources and have null for every field left out."""

    paper: str
    facts: Mapping[str, Any]
    settings: Settings
    calendar: Calendar
    articles: tuple[Article, ...]

    def last_day(self, start: str, days: int) -> Deadline:
        """Return the end of a time limit of `days` that began to run with the ISO date `start`."""
        return deadline(day(start), days, self.calendar, roll_forward=self.settings.papers.roll_forward)


def error(rule: str, field: str, message: str, remedy: str, basis: str) -> Finding:
    """Return a finding that bars the paper; `field` is the dotted path in the facts, or empty for the text."""
    return Finding(rule, "error", field, message, remedy, basis)


def warning(rule: str, field: str, message: str, remedy: str, basis: str) -> Finding:
    """Return a finding that a person has to weigh."""
    return Finding(rule, "warning", field, message, remedy, basis)


def day(text: str) -> dt.date:
    """Return the ISO date in `text` as a date."""
    return dt.date.fromisoformat(text)
