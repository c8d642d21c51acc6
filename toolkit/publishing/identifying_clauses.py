"""Find clauses that may identify a person without a name: by home, work, body, age or private circumstances.

A clause is listed for its patterns, for an unfamiliar word, and where it continues a clause about a person. Every
finding is a doubt for a person to decide; adjacent clauses are listed as one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.chinese import common_words
from toolkit.publishing.identifying_numbers import Doubt
from toolkit.publishing.patterns import Patterns
from toolkit.publishing.unfamiliar_words import unfamiliar

_PATTERNS = Patterns("clauses")
_CLAUSE, _SENTENCE = _PATTERNS.compiled("clause"), _PATTERNS.compiled("sentence")
_PUBLIC, _ABOUT_SOMEBODY = _PATTERNS.compiled("public"), _PATTERNS.compiled("about_somebody")
_GENERAL, _USUAL = _PATTERNS.compiled("general"), _PATTERNS.compiled("usual")
_SIGNS = _PATTERNS.table("signs")
# A clause longer than `_LONG`, as speech recognition without commas gives, is cut into pieces.
_LONG, _PIECE = 40, 14
_LONGEST = 60
# The clause after one of these may continue about the same person.
_OF_SOMEBODY = frozenset(
    ("说到一个人", "隐去内容的旁边", "像年龄", "像病情", "像私事", "像单位和职务", "像名字", "像亲属、病情或私事")
)


@dataclass(frozen=True)
class _Clause:
    """The position of a clause in its text, and whether it is a piece of a longer one."""

    start: int
    end: int
    is_piece: bool


def doubts(text: str) -> Iterator[Doubt]:
    """Yield the clauses of `text` that may identify a person, adjacent ones joined."""
    start, last, first_kind = 0, _Clause(-2, -2, is_piece=False), ""
    for clause, kind in _with_kinds(text):
        follows = bool(first_kind) and clause.start <= last.end + 1
        joined = follows and kind and clause.end - start <= _LONGEST
        if first_kind and not joined:
            yield Doubt(first_kind, text[start : last.end])
            first_kind = ""
        if kind and not joined:
            # The identifying words may lie across the cut.
            start = last.start if follows else clause.start
        if kind:
            first_kind, last = first_kind or kind, clause
    if first_kind:
        yield Doubt(first_kind, text[start : last.end])


def _with_kinds(text: str) -> Iterator[tuple[_Clause, str | None]]:
    """Yield each clause with its kind; a clause that may continue about the same person takes its sentence's kind."""
    for sentence in _SENTENCE.finditer(text):
        clauses = tuple(_clauses(sentence[0], sentence.start()))
        kinds = [_kind(text[clause.start : clause.end]) for clause in clauses]
        first = next((kind for kind in kinds if kind), None)
        for at, clause in enumerate(clauses):
            words = text[clause.start : clause.end]
            before = kinds[at - 1] if at else None
            goes_on = (before in _OF_SOMEBODY and not _PUBLIC.search(words)) or _ABOUT_SOMEBODY.search(words)
            torn = clause.is_piece and any(kinds[max(0, at - 1) : at + 2])
            yield clause, kinds[at] or (first if goes_on or torn else None)


def _clauses(sentence: str, offset: int) -> Iterator[_Clause]:
    """Yield the clauses of `sentence`; a long one without commas is cut at the ends of words."""
    for match in _CLAUSE.finditer(sentence):
        start, end = match.span()
        if end - start <= _LONG:
            yield _Clause(offset + start, offset + end, is_piece=False)
            continue
        at = start
        for word in common_words.parted(match[0]):
            if at - start >= _PIECE:
                yield _Clause(offset + start, offset + at, is_piece=True)
                start = at
            at += len(word)
        yield _Clause(offset + start, offset + at, is_piece=True)


def _kind(clause: str) -> str | None:
    """Return the kind of `clause`, or None when it identifies nobody."""
    bare = _USUAL.sub("", _GENERAL.sub("", clause))
    kind = next((kind for pattern, kind in _SIGNS if pattern.search(bare)), None)
    return kind or ("像人名、地名" if unfamiliar(clause) else None)
