"""Words of dangers to life and limb: self-harm, violence, threats, children and the sick in danger.

The words are in `data/dangers.csv`, which can be edited in Excel. A row matches where its words (词) occur, the words
near them (近旁) occur in the same sentence on either side, and no word against it (不算) is close; rows of the kind
不算 name words of sentences that are skipped. What is a danger in the end, `finding.dangers` tells.
"""

import csv
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import Found
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
    """Return the pattern of sentences about long ago, a film or a joke: the rows of the kind 不算."""
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        return re.compile("|".join(row["词"] for row in csv.DictReader(file) if row["种类"] == _NEVER))


def _pattern(text: str) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def every(text: str) -> tuple[Found, ...]:
    """Return all dangers in `text`, one for each sentence and row of the table."""
    return tuple(_all(text))


def _all(text: str) -> Iterator[Found]:
    for sentence in _SENTENCE.finditer(text):
        for rule in () if _stories().search(sentence[0]) else _rules():
            place = _place(rule, sentence[0])
            if place is not None:
                start, end = (sentence.start() + at for at in place)
                yield Found(rule.kind, start, end, _SURE[rule.kind])


def _place(rule: _Rule, sentence: str) -> tuple[int, int] | None:
    """Return the span of the words in `sentence` that match `rule`, None when they do not."""
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
    """Return `grievances` with those in danger before all others, each group in its order."""
    return tuple(sorted(grievances, key=lambda grievance: grievance.danger is None))
