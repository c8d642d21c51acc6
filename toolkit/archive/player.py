"""The player: an HTML page with the sound, the text that follows it, grievances as chapters, and a search box.

It opens from a disc by double click. The text stands in the page itself, so that it can be read without scripts.
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from toolkit.core import timecode
from toolkit.formats import html
from toolkit.grievances import named_facts
from toolkit.grievances.accusations import NOTHING_OPEN, OpenStretches, may_be_shown
from toolkit.records import Evidence, Grievance, Passage, Segment, Transcript

_DATA = Path(__file__).parent / "data"
_COLOURS = {"红": "red", "黄": "yellow", "绿": "green", None: "none"}
_WIDE = 40  # characters from which a fact takes a whole row
_WITHHELD = "（这一句文字不在本页显示）"


@dataclass(frozen=True)
class View:
    """The content of the page: title, facts as (label, value), the sound's path from the page, text, grievances.

    `open` holds the stretches whose words may be shown; by default none.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    audio: str
    transcript: Transcript | None
    grievances: tuple[Grievance, ...]
    notice: str = ""
    open: OpenStretches = NOTHING_OPEN


@dataclass(frozen=True)
class _Fact:
    """A fact of a chapter: a button that plays the words `quoted`, which begin at `start`."""

    start: str
    quoted: str
    label: str
    shown: str


@dataclass(frozen=True)
class _Chapter:
    """A grievance in the list of chapters."""

    ordinal: int
    start: str
    colour: str
    colour_class: str
    name: str
    under: tuple[str, ...]
    facts: tuple[_Fact, ...]


@dataclass(frozen=True)
class _Heading:
    """The name of a grievance above its first sentence, or once more where it goes on."""

    ordinal: int
    name: str
    is_again: bool


@dataclass(frozen=True)
class _Line:
    """A sentence, or speech without text until the time code `gap_end`, which begins `at` seconds."""

    at: float
    speaker: str = ""
    text: str = ""
    gap_end: str = ""
    headings: tuple[_Heading, ...] = ()

    @property
    def start(self) -> str:
        """The beginning in seconds, as short as it can be written."""
        return _seconds(self.at)

    @property
    def time(self) -> str:
        """The beginning as a time code."""
        return timecode(self.at)


def page(view: View) -> str:
    """Return the page as HTML text; the same `view` gives the same text.

    It refers to nothing but `view.audio`; a content security policy keeps the browser from loading anything else.
    Withheld grievances are not listed, and withheld words not shown.
    """
    open_ones = tuple(filter(may_be_shown, view.grievances))
    values = {
        "policy": _policy(),
        "title": view.title,
        "style": _asset("player.css"),
        "script": _asset("player.js"),
        "notice": view.notice,
        "facts": view.facts,
        "wide": _WIDE,
        "audio": quote(view.audio),
        "chapters": _chapters(open_ones, view),
        "lines": _lines(view.transcript, open_ones, view.open) if view.transcript else (),
    }
    return html.render(_DATA / "player.html", values)


@cache
def _asset(name: str) -> str:
    return (_DATA / name).read_text(encoding="utf-8")


def _policy() -> str:
    style, script = (_hash(_asset(name)) for name in ("player.css", "player.js"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; "
        "media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _chapters(grievances: tuple[Grievance, ...], view: View) -> list[_Chapter]:
    shown = (segment for segment in view.transcript.segments if view.open.holds(segment)) if view.transcript else ()
    segments = {segment.id: segment for segment in shown}
    ordered = sorted(grievances, key=lambda grievance: grievance.start_s)
    return [_chapter(grievance, segments) for grievance in ordered]


def _chapter(grievance: Grievance, segments: Mapping[str, Segment]) -> _Chapter:
    who = "，".join(str(fact.value) for fact in (grievance.person, grievance.home) if fact)
    under = (timecode(grievance.start_s), who, grievance.number or "待确认")
    return _Chapter(
        ordinal=grievance.ordinal,
        start=_seconds(grievance.start_s),
        colour=grievance.colour.value or "未定",
        colour_class=_COLOURS[grievance.colour.value],
        name=_name(grievance),
        under=tuple(filter(None, under)),
        facts=tuple(_facts(grievance, segments)),
    )


def _facts(grievance: Grievance, segments: Mapping[str, Segment]) -> Iterator[_Fact]:
    """Yield each fact with the first of the words it was taken from that may be shown."""
    for label, shown, evidence in _understood(grievance):
        span = next((span for span in evidence if span.segment in segments), None)
        if span:
            segment = segments[span.segment]
            yield _Fact(_seconds(segment.start_s), segment.text[span.start : span.end], label, shown)


def _understood(grievance: Grievance) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    yield from ((name, str(fact.value), fact.evidence) for name, fact in named_facts(grievance))
    yield from (("日期", str(fact.value), fact.evidence) for fact in grievance.dates)
    for amount in grievance.amounts:
        about, per = "约" if amount.approximate else "", f"每{amount.per}" if amount.per else ""
        yield "金额", f"{per}{about}{amount.yuan:,.10g}元", amount.evidence
    subject = "／".join(filter(None, (grievance.subject.level1, grievance.subject.level2)))
    yield "内容分类", subject, grievance.subject.evidence
    yield "颜色", grievance.colour.reason, grievance.colour.evidence


def _name(grievance: Grievance) -> str:
    return f"诉求 {grievance.ordinal}　{grievance.summary}"


def _lines(transcript: Transcript, grievances: tuple[Grievance, ...], may_show: OpenStretches) -> list[_Line]:
    headings = _headings(transcript, grievances)
    speakers = _changes(transcript.segments)
    lines = [
        _Line(
            at=segment.start_s,
            speaker=speakers.get(segment.id, ""),
            text=segment.text if may_show.holds(segment) else _WITHHELD,
            headings=tuple(headings.get(segment.id, ())),
        )
        for segment in transcript.segments
    ]
    # A passage after the last sentence has its heading before the gaps.
    late = tuple(headings.get("", ()))
    lines += [_Line(gap.start_s, gap_end=timecode(gap.end_s), headings=late) for gap in transcript.coverage.uncovered]
    return sorted(lines, key=lambda line: line.at)


def _headings(transcript: Transcript, grievances: tuple[Grievance, ...]) -> Mapping[str, list[_Heading]]:
    """Return the headings that stand before a segment, by its id; by time where a passage's own segment is gone."""
    headings: dict[str, list[_Heading]] = defaultdict(list)
    for grievance in grievances:
        for number, passage in enumerate(grievance.passages):
            heading = _Heading(grievance.ordinal, _name(grievance), is_again=number > 0)
            headings[_first_segment(transcript, passage)].append(heading)
    return headings


def _first_segment(transcript: Transcript, passage: Passage) -> str:
    ids = {segment.id for segment in transcript.segments}
    later = (segment.id for segment in transcript.segments if segment.end_s > passage.start_s)
    return passage.first if passage.first in ids else next(later, "")


def _changes(segments: tuple[Segment, ...]) -> Mapping[str, str]:
    """Return the speaker of each segment before which another one spoke, by the segment's id."""
    before = (None, *(segment.speaker for segment in segments))
    pairs = zip(segments, before, strict=False)
    return {segment.id: segment.speaker for segment, last in pairs if segment.speaker and segment.speaker != last}


def _seconds(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
