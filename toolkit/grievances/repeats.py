"""Earlier grievances that a new one may repeat, by person, place, other side, subject and wording.

The index is a SQLite file beside the store that can be deleted at any time and is made again. It holds released
grievances only, so an accusation or an unjudged grievance is never proposed. Words are looked up by the sounds of pairs
of characters, so that misheard text matches too. A person decides whether it is a repeat.
"""

import contextlib
import json
import math
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from toolkit.chinese import opening, simplified, sounds
from toolkit.core import HeldFileError, moves, private_file
from toolkit.grievances.subject_words import likeness, weights, word_list
from toolkit.records import Fact, Grievance, Repeat

_FORM = 3
_SCHEMA = f"""
CREATE TABLE done (last INTEGER NOT NULL, mark TEXT NOT NULL, judged INTEGER NOT NULL);
CREATE TABLE known (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, meeting TEXT NOT NULL, held_on TEXT NOT NULL,
                    json TEXT NOT NULL);
CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'ascii');
CREATE VIRTUAL TABLE terms USING fts5vocab(f, row);
PRAGMA user_version = {_FORM};
"""
_WAIT_S = 30
_MEMORY = ":memory:"
_RAREST, _LOOKED_AT, _OFFERED = 16, 150, 3

# Weights of the similarities, whose sum must reach `_ENOUGH`; the matter itself must reach `_MATTER`.
_PERSON, _HOME, _SITE, _AGAINST, _TOPIC, _WORDING = 0.3, 0.15, 0.2, 0.2, 0.35, 0.35
_ENOUGH, _MATTER = 0.5, 0.25
# Somebody else may continue it, naming the earlier speaker or an earlier report: then less similarity is enough.
_NAMED, _REFERS, _MATTER_REFERRED, _WORDING_REFERRED = 0.25, 0.15, 0.15, 0.1
_BACK = re.compile(
    r"上[回次]|上一[回次]|前[回次]|头[一]?回|还是(?:那|上|前|这)|老问题|又是|再补|接着说|第[二三四五六]回|说过了?的?|没得?(?:下文|动静|信儿|回音)|催一"
)
# Share of the words, by rarity, that two reports of one matter have in common; and that copies have.
_LIKE_WORDING, _SAME_WORDING = 0.25, 0.5
_GROUP = "组社队"


@dataclass(frozen=True)
class EarlierGrievance:
    """The fields of an earlier grievance by which it is recognised; `held_on` is the ISO day of its meeting."""

    number: str
    meeting: str
    held_on: str
    text: str
    person: str | None = None
    home: str | None = None
    site: str | None = None
    against: str | None = None


@dataclass(frozen=True)
class EarlierGrievances:
    """The numbered grievances of the store, whose rows are append-only.

    `last` is the id of the newest row, 0 when there is none. `mark` returns a fingerprint of the row with an id (empty
    when there is none), by which an index of another store is detected. `after` yields number and grievance of the rows
    after an id; None for a withdrawn or withheld one. `judged` is the id of the newest judgement, and `judged_after`
    yields the same for the grievances judged after an id.
    """

    last: int
    mark: Callable[[int], str]
    after: Callable[[int], Iterable[tuple[str, EarlierGrievance | None]]]
    judged: int = 0
    judged_after: Callable[[int], Iterable[tuple[str, EarlierGrievance | None]]] = lambda _key: ()


@dataclass(frozen=True)
class MeetingTime:
    """The meeting of new grievances and its ISO day; earlier ones are of other meetings before it."""

    meeting: str | None = None
    held_on: str = "9999-12-31"


def of(
    index: Path, source: EarlierGrievances, grievances: Sequence[Grievance], when: MeetingTime
) -> tuple[tuple[Repeat, ...], ...]:
    """Return for each of `grievances` at most three earlier ones it may repeat, best first, with the reason.

    The file `index` is updated first, and made again when it is missing or broken.
    """
    try:
        return _asked(str(private_file(index)), source, grievances, when)
    except (OSError, sqlite3.Error):
        with contextlib.suppress(OSError, HeldFileError):
            moves.remove(index)
            with contextlib.suppress(sqlite3.Error):
                return _asked(str(private_file(index)), source, grievances, when)
        return _asked(_MEMORY, source, grievances, when)


def _asked(
    place: str, source: EarlierGrievances, grievances: Sequence[Grievance], when: MeetingTime
) -> tuple[tuple[Repeat, ...], ...]:
    with contextlib.closing(sqlite3.connect(place, timeout=_WAIT_S, isolation_level=None)) as connection:
        _bring_up_to_date(connection, source)
        return tuple(tuple(_repeats(connection, grievance, when)) for grievance in grievances)


# -- one against all -------------------------------------------------------------------------------------------


def _repeats(connection: sqlite3.Connection, new: Grievance, when: MeetingTime) -> list[Repeat]:
    asked = _known(new, when)
    rarity = _rarity(connection, set(_tokens(asked.text)))
    offered = [
        Repeat(earlier.number, round(score, 2), reason, confirmed=False)
        for earlier in _near(connection, asked, rarity)
        for score, reason in _compared(asked, earlier, rarity)
    ]
    return sorted(offered, key=lambda repeat: (-repeat.score, repeat.number))[:_OFFERED]


def _known(new: Grievance, when: MeetingTime) -> EarlierGrievance:
    person, home, site, against = (_value(fact) for fact in (new.person, new.home, new.site, new.against))
    return EarlierGrievance("", when.meeting or "", when.held_on, new.text, person, home, site, against)


def _value(fact: Fact | None) -> str | None:
    return None if fact is None else str(fact.value)


def _rarity(connection: sqlite3.Connection, tokens: set[str]) -> dict[str, float]:
    """Return the inverse document frequency of each known token."""
    count = connection.execute("SELECT count(*) FROM known").fetchone()[0]
    asked = (connection.execute("SELECT term, doc FROM terms WHERE term = ?", (token,)).fetchone() for token in tokens)
    return {term: math.log((count + 1) / doc) for term, doc in filter(None, asked)}


def _near(connection: sqlite3.Connection, asked: EarlierGrievance, rarity: dict[str, float]) -> list[EarlierGrievance]:
    """Return the earlier grievances that share the rarest tokens with `asked`, or its person or other side."""
    rarest = sorted(rarity, key=lambda token: (-rarity[token], token))[:_RAREST]
    alike: dict[str, EarlierGrievance] = {}
    for wish in filter(None, (" OR ".join(f'"{token}"' for token in rarest), *_names(asked))):
        rows = connection.execute(
            "SELECT json FROM known WHERE id IN (SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank LIMIT ?) "
            "AND meeting <> ? AND held_on < ?",
            (wish, _LOOKED_AT, asked.meeting, asked.held_on),
        )
        alike |= {earlier.number: earlier for (text,) in rows for earlier in (EarlierGrievance(**json.loads(text)),)}
    return list(alike.values())


def _compared(
    new: EarlierGrievance, earlier: EarlierGrievance, rarity: dict[str, float]
) -> Iterator[tuple[float, str]]:
    """Return score and reason when `new` may repeat `earlier`, else None."""
    topics = [weights(word_list().hits(each.text)) for each in (new, earlier)]
    topic, wording = likeness(*topics), _wording(new, earlier, rarity)
    refers = _BACK.search(new.text) is not None
    named = _names_teller(new, earlier)
    same = {
        "反映人": _PERSON * _sound_alike(new.person, earlier.person),
        "住址": _HOME * _same_home(new.home, earlier.home),
        "地点": _SITE * _same_place(new.site, earlier.site),
        "对方": _AGAINST * _sound_alike(new.against, earlier.against),
    }
    matter = _TOPIC * topic + _WORDING * min(1.0, wording / _LIKE_WORDING)
    told_again = named or (refers and wording >= _WORDING_REFERRED and not _contradict(new, earlier))
    anchored = any(same.values()) or told_again or (wording >= _SAME_WORDING and not _contradict(new, earlier))
    score = min(1.0, sum(same.values()) + matter + _NAMED * named + _REFERS * refers)
    least = _MATTER_REFERRED if refers else _MATTER
    if anchored and score >= _ENOUGH and matter + same["地点"] + same["对方"] >= least:
        yield score, _reason(new, earlier, same)


def _names_teller(new: EarlierGrievance, earlier: EarlierGrievance) -> bool:
    """Return whether the new text names the person of the earlier one, by full or given name."""
    name = earlier.person
    if name is None or len(name) < 2 or _sound_alike(new.person, name):  # noqa: PLR2004 - one character names nobody
        return False
    return name in new.text or (len(name) > 2 and name[1:] in new.text)  # noqa: PLR2004 - a given name of two


def _contradict(new: EarlierGrievance, earlier: EarlierGrievance) -> bool:
    """Return whether other people or another place are named: then like words mean a similar trouble only."""
    return None not in (new.person, earlier.person) or None not in (new.home, earlier.home)


def _wording(new: EarlierGrievance, earlier: EarlierGrievance, rarity: dict[str, float]) -> float:
    """Return the share of the words of `new`, weighted by rarity, that `earlier` has; unknown words are rarest."""
    said, most = set(_tokens(_matter(new))), max(rarity.values(), default=0.0)
    whole = sum(rarity.get(token, most) for token in said)
    shared = said & set(_tokens(earlier.text))
    return sum(rarity.get(token, most) for token in shared) / whole if whole else 0.0


def _matter(grievance: EarlierGrievance) -> str:
    """Return the text of `grievance` without the clauses in which the person gives name and home."""
    clauses = re.split(r"(?<=[，。！？；,!?;\s])", simplified(grievance.text))
    names = [name for name in (grievance.person, grievance.home) if name]
    clauses_left = [clause for clause in clauses if not opening(clause) and not any(name in clause for name in names)]
    return "".join(clauses_left) or grievance.text


def _sound_alike(first: str | None, second: str | None) -> bool:
    return first is not None and second is not None and sounds(simplified(first)) == sounds(simplified(second))


def _same_home(first: str | None, second: str | None) -> bool:
    """Return whether two homes agree: 三组 agrees with 柳树湾三组; 柳树湾 alone is too little."""
    if first is None or second is None or first[-1:] not in _GROUP or second[-1:] not in _GROUP:
        return False
    return _same_place(first, second)


def _same_place(first: str | None, second: str | None) -> bool:
    """Return whether one place is the end of the other by sound, as 小学 is of 桥头小学."""
    if first is None or second is None:
        return False
    short, long = sorted((sounds(simplified(first)), sounds(simplified(second))), key=len)
    return long[-len(short) :] == short


def _reason(new: EarlierGrievance, earlier: EarlierGrievance, same: dict[str, float]) -> str:
    values = {"反映人": new.person, "住址": new.home, "地点": new.site, "对方": new.against}
    parts = [f"{name}同为“{values[name]}”" for name, weight in same.items() if weight]
    spoken = [hit.word for hit in word_list().hits(new.text)]
    common = [word for word in dict.fromkeys(spoken) if word in {hit.word for hit in word_list().hits(earlier.text)}]
    parts += [f"说到上次反映的“{earlier.person}”"] if _names_teller(new, earlier) else []
    parts += [f"都说到{''.join(f'“{word}”' for word in common[:3])}"] if common else ["说法相近"]
    return f"{'，'.join(parts)}（{earlier.held_on} 已反映）。"


# -- the index -------------------------------------------------------------------------------------------------


def _tokens(text: str) -> list[str]:
    """Return the sounds of the pairs of Chinese characters in `text`, one ASCII token each."""
    heard = sounds(simplified(text))
    return [
        f"{pair}0{two}" for pair, two in pairwise(heard) if pair.isalpha() and two.isalpha() and (pair + two).isascii()
    ]


def _names(grievance: EarlierGrievance) -> list[str]:
    """Return the tokens of the person and the other side, by which they are looked up."""
    named = (("1", grievance.person), ("2", grievance.against))
    tokens = [sign + "1".join(sounds(simplified(name))) for sign, name in named if name]
    return [word for word in tokens if word.isascii() and word.isalnum()]


def _bring_up_to_date(connection: sqlite3.Connection, source: EarlierGrievances) -> None:
    if _is_current(connection, source):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        last, judged = _begun(connection, source)
        for number, grievance in (*source.after(last), *source.judged_after(judged)):
            _forget(connection, number)
            if grievance is not None:
                _learn(connection, grievance)
        connection.execute("DELETE FROM done")
        newest = (source.last, source.mark(source.last), source.judged)
        connection.execute("INSERT INTO done VALUES (?, ?, ?)", newest)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _is_current(connection: sqlite3.Connection, source: EarlierGrievances) -> bool:
    if connection.execute("PRAGMA user_version").fetchone()[0] != _FORM:
        return False
    newest = connection.execute("SELECT last, mark, judged FROM done").fetchone()
    return bool(newest) and tuple(newest) == (source.last, source.mark(newest[0]), source.judged)


def _begun(connection: sqlite3.Connection, source: EarlierGrievances) -> tuple[int, int]:
    """Return the row and judgement ids up to which the index is current; an index of another store is emptied."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == _FORM:
        newest = connection.execute("SELECT last, mark, judged FROM done").fetchone()
        if newest and newest[1] == source.mark(newest[0]):
            return int(newest[0]), int(newest[2])
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('terms', 'f', 'known', 'done')"
    ).fetchall():
        connection.execute(f"DROP TABLE {name}")
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    # What is read from the first row on is as it was judged in the end.
    return 0, source.judged


def _forget(connection: sqlite3.Connection, number: str) -> None:
    row = connection.execute("SELECT id FROM known WHERE number = ?", (number,)).fetchone()
    if row:
        connection.execute("DELETE FROM f WHERE rowid = ?", row)
        connection.execute("DELETE FROM known WHERE id = ?", row)


def _learn(connection: sqlite3.Connection, grievance: EarlierGrievance) -> None:
    added = connection.execute(
        "INSERT INTO known (number, meeting, held_on, json) VALUES (?, ?, ?, ?)",
        (grievance.number, grievance.meeting, grievance.held_on, json.dumps(asdict(grievance), ensure_ascii=False)),
    )
    words = " ".join([*_tokens(grievance.text), *_names(grievance)])
    connection.execute("INSERT INTO f (rowid, x) VALUES (?, ?)", (added.lastrowid, words))
