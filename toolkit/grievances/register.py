"""Register of grievances: lists as found, confirmed and judged by people, with every version kept."""

import json
from collections.abc import Iterable, Mapping

from toolkit.core import ChangedMeanwhileError, WrongValueError
from toolkit.grievances import repeat_verdicts, rows
from toolkit.grievances.accusations import judgements, visibility
from toolkit.grievances.accusations.visibility import Judgements, OpenStretches
from toolkit.grievances.fields import canonical_changes, refuse_same_name, with_changes
from toolkit.grievances.revisions import Revision, RevisionEntry
from toolkit.grievances.rows import Decision, Withdrawal
from toolkit.meetings import recording_of
from toolkit.records import (
    Accusation,
    Grievance,
    GrievanceList,
    Repeat,
    Transcript,
    TranscriptRef,
    from_json,
)
from toolkit.store import GRIEVANCES, REVISIONS, Store
from toolkit.transcripts import load_transcript, transcript_of
from toolkit.workspace import normalised


def save_grievances(store: Store, code: str, grievance_list: GrievanceList) -> GrievanceList:
    """Store the list found in recording `code`, and return it as `load_grievances` does.

    An unchanged list adds no row. Raise UnknownNumberError for an unknown code or transcript version.
    """
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        rows.add_list(tx, recording, grievance_list)
        return rows.list_of(tx, recording)


def load_grievances(store: Store, code: str) -> GrievanceList:
    """Return the newest list of recording `code`, with everything that people confirmed and changed.

    Ordinals run on over the recordings of a meeting. Confirmed grievances keep number and status when the list is made
    anew. Raise UnknownNumberError when the recording has no list yet.
    """
    with store.reading() as tx:
        return rows.list_of(tx, recording_of(tx, code))


def confirm_grievances(
    store: Store,
    code: str,
    ordinals: Iterable[int],
    changes: Mapping[str, str],
    by: str = "工作人员",
    *,
    seen: GrievanceList | None = None,
    reason: str | None = None,
    may_release: bool = False,
) -> tuple[Grievance, ...]:
    """Confirm grievances `ordinals` of recording `code` as person `by`, each with `changes`; return them numbered.

    Numbers are given by meeting, in the order of `ordinals`; confirmed grievances keep theirs. Changes are stored with
    old and new value, as a new version. Raise UnknownNumberError naming every unknown ordinal; WrongValueError naming
    every unknown field and invalid value. With `seen`, the list that the person looked at, raise ChangedMeanwhileError
    when one of the grievances differs from it.

    A withdrawn grievance is confirmed again only for a `reason`, a discarded one only after it was restored, and none
    in which the person and the other side have one name. Setting the kind judges whether the grievance is an
    accusation; a kind that releases withheld words is refused with WrongValueError unless person `by` `may_release`
    them.
    """
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        view = rows.list_of(tx, recording)
        transcript = transcript_of(tx, recording.code, view.transcript.version)
        chosen = rows.chosen(view, tuple(dict.fromkeys(ordinals)))
        pairs = [(grievance, with_changes(grievance, changes, transcript)) for grievance in chosen]
        refuse_same_name(new for _, new in pairs)
        if "kinds" in canonical_changes(changes) and not may_release:
            rows.refuse_release(pairs)
        rows.refuse_gone(chosen, reason)
        rows.refuse_stale(pairs, seen)
        decision = Decision(by, changes, reason)
        return tuple(rows.confirm(tx, view, *pair, decision) for pair in pairs)


def judge_accusations(
    store: Store, code: str, ordinals: Iterable[int], verdict: Accusation, by: str, *, seen: GrievanceList | None = None
) -> GrievanceList:
    """Store the `verdict` of person `by` on the grievances `ordinals` of recording `code`, and return the list.

    `verdict` is `yes` for an accusation (检举控告) and `no` to release. With `seen`, the list that the person looked
    at, raise ChangedMeanwhileError when one of them was judged or changed since. Raise UnknownNumberError naming every
    unknown ordinal.
    """
    if verdict not in {"yes", "no"}:
        raise WrongValueError(field="是不是检举控告", value=verdict, why="写 yes（是）或 no（不是）")
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        view = rows.list_of(tx, recording)
        chosen = rows.chosen(view, tuple(dict.fromkeys(ordinals)))
        judgements.refuse_judged_meanwhile([grievance for grievance in chosen if grievance.accusation != verdict], seen)
        fresh = [grievance for grievance in chosen if grievance.accusation != verdict]
        if fresh:
            judgements.judge(tx, view, fresh, "yes" if verdict == "yes" else "no", by)
        return rows.list_of(tx, recording)


def close_list(store: Store, code: str, by: str, *, seen: GrievanceList | None = None) -> GrievanceList:
    """Store that person `by` closed the list of recording `code`, and return it.

    Closing releases every unjudged grievance and every sentence outside of grievances. With `seen` raise
    ChangedMeanwhileError when the list differs from it. Raise UnknownNumberError without a list.
    """
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        view = rows.list_of(tx, recording)
        if seen is not None and len(seen.grievances) != len(view.grievances):
            raise ChangedMeanwhileError(what=f"{recording.code} 的诉求清单")
        judgements.refuse_judged_meanwhile(view.grievances, seen)
        rest = [grievance for grievance in view.grievances if visibility.is_unjudged(grievance)]
        judgements.judge(tx, view, rest, "closed", by)
        return rows.list_of(tx, recording)


def load_judgements(store: Store, code: str) -> Judgements:
    """Return the judgements on accusations in recording `code`; raise UnknownNumberError."""
    with store.reading() as tx:
        return judgements.judgements_of(tx, recording_of(tx, code).code)


def load_open_stretches(store: Store, code: str, transcript: Transcript) -> OpenStretches:
    """Return the stretches of `transcript`, a version of that of recording `code`, that may be shown."""
    with store.reading() as tx:
        return rows.open_in(tx, recording_of(tx, code), transcript)


def is_fully_open(store: Store, code: str) -> bool:
    """Return whether everything in recording `code` may be shown: its list is closed without accusations."""
    with store.reading() as tx:
        recording = recording_of(tx, code)
        grievance_list = rows.grievances_or_none(tx, recording.code)
        if grievance_list is None or not all(map(visibility.may_be_shown, grievance_list.grievances)):
            return False
        transcript = transcript_of(tx, recording.code, None)
        where = visibility.open_stretches(grievance_list, transcript, judgements.judgements_of(tx, recording.code))
        return all(map(where.holds, transcript.segments))


def load_shown_transcript(store: Store, code: str, version: int | None = None) -> Transcript:
    """Return the newest transcript of recording `code`, or `version`, without withheld words."""
    transcript = load_transcript(store, code, version)
    return visibility.transcript_as_others_see(transcript, load_open_stretches(store, code, transcript))


def save_revision(store: Store, code: str, revision: Revision, renewed: GrievanceList, done: int) -> GrievanceList:
    """Store `revision` of the list of recording `code` with the `renewed` list; return the list.

    `done` is the number of revisions that `renewed` was made with. Raise ChangedMeanwhileError when there are more now.
    """
    with store.transaction() as tx:
        recording = recording_of(tx, code)
        if len(rows.revisions_of(tx, recording)) != done:
            raise ChangedMeanwhileError(what=f"{recording.code} 的诉求清单")
        rows.revise(tx, recording, revision, renewed)
        return rows.list_of(tx, recording)


def load_revisions(store: Store, code: str) -> tuple[Revision, ...]:
    """Return the revisions of the list of recording `code`, in order; raise UnknownNumberError."""
    with store.reading() as tx:
        return rows.revisions_of(tx, recording_of(tx, code))


def revision_history(store: Store, code: str) -> tuple[RevisionEntry, ...]:
    """Return every revision of the list of recording `code`, in order, without words that are withheld now."""
    with store.reading() as tx:
        recording = recording_of(tx, code)
        revised = tx.rows(REVISIONS, recording=recording.code)
        newest = transcript_of(tx, recording.code, None) if revised else None
        acts = judgements.judgements_of(tx, recording.code)

    def shown(text: str) -> tuple[Grievance, ...]:
        listed = from_json(tuple[Grievance, ...], json.loads(text))
        judged = visibility.judged(GrievanceList(TranscriptRef(None, 0), listed), newest, acts)
        return visibility.list_as_others_see(judged).grievances

    return tuple(
        RevisionEntry(row["action"], row["by"], row["made_at"], row["reason"], shown(row["old"]), shown(row["new"]))
        for row in revised
    )


def judge_repeat(store: Store, number: str, repeat: Repeat, by: str) -> Grievance:
    """Store whether grievance `number` repeats the earlier one in `repeat`, as person `by`; return it.

    Every verdict is kept and the newest counts. Raise UnknownNumberError, or WrongValueError for a repeat of itself.
    """
    with store.transaction() as tx:
        return repeat_verdicts.judge_repeat(tx, number, repeat, by)


def withdraw_grievance(store: Store, number: str, reason: str, by: str) -> Grievance:
    """Withdraw the confirmed grievance `number` for `reason`, as person `by`; its number is never used again.

    Raise UnknownNumberError; WrongValueError without a reason.
    """
    if not reason.strip():
        raise WrongValueError(field="撤回的理由", value=reason, why="要写明为什么撤回")
    with store.transaction() as tx:
        return rows.withdraw(tx, number, Decision(by, {}, reason.strip()))


def withdrawal_of(store: Store, number: str) -> Withdrawal | None:
    """Return when and why grievance `number` was withdrawn, None where it is not; raise UnknownNumberError."""
    with store.reading() as tx:
        return rows.withdrawal_in(tx.known(GRIEVANCES, "诉求", number=normalised(number)))


def find_grievance(store: Store, number: str) -> Grievance:
    """Return the newest version of the confirmed or withdrawn grievance `number`; raise UnknownNumberError."""
    with store.reading() as tx:
        return judgements.with_judgement(tx, tx.known(GRIEVANCES, "诉求", number=normalised(number)))


def recording_of_grievance(store: Store, number: str) -> str:
    """Return the archival code of the recording of grievance `number`; raise UnknownNumberError."""
    with store.reading() as tx:
        return str(tx.known(GRIEVANCES, "诉求", number=normalised(number))["recording"])
