"""Dangers to life and limb in what was said, sentence by sentence, by classes of meaning and a learned model.

A class (a means, an act, a farewell, a threat, a victim, a jest, a thing of the past …) is a row of
`data/danger_classes.csv`, which can be edited in Excel. The model weighs which classes stand together in one sentence,
what the table `accusations/data/dangers.csv` finds, and runs of characters; it is trained by
`benchmarks/train_dangers.py` on sentences of danger, on harmless ones that look alike, and on meetings.
"""

import csv
import functools
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from toolkit.chinese import Found, simplified
from toolkit.grievances import linear
from toolkit.grievances.accusations import danger
from toolkit.records import Fact

MODEL, MATTER = "danger", "danger of a matter"
# The runs of characters weigh so much beside one class, and beside the kinds that the table finds in a whole matter.
SHARE, MATTER_SHARE = 4.0, 1.5
_CLASSES = Path(__file__).parent / "data" / "danger_classes.csv"
_SENTENCE = re.compile(r"[^。！？!?；;\n\s]+")
_MARKS = re.compile(r"[\s，,。.！!？?；;：:、“”\"—…]+")
_LONGEST = 3
# A sentence that is so likely is a danger whatever the rest of the matter is about.
_ALONE = 0.5
SURE, _SUREST, _LEAST_SURE = 0.7, 0.95, 0.5
# Characters of dialects, as the words of the classes have them.
_PLAIN = str.maketrans("冇唔弗勿佢伊俺恁侬食睇嘅咗哒嘞咧", "没不不不他他我你你吃看的了了了了")
_DAYS = re.compile(r"(?<=[一二两三四五六七八九十几半])日")


def read(text: str, grave: float | None = None) -> Found | None:
    """Return the danger in `text` with the words that tell of it; None without one.

    The value is one of `records.DangerKind`. Of several dangers the gravest of those beyond doubt counts, else the
    likeliest. With the `gravity` of the matter that `text` is of, a doubtful sentence counts where that is `grave`.
    """
    plain = simplified(text)
    given = plain if len(plain) == len(text) else text
    return max(_all(given, grave), key=weight, default=None)


def gravity(matter: str, model: linear.LinearModel | None = None) -> float:
    """Return how likely a matter is grave, by all of its words; `model` is the shipped one, or one in training."""
    plain = simplified(matter)
    return (model or linear.model(MATTER)).of_text(kinds_ruled(plain), linear.runs(plain), MATTER_SHARE)


def kinds_ruled(text: str) -> Iterator[str]:
    """Yield the kinds of danger that the table finds in `text`, as features."""
    kinds = sorted({match.value for match in danger.every(text)})
    yield from (f"danger {name}" for name in kinds)
    if kinds:
        yield "danger"


def is_told(likely: float, grave: float, least: float) -> bool:
    """Return whether a sentence that is `likely` a danger is one in a matter that is `grave`, both in one, by odds."""
    return likely >= _ALONE or _odds(likely) * _odds(grave) >= _odds(least)


def _odds(share: float) -> float:
    return share / max(1e-4, 1 - share)


def weight(found: Found | Fact) -> tuple[bool, int, float]:
    """Return what tells the weightiest of several dangers: beyond doubt, by the gravity of its kind, by likelihood."""
    sure = found.confidence >= SURE
    return sure, -list(danger.KIND_NAMES).index(found.value) if sure else 0, found.confidence


def _all(text: str, grave: float | None) -> Iterator[Found]:
    model, least = linear.model(MODEL), linear.model(MATTER).least
    for sentence in _SENTENCE.finditer(text):
        likely = probability(sentence[0], model)
        if likely >= model.least if grave is None else is_told(likely, grave, least):
            told = kind(sentence[0])
            ruled = next((match for match in danger.every(sentence[0]) if match.value == told), None)
            start, end = (ruled.start, ruled.end) if ruled is not None else (0, len(sentence[0]))
            floor = _LEAST_SURE if ruled is None else SURE
            sure = round(max(floor, min(_SUREST, likely)), 2)
            yield Found(told, sentence.start() + start, sentence.start() + end, sure)


def probability(sentence: str, model: linear.LinearModel) -> float:
    """Return how likely `sentence` tells of a danger by `model`."""
    return model.of_text(signs(sentence), runs(sentence), SHARE)


def kind(sentence: str) -> str:
    """Return the likeliest kind of the danger that `sentence` tells of."""
    told, characters = tuple(signs(sentence)), runs(sentence)
    by_kind = {name: linear.model(f"{MODEL} {name}").of_text(told, characters, SHARE) for name in danger.KIND_NAMES}
    return max(by_kind, key=by_kind.__getitem__)


# -- features --------------------------------------------------------------------------------------------------


@functools.cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with _CLASSES.open(encoding="utf-8-sig", newline="") as file:
        return tuple((f"类{row['类']}", re.compile(row["词"])) for row in csv.DictReader(file))


def signs(sentence: str, *, ruled: bool = True) -> Iterator[str]:
    """Yield the classes in `sentence`, each pair of them, and, if `ruled`, what the table of dangers finds."""
    plain = _without_dialect(sentence)
    classes = [name for name, form in _classes() if form.search(plain)]
    yield from classes
    yield from (f"{one}+{other}" for one, other in combinations(classes, 2))
    yield f"{len(classes)} classes"
    kinds = sorted({match.value for match in danger.every(sentence)}) if ruled else []
    if kinds:
        yield "rule"
        yield from (f"rule {name}" for name in kinds)
        yield from (f"rule/{name}" for name in classes)


def _without_dialect(sentence: str) -> str:
    return _DAYS.sub("天", sentence.translate(_PLAIN))


def runs(sentence: str) -> set[str]:
    """Return the runs of one to three characters in `sentence`; marks and blanks are alike."""
    plain = _MARKS.sub("，", _without_dialect(sentence))
    return {plain[at : at + length] for length in range(1, _LONGEST + 1) for at in range(len(plain) - length + 1)}
