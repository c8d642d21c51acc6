"""The rule on withheld words: they are shown only after a person judged that they accuse nobody.

It fails closed (信访工作条例 Art 30, 46(5)): no machine releases a word. People judge single grievances, and close a
list, which releases its unjudged grievances and every sentence outside of grievances. Grievances that are found later
and text that changes later must be judged again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.records import (
    Accusation,
    Colour,
    Grievance,
    GrievanceList,
    Kind,
    Segment,
    Stretch,
    Subject,
    Timed,
    Transcript,
    length_s,
    overlap_s,
    without,
)

Verdict = Literal["yes", "no", "closed"]

# Passages are rounded to hundredths of a second.
_ROUNDING_S = 0.02
# The same matter found anew may begin or end this much elsewhere; a sentence takes longer.
_SLACK_S = 1.0
_SLACK_SHARE = 0.2
ACCUSATION_KIND: Kind = "检举控告"
_PLAIN: Kind = "申诉求决"


@dataclass(frozen=True)
class Judgement:
    """A verdict of `by` on the words of transcript `version` in `stretches`.

    `closed` closes the list: the stretches are its unjudged grievances, and every sentence outside of grievances is
    released with them.
    """

    verdict: Verdict
    stretches: tuple[Stretch, ...]
    by: str
    version: int
    made_at: str = ""


@dataclass(frozen=True)
class Judgements:
    """All judgements on one recording, in order.

    `closed_text` is the transcript of the newest closing; None where it is not needed, since no newer one is shown.
    """

    acts: tuple[Judgement, ...] = ()
    closed_text: Transcript | None = None

    @property
    def closing(self) -> Judgement | None:
        """The newest closing of the list, if there is one."""
        return next((act for act in reversed(self.acts) if act.verdict == "closed"), None)


NO_JUDGEMENTS = Judgements()


@dataclass(frozen=True)
class OpenStretches:
    """The stretches of one transcript that may be shown; by default none."""

    is_closed: bool = False
    hidden: tuple[Timed, ...] = ()
    released: tuple[Stretch, ...] = ()
    reopened: tuple[Stretch, ...] = ()

    def holds(self, said: Timed) -> bool:
        """Return whether the speech at `said` may be shown."""
        if _touches(said, self.hidden):
            return False
        if self.is_closed and not _touches(said, self.reopened):
            return True
        return bool(self.released) and not _left(said, self.released, self.reopened)


NOTHING_OPEN = OpenStretches()


# -- one grievance ---------------------------------------------------------------------------------------------


def may_be_shown(grievance: Grievance) -> bool:
    """Return whether others than the officer in charge may see the words of `grievance`, as a person released it.

    An unjudged grievance counts as an accusation (检举控告), which must not reach the accused (信访工作条例 Art 30).
    """
    return grievance.accusation == "no"


def is_accusation(grievance: Grievance) -> bool:
    """Return whether a person judged that `grievance` accuses an office or its holders."""
    return grievance.accusation == "yes"


def is_unjudged(grievance: Grievance) -> bool:
    """Return whether no person has judged `grievance` yet."""
    return grievance.accusation == "unjudged"


def verdict_of_kinds(kinds: Iterable[str]) -> Literal["yes", "no"]:
    """Return the verdict that a person gives by setting the `kinds` of a grievance."""
    return "yes" if ACCUSATION_KIND in kinds else "no"


def as_others_see(grievance: Grievance) -> Grievance:
    """Return `grievance` as others may see it: without any word unless it was released."""
    if may_be_shown(grievance):
        return grievance
    return Grievance(
        ordinal=grievance.ordinal,
        passages=grievance.passages,
        start_s=grievance.start_s,
        text="",
        summary="",
        subject=Subject(None, None, 0.0, unsure=True, candidates=(), evidence=()),
        kinds=(),
        colour=Colour(None, "", ()),
        number=grievance.number,
        status=grievance.status,
        accusation=grievance.accusation,
    )


def list_as_others_see(grievance_list: GrievanceList) -> GrievanceList:
    """Return `grievance_list` as others may see it: withheld grievances keep ordinal, times and verdict only."""
    return replace(grievance_list, grievances=tuple(map(as_others_see, grievance_list.grievances)))


def shown_and_withheld(grievance_list: GrievanceList) -> tuple[GrievanceList, GrievanceList]:
    """Return the grievances that others may see as one list, and the withheld ones as another."""
    shown = tuple(grievance for grievance in grievance_list.grievances if may_be_shown(grievance))
    hidden = tuple(grievance for grievance in grievance_list.grievances if not may_be_shown(grievance))
    return replace(grievance_list, grievances=shown), replace(grievance_list, grievances=hidden)


def as_judged(grievance: Grievance, accusation: Accusation) -> Grievance:
    """Return `grievance` with `accusation`, and with kinds and marks that agree with it."""
    kinds, sensitive = grievance.kinds, grievance.sensitive
    if accusation == "no":
        kinds = tuple(kind for kind in kinds if kind != ACCUSATION_KIND) or (_PLAIN,)
        sensitive = tuple(mark for mark in sensitive if mark != "accusation")
    elif accusation == "yes":
        kinds = kinds if ACCUSATION_KIND in kinds else (ACCUSATION_KIND, *kinds)
        sensitive = sensitive if "accusation" in sensitive else (*sensitive, "accusation")
    mediation = None if accusation == "yes" else grievance.mediation
    return replace(grievance, accusation=accusation, kinds=kinds, sensitive=sensitive, mediation=mediation)


# -- a list and its transcript ---------------------------------------------------------------------------------


def judged(grievance_list: GrievanceList, transcript: Transcript | None, acts: Judgements) -> GrievanceList:
    """Return `grievance_list`, made from `transcript`, with the verdict on each grievance, matched by seconds."""
    reopened = changed_since_closing(transcript, acts)
    yes, no = _painted(acts, reopened)
    listed = (as_judged(grievance, _judged(grievance, yes, no, reopened)) for grievance in grievance_list.grievances)
    return replace(grievance_list, grievances=tuple(listed))


def _judged(
    grievance: Grievance, yes: Sequence[Stretch], no: Sequence[Stretch], reopened: Sequence[Stretch]
) -> Accusation:
    said_s = sum(map(length_s, grievance.passages))
    accusing_s = sum(overlap_s(passage, stretch) for passage in grievance.passages for stretch in yes)
    if accusing_s > min(_SLACK_S, _SLACK_SHARE * said_s):
        return "yes"
    released_s = sum(overlap_s(passage, stretch) for passage in grievance.passages for stretch in no)
    if released_s > said_s / 2 and not any(_left(passage, no, reopened) for passage in grievance.passages):
        return "no"
    return "unjudged"


def open_stretches(
    grievance_list: GrievanceList | None, transcript: Transcript | None, acts: Judgements
) -> OpenStretches:
    """Return the stretches of `transcript`, of any version, that may be shown by the judged list and `acts`.

    Without a list nothing may be shown. The transcript is needed only if it is newer than the closing of the list.
    """
    if grievance_list is None:
        return NOTHING_OPEN
    reopened = changed_since_closing(transcript, acts)
    yes, no = _painted(acts, reopened)
    secret = (
        passage
        for grievance in grievance_list.grievances
        if not may_be_shown(grievance)
        for passage in grievance.passages
    )
    return OpenStretches(acts.closing is not None, (*secret, *yes), tuple(no), reopened)


def transcript_as_others_see(transcript: Transcript, where: OpenStretches) -> Transcript:
    """Return `transcript` as others may see it: withheld segments keep their times and no text."""
    segments = tuple(each if where.holds(each) else _without_words(each) for each in transcript.segments)
    removed = tuple(each if where.holds(each) else replace(each, text="") for each in transcript.removed)
    return replace(transcript, segments=segments, removed=removed)


def open_for_judging(grievance_list: GrievanceList) -> OpenStretches:
    """Return the stretches that a person who judges the list may read: all but those of accusations."""
    accusing = tuple(
        passage for grievance in grievance_list.grievances if is_accusation(grievance) for passage in grievance.passages
    )
    return OpenStretches(is_closed=True, hidden=accusing)


def _without_words(segment: Segment) -> Segment:
    return replace(segment, text="", words=(), corrections=())


def changed_since_closing(transcript: Transcript | None, acts: Judgements) -> tuple[Stretch, ...]:
    """Return the segments of `transcript` whose text was not said there when the list was closed."""
    closing, before = acts.closing, acts.closed_text
    if transcript is None or closing is None or transcript.version <= closing.version:
        return ()
    if before is None:  # nothing to hold it against: then nothing of it was judged
        return (Stretch(0.0, max((segment.end_s for segment in transcript.segments), default=0.0)),)
    return tuple(
        Stretch(segment.start_s, segment.end_s)
        for segment in transcript.segments
        if segment.text not in "".join(old.text for old in before.segments if overlap_s(segment, old) > _ROUNDING_S)
    )


def _painted(acts: Judgements, reopened: Sequence[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    """Return the stretches judged to accuse, and those judged not to; the newest verdict on a second counts."""
    taken: list[Stretch] = []
    painted: dict[str, list[Stretch]] = {"yes": [], "no": []}
    for act in reversed(acts.acts):
        outside = (*taken, *reopened) if act.verdict == "closed" else taken
        fresh = [part for stretch in act.stretches for part in without(stretch, outside)]
        painted["yes" if act.verdict == "yes" else "no"] += fresh
        taken += fresh
    return painted["yes"], painted["no"]


def _touches(said: Timed, others: Iterable[Timed]) -> bool:
    return any(overlap_s(said, other) > _ROUNDING_S for other in others)


def _left(said: Timed, released: Iterable[Stretch], reopened: Sequence[Stretch]) -> bool:
    """Return whether a part of `said` that is long enough for a sentence was not released."""
    parts = without(Stretch(said.start_s, said.end_s), released)
    return any(length_s(part) >= _SLACK_S or _touches(part, reopened) for part in parts)
