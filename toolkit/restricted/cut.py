"""What goes out of a recording: by seconds, in the sound and in every version of its texts, so that none still tells.

Nothing is written here; who asks decides whether what went out is kept somewhere else or not at all.
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
)

# A word may begin a little before the time that was heard for it.
MARGIN_S = 0.3
ERASED_TEXT = "（另行保管，不在这里显示）"


@dataclass(frozen=True)
class Cut:
    """What goes out: `core` is what was said, `silenced` what is taken from the sound, `gone` the lost segments."""

    core: tuple[Stretch, ...]
    silenced: tuple[Stretch, ...]
    gone: tuple[Segment, ...]

    def touches(self, said: Iterable[Timed]) -> bool:
        """Tell whether anything that goes out was said in one of these stretches."""
        return any(overlap(one, gap) for one in said for gap in self.core)


def overlap(one: Timed, other: Timed) -> bool:
    """Tell whether two stretches of one recording have anything in common."""
    return one.start_s < other.end_s and other.start_s < one.end_s


def cut(transcripts: Sequence[Transcript], secret: Iterable[Grievance], also: Iterable[Segment] = ()) -> Cut:
    """Return what goes out with the grievances `secret` and the segments `also`, over all `transcripts`."""
    said = (*stretches_of(secret), *(Stretch(one.start_s, one.end_s) for one in also))
    core = tuple(sorted(set(said), key=lambda one: one.start_s))
    gone: list[Segment] = []
    quiet: list[Stretch] = []
    for each in transcripts:
        lost = [one for one in each.segments if any(overlap(one, gap) for gap in core)]
        gone += lost
        quiet += silenced(each, {one.id for one in each.segments} - {one.id for one in lost}, only_own=False)
    # Where a version has no text nothing tells where the silence must reach, so it reaches as far as was said.
    quiet += [Stretch(max(one.start_s - MARGIN_S, 0.0), one.end_s + MARGIN_S) for one in core]
    return Cut(core, _joined(quiet), tuple(gone))


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


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda each: each.start_s):
        if found and one.start_s <= found[-1].end_s:
            found[-1] = Stretch(found[-1].start_s, max(found[-1].end_s, one.end_s))
        else:
            found.append(one)
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
    gaps = tuple(gap for gap in coverage.uncovered if not any(overlap(gap, one) for one in out.silenced))
    return replace(
        transcript,
        recording=of,
        segments=tuple(_alone(one, out) for one in transcript.segments if not out.touches((one,))),
        removed=tuple(one for one in transcript.removed if not any(overlap(one, gap) for gap in out.silenced)),
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
