"""Danger to life and limb, told by its words: self-harm, violence, threats, children and the sick in danger.

The words lie in `data/dangers.csv`, which can be read and edited in Excel. A row speaks where its words (词) stand,
the words near them (近旁) stand in the same sentence on either side, and no word against it (不算) stands close by;
rows of the kind 不算 name words of sentences that count for nothing. High recall counts: a false alarm costs a look, a
miss perhaps a life.
"""

import csv
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import Found, simplified
from toolkit.records import DangerKind, Grievance

KIND_NAMES: dict[DangerKind, str] = {
    "self_harm": "可能自伤、轻生",
    "violence": "有人被打、动手",
    "threat": "有人扬言伤人",
    "child": "孩子有危险",
    "sick": "病人、老人等不得",
}
_TABLE = Path(__file__).parent / "data" / "dangers.csv"
_NEVER = "不算"
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
# How far the words that belong together may stand apart, and how near a word against them has to be, in characters.
_NEAR, _AGAINST = 24, 8
_SURE = {"self_harm": 0.9, "violence": 0.8, "threat": 0.8, "child": 0.6, "sick": 0.6}


@dataclass(frozen=True)
class _Rule:
    kind: DangerKind
    words: re.Pattern[str]
    near: re.Pattern[str] | None
    against: re.Pattern[str] | None


@functools.cache
def _rules() -> tuple[_Rule, ...]:
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        rows = tuple(csv.DictReader(file))
    counting = [row for row in rows if row["种类"] != _NEVER]
    return tuple(_Rule(row["种类"], *(_pattern(row[name]) for name in ("词", "近旁", "不算"))) for row in counting)  # type: ignore[arg-type]  # a test reads the table


@functools.cache
def _stories() -> re.Pattern[str]:
    """Return the words of sentences that tell of long ago, of a film or of a joke: the rows that are called 不算."""
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        return re.compile("|".join(row["词"] for row in csv.DictReader(file) if row["种类"] == _NEVER))


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def read(text: str) -> Found | None:
    """Return the gravest danger that `text` tells of, as the words of its first place; None when none is told.

    The value is one of `records.DangerKind`, in the order of that type.
    """
    plain = simplified(text)
    facts = list(_all(plain if len(plain) == len(text) else text))
    return min(facts, key=lambda fact: (list(KIND_NAMES).index(fact.value), fact.start), default=None)


def _all(text: str) -> Iterator[Found]:
    for sentence in _SENTENCE.finditer(text):
        for rule in () if _stories().search(sentence[0]) else _rules():
            place = _place(rule, sentence[0])
            if place is not None:
                start, end = (sentence.start() + at for at in place)
                yield Found(rule.kind, start, end, _SURE[rule.kind])


def _place(rule: _Rule, sentence: str) -> tuple[int, int] | None:
    """Return where `rule` speaks in `sentence`: from the first to the last of the words it speaks by."""
    for match in rule.words.finditer(sentence):
        start, end = match.span()
        if rule.near is not None:
            low = max(0, start - _NEAR)
            beside = (*_spans(rule.near, sentence, low, start), *_spans(rule.near, sentence, end, end + _NEAR))
            if not beside:
                continue
            nearest = min(beside, key=lambda span: max(start - span[1], span[0] - end))
            start, end = min(start, nearest[0]), max(end, nearest[1])
        around = sentence[max(0, match.start() - _AGAINST) : match.end() + _AGAINST]
        if rule.against is None or not rule.against.search(around):
            return start, end
    return None


def _spans(form: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + match.start(), start + match.end()) for match in form.finditer(text[start:end])]


def first(grievances: tuple[Grievance, ...]) -> tuple[Grievance, ...]:
    """Return `grievances` with those that tell of danger before all others, each part in its order."""
    return tuple(sorted(grievances, key=lambda grievance: grievance.danger is None))
