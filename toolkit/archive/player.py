"""The page that plays a recording from a disc by double click: text that follows, grievances as chapters, a find box.

The words stand in the page itself, so it can be read and printed without the script, too.
"""

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from toolkit.core import timecode
from toolkit.grievances import named_facts
from toolkit.grievances.accusations import NOTHING_OPEN, OpenStretches, may_be_shown
from toolkit.records import Evidence, Grievance, Passage, Segment, Stretch, Transcript

_DATA = Path(__file__).parent / "data"
_COLOURS = {"红": "red", "黄": "yellow", "绿": "green", None: "none"}
_WIDE = 40
_WITHHELD = "（这一句文字不在本页显示）"


@dataclass(frozen=True)
class View:
    """What the page shows: its title, facts as (label, value), the sound's path from the page, text, grievances.

    `open` tells where the words of the text may be shown; nowhere unless it says so.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    audio: str
    transcript: Transcript | None
    grievances: tuple[Grievance, ...]
    notice: str = ""
    open: OpenStretches = NOTHING_OPEN


def page(view: View) -> str:
    """Return the page as HTML text; the same `view` gives the same text.

    It refers to nothing but `view.audio`; a policy in it keeps the browser from loading or running anything else.
    What is withheld is neither listed nor shown in words.
    """
    open_ones = tuple(grievance for grievance in view.grievances if may_be_shown(grievance))
    parts = {
        "POLICY": _policy(),
        "TITLE": escape(view.title),
        "STYLE": _asset("player.css"),
        "SCRIPT": _asset("player.js"),
        "NOTICE": f'<p class="notice" role="note">{escape(view.notice)}</p>' if view.notice else "",
        "FACTS": "\n".join(_fact(label, value) for label, value in view.facts),
        "AUDIO": escape(quote(view.audio)),
        "CHAPTERS": _chapters(open_ones, view),
        "LINES": "\n".join(_lines(view, open_ones)) or "<p>还没有转写。</p>",
    }
    # One pass, so that a villager's words that look like a mark stay words.
    return re.sub(r"@@([A-Z]+)@@", lambda mark: parts[mark[1]], _asset("player.html"))


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


def _fact(label: str, value: str) -> str:
    wide = ' class="wide"' if len(value) > _WIDE else ""
    return f"<div{wide}><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"


# -- chapters --------------------------------------------------------------------------------------------------


def _chapters(grievances: tuple[Grievance, ...], view: View) -> str:
    shown = (one for one in view.transcript.segments if view.open.holds(one)) if view.transcript else ()
    segments = {one.id: one for one in shown}
    items = [_chapter(grievance, segments) for grievance in sorted(grievances, key=lambda one: one.start_s)]
    return "<ol>\n{}\n</ol>".format("\n".join(items)) if items else "<p>没有列出诉求。</p>"


def _chapter(grievance: Grievance, segments: Mapping[str, Segment]) -> str:
    colour = f'<span class="colour {_COLOURS[grievance.colour.value]}">{grievance.colour.value or "未定"}</span>'
    who = "，".join(str(fact.value) for fact in (grievance.person, grievance.home) if fact)
    under = (timecode(grievance.start_s), who, grievance.number or "待确认")
    spans = "".join(f"<span>{escape(part)}</span>" for part in under if part)
    return (
        f'<li><a href="#g{grievance.ordinal}" data-start="{_seconds(grievance.start_s)}">'
        f'<span class="what">{colour}{escape(_name(grievance))}</span><span class="who">{spans}</span></a>'
        f"{_facts(grievance, segments)}</li>"
    )


def _facts(grievance: Grievance, segments: Mapping[str, Segment]) -> str:
    """Return what was understood, each a button that plays the very words it was taken from."""
    buttons = [
        f'<button type="button" data-start="{_seconds(segments[span.segment].start_s)}" '
        f'title="原话：{escape(_quoted(span, segments))}">{escape(label)}：{escape(shown)}</button>'
        for label, shown, evidence in _understood(grievance)
        for span in [one for one in evidence if one.segment in segments][:1]
    ]
    return f'<div class="facts">{"".join(buttons)}</div>' if buttons else ""


def _understood(grievance: Grievance) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    yield from ((name, str(fact.value), fact.evidence) for name, fact in named_facts(grievance))
    yield from (("日期", str(fact.value), fact.evidence) for fact in grievance.dates)
    for amount in grievance.amounts:
        about, per = "约" if amount.approximate else "", f"每{amount.per}" if amount.per else ""
        yield "金额", f"{per}{about}{amount.yuan:,.10g}元", amount.evidence
    subject = "／".join(filter(None, (grievance.subject.level1, grievance.subject.level2)))
    yield "内容分类", subject, grievance.subject.evidence
    yield "颜色", grievance.colour.reason, grievance.colour.evidence


def _quoted(span: Evidence, segments: Mapping[str, Segment]) -> str:
    return segments[span.segment].text[span.start : span.end]


def _name(grievance: Grievance) -> str:
    return f"诉求 {grievance.ordinal}　{grievance.summary}"


def _heading(grievance: Grievance, *, again: bool) -> str:
    anchor = "" if again else f' id="g{grievance.ordinal}"'
    return f"<h3{anchor}>{escape(_name(grievance))}{'（续）' if again else ''}</h3>"


# -- lines -----------------------------------------------------------------------------------------------------


def _lines(view: View, grievances: tuple[Grievance, ...]) -> Iterator[str]:
    if view.transcript is None:
        return
    headings = _headings(view.transcript, grievances)
    speakers = _changes(view.transcript.segments)
    rows = [
        (one.start_s, _line(one, speakers.get(one.id), is_open=view.open.holds(one)), one.id)
        for one in view.transcript.segments
    ]
    rows += [(stretch.start_s, _gap(stretch), "") for stretch in view.transcript.coverage.uncovered]
    for _, row, segment in sorted(rows, key=lambda row: row[0]):
        yield from headings.get(segment, ())
        yield row


def _headings(transcript: Transcript, grievances: tuple[Grievance, ...]) -> Mapping[str, list[str]]:
    """Return the headings that stand before a segment, by its id; by time where a passage's own segment is gone."""
    found: dict[str, list[str]] = defaultdict(list)
    for grievance in grievances:
        for number, passage in enumerate(grievance.passages):
            found[_first_segment(transcript, passage)].append(_heading(grievance, again=number > 0))
    return found


def _first_segment(transcript: Transcript, passage: Passage) -> str:
    ids = {segment.id for segment in transcript.segments}
    later = (segment.id for segment in transcript.segments if segment.end_s > passage.start_s)
    return passage.first if passage.first in ids else next(later, "")


def _changes(segments: tuple[Segment, ...]) -> Mapping[str, str]:
    """Return the speaker of each segment before which another one spoke, by the segment's id."""
    before = (None, *(segment.speaker for segment in segments))
    pairs = zip(segments, before, strict=False)
    return {segment.id: segment.speaker for segment, last in pairs if segment.speaker and segment.speaker != last}


def _line(segment: Segment, name: str | None, *, is_open: bool) -> str:
    text = segment.text if is_open else _WITHHELD
    speaker = f'<span class="speaker">{escape(name)}：</span>' if name else ""
    return (
        f'<p class="line" data-start="{_seconds(segment.start_s)}">'
        f'<button class="time" type="button" title="从这里播放">{timecode(segment.start_s)}</button>'
        f'<span>{speaker}<span class="text">{escape(text)}</span></span></p>'
    )


def _gap(stretch: Stretch) -> str:
    return f'<p class="gap">（{timecode(stretch.start_s)} 至 {timecode(stretch.end_s)} 有人说话，没有转成文字）</p>'


def _seconds(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
