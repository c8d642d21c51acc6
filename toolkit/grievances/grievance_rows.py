"""What the grievance table shows of a grievance: its fields as text, the very words, the reasons, what may be set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.chinese import readings
from toolkit.core import UnknownNumberError
from toolkit.grievances import channels
from toolkit.grievances.accusations import danger
from toolkit.grievances.accusations.visibility import may_be_shown
from toolkit.grievances.confirmed import STATUS_NAMES, segments_of, shown
from toolkit.grievances.subject_words import word_list
from toolkit.records import Evidence, Fact, Grievance, Segment, Transcript, length_s, overlap_s

FIELDS: Mapping[str, str] = {
    "person": "反映人",
    "home": "住址",
    "site": "事发地",
    "against": "对方",
    "request": "请求",
    "amounts": "金额",
    "people": "人数",
    "since": "起始时间",
    "earlier_reports": "此前反映",
    "summary": "诉求",
    "subject": "内容分类",
    "kinds": "类别",
    "colour": "颜色",
    "channel": "办理途径",
    "mediation": "调解",
}
Lookup = Callable[[str], Grievance]
_CLOSED_WORDS = {"yes": "检举控告，另行保管", "unjudged": "待判断，先不显示"}
# A sentence belongs to the grievance in which at least this share of it was said.
_MOST = 0.5


@dataclass(frozen=True)
class Written:
    """What a person wrote of a grievance that is not confirmed yet, and whether somebody listened to it."""

    fields: Mapping[str, str]
    is_heard: bool = False


NOTHING_WRITTEN = Written({})


def matter_of(one: Grievance) -> str:
    """Return by what name an edit calls a grievance: its first second, which no renumbering changes."""
    return f"{one.start_s:.3f}"


def subjects() -> list[dict[str, Any]]:
    """Return every subject that can be chosen, as 一级/二级, with the readings of each character."""
    texts = dict.fromkeys("/".join(filter(None, pair)) for pair in word_list().subjects)
    return [{"text": text, "readings": [list(readings(char)) for char in text if char != "/"]} for text in texts]


def row(one: Grievance, transcript: Transcript, written: Written, lookup: Lookup) -> dict[str, Any]:
    """Return what is shown of `one` to somebody who may see it."""
    pending = written.fields
    return {
        **_frame(one),
        "closed": "",
        "heard": written.is_heard,
        "warning": "",
        "danger": _danger(one),
        "fields": {field: pending.get(field, shown(one, field)) for field in FIELDS},
        "pending": sorted(pending),
        "unsure": one.subject.unsure and "subject" not in pending,
        "candidates": [
            {"text": "/".join(filter(None, (each.level1, each.level2))), "sure": each.confidence}
            for each in one.subject.candidates
            if each.level1
        ],
        "reason": one.colour.reason,
        "channels": [{"item": way.item, "reason": way.reason} for way in channels.offered(one)],
        "sentences": [_sentence(segment, one) for segment in segments_of(one, transcript)],
        "repeats": list(_repeats(one, lookup)),
    }


def closed_row(one: Grievance) -> dict[str, Any]:
    """Return what is shown of `one` to everybody else: that there is one, when it was said, and why no word of it."""
    return {
        **_frame(one),
        "closed": _CLOSED_WORDS.get(one.accusation, _CLOSED_WORDS["unjudged"]),
        "heard": True,
        "warning": "",
        "danger": "",
        "fields": dict.fromkeys(FIELDS, ""),
        "pending": [],
        "unsure": False,
        **dict.fromkeys(("candidates", "channels", "sentences", "repeats"), ()),
        "reason": "",
    }


def _frame(one: Grievance) -> dict[str, Any]:
    return {
        "matter": matter_of(one),
        "ordinal": one.ordinal,
        "number": one.number,
        "status": one.status,
        "status_name": STATUS_NAMES[one.status],
        "start": one.start_s,
        "parts": [[passage.start_s, passage.end_s] for passage in one.passages],
        "accusation": one.accusation,
    }


def _danger(one: Grievance) -> str:
    return danger.KIND_NAMES.get(one.danger.value, "") if one.danger is not None else ""


def talk(
    transcript: Transcript, listed: Sequence[Grievance], may_see: Callable[[Segment], bool]
) -> list[dict[str, Any]]:
    """Return every sentence of `transcript` with the ordinal of its grievance, None where it is in none.

    A sentence that `may_see` refuses keeps number and times; its words are empty.
    """
    return [
        {
            "number": one.number,
            "start": one.start_s,
            "end": one.end_s,
            "ordinal": _ordinal_of(one, listed),
            "hidden": not may_see(one),
            "speaker": one.speaker if may_see(one) else None,
            "text": one.text if may_see(one) else "",
        }
        for one in transcript.segments
    ]


def _ordinal_of(segment: Segment, listed: Sequence[Grievance]) -> int | None:
    shares = ((sum(overlap_s(segment, part) for part in one.passages), one.ordinal) for one in listed)
    most, ordinal = max(shares, default=(0.0, 0))
    return ordinal if most >= _MOST * length_s(segment) and most > 0 else None


def _sentence(segment: Segment, one: Grievance) -> dict[str, Any]:
    marks = [
        {"from": span.start, "to": span.end, "field": name}
        for name, spans in _evidence(one)
        for span in spans
        if span.segment == segment.id
    ]
    return {
        "number": segment.number,
        "start": segment.start_s,
        "end": segment.end_s,
        "speaker": segment.speaker,
        "text": segment.text,
        "marks": marks,
    }


def _evidence(one: Grievance) -> Iterator[tuple[str, Sequence[Evidence]]]:
    for field in FIELDS:
        value = getattr(one, field)
        if isinstance(value, Fact):
            yield FIELDS[field], value.evidence
    for amount in one.amounts:
        yield FIELDS["amounts"], amount.evidence
    yield FIELDS["subject"], one.subject.evidence
    yield FIELDS["colour"], one.colour.evidence


def _repeats(one: Grievance, lookup: Lookup) -> Iterator[dict[str, Any]]:
    for repeat in one.repeat_of:
        told = {"number": repeat.number, "score": repeat.score, "reason": repeat.reason, "confirmed": repeat.confirmed}
        try:
            earlier = lookup(repeat.number)
        except UnknownNumberError:
            continue
        # What is withheld is not shown beside what others see (信访工作条例 Art 30).
        if may_be_shown(earlier):
            yield {**told, "summary": earlier.summary, "text": earlier.text}
