"""Search the newest transcripts of a workspace to the second, without what is withheld."""

from dataclasses import dataclass, replace
from functools import partial

from toolkit.grievances import list_or_none
from toolkit.grievances.accusations import Open, judgements, visibility
from toolkit.records import GrievanceList
from toolkit.search import filters, index
from toolkit.search.filters import ANYTHING, Wish
from toolkit.search.index import Hit
from toolkit.store import TRANSCRIPTS, Transaction
from toolkit.transcripts import transcript_of
from toolkit.workspace import Desk


def search(
    desk: Desk, words: str, limit: int = 50, wish: Wish = ANYTHING, *, accusations: bool = False
) -> tuple[Hit, ...]:
    """Return at most `limit` segments of the newest transcripts that hold all `words` and fit `wish`.

    Newest recordings come first. Without words everything that fits `wish` is found. A confirmed name finds its
    grievance though the transcript has misheard it. What is
    withheld is found with `accusations` only, and nothing tells that it was passed over.
    Raise WrongValueError when there is nothing to look for, or the wish cannot be understood.
    """
    with desk.store.reading() as tx:
        # Names are looked for by their first letters only, and reading them all takes time.
        names = tuple(filters.names(tx)) if words.isascii() else ()
        marks = filters.newest_marks(tx)
        load, named = partial(transcript_of, tx, version=None), partial(filters.named, tx)
        source = index.Source(marks, load, names, named)
        within = filters.within(tx, wish)
        known: dict[str, _Looked] = {}
        asked, may_be_more = limit, True
        hits: list[Hit] = []
        # What is withheld is passed over, and nothing tells of it: as many hits as were asked for are looked for.
        while may_be_more and len(hits) < limit:
            raw = index.search(desk.workspace.index_file, source, words, asked, within)
            known |= {code: _looked(tx, code) for code in {hit.code for hit in raw} - set(known)}
            hits = [hit for hit in raw if accusations or known[hit.code].where.holds(hit)][:limit]
            may_be_more, asked = len(raw) == asked, asked * 4
    return tuple(replace(hit, grievance=_grievance_at(hit, known[hit.code].found)) for hit in hits)


@dataclass(frozen=True)
class _Looked:
    """The list of a recording, if there is one, and where the words of its newest transcript may be shown."""

    found: GrievanceList | None
    where: Open


def _looked(tx: Transaction, code: str) -> _Looked:
    newest = max(row["version"] for row in tx.columns(TRANSCRIPTS, ("version",), recording=code))
    found, acts = list_or_none(tx, code), judgements.acts_of(tx, code, newest)
    if not acts.acts:
        return _Looked(found, visibility.NOTHING_OPEN)
    # A transcript is long; it is read only where it is newer than what was judged.
    transcript = transcript_of(tx, code, newest) if acts.closed_text else None
    return _Looked(found, visibility.open_stretches(found, transcript, acts))


def _grievance_at(hit: Hit, found: GrievanceList | None) -> str | None:
    for one in found.grievances if found else ():
        if any(passage.start_s < hit.end_s and hit.start_s < passage.end_s for passage in one.passages):
            return one.number or str(one.ordinal)
    return None
