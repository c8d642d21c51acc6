"""Judgements on accusations (检举控告) as rows of the store, and their effect on numbered grievances."""

import json
from collections.abc import Collection, Sequence

from toolkit.core import ChangedMeanwhileError
from toolkit.grievances.accusations import visibility
from toolkit.grievances.accusations.visibility import Judgement, Judgements, Verdict
from toolkit.grievances.revisions import stretches_of
from toolkit.records import Grievance, GrievanceList, Stretch, Transcript, TranscriptRef, from_json
from toolkit.store import ACCUSATION_JUDGEMENTS, TRANSCRIPTS, Row, Transaction, record_of, text_of

# The judgements on a recording, and its transcript of one version where it is needed to apply them.
Basis = tuple[Judgements, Transcript | None]


def judgements_of(tx: Transaction, code: str, version: int | None = None) -> Judgements:
    """Return the judgements on recording `code`, in order, for showing transcript `version` (None: any).

    The text that was closed is read only when `version` is newer than the closing, for the two are then compared.
    """
    return _for_showing(tx, code, version, tuple(map(_act_of, tx.rows(ACCUSATION_JUDGEMENTS, recording=code))))


def _for_showing(tx: Transaction, code: str, version: int | None, acts: tuple[Judgement, ...]) -> Judgements:
    closing = Judgements(acts).closing
    is_needed = closing is not None and (version is None or version > closing.version)
    return Judgements(acts, _transcript(tx, code, closing.version) if closing and is_needed else None)


def _act_of(row: Row) -> Judgement:
    said = from_json(tuple[Stretch, ...], json.loads(row["json"])["stretches"])
    return Judgement(row["verdict"], said, row["by"], row["transcript_version"], row["made_at"])


def judge(tx: Transaction, view: GrievanceList, chosen: Sequence[Grievance], verdict: Verdict, by: str) -> None:
    """Store the `verdict` of `by` on the grievances `chosen` of the list `view`."""
    tx.add(
        ACCUSATION_JUDGEMENTS,
        recording=view.transcript.recording,
        verdict=verdict,
        transcript_version=view.transcript.version,
        by=by,
        json=text_of({"stretches": stretches_of(chosen)}),
    )


def refuse_judged_meanwhile(chosen: Sequence[Grievance], seen: GrievanceList | None) -> None:
    """Raise ChangedMeanwhileError naming every grievance of `chosen` that was judged or changed since `seen`."""
    known = {each.ordinal: each for each in seen.grievances} if seen is not None else {}
    stale = [
        str(each.ordinal)
        for each in chosen
        if seen is not None
        and (
            each.ordinal not in known
            or (known[each.ordinal].accusation, known[each.ordinal].text) != (each.accusation, each.text)
        )
    ]
    if stale:
        raise ChangedMeanwhileError(what=f"第 {'、'.join(stale)} 件诉求是不是检举控告")


def with_judgement(tx: Transaction, row: Row) -> Grievance:
    """Return the numbered grievance in `row` as people judged it."""
    return judged(row, *basis(tx, row["recording"], row["transcript_version"]))


def basis(tx: Transaction, code: str, version: int) -> Basis:
    """Return the judgements on recording `code`, and its transcript `version` where it is needed to apply them."""
    return bases(tx, {(code, version)})[code, version]


def bases(tx: Transaction, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Basis]:
    """Return what `basis` returns for each recording and version of `wanted`, the judgements by one query."""
    acts: dict[str, list[Judgement]] = {}
    codes, names = {code for code, _ in wanted}, tuple(ACCUSATION_JUDGEMENTS.c.keys())
    for row in tx.among(ACCUSATION_JUDGEMENTS, "recording", codes, names):
        acts.setdefault(row["recording"], []).append(_act_of(row))
    found: dict[tuple[str, int], Basis] = {}
    for code, version in wanted:
        judgements = _for_showing(tx, code, version, tuple(acts.get(code, ())))
        found[code, version] = (judgements, _transcript(tx, code, version) if judgements.closed_text else None)
    return found


def judged(row: Row, acts: Judgements, transcript: Transcript | None) -> Grievance:
    """Return the numbered grievance in `row` as judged by `acts`; `transcript` as `basis` gives it."""
    alone = GrievanceList(TranscriptRef(row["recording"], row["transcript_version"]), (record_of(Grievance, row),))
    return visibility.judged(alone, transcript, acts).grievances[0]


def _transcript(tx: Transaction, code: str, version: int) -> Transcript | None:
    row = tx.row(TRANSCRIPTS, recording=code, version=version)
    return record_of(Transcript, row) if row else None
