"""Revisions of a list by people (add, split, merge, discard, restore), applied again to every new list.

A revision names its grievance by seconds, so that it also holds for a corrected transcript.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.core import RevisionRefusedError, WrongValueError
from toolkit.records import Grievance, GrievanceList, Segment, Stretch, length_s, overlap_s, without

Action = Literal["add", "split", "merge", "discard", "restore"]
ACTION_NAMES = {"add": "补上", "split": "拆开", "merge": "合并", "discard": "不采纳", "restore": "恢复"}
# Extracts one grievance from the speech in the stretches; None without speech.
Read = Callable[[Sequence[Stretch]], Grievance | None]

# Two grievances are the same matter when this share of the shorter one is common to both.
SAME_MATTER = 0.5
# A sentence belongs to where at least this share of it was said.
_MOST = 0.5
# Fewer characters than these, left over where a person cut, are no matter of their own.
_LEAST_LEFT = 8


@dataclass(frozen=True)
class Revision:
    """An edit by `by` of the grievances said in `stretches`; a split begins a new grievance at `at_s`.

    An added grievance keeps its seconds: in a list that is made anew no other grievance holds them.
    """

    action: Action
    stretches: tuple[Stretch, ...]
    by: str
    reason: str | None = None
    at_s: float | None = None


@dataclass(frozen=True)
class RevisionEntry:
    """A stored revision: action, person, UTC time as ISO text, reason, and the grievances before and after it."""

    action: Action
    by: str
    made_at: str
    reason: str | None
    old: tuple[Grievance, ...]
    new: tuple[Grievance, ...]


def stretches_of(grievances: Iterable[Grievance]) -> tuple[Stretch, ...]:
    """Return the stretches in which `grievances` were said, in order of time."""
    said = (Stretch(passage.start_s, passage.end_s) for grievance in grievances for passage in grievance.passages)
    return tuple(sorted(said, key=lambda stretch: stretch.start_s))


def adding(stretch: Stretch, segments: Sequence[Segment], listed: Sequence[Grievance], by: str) -> Revision:
    """Return the revision that adds the speech in `stretch` to those `listed` as a grievance of its own.

    It takes those `segments` of which most lies in the stretch, but no word of another grievance. Raise
    RevisionRefusedError when the stretch has no speech, or when a segment belongs to a grievance already.
    """
    said = [each for each in segments if overlap_s(each, stretch) >= _MOST * length_s(each)]
    whole = Stretch(said[0].start_s, said[-1].end_s) if said else stretch
    if not said and not any(overlap_s(each, stretch) for each in segments):
        raise RevisionRefusedError(
            why="这一段里没有人说话，不能算一件诉求", remedy="请核对起止时间，或先把漏听的话补上"
        )
    if taken := [(each, held) for each in listed if (held := _sentences_in(each, said or [whole]))]:
        why = "；".join(f"{_named(held)}已经在第 {each.ordinal} 件里" for each, held in taken)
        raise RevisionRefusedError(why=why, remedy="；".join(_instead_of_adding([each for each, _ in taken])))
    return Revision("add", without(whole, stretches_of(listed)), by)


def _sentences_in(grievance: Grievance, said: Sequence[Segment] | Sequence[Stretch]) -> list[Segment | Stretch]:
    inside = stretches_of([grievance])
    return [each for each in said if sum(overlap_s(each, part) for part in inside) >= _MOST * length_s(each)]


def _named(said: Sequence[Segment | Stretch]) -> str:
    numbers = [str(each.number) for each in said if isinstance(each, Segment)]
    return f"第 {'、'.join(numbers)} 句" if numbers else "这一段"


def _instead_of_adding(taken: Sequence[Grievance]) -> Iterator[str]:
    names = {
        status: "、".join(str(grievance.ordinal) for grievance in taken if grievance.status in status)
        for status in (("proposed", "confirmed"), ("discarded",), ("withdrawn",))
    }
    standing, discarded, withdrawn = names.values()
    if standing:
        yield f"要从第 {standing} 件里分出来，请用“从这句另算”（yehua split）；是同一件事的，不用再加"
    if discarded:
        yield f"第 {discarded} 件是不采纳的，要重新采用，请用“恢复”（yehua restore）"
    if withdrawn:
        yield f"第 {withdrawn} 件已撤回，要重新采用，请再确认一次并写明理由（yehua confirm … --reason …）"


def splitting(grievance: Grievance, at_s: float, by: str, sentence: Segment | None = None) -> Revision:
    """Return the revision that splits `grievance` at `at_s`, where `sentence` begins if one is given.

    Raise RevisionRefusedError when that is not in the grievance, or when the first part would be empty.
    """
    stretches = stretches_of([grievance])
    named = f"第 {sentence.number} 句" if sentence else "这一处"
    if stretches[0].start_s < at_s and any(stretch.start_s <= at_s < stretch.end_s for stretch in stretches):
        return Revision("split", stretches, by, at_s=at_s)
    if at_s == stretches[0].start_s or (sentence and _sentences_in(grievance, [sentence])):
        why = f"{named}是第 {grievance.ordinal} 件的开头，前面没有话可以分出来"
        raise RevisionRefusedError(why=why, remedy="请写另一件事开头的那一句")
    remedy = "请先看这一句在哪一件里；不在任何一件里的，用“算一件诉求”（yehua add-grievance）补上"
    raise RevisionRefusedError(why=f"{named}不在第 {grievance.ordinal} 件里", remedy=remedy)


def merging(grievances: Sequence[Grievance], by: str) -> Revision:
    """Return the revision that merges `grievances`; raise WrongValueError for fewer than two."""
    if len({grievance.ordinal for grievance in grievances}) < 2:  # noqa: PLR2004 - one cannot be merged with itself
        listed = "、".join(str(grievance.ordinal) for grievance in grievances)
        raise WrongValueError(field="合并的序号", value=listed, why="至少要写两件不同的诉求")
    return Revision("merge", stretches_of(grievances), by)


def discarding(grievances: Sequence[Grievance], reason: str, by: str) -> Revision:
    """Return the revision that discards `grievances`; raise WrongValueError without a reason or for a number."""
    if not reason.strip():
        raise WrongValueError(field="不采纳的理由", value=reason, why="要写明为什么不算一件诉求")
    numbered = [str(grievance.number) for grievance in grievances if grievance.number]
    if numbered:
        why = "已经确认编号的不能不采纳，请改用“撤回”，编号和理由都会保留"
        raise WrongValueError(field="不采纳的诉求", value="、".join(numbered), why=why)
    return Revision("discard", stretches_of(grievances), by, reason.strip())


def restoring(grievances: Sequence[Grievance], by: str, applied: Sequence[Revision] = ()) -> Revision:
    """Return the revision that undoes a discarding, `applied` being the revisions so far.

    Raise WrongValueError naming each grievance that was not discarded, its status, and the right command.
    """
    standing = [grievance for grievance in grievances if grievance.status != "discarded"]
    if standing:
        advice = "；".join(
            f"第 {grievance.ordinal} 件{_instead_of_restoring(grievance, applied)}" for grievance in standing
        )
        listed = "、".join(str(grievance.ordinal) for grievance in standing)
        why = f"“恢复”只用于不采纳的诉求，现在什么都没有改。{advice}"
        raise WrongValueError(field="要恢复的诉求", value=listed, why=why)
    return Revision("restore", stretches_of(grievances), by)


def _instead_of_restoring(grievance: Grievance, applied: Sequence[Revision]) -> str:
    if grievance.status == "withdrawn":
        return f"（{grievance.number}）已撤回：要重新采用，用 yehua confirm 确认这一件，并用 --reason 写明理由"
    made = next((each for each in reversed(applied) if _within(grievance, each.stretches) >= SAME_MATTER), None)
    if made is not None and made.action == "merge":
        return "是合并成的：要分开，用 yehua split，写上它的序号和另一件开头那一句的句号"
    if made is not None and made.action == "split":
        return "是拆开成的：要并回去，用 yehua merge，写上拆开的两件的序号"
    if made is not None and made.action == "add":
        return "是人工补上的，本来就在清单里，不用恢复"
    if grievance.status == "confirmed":
        return f"（{grievance.number}）已确认，本来就在清单里，不用恢复"
    return "待确认，本来就在清单里，不用恢复"


def applied(grievance_list: GrievanceList, revisions: Iterable[Revision], read: Read) -> GrievanceList:
    """Return `grievance_list` after all `revisions` in order; a revision that matches nothing is skipped."""
    return replayed(grievance_list, revisions, read)[0]


def replayed(
    grievance_list: GrievanceList, revisions: Iterable[Revision], read: Read
) -> tuple[GrievanceList, tuple[Revision, ...]]:
    """Return `grievance_list` after all `revisions` in order, and those that matched nothing and were skipped."""
    listed = list(grievance_list.grievances)
    skipped: list[Revision] = []
    for revision in revisions:
        before, listed = listed, _DO[revision.action](listed, revision, read)
        skipped += [revision] if listed == before else []
    return _ordered(grievance_list, listed), tuple(skipped)


def _ordered(grievance_list: GrievanceList, listed: Sequence[Grievance]) -> GrievanceList:
    ordered = sorted(listed, key=lambda grievance: grievance.start_s)
    return replace(
        grievance_list, grievances=tuple(replace(grievance, ordinal=n) for n, grievance in enumerate(ordered, start=1))
    )


def changed_ordinals(before: GrievanceList, after: GrievanceList) -> dict[int, tuple[int, ...]]:
    """Return the new ordinals of each grievance of `before` whose ordinal differs in `after`.

    A split grievance has two; merged ones share one. A withdrawn one gives way to the grievance that took its words.
    """
    changed: dict[int, tuple[int, ...]] = {}
    for grievance in before.grievances:
        ordinals = tuple(new.ordinal for new in _again(grievance, after.grievances))
        if ordinals and ordinals != (grievance.ordinal,):
            changed[grievance.ordinal] = ordinals
    return changed


def _again(grievance: Grievance, listed: Sequence[Grievance]) -> list[Grievance]:
    if grievance.status == "withdrawn":
        return [new for new in listed if new.number == grievance.number]
    holding = [new for new in listed if common_share(grievance, new) >= SAME_MATTER]
    return [new for new in holding if new.status != "withdrawn"] or holding


def common_share(first: Grievance, second: Grievance) -> float:
    """Return the share of the shorter grievance that is said in the other too, from 0 to 1."""
    return max(_within(first, stretches_of([second])), _within(second, stretches_of([first])))


def _add(listed: list[Grievance], revision: Revision, read: Read) -> list[Grievance]:
    added = read(revision.stretches)
    if added is None:
        return listed
    kept = [left for grievance in listed if (left := _without(grievance, revision.stretches, read)) is not None]
    return [*kept, added]


def _without(grievance: Grievance, stretches: Sequence[Stretch], read: Read) -> Grievance | None:
    """Return the rest of `grievance` outside `stretches`, None when only a few characters are left."""
    if not shared_s(grievance, stretches):
        return grievance
    left = read([part for said in stretches_of([grievance]) for part in without(said, stretches)])
    return replace(left, status=grievance.status) if left is not None and len(left.text) >= _LEAST_LEFT else None


def _split(listed: list[Grievance], revision: Revision, read: Read) -> list[Grievance]:
    at_s = revision.at_s or 0.0
    result: list[Grievance] = []
    for grievance in listed:
        parts = _parted(grievance, at_s) if _within(grievance, revision.stretches) >= SAME_MATTER else ()
        halves = [half for part in parts if part and (half := read(part)) is not None]
        result += (
            [replace(half, status=grievance.status) for half in halves]
            if len(halves) == len(parts) > 1
            else [grievance]
        )
    return result


def _parted(grievance: Grievance, at_s: float) -> tuple[tuple[Stretch, ...], ...]:
    said = stretches_of([grievance])
    before = tuple(Stretch(each.start_s, min(each.end_s, at_s)) for each in said if each.start_s < at_s)
    after = tuple(Stretch(max(each.start_s, at_s), each.end_s) for each in said if each.end_s > at_s)
    return (before, after) if before and after else ()


def _merge(listed: list[Grievance], revision: Revision, read: Read) -> list[Grievance]:
    members = [grievance for grievance in listed if _within(grievance, revision.stretches) >= SAME_MATTER]
    joined = read(stretches_of(members)) if len(members) > 1 else None
    if joined is None:
        return listed
    return [joined, *(grievance for grievance in listed if grievance not in members)]


def _discard(listed: list[Grievance], revision: Revision, _: Read) -> list[Grievance]:
    return [_with_status(grievance, revision, "discarded") for grievance in listed]


def _restore(listed: list[Grievance], revision: Revision, _: Read) -> list[Grievance]:
    return [_with_status(grievance, revision, "proposed") for grievance in listed]


def _with_status(grievance: Grievance, revision: Revision, status: Literal["discarded", "proposed"]) -> Grievance:
    return replace(grievance, status=status) if _within(grievance, revision.stretches) >= SAME_MATTER else grievance


def _within(grievance: Grievance, stretches: Iterable[Stretch]) -> float:
    """Return the share of `grievance` that lies in `stretches`, by seconds."""
    said = sum(passage.end_s - passage.start_s for passage in grievance.passages)
    return shared_s(grievance, stretches) / said if said else 0.0


def shared_s(grievance: Grievance, stretches: Iterable[Stretch]) -> float:
    """Return the seconds of `grievance` that lie in `stretches`."""
    within = tuple(stretches)
    return sum(overlap_s(passage, stretch) for passage in grievance.passages for stretch in within)


_DO: dict[str, Callable[[list[Grievance], Revision, Read], list[Grievance]]] = {
    "add": _add,
    "split": _split,
    "merge": _merge,
    "discard": _discard,
    "restore": _restore,
}
