"""What the machine wrote beside what a person left of it, sentence by sentence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from toolkit.meetings import find_meeting, list_recordings
from toolkit.records import Recording, Segment, Timed, Transcript, length_s, overlap_s
from toolkit.store import Store
from toolkit.transcripts.versions import load_transcripts
from toolkit.workspace import Desk

_MINUTE_S = 60


class Open(Protocol):
    """The stretches of a recording whose words may be shown to anybody in the office."""

    def holds(self, said: Timed) -> bool:
        """Return whether the speech at `said` may be shown."""


# Returns what may be shown of a transcript of the recording with this code.
Opening = Callable[[Store, str, Transcript], Open]


@dataclass(frozen=True)
class Pair:
    """A sentence as the machine wrote it (`heard`) and as a person left it (`said`); either may be empty.

    `start_s` and `end_s` are seconds of `recording`; `speaker` is as the corrected version names them.
    """

    recording: str
    place: str
    speaker: str | None
    start_s: float
    end_s: float
    heard: str
    said: str

    @property
    def minute(self) -> tuple[str, int]:
        """The minute of the recording in which it begins."""
        return self.recording, int(self.start_s // _MINUTE_S)


def corrected_pairs(desk: Desk, opened: Opening) -> tuple[Pair, ...]:
    """Return the pairs of all recordings that a person corrected, in order.

    A sentence that touches anything that `opened` does not hold is left out, as is a recording that was destroyed: an
    accusation must teach nothing that others could read.
    """
    recordings = (each for each in list_recordings(desk.store) if not each.destroyed)
    return tuple(pair for each in recordings for pair in _pairs_of(desk, each, opened))


def _pairs_of(desk: Desk, recording: Recording, opened: Opening) -> Iterator[Pair]:
    history = _history(load_transcripts(desk.store, recording.code))
    if len(history) < 2:  # noqa: PLR2004 - the machine's version and a person's
        return
    where = opened(desk.store, recording.code, history[-1])
    place = find_meeting(desk.store, recording.meeting).place
    for olds, news in matched(history):
        both = [*olds, *news]
        if all(map(where.holds, both)):
            speaker = next((segment.speaker for segment in news), None)
            start_s, end_s = min(each.start_s for each in both), max(each.end_s for each in both)
            yield Pair(recording.code, place, speaker, start_s, end_s, _text(olds), _text(news))


def _history(versions: Sequence[Transcript]) -> tuple[Transcript, ...]:
    """Return the versions that led to the newest, the machine's first."""
    numbered: Mapping[int | None, Transcript] = {each.version: each for each in versions}
    history = list(versions[-1:])
    while history and (before := numbered.get(history[0].parent)):
        history.insert(0, before)
    return tuple(history)


def matched(history: Sequence[Transcript]) -> list[tuple[list[Segment], list[Segment]]]:
    """Return the segments of the first of `history` beside those of the last that came from them, in order of time.

    Segments that were joined, or whose words went from one to another, stand together. What a person deleted stands
    alone, as does what a person added.
    """
    first = {segment.id: segment for segment in history[0].segments}
    sources = _sources(history)
    groups: list[tuple[set[str], list[Segment]]] = []
    for segment in history[-1].segments:
        origins = _origins(segment.id, sources, first.keys()) or _covered(segment, first.values())
        joined = [group for group in groups if group[0] & origins]
        groups = [group for group in groups if group not in joined]
        ids = origins.union(*(group[0] for group in joined))
        groups.append((ids, [*(each for group in joined for each in group[1]), segment]))
    used = set().union(*(ids for ids, _ in groups))
    groups += [({id_}, []) for id_ in first if id_ not in used]
    both = [([first[id_] for id_ in first if id_ in ids], news) for ids, news in groups]
    return sorted(both, key=lambda pair: min(segment.start_s for segment in [*pair[0], *pair[1]]))


def _sources(history: Iterable[Transcript]) -> dict[str, set[str]]:
    """Return the ids that each segment of any version names as those it came from."""
    sources: dict[str, set[str]] = {}
    for segment in (segment for version in history for segment in version.segments):
        sources.setdefault(segment.id, set()).update(segment.from_ids)
    return sources


def _origins(id_: str, sources: Mapping[str, set[str]], first: Iterable[str]) -> set[str]:
    """Return the ids among `first` from which the segment `id_` came, however often it was changed."""
    seen, waiting, known = set(), [id_], set(first)
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += sources.get(at, ())
    return seen & known


def _covered(segment: Segment, olds: Iterable[Segment]) -> set[str]:
    """Return the ids of `olds` of which more than half lies in `segment`."""
    return {old.id for old in olds if overlap_s(old, segment) * 2 > length_s(old)}


def _text(segments: Iterable[Segment]) -> str:
    return "".join(segment.text for segment in segments)
