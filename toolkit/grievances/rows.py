"""Grievances as rows of the store: records to rows and back, always inside a transaction."""

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.chinese import official_date
from toolkit.core import ChangedMeanwhileError, NoListError, UnknownNumberError, WrongValueError
from toolkit.grievances import repeat_verdicts
from toolkit.grievances.accusations import OpenStretches, judgements, visibility
from toolkit.grievances.fields import canonical_changes, field_text
from toolkit.grievances.overlay import ConfirmedGrievance, as_proposed, with_confirmed
from toolkit.grievances.revisions import Revision
from toolkit.meetings import recording_of
from toolkit.records import Grievance, GrievanceList, Recording, Transcript, any_overlap
from toolkit.store import (
    GRIEVANCE_LISTS,
    GRIEVANCES,
    RECORDINGS,
    REVISIONS,
    Row,
    Transaction,
    record_of,
    text_of,
)
from toolkit.transcripts import transcript_of
from toolkit.workspace import grievance_number, normalised, parse_grievance_number


@dataclass(frozen=True)
class Decision:
    """A person's decision on a grievance: who decided, the fields they set as text, and the reason if one is needed."""

    by: str
    changes: Mapping[str, str]
    reason: str | None = None


@dataclass(frozen=True)
class Withdrawal:
    """The local day on which a grievance was withdrawn, and the reason."""

    day: dt.date
    reason: str

    @property
    def text(self) -> str:
        """Day and reason in Chinese."""
        return f"{official_date(self.day)}，{self.reason or '没有写明理由'}"


# -- lists -----------------------------------------------------------------------------------------------------


def add_list(tx: Transaction, recording: Recording, listed: GrievanceList) -> None:
    """Store `listed` as the newest list of `recording`, unless the newest list is the same."""
    proposed = as_proposed(replace(listed, transcript=replace(listed.transcript, recording=recording.code)))
    transcript_of(tx, recording.code, proposed.transcript.version)
    text = text_of(proposed)
    newest = tx.row(GRIEVANCE_LISTS, recording=recording.code)
    if newest is None or newest["json"] != text:
        keys = {"recording": recording.code, "transcript_version": proposed.transcript.version}
        digest = hashlib.sha256(text.encode()).hexdigest()
        tx.add(GRIEVANCE_LISTS, **keys, sha256=digest, json=text)


def list_of(tx: Transaction, recording: Recording) -> GrievanceList:
    """Return the newest list of `recording`, with everything that people confirmed and judged.

    Raise UnknownNumberError when the recording has no list yet.
    """
    row = tx.row(GRIEVANCE_LISTS, recording=recording.code)
    if row is None:
        raise NoListError(what="诉求清单", number=recording.code)
    version, confirmed = row["transcript_version"], _confirmed(tx, recording.code)
    acts = judgements.judgements_of(tx, recording.code, version)
    # A transcript is long: it is read only where it is needed.
    is_needed = acts.closed_text or any(each.changes for each in confirmed)
    transcript = transcript_of(tx, recording.code, version) if is_needed else None
    listed = with_confirmed(record_of(GrievanceList, row), confirmed, transcript, _first_ordinal(tx, recording))
    judged = visibility.judged(listed, transcript, acts)
    return replace(judged, grievances=repeat_verdicts.with_verdicts(tx, judged.grievances))


def grievances_or_none(tx: Transaction, code: str) -> GrievanceList | None:
    """Return the list of recording `code`, or None when it has none yet."""
    with contextlib.suppress(UnknownNumberError):
        return list_of(tx, recording_of(tx, code))
    return None


def _first_ordinal(tx: Transaction, recording: Recording) -> int:
    """Return the ordinal after those of the earlier recordings of the same meeting."""
    rows = tx.columns(RECORDINGS, ("code", "position"), meeting=recording.meeting)
    return 1 + sum(_count(tx, row["code"]) for row in rows if row["position"] < recording.position)


def _count(tx: Transaction, code: str) -> int:
    row = tx.row(GRIEVANCE_LISTS, recording=code)
    if row is None:
        return 0
    unchanged = [replace(each, changes={}) for each in _confirmed(tx, code)]
    return len(with_confirmed(record_of(GrievanceList, row), unchanged, None, 1).grievances)


def _confirmed(tx: Transaction, code: str) -> tuple[ConfirmedGrievance, ...]:
    """Return the newest version of each numbered grievance of recording `code` with every field set, by number."""
    newest: dict[str, Grievance] = {}
    changes: dict[str, dict[str, str]] = {}
    for row in tx.rows(GRIEVANCES, recording=code):
        newest[row["number"]] = record_of(Grievance, row)
        values = {field: change["new"] for field, change in json.loads(row["changes"]).items()}
        changes.setdefault(row["number"], {}).update(values)
    # A grievance that was sealed apart or destroyed keeps its number, but has no content that a list could show.
    numbers = sorted(number for number, grievance in newest.items() if not is_emptied(grievance))
    return tuple(ConfirmedGrievance(newest[number], changes[number]) for number in numbers)


def is_emptied(grievance: Grievance) -> bool:
    """Return whether the content of `grievance` was taken out: sealed apart, destroyed or deleted."""
    return not grievance.kinds


def chosen(view: GrievanceList, ordinals: Sequence[int]) -> tuple[Grievance, ...]:
    """Return the grievances of `view` with those `ordinals`; raise UnknownNumberError naming all that are missing."""
    by_ordinal = {grievance.ordinal: grievance for grievance in view.grievances}
    missing = [f"{view.transcript.recording} 第 {n} 件" for n in ordinals if n not in by_ordinal]
    if missing:
        raise UnknownNumberError(what="诉求", number="、".join(missing))
    return tuple(by_ordinal[n] for n in ordinals)


def refuse_stale(pairs: Sequence[tuple[Grievance, Grievance]], seen: GrievanceList | None) -> None:
    """Raise ChangedMeanwhileError naming every grievance that differs from the list `seen`; None refuses nothing.

    `pairs` are the stored grievances and their new versions; one that is confirmed and stays the same is accepted.
    """
    if seen is None:
        return
    by_ordinal = {grievance.ordinal: grievance for grievance in seen.grievances}
    stale = [
        str(old.ordinal)
        for old, new in pairs
        if by_ordinal.get(old.ordinal) != old and not (old.status == "confirmed" and new == old)
    ]
    if stale:
        raise ChangedMeanwhileError(what=f"第 {'、'.join(stale)} 件诉求")


def refuse_gone(chosen: Sequence[Grievance], reason: str | None) -> None:
    """Raise WrongValueError for a discarded grievance, and for a withdrawn one without a `reason` to bring it back."""
    names = {"discarded": "不采纳，先用 yehua restore 恢复", "withdrawn": "已撤回，要重新采用请用 --reason 写明理由"}
    gone = [each for each in chosen if each.status == "discarded" or (each.status == "withdrawn" and not reason)]
    if gone:
        why = "；".join(f"第 {each.ordinal} 件{each.number or ''}{names[each.status]}" for each in gone)
        raise WrongValueError(field="要确认的诉求", value="、".join(str(each.ordinal) for each in gone), why=why)


def refuse_release(pairs: Sequence[tuple[Grievance, Grievance]]) -> None:
    """Raise WrongValueError when the kinds set in one of `pairs` (old and new) would release withheld words."""
    released = [
        str(old.ordinal)
        for old, new in pairs
        if not visibility.may_be_shown(old) and visibility.verdict_of_kinds(new.kinds) == "no"
    ]
    if released:
        why = (
            f"第 {'、'.join(released)} 件是检举控告，或者还没有判断，改成这一类别人就看得到；"
            "要由 yehua.toml 的 [accusations] may_see 里写明的人来改"
        )
        raise WrongValueError(field="类别", value="、".join(pairs[0][1].kinds), why=why)


def confirm(tx: Transaction, view: GrievanceList, old: Grievance, new: Grievance, decision: Decision) -> Grievance:
    """Store `new`, the new version of `old` in `view`, as confirmed, with a number if it has none yet."""
    recording = recording_of(tx, view.transcript.recording or "")
    number = old.number or grievance_number(recording.meeting, tx.next_number(f"grievance:{recording.meeting}"))
    kept = replace(new, number=number, status="confirmed")
    if "kinds" in canonical_changes(decision.changes):
        # Setting the kind also judges whether the grievance is an accusation.
        verdict = visibility.verdict_of_kinds(kept.kinds)
        judgements.judge(tx, view, [kept], verdict, decision.by)
        kept = visibility.as_judged(kept, verdict)
    if old.number is None or old.status != "confirmed" or new != old:
        add_grievance_version(tx, _keys(recording, view), old, kept, decision)
    return kept


def _keys(recording: Recording, view: GrievanceList) -> Row:
    return {
        "meeting": recording.meeting,
        "recording": recording.code,
        "transcript_version": view.transcript.version,
    }


def open_in(tx: Transaction, recording: Recording, transcript: Transcript) -> OpenStretches:
    """Return the stretches of `transcript`, a version of that of `recording`, that may be shown."""
    grievance_list = grievances_or_none(tx, recording.code)
    return visibility.open_stretches(
        grievance_list, transcript, judgements.judgements_of(tx, recording.code, transcript.version)
    )


# -- withdrawing and revising ----------------------------------------------------------------------------------


def withdraw(tx: Transaction, number: str, decision: Decision) -> Grievance:
    """Store grievance `number` as withdrawn, once; raise UnknownNumberError."""
    row = tx.known(GRIEVANCES, "诉求", number=normalised(number))
    old = record_of(Grievance, row)
    withdrawn = replace(old, status="withdrawn")
    if withdrawn != old:
        keys = {name: row[name] for name in ("meeting", "recording", "transcript_version")}
        add_grievance_version(tx, keys, old, withdrawn, decision)
    return withdrawn


def withdrawal_in(row: Row) -> Withdrawal | None:
    """Return the withdrawal that `row`, the newest of a grievance, records; None where it records another act."""
    if row["status"] != "withdrawn":
        return None
    return Withdrawal(dt.datetime.fromisoformat(row["made_at"]).astimezone().date(), row["reason"] or "")


def revisions_of(tx: Transaction, recording: Recording) -> tuple[Revision, ...]:
    """Return the revisions of the list of `recording`, in order."""
    return tuple(record_of(Revision, row) for row in tx.rows(REVISIONS, recording=recording.code))


def revise(tx: Transaction, recording: Recording, revision: Revision, renewed: GrievanceList) -> None:
    """Store `revision` with the list `renewed` that results from it; confirmed grievances keep their numbers.

    Of several merged into one, the lowest number stays and the others are withdrawn with the reason. A grievance
    whose text changed keeps its number but must be confirmed again.
    """
    touched = [each for each in list_of(tx, recording).grievances if _touches(each, revision)]
    add_list(tx, recording, renewed)
    numbered = sorted((each for each in touched if each.number and each.status == "confirmed"), key=_serial)
    lowest = numbered[0].number if numbered else None
    for each in numbered[1:]:
        withdraw(tx, str(each.number), Decision(revision.by, {}, f"与 {lowest} 是同一件事，已合并"))
    after = list_of(tx, recording)
    for each in after.grievances:
        if lowest and each.number == lowest:
            old = record_of(Grievance, tx.known(GRIEVANCES, "诉求", number=str(each.number)))
            again = replace(each, status="confirmed" if each.passages == old.passages else "proposed")
            add_grievance_version(tx, _keys(recording, after), old, again, Decision(revision.by, {}, revision.reason))
    tx.add(
        REVISIONS,
        recording=recording.code,
        action=revision.action,
        by=revision.by,
        reason=revision.reason,
        old=text_of(touched),
        new=text_of([each for each in after.grievances if _touches(each, revision)]),
        json=text_of(revision),
    )


def _serial(grievance: Grievance) -> int:
    return parse_grievance_number(str(grievance.number))[1]


def _touches(grievance: Grievance, revision: Revision) -> bool:
    return any_overlap(grievance.passages, revision.stretches)


def add_grievance_version(tx: Transaction, keys: Row, old: Grievance, new: Grievance, decision: Decision) -> None:
    """Store the next version of a grievance: who decided, why, and the old and new text of each changed field."""
    changes = {
        field: {"old": field_text(old, field), "new": text}
        for field, text in canonical_changes(decision.changes).items()
        if getattr(old, field) != getattr(new, field)
    }
    tx.add(
        GRIEVANCES,
        **keys,
        number=new.number,
        version=len(tx.columns(GRIEVANCES, ("id",), number=new.number)) + 1,
        ordinal=new.ordinal,
        status=new.status,
        by=decision.by,
        reason=decision.reason,
        changes=json.dumps(changes, ensure_ascii=False),
        json=text_of(new),
    )
