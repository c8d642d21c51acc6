"""Which earlier grievances a new one may repeat: by person, place, other side, subject and likeness of wording.

The earlier ones lie in a SQLite file of its own beside the store, which can be thrown away and is made again. It holds
only what was released: no accusation is in it, nor anything that nobody judged yet, and nothing repeats them. Words
are looked up by how pairs of characters sound, so that a misheard text is found too; a hundred thousand grievances
are searched in a fraction of the time that a person would notice. A person decides whether it is a repeat.
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

# How much each likeness counts; together they must reach `_ENOUGH`, and what was said must carry a part of it.
_PERSON, _HOME, _SITE, _AGAINST, _TOPIC, _WORDING = 0.3, 0.15, 0.2, 0.2, 0.35, 0.35
_ENOUGH, _MATTER = 0.5, 0.25
# Somebody else may take it up: he names who spoke of it, or says that it was told before; less must be alike then.
_NAMED, _REFERS, _MATTER_REFERRED, _WORDING_REFERRED = 0.25, 0.15, 0.15, 0.1
_BACK = re.compile(
    r"上[回次]|上一[回次]|前[回次]|头[一]?回|还是(?:那|上|前|这)|老问题|又是|再补|接着说|第[二三四五六]回|说过了?的?|没得?(?:下文|动静|信儿|回音)|催一"
)
# Share of the words, by their rarity, that two tellings of one matter have in common; and that copies have.
_LIKE_WORDING, _SAME_WORDING = 0.25, 0.5
_GROUP = "组社队"


@dataclass(frozen=True)
class Known:
    """What is kept of an earlier grievance to know it again; `held_on` is the ISO day of its meeting."""

    number: str
    meeting: str
    held_on: str
    text: str
    person: str | None = None
    home: str | None = None
    site: str | None = None
    against: str | None = None


@dataclass(frozen=True)
class Source:
    """The grievances of the store, whose rows are only added: `last` is the newest row's id, 0 when there is none.

    `mark` tells what the row with an id is known by (empty when there is none), so that an index of another store
    is noticed. `after` gives number and grievance of the rows after one; None for what was withdrawn or is withheld.
    `judged` is the newest judgement's id, and `judged_after` gives the same of what was judged after one of them.
    """

    last: int
    mark: Callable[[int], str]
    after: Callable[[int], Iterable[tuple[str, Known | None]]]
    judged: int = 0
    judged_after: Callable[[int], Iterable[tuple[str, Known | None]]] = lambda _key: ()


@dataclass(frozen=True)
class When:
    """The meeting that new grievances are from, and its ISO day: earlier ones are of other meetings, before it."""

    meeting: str | None = None
    held_on: str = "9999-12-31"


def of(index: Path, source: Source, grievances: Sequence[Grievance], when: When) -> tuple[tuple[Repeat, ...], ...]:
    """Return for each of `grievances` at most three earlier ones it may repeat, the likeliest first, with the reason.

    The file `index` is brought up to date first, and made anew when it is missing or broken.
    """
    try:
        return _asked(str(private_file(index)), source, grievances, when)
    except (OSError, sqlite3.Error):
        with contextlib.suppress(OSError, HeldFileError):
            moves.remove(index)
            with contextlib.suppress(sqlite3.Error):
                return _asked(str(private_file(index)), source, grievances, when)
        return _asked(_MEMORY, source, grievances, when)


def _asked(place: str, source: Source, grievances: Sequence[Grievance], when: When) -> tuple[tuple[Repeat, ...], ...]:
    with contextlib.closing(sqlite3.connect(place, timeout=_WAIT_S, isolation_level=None)) as connection:
        _bring_up_to_date(connection, source)
        return tuple(tuple(_repeats(connection, one, when)) for one in grievances)


# -- one against all -------------------------------------------------------------------------------------------


def _repeats(connection: sqlite3.Connection, new: Grievance, when: When) -> list[Repeat]:
    asked = _known(new, when)
    rarity = _rarity(connection, set(_tokens(asked.text)))
    found = [
        Repeat(earlier.number, round(score, 2), reason, confirmed=False)
        for earlier in _near(connection, asked, rarity)
        for score, reason in _held(asked, earlier, rarity)
    ]
    return sorted(found, key=lambda repeat: (-repeat.score, repeat.number))[:_OFFERED]


def _known(new: Grievance, when: When) -> Known:
    person, home, site, against = (_value(fact) for fact in (new.person, new.home, new.site, new.against))
    return Known("", when.meeting or "", when.held_on, new.text, person, home, site, against)


def _value(fact: Fact | None) -> str | None:
    return None if fact is None else str(fact.value)


def _rarity(connection: sqlite3.Connection, tokens: set[str]) -> dict[str, float]:
    """Return how rare each token is that was said before: the logarithm of one over the share that has it."""
    count = connection.execute("SELECT count(*) FROM known").fetchone()[0]
    asked = (connection.execute("SELECT term, doc FROM terms WHERE term = ?", (token,)).fetchone() for token in tokens)
    return {term: math.log((count + 1) / doc) for term, doc in filter(None, asked)}


def _near(connection: sqlite3.Connection, asked: Known, rarity: dict[str, float]) -> list[Known]:
    """Return the earlier ones that share the rarest words with `asked`, and those of the same person or other side."""
    rarest = sorted(rarity, key=lambda token: (-rarity[token], token))[:_RAREST]
    found: dict[str, Known] = {}
    for wish in filter(None, (" OR ".join(f'"{token}"' for token in rarest), *_names(asked))):
        rows = connection.execute(
            "SELECT json FROM known WHERE id IN (SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank LIMIT ?) "
            "AND meeting <> ? AND held_on < ?",
            (wish, _LOOKED_AT, asked.meeting, asked.held_on),
        )
        found |= {one.number: one for (text,) in rows for one in (Known(**json.loads(text)),)}
    return list(found.values())


def _held(new: Known, earlier: Known, rarity: dict[str, float]) -> Iterator[tuple[float, str]]:
    """Give score and reason when `new` may repeat `earlier`."""
    told = [weights(word_list().hits(one.text)) for one in (new, earlier)]
    topic, wording = likeness(*told), _wording(new, earlier, rarity)
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


def _names_teller(new: Known, earlier: Known) -> bool:
    """Tell whether the new one names who told of the earlier one, by his whole name or his given name."""
    name = earlier.person
    if name is None or len(name) < 2 or _sound_alike(new.person, name):  # noqa: PLR2004 - one character names nobody
        return False
    return name in new.text or (len(name) > 2 and name[1:] in new.text)  # noqa: PLR2004 - a given name of two


def _contradict(new: Known, earlier: Known) -> bool:
    """Tell whether other people or another place are named: then like words tell of a like trouble, not the same."""
    return None not in (new.person, earlier.person) or None not in (new.home, earlier.home)


def _wording(new: Known, earlier: Known, rarity: dict[str, float]) -> float:
    """Return which share of the words of `new`, by their rarity, `earlier` has too; an unheard word is the rarest."""
    said, most = set(_tokens(_matter(new))), max(rarity.values(), default=0.0)
    whole = sum(rarity.get(token, most) for token in said)
    shared = said & set(_tokens(earlier.text))
    return sum(rarity.get(token, most) for token in shared) / whole if whole else 0.0


def _matter(one: Known) -> str:
    """Return the text of `one` without the words in which somebody only says who he is and where he lives."""
    clauses = re.split(r"(?<=[，。！？；,!?;\s])", simplified(one.text))
    names = [name for name in (one.person, one.home) if name]
    told = [clause for clause in clauses if not opening(clause) and not any(name in clause for name in names)]
    return "".join(told) or one.text


def _sound_alike(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and sounds(simplified(one)) == sounds(simplified(other))


def _same_home(one: str | None, other: str | None) -> bool:
    """Tell whether two homes agree: 三组 agrees with 柳树湾三组, 柳树湾 alone says too little."""
    if one is None or other is None or one[-1:] not in _GROUP or other[-1:] not in _GROUP:
        return False
    return _same_place(one, other)


def _same_place(one: str | None, other: str | None) -> bool:
    """Tell whether one place is named by the end of the other: 桥头小学 and 小学 are, by their sound."""
    if one is None or other is None:
        return False
    short, long = sorted((sounds(simplified(one)), sounds(simplified(other))), key=len)
    return long[-len(short) :] == short


def _reason(new: Known, earlier: Known, same: dict[str, float]) -> str:
    values = {"反映人": new.person, "住址": new.home, "地点": new.site, "对方": new.against}
    parts = [f"{name}同为“{values[name]}”" for name, weight in same.items() if weight]
    spoken = [hit.word for hit in word_list().hits(new.text)]
    common = [word for word in dict.fromkeys(spoken) if word in {hit.word for hit in word_list().hits(earlier.text)}]
    parts += [f"说到上次反映的“{earlier.person}”"] if _names_teller(new, earlier) else []
    parts += [f"都说到{''.join(f'“{word}”' for word in common[:3])}"] if common else ["说法相近"]
    return f"{'，'.join(parts)}（{earlier.held_on} 已反映）。"


# -- the index -------------------------------------------------------------------------------------------------


def _tokens(text: str) -> list[str]:
    """Return how the pairs of Chinese characters in `text` sound, one word each, as ASCII."""
    heard = sounds(simplified(text))
    return [f"{one}0{two}" for one, two in pairwise(heard) if one.isalpha() and two.isalpha() and (one + two).isascii()]


def _names(one: Known) -> list[str]:
    """Return the words that stand for the person and the other side, so that they can be looked up."""
    named = (("1", one.person), ("2", one.against))
    told = [sign + "1".join(sounds(simplified(name))) for sign, name in named if name]
    return [word for word in told if word.isascii() and word.isalnum()]


def _bring_up_to_date(connection: sqlite3.Connection, source: Source) -> None:
    if _is_current(connection, source):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        last, judged = _begun(connection, source)
        for number, one in (*source.after(last), *source.judged_after(judged)):
            _forget(connection, number)
            if one is not None:
                _learn(connection, one)
        connection.execute("DELETE FROM done")
        newest = (source.last, source.mark(source.last), source.judged)
        connection.execute("INSERT INTO done VALUES (?, ?, ?)", newest)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _is_current(connection: sqlite3.Connection, source: Source) -> bool:
    if connection.execute("PRAGMA user_version").fetchone()[0] != _FORM:
        return False
    done = connection.execute("SELECT last, mark, judged FROM done").fetchone()
    return bool(done) and tuple(done) == (source.last, source.mark(done[0]), source.judged)


def _begun(connection: sqlite3.Connection, source: Source) -> tuple[int, int]:
    """Return the row and the judgement up to which the index is good; of another store, or none, it is begun anew."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == _FORM:
        done = connection.execute("SELECT last, mark, judged FROM done").fetchone()
        if done and done[1] == source.mark(done[0]):
            return int(done[0]), int(done[2])
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


def _learn(connection: sqlite3.Connection, one: Known) -> None:
    added = connection.execute(
        "INSERT INTO known (number, meeting, held_on, json) VALUES (?, ?, ?, ?)",
        (one.number, one.meeting, one.held_on, json.dumps(asdict(one), ensure_ascii=False)),
    )
    words = " ".join([*_tokens(one.text), *_names(one)])
    connection.execute("INSERT INTO f (rowid, x) VALUES (?, ?)", (added.lastrowid, words))
