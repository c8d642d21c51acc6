"""Notices of all recordings, with sentences of a transcript that may be a notice where none was entered."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.core import UnknownNumberError, timecode
from toolkit.meetings import Notice, find_recording, list_recordings, notices
from toolkit.records import Segment, to_json
from toolkit.transcripts.versions import load_transcript
from toolkit.workspace import Desk


@dataclass(frozen=True)
class Overview:
    """The notices of one recording: how notice was given, all entries, and sentences that may be the notice."""

    code: str
    notice: str
    entered: tuple[Notice, ...]
    proposed: tuple[Segment, ...]

    @property
    def is_missing(self) -> bool:
        """Whether no notice was entered."""
        return self.notice == notices.MISSING


def overview(desk: Desk, code: str | None = None) -> tuple[Overview, ...]:
    """Return the notices of all recordings, or of `code`; raise UnknownNumberError."""
    recordings = [find_recording(desk.store, code)] if code else list_recordings(desk.store)
    return tuple(_overview(desk, recording.code) for recording in recordings if not recording.destroyed)


def _overview(desk: Desk, code: str) -> Overview:
    entered = notices.of(desk.store, code)
    notice = notices.told(entered)
    proposed: tuple[Segment, ...] = ()
    if notice == notices.MISSING:
        try:
            proposed = notices.proposed(load_transcript(desk.store, code))
        except UnknownNumberError:
            proposed = ()
    return Overview(code, notice, entered, proposed)


def lines(overview: Overview) -> Iterator[str]:
    """Yield `overview` in Chinese lines."""
    yield f"{overview.code}：{overview.notice}"
    for entry in overview.entered:
        if entry.kind != "given":
            agreed = f"，监护人 {entry.guardian} 同意" if entry.guardian else ""
            where = f"{timecode(entry.start_s or 0)} 至 {timecode(entry.end_s or 0)}"
            wish = f"，要求{entry.wish}" if entry.wish else agreed
            yield f"   {notices.KIND_NAMES[entry.kind]}：{entry.person}，{where}{wish}"
    for segment in overview.proposed:
        lacking = "、".join(notices.lacking(segment.text))
        yield f"   可能是告知：{timecode(segment.start_s)} 第 {segment.number} 句“{segment.text}”"
        if lacking:
            yield f"   这一句没有说到：{lacking}。现场要有告知牌。"
        command = f"yehua notice given {overview.code} --second {segment.start_s:.1f} --person 宣读人 --by 登记人"
        yield f"   确认是就登记：{command}"


def as_data(overview: Overview) -> dict[str, Any]:
    """Return `overview` as JSON data."""
    return {
        "code": overview.code,
        "told": None if overview.is_missing else overview.notice,
        "entries": to_json(overview.entered),
        "proposed": [
            {"number": segment.number, "start_s": segment.start_s, "text": segment.text}
            for segment in overview.proposed
        ],
    }
