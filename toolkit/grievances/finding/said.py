"""A talk laid out as text, with what it names and the way back from its characters to the segments."""

from dataclasses import dataclass
from functools import cached_property

from toolkit.chinese import Found
from toolkit.grievances.finding import names_said
from toolkit.grievances.finding.passages import Clause, Talk
from toolkit.grievances.subject_words import Topics, weights, word_list
from toolkit.records import Evidence

_EMPTY = frozenset("我你他的了是一这那个不有，,。. ")


@dataclass(frozen=True)
class Said:
    """One talk laid out as text; its clauses are a contiguous run of the transcript."""

    talk: Talk

    @cached_property
    def text(self) -> str:
        """What was said, with blanks where a segment ends without a mark."""
        return "".join(clause.text + _blank(clause) for clause in self.talk.clauses).rstrip(" ")

    @property
    def voice(self) -> str | None:
        """The label of the voice that begins it, if there is one."""
        return self.talk.clauses[0].segment.speaker

    @cached_property
    def topics(self) -> Topics:
        """The subjects its words speak for."""
        return weights(word_list().hits(self.text))

    @cached_property
    def person(self) -> Found | None:
        """Who speaks, by his own words."""
        return names_said.person(self.text)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of characters that tell something: what the matter shares with another, whatever the subject."""
        pairs = (self.text[at : at + 2] for at in range(len(self.text) - 1))
        return frozenset(pair for pair in pairs if _EMPTY.isdisjoint(pair))

    def evidence(self, start: int, end: int) -> tuple[Evidence, ...]:
        """Return the words at `start` to `end` of the text, in their segments."""
        found: list[Evidence] = []
        begin = 0
        for clause in self.talk.clauses:
            low, high = max(start, begin) - begin, min(end, begin + len(clause.text)) - begin
            if low < high:
                _add(found, Evidence(clause.segment.id, clause.start + low, clause.start + high))
            begin += len(clause.text) + len(_blank(clause))
        return tuple(found)


def _blank(clause: Clause) -> str:
    """Return a blank where a segment ends without a mark, so that its last words do not run into the next."""
    return " " if clause.end == len(clause.segment.text) and clause.text[-1:].isalnum() else ""


def _add(found: list[Evidence], new: Evidence) -> None:
    if found and found[-1].segment == new.segment and found[-1].end == new.start:
        found[-1] = Evidence(new.segment, found[-1].start, new.end)
    else:
        found.append(new)
