"""A transcript while it is edited: its segments, gaps and removed stretches as they stand, and what was checked.

Ids stay. Segments made by a split or a merge get new ids, which are never used again, and name those they came from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from toolkit.core import UnknownNumberError, WrongValueError, timecode
from toolkit.records import Correction, Coverage, Removed, Segment, Stretch, Transcript, length_s, without
from toolkit.transcripts.edits import Edit
from toolkit.transcripts.silence import WHY_CLOSED, written_in_silence
from toolkit.transcripts.word_times import SHORTEST_S, respelled

_BY_HAND = "听录音改正"
_UNANSWERED_S = 1.0  # the same length from which speech without text is listed


class Draft:
    """A transcript with edits applied; `checked` holds the ids of what a person listened to and found right."""

    def __init__(self, base: Transcript, silenced: Sequence[Stretch] = ()) -> None:
        """Begin with `base` as it is; nothing is written into its `silenced` seconds."""
        self.base = base
        self._silenced = silenced
        self.segments: dict[str, Segment] = {segment.id: segment for segment in base.segments}
        self.removed: dict[str, Removed] = {removed_id(place): part for place, part in enumerate(base.removed)}
        self.gaps: dict[str, Stretch] = {gap_id(gap): gap for gap in base.coverage.uncovered}
        self.checked: set[str] = set()
        self._heard = {segment.id: segment.text for segment in base.segments}
        self._by: dict[str, str] = {}

    def transcript(self) -> Transcript:
        """Return the transcript as it stands, renumbered, with `base` as its parent and the corrections signed.

        Raise WrongValueError naming every segment without text.
        """
        ordered = self.in_order()
        empty = "、".join(timecode(segment.start_s) for segment in ordered if not segment.text.strip())
        if empty:
            raise WrongValueError(field="文字", value="（空）", why=f"{empty} 处的句子没有文字，请补上，或把这一句删去")
        segments = tuple(replace(self._signed(each), number=number) for number, each in enumerate(ordered, start=1))
        without_s = self.base.coverage.speech_s - self.base.coverage.text_s
        answered_s = sum(map(length_s, self.base.coverage.uncovered)) - sum(map(length_s, self.gaps.values()))
        text_s = self.base.coverage.speech_s - max(0.0, without_s - answered_s)
        coverage = Coverage(self.base.coverage.speech_s, round(text_s, 3), tuple(self.gaps.values()))
        removed = tuple(sorted(self.removed.values(), key=lambda part: part.start_s))
        return replace(
            self.base, segments=segments, removed=removed, coverage=coverage, parent=self.base.version, version=1
        )

    def in_order(self) -> list[Segment]:
        """Return the segments in order of time."""
        return sorted(self.segments.values(), key=lambda segment: segment.start_s)

    def is_changed(self, segment: Segment) -> bool:
        """Return whether a person changed the text of `segment`."""
        return self._heard.get(segment.id) != segment.text

    # -- segments that an edit names ---------------------------------------------------------------------------

    def only(self, edit: Edit) -> Segment:
        """Return the one segment that `edit` names; raise WrongValueError or UnknownNumberError."""
        if len(edit.items) != 1:
            raise WrongValueError(field="语句", value="、".join(edit.items), why="这一步一次只能改一句")
        return self.chosen(edit)[0]

    def chosen(self, edit: Edit) -> list[Segment]:
        """Return the segments that `edit` names, one at least; raise UnknownNumberError."""
        missing = [item for item in edit.items if item not in self.segments]
        if missing or not edit.items:
            raise UnknownNumberError(what="语句", number="、".join(missing) or "（没有选）")
        return [self.segments[item] for item in dict.fromkeys(edit.items)]

    def require(self, items: Iterable[str]) -> None:
        """Raise UnknownNumberError unless each of `items` is a segment, a gap or a removed stretch."""
        missing = [item for item in items if not (item in self.segments or item in self.removed or item in self.gaps)]
        if missing:
            raise UnknownNumberError(what="语句", number="、".join(missing))

    # -- changes -----------------------------------------------------------------------------------------------

    def write(self, segment: Segment, text: str, by: str) -> None:
        """Replace the text of `segment` by `text`, typed by `by`."""
        self.segments[segment.id] = replace(segment, text=text, words=respelled(segment, text))
        self._by[segment.id] = by

    def frozen(self, segment: Segment) -> Segment:
        """Return `segment` with its correction, but untrimmed, so that positions in its text stay right."""
        return replace(self._signed(segment), text=segment.text)

    def exchange(self, old: Iterable[Segment], new: Sequence[Segment]) -> None:
        """Replace the segments `old` by `new`, whose texts count as heard.

        Raise WrongValueError for silenced seconds.
        """
        self._refuse_silenced(new)
        for segment in old:
            del self.segments[segment.id]
        for segment in new:
            self.segments[segment.id] = segment
            self._heard[segment.id] = segment.text

    def insert(self, wanted: Stretch, key: str, text: str, by: str) -> None:
        """Insert a segment `key` of `text` where no text stands in `wanted`.

        Raise WrongValueError without room, and for silenced seconds.
        """
        free = self._free(wanted)
        if free is None:
            why = "这几秒里已经有文字了，请直接在那一句里补"
            raise WrongValueError(field="补写的位置", value=timecode(wanted.start_s), why=why)
        added = Segment(key, 0, free.start_s, free.end_s, text)
        self._refuse_silenced((added,))
        self.segments[key] = added
        self._heard[key], self._by[key] = "", by
        self.answer_gaps(free)

    def answer_gaps(self, answered: Stretch) -> None:
        """Cut `answered`, which has text now, out of the gaps."""
        for key, gap in list(self.gaps.items()):
            left = [part for part in without(gap, [answered]) if length_s(part) >= _UNANSWERED_S]
            if left != [gap]:
                del self.gaps[key]
                self.gaps.update({gap_id(part): part for part in left})

    def _refuse_silenced(self, new: Sequence[Segment]) -> None:
        if closed := written_in_silence(new, self.base.segments, self._silenced):
            times = "、".join(timecode(segment.start_s) for segment in closed)
            raise WrongValueError(field="文字", value=times, why=WHY_CLOSED)

    def _signed(self, segment: Segment) -> Segment:
        """Return `segment` trimmed, with one correction from the heard to the present text if they differ."""
        heard, text = self._heard[segment.id], segment.text.strip()
        if text == heard:
            return replace(segment, text=text)
        correction = Correction(heard, text, 0, _BY_HAND, self._by.get(segment.id))
        return replace(segment, text=text, corrections=(*segment.corrections, correction))

    def _free(self, wanted: Stretch) -> Stretch | None:
        """Return the longest part of `wanted` within the recording in which no text stands, if long enough."""
        parts = [Stretch(max(0.0, wanted.start_s), min(wanted.end_s, self.base.recording.seconds))]
        for segment in self.segments.values():
            parts = [left for part in parts for left in without(part, [segment])]
        longest = max(parts, key=length_s, default=None)
        return longest if longest is not None and length_s(longest) >= SHORTEST_S else None


def gap_id(gap: Stretch) -> str:
    """Return the id by which an edit names a stretch of speech without text."""
    return f"gap:{gap.start_s:.3f}"


def removed_id(place: int) -> str:
    """Return the id by which an edit names the removed stretch at `place` of the transcript's list."""
    return f"removed:{place}"
