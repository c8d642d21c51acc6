"""Cues that a grievance may be an accusation (检举控告): a queue by likelihood, and warnings against a release.

Words and points are in `data/accusation_cues.csv`, which can be edited in Excel. A model trained by
`benchmarks/train_warnings.py` weighs cues and wording; it decides on the warning. Both sort and warn only; a person
judges (信访工作条例 Art 30).
"""

import csv
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from toolkit.grievances import linear
from toolkit.grievances.accusations import visibility
from toolkit.records import Grievance, GrievanceList, Transcript

_TABLE = Path(__file__).parent / "data" / "accusation_cues.csv"
_AROUND = 8
# Each further place where the same cue speaks adds this much of its points, and so for a few places only.
_AGAIN, _MOST = 0.25, 3
_OFFICE_HOLDER = 3.0
# The host's answer stands right after the grievance.
_ANSWER_S, _ANSWERS = 30.0, 3
_HOST = "主持人的回话"
_GOOD = "说好话"
# How much the wording weighs beside the cues, and how many cues are counted.
_WORDING, _COUNTED = 8.0, 6
_BY_WORDING = "整段话的说法像检举控告"
_JUDGED = "已经有人判断是检举控告"
# An office-holder on the other side, or a host who answers so twice, is warned at whatever the model says.
_PLAIN_SIGNS = frozenset(("side office_holder", f"again {_HOST}"))
# A point of a cue counts so little beside the likelihood.
_POINT = 0.025
# A person who was only informed is not accused, nor one who came to look or promised something.
_TOLD = re.compile(r"(?:找|跟|给|向|和|同|请|让|叫|喊|告诉|问|谢谢|感谢|麻烦)(?:过|了|我们|村里|镇里|你们|的)*.{0,4}$")
_PLAIN = re.compile(
    r"^(?:您?好|也?(?:来看|来过|答应|帮|协调|解决|调解|说过|晓得|知道|很好|不错|支持|关心)|反[映应]|说(?!了算)|讲|报告|汇报|能不能|帮忙|，?我)"
)


@dataclass(frozen=True)
class Cue:
    """A group of words that speak for an accusation: their points, and whether they are a reason to tell."""

    name: str
    points: float
    warns: bool
    words: re.Pattern[str]
    against: re.Pattern[str] | None


@dataclass(frozen=True)
class Queued:
    """A grievance in the queue: its start, whether releasing it is warned against, and the reasons in Chinese.

    There may be reasons without a warning: a cue alone is in every second innocent matter.
    """

    ordinal: int
    start_s: float
    warn: bool
    why: tuple[str, ...]
    score: float


@functools.cache
def cues() -> tuple[Cue, ...]:
    """Return the cues of the table."""
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        rows = tuple(csv.DictReader(file))
    return tuple(
        Cue(
            row["名称"],
            float(row["分"]),
            row["警告"] == "是",
            re.compile(row["词"]),
            re.compile(row["不算"]) if row["不算"] else None,
        )
        for row in rows
    )


def queue(grievance_list: GrievanceList, transcript: Transcript | None = None) -> tuple[Queued, ...]:
    """Return the unjudged grievances of `grievance_list`, the likeliest accusation first.

    With `transcript`, the one they were found in, the sentences right after each count as the host's answer.
    """
    waiting = (each for each in grievance_list.grievances if visibility.is_unjudged(each))
    judged = (_queued(each, answer_to(each, transcript)) for each in waiting)
    return tuple(sorted(judged, key=lambda each: (-each.score, each.ordinal)))


def doubtful(
    grievance_list: GrievanceList, ordinals: Iterable[int], transcript: Transcript | None = None
) -> dict[int, tuple[str, ...]]:
    """Return for each of `ordinals` whose release is warned against the reasons, without a word that was said."""
    chosen = set(ordinals)
    withheld = [each for each in grievance_list.grievances if not visibility.may_be_shown(each)]
    known = {each.ordinal: (_JUDGED,) for each in withheld if visibility.is_accusation(each)}
    warned = {each.ordinal: each.why for each in queue(grievance_list, transcript) if each.warn}
    reasons = {ordinal: tuple(one.split("：")[0] for one in why) for ordinal, why in warned.items()}
    return {ordinal: why for ordinal, why in sorted((known | reasons).items()) if ordinal in chosen}


def _queued(grievance: Grievance, answer: str) -> Queued:
    said = [*_speaking(grievance.text, answer)]
    score = sum(cue.points * (1 + _AGAIN * (min(len(words), _MOST) - 1)) for cue, words in said)
    why = [f"{cue.name}：“{'”“'.join(dict.fromkeys(words[:2]))}”" for cue, words in said if cue.warns]
    if grievance.against is not None and grievance.against.kind == "office_holder":
        score += _OFFICE_HOLDER
        why.insert(0, f"对方是担任公职的人：“{grievance.against.value}”")
    model, found = linear.model("accusation"), signs(grievance, answer)
    likely = model.of_text(found, linear.runs(grievance.text), _WORDING)
    warn = likely >= model.least or not found.isdisjoint(_PLAIN_SIGNS)
    reasons = (*why, *([_BY_WORDING] if warn and not why else []))
    return Queued(grievance.ordinal, grievance.start_s, warn, reasons, round(likely + _POINT * score, 3))


def signs(grievance: Grievance, answer: str = "") -> frozenset[str]:
    """Return the signs of an accusation in `grievance` and in the `answer` of the host, for the model."""
    said = {cue.name: len(set(words)) for cue, words in _speaking(grievance.text, answer)}
    names = sorted(said)
    several = (f"again {name}" for name in names if said[name] > 1)
    pairs = (f"cue {one}+cue {other}" for one, other in combinations(names, 2))
    count = min(_COUNTED, sum(name != _GOOD for name in names))
    side = () if grievance.against is None else (f"side {grievance.against.kind}",)
    return frozenset((*(f"cue {name}" for name in names), *several, *pairs, f"cues {count}", *side))


def _speaking(text: str, answer: str) -> Iterator[tuple[Cue, list[str]]]:
    for cue in cues():
        words = list(_words(cue, text)) + (list(_words(cue, answer)) if cue.name == _HOST else [])
        if words:
            yield cue, words


def _words(cue: Cue, text: str) -> Iterator[str]:
    for match in cue.words.finditer(text):
        before, after = text[max(0, match.start() - _AROUND) : match.start()], text[match.end() : match.end() + _AROUND]
        if cue.against is not None and cue.against.search(before + match[0] + after):
            continue
        if cue.name == "担任公职的人" and (_TOLD.search(before) or _PLAIN.search(after)):
            continue
        yield match[0]


def answer_to(grievance: Grievance, transcript: Transcript | None) -> str:
    """Return up to three sentences right after `grievance`, in which the host answers."""
    if transcript is None:
        return ""
    end = max(passage.end_s for passage in grievance.passages)
    after = [each for each in transcript.segments if end <= each.start_s + 0.5 < end + _ANSWER_S]
    return "\n".join(each.text for each in after[:_ANSWERS])
