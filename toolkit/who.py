"""Who speaks of a matter and where he lives: by his own words, his answer when he was asked, or others' call.

His own words come first; what others call him is less sure.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from toolkit import names_called, names_said
from toolkit.matters import Around, Matter
from toolkit.records import Fact
from toolkit.said import Said
from toolkit.script import Found

_BEFORE = 0.6
Reader = Callable[[str], Found | None]


def person(matter: Matter) -> Fact | None:
    """Return who speaks, or None where no name is said."""
    return next(_persons(matter), None)


def _persons(matter: Matter) -> Iterator[Fact]:
    yield from _read(matter.said, names_said.person)
    yield from (fact for around in matter.around for fact in _introduced(around, names_said.person))
    yield from (fact for around in matter.around for fact in _answers(around, names_called.answered))
    yield from _read([matter.speaker] if matter.speaker else [], names_said.person, _BEFORE)
    if matter.around:
        yield from _read([said for said in (matter.around[0].before,) if said], names_called.called)
        yield from _read([said for around in matter.around if (said := around.after)], names_called.called)


def home(matter: Matter, villages: tuple[str, ...]) -> Fact | None:
    """Return where the speaker lives, village and group as far as they are said, or None."""
    return next(_homes(matter, villages), None)


def _homes(matter: Matter, villages: tuple[str, ...]) -> Iterator[Fact]:
    own: Reader = lambda text: names_said.home(text, villages)  # noqa: E731
    called: Reader = lambda text: names_called.called_home(text, villages)  # noqa: E731
    yield from _read(matter.said, own)
    yield from (fact for around in matter.around for fact in _introduced(around, own))
    yield from (fact for around in matter.around for fact in _answers(around, called))
    yield from _read([matter.speaker] if matter.speaker else [], own, _BEFORE)
    if matter.around:
        yield from _read([said for said in (matter.around[0].before,) if said], called)


def _introduced(around: Around, read: Reader) -> Iterator[Fact]:
    """Read what the speaker said of himself before he came to the matter."""
    yield from _read([around.before] if around.before else [], read)


def _answers(around: Around, read: Reader) -> Iterator[Fact]:
    """Read the words after a question who somebody is; before the matter or after it."""
    for said in filter(None, (around.before, around.after)):
        at = _asked(said)
        if at is not None:
            found = read(said.text[at:])
            if found is not None:
                yield Fact(found.value, said.evidence(found.start + at, found.end + at), found.confidence)


def _asked(said: Said) -> int | None:
    """Return where the words after the last question who somebody is begin."""
    place = end = 0
    found = None
    for clause in said.talk.clauses:
        place = said.text.find(clause.text.rstrip(), end)
        end = place + len(clause.text.rstrip())
        if names_called.asks_who(clause.text):
            found = end
    return found


def _read(said: list[Said], read: Reader, most: float = 1.0) -> Iterator[Fact]:
    for one in said:
        found = read(one.text)
        if found is not None:
            fact = Fact(found.value, one.evidence(found.start, found.end), found.confidence)
            yield replace(fact, confidence=min(most, fact.confidence))
