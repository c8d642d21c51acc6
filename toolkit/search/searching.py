"""Search in the newest transcripts of a workspace, without withheld words."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial

from toolkit.grievances import digests, grievances_or_none
from toolkit.grievances.accusations import OpenStretches, judgements, visibility
from toolkit.records import Passage, any_overlap
from toolkit.search import filters, index
from toolkit.search.filters import ANYTHING, Filters
from toolkit.search.index import Hit
from toolkit.store import ERASURES, RECORDINGS, TRANSCRIPTS, Transaction, remembered
from toolkit.transcripts import transcript_of
from toolkit.workspace import Desk

SEARCHED = "没有找到。查的是每段录音最新的转写，和人确认过的姓名、住址、地点、对方。"
WITHOUT_WITHHELD = "检举控告和还没有人判断的部分不在内，不管有没有。"
ALIKE = "这几个字没有找到；下面是读音相同或相近、写成了别的字的，请听录音核对："


def search(
    desk: Desk,
    words: str,
    limit: int = 50,
    wish: Filters = ANYTHING,
    *,
    accusations: bool = False,
    update: bool = True,
    alike: bool = False,
) -> tuple[Hit, ...]:
    """Return at most `limit` segments of the newest transcripts that contain all `words` and match `wish`.

    Newest recordings come first. Without words everything that matches `wish` is returned. A confirmed name finds its
    grievance though the transcript has misheard it. Withheld segments are returned with `accusations` only, and nothing
    shows that they were left out. Without `update` only what is indexed already is searched. With `alike` words
    that sound like `words` are found, too, in transcripts and names. Raise WrongValueError
    without words and filters, or for an invalid filter.
    """
    with desk.store.reading() as tx:
        # Names are looked for by their first letters or their sound only, and reading them all takes time.
        names = tuple(filters.names(tx)) if alike or words.isascii() else ()
        named = cache(partial(filters.named, tx, accusations=accusations))
        source = replace(source_in(tx), names=names, named=named)
        within = filters.within(tx, wish)
        known, bases = dict[str, _Recording](), remembered(tx, "bases of searches", lambda: _bases(tx))
        asked, may_be_more = limit, True
        hits: list[Hit] = []
        # Withheld hits are left out without a trace: the search goes on until there are as many as were asked for.
        while may_be_more and len(hits) < limit:
            raw = index.search(desk.workspace.index_file, source, words, asked, within, update=update, alike=alike)
            known |= {code: _recording_in(tx, code, bases[code]) for code in {hit.code for hit in raw} - set(known)}
            hits = [hit for hit in raw if accusations or known[hit.code].open.holds(hit)][:limit]
            may_be_more, asked = len(raw) == asked, asked * 4
    return tuple(replace(hit, grievance=known[hit.code].grievance_at(hit)) for hit in hits)


def source_in(tx: Transaction) -> index.TranscriptSource:
    """Return the newest transcripts of the workspace, to be indexed."""
    return index.TranscriptSource(filters.newest_marks(tx), partial(transcript_of, tx, version=None))


@dataclass(frozen=True)
class _Recording:
    """The passages of each grievance of a recording by its name, and the stretches that may be shown."""

    grievances: tuple[tuple[str, tuple[Passage, ...]], ...]
    open: OpenStretches

    def grievance_at(self, hit: Hit) -> str | None:
        """Return the number, else the ordinal, of the grievance in which `hit` was said."""
        return next((name for name, passages in self.grievances if any_overlap(passages, [hit])), None)


def _recording_in(tx: Transaction, code: str, basis: Hashable) -> _Recording:
    return remembered(tx, ("searched", code), lambda: _read(tx, code), basis=basis)


def _bases(tx: Transaction) -> Mapping[str, Hashable]:
    """Return by recording what its list depends on: the lists of its meeting, which are numbered on, and erasures."""
    marks, erased = digests.marks_of(tx), tx.row(ERASURES) or {"id": 0}
    rows = tx.columns(RECORDINGS, ("code", "meeting"))
    by_meeting: dict[str, list[object]] = {}
    for row in rows:
        by_meeting.setdefault(row["meeting"], []).append(marks.get(row["code"]))
    return {row["code"]: (erased["id"], *by_meeting[row["meeting"]]) for row in rows}


def _read(tx: Transaction, code: str) -> _Recording:
    newest = max(row["version"] for row in tx.columns(TRANSCRIPTS, ("version",), recording=code))
    listed, acts = grievances_or_none(tx, code), judgements.judgements_of(tx, code, newest)
    named = tuple((each.number or str(each.ordinal), each.passages) for each in listed.grievances) if listed else ()
    if not acts.acts:
        return _Recording(named, visibility.NOTHING_OPEN)
    # A transcript is long: it is read only where it is newer than the closing.
    transcript = transcript_of(tx, code, newest) if acts.closed_text else None
    return _Recording(named, visibility.open_stretches(listed, transcript, acts))
