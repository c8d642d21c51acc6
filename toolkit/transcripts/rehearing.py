"""A stretch of a recording heard again, by another model or with more patience: both texts stay, a person chooses.

What is heard again is kept in the recording's folder and changes nothing. Choosing it makes a new version of the
transcript; the version before keeps the old text.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.core import UnknownNumberError, WrongValueError, timecode, write_whole
from toolkit.meetings import find_recording
from toolkit.records import (
    Correction,
    Coverage,
    Engine,
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
from toolkit.sound import audio
from toolkit.transcripts import correcting, making
from toolkit.transcripts.versions import load_transcript, load_transcripts
from toolkit.workspace import Desk

_AROUND_S = 0.4  # a little of the silence around, as the model was taught; what is heard there is not kept
_BEAM = 5


@dataclass(frozen=True)
class Rehearing:
    """What was heard from `start_s` to `end_s` of a recording when it was heard again: which time this is, and when.

    `segments` are in seconds of the recording.
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
        """All that was heard."""
        return "".join(one.text for one in self.segments)


def hear_again(
    desk: Desk, code: str, start_s: float, end_s: float, *, engine: str | None = None, model: str | None = None
) -> Rehearing:
    """Hear the statements of recording `code` between `start_s` and `end_s` again; keep and return what was heard.

    Whole statements are heard, more patiently than the first time, by `engine` and `model` or those of the settings.
    Raise WrongValueError when nothing lies there, NoSpeechError when nobody is heard, MissingWeightsError.
    """
    recording = find_recording(desk.store, code)
    stretch = _whole_statements(load_transcript(desk.store, recording.code), start_s, end_s)
    samples, whole = making.sound_of(desk.workspace.root / recording.original, recording.code)
    begins_s = max(0.0, stretch.start_s - _AROUND_S)
    part = audio.joined(samples, [Stretch(begins_s, stretch.end_s + _AROUND_S)])
    reference = RecordingRef(recording.code, whole.sha256, len(part) / audio.SAMPLE_RATE)
    wish = making.wished(desk, engine, model, speakers=False)
    heard = making.decoded(desk, (part, reference), wish, beam_size=_BEAM)
    placed = (_moved(one, begins_s) for one in heard.segments)
    made = Rehearing(
        recording.code,
        len(rehearings(desk, recording.code)) + 1,
        dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        stretch.start_s,
        stretch.end_s,
        heard.engine,
        giving_way(placed, stretch),
    )
    write_whole(_folder(desk, recording.code) / f"{made.number:03d}.json", to_text(made))
    return made


def rehearings(desk: Desk, code: str) -> tuple[Rehearing, ...]:
    """Return all that was heard again of recording `code`, the oldest first."""
    folder = _folder(desk, find_recording(desk.store, code).code)
    return tuple(from_file(Rehearing, path) for path in sorted(folder.glob("[!.]*.json")))


def replaced(transcript: Transcript, heard: Rehearing) -> tuple[Segment, ...]:
    """Return the statements of `transcript` that would give way to what was `heard` again."""
    return giving_way(transcript.segments, heard)


def giving_way(segments: Iterable[Segment], stretch: Timed) -> tuple[Segment, ...]:
    """Return those of `segments` that lie by more than half in `stretch`."""
    return tuple(one for one in segments if overlap_s(one, stretch) * 2 > length_s(one))


def exchange(segments: Sequence[Segment], heard: Rehearing, by: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Return which of `segments` give way to what was `heard` again, and the statements in their place.

    These still have the ids they were heard with; each names those it came from and keeps their text as its
    correction, by `by`. Raise WrongValueError when nothing was heard.
    """
    if not heard.segments:
        raise WrongValueError(field="再听", value=str(heard.number), why="这一次没有听出文字，不能代替原来的语句")
    old = giving_way(segments, heard)
    kept = [one for one in segments if one not in old]
    reason = f"第 {heard.number} 次再听（{heard.engine.model}）"
    return old, tuple(_taking_over(_between(heard.segments, kept), old, reason, by))


def choose(desk: Desk, code: str, number: int, by: str) -> Transcript:
    """Put what was heard the `number`th time in the place of the statements there, and return the new version.

    Each new statement names those it came from and keeps their text as its correction, by `by`.
    Raise UnknownNumberError when there is no such rehearing, WrongValueError when nothing was heard.
    """
    heard = next((one for one in rehearings(desk, code) if one.number == number), None)
    if heard is None:
        raise UnknownNumberError(what="再听", number=str(number))
    current = load_transcript(desk.store, heard.recording)
    old, new = exchange(current.segments, heard, by)
    kept = [one for one in current.segments if one not in old]
    fresh = _fresh_ids(load_transcripts(desk.store, heard.recording), len(new))
    named = [replace(one, id=id_) for one, id_ in zip(new, fresh, strict=True)]
    ordered = sorted([*kept, *named], key=lambda one: one.start_s)
    segments = tuple(replace(one, number=place) for place, one in enumerate(ordered, start=1))
    coverage = _covered(current.coverage, named)
    return correcting.save_version(desk, replace(current, segments=segments, coverage=coverage, parent=current.version))


def _whole_statements(transcript: Transcript, start_s: float, end_s: float) -> Stretch:
    """Return the stretch from `start_s` to `end_s`, widened to whole statements."""
    wished = Stretch(start_s, end_s)
    if not 0 <= start_s < end_s or start_s >= transcript.recording.seconds:
        why = f"要在录音之内（共 {timecode(transcript.recording.seconds)}），而且先起后止"
        raise WrongValueError(field="再听的起止", value=f"{timecode(start_s)} 至 {timecode(end_s)}", why=why)
    touched = [one for one in transcript.segments if overlap_s(one, wished)]
    return Stretch(
        min([start_s, *(one.start_s for one in touched)]),
        min(transcript.recording.seconds, max([end_s, *(one.end_s for one in touched)])),
    )


def _moved(segment: Segment, by_s: float) -> Segment:
    words = tuple(replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in segment.words)
    return replace(segment, start_s=segment.start_s + by_s, end_s=segment.end_s + by_s, words=words)


def _between(new: Iterable[Segment], kept: Sequence[Segment]) -> list[Segment]:
    """Return those of `new` that lie between statements that stay, cut where they would overlap one."""
    fitted = []
    for one in new:
        middle = (one.start_s + one.end_s) / 2
        start = max([one.start_s, *(other.end_s for other in kept if other.end_s <= middle)])
        end = min([one.end_s, *(other.start_s for other in kept if other.start_s >= middle)])
        if start < end:
            fitted.append(replace(one, start_s=start, end_s=end))
    return fitted


def _taking_over(new: Sequence[Segment], old: Sequence[Segment], reason: str, by: str) -> list[Segment]:
    """Return `new` with the speakers, numbers and texts of the `old` statements that each of them replaces."""
    nearest = [max(range(len(new)), key=lambda place: (overlap_s(new[place], one), -place)) for one in old]
    taken = []
    for place, one in enumerate(new):
        before = [other for other, at in zip(old, nearest, strict=True) if at == place]
        longest = max(old, key=lambda other: overlap_s(other, one), default=None)
        text = "".join(other.text for other in before)
        taken.append(
            replace(
                one,
                speaker=longest.speaker if longest else None,
                from_ids=tuple(other.id for other in old if overlap_s(other, one)),
                corrections=(*one.corrections, Correction(text, one.text, 0, reason, by)),
            )
        )
    return taken


def _fresh_ids(versions: Iterable[Transcript], count: int) -> list[str]:
    # A person's splits and merges have ids of another kind.
    ids = {one.id for version in versions for one in version.segments}
    used = [int(found[1]) for found in map(re.compile(r"s(\d+)").fullmatch, ids) if found]
    return [f"s{number:05d}" for number in range(max(used, default=0) + 1, max(used, default=0) + 1 + count)]


def _covered(coverage: Coverage, new: Sequence[Segment]) -> Coverage:
    """Return `coverage` without the stretches that `new` has text for."""
    open_ = tuple(gap for gap in coverage.uncovered if sum(overlap_s(gap, one) for one in new) * 2 < length_s(gap))
    gained = sum(length_s(gap) for gap in coverage.uncovered if gap not in open_)
    return replace(coverage, text_s=round(min(coverage.speech_s, coverage.text_s + gained), 3), uncovered=open_)


def _folder(desk: Desk, code: str) -> Path:
    return desk.workspace.recordings / code / "再听"
