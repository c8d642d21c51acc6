"""The full-text index: a SQLite file beside the store that can be deleted at any time and is made again.

Chinese has no spaces, so each character is a token and words are looked up as phrases; the exact text is checked
afterwards, because punctuation is no token. On 10 million characters a search takes milliseconds.
"""

import contextlib
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from toolkit.chinese import simplified
from toolkit.core import HeldFileError, WrongValueError, moves, private_file
from toolkit.records import Transcript
from toolkit.search.terms import characters_alike, holds_number, names_of, numbered

_FORM = 2
_SCHEMA = f"""
CREATE TABLE done (code TEXT PRIMARY KEY, mark TEXT NOT NULL, place INTEGER NOT NULL);
CREATE TABLE seg (id INTEGER PRIMARY KEY, code TEXT NOT NULL, start_s REAL NOT NULL, end_s REAL NOT NULL,
                  speaker TEXT, text TEXT NOT NULL, folded TEXT NOT NULL, numbered TEXT NOT NULL);
CREATE INDEX seg_code ON seg (code);
CREATE VIRTUAL TABLE f USING fts5(x, n, tokenize = 'ascii');
PRAGMA user_version = {_FORM};
"""
_WAIT_S = 30
# Recordings that are indexed in one transaction: a second, after which others may read and write.
_AT_ONCE = 5
# What the file system refuses; the index is then made in memory, so that a read-only workspace can be searched.
_REFUSED = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_AUTH,
}
_MEMORY = ":memory:"
# Segments are numbered so that the newest recording comes first and time runs on within each: the rows that match
# are then read in the order in which they are shown, and reading stops at the limit.
_ROOM = 1 << 20
_LAST_PLACE = 1 << 40
# Stretches of grievances are rounded to hundredths of a second, segments are not.
_ROUNDING_S = 0.01
# The most ways of writing a sound that are looked for, the most frequent first.
_MOST_ALIKE = 50

Stretches = dict[str, tuple[tuple[float, float], ...]]


@dataclass(frozen=True)
class Hit:
    """A segment with the words; `grievance` is the number, else the ordinal, of its grievance."""

    code: str
    start_s: float
    end_s: float
    text: str
    speaker: str | None
    grievance: str | None = None


@dataclass(frozen=True)
class TranscriptSource:
    """The transcripts to search: `marks` are their fingerprints by recording code; `load` reads one.

    `names` can be searched by their initials. `named` returns for a word the stretches of grievances whose confirmed
    person or place contains it, though the transcript may have misheard the name.
    """

    marks: dict[str, str]
    load: Callable[[str], Transcript]
    names: tuple[str, ...] = ()
    named: Callable[[str], Stretches] = lambda _word: {}


@dataclass(frozen=True)
class Within:
    """The only places to search; None means everywhere. `stretches` are (start, end) seconds by recording code.

    Nothing is found in the stretches of `hidden`.
    """

    codes: frozenset[str] | None = None
    speaker: str | None = None
    stretches: Stretches | None = None
    hidden: Stretches = field(default_factory=dict)


EVERYWHERE = Within()


@dataclass(frozen=True)
class _Query:
    """The terms of a search, each as typed (folded) and in its other forms, and the `limit` of hits.

    `named` has for each term the stretches of grievances whose confirmed names contain it. With `alike` what sounds
    like a term is looked for, too.
    """

    terms: tuple[tuple[str, ...], ...]
    within: Within
    limit: int
    named: tuple[Stretches, ...] = ()
    alike: bool = False


def search(
    index: Path,
    source: TranscriptSource,
    words: str,
    limit: int,
    within: Within = EVERYWHERE,
    *,
    update: bool = True,
    alike: bool = False,
) -> tuple[Hit, ...]:
    """Return at most `limit` segments that contain all `words`, newest recordings first, each in order of time.

    Words are separated by spaces. Full width, capitals, traditional characters and spoken or written numbers make no
    difference; initials find the names of `source.names`. A confirmed name counts as said throughout its grievance; if
    nothing else is searched, the beginning of the grievance is returned. The file `index` is updated first, and made
    again when it is missing or broken; without `update` only what is indexed as it stands is searched. Without words
    everything `within` is returned. With `alike` a word counts as said where one that sounds like it is written.
    Raise WrongValueError without words and filters.
    """
    terms = tuple(dict.fromkeys(folded(word) for word in words.split()))
    if not any(_tokens(term) for term in terms) and (terms or within == EVERYWHERE):
        raise WrongValueError(field="查找的内容", value=words, why="请输入要查找的字词")
    forms = tuple((term, *map(folded, names_of(term, source.names))) for term in terms)
    query = _Query(forms, within, limit, tuple(_named(source, each) for each in forms), alike)
    try:
        place = str(private_file(index))
        return _searched(place, source, query) if update else _searched_as_it_is(place, source, query)
    except OSError:
        return _searched(_MEMORY, source, query)
    except sqlite3.Error as fault:
        return _once_more(index, source, query, refused=_code(fault) in _REFUSED)


def _once_more(index: Path, source: TranscriptSource, query: _Query, *, refused: bool) -> tuple[Hit, ...]:
    if refused:
        return _searched(_MEMORY, source, query)
    try:
        moves.remove(index)
        return _searched(str(private_file(index)), source, query)
    except (OSError, HeldFileError, sqlite3.Error):
        return _searched(_MEMORY, source, query)


def _named(source: TranscriptSource, forms: tuple[str, ...]) -> Stretches:
    """Return the stretches of grievances whose confirmed names contain one of `forms`."""
    named: Stretches = {}
    for form in forms:
        for code, stretches in source.named(form).items():
            named[code] = (*named.get(code, ()), *stretches)
    return named


def folded(text: str) -> str:
    """Return `text` in the form in which it is compared: half width, lower case, simplified, no control characters."""
    plain = simplified(unicodedata.normalize("NFKC", text)).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")


def _tokens(text: str) -> str:
    # Code points in hexadecimal: no tokenizer of any SQLite version can misjudge a rare character.
    return " ".join(format(ord(sign), "x") for sign in text if sign.isalnum())


def _searched(place: str, source: TranscriptSource, query: _Query) -> tuple[Hit, ...]:
    with _opened(place) as connection:
        while _index_next(connection, source):
            pass
        return _hits(connection, source, query)


def _searched_as_it_is(place: str, source: TranscriptSource, query: _Query) -> tuple[Hit, ...]:
    """Search the recordings whose newest transcript is indexed: what the index still holds of others may be erased."""
    with _opened(place) as connection:
        if _form(connection) == 0:
            return ()
        indexed = frozenset(code for code, _ in _marks(connection).items() & source.marks.items())
        codes = indexed if query.within.codes is None else indexed & query.within.codes
        return _hits(connection, source, replace(query, within=replace(query.within, codes=codes)))


def _hits(connection: sqlite3.Connection, source: TranscriptSource, query: _Query) -> tuple[Hit, ...]:
    query = _with_alike(connection, source, query) if query.alike else query
    conditions = _words_asked(query.terms)
    places = list(_places_asked(connection, query.within))
    # Where no word is looked for in the index, its table need not be joined.
    table, key = ("f JOIN seg ON seg.id = f.rowid", "f.rowid") if conditions else ("seg", "seg.id")
    rows = _rows(connection, table, key, [*conditions, *places], query.limit)
    if any(query.named):
        named = _rows(connection, "seg", "seg.id", [*_names_asked(connection, query), *places], query.limit)
        rows = sorted({*rows, *named})[: max(query.limit, 0)]
    return tuple(Hit(*row[1:]) for row in rows)


def _with_alike(connection: sqlite3.Connection, source: TranscriptSource, query: _Query) -> _Query:
    """Return `query` with every way in which transcripts and names write the sound of each of its terms."""
    terms, named = list(query.terms), list(query.named)
    for at, (term, *_) in enumerate(query.terms):
        if likes := characters_alike(term):
            ways = re.compile("".join(f"[{signs}]" for signs in likes)).findall
            said = Counter(way for text in _texts_alike(connection, likes) for way in ways(text))
            names = dict.fromkeys(way for name in source.names for way in ways(folded(name)))
            terms[at] = (term, *(way for way, _ in said.most_common(_MOST_ALIKE) if way != term))
            named[at] = _named(source, (term, *names))
    return replace(query, terms=tuple(terms), named=tuple(named))


def _texts_alike(connection: sqlite3.Connection, likes: tuple[str, ...]) -> Iterator[str]:
    """Yield the folded text of each segment with a character out of each of `likes`."""
    phrase = " AND ".join("(" + " OR ".join(f'"{sign:x}"' for sign in map(ord, signs)) + ")" for signs in likes)
    rows = connection.execute("SELECT seg.folded FROM f JOIN seg ON seg.id = f.rowid WHERE f MATCH ?", (phrase,))
    yield from (text for (text,) in rows)


_Asked = tuple[str, tuple[object, ...]]


def _rows(
    connection: sqlite3.Connection, table: str, key: str, asked: list[_Asked], limit: int
) -> list[tuple[Any, ...]]:
    """Return at most `limit` rows that meet all conditions `asked`: the number of the segment, then the Hit."""
    clauses, values = [clause for clause, _ in asked], [value for _, given in asked for value in given]
    rows = connection.execute(
        "SELECT seg.id, seg.code, seg.start_s, seg.end_s, seg.text, seg.speaker "
        f"FROM {table} WHERE {' AND '.join(clauses)} ORDER BY {key} LIMIT ?",
        (*values, max(limit, 0)),
    )
    return rows.fetchall()


def _words_asked(terms: tuple[tuple[str, ...], ...]) -> list[_Asked]:
    """Return the conditions for every term: its tokens in the index, and then its exact text."""
    forms = [(tuple(_tokens(form) for form in (*term, numbered(term[0]))), term) for term in terms]
    asked: list[_Asked] = []
    phrases = [" OR ".join(f'"{tokens}"' for tokens in dict.fromkeys(alike) if tokens) for alike, _ in forms]
    if any(phrases):
        asked.append(("f MATCH ?", (" AND ".join(f"({phrase})" for phrase in phrases if phrase),)))
    return [*asked, *map(_exactly, terms)]


def _exactly(term: tuple[str, ...]) -> _Asked:
    """Return the condition that a segment contains one of the forms of `term` exactly."""
    exact = " OR ".join(["instr(seg.folded, ?)"] * len(term))
    written = numbered(term[0])
    if any(sign.isdigit() for sign in written):
        return f"({exact} OR holds_number(seg.folded, seg.numbered, ?))", (*term, written)
    return f"({exact})", term


def _names_asked(connection: sqlite3.Connection, query: _Query) -> Iterator[_Asked]:
    """Yield the conditions for a search by confirmed names: a segment says each word, or its grievance has it.

    Of a grievance that has all of them by name, only the first segment is returned.
    """
    names = [(f"named{n}", stretches) for n, stretches in enumerate(query.named)]
    inside = [_overlapping(connection, name, stretches) if stretches else "" for name, stretches in names]
    spoken = [_exactly(term) for term in query.terms]
    for where, (says, values) in zip(inside, spoken, strict=True):
        yield (f"({says} OR EXISTS {where})", values) if where else (says, values)
    within = f" AND s.start_s >= seg.start_s - {_ROUNDING_S})"
    begins = " OR ".join(f"EXISTS {where.removesuffix(')')}{within}" for where in inside if where)
    said = " OR ".join(says for says, _ in spoken)
    yield f"({begins} OR {said})", tuple(value for _, values in spoken for value in values)
    codes = " UNION ".join(f"SELECT code FROM {name}" for name, stretches in names if stretches)
    yield f"seg.code IN ({codes})", ()


def _places_asked(connection: sqlite3.Connection, within: Within) -> Iterator[_Asked]:
    if within.speaker is not None:
        yield "instr(seg.speaker, ?)", (within.speaker,)
    if within.codes is not None:
        connection.execute("CREATE TEMP TABLE wanted (code TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO wanted VALUES (?)", [(code,) for code in within.codes])
        yield "seg.code IN (SELECT code FROM wanted)", ()
    if within.stretches is not None:
        yield f"EXISTS {_overlapping(connection, 'stretch', within.stretches)}", ()
    if within.hidden:
        yield f"NOT EXISTS {_overlapping(connection, 'hidden', within.hidden)}", ()


def _overlapping(connection: sqlite3.Connection, table: str, stretches: Stretches) -> str:
    """Fill the temporary `table` with `stretches` and return the subquery of those that overlap a segment."""
    connection.execute(f"CREATE TEMP TABLE {table} (code TEXT, start_s REAL, end_s REAL)")
    rows = [(code, *stretch) for code, several in stretches.items() for stretch in several]
    connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)
    connection.execute(f"CREATE INDEX temp.{table}_code ON {table} (code)")
    # Only to touch by the rounding is not to overlap: the sentence before would count as the grievance's.
    overlap = f"s.code = seg.code AND s.start_s < seg.end_s - {_ROUNDING_S} AND seg.start_s < s.end_s - {_ROUNDING_S}"
    return f"(SELECT 1 FROM {table} s WHERE {overlap})"


def _holds_number(text: str, written: str, words: str) -> bool:
    return holds_number(written or text, words)


@contextlib.contextmanager
def _opened(place: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(place, timeout=_WAIT_S, isolation_level=None)
    with contextlib.closing(connection):
        connection.create_function("holds_number", 3, _holds_number, deterministic=True)
        yield connection


def index_next(index: Path, source: TranscriptSource) -> int:
    """Index the next few recordings that are new or changed; return how many are left.

    Raise OSError or sqlite3.Error where the file cannot be written.
    """
    with _opened(str(private_file(index))) as connection:
        return _index_next(connection, source)


def _index_next(connection: sqlite3.Connection, source: TranscriptSource) -> int:
    if _form(connection) == _FORM and _marks(connection) == source.marks:
        return 0
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _form(connection) == 0:
            _make(connection)
        changed = {code for code, _ in _marks(connection).items() ^ source.marks.items()}
        codes = (*sorted(changed - set(source.marks)), *(code for code in source.marks if code in changed))
        for code in codes[:_AT_ONCE]:
            _index(connection, code, source)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return len(codes[_AT_ONCE:])


def _make(connection: sqlite3.Connection) -> None:
    # executescript would end the transaction that keeps two processes from making the tables at once.
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)


def _form(connection: sqlite3.Connection) -> int:
    form = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if form not in {0, _FORM}:
        raise sqlite3.DatabaseError(f"index of form {form}")  # noqa: TRY003, EM102 - caught here, and made anew
    return form


def _marks(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT code, mark FROM done").fetchall())


def _index(connection: sqlite3.Connection, code: str, source: TranscriptSource) -> None:
    known = connection.execute("SELECT place FROM done WHERE code = ?", (code,)).fetchone()
    place = known[0] if known else connection.execute("SELECT coalesce(max(place), 0) + 1 FROM done").fetchone()[0]
    connection.execute("DELETE FROM f WHERE rowid IN (SELECT id FROM seg WHERE code = ?)", (code,))
    connection.execute("DELETE FROM seg WHERE code = ?", (code,))
    connection.execute("DELETE FROM done WHERE code = ?", (code,))
    if code not in source.marks:
        return
    segments = source.load(code).segments
    plain = [folded(segment.text) for segment in segments]
    written = [_different(numbered(text), text) for text in plain]
    first = (_LAST_PLACE - place) * _ROOM
    connection.executemany(
        "INSERT INTO seg (id, code, start_s, end_s, speaker, text, folded, numbered) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (first + n, code, segment.start_s, segment.end_s, segment.speaker, segment.text, plain[n], written[n])
            for n, segment in enumerate(segments)
        ],
    )
    connection.executemany(
        "INSERT INTO f (rowid, x, n) VALUES (?, ?, ?)",
        [(first + n, _tokens(plain[n]), _tokens(written[n])) for n in range(len(segments))],
    )
    connection.execute("INSERT INTO done (code, mark, place) VALUES (?, ?, ?)", (code, source.marks[code], place))


def _different(written: str, plain: str) -> str:
    return "" if written == plain else written


def _code(fault: sqlite3.Error) -> int | None:
    code = getattr(fault, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
