"""Matters and notes of one kind that come again within a quarter (信访工作条例 Art 40(2)): something to propose.

Of three or more the office may propose to improve work or a policy. The kind is that of the shipped list of words, so a
person looks before anything is proposed. What may not be shown is left out, so that nothing tells of it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.cases import matters
from toolkit.grievances.accusations import may_be_shown
from toolkit.grievances.tagging import ranked_subjects
from toolkit.loop.events import View
from toolkit.loop.walks.notes import notes_between
from toolkit.store import MATTERS, Transaction
from toolkit.workspace import Desk

_FEWEST = 3
_MONTHS = 3


@dataclass(frozen=True)
class OfAKind:
    """A kind of matter of which several came in a quarter, with their numbers."""

    subject: str
    numbers: tuple[str, ...]


def quarter_to(last: dt.date) -> dt.date:
    """Return the first day of the quarter of the day `last`."""
    return last.replace(month=1 + (last.month - 1) // _MONTHS * _MONTHS, day=1)


def of_a_kind(desk: Desk, tx: Transaction, view: View, last: dt.date) -> tuple[OfAKind, ...]:
    """Return the kinds of which three or more came in the quarter of `last` up to that day, the most frequent first."""
    kinds: dict[str, list[str]] = {}
    for number, text in _texts(desk, tx, view, last):
        if ranked := ranked_subjects(text):
            kinds.setdefault("/".join(filter(None, (ranked[0].level1, ranked[0].level2))), []).append(number)
    many = [OfAKind(subject, tuple(sorted(numbers))) for subject, numbers in kinds.items() if len(numbers) >= _FEWEST]
    return tuple(sorted(many, key=lambda each: (-len(each.numbers), each.subject)))


def _texts(desk: Desk, tx: Transaction, view: View, last: dt.date) -> Iterator[tuple[str, str]]:
    """Give number and text of what came in the quarter and may be shown; a note that became a case counts once."""
    first = quarter_to(last).isoformat()
    rows = tx.columns(MATTERS, ("number", "received"))
    numbers = {row["number"] for row in rows if first <= row["received"][:10] <= last.isoformat()}
    for number, grievance in matters.grievances_of(desk.store, numbers).items():
        if may_be_shown(grievance):
            yield number, grievance.text
    for note in notes_between(tx, view, first, last.isoformat()):
        if note.case is None and note.shown_text:
            yield note.number, note.shown_text
