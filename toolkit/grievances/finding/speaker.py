"""The speaker of a matter and the home: by own words, by an answer to a question, or by a call of others.

Own words come first; a call of others is less certain.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from toolkit.chinese import Found
from toolkit.grievances.finding import names_called, names_said
from toolkit.grievances.finding.matters import Around, Matter
from toolkit.grievances.finding.passages import Clause, Talk
from toolkit.grievances.finding.talk_text import TalkText
from toolkit.records import Fact

_BEFORE, _BESIDE = 0.6, 0.7
_LONG_S = 1.2
_NEAR = 40
_CALL = 4
# A title alone (王大姐) is as often the name of who answers.
_SURE_CALL = 0.55
Reader = Callable[[str], Found | None]


def person(matter: Matter, villages: tuple[str, ...] = ()) -> Fact | None:
    """Return the speaker, or None where no name is said; the name of one of the `villages` is not a person's."""
    return next(
        (fact for fact in _persons(matter) if not any(str(fact.value) in village for village in villages)), None
    )


def _persons(matter: Matter) -> Iterator[Fact]:
    yield from _read(matter.talks, names_said.person)
    yield from _read(_introductions(matter), names_said.person, _BESIDE)
    yield from (fact for around in matter.around for fact in _answers(around, names_called.answered))
    yield from _read([matter.speaker] if matter.speaker else [], names_said.person, _BEFORE)
    yield from (fact for fact in _read(_calls(matter), names_called.called) if fact.confidence >= _SURE_CALL)


def home(matter: Matter, villages: tuple[str, ...]) -> Fact | None:
    """Return the home of the speaker, village and group as far as they are said, or None."""
    return next(_homes(matter, villages), None)


def _homes(matter: Matter, villages: tuple[str, ...]) -> Iterator[Fact]:
    own = partial(names_said.home, villages=villages)
    called = partial(names_called.called_home, villages=villages)
    yield from _read(matter.talks, own)
    yield from _read(_introductions(matter), own, _BESIDE)
    yield from (fact for around in matter.around for fact in _answers(around, called))
    yield from _read([matter.speaker] if matter.speaker else [], own, _BEFORE)
    yield from _read(_calls(matter)[:1], called)


def _introductions(matter: Matter) -> list[TalkText]:
    """Return other speech of the same voice, nearest first; without labels, the speech right before."""
    start = matter.talks[0].talk.clauses[0].start_s
    if matter.own:
        return sorted(matter.own, key=lambda turn: abs(turn.talk.clauses[0].start_s - start))
    before = matter.around[0].before if matter.around else None
    if before is None:
        return []
    close = _last_clauses(before.talk.clauses, matter.talks[0].talk.clauses[0].pause_s)
    return [TalkText(Talk(close, None))] if close else []


def _last_clauses(clauses: Sequence[Clause], pause_s: float) -> tuple[Clause, ...]:
    """Return the last of `clauses` after the last long pause, host's clause or question for a name."""
    taken: list[Clause] = []
    for clause in reversed(clauses):
        long = pause_s >= _LONG_S or clause.by_host or names_called.asks_who(clause.text)
        if long or sum(len(clause_taken.text) for clause_taken in taken) > _NEAR:
            break
        taken.insert(0, clause)
        pause_s = clause.pause_s
    return tuple(taken)


def _calls(matter: Matter) -> list[TalkText]:
    """Return the last words of others before each talk, and their first words after it."""
    calls = []
    for at, around in enumerate(matter.around):
        before = _others(around.before, matter) if at == 0 else []
        after = _others(around.after, matter)
        calls += [TalkText(Talk(tuple(words), None)) for words in (before[-_CALL:], after[:_CALL]) if words]
    return calls


def _others(text: TalkText | None, matter: Matter) -> list[Clause]:
    voice = matter.talks[0].voice
    clauses = text.talk.clauses if text else ()
    return [clause for clause in clauses if clause.by_host and (voice is None or clause.segment.speaker != voice)]


def _answers(around: Around, read: Reader) -> Iterator[Fact]:
    """Yield the facts in the answer to a question for a name that follows the matter."""
    text = around.after
    at = _end_of_question(text) if text else None
    if text is None or at is None:
        return
    match = read(text.text[at:])
    if match is not None:
        yield Fact(match.value, text.evidence(match.start + at, match.end + at), match.confidence)


def _end_of_question(text: TalkText) -> int | None:
    """Return where the text after the first question for a name begins."""
    end = 0
    for clause in text.talk.clauses:
        end = text.text.find(clause.text.rstrip(), end) + len(clause.text.rstrip())
        if names_called.asks_who(clause.text):
            return end
    return None


def _read(talks: Sequence[TalkText], read: Reader, most: float = 1.0) -> Iterator[Fact]:
    for text in talks:
        match = read(text.text)
        if match is not None:
            fact = Fact(match.value, text.evidence(match.start, match.end), match.confidence)
            yield replace(fact, confidence=min(most, fact.confidence))
