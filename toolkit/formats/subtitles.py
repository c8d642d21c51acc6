"""Statements in text and subtitle files: number, time, speaker and words, written and read back.

Subtitles are read here rather than by pysubs2, which drops cue numbers, ends a cue at times that were said, and reports
no broken times; corrections need all three.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.core import seconds, subtitle_time, timecode
from toolkit.records import Segment

_TIME = r"(?:\d{1,4}:)?[0-5]?\d:[0-5]\d"
_NUMBER = re.compile(r"\s*(\d{1,9})\s*")
_MARKED = re.compile(rf"\s*(\d{{1,7}})[\s.．、]*[\[［【]\s*({_TIME}(?:\.\d+)?)\s*[\]］】]\s*(.*)", re.DOTALL)
_FROM_TO = re.compile(rf"\s*({_TIME}[.,]\d{{1,3}})\s*-->\s*({_TIME}[.,]\d{{1,3}})(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_WEB_TAG = re.compile(r"</?(?:[biucv]|ruby|rt|lang)(?:[.\s][^>]*)?>|<\d[\d:.]*>")
# What subtitle editors put into SRT for looks; SRT has no escapes, so the same signs may have been said.
_LOOKS = re.compile(r"</?(?:[biu]|font)(?:\s[^>]*)?>|\{\\an?\d+\}", re.IGNORECASE)
_NOT_SAID = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Statement:
    """A statement as it stood in a file; `number` is None where there was none, `end_s` is None in a text.

    `styled` when its lines may hold signs for looks, as SRT does.
    """

    number: int | None
    start_s: float
    end_s: float | None
    lines: tuple[str, ...]
    styled: bool = False

    @property
    def text(self) -> str:
        """All lines in one; Chinese lines are joined without a blank."""
        return joined(self.lines)

    def says(self, text: str) -> bool:
        """Return whether this is `text`, even if an editor has wrapped the line."""
        return self.text == text or (len(self.lines) > 1 and bare(self.text) == bare(text))

    def without_looks(self, was: str) -> "Statement":
        """Return the statement without signs for italics, colour and place, unless its text `was` has such signs."""
        if not self.styled or _LOOKS.search(was):
            return self
        return replace(self, lines=tuple(_LOOKS.sub("", line) for line in self.lines))


@dataclass(frozen=True)
class Cue:
    """A subtitle to be written: its number, its time in seconds, and its words."""

    number: int
    start_s: float
    end_s: float
    text: str


def web(cues: Iterable[Cue]) -> str:
    """Return `cues` as WebVTT; `<`, `>` and `&` are escaped."""
    blocks = [
        f"{cue.number}\n{subtitle_time(cue.start_s, '.')} --> {subtitle_time(cue.end_s, '.')}\n"
        f"{html.escape(one_line(cue.text), quote=False)}\n"
        for cue in cues
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def words_of_web(text: str) -> tuple[str, ...]:
    """Return the words of each cue of a WebVTT `text`."""
    return tuple(each.text for each in in_subtitles(text, web=True)[0])


def one_line(text: str) -> str:
    """Return `text` in one line, since an empty line would end a subtitle."""
    return " ".join(text.split())


def bare(text: str) -> str:
    """Return `text` without any blank."""
    return "".join(text.split())


def said_by(segment: Segment) -> str:
    """Return the speaker of `segment` with a colon, "" without a speaker."""
    return f"{one_line(segment.speaker)}：" if segment.speaker else ""


def shown(segment: Segment) -> str:
    """Return the speaker and the text of `segment` in one line."""
    return said_by(segment) + one_line(segment.text)


def marked_line(segment: Segment) -> str:
    """Return `segment` as a line of a text: number, time, speaker and text."""
    return f"{segment.number}　[{timecode(segment.start_s)}]　{shown(segment)}"


def joined(lines: Iterable[str]) -> str:
    """Return `lines` in one, with a blank only where two foreign words or numbers would run together."""
    whole = ""
    for line in map(one_line, lines):
        apart = whole and line and whole[-1].isascii() and line[0].isascii()
        whole += f" {line}" if apart else line
    return whole


def in_text(lines: Iterable[str]) -> tuple[tuple[str, ...], tuple[Statement, ...]]:
    """Return the heading and the statements of a text whose `lines` bear number and time as `marked_line` writes them.

    Lines before the first statement are the heading; a line without number and time belongs to the statement before.
    """
    heading: list[str] = []
    statements: list[Statement] = []
    for line in lines:
        if marked := _MARKED.fullmatch(line):
            statements.append(Statement(int(marked[1]), seconds(marked[2]), None, (marked[3],)))
        elif not statements:
            heading.append(line)
        elif line.strip():
            last = statements[-1]
            statements[-1] = Statement(last.number, last.start_s, None, (*last.lines, line))
    return tuple(heading), tuple(statements)


def in_subtitles(text: str, *, web: bool) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Return the cues of `text`, SRT or (`web`) WebVTT, and its faults in Chinese.

    Numbers may be missing, lines be wrapped, an empty line stand within a cue. Of WebVTT the tags are left out,
    and `<v 名字>` becomes `名字：`.
    """
    lines = text.splitlines()
    heads = list(_heads(lines))
    ends = [first for first, _ in heads[1:]] + [len(lines)] * bool(heads)
    cues = [_cue(lines, at, end, web=web) for (_, at), end in zip(heads, ends, strict=True)]
    broken = tuple(
        f"第 {at + 1} 行的时间写坏了：{lines[at].strip()[:60]}。请写成 00:01:02,300 --> 00:01:05,000 的样子。"
        for at in range(1, len(lines))
        if "-->" in lines[at] and not _FROM_TO.fullmatch(lines[at]) and (web or _is_number(lines, at - 1))
    )
    return tuple(cues), broken


def _heads(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line and the line of times of each cue.

    A line of times that was said follows no empty line and no number, so it begins no cue.
    """
    for at, line in enumerate(lines):
        if not _FROM_TO.fullmatch(line):
            continue
        if at == 0 or not lines[at - 1].strip():
            yield at, at
        elif _NUMBER.fullmatch(lines[at - 1]) or at == 1 or not lines[at - 2].strip():
            yield at - 1, at


def _is_number(lines: Sequence[str], at: int) -> bool:
    return bool(_NUMBER.fullmatch(lines[at])) and (at == 0 or not lines[at - 1].strip())


def _cue(lines: Sequence[str], at: int, end: int, *, web: bool) -> Statement:
    times = _FROM_TO.fullmatch(lines[at])
    assert times is not None  # noqa: S101 - `_heads` found it there
    start_s, end_s = (seconds(each.replace(",", ".")) for each in times.groups())
    number = _NUMBER.fullmatch(lines[at - 1]) if at else None
    said = [line for line in _said(lines[at:end], web=web) if line.strip()]
    return Statement(
        int(number[1]) if number else None,
        start_s,
        end_s,
        tuple(map(_of_web, said)) if web else tuple(said),
        styled=not web,
    )


def _said(lines: Sequence[str], *, web: bool) -> Iterator[str]:
    note = False
    for before, line in pairwise(lines):
        # A block of WebVTT that is no cue follows an empty line, and ends at the next.
        note = web and bool(line.strip()) and (note or (not before.strip() and line.startswith(_NOT_SAID)))
        if not note:
            yield line


def _of_web(line: str) -> str:
    return html.unescape(_WEB_TAG.sub("", _VOICE.sub(r"\1：", line)))
