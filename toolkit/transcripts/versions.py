"""Versions of transcripts in the store: each correction is a new version, none is ever changed."""

import hashlib
from dataclasses import replace

from toolkit.core import ChangedMeanwhileError, UnknownNumberError, WrongValueError, timecode
from toolkit.meetings import recording_of
from toolkit.records import Recording, Transcript
from toolkit.store import TRANSCRIPTS, Store, Transaction, record_of, text_of
from toolkit.transcripts.silence import WHY_CLOSED, written_in_silence


def save_transcript(store: Store, code: str, transcript: Transcript) -> Transcript:
    """Save `transcript` as the next version of recording `code`, and return it with code and version.

    If a version with the same content and parent exists, return that instead.
    Raise UnknownNumberError for an unknown code or parent, and what `add_transcript` raises.
    """
    with store.transaction() as tx:
        return add_transcript(tx, recording_of(tx, code), transcript)


def load_transcript(store: Store, code: str, version: int | None = None) -> Transcript:
    """Return the newest transcript of recording `code`, or that `version`; raise UnknownNumberError."""
    with store.reading() as tx:
        return transcript_of(tx, recording_of(tx, code).code, version)


def load_transcripts(store: Store, code: str) -> tuple[Transcript, ...]:
    """Return every version of the transcript of recording `code`, the machine's first; raise UnknownNumberError."""
    with store.reading() as tx:
        rows = tx.rows(TRANSCRIPTS, recording=recording_of(tx, code).code)
    return tuple(record_of(Transcript, row) for row in rows)


def list_versions(store: Store, code: str) -> tuple[int, ...]:
    """Return the version numbers of the transcript of recording `code`; raise UnknownNumberError."""
    with store.reading() as tx:
        rows = tx.columns(TRANSCRIPTS, ("version",), recording=recording_of(tx, code).code)
    return tuple(row["version"] for row in rows)


def transcript_of(tx: Transaction, code: str, version: int | None) -> Transcript:
    """Return that `version`, or the newest, of the transcript of recording `code`; raise UnknownNumberError."""
    where = {"recording": code} | ({} if version is None else {"version": version})
    row = tx.row(TRANSCRIPTS, **where)
    if row is None:
        raise UnknownNumberError(what="转写", number=code + ("" if version is None else f" 第 {version} 版"))
    return record_of(Transcript, row)


def add_transcript(tx: Transaction, recording: Recording, transcript: Transcript) -> Transcript:
    """Add `transcript` as the next version of `recording`, unless one with the same content and parent exists.

    Raise WrongValueError for the transcript of another sound, and where a person wrote into sealed or deleted seconds;
    ChangedMeanwhileError if its parent is not the newest version any more.
    """
    if transcript.recording.sha256 != recording.sha256:
        why = f"它不是 {recording.code} 的转写"
        raise WrongValueError(field="转写的录音", value=transcript.recording.sha256[:12], why=why)
    if transcript.parent is not None:
        transcript_of(tx, recording.code, transcript.parent)
    owned = replace(transcript, recording=replace(transcript.recording, code=recording.code))
    # Hashed with version 0, so that equal content has equal hashes whatever its version.
    content = hashlib.sha256(text_of(replace(owned, version=0)).encode()).hexdigest()
    same = tx.row(TRANSCRIPTS, recording=recording.code, sha256=content)
    if same is not None:
        return record_of(Transcript, same)
    newest = len(tx.columns(TRANSCRIPTS, ("id",), recording=recording.code))
    if transcript.parent not in {None, newest}:  # else a correction made meanwhile would be lost
        raise ChangedMeanwhileError(what=f"{recording.code} 的文字")
    kept = replace(owned, version=newest + 1)
    _refuse_silenced(tx, recording, kept)
    keys = {"recording": recording.code, "version": kept.version, "parent": kept.parent}
    tx.add(TRANSCRIPTS, **keys, sha256=content, json=text_of(kept))
    return kept


def _refuse_silenced(tx: Transaction, recording: Recording, transcript: Transcript) -> None:
    """Raise WrongValueError where `transcript` has text in silenced seconds in which its parent has none."""
    # Without a parent it was decoded from the silenced sound, which holds none of the removed words.
    if transcript.parent is None or not recording.silenced:
        return
    standing = transcript_of(tx, recording.code, transcript.parent).segments
    if closed := written_in_silence(transcript.segments, standing, recording.silenced):
        raise WrongValueError(field="文字", value="、".join(timecode(each.start_s) for each in closed), why=WHY_CLOSED)
