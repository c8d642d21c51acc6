"""Where to look: a wish (speaker, place, subject, colour, date, code) turned into recordings and stretches of them."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.core import WrongValueError
from toolkit.grievances import list_or_none
from toolkit.meetings import meeting_rows
from toolkit.records import Grievance, Meeting, Recording
from toolkit.search.index import Stretches, Within, folded
from toolkit.search.terms import is_held_on
from toolkit.store import GRIEVANCES, RECORDINGS, TRANSCRIPTS, Transaction, record_of
from toolkit.workspace import normalised

COLOURS = ("红", "黄", "绿")
_NAMES = ("person", "home", "site", "against")
# A single character stands in too many names to tell one.
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Wish:
    """What is looked for beside words; None means anything. `code` is a recording's, a meeting's or the start of one.

    `place` is where the meeting was held or what a grievance is about; `subject` a part of its first or second level;
    `date` as in `search_terms.is_held_on`.
    """

    speaker: str | None = None
    place: str | None = None
    subject: str | None = None
    colour: str | None = None
    date: str | None = None
    code: str | None = None


ANYTHING: Wish = Wish()


def within(tx: Transaction, wish: Wish) -> Within:
    """Return where in the workspace `wish` can be fulfilled; raise WrongValueError for what is no date or colour."""
    if wish.colour is not None and wish.colour not in COLOURS:
        raise WrongValueError(field="颜色", value=wish.colour, why="只有 红、黄、绿")
    if wish == ANYTHING:
        return Within()
    recordings = [record_of(Recording, row) for row in tx.rows(RECORDINGS)]
    meetings = meeting_rows.meetings(tx)
    chosen = [one for one in recordings if _may_be(one, meetings[one.meeting], wish)]
    stretches = None
    if wish.subject or wish.colour or wish.place:
        stretches = {one.code: tuple(_stretches(tx, one, meetings[one.meeting], wish)) for one in chosen}
    return Within(frozenset(one.code for one in chosen), wish.speaker or None, stretches)


def _may_be(recording: Recording, meeting: Meeting, wish: Wish) -> bool:
    if wish.date and not is_held_on(wish.date)(meeting):
        return False
    if not wish.code:
        return True
    code = normalised(wish.code)
    return recording.code == code or recording.code.startswith(code) or meeting.number.startswith(code)


def _stretches(tx: Transaction, recording: Recording, meeting: Meeting, wish: Wish) -> Iterator[tuple[float, float]]:
    """Give the stretches of the grievances that fit; all of the recording where the place is the meeting's own."""
    is_here = bool(wish.place) and _tidy(wish.place) in meeting.place
    if is_here and not (wish.subject or wish.colour):
        yield 0.0, recording.seconds
        return
    for one in grievances_of(tx, recording.code):
        if (is_here or _is_about(one, wish.place)) and _fits(one, wish):
            yield from ((passage.start_s, passage.end_s) for passage in one.passages)


def _fits(grievance: Grievance, wish: Wish) -> bool:
    levels = f"{grievance.subject.level1 or ''}/{grievance.subject.level2 or ''}"
    is_subject = not wish.subject or _tidy(wish.subject) in levels
    return is_subject and (not wish.colour or grievance.colour.value == wish.colour)


def _is_about(grievance: Grievance, place: str | None) -> bool:
    facts = (grievance.site, grievance.home)
    return not place or any(fact is not None and _tidy(place) in str(fact.value) for fact in facts)


def _tidy(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").strip()


def grievances_of(tx: Transaction, code: str) -> tuple[Grievance, ...]:
    """Return the grievances of recording `code` that were not discarded; none when nobody looked for any."""
    found = list_or_none(tx, code)
    return tuple(one for one in found.grievances if one.status != "discarded") if found else ()


def names(tx: Transaction) -> Iterator[str]:
    """Give every name of a person or place that the workspace knows."""
    for row in tx.columns(RECORDINGS, ("code",)):
        for one in grievances_of(tx, row["code"]):
            facts = (getattr(one, field) for field in _NAMES)
            yield from (str(fact.value) for fact in facts if fact is not None)
    yield from (one.place for one in meeting_rows.meetings(tx).values())


def named(tx: Transaction, word: str) -> Stretches:
    """Return where the grievances were said whose confirmed person, home, site or other side holds `word` (folded).

    The transcript may have misheard the name; who confirmed it has not. What was withdrawn is left out.
    """
    if len(word) < _SHORTEST_NAME:
        return {}
    held = tx.holding(GRIEVANCES, "json", word, ("id", "number", "recording", "status", "json"))
    # Most words are no names: then not all grievances need be looked at.
    newest = {row["number"]: row["id"] for row in tx.columns(GRIEVANCES, ("id", "number"))} if held else {}
    found: Stretches = {}
    for row in held:
        if row["status"] == "withdrawn" or newest[row["number"]] != row["id"]:
            continue
        told = json.loads(row["json"])
        if any(told[field] and word in folded(str(told[field]["value"])) for field in _NAMES):
            said = ((passage["start_s"], passage["end_s"]) for passage in told["passages"])
            found[row["recording"]] = (*found.get(row["recording"], ()), *said)
    return found


def newest_marks(tx: Transaction) -> dict[str, str]:
    """Return by recording, in the order in which they were taken in, what tells its newest transcript from others."""
    rows = tx.columns(TRANSCRIPTS, ("recording", "version", "sha256"))
    marks = {row["recording"]: f"{row['version']}:{row['sha256']}" for row in rows}
    return {row["code"]: marks[row["code"]] for row in tx.columns(RECORDINGS, ("code",)) if row["code"] in marks}
