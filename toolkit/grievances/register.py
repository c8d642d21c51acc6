"""Grievances of a workspace: lists kept as found, confirmed and judged by people, every version kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from toolkit.core import ChangedMeanwhileError, WrongValueError
from toolkit.grievances import repeats, rows
from toolkit.grievances.accusations import judgements, visibility
from toolkit.grievances.accusations.visibility import Acts, Open
from toolkit.grievances.confirmed import changed, refuse_same_name
from toolkit.grievances.revisions import Revision
from toolkit.grievances.rows import Decision
from toolkit.grievances.tagging.model import Example
from toolkit.meetings import recording_of
from toolkit.records import (
    Accusation,
    Grievance,
    GrievanceList,
    Repeat,
    Transcript,
    TranscriptRef,
    from_json,
    to_json,
)
from toolkit.store import GRIEVANCES, REVISIONS, Store
from toolkit.transcripts import load_transcript, transcript_of
from toolkit.workspace import Desk, normalised


def save_grievances(store: Store, code: str, found: GrievanceList) -> GrievanceList:
    """Keep what was found in recording `code`, and return it as `grievances` does.

    The same result again adds nothing. Raise UnknownNumberError for an unknown code or transcript version.
    """
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        rows.add_list(tx, recording, found)
        return rows.list_of(tx, recording)


def load_grievances(store: Store, code: str) -> GrievanceList:
    """Return the grievances of recording `code` as last found, with what people confirmed and changed.

    Ordinals run on over the recordings of a meeting. What was confirmed keeps number and status when the list
    is found anew. Raise UnknownNumberError when nothing was looked for yet.
    """
    with store.reading() as tx:
        return rows.list_of(tx, recording_of(tx, code))


def confirm_grievances(  # noqa: PLR0913 - who decides what, and upon what they saw
    store: Store,
    code: str,
    ordinals: Iterable[int],
    changes: Mapping[str, str],
    by: str = "工作人员",
    *,
    seen: GrievanceList | None = None,
    reason: str | None = None,
) -> tuple[Grievance, ...]:
    """Confirm grievances of recording `code` as person `by`, with `changes` in each, and return them numbered.

    Numbers are given in the order of `ordinals`, by meeting; what is confirmed already keeps its number.
    Changes are kept with old and new value, as a new version. Raise UnknownNumberError naming every ordinal
    that is not in the list, or WrongValueError naming every field or value that cannot be. With `seen`, the list
    the person looked at, raise ChangedMeanwhileError when one of these is not as it was there. What was withdrawn
    is confirmed again only for a `reason`, what was discarded not before it is restored; nothing is confirmed in
    which the person is called as the other side. Setting the kind judges whether it is an accusation.
    """
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        view = rows.list_of(tx, recording)
        transcript = transcript_of(tx, recording.code, view.transcript.version)
        chosen = rows.chosen(view, tuple(dict.fromkeys(ordinals)))
        pairs = [(one, changed(one, changes, transcript)) for one in chosen]
        refuse_same_name(new for _, new in pairs)
        rows.refuse_gone(chosen, reason)
        rows.refuse_stale(pairs, seen)
        decision = Decision(by, changes, reason)
        return tuple(rows.confirm(tx, view, *pair, decision) for pair in pairs)


def judge_accusations(
    store: Store, code: str, ordinals: Iterable[int], verdict: Accusation, by: str, *, seen: GrievanceList | None = None
) -> GrievanceList:
    """Keep that person `by` judged the grievances `ordinals` of recording `code`, and return the list.

    `verdict` is `yes` for an accusation (检举控告) and `no` to release. With `seen`, the list the person looked
    at, raise ChangedMeanwhileError when one of them was judged otherwise since, or says something else. Raise
    UnknownNumberError naming every ordinal that is not in the list.
    """
    if verdict not in {"yes", "no"}:
        raise WrongValueError(field="是不是检举控告", value=verdict, why="写 yes（是）或 no（不是）")
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        view = rows.list_of(tx, recording)
        chosen = rows.chosen(view, tuple(dict.fromkeys(ordinals)))
        judgements.refuse_judged_meanwhile([one for one in chosen if one.accusation != verdict], seen)
        fresh = [one for one in chosen if one.accusation != verdict]
        if fresh:
            judgements.judge(tx, view, fresh, "yes" if verdict == "yes" else "no", by)
        return rows.list_of(tx, recording)


def close_list(store: Store, code: str, by: str, *, seen: GrievanceList | None = None) -> GrievanceList:
    """Keep that person `by` closed the list of recording `code`, and return it.

    None of its grievances that nobody judged accuses anybody, then, nor does any sentence outside of them. With
    `seen` raise ChangedMeanwhileError when the list is not as it was. Raise UnknownNumberError without a list.
    """
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        view = rows.list_of(tx, recording)
        if seen is not None and len(seen.grievances) != len(view.grievances):
            raise ChangedMeanwhileError(what=f"{recording.code} 的诉求清单")
        judgements.refuse_judged_meanwhile(view.grievances, seen)
        rest = [one for one in view.grievances if one.accusation == "unjudged"]
        judgements.judge(tx, view, rest, "closed", by)
        return rows.list_of(tx, recording)


def load_acts(store: Store, code: str) -> Acts:
    """Return what people judged of accusations in recording `code`; raise UnknownNumberError."""
    with store.reading() as tx:
        return judgements.acts_of(tx, recording_of(tx, code).code)


def load_open_stretches(store: Store, code: str, transcript: Transcript) -> Open:
    """Return where the words of `transcript`, a version of that of recording `code`, may be shown."""
    with store.reading() as tx:
        return rows.open_in(tx, recording_of(tx, code), transcript)


def is_fully_open(store: Store, code: str) -> bool:
    """Tell whether all that was said in recording `code` may be shown: its list is closed, and nothing accuses."""
    with store.reading() as tx:
        recording = recording_of(tx, code)
        found = rows.list_or_none(tx, recording.code)
        if found is None or not all(map(visibility.may_be_shown, found.grievances)):
            return False
        transcript = transcript_of(tx, recording.code, None)
        where = visibility.open_stretches(found, transcript, judgements.acts_of(tx, recording.code))
        return all(map(where.holds, transcript.segments))


def load_shown_transcript(store: Store, code: str, version: int | None = None) -> Transcript:
    """Return the newest transcript of recording `code`, or that `version`, without the words that are withheld."""
    transcript = load_transcript(store, code, version)
    return visibility.transcript_shown(transcript, load_open_stretches(store, code, transcript))


def save_revision(store: Store, code: str, revision: Revision, renewed: GrievanceList, done: int) -> GrievanceList:
    """Keep `revision` of the list of recording `code` and the list `renewed` that comes of it, and return that.

    `done` is how many revisions `renewed` was made upon. Raise ChangedMeanwhileError when there are more by now.
    """
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        if len(rows.revisions_of(tx, recording)) != done:
            raise ChangedMeanwhileError(what=f"{recording.code} 的诉求清单")
        rows.revise(tx, recording, revision, renewed)
        return rows.list_of(tx, recording)


def load_revisions(store: Store, code: str) -> tuple[Revision, ...]:
    """Return what people did to the list of recording `code`, in order; raise UnknownNumberError."""
    with store.reading() as tx:
        return rows.revisions_of(tx, recording_of(tx, code))


def revision_history(store: Store, code: str) -> tuple[Mapping[str, Any], ...]:
    """Return action, by, made_at, reason, and the grievances before (old) and after (new) of each revision.

    What is withheld now is withheld in them, too.
    """
    names = ("action", "by", "made_at", "reason", "old", "new")
    with store.reading() as tx:
        rows = tx.columns(REVISIONS, names, recording=recording_of(tx, code).code)
        recording = recording_of(tx, code)
        newest = transcript_of(tx, recording.code, None) if rows else None
        shown = partial(_as_shown, judgements.acts_of(tx, recording.code), newest)
    return tuple({**row, "old": shown(row["old"]), "new": shown(row["new"])} for row in rows)


def with_repeats(desk: Desk, found: GrievanceList) -> GrievanceList:
    """Return `found` with the grievances of earlier meetings that each may repeat, to be confirmed by a person."""
    with desk.store.reading() as tx:
        when, source = rows.meeting_time(tx, found.transcript.recording), rows.earlier(tx)
        offered = repeats.of(desk.workspace.index_file.with_name("repeats.db"), source, found.grievances, when)
    pairs = zip(found.grievances, offered, strict=True)
    return replace(found, grievances=tuple(replace(one, repeat_of=repeat) for one, repeat in pairs))


def judge_repeat(store: Store, number: str, repeat: Repeat, by: str) -> Grievance:
    """Keep that person `by` said whether grievance `number` repeats the earlier one in `repeat`; return it.

    The newest word counts; each is kept. Raise UnknownNumberError, or WrongValueError for a repeat of itself.
    """
    with store.transaction() as tx:
        return rows.judge_repeat(tx, number, repeat, by)


def load_examples(store: Store) -> tuple[Example, ...]:
    """Return the subjects that people confirmed, the oldest first: what the subject model learns from.

    Of each grievance its newest version counts; a withdrawn one and one without a subject teach nothing.
    """
    with store.reading() as tx:
        rows = tx.columns(GRIEVANCES, ("number", "status", "json"))
    newest = {row["number"]: row for row in rows}
    told = (json.loads(row["json"]) for row in newest.values() if row["status"] == "confirmed")
    return tuple(
        Example(one["text"], subject["level1"], subject["level2"])
        for one in told
        if (subject := one["subject"])["level1"] is not None
    )


def withdraw_grievance(store: Store, number: str, reason: str, by: str) -> Grievance:
    """Withdraw the confirmed grievance `number` for `reason`, as person `by`; its number is never used again.

    Raise UnknownNumberError; WrongValueError without a reason.
    """
    if not reason.strip():
        raise WrongValueError(field="撤回的理由", value=reason, why="要写明为什么撤回")
    with store.transaction() as tx:
        return rows.withdraw(tx, number, Decision(by, {}, reason.strip()))


def find_grievance(store: Store, number: str) -> Grievance:
    """Return the confirmed or withdrawn grievance `number` as last kept; raise UnknownNumberError."""
    with store.reading() as tx:
        return judgements.with_judgement(tx, tx.known(GRIEVANCES, "诉求", number=normalised(number)))


def recording_of_grievance(store: Store, number: str) -> str:
    """Return the archival code of the recording in which grievance `number` was said; raise UnknownNumberError."""
    with store.reading() as tx:
        return str(tx.known(GRIEVANCES, "诉求", number=normalised(number))["recording"])


def grievance_history(store: Store, number: str) -> tuple[Mapping[str, Any], ...]:
    """Return version, by, made_at, status, reason and changes (field to old and new) of each version."""
    names = ("version", "by", "made_at", "status", "reason", "changes")
    with store.reading() as tx:
        tx.known(GRIEVANCES, "诉求", number=normalised(number))
        rows = tx.columns(GRIEVANCES, names, number=normalised(number))
    return tuple({**row, "changes": json.loads(row["changes"])} for row in rows)


def _as_shown(acts: Acts, newest: Transcript | None, text: str) -> Any:
    """Return as JSON the grievances in the column `text` of a revision of a list of `code`, as others may see them."""
    listed = from_json(tuple[Grievance, ...], json.loads(text))
    judged = visibility.judged(GrievanceList(TranscriptRef(None, 0), listed), newest, acts)
    return to_json(visibility.as_shown(judged).grievances)
