"""Search filters (speaker, place, subject, colour, date, code) and the recordings and stretches they select."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.core import WrongValueError
from toolkit.grievances import grievances_or_none
from toolkit.grievances.accusations import judgements, may_be_shown
from toolkit.meetings import meeting_rows
from toolkit.records import Grievance, Meeting, Recording
from toolkit.search.index import Stretches, Within, folded
from toolkit.search.terms import is_held_on
from toolkit.store import GRIEVANCES, RECORDINGS, TRANSCRIPTS, Transaction, record_of
from toolkit.workspace import normalised

COLOURS = ("红", "黄", "绿")
_NAMES = ("person", "home", "site", "against")
_OF_GRIEVANCE = ("id", "number", "recording", "transcript_version", "status", "json")
# A single character stands in too many names to tell one.
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Filters:
    """Filters of a search beside its words; None matches anything.

    `code` is the code of a recording or meeting, or the start of one; `place` the place of the meeting or of a
    grievance; `subject` a part of its first or second level; `date` as in `terms.is_held_on`.
    """

    speaker: str | None = None
    place: str | None = None
    subject: str | None = None
    colour: str | None = None
    date: str | None = None
    code: str | None = None


ANYTHING: Filters = Filters()


def within(tx: Transaction, wish: Filters) -> Within:
    """Return the recordings and stretches that match `wish`; raise WrongValueError for no date or no colour."""
    if wish.colour is not None and wish.colour not in COLOURS:
        raise WrongValueError(field="颜色", value=wish.colour, why="只有 红、黄、绿")
    if wish == ANYTHING:
        return Within()
    recordings = [record_of(Recording, row) for row in tx.rows(RECORDINGS)]
    meetings = meeting_rows.meetings(tx)
    chosen = [recording for recording in recordings if _may_be(recording, meetings[recording.meeting], wish)]
    stretches = None
    if wish.subject or wish.colour or wish.place:
        stretches = {
            recording.code: tuple(_stretches(tx, recording, meetings[recording.meeting], wish)) for recording in chosen
        }
    return Within(frozenset(recording.code for recording in chosen), wish.speaker or None, stretches)


def _may_be(recording: Recording, meeting: Meeting, wish: Filters) -> bool:
    if wish.date and not is_held_on(wish.date)(meeting):
        return False
    if not wish.code:
        return True
    code = normalised(wish.code)
    return recording.code == code or recording.code.startswith(code) or meeting.number.startswith(code)


def _stretches(tx: Transaction, recording: Recording, meeting: Meeting, wish: Filters) -> Iterator[tuple[float, float]]:
    """Yield the stretches of matching grievances; the whole recording where the meeting's place matches."""
    is_here = bool(wish.place) and _tidy(wish.place) in meeting.place
    if is_here and not (wish.subject or wish.colour):
        yield 0.0, recording.seconds
        return
    for grievance in grievances_of(tx, recording.code):
        if (is_here or _is_about(grievance, wish.place)) and _fits(grievance, wish):
            yield from ((passage.start_s, passage.end_s) for passage in grievance.passages)


def _fits(grievance: Grievance, wish: Filters) -> bool:
    levels = f"{grievance.subject.level1 or ''}/{grievance.subject.level2 or ''}"
    is_subject = not wish.subject or _tidy(wish.subject) in levels
    return is_subject and (not wish.colour or grievance.colour.value == wish.colour)


def _is_about(grievance: Grievance, place: str | None) -> bool:
    facts = (grievance.site, grievance.home)
    return not place or any(fact is not None and _tidy(place) in str(fact.value) for fact in facts)


def _tidy(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").strip()


def grievances_of(tx: Transaction, code: str) -> tuple[Grievance, ...]:
    """Return the grievances of recording `code` that were not discarded; none without a list."""
    grievance_list = grievances_or_none(tx, code)
    return (
        tuple(grievance for grievance in grievance_list.grievances if grievance.status != "discarded")
        if grievance_list
        else ()
    )


def names(tx: Transaction) -> Iterator[str]:
    """Yield every name of a person or place in the workspace."""
    for row in tx.columns(RECORDINGS, ("code",)):
        for grievance in grievances_of(tx, row["code"]):
            facts = (getattr(grievance, field) for field in _NAMES)
            yield from (str(fact.value) for fact in facts if fact is not None)
    yield from (grievance.place for grievance in meeting_rows.meetings(tx).values())


def named(tx: Transaction, word: str, *, accusations: bool) -> Stretches:
    """Return the stretches of grievances whose confirmed person, home, site or other side contains `word` (folded).

    The transcript may have misheard the name; the person who confirmed it has not. Withdrawn grievances are left out,
    and, without `accusations`, those that were not released. It is read from the store each time: what was erased or
    withdrawn stands in no index.
    """
    if len(word) < _SHORTEST_NAME:
        return {}
    held = tx.holding(GRIEVANCES, "json", word, _OF_GRIEVANCE)
    # Most words are no names: then not all grievances need be looked at.
    newest = {row["number"]: row["id"] for row in tx.columns(GRIEVANCES, ("id", "number"))} if held else {}
    stretches: Stretches = {}
    for row in held:
        if row["status"] == "withdrawn" or newest[row["number"]] != row["id"]:
            continue
        record = json.loads(row["json"])
        is_named = any(record[field] and word in folded(str(record[field]["value"])) for field in _NAMES)
        if is_named and (accusations or may_be_shown(judgements.with_judgement(tx, row))):
            said = ((passage["start_s"], passage["end_s"]) for passage in record["passages"])
            stretches[row["recording"]] = (*stretches.get(row["recording"], ()), *said)
    return stretches


def newest_marks(tx: Transaction) -> dict[str, str]:
    """Return a fingerprint of the newest transcript of each recording, in the order they were taken in."""
    rows = tx.columns(TRANSCRIPTS, ("recording", "version", "sha256"))
    marks = {row["recording"]: f"{row['version']}:{row['sha256']}" for row in rows}
    return {row["code"]: marks[row["code"]] for row in tx.columns(RECORDINGS, ("code",)) if row["code"] in marks}
