"""Rows of the grievance table panel as JSON: fields as text, quoted sentences, reasons and choices."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.chinese import readings
from toolkit.core import UnknownNumberError
from toolkit.grievances import channels
from toolkit.grievances.accusations import danger
from toolkit.grievances.accusations.visibility import may_be_shown
from toolkit.grievances.fields import FIELDS, STATUS_NAMES, field_text, named_facts, segments_of
from toolkit.grievances.subject_words import word_list
from toolkit.records import Evidence, Grievance, Segment, Transcript, length_s, overlap_s

# Returns the grievance of a number; raises UnknownNumberError.
Lookup = Callable[[str], Grievance]
_CLOSED_WORDS = {"yes": "检举控告，另行保管", "unjudged": "待判断，先不显示"}
# A sentence belongs to the grievance in which at least this share of it was said.
_MOST = 0.5


@dataclass(frozen=True)
class PendingEdits:
    """The texts a person set in the fields of an unconfirmed grievance, and whether somebody listened to it."""

    fields: Mapping[str, str]
    is_heard: bool = False


NO_PENDING_EDITS = PendingEdits({})


def matter_key(grievance: Grievance) -> str:
    """Return the key of `grievance` in the log of edits: its first second, which no renumbering changes."""
    return f"{grievance.start_s:.3f}"


def subject_choices() -> list[dict[str, Any]]:
    """Return every subject that can be chosen, as 一级/二级, with the readings of each character."""
    texts = dict.fromkeys("/".join(filter(None, pair)) for pair in word_list().subjects)
    return [{"text": text, "readings": [list(readings(char)) for char in text if char != "/"]} for text in texts]


def grievance_row(grievance: Grievance, transcript: Transcript, edits: PendingEdits, lookup: Lookup) -> dict[str, Any]:
    """Return the row of `grievance` for a person who may see it, with `edits` in the place of its fields."""
    pending = edits.fields
    return {
        **_frame(grievance),
        "closed": "",
        "heard": edits.is_heard,
        "warning": "",
        "danger": _danger(grievance),
        "fields": {field: pending.get(field, field_text(grievance, field)) for field in FIELDS},
        "pending": sorted(pending),
        "unsure": grievance.subject.unsure and "subject" not in pending,
        "candidates": [
            {"text": "/".join(filter(None, (each.level1, each.level2))), "sure": each.confidence}
            for each in grievance.subject.candidates
            if each.level1
        ],
        "reason": grievance.colour.reason,
        "channels": [{"item": way.item, "name": way.name, "reason": way.reason} for way in channels.offered(grievance)],
        "sentences": [_sentence(segment, grievance) for segment in segments_of(grievance, transcript)],
        "repeats": list(_repeats(grievance, lookup)),
    }


def withheld_row(grievance: Grievance) -> dict[str, Any]:
    """Return the row of `grievance` for everybody else: its times and why it is withheld, without any word of it."""
    return {
        **_frame(grievance),
        "closed": _CLOSED_WORDS.get(grievance.accusation, _CLOSED_WORDS["unjudged"]),
        "heard": True,
        "warning": "",
        "danger": "",
        "fields": dict.fromkeys(FIELDS, ""),
        "pending": [],
        "unsure": False,
        **dict.fromkeys(("candidates", "channels", "sentences", "repeats"), ()),
        "reason": "",
    }


def _frame(grievance: Grievance) -> dict[str, Any]:
    return {
        "matter": matter_key(grievance),
        "ordinal": grievance.ordinal,
        "number": grievance.number,
        "status": grievance.status,
        "status_name": STATUS_NAMES[grievance.status],
        "start": grievance.start_s,
        "parts": [[passage.start_s, passage.end_s] for passage in grievance.passages],
        "accusation": grievance.accusation,
    }


def _danger(grievance: Grievance) -> str:
    return danger.KIND_NAMES.get(grievance.danger.value, "") if grievance.danger is not None else ""


def sentence_rows(
    transcript: Transcript, listed: Sequence[Grievance], may_see: Callable[[Segment], bool]
) -> list[dict[str, Any]]:
    """Return every segment of `transcript` with the ordinal of its grievance, None where it is in none.

    A segment that `may_see` refuses keeps number and times; its text is empty.
    """
    return [
        {
            "number": segment.number,
            "start": segment.start_s,
            "end": segment.end_s,
            "ordinal": _ordinal_of(segment, listed),
            "hidden": not may_see(segment),
            "speaker": segment.speaker if may_see(segment) else None,
            "text": segment.text if may_see(segment) else "",
        }
        for segment in transcript.segments
    ]


def _ordinal_of(segment: Segment, listed: Sequence[Grievance]) -> int | None:
    common = ((sum(overlap_s(segment, part) for part in each.passages), each.ordinal) for each in listed)
    most, ordinal = max(common, default=(0.0, 0))
    return ordinal if most >= _MOST * length_s(segment) and most > 0 else None


def _sentence(segment: Segment, grievance: Grievance) -> dict[str, Any]:
    marks = [
        {"from": span.start, "to": span.end, "field": name}
        for name, spans in _evidence(grievance)
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


def _evidence(grievance: Grievance) -> Iterator[tuple[str, Sequence[Evidence]]]:
    yield from ((name, fact.evidence) for name, fact in named_facts(grievance))
    for amount in grievance.amounts:
        yield FIELDS["amounts"], amount.evidence
    yield FIELDS["subject"], grievance.subject.evidence
    yield FIELDS["colour"], grievance.colour.evidence


def _repeats(grievance: Grievance, lookup: Lookup) -> Iterator[dict[str, Any]]:
    for repeat in grievance.repeat_of:
        offer = {"number": repeat.number, "score": repeat.score, "reason": repeat.reason, "confirmed": repeat.confirmed}
        try:
            earlier = lookup(repeat.number)
        except UnknownNumberError:
            continue
        # A withheld grievance is not shown beside one that others see (信访工作条例 Art 30).
        if may_be_shown(earlier):
            yield {**offer, "summary": earlier.summary, "text": earlier.text}
