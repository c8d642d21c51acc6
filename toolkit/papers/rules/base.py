"""Input and output of a rule: the facts with settings, calendar and articles; findings that bar, warn or ask."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from toolkit.chinese import Calendar, Deadline, deadline
from toolkit.papers.citations import Article
from toolkit.papers.facts import all_text, label, texts, values_at
from toolkit.papers.forms import schema
from toolkit.papers.language.concepts import Mention, mentions
from toolkit.papers.language.sentences import Part, Sentence, sentences_of
from toolkit.papers.law.figures import days_on
from toolkit.records import Finding
from toolkit.workspace import Settings

_EVERY_PART: tuple[Part, ...] = ("binds", "states", "tells")
_PEOPLE = ("parties[].name", "applicants[].name", "respondents[].name", "petitioner.name", "client.name")


@dataclass(frozen=True)
class Fault:
    """What a rule found, before its number and its article are added; `field` is empty for the text as a whole."""

    level: Literal["error", "warning", "question"]
    field: str
    message: str
    remedy: str


@dataclass(frozen=True)
class RuleInput:
    """Everything that a rule may look at; `facts` carry no sources and have null for every field left out.

    `lines` are the sentences that the text rules read instead of the facts, once a draft was edited.
    """

    paper: str
    facts: Mapping[str, Any]
    settings: Settings
    calendar: Calendar
    articles: tuple[Article, ...]
    lines: tuple[Sentence, ...] | None = None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of every text field, or those of the edited text."""
        return sentences_of(self.paper, self.facts) if self.lines is None else self.lines

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The dotted path and the text of every text field."""
        return tuple(texts(self.facts))

    @cached_property
    def all_text(self) -> str:
        """Every text, number and truth value of the facts, a line each."""
        return all_text(self.facts)

    @property
    def date(self) -> dt.date:
        """The date that the paper bears."""
        return day(self.facts["date"])

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The names of those whom the paper is about."""
        return tuple(dict.fromkeys(name for path in _PEOPLE for name in values_at(self.facts, path)))

    def last_day(self, start: str, days: int) -> Deadline:
        """Return the end of a time limit of `days` that began to run with the ISO date `start`."""
        return deadline(day(start), days, self.calendar, roll_forward=self.settings.papers.roll_forward)

    def limit(self, name: str, start: str) -> Deadline:
        """Return the end of the time limit called `name`, as the law held on the ISO date `start`."""
        return self.last_day(start, days_on(name, day(start)))

    def mentions(self, concept: str, *parts: Part) -> Iterator[Mention]:
        """Yield each place that means `concept` in the `parts` of the paper, all by default, each wording once."""
        wanted = parts or _EVERY_PART
        known: set[tuple[str, str]] = set()
        for mention in mentions(concept, self.sentences):
            key = mention.sentence.field, mention.words
            if mention.sentence.part in wanted and key not in known:
                known.add(key)
                yield mention

    def label(self, field: str) -> str:
        """Return the Chinese name of the `field`, or that of the edited text."""
        return label(schema(self.paper), field) if field else "改动的文字"


def bars(field: str, message: str, remedy: str) -> Fault:
    """Return a fault that bars the paper; `field` is the dotted path in the facts, or empty for the text."""
    return Fault("error", field, message, remedy)


def warns(field: str, message: str, remedy: str) -> Fault:
    """Return a fault that a person has to weigh."""
    return Fault("warning", field, message, remedy)


def asks(field: str, message: str, remedy: str) -> Fault:
    """Return what words cannot decide: a lawyer has to answer before the paper may be issued."""
    return Fault("question", field, message, remedy)


def error(rule: str, field: str, message: str, remedy: str, basis: str) -> Finding:
    """Return a finding that bars the paper; `field` is the dotted path in the facts, or empty for the text."""
    return Finding(rule, "error", field, message, remedy, basis)


def warning(rule: str, field: str, message: str, remedy: str, basis: str) -> Finding:
    """Return a finding that a person has to weigh."""
    return Finding(rule, "warning", field, message, remedy, basis)


def day(text: str) -> dt.date:
    """Return the ISO date in `text` as a date."""
    return dt.date.fromisoformat(text)
