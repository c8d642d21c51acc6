"""Corrections of a transcript by a person, each saved as the next version and exported."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit import records
from toolkit.core import (
    ChangedMeanwhileError,
    ReadOnlyWorkspaceError,
    UnknownNumberError,
    WrongValueError,
    YehuaError,
    copy_verified,
)
from toolkit.meetings import find_recording
from toolkit.recognition import lexicon
from toolkit.records import Segment, Transcript
from toolkit.transcripts.corrected_files import CorrectedFile, read_corrected_file
from toolkit.transcripts.exports import export_place, write_beside
from toolkit.transcripts.file_corrections import apply_corrected_file
from toolkit.transcripts.versions import load_transcript, load_transcripts, save_transcript
from toolkit.workspace import Desk


def correct(
    desk: Desk, code: str, corrections: Mapping[int, str], replacements: Mapping[str, str], by: str = "工作人员"
) -> Transcript:
    """Correct the newest transcript of `code` by `corrections` (segment number to text) and `replacements`; return it.

    Each changed segment keeps its correction; without a change there is no new version.
    Raise UnknownNumberError for a segment number that the transcript does not have.
    """
    current = load_transcript(desk.store, code)
    unknown = sorted(set(corrections) - {segment.number for segment in current.segments})
    if unknown:
        raise UnknownNumberError(what="语句", number="、".join(map(str, unknown)))
    segments = tuple(
        _corrected(segment, corrections.get(segment.number), replacements, by) for segment in current.segments
    )
    if segments == current.segments:
        return current
    return save_version(desk, replace(current, segments=segments, parent=current.version))


def save_version(desk: Desk, transcript: Transcript) -> Transcript:
    """Save `transcript` as the next version of its recording, export it, and return it."""
    recording = find_recording(desk.store, transcript.recording.code or "")
    saved = save_transcript(desk.store, recording.code, transcript)
    write_beside(desk, recording, saved)
    return saved


def file_corrected(desk: Desk, code: str, corrected: Transcript) -> Transcript:
    """Save `corrected`, edited from the newest transcript of `code`, as the next version; export and return it.

    Raise ChangedMeanwhileError when there is a newer version by now; WrongValueError when nothing was changed.
    """
    newest = load_transcript(desk.store, code)
    if corrected.parent != newest.version:
        raise ChangedMeanwhileError(what=f"{newest.recording.code} 的文字")
    if replace(corrected, parent=newest.parent, version=newest.version) == newest:
        raise WrongValueError(field="定稿", value=f"第 {newest.version} 版", why="文字没有改动，不用另存一版")
    saved = save_transcript(desk.store, code, corrected)
    write_beside(desk, find_recording(desk.store, code), saved)
    return saved


def _corrected(segment: Segment, text: str | None, replacements: Mapping[str, str], by: str) -> Segment:
    wanted = segment.text if text is None else text.strip()
    for heard, right in replacements.items():
        wanted = wanted.replace(heard, right)
    if wanted == segment.text:
        return segment
    change = records.Correction(segment.text, wanted, 0, "听录音改正", by)
    return replace(segment, text=wanted, words=(), corrections=(*segment.corrections, change))


def correct_from(desk: Desk, code: str, path: Path | str | None, by: str = "工作人员") -> Transcript:
    """Apply the exported file at `path`, corrected by `by`, to the newest transcript of `code`, and return that.

    Without a file, without a change in it, or if it was applied before, there is no new version. An export corrected in
    its own place is kept as 校对稿 and then restored, so that each export agrees with the version it is named after.
    Raise MissingFileError, UnreadableFileError, WrongValueError, StaleProofError or ProofRefusedError.
    """
    current = load_transcript(desk.store, code)
    if not path:
        return current
    corrected = read_corrected_file(desk.file(path))
    recording = find_recording(desk.store, code)
    if _is_taken_over(load_transcripts(desk.store, code), corrected, by):
        return current
    made = apply_corrected_file(current, corrected, by, recording.silenced)
    if made == current:
        return current
    saved = save_transcript(desk.store, code, replace(made, parent=current.version))
    write_beside(desk, recording, saved)
    folder, base = export_place(desk, recording, current.version)
    if corrected.path.stem == base and corrected.path.absolute().parent == folder.absolute():
        copy_verified(corrected.path, folder / f"校对稿-第{saved.version}版{corrected.path.suffix}")
        # Windows lets nobody write a file that is open in Word; the new version is saved by now.
        with contextlib.suppress(ReadOnlyWorkspaceError):
            write_beside(desk, recording, current)
    return saved


def _is_taken_over(versions: Sequence[Transcript], corrected: CorrectedFile, by: str) -> bool:
    """Return whether one of `versions` is the result of applying `corrected`: a notebook may be run again.

    That holds if applying it to the parent, or to the version it was exported from, yields the version itself.
    """
    numbered = {version.version: version for version in versions}
    for made in versions:
        before = [numbered[each] for each in (made.parent, corrected.version and made.version) if each is not None]
        for version in before:
            with contextlib.suppress(YehuaError):
                again = apply_corrected_file(version, corrected, by)
                if replace(again, version=made.version, parent=made.parent) == made:
                    return True
    return False


def name_proposals(desk: Desk, code: str) -> tuple[tuple[Segment, tuple[records.Correction, ...]], ...]:
    """Return the segments of the newest transcript of `code` that may hold a misheard name, with proposals."""
    words = lexicon.load(desk.workspace.lexicon_file)
    pairs = (
        (segment, lexicon.proposals(segment.text, words)) for segment in load_transcript(desk.store, code).segments
    )
    return tuple((segment, proposed) for segment, proposed in pairs if proposed)
