"""A transcript in the forms people and other programs read: SRT, VTT, TXT and Word. The JSON is the record."""

from pathlib import Path

from toolkit.core import subtitle_time, timecode, write_whole
from toolkit.formats import marked_line, shown
from toolkit.formats.word import write_plain
from toolkit.records import Segment, Transcript

_MARK = "\ufeff"  # Windows Notepad needs it to know the text for UTF-8


def write_srt(transcript: Transcript, path: Path) -> Path:
    """Write the segments to `path` as SRT subtitles and return `path`."""
    blocks = [f"{one.number}\n{_from_to(one, ',')}\n{shown(one)}\n" for one in transcript.segments]
    return write_whole(path, "\n".join(blocks))


def write_vtt(transcript: Transcript, path: Path) -> Path:
    """Write the segments to `path` as WebVTT subtitles and return `path`; `<`, `>` and `&` are escaped."""
    blocks = [f"{one.number}\n{_from_to(one, '.')}\n{_escaped(shown(one))}\n" for one in transcript.segments]
    return write_whole(path, "\n".join(["WEBVTT\n", *blocks]))


def write_txt(transcript: Transcript, path: Path) -> Path:
    """Write a line a segment to `path`, number and time first, and return `path`."""
    return write_whole(path, _MARK + "\r\n".join([*map(marked_line, transcript.segments), ""]))


def write_docx(transcript: Transcript, path: Path) -> Path:
    """Write the transcript to `path` as a Word file for people and return `path`."""
    name = transcript.recording.code or "未收录的录音"
    head = [
        f"录音：{name}　第{transcript.version}版　时长：{timecode(transcript.recording.seconds)}",
        f"机器转写：{transcript.engine.name} {transcript.engine.model}。机器听写难免有错，请以录音为准。",
    ]
    gaps = [
        f"请回听：{timecode(gap.start_s)} 至 {timecode(gap.end_s)}，有人说话而没有文字。"
        for gap in transcript.coverage.uncovered
    ]
    write_plain(path, "院落夜话录音文字记录", [*head, *gaps, *map(marked_line, transcript.segments)])
    return path


def _from_to(segment: Segment, mark: str) -> str:
    return f"{subtitle_time(segment.start_s, mark)} --> {subtitle_time(segment.end_s, mark)}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
