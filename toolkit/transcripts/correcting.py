"""Corrections of a transcript by a person, each kept as the next version and exported."""

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
from toolkit.transcripts import corrections as proofs
from toolkit.transcripts.exports import export_place, write_beside
from toolkit.transcripts.versions import load_transcript, load_transcripts, save_transcript
from toolkit.workspace import Desk


def correct(
    desk: Desk, code: str, corrections: Mapping[int, str], replacements: Mapping[str, str], by: str = "工作人员"
) -> Transcript:
    """Return the newest transcript of `code` after `corrections` (segment number to text) and `replacements`.

    What was changed is kept in each segment; without a change there is no new version.
    Raise UnknownNumberError for a segment number that the transcript does not have.
    """
    current = load_transcript(desk.store, code)
    unknown = sorted(set(corrections) - {segment.number for segment in current.segments})
    if unknown:
        raise UnknownNumberError(what="语句", number="、".join(map(str, unknown)))
    segments = tuple(_corrected(one, corrections.get(one.number), replacements, by) for one in current.segments)
    if segments == current.segments:
        return current
    return save_version(desk, replace(current, segments=segments, parent=current.version))


def save_version(desk: Desk, transcript: Transcript) -> Transcript:
    """Keep `transcript` as the next version of its recording, write it for people too, and return it."""
    recording = find_recording(desk.store, transcript.recording.code or "")
    saved = save_transcript(desk.store, recording.code, transcript)
    write_beside(desk, recording, saved)
    return saved


def file_corrected(desk: Desk, code: str, corrected: Transcript) -> Transcript:
    """Keep what a person corrected in the newest transcript of `code` as the next version, and return that.

    Raise ChangedMeanwhileError when the newest is another one by now; WrongValueError when nothing was changed.
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
    """Return the newest transcript of `code` after what person `by` corrected in the exported file at `path`.

    Without a file, or without a change in it, there is no new version; a file that was taken over before is not taken
    over again. An export that was corrected in its own place is kept as 校对稿 and written again as it was, so that
    what bears the number of a version says what that version says.
    Raise MissingFileError, UnreadableFileError, WrongValueError, StaleProofError or ProofRefusedError.
    """
    current = load_transcript(desk.store, code)
    if not path:
        return current
    proof = proofs.read(desk.file(path))
    recording = find_recording(desk.store, code)
    if _is_taken_over(load_transcripts(desk.store, code), proof, by):
        return current
    made = proofs.applied(current, proof, by)
    if made == current:
        return current
    saved = save_transcript(desk.store, code, replace(made, parent=current.version))
    write_beside(desk, recording, saved)
    folder, base = export_place(desk, recording, current.version)
    if proof.path.stem == base and proof.path.absolute().parent == folder.absolute():
        copy_verified(proof.path, folder / f"校对稿-第{saved.version}版{proof.path.suffix}")
        # Windows lets nobody write a file that is open in Word; all that counts is kept by now.
        with contextlib.suppress(ReadOnlyWorkspaceError):
            write_beside(desk, recording, current)
    return saved


def _is_taken_over(versions: Sequence[Transcript], proof: proofs.Proof, by: str) -> bool:
    """Tell whether one of `versions` says all that `proof` says: a notebook may be run again.

    It does when it is what `proof` made of the version before it, or the one that `proof` was exported from, unchanged.
    """
    numbered = {one.version: one for one in versions}
    for made in versions:
        pairs = [numbered[each] for each in (made.parent, proof.version and made.version) if each is not None]
        for before in pairs:
            with contextlib.suppress(YehuaError):
                again = proofs.applied(before, proof, by)
                if replace(again, version=made.version, parent=made.parent) == made:
                    return True
    return False


def name_proposals(desk: Desk, code: str) -> tuple[tuple[Segment, tuple[records.Correction, ...]], ...]:
    """Return the segments of the newest transcript of `code` in which a name of the list may have been misheard."""
    words = lexicon.load(desk.workspace.lexicon_file)
    found = ((one, lexicon.proposals(one.text, words)) for one in load_transcript(desk.store, code).segments)
    return tuple((one, proposed) for one, proposed in found if proposed)
