"""Grievances as rows of the store: records to rows and back, always inside a transaction."""

import contextlib
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.core import ChangedMeanwhileError, UnknownNumberError, WrongValueError
from toolkit.grievances.accusations import Open, judgements, visibility
from toolkit.grievances.confirmed import Confirmed, bare, canonical, overlaid, shown
from toolkit.grievances.repeats import Known, Source, When
from toolkit.grievances.revisions import Revision
from toolkit.meetings import meeting_rows, recording_of
from toolkit.records import (
    Grievance,
    GrievanceList,
    Recording,
    Repeat,
    Transcript,
)
from toolkit.store import (
    ACCUSATION_JUDGEMENTS,
    GRIEVANCE_LISTS,
    GRIEVANCES,
    MEETING_CORRECTIONS,
    RECORDINGS,
    REPEATS,
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
    """Who decides on a grievance, what they set in it (field to text), and the reason if one is needed."""

    by: str
    changes: Mapping[str, str]
    reason: str | None = None


# -- grievances ------------------------------------------------------------------------------------------------


def add_list(tx: Transaction, recording: Recording, found: GrievanceList) -> None:
    """Keep `found` as what was last found in `recording`, unless that says just the same."""
    plain = bare(replace(found, transcript=replace(found.transcript, recording=recording.code)))
    transcript_of(tx, recording.code, plain.transcript.version)
    text = text_of(plain)
    newest = tx.row(GRIEVANCE_LISTS, recording=recording.code)
    if newest is None or newest["json"] != text:
        keys = {"recording": recording.code, "transcript_version": plain.transcript.version}
        tx.add(GRIEVANCE_LISTS, **keys, sha256=_sha256(text), json=text)


def list_of(tx: Transaction, recording: Recording) -> GrievanceList:
    """Return what was found in `recording`, with what people confirmed and judged.

    Raise UnknownNumberError if nobody looked for grievances.
    """
    row = tx.row(GRIEVANCE_LISTS, recording=recording.code)
    if row is None:
        raise UnknownNumberError(what="诉求清单", number=recording.code)
    known, acts = _confirmed(tx, recording.code), judgements.acts_of(tx, recording.code, row["transcript_version"])
    needed = known or acts.closed_text
    transcript = transcript_of(tx, recording.code, row["transcript_version"]) if needed else None
    listed = overlaid(record_of(GrievanceList, row), known, transcript, _first_ordinal(tx, recording))
    judged = visibility.judged(listed, transcript, acts)
    return replace(judged, grievances=with_verdicts(tx, judged.grievances))


def list_or_none(tx: Transaction, code: str) -> GrievanceList | None:
    """Return the grievances of recording `code`, or None when nobody looked for any."""
    with contextlib.suppress(UnknownNumberError):
        return list_of(tx, recording_of(tx, code))
    return None


def _first_ordinal(tx: Transaction, recording: Recording) -> int:
    """Return the ordinal after those of the earlier recordings of the same meeting."""
    rows = tx.columns(RECORDINGS, ("code", "position"), meeting=recording.meeting)
    return 1 + sum(_how_many(tx, row["code"]) for row in rows if row["position"] < recording.position)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _how_many(tx: Transaction, code: str) -> int:
    row = tx.row(GRIEVANCE_LISTS, recording=code)
    if row is None:
        return 0
    unchanged = [replace(each, changes={}) for each in _confirmed(tx, code)]
    return len(overlaid(record_of(GrievanceList, row), unchanged, None, 1).grievances)


def _confirmed(tx: Transaction, code: str) -> tuple[Confirmed, ...]:
    """Return, by number, the newest version of each grievance of recording `code` with all that was set in it."""
    newest: dict[str, Grievance] = {}
    changes: dict[str, dict[str, str]] = {}
    for row in tx.rows(GRIEVANCES, recording=code):
        newest[row["number"]] = record_of(Grievance, row)
        sets = {field: change["new"] for field, change in json.loads(row["changes"]).items()}
        changes.setdefault(row["number"], {}).update(sets)
    # What was sealed apart or destroyed has its number, but nothing that a list could show.
    stands = sorted(number for number, one in newest.items() if not is_emptied(one))
    return tuple(Confirmed(newest[number], changes[number]) for number in stands)


def is_emptied(grievance: Grievance) -> bool:
    """Tell whether the content of `grievance` was taken out: it was sealed apart, destroyed or deleted."""
    return not grievance.kinds


def chosen(view: GrievanceList, ordinals: Sequence[int]) -> tuple[Grievance, ...]:
    """Return the grievances of `view` with those `ordinals`; raise UnknownNumberError naming all that are missing."""
    known = {one.ordinal: one for one in view.grievances}
    missing = [f"{view.transcript.recording} 第 {n} 件" for n in ordinals if n not in known]
    if missing:
        raise UnknownNumberError(what="诉求", number="、".join(missing))
    return tuple(known[n] for n in ordinals)


def refuse_stale(pairs: Sequence[tuple[Grievance, Grievance]], seen: GrievanceList | None) -> None:
    """Raise ChangedMeanwhileError naming every grievance that is not as it was in the list `seen`.

    `pairs` are the grievances as they are and as they shall be; what is already as it shall be is no fault.
    """
    known = {one.ordinal: one for one in seen.grievances} if seen is not None else {}
    stale = [
        str(old.ordinal)
        for old, new in pairs
        if seen is not None and known.get(old.ordinal) != old and not (old.status == "confirmed" and new == old)
    ]
    if stale:
        raise ChangedMeanwhileError(what=f"第 {'、'.join(stale)} 件诉求")


def refuse_gone(chosen: Sequence[Grievance], reason: str | None) -> None:
    """Raise WrongValueError for what was discarded, and for what was withdrawn unless a `reason` brings it back."""
    names = {"discarded": "不采纳，先用 yehua restore 恢复", "withdrawn": "已撤回，要重新采用请用 --reason 写明理由"}
    gone = [one for one in chosen if one.status == "discarded" or (one.status == "withdrawn" and not reason)]
    if gone:
        told = "；".join(f"第 {one.ordinal} 件{one.number or ''}{names[one.status]}" for one in gone)
        raise WrongValueError(field="要确认的诉求", value="、".join(str(one.ordinal) for one in gone), why=told)


def confirm(tx: Transaction, view: GrievanceList, old: Grievance, new: Grievance, decision: Decision) -> Grievance:
    """Keep `new`, which was `old` in `view`, as confirmed, with a number if it has none yet."""
    recording = recording_of(tx, view.transcript.recording or "")
    number = old.number or grievance_number(recording.meeting, tx.next_number(f"grievance:{recording.meeting}"))
    kept = replace(new, number=number, status="confirmed")
    if "kinds" in canonical(decision.changes):
        # Whoever sets the kind says with it whether the matter accuses somebody.
        verdict: Literal["yes", "no"] = "yes" if "检举控告" in kept.kinds else "no"
        judgements.judge(tx, view, [kept], verdict, decision.by)
        kept = visibility.as_judged(kept, verdict)
    if old.number is None or old.status != "confirmed" or new != old:
        _keep_version(tx, view, old, kept, decision)
    return kept


def _keep_version(tx: Transaction, view: GrievanceList, old: Grievance, kept: Grievance, decision: Decision) -> None:
    recording = recording_of(tx, view.transcript.recording or "")
    keys = {"meeting": recording.meeting, "recording": recording.code}
    add_version(tx, keys | {"transcript_version": view.transcript.version}, old, kept, decision)


def open_in(tx: Transaction, recording: Recording, transcript: Transcript) -> Open:
    """Return where the words of `transcript`, a version of that of `recording`, may be shown."""
    try:
        found = list_of(tx, recording)
    except UnknownNumberError:
        found = None
    return visibility.open_stretches(found, transcript, judgements.acts_of(tx, recording.code, transcript.version))


# -- withdrawing and revising ----------------------------------------------------------------------------------


def withdraw(tx: Transaction, number: str, decision: Decision) -> Grievance:
    """Keep grievance `number` as withdrawn, once; raise UnknownNumberError."""
    row = tx.known(GRIEVANCES, "诉求", number=normalised(number))
    old = record_of(Grievance, row)
    gone = replace(old, status="withdrawn")
    if gone != old:
        keys = {name: row[name] for name in ("meeting", "recording", "transcript_version")}
        add_version(tx, keys, old, gone, decision)
    return gone


def revisions_of(tx: Transaction, recording: Recording) -> tuple[Revision, ...]:
    """Return what people did to the list of `recording`, in order."""
    return tuple(record_of(Revision, row) for row in tx.rows(REVISIONS, recording=recording.code))


def revise(tx: Transaction, recording: Recording, revision: Revision, renewed: GrievanceList) -> None:
    """Keep `revision` with the list that comes of it; numbered grievances keep a number each, or are withdrawn.

    Of several merged into one, the lowest number stays and the others are withdrawn with the reason. Whose words are
    others now keeps its number, but has to be confirmed again.
    """
    before = list_of(tx, recording)
    touched = [one for one in before.grievances if _touches(one, revision)]
    add_list(tx, recording, renewed)
    numbered = sorted((one for one in touched if one.number and one.status == "confirmed"), key=_by_number)
    for one in numbered[1:]:
        reason = f"与 {numbered[0].number} 是同一件事，已合并"
        withdraw(tx, str(one.number), Decision(revision.by, {}, reason))
    after = list_of(tx, recording)
    for one in after.grievances:
        if numbered and one.number == numbered[0].number:
            # Other words are in it now: what was confirmed of the old ones has to be looked at once more.
            old = record_of(Grievance, tx.known(GRIEVANCES, "诉求", number=str(one.number)))
            again = replace(one, status="confirmed" if one.passages == old.passages else "proposed")
            _keep_version(tx, after, old, again, Decision(revision.by, {}, revision.reason))
    tx.add(
        REVISIONS,
        recording=recording.code,
        action=revision.action,
        by=revision.by,
        reason=revision.reason,
        old=text_of(touched),
        new=text_of([one for one in after.grievances if _touches(one, revision)]),
        json=text_of(revision),
    )


def _by_number(one: Grievance) -> int:
    return parse_grievance_number(str(one.number))[1]


def _touches(one: Grievance, revision: Revision) -> bool:
    return any(
        passage.start_s < stretch.end_s and stretch.start_s < passage.end_s
        for passage in one.passages
        for stretch in revision.stretches
    )


# -- repeats ---------------------------------------------------------------------------------------------------


def earlier(tx: Transaction) -> Source:
    """Return the numbered grievances of the store, to be searched for what a new one repeats."""
    newest = tx.row(GRIEVANCES)
    days = {number: one.held_on.isoformat() for number, one in meeting_rows.meetings(tx).items()}
    corrected = len(tx.columns(MEETING_CORRECTIONS, ("id",)))

    def mark(key: int) -> str:
        row = tx.row(GRIEVANCES, id=key)
        # The days of meetings are kept in the index: when one is corrected, it is made anew.
        return f"{row['number']} {row['version']} {row['made_at']} {corrected}" if row else ""

    basis = functools.cache(functools.partial(judgements.basis, tx))

    def known(row: Row) -> Known | None:
        one = judgements.judged(row, *basis(row["recording"], row["transcript_version"]))
        shown = row["status"] == "confirmed" and visibility.may_be_shown(one)
        return _as_known(row, days[row["meeting"]]) if shown else None

    def after(key: int) -> Iterator[tuple[str, Known | None]]:
        for row in tx.after(
            GRIEVANCES, key, ("number", "recording", "transcript_version", "meeting", "status", "json")
        ):
            yield row["number"], known(row)

    def judged_after(key: int) -> Iterator[tuple[str, Known | None]]:
        codes = {row["recording"] for row in tx.after(ACCUSATION_JUDGEMENTS, key, ("recording",))}
        for code in sorted(codes):
            rows = {row["number"]: row for row in tx.rows(GRIEVANCES, recording=code)}
            for number, row in rows.items():
                yield number, known(row)

    judged = tx.row(ACCUSATION_JUDGEMENTS)
    return Source(newest["id"] if newest else 0, mark, after, judged["id"] if judged else 0, judged_after)


def _as_known(row: Row, held_on: str) -> Known:
    told = json.loads(row["json"])
    names = ("person", "home", "site", "against")
    person, home, site, against = (told[name]["value"] if told[name] else None for name in names)
    return Known(row["number"], row["meeting"], held_on, told["text"], person, home, site, against)


def meeting_time(tx: Transaction, code: str | None) -> When:
    """Return the meeting of recording `code` with its day, or any time when there is no such recording."""
    row = tx.row(RECORDINGS, code=normalised(code)) if code else None
    meeting = meeting_rows.meeting(tx, row["meeting"]) if row else None
    return When(meeting.number, meeting.held_on.isoformat()) if meeting else When()


def judge_repeat(tx: Transaction, number: str, repeat: Repeat, by: str) -> Grievance:
    """Keep whether the grievance `number` repeats the earlier one of `repeat`, and return it with all its repeats."""
    one = record_of(Grievance, tx.known(GRIEVANCES, "诉求", number=normalised(number)))
    other = record_of(Grievance, tx.known(GRIEVANCES, "诉求", number=normalised(repeat.number)))
    if one.number == other.number:
        raise WrongValueError(field="重复的诉求", value=str(one.number), why="一件诉求不能是它自己的重复")
    verdict = "confirmed" if repeat.confirmed else "refused"
    kept = replace(repeat, number=str(other.number))
    said = {"verdict": verdict, "by": by, "json": text_of(kept)}
    if not said.items() <= (tx.row(REPEATS, number=one.number, earlier=other.number) or {}).items():
        tx.add(REPEATS, number=one.number, earlier=other.number, **said)
    return with_verdicts(tx, (one,))[0]


def with_verdicts(tx: Transaction, grievances: Sequence[Grievance]) -> tuple[Grievance, ...]:
    """Return `grievances` with the repeats that people confirmed first, and without those they refused.

    Nor is there one of an earlier grievance that is withheld by now: the reason tells of it.
    """
    told = tuple(_with_verdicts(tx, one) if one.number else one for one in grievances)
    earlier = {repeat.number for one in told for repeat in one.repeat_of}
    shown = {number for number in earlier if _may_be_shown(tx, number)}
    return tuple(
        replace(one, repeat_of=tuple(repeat for repeat in one.repeat_of if repeat.number in shown)) for one in told
    )


def _may_be_shown(tx: Transaction, number: str) -> bool:
    row = tx.row(GRIEVANCES, number=number)
    return row is not None and visibility.may_be_shown(judgements.with_judgement(tx, row))


def _with_verdicts(tx: Transaction, one: Grievance) -> Grievance:
    newest = {row["earlier"]: row for row in tx.rows(REPEATS, number=one.number)}
    confirmed = [record_of(Repeat, row) for row in newest.values() if row["verdict"] == "confirmed"]
    proposed = [repeat for repeat in one.repeat_of if repeat.number not in newest]
    return replace(one, repeat_of=(*confirmed, *proposed))


def add_version(tx: Transaction, keys: Row, old: Grievance, new: Grievance, decision: Decision) -> None:
    """Add the next version of a grievance: who decided, why, and old and new text of what they changed."""
    log = {
        field: {"old": shown(old, field), "new": text}
        for field, text in canonical(decision.changes).items()
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
        changes=json.dumps(log, ensure_ascii=False),
        json=text_of(new),
    )
