"""Cues that a grievance may be an accusation (检举控告): a queue by likelihood, and warnings against a release.

Words and points are in `data/accusation_cues.csv`, which can be edited in Excel. They sort and warn only; a person
judges (信访工作条例 Art 30).
"""

import csv
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
# A person who was only informed is not accused, nor one who came to look or promised something.
_TOLD = re.compile(r"(?:找|跟|给|向|和|同|请|让|叫|喊|告诉|问|谢谢|感谢|麻烦)(?:过|了|我们|村里|镇里|你们|的)*.{0,4}$")
_PLAIN = re.compile(
    r"^(?:您?好|也?(?:来看|来过|答应|帮|协调|解决|调解|说过|晓得|知道|很好|不错|支持|关心)|反[映应]|说(?!了算)|讲|报告|汇报|能不能|帮忙|，?我)"
)


@dataclass(frozen=True)
class Cue:
    """A group of words that speak for an accusation: their points, and whether they warn against a release."""

    name: str
    points: float
    warns: bool
    words: re.Pattern[str]
    against: re.Pattern[str] | None


@dataclass(frozen=True)
class Queued:
    """A grievance in the queue: its start, whether releasing it is warned against, and the reasons in Chinese."""

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
    judged = (_queued(each, _answer(each, transcript)) for each in waiting)
    return tuple(sorted(judged, key=lambda each: (-each.score, each.ordinal)))


def _queued(grievance: Grievance, answer: str) -> Queued:
    said = [*_speaking(grievance.text, answer)]
    score = sum(cue.points * (1 + _AGAIN * (min(len(words), _MOST) - 1)) for cue, words in said)
    why = [f"{cue.name}：“{'”“'.join(dict.fromkeys(words[:2]))}”" for cue, words in said if cue.warns]
    if grievance.against is not None and grievance.against.kind == "office_holder":
        score += _OFFICE_HOLDER
        why.insert(0, f"对方是担任公职的人：“{grievance.against.value}”")
    return Queued(grievance.ordinal, grievance.start_s, bool(why), tuple(why), round(score, 2))


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


def _answer(grievance: Grievance, transcript: Transcript | None) -> str:
    """Return up to three sentences right after `grievance`, in which the host answers."""
    if transcript is None:
        return ""
    end = max(passage.end_s for passage in grievance.passages)
    after = [each for each in transcript.segments if end <= each.start_s + 0.5 < end + _ANSWER_S]
    return "\n".join(each.text for each in after[:_ANSWERS])
