"""Where each recording stands: transcribed, corrected, judged, confirmed, packed; kept until its rows change."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.archive import list_packages
from toolkit.grievances import grievances_or_none
from toolkit.grievances.accusations import is_accusation, is_unjudged
from toolkit.records import GrievanceList, Recording
from toolkit.store import (
    ACCUSATION_JUDGEMENTS,
    GRIEVANCE_LISTS,
    GRIEVANCES,
    REVISIONS,
    TRANSCRIPTS,
    Table,
    Transaction,
)
from toolkit.workspace import Desk, jobs

# A list depends on these tables only; each is appended to, so a recording's newest keys say whether it changed.
_TABLES: tuple[Table, ...] = (TRANSCRIPTS, GRIEVANCE_LISTS, GRIEVANCES, REVISIONS, ACCUSATION_JUDGEMENTS)
_GOING = ("queued", "running", "broken", "failed")

Mark = tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """A recording's numbers: versions of its text; grievances by what is to be done with them; kept in a package.

    `dangers` counts grievances that speak of danger to life; `has_list` is false before anybody looked for grievances.
    """

    code: str
    job: str
    versions: int
    has_list: bool
    unjudged: int
    proposed: int
    confirmed: int
    dangers: int
    packed: bool

    @property
    def words(self) -> str:
        """What comes next, in Chinese."""
        if not self.versions:
            return self.job or "还没有转写"
        if not self.has_list:
            return "待校对、梳理"
        if self.unjudged:
            return f"待判断 {self.unjudged} 件"
        if self.proposed:
            return f"待确认 {self.proposed} 件"
        return "已打档案包" if self.packed else "已确认，待归档"


@dataclass(frozen=True)
class _Counts:
    has_list: bool
    unjudged: int = 0
    proposed: int = 0
    confirmed: int = 0
    dangers: int = 0


class _Known:
    """Counts of lists by store and recording, with the mark of the rows that they were counted from."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], tuple[Mark, _Counts]] = {}
        self._turn = threading.Lock()

    def counts(self, tx: Transaction, place: str, code: str, mark: Mark) -> _Counts:
        """Return the counts of recording `code`, counted anew only where its rows are other than `mark`."""
        key = (place, code)
        with self._turn:
            kept = self._counts.get(key)
        if kept and kept[0] == mark:
            return kept[1]
        counts = _counted(grievances_or_none(tx, code)) if mark[1] else _Counts(has_list=False)
        with self._turn:
            self._counts[key] = (mark, counts)
        return counts


_KNOWN = _Known()


def standings(desk: Desk, recordings: Iterable[Recording]) -> dict[str, Standing]:
    """Return where each of `recordings` stands, by code."""
    working = {job.recording: jobs.sentence(job) for job in jobs.listing(desk.workspace.jobs) if job.state in _GOING}
    packed = {package.recording for package in list_packages(desk.store)}
    with desk.store.reading() as tx:
        marks, versions = _marks(tx)
        return {
            recording.code: Standing(
                code=recording.code,
                job=working.get(recording.code, "").removeprefix(f"{recording.code} "),
                versions=versions.get(recording.code, 0),
                packed=recording.code in packed,
                **vars(_KNOWN.counts(tx, str(desk.workspace.root), recording.code, _mark(marks, recording.code))),
            )
            for recording in recordings
        }


def _marks(tx: Transaction) -> tuple[list[dict[str, int]], Mapping[str, int]]:
    """Return for each table the newest key of each recording, and the number of versions of its text."""
    marks: list[dict[str, int]] = []
    versions: dict[str, int] = {}
    for table in _TABLES:
        newest: dict[str, int] = {}
        for row in tx.columns(table, ("id", "recording")):
            newest[row["recording"]] = max(row["id"], newest.get(row["recording"], 0))
            if table is TRANSCRIPTS:
                versions[row["recording"]] = versions.get(row["recording"], 0) + 1
        marks.append(newest)
    return marks, versions


def _mark(marks: list[dict[str, int]], code: str) -> Mark:
    return tuple(newest.get(code, 0) for newest in marks)


def _counted(listed: GrievanceList | None) -> _Counts:
    if listed is None:
        return _Counts(has_list=False)
    active = [grievance for grievance in listed.grievances if grievance.status in {"proposed", "confirmed"}]
    return _Counts(
        has_list=True,
        unjudged=sum(is_unjudged(grievance) for grievance in active),
        proposed=sum(grievance.status == "proposed" and not is_accusation(grievance) for grievance in active),
        confirmed=sum(grievance.status == "confirmed" for grievance in active),
        dangers=sum(grievance.danger is not None for grievance in active),
    )
