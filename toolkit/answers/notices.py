"""Written notices within fifteen days of the meeting (信访工作条例 Art 23): they never wait for the answer night."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from toolkit.answers import meetings, plans
from toolkit.cases import ledger_of, procedure
from toolkit.core import FactsRefusedError, make_folder, refuse_no_folder
from toolkit.papers import drafting, gathering
from toolkit.workspace import Desk, file_name_of

_PAPER = "acceptance_notice"


@dataclass(frozen=True)
class Notice:
    """The notice of a grievance: its case, the day by which it leaves, the draft, or in Chinese what it lacks.

    `served` is the day of service where it left already.
    """

    grievance: str
    case: str
    by: dt.date
    file: str = ""
    lacking: str = ""
    served: dt.date | None = None


def write(desk: Desk, meeting: str, out: Path) -> tuple[Notice, ...]:
    """Write a draft notice for each grievance of a meeting that had none yet into the folder `out`, and return all.

    A case is opened for a grievance that has none: registering is due anyway (Art 21). What a draft lacks is said and
    the others are written. A file that is there stays. Raise UnknownNumberError or WrongPlaceError.
    """
    refuse_no_folder(out)
    return tuple(_notice(desk, line.number, line.notice_by, make_folder(out)) for line in plans.plan(desk, meeting))


def _notice(desk: Desk, number: str, by: dt.date, out: Path) -> Notice:
    case = meetings.opened_case(desk, number, desk.today)
    entries = ledger_of(desk).state(case, desk.today).entries
    served = [entry.served_on for entry in entries if entry.kind in procedure.NOTICES and entry.served_on]
    if served:
        return Notice(number, case, by, served=served[0])
    file = out / f"{file_name_of(case)}-受理告知.docx"
    if file.exists():
        return Notice(number, case, by, str(file))
    facts = {**gathering.gathered(desk, case, _PAPER).facts, "date": desk.today.isoformat()}
    try:
        drafting.fill(_PAPER, facts, desk.workspace, file)
    except FactsRefusedError as fault:
        return Notice(number, case, by, lacking=str(fault))
    return Notice(number, case, by, str(file))
