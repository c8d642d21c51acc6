"""Rehearing: a stretch of a recording decoded again, by another model or a wider beam; a person chooses the text.

A rehearing is kept in the folder of the recording and changes nothing. Choosing it makes a new version of the
transcript; the version before keeps the old text.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.core import ChangedMeanwhileError, UnknownNumberError, WrongValueError, timecode, write_whole
from toolkit.meetings import find_meeting, find_recording, recording_of
from toolkit.recognition import decoders
from toolkit.records import (
    Correction,
    Coverage,
    Engine,
    Recording,
    RecordingRef,
    Segment,
    Stretch,
    Timed,
    Transcript,
    from_file,
    length_s,
    overlap_s,
    to_text,
)
from toolkit.sound import SAMPLE_RATE, audio
from toolkit.transcripts import correcting, making
from toolkit.transcripts.versions import load_transcript, load_transcripts
from toolkit.workspace import Desk

_AROUND_S = 0.4  # decoded on both sides as context, as in the model's training; its text is dropped
_BEAM = 5
_WHOLE_SHARE = 0.9
_LEAST_OF_WHOLE_S = 60.0


@dataclass(frozen=True)
class Rehearing:
    """The `number`th rehearing of a recording, from `start_s` to `end_s`, made at `at` (UTC, ISO).

    The times of `segments` are seconds of the recording.
    """

    recording: str
    number: int
    at: str
    start_s: float
    end_s: float
    engine: Engine
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The text of all segments."""
        return "".join(segment.text for segment in self.segments)


def hear_again(
    desk: Desk,
    code: str,
    start_s: float,
    end_s: float,
    *,
    engine: str | None = None,
    model: str | None = None,
    decoder: decoders.Decoder | None = None,
) -> Rehearing:
    """Decode the segments of recording `code` between `start_s` and `end_s` again; keep and return the rehearing.

    Whole segments are decoded, with a wider beam than at first, by `engine` and `model` or those of the settings, or by
    a `decoder` that is already loaded.
    Raise WrongValueError for a stretch outside the recording, NoSpeechError, MissingWeightsError; and
    ChangedMeanwhileError, keeping nothing, when the recording was silenced or destroyed while it was decoded.
    """
    recording = find_recording(desk.store, code)
    stretch = _whole_statements(load_transcript(desk.store, recording.code), start_s, end_s)
    samples, whole = making.sound_of(desk.workspace.root / recording.original, recording.code)
    begins_s = max(0.0, stretch.start_s - _AROUND_S)
    part = audio.joined(samples, [Stretch(begins_s, stretch.end_s + _AROUND_S)])
    reference = RecordingRef(recording.code, whole.sha256, len(part) / SAMPLE_RATE)
    place = find_meeting(desk.store, recording.meeting).place
    wish = making.wished(desk, engine, model, place=place, speakers=False)
    heard = making.decoded(desk, (part, reference), wish, beam_size=_BEAM, decoder=decoder)
    placed = (_moved(segment, begins_s) for segment in heard.segments)
    made = Rehearing(
        recording.code,
        len(rehearings(desk, recording.code)) + 1,
        dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        stretch.start_s,
        stretch.end_s,
        heard.engine,
        giving_way(placed, stretch),
    )
    _keep(desk, made, recording)
    return made


def hear_all_again(
    desk: Desk,
    code: str,
    *,
    engine: str | None = None,
    model: str | None = None,
    decoder: decoders.Decoder | None = None,
) -> Rehearing:
    """Decode all of recording `code` again as a second opinion; keep and return it. Raises what `hear_again` does."""
    seconds = find_recording(desk.store, code).seconds
    return hear_again(desk, code, 0.0, seconds, engine=engine, model=model, decoder=decoder)


def _keep(desk: Desk, made: Rehearing, heard: Recording) -> None:
    """Write the rehearing `made` of the recording as `heard`; raise ChangedMeanwhileError if it changed since.

    The transaction keeps a sealing or destruction from beginning in between.
    """
    with desk.store.transaction() as tx:
        now = recording_of(tx, heard.code)
        if now.destroyed or (now.sha256, now.silenced) != (heard.sha256, heard.silenced):
            raise ChangedMeanwhileError(what=f"录音 {heard.code} ")
        write_whole(_folder(desk, heard.code) / f"{made.number:03d}.json", to_text(made))


def rehearings(desk: Desk, code: str) -> tuple[Rehearing, ...]:
    """Return all rehearings of recording `code`, the oldest first."""
    folder = _folder(desk, find_recording(desk.store, code).code)
    return tuple(from_file(Rehearing, path) for path in sorted(folder.glob("[!.]*.json")))


def is_of_the_whole(heard: Rehearing, seconds: float) -> bool:
    """Return whether `heard` is a second hearing of a whole recording of so many `seconds`, not of a place in it."""
    return length_s(heard) > max(_LEAST_OF_WHOLE_S, _WHOLE_SHARE * seconds)


def refuse_whole(heard: Rehearing, seconds: float) -> None:
    """Raise WrongValueError when `heard` is of the whole recording, which only marks: nobody reads it at one stroke."""
    if is_of_the_whole(heard, seconds):
        why = "这一次听的是整段，只用来标出听得不一样的地方，不能一下子全部采用；请把要改的那几句单独再听"
        raise WrongValueError(field="再听", value=str(heard.number), why=why)


def replaced(transcript: Transcript, heard: Rehearing) -> tuple[Segment, ...]:
    """Return the segments of `transcript` that the rehearing `heard` would replace."""
    return giving_way(transcript.segments, heard)


def giving_way(segments: Iterable[Segment], stretch: Timed) -> tuple[Segment, ...]:
    """Return those of `segments` that lie by more than half in `stretch`."""
    return tuple(segment for segment in segments if overlap_s(segment, stretch) * 2 > length_s(segment))


def exchange(segments: Sequence[Segment], heard: Rehearing, by: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Return the `segments` that the rehearing `heard` replaces, and the segments in their place.

    The new ones still have the ids of the rehearing; each names those it came from and keeps their text as its
    correction, by `by`. Raise WrongValueError if the rehearing has no text.
    """
    if not heard.segments:
        raise WrongValueError(field="再听", value=str(heard.number), why="这一次没有听出文字，不能代替原来的语句")
    old = giving_way(segments, heard)
    kept = [segment for segment in segments if segment not in old]
    reason = f"第 {heard.number} 次再听（{heard.engine.model}）"
    return old, tuple(_taking_over(_between(heard.segments, kept), old, reason, by))


def choose(desk: Desk, code: str, number: int, by: str) -> Transcript:
    """Replace segments of the newest transcript by the rehearing `number`, and return the new version.

    Each new segment names those it came from and keeps their text as its correction, by `by`.
    Raise UnknownNumberError for an unknown rehearing, WrongValueError if it has no text or is of the whole recording.
    """
    heard = next((each for each in rehearings(desk, code) if each.number == number), None)
    if heard is None:
        raise UnknownNumberError(what="再听", number=str(number))
    current = load_transcript(desk.store, heard.recording)
    refuse_whole(heard, current.recording.seconds)
    old, new = exchange(current.segments, heard, by)
    kept = [segment for segment in current.segments if segment not in old]
    fresh = _fresh_ids(load_transcripts(desk.store, heard.recording), len(new))
    named = [replace(segment, id=id_) for segment, id_ in zip(new, fresh, strict=True)]
    ordered = sorted([*kept, *named], key=lambda segment: segment.start_s)
    segments = tuple(replace(segment, number=place) for place, segment in enumerate(ordered, start=1))
    coverage = _covered(current.coverage, named)
    return correcting.save_version(desk, replace(current, segments=segments, coverage=coverage, parent=current.version))


def _whole_statements(transcript: Transcript, start_s: float, end_s: float) -> Stretch:
    """Return the stretch from `start_s` to `end_s`, widened to whole segments."""
    wished = Stretch(start_s, end_s)
    if not 0 <= start_s < end_s or start_s >= transcript.recording.seconds:
        why = f"要在录音之内（共 {timecode(transcript.recording.seconds)}），而且先起后止"
        raise WrongValueError(field="再听的起止", value=f"{timecode(start_s)} 至 {timecode(end_s)}", why=why)
    touched = [segment for segment in transcript.segments if overlap_s(segment, wished)]
    return Stretch(
        min([start_s, *(segment.start_s for segment in touched)]),
        min(transcript.recording.seconds, max([end_s, *(segment.end_s for segment in touched)])),
    )


def _moved(segment: Segment, by_s: float) -> Segment:
    words = tuple(replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in segment.words)
    return replace(segment, start_s=segment.start_s + by_s, end_s=segment.end_s + by_s, words=words)


def _between(new: Iterable[Segment], kept: Sequence[Segment]) -> list[Segment]:
    """Return the segments of `new` between those `kept`, cut where they would overlap one."""
    fitted = []
    for segment in new:
        middle = (segment.start_s + segment.end_s) / 2
        start = max([segment.start_s, *(other.end_s for other in kept if other.end_s <= middle)])
        end = min([segment.end_s, *(other.start_s for other in kept if other.start_s >= middle)])
        if start < end:
            fitted.append(replace(segment, start_s=start, end_s=end))
    return fitted


def _taking_over(new: Sequence[Segment], old: Sequence[Segment], reason: str, by: str) -> list[Segment]:
    """Return `new` with speakers, ids and corrections from the `old` segments that each of them replaces."""
    nearest = [max(range(len(new)), key=lambda place: (overlap_s(new[place], segment), -place)) for segment in old]
    taken = []
    for place, segment in enumerate(new):
        before = [other for other, at in zip(old, nearest, strict=True) if at == place]
        longest = max(old, key=lambda other: overlap_s(other, segment), default=None)
        text = "".join(other.text for other in before)
        taken.append(
            replace(
                segment,
                speaker=longest.speaker if longest else None,
                from_ids=tuple(other.id for other in old if overlap_s(other, segment)),
                corrections=(*segment.corrections, Correction(text, segment.text, 0, reason, by)),
            )
        )
    return taken


def _fresh_ids(versions: Iterable[Transcript], count: int) -> list[str]:
    # Segments of splits, merges and corrected files have ids of other forms.
    ids = {segment.id for version in versions for segment in version.segments}
    used = [int(match[1]) for match in map(re.compile(r"s(\d+)").fullmatch, ids) if match]
    return [f"s{number:05d}" for number in range(max(used, default=0) + 1, max(used, default=0) + 1 + count)]


def _covered(coverage: Coverage, new: Sequence[Segment]) -> Coverage:
    """Return `coverage` without the gaps that `new` has text for."""
    open_ = tuple(
        gap for gap in coverage.uncovered if sum(overlap_s(gap, segment) for segment in new) * 2 < length_s(gap)
    )
    gained = sum(length_s(gap) for gap in coverage.uncovered if gap not in open_)
    return replace(coverage, text_s=round(min(coverage.speech_s, coverage.text_s + gained), 3), uncovered=open_)


def _folder(desk: Desk, code: str) -> Path:
    return desk.workspace.recordings / code / "再听"
