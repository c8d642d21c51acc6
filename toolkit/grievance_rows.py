"""What the grievance table shows of a grievance: its fields as text, the very words, the reasons, what may be set."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from toolkit import channels
from toolkit.confirmed import STATUS_NAMES, segments_of, shown
from toolkit.errors import UnknownNumberError
from toolkit.records import Evidence, Fact, Grievance, Segment, Transcript
from toolkit.subject_words import word_list

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


def matter_of(one: Grievance) -> str:
    """Return by what name an edit calls a grievance: its first second, which no renumbering changes."""
    return f"{one.start_s:.3f}"


def subjects() -> list[str]:
    """Return every subject that can be chosen, as 一级/二级, in the order of the shipped list."""
    return list(dict.fromkeys("/".join(filter(None, pair)) for pair in word_list().subjects))


def row(one: Grievance, transcript: Transcript, pending: Mapping[str, str], lookup: Lookup) -> dict[str, Any]:
    """Return what is shown of `one`; `pending` are the fields a person wrote that are not confirmed yet."""
    said = segments_of(one, transcript)
    return {
        "matter": matter_of(one),
        "ordinal": one.ordinal,
        "number": one.number,
        "status": one.status,
        "status_name": STATUS_NAMES[one.status],
        "start": one.start_s,
        "parts": [[passage.start_s, passage.end_s] for passage in one.passages],
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
        "sentences": [_sentence(segment, one) for segment in said],
        "repeats": list(_repeats(one, lookup)),
    }


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
        # Accusations are not shown beside what others see (信访工作条例 Art 30).
        if "检举控告" not in earlier.kinds:
            yield {**told, "summary": earlier.summary, "text": earlier.text}
