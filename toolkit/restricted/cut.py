"""The cut of a recording: the seconds of sound and the parts of every text version that are removed together.

This module computes only; its callers decide whether the removed content is sealed or destroyed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.grievances import Revision, stretches_of
from toolkit.records import (
    Colour,
    Grievance,
    GrievanceList,
    RecordingRef,
    Segment,
    Stretch,
    Subject,
    Timed,
    Transcript,
    any_overlap,
    merged,
)

# A word may begin a little before the time that was heard for it.
MARGIN_S = 0.3
ERASED_TEXT = "（另行保管，不在这里显示）"


@dataclass(frozen=True)
class Cut:
    """A cut: `core` the stretches of removed speech, `silenced` those of removed sound, `gone` the removed segments."""

    core: tuple[Stretch, ...]
    silenced: tuple[Stretch, ...]
    gone: tuple[Segment, ...]

    def touches(self, said: Iterable[Timed]) -> bool:
        """Return whether one of the stretches `said` overlaps removed speech."""
        return any_overlap(said, self.core)


def cut(transcripts: Sequence[Transcript], secret: Iterable[Grievance], also: Iterable[Segment] = ()) -> Cut:
    """Return the cut that removes the grievances `secret` and the segments `also` from all `transcripts`."""
    said = (*stretches_of(secret), *(Stretch(segment.start_s, segment.end_s) for segment in also))
    core = tuple(sorted(set(said), key=lambda stretch: stretch.start_s))
    gone: list[Segment] = []
    quiet: list[Stretch] = []
    for transcript in transcripts:
        removed = [segment for segment in transcript.segments if any_overlap([segment], core)]
        gone += removed
        quiet += silenced(transcript, {each.id for each in transcript.segments} - {each.id for each in removed})
    # A version without text does not limit the silence, so it covers at least the removed speech.
    quiet += [Stretch(max(stretch.start_s - MARGIN_S, 0.0), stretch.end_s + MARGIN_S) for stretch in core]
    return Cut(core, merged(quiet), tuple(gone))


def silenced(transcript: Transcript, stays: set[str], *, only_own: bool = False) -> tuple[Stretch, ...]:
    """Return the stretches between segments that stay, wherever another segment lies between them.

    So speech without text beside a removed segment is silenced, too. `stays` are the ids of the segments that stay.
    With `only_own` all before the first and after the last of them is silenced as well.
    """
    end = transcript.recording.seconds
    stretches: list[Stretch] = []
    last = 0.0
    hidden = only_own or not stays
    for segment in transcript.segments:
        if segment.id not in stays:
            hidden = True
        else:
            if hidden:
                stretches.append(Stretch(max(last - MARGIN_S, 0.0), segment.start_s + MARGIN_S))
            hidden, last = False, segment.end_s
    if hidden or only_own:
        begin = last + MARGIN_S if not hidden else max(last - MARGIN_S, 0.0)
        stretches.append(Stretch(min(begin, end), end))
    return tuple(stretches)


def mentions(transcript: Transcript, names: Iterable[str], out: Cut) -> tuple[Segment, ...]:
    """Return the remaining segments that hold one of the `names`: a person decides about them."""
    sought = tuple(names)
    remaining = (segment for segment in transcript.segments if not out.touches((segment,)))
    return tuple(segment for segment in remaining if any(name in segment.text for name in sought))


def transcript_without(transcript: Transcript, out: Cut, of: RecordingRef) -> Transcript:
    """Return `transcript` without the cut `out`, as a transcript of the recording `of`; ids and seconds stay."""
    coverage = transcript.coverage
    gaps = tuple(gap for gap in coverage.uncovered if not any_overlap([gap], out.silenced))
    return replace(
        transcript,
        recording=of,
        segments=tuple(_alone(segment, out) for segment in transcript.segments if not out.touches((segment,))),
        removed=tuple(text for text in transcript.removed if not any_overlap([text], out.silenced)),
        coverage=replace(coverage, uncovered=gaps),
    )


def _alone(segment: Segment, out: Cut) -> Segment:
    """Return `segment` without corrections if it was split or merged: its older text may hold removed words."""
    if segment.from_ids or segment.id in {gone.id for gone in out.gone}:
        return replace(segment, corrections=())
    return segment


def list_without(listed: GrievanceList, out: Cut, numbers: Iterable[str]) -> GrievanceList:
    """Return `listed` without grievances in the cut `out`, and without repeats of `numbers`."""
    remaining = (grievance for grievance in listed.grievances if not out.touches(grievance.passages))
    return replace(listed, grievances=tuple(unrelated(grievance, numbers) for grievance in remaining))


def unrelated(grievance: Grievance, numbers: Iterable[str]) -> Grievance:
    """Return `grievance` without repeats of `numbers`, whose reasons quote them."""
    erased = set(numbers)
    return replace(grievance, repeat_of=tuple(each for each in grievance.repeat_of if each.number not in erased))


def emptied(grievance: Grievance) -> Grievance:
    """Return `grievance` with number and seconds only, without its words, kinds and facts, as withdrawn."""
    return Grievance(
        ordinal=grievance.ordinal,
        passages=grievance.passages,
        start_s=grievance.start_s,
        text="",
        summary=ERASED_TEXT,
        subject=Subject(None, None, 0.0, unsure=True, candidates=(), evidence=()),
        kinds=(),
        colour=Colour(None, "", ()),
        number=grievance.number,
        status="withdrawn",
    )


def revision_without(revision: Revision, out: Cut, words: Iterable[str] = ()) -> Revision:
    """Return `revision` without its reason where it is about the cut `out`, or the reason holds one of `words`."""
    is_revealing = revision.reason is not None and any(word in revision.reason for word in words)
    return replace(revision, reason=None) if is_revealing or out.touches(revision.stretches) else revision
