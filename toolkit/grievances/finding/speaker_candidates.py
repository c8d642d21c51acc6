"""Who may be the speaker of a matter: the names in his own words, in his other turns, and in what others say around.

Each candidate has features for the learned model: where the name stands, its form, and its surroundings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from toolkit.chinese import Found
from toolkit.grievances.finding import home_mentions, name_mentions, names_called, names_said, other_side
from toolkit.grievances.finding.candidates import Candidate, Source
from toolkit.grievances.finding.matters import Matter
from toolkit.grievances.finding.name_mentions import Mention
from toolkit.grievances.finding.passages import Talk
from toolkit.grievances.finding.talk_text import TalkText

_PLACE_STEPS = (6, 15, 30, 60, 120)


def sources(matter: Matter) -> tuple[Source, ...]:
    """Return the texts in which the speaker of `matter` may be named."""
    return tuple(_sources(matter))


def _sources(matter: Matter) -> Iterator[Source]:
    voice = matter.talks[0].voice
    yield from (Source("own" if at == 0 else "later", text) for at, text in enumerate(matter.talks))
    told = {clause_key(clause) for text in matter.talks for clause in text.talk.clauses}
    yield from (Source("beside", text) for text in _without(matter.own, told))
    if matter.speaker is not None:
        yield Source("carried", matter.speaker)
    labelled = "" if voice is None else "/voice"
    for at, around in enumerate(matter.around):
        for kind, text in (("before", around.before), ("after", around.after)):
            if text is not None:
                yield from _others(f"{kind}{labelled}{'' if at == 0 else '/later'}", text, voice)
    for beside in matter.beside_own:
        yield from (Source(kind, text) for kind, text in (("call", beside.before), ("reply", beside.after)) if text)


def _others(kind: str, text: TalkText, voice: str | None) -> Iterator[Source]:
    clauses = tuple(clause for clause in text.talk.clauses if voice is None or clause.segment.speaker != voice)
    if clauses:
        yield Source(kind, TalkText(Talk(clauses, None)))


def _without(texts: Iterable[TalkText], told: set[tuple[str, int]]) -> Iterator[TalkText]:
    for text in texts:
        clauses = tuple(clause for clause in text.talk.clauses if clause_key(clause) not in told)
        if clauses:
            yield TalkText(Talk(clauses, None))


def clause_key(clause: object) -> tuple[str, int]:
    """Return what tells a clause from others: its segment and its first character."""
    return clause.segment.id, clause.start  # type: ignore[attr-defined]


def persons(matter: Matter, villages: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Return the possible names of the speaker of `matter`, each mention one candidate; no name of a village is one."""
    return _candidates(matter, partial(name_mentions.mentions, villages=villages), _person_rules)


def homes(matter: Matter, villages: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Return the possible homes of the speaker of `matter`, each mention one candidate."""
    rules = partial(_home_rules, villages=villages)
    return _candidates(matter, partial(home_mentions.mentions, villages=villages), rules)


Rules = dict[str, tuple[str, float]]


def _candidates(
    matter: Matter, mentions: Callable[[str], Iterable[Mention]], by_rules: Callable[[str], Rules]
) -> tuple[Candidate, ...]:
    """Return the `mentions` in the texts of `matter` with their features; those by rules come from `by_rules`."""
    found = [(source, mention) for source in sources(matter) for mention in mentions(source.text.text)]
    where: dict[str, set[str]] = {}
    heads: dict[str, set[str]] = {}
    for source, mention in found:
        where.setdefault(mention.name, set()).add(source.kind)
        heads.setdefault(mention.name[0], set()).add(f"{mention.form}/{source.kind}")
    rules = {id(source): by_rules(source.text.text) for source, _ in found}
    return tuple(
        Candidate(
            mention.name,
            source,
            mention.start,
            mention.end,
            (
                *_features(source, mention, where[mention.name], rules[id(source)]),
                *(f"{mention.form}|begins as {other}" for other in heads[mention.name[0]]),
            ),
        )
        for source, mention in found
    )


def _person_rules(text: str) -> Rules:
    readers = {
        "own": names_said.person,
        "called": names_called.called,
        "answered": names_called.answered,
        "against": other_side.against,
    }
    return _read(text, readers)


def _home_rules(text: str, villages: tuple[str, ...]) -> Rules:
    readers = {
        "own": partial(names_said.home, villages=villages),
        "called": partial(names_called.called_home, villages=villages),
    }
    return _read(text, readers)


def _read(text: str, readers: Mapping[str, Callable[[str], Found | None]]) -> Rules:
    """Return the value that each rule reads in `text`, with its confidence."""
    read = {name: reader(text) for name, reader in readers.items()}
    return {name: (str(match.value), match.confidence) for name, match in read.items() if match is not None}


def _features(source: Source, mention: Mention, where: set[str], rules: Rules) -> Iterator[str]:
    kind = source.kind
    length = len(source.text.text)
    place = length - mention.end if kind.startswith(("before", "call")) else mention.start
    yield f"source:{kind}"
    yield f"source:{kind}/{sum(place > step for step in _PLACE_STEPS)}"
    yield from mention.features
    yield from (f"{kind}|{feature}" for feature in mention.features)
    yield from (f"also:{kind}/{other}" for other in where - {kind})
    asked = names_called.asks_who(source.text.text[max(0, mention.start - 30) : mention.start])
    yield f"asked who:{asked}/{kind}"
    for name, (value, confidence) in rules.items():
        if value == mention.name:
            yield f"rule:{name}"
            yield f"rule:{name}/{kind}/{confidence:.1f}"
