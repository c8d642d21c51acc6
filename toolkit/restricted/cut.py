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
    said = (*stretches_of(secret), *(Stretch(one.start_s, one.end_s) for one in also))
    core = tuple(sorted(set(said), key=lambda one: one.start_s))
    gone: list[Segment] = []
    quiet: list[Stretch] = []
    for each in transcripts:
        lost = [one for one in each.segments if any_overlap([one], core)]
        gone += lost
        quiet += silenced(each, {one.id for one in each.segments} - {one.id for one in lost}, only_own=False)
    # Where a version has no text nothing tells where the silence must reach, so it reaches as far as was said.
    quiet += [Stretch(max(one.start_s - MARGIN_S, 0.0), one.end_s + MARGIN_S) for one in core]
    return Cut(core, merged(quiet), tuple(gone))


def silenced(transcript: Transcript, stays: set[str], *, only_own: bool) -> tuple[Stretch, ...]:
    """Return the stretches from what stays to what stays again, so that speech without text between goes, too.

    `stays` are the ids of the segments that stay. With `only_own` nothing before the first and after the last of them
    is left either.
    """
    segments, end = transcript.segments, transcript.recording.seconds
    found: list[Stretch] = []
    last = 0.0
    hidden = only_own or not stays
    for segment in segments:
        if segment.id not in stays:
            hidden = True
        else:
            if hidden:
                found.append(Stretch(max(last - MARGIN_S, 0.0), segment.start_s + MARGIN_S))
            hidden, last = False, segment.end_s
    if hidden or only_own:
        begin = last + MARGIN_S if not hidden else max(last - MARGIN_S, 0.0)
        found.append(Stretch(min(begin, end), end))
    return tuple(found)


def mentions(transcript: Transcript, names: Iterable[str], out: Cut) -> tuple[Segment, ...]:
    """Return the segments that stay and yet hold one of the `names`: a person decides about them."""
    known = tuple(names)
    return tuple(
        one for one in transcript.segments if not out.touches((one,)) and any(name in one.text for name in known)
    )


# -- texts -----------------------------------------------------------------------------------------------------


def transcript_without(transcript: Transcript, out: Cut, of: RecordingRef) -> Transcript:
    """Return `transcript` without what goes out, as one of the recording `of`; ids and seconds stay."""
    coverage = transcript.coverage
    gaps = tuple(gap for gap in coverage.uncovered if not any_overlap([gap], out.silenced))
    return replace(
        transcript,
        recording=of,
        segments=tuple(_alone(one, out) for one in transcript.segments if not out.touches((one,))),
        removed=tuple(one for one in transcript.removed if not any_overlap([one], out.silenced)),
        coverage=replace(coverage, uncovered=gaps),
    )


def _alone(segment: Segment, out: Cut) -> Segment:
    """Return `segment` without old words that reached further than it does: those it was split or merged from."""
    if segment.from_ids or segment.id in {one.id for one in out.gone}:
        return replace(segment, corrections=())
    return segment


def list_without(found: GrievanceList, out: Cut, numbers: Iterable[str]) -> GrievanceList:
    """Return `found` without what goes out, and without a word that another repeats one of `numbers`."""
    stays = (one for one in found.grievances if not out.touches(one.passages))
    return replace(found, grievances=tuple(unrelated(one, numbers) for one in stays))


def unrelated(one: Grievance, numbers: Iterable[str]) -> Grievance:
    """Return `one` without repeats of `numbers`, whose reasons quote them."""
    known = set(numbers)
    return replace(one, repeat_of=tuple(repeat for repeat in one.repeat_of if repeat.number not in known))


def emptied(one: Grievance) -> Grievance:
    """Return `one` with its number, seconds and nothing that was said; such a one has no kind, and is withdrawn."""
    return Grievance(
        ordinal=one.ordinal,
        passages=one.passages,
        start_s=one.start_s,
        text="",
        summary=ERASED_TEXT,
        subject=Subject(None, None, 0.0, unsure=True, candidates=(), evidence=()),
        kinds=(),
        colour=Colour(None, "", ()),
        number=one.number,
        status="withdrawn",
    )


def revision_without(revision: Revision, out: Cut, words: Iterable[str] = ()) -> Revision:
    """Return `revision` without its reason where it is about what goes out, or holds one of the `words` that do."""
    tells = revision.reason is not None and any(word in revision.reason for word in words)
    return replace(revision, reason=None) if tells or out.touches(revision.stretches) else revision
