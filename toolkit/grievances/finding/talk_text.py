"""The text of a talk, with the names and subjects in it and the way back to the segments."""

from dataclasses import dataclass
from functools import cached_property

from toolkit.chinese import Found
from toolkit.grievances.finding import names_said
from toolkit.grievances.finding.passages import Clause, Talk
from toolkit.grievances.subject_words import Topics, weights, word_list
from toolkit.records import Evidence

_EMPTY = frozenset("我你他的了是一这那个不有，,。. ")


@dataclass(frozen=True)
class TalkText:
    """A talk as text; its clauses are a contiguous run of the transcript."""

    talk: Talk

    @cached_property
    def text(self) -> str:
        """The text, with a space where a segment ends without a mark."""
        return "".join(clause.text + _blank(clause) for clause in self.talk.clauses).rstrip(" ")

    @property
    def voice(self) -> str | None:
        """The label of the first voice, if there is one."""
        return self.talk.clauses[0].segment.speaker

    @cached_property
    def topics(self) -> Topics:
        """The weights of the subjects in the text."""
        return weights(word_list().hits(self.text))

    @cached_property
    def person(self) -> Found | None:
        """The speaker by own words."""
        return names_said.person(self.text)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of characters with content, which a talk shares with another on the same matter."""
        pairs = (self.text[at : at + 2] for at in range(len(self.text) - 1))
        return frozenset(pair for pair in pairs if _EMPTY.isdisjoint(pair))

    def evidence(self, start: int, end: int) -> tuple[Evidence, ...]:
        """Return the characters `start` to `end` of the text as evidence in their segments."""
        spans: list[Evidence] = []
        begin = 0
        for clause in self.talk.clauses:
            low, high = max(start, begin) - begin, min(end, begin + len(clause.text)) - begin
            if low < high:
                _add(spans, Evidence(clause.segment.id, clause.start + low, clause.start + high))
            begin += len(clause.text) + len(_blank(clause))
        return tuple(spans)


def _blank(clause: Clause) -> str:
    """Return a space where a segment ends without a mark, which keeps its last words from the next."""
    return " " if clause.end == len(clause.segment.text) and clause.text[-1:].isalnum() else ""


def _add(spans: list[Evidence], new: Evidence) -> None:
    if spans and spans[-1].segment == new.segment and spans[-1].end == new.start:
        spans[-1] = Evidence(new.segment, spans[-1].start, new.end)
    else:
        spans.append(new)
