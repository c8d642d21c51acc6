"""Exports of a transcript for people and other programs: SRT, VTT, TXT and Word. The record is the JSON."""

from pathlib import Path

from toolkit.core import subtitle_time, timecode, write_whole
from toolkit.formats import marked_line, shown, subtitles
from toolkit.formats.word import write_plain
from toolkit.meetings import find_recording
from toolkit.records import Recording, Segment, Transcript
from toolkit.transcripts.versions import list_versions, load_transcript, load_transcripts
from toolkit.workspace import Desk

_EXPORTS = (".srt", ".vtt", ".txt", ".docx")
_MARK = "\ufeff"  # byte order mark, without which Windows Notepad does not recognise UTF-8


def write_srt(transcript: Transcript, path: Path) -> Path:
    """Write the segments to `path` as SRT subtitles and return `path`."""
    blocks = [f"{segment.number}\n{_from_to(segment)}\n{shown(segment)}\n" for segment in transcript.segments]
    return write_whole(path, "\n".join(blocks))


def write_vtt(transcript: Transcript, path: Path) -> Path:
    """Write the segments to `path` as WebVTT subtitles and return `path`; `<`, `>` and `&` are escaped."""
    cues = (subtitles.Cue(each.number, each.start_s, each.end_s, shown(each)) for each in transcript.segments)
    return write_whole(path, subtitles.web(cues))


def write_txt(transcript: Transcript, path: Path) -> Path:
    """Write one line per segment to `path`, number and time first, and return `path`."""
    return write_whole(path, _MARK + "\r\n".join([*map(marked_line, transcript.segments), ""]))


def write_docx(transcript: Transcript, path: Path) -> Path:
    """Write the transcript to `path` as a Word file and return `path`."""
    name = transcript.recording.code or "未收录的录音"
    head = [
        f"录音：{name}　第{transcript.version}版　时长：{timecode(transcript.recording.seconds)}",
        f"机器转写：{transcript.engine.name} {transcript.engine.model}。机器听写难免有错，请以录音为准。",
    ]
    gaps = [
        f"请回听：{timecode(gap.start_s)} 至 {timecode(gap.end_s)}，听不清：有人说话而没有文字。"
        for gap in transcript.coverage.uncovered
    ]
    write_plain(path, "院落夜话录音文字记录", [*head, *gaps, *map(marked_line, transcript.segments)])
    return path


def _from_to(segment: Segment) -> str:
    return f"{subtitle_time(segment.start_s, ',')} --> {subtitle_time(segment.end_s, ',')}"


def export_place(desk: Desk, recording: Recording, version: int) -> tuple[Path, str]:
    """Return the folder and the base name of the exported files of that `version` of the transcript of `recording`."""
    return (desk.workspace.root / recording.original).parent, f"转写-第{version}版"


def write_beside(desk: Desk, recording: Recording, transcript: Transcript) -> None:
    """Export `transcript` to the folder of its recording."""
    write_all(transcript, *export_place(desk, recording, transcript.version))


def write_all(transcript: Transcript, folder: Path, base: str) -> None:
    """Export `transcript` to `folder` in all forms, each named `base` with its ending."""
    write_srt(transcript, folder / f"{base}.srt")
    write_vtt(transcript, folder / f"{base}.vtt")
    write_txt(transcript, folder / f"{base}.txt")
    write_docx(transcript, folder / f"{base}.docx")


def newest_exports(desk: Desk, code: str) -> tuple[Path, ...]:
    """Return the exported files of the newest transcript of `code`: SRT, VTT, TXT, Word."""
    recording = find_recording(desk.store, code)
    folder, base = export_place(desk, recording, load_transcript(desk.store, code).version)
    return tuple(path for ending in _EXPORTS if (path := folder / f"{base}{ending}").exists())


def renew_exports(desk: Desk, code: str) -> None:
    """Export every version of the transcript of recording `code` again."""
    recording = find_recording(desk.store, code)
    for transcript in load_transcripts(desk.store, recording.code):
        write_beside(desk, recording, transcript)


def exports_of(desk: Desk, recording: Recording) -> dict[str, Path]:
    """Return the exported files of all versions of the transcript of `recording`, by their names."""
    bases = [export_place(desk, recording, version) for version in list_versions(desk.store, recording.code)]
    paths = [folder / f"{base}{ending}" for folder, base in bases for ending in _EXPORTS]
    return {path.name: path for path in paths if path.exists()}
