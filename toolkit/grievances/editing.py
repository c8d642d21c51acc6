"""Edits of a list other than confirming: add, split, merge, discard, restore, withdraw, judge repeats."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.core import RevisionRefusedError, UnknownNumberError, WrongValueError, timecode
from toolkit.core import seconds as seconds_in
from toolkit.grievances import lists, revisions
from toolkit.grievances.register import (
    find_grievance,
    judge_repeat,
    load_grievances,
    load_revisions,
    save_revision,
    withdraw_grievance,
)
from toolkit.grievances.revisions import Revision
from toolkit.meetings import find_recording
from toolkit.records import Grievance, GrievanceList, Repeat, Stretch
from toolkit.transcripts import load_transcript
from toolkit.workspace import Desk

# A clerk rounds the end of a sound up.
_EDGE_S = 1.0


def add(desk: Desk, code: str, start_s: float, end_s: float, by: str = "工作人员") -> Grievance:
    """Add the speech from `start_s` to `end_s` seconds of recording `code` as a grievance, and return it.

    Its facts are extracted as for any other grievance; whole sentences are taken. The list is made first if there is
    none. Raise UnknownNumberError; RevisionRefusedError for a stretch outside the sound, without speech, or with a
    sentence of another grievance.
    """
    recording = find_recording(desk.store, code)
    _refuse_outside(start_s, end_s, recording.seconds)
    listed = lists.find_grievances(desk, recording.code).grievances
    segments = load_transcript(desk.store, recording.code).segments
    revision = revisions.adding(Stretch(start_s, end_s), segments, listed, by)
    after = _revised(desk, recording.code, revision)
    return max(after.grievances, key=lambda grievance: revisions.shared_s(grievance, revision.stretches))


def _refuse_outside(start_s: float, end_s: float, length_s: float) -> None:
    written = f"{timecode(max(0.0, start_s))} 到 {timecode(max(0.0, end_s))}"
    if not start_s < end_s:
        remedy = "请先写开始、再写结束，如 00:57 01:12"
        raise RevisionRefusedError(why=f"{written} 不是一段时间：结束要在开始之后", remedy=remedy)
    if not 0 <= start_s < end_s <= length_s + _EDGE_S:
        remedy = f"这段录音从 00:00:00.0 到 {timecode(length_s)}，请写在这之内"
        raise RevisionRefusedError(why=f"{written} 超出了录音", remedy=remedy)


def moment_in(text: str) -> float:
    """Return the seconds in `text`, written as seconds or as MM:SS; raise WrongValueError."""
    try:
        plain = text.replace("：", ":")
        value = seconds_in(plain) if ":" in plain else float(plain)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise WrongValueError(field="时间", value=text, why="写成秒数或 分:秒，如 57.9 或 00:57")
    return value


def split(desk: Desk, code: str, ordinal: int, sentence: int, by: str = "工作人员") -> GrievanceList:
    """Split grievance `ordinal` before sentence number `sentence`, and return the new list.

    A number stays with the first part. Raise UnknownNumberError for an unknown ordinal or sentence,
    RevisionRefusedError when one part would be empty.
    """
    (grievance,) = _chosen(desk, code, [ordinal])
    segments = load_transcript(desk.store, code).segments
    begins = next((segment for segment in segments if segment.number == sentence), None)
    if begins is None:
        raise UnknownNumberError(what="语句", number=f"第 {sentence} 句（{code} 共 {len(segments)} 句）")
    return _revised(desk, code, revisions.splitting(grievance, begins.start_s, by, begins))


def merge(desk: Desk, code: str, ordinals: Sequence[int], by: str = "工作人员") -> GrievanceList:
    """Merge the grievances `ordinals` into one and return the new list.

    The lowest number stays; the others are withdrawn with the reason and never used again.
    """
    return _revised(desk, code, revisions.merging(_chosen(desk, code, ordinals), by))


def discard(desk: Desk, code: str, ordinals: Sequence[int], reason: str, by: str = "工作人员") -> GrievanceList:
    """Discard `ordinals`, which are no grievances, for `reason`; return the list, in which they are still shown."""
    return _revised(desk, code, revisions.discarding(_chosen(desk, code, ordinals), reason, by))


def restore(desk: Desk, code: str, ordinals: Sequence[int], by: str = "工作人员") -> GrievanceList:
    """Undo the discarding of `ordinals` and return the list; raise WrongValueError for one that was not discarded."""
    chosen = _chosen(desk, code, ordinals)
    return _revised(desk, code, revisions.restoring(chosen, by, load_revisions(desk.store, code)))


def withdraw(desk: Desk, number: str, reason: str, by: str = "工作人员") -> Grievance:
    """Withdraw the confirmed grievance `number` for `reason`; its number is never used again."""
    return withdraw_grievance(desk.store, number, reason, by)


def mend(
    desk: Desk,
    code: str,
    *,
    splits: Sequence[int] = (),
    merges: Sequence[Sequence[int]] = (),
    discards: Mapping[int, str] | None = None,
    by: str = "工作人员",
) -> GrievanceList:
    """Apply several edits, each named by sentence numbers, and return the list.

    A new grievance begins at each sentence of `splits`; grievances with the sentences of one group of `merges` become
    one; the grievance with a sentence of `discards` is discarded for the reason given. Sentence numbers never change,
    so an edit that was applied already is skipped. Raise UnknownNumberError naming every sentence that lies in no
    grievance.
    """
    transcript = load_transcript(desk.store, code)
    starts = {segment.number: (segment.start_s + segment.end_s) / 2 for segment in transcript.segments}
    begins = {segment.number: segment.start_s for segment in transcript.segments}
    _known(desk, code, starts, [*splits, *(sentence for group in merges for sentence in group), *(discards or {})])
    for sentence in splits:
        grievance = _at(desk, code, starts[sentence])
        if grievance.passages[0].start_s < begins[sentence]:
            _revised(desk, code, revisions.splitting(grievance, begins[sentence], by))
    for group in merges:
        several = {
            grievance.ordinal: grievance for grievance in (_at(desk, code, starts[sentence]) for sentence in group)
        }
        if len(several) > 1:
            _revised(desk, code, revisions.merging(tuple(several.values()), by))
    for sentence, reason in (discards or {}).items():
        grievance = _at(desk, code, starts[sentence])
        if grievance.status != "discarded":
            _revised(desk, code, revisions.discarding([grievance], reason, by))
    return load_grievances(desk.store, code)


def _known(desk: Desk, code: str, starts: Mapping[int, float], sentences: Sequence[int]) -> None:
    said = revisions.stretches_of(load_grievances(desk.store, code).grievances)
    unknown = [
        f"第 {sentence} 句"
        for sentence in sentences
        if not any(stretch.start_s <= starts.get(sentence, -1.0) < stretch.end_s for stretch in said)
    ]
    if unknown:
        raise UnknownNumberError(what="含有这一句的诉求", number="、".join(unknown))


def _at(desk: Desk, code: str, second: float) -> Grievance:
    return next(
        grievance
        for grievance in load_grievances(desk.store, code).grievances
        if any(passage.start_s <= second < passage.end_s for passage in grievance.passages)
        and grievance.status != "withdrawn"
    )


def confirm_repeat(desk: Desk, number: str, earlier: str, reason: str = "", by: str = "工作人员") -> Grievance:
    """Store that the confirmed grievance `number` repeats the `earlier` one, and return it with its repeats.

    The proposed reason is kept unless another is given. Raise UnknownNumberError.
    """
    return _judged(desk, number, Repeat(earlier, 1.0, reason, confirmed=True), by)


def refuse_repeat(desk: Desk, number: str, earlier: str, reason: str = "", by: str = "工作人员") -> Grievance:
    """Store that grievance `number` does not repeat the `earlier` one, which is then no longer proposed."""
    return _judged(desk, number, Repeat(earlier, 0.0, reason, confirmed=False), by)


def _judged(desk: Desk, number: str, repeat: Repeat, by: str) -> Grievance:
    """Store the verdict with the proposed score, and with the proposed reason unless the person gives another."""
    offered = {known.number: known for known in find_grievance(desk.store, number).repeat_of}
    known = offered.get(find_grievance(desk.store, repeat.number).number or "", replace(repeat, reason="由人认定。"))
    return judge_repeat(
        desk.store, number, replace(known, reason=repeat.reason or known.reason, confirmed=repeat.confirmed), by
    )


def _chosen(desk: Desk, code: str, ordinals: Sequence[int]) -> tuple[Grievance, ...]:
    by_ordinal = {grievance.ordinal: grievance for grievance in load_grievances(desk.store, code).grievances}
    missing = [f"第 {ordinal} 件" for ordinal in ordinals if ordinal not in by_ordinal]
    if missing or not ordinals:
        raise UnknownNumberError(what="诉求", number=f"{code} {'、'.join(missing) or '（没有写序号）'}")
    return tuple(by_ordinal[ordinal] for ordinal in dict.fromkeys(ordinals))


def _revised(desk: Desk, code: str, revision: Revision) -> GrievanceList:
    recording = find_recording(desk.store, code)
    earlier = load_revisions(desk.store, recording.code)
    transcript = load_transcript(desk.store, recording.code)
    before = lists.found_in(desk, transcript, earlier)
    after = lists.found_in(desk, transcript, (*earlier, revision))
    if after == before:
        why = "清单没有变化，请看一下序号和语句是不是写对了"
        raise WrongValueError(field=revisions.ACTION_NAMES[revision.action], value=code, why=why)
    return save_revision(desk.store, recording.code, revision, after, len(earlier))
