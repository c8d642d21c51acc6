"""The search index: a SQLite file of its own beside the store, which can be thrown away and is made again.

Chinese has no spaces, so each character is a token and words are looked up as phrases; afterwards the exact text
is checked, because punctuation is no token. On 10 million characters that finds everything in milliseconds.
"""

import contextlib
import os
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import WrongValueError
from toolkit.files import make_folder
from toolkit.records import Transcript
from toolkit.script import simplified

_FORM = 1
_SCHEMA = f"""
CREATE TABLE done (code TEXT PRIMARY KEY, mark TEXT NOT NULL);
CREATE TABLE seg (id INTEGER PRIMARY KEY, code TEXT NOT NULL, start_s REAL NOT NULL, end_s REAL NOT NULL,
                  speaker TEXT, text TEXT NOT NULL, folded TEXT NOT NULL);
CREATE INDEX seg_code ON seg (code);
CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'ascii');
PRAGMA user_version = {_FORM};
"""
_WAIT_S = 30
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


@dataclass(frozen=True)
class Hit:
    """A segment that holds the words; `grievance` is the number, else the ordinal, of the grievance it lies in."""

    code: str
    start_s: float
    end_s: float
    text: str
    speaker: str | None
    grievance: str | None = None


@dataclass(frozen=True)
class Source:
    """What is to be searched: `marks` tells by recording code what its newest transcript is; `load` reads it."""

    marks: dict[str, str]
    load: Callable[[str], Transcript]


def search(index: Path, source: Source, words: str, limit: int) -> tuple[Hit, ...]:
    """Return at most `limit` segments that hold all `words`, newest recordings first, each in order of time.

    Words are parted by spaces; full width, capitals and traditional characters make no difference. The file `index`
    is brought up to date first, and made anew when it is missing or broken. Raise WrongValueError without words.
    """
    terms = [folded(word) for word in words.split()]
    if not any(_tokens(term) for term in terms):
        raise WrongValueError(field="查找的内容", value=words, why="请输入要查找的字词")
    try:
        return _searched(str(_private(index)), source, terms, limit)
    except OSError:
        return _searched(_MEMORY, source, terms, limit)
    except sqlite3.Error as fault:
        return _once_more(index, source, terms, limit, refused=_code(fault) in _REFUSED)


def _once_more(index: Path, source: Source, terms: list[str], limit: int, *, refused: bool) -> tuple[Hit, ...]:
    if refused:
        return _searched(_MEMORY, source, terms, limit)
    try:
        index.unlink(missing_ok=True)
        return _searched(str(_private(index)), source, terms, limit)
    except (OSError, sqlite3.Error):
        return _searched(_MEMORY, source, terms, limit)


def folded(text: str) -> str:
    """Return `text` as it is compared: half width, small letters, simplified characters, no control signs."""
    plain = simplified(unicodedata.normalize("NFKC", text)).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")


def _tokens(text: str) -> str:
    # Code points in hexadecimal: no tokenizer of any SQLite version can misjudge a rare character.
    return " ".join(format(ord(sign), "x") for sign in text if sign.isalnum())


def _searched(place: str, source: Source, terms: list[str], limit: int) -> tuple[Hit, ...]:
    with _opened(place) as connection:
        _bring_up_to_date(connection, source)
        phrases = " ".join(f'"{tokens}"' for term in terms if (tokens := _tokens(term)))
        exact = " AND instr(seg.folded, ?)" * len(terms)
        rows = connection.execute(
            "SELECT code, start_s, end_s, text, speaker FROM f JOIN seg ON seg.id = f.rowid "  # noqa: S608 - no user text
            f"WHERE f MATCH ?{exact} ORDER BY code DESC, start_s LIMIT ?",
            (phrases, *terms, max(limit, 0)),
        )
        return tuple(Hit(*row) for row in rows)


@contextlib.contextmanager
def _opened(place: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(place, timeout=_WAIT_S, isolation_level=None)
    with contextlib.closing(connection):
        yield connection


def _bring_up_to_date(connection: sqlite3.Connection, source: Source) -> None:
    if _form(connection) == _FORM and _marks(connection) == source.marks:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _form(connection) == 0:
            _make(connection)
        for code in sorted({code for code, _ in _marks(connection).items() ^ source.marks.items()}):
            _index(connection, code, source)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


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


def _index(connection: sqlite3.Connection, code: str, source: Source) -> None:
    connection.execute("DELETE FROM f WHERE rowid IN (SELECT id FROM seg WHERE code = ?)", (code,))
    connection.execute("DELETE FROM seg WHERE code = ?", (code,))
    connection.execute("DELETE FROM done WHERE code = ?", (code,))
    if code not in source.marks:
        return
    for segment in source.load(code).segments:
        plain = folded(segment.text)
        row = (code, segment.start_s, segment.end_s, segment.speaker, segment.text, plain)
        added = connection.execute(
            "INSERT INTO seg (code, start_s, end_s, speaker, text, folded) VALUES (?, ?, ?, ?, ?, ?)", row
        )
        connection.execute("INSERT INTO f (rowid, x) VALUES (?, ?)", (added.lastrowid, _tokens(plain)))
    connection.execute("INSERT INTO done (code, mark) VALUES (?, ?)", (code, source.marks[code]))


def _private(index: Path) -> Path:
    make_folder(index.parent)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(index, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    return index


def _code(fault: sqlite3.Error) -> int | None:
    code = getattr(fault, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
