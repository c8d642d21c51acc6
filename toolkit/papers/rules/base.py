"""What every rule of a paper looks at and what it returns: the case, an error, a warning."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.chinese import Calendar
from toolkit.papers.citations import Article
from toolkit.records import Finding
from toolkit.workspace import Settings

Rule = Callable[["Case"], Iterator[Finding]]


@dataclass(frozen=True)
class Case:
    """What a rule looks at: the facts without their sources, the settings, the calendar, the known articles."""

    paper: str
    facts: Mapping[str, Any]
    settings: Settings
    calendar: Calendar
    articles: tuple[Article, ...]


def error(rule: str, field: str, message: str, remedy: str, basis: str) -> Finding:
    """Return a finding that bars the paper; `field` is the dotted path in the facts, or empty for the text."""
    return Finding(rule, "error", field, message, remedy, basis)


def warning(rule: str, field: str, message: str, remedy: str, basis: str) -> Finding:
    """Return a finding that a person has to weigh."""
    return Finding(rule, "warning", field, message, remedy, basis)


def day(text: str) -> dt.date:
    """Return the ISO date in `text` as a date."""
    return dt.date.fromisoformat(text)


def all_text(value: Any) -> str:
    """Return every text in `value`, a line each."""
    if isinstance(value, Mapping):
        return "\n".join(all_text(part) for part in value.values())
    if isinstance(value, list):
        return "\n".join(all_text(part) for part in value)
    return "" if value is None else str(value)
