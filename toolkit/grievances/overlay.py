"""Confirmed grievances laid over a list that was found anew: numbers, status and changes are never lost.

A confirmed grievance is recognised in the new list by the seconds in which it was said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.grievances.fields import with_changes
from toolkit.grievances.revisions import SAME_MATTER, common_share
from toolkit.records import Grievance, GrievanceList, Stretch, Transcript, overlap_s


@dataclass(frozen=True)
class ConfirmedGrievance:
    """The newest version of a confirmed grievance, and every field that a person set in it, as text."""

    grievance: Grievance
    changes: Mapping[str, str]


def as_proposed(found: GrievanceList) -> GrievanceList:
    """Return `found` as the machine proposes it: ordinals from 1 on, without anything that a person gave."""
    proposed = (
        replace(
            grievance,
            ordinal=ordinal,
            number=None,
            status="discarded" if grievance.status == "discarded" else "proposed",
            accusation="unjudged",
        )
        for ordinal, grievance in enumerate(found.grievances, start=1)
    )
    return replace(found, grievances=tuple(proposed))


def with_confirmed(
    proposed: GrievanceList, confirmed: Sequence[ConfirmedGrievance], transcript: Transcript | None, first: int
) -> GrievanceList:
    """Return `proposed` with the numbers, status and changes of `confirmed`, and ordinals from `first` on.

    `transcript` is the one `proposed` was made from; it is needed only where a person changed something. A confirmed
    grievance that is not found again stands at the end as it was.
    """
    matches = _matches(proposed.grievances, confirmed)
    listed = [
        _renewed(grievance, confirmed[matches[at]], transcript) if at in matches else grievance
        for at, grievance in enumerate(proposed.grievances)
    ]
    listed += [each.grievance for at, each in enumerate(confirmed) if at not in matches.values()]
    numbered = (replace(grievance, ordinal=ordinal) for ordinal, grievance in enumerate(listed, start=first))
    return replace(proposed, grievances=tuple(numbered))


def _bounds(grievance: Grievance) -> Stretch:
    """Return the stretch from the first to the last word of `grievance`."""
    first = min((said.start_s for said in grievance.passages), default=0.0)
    return Stretch(first, max((said.end_s for said in grievance.passages), default=0.0))


def _renewed(new: Grievance, confirmed: ConfirmedGrievance, transcript: Transcript | None) -> Grievance:
    old = confirmed.grievance
    # A person confirmed the tags with the words: they stay, though the model has learned since.
    tagged = replace(new, subject=old.subject, colour=old.colour) if new.text == old.text else new
    changed = with_changes(tagged, confirmed.changes, transcript) if transcript and confirmed.changes else tagged
    return replace(changed, number=old.number, status=old.status)


def _matches(proposed: Sequence[Grievance], confirmed: Sequence[ConfirmedGrievance]) -> dict[int, int]:
    """Return, by position in `proposed`, the position in `confirmed` of the same matter; largest overlaps first."""
    # A withdrawn grievance, perhaps merged into another, gives way to one that still counts.
    olds = [(_bounds(old.grievance), old_at, old.grievance) for old_at, old in enumerate(confirmed)]
    news = [(_bounds(new), new_at, new) for new_at, new in enumerate(proposed)]
    pairs = sorted(
        (old.status == "withdrawn", -common_share(new, old), new_at, old_at)
        for new_bounds, new_at, new in news
        for old_bounds, old_at, old in olds
        if overlap_s(new_bounds, old_bounds)
    )
    matches: dict[int, int] = {}
    for _, negative_overlap, new_at, old_at in pairs:
        if -negative_overlap >= SAME_MATTER and new_at not in matches and old_at not in matches.values():
            matches[new_at] = old_at
    return matches
