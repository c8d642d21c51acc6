"""Monthly draws of cards as they stand: what was frozen and seeded, which cards are drawn, and which calls count.

A call is about a draw where its card was drawn there and the seed was known by then; it counts in the report of the
draw by the last day of the month after. Any other call ends no follow-up and stands in no report.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.loop import card_numbers
from toolkit.loop.draw.lots import Ticket, cards_of, drawn, in_order, seed_of
from toolkit.loop.events import Event, View, history
from toolkit.store import Transaction

EVENING = "18:00"
_SUBJECT = "抽样"
_DECEMBER = 12
_TRIES, _TRY_DAYS = 3, 2
_SATURDAY = 5

Marks = Mapping[str, Sequence[Event]]


def subject_of(month: str) -> str:
    """Return the subject of the events of the draw of `month`."""
    return f"{_SUBJECT}{month}"


def month_after(first: dt.date) -> dt.date:
    """Return the first day of the month after the one that begins on `first`."""
    return dt.date(first.year + first.month // _DECEMBER, first.month % _DECEMBER + 1, 1)


@dataclass(frozen=True)
class Seeded:
    """A draw that was frozen and seeded and is not cancelled."""

    month: str
    frozen: Event
    seeded: Event

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """The cards of its frozen list, without check digits."""
        return cards_of(self.frozen.words("list"))

    @property
    def seed(self) -> str:
        """The seed of its lots."""
        return seed_of(self.seeded.facts["public"], self.seeded.facts["dice"])

    @cached_property
    def tickets(self) -> tuple[Ticket, ...]:
        """The lots of its cards, the smallest first."""
        return in_order(self.month, self.seed, self.listed)

    @property
    def last(self) -> dt.date:
        """The last day on which its cards are called: that of the next month."""
        after = month_after(dt.date.fromisoformat(f"{self.month}-01"))
        return month_after(after) - dt.timedelta(days=1)

    def since_seed(self, calls: Sequence[Event]) -> tuple[Event, ...]:
        """Return those of `calls` about one of its cards that were made after the seed."""
        return tuple(call for call in calls if self.seeded.at <= call.at)

    def counted(self, calls: Sequence[Event]) -> tuple[Event, ...]:
        """Return those of `calls` that count for the draw: after the seed, by the last day for it."""
        return tuple(call for call in self.since_seed(calls) if call.day <= self.last)

    def drawn(self, marks: Marks) -> tuple[tuple[Ticket, ...], dict[str, str]]:
        """Return the lots of its cards to be called, and by card that was not reached the card in its place.

        `marks` holds by card, without check digits, its voiding and its calls.
        """
        void = {card for card in self.listed if is_void(marks, card)}
        return drawn(self.tickets, void, lambda card: is_unreached(self.counted(calls_of(marks, card))))

    def draws(self, card: str, marks: Marks) -> bool:
        """Return whether `card`, without check digits, is to be called."""
        return card in self.listed and any(each.card == card for each in self.drawn(marks)[0])


def seeded_draws(tx: Transaction, view: View) -> tuple[Seeded, ...]:
    """Return the draws that were seeded and not cancelled by the moment of `view`, by month."""
    logs = history(tx, view, ("draw.",))
    months = ((subject.removeprefix(_SUBJECT), since_cancelling(log)) for subject, log in sorted(logs.items()))
    kinds = ((month, {event.kind: event for event in log}) for month, log in months)
    return tuple(
        Seeded(month, found["draw.frozen"], found["draw.seeded"]) for month, found in kinds if "draw.seeded" in found
    )


def since_cancelling(log: Sequence[Event]) -> list[Event]:
    """Return of the events of a draw those since its last cancelling, as they were written down."""
    written = sorted(log, key=lambda event: event.position)
    cuts = [place for place, event in enumerate(written) if event.kind == "draw.cancelled"]
    return written[cuts[-1] + 1 :] if cuts else written


def marks_of(tx: Transaction, view: View, numbers: Collection[str] | None = None) -> Marks:
    """Return the voidings and calls of cards (of those `numbers`), by the number without check digits."""
    logs = history(tx, view, ("card.voided", "card.called"), numbers)
    return {card_numbers.bare(number): events for number, events in logs.items()}


def is_void(marks: Marks, card: str) -> bool:
    """Return whether `card`, without check digits, was voided."""
    return any(event.kind == "card.voided" for event in marks.get(card, ()))


def calls_of(marks: Marks, card: str) -> tuple[Event, ...]:
    """Return the calls about `card`, without check digits."""
    return tuple(event for event in marks.get(card, ()) if event.kind == "card.called")


def is_unreached(calls: Sequence[Event]) -> bool:
    """Return whether three tries on two days or more failed, one of them in the evening or at a weekend."""
    failed = [call for call in calls if call.facts["outcome"] == "没有接通"]
    odd = any(call.at[11:] >= EVENING or call.day.weekday() >= _SATURDAY for call in failed)
    answered = any(call.facts["outcome"] == "接通" for call in calls)
    return len(failed) >= _TRIES and len({call.day for call in failed}) >= _TRY_DAYS and odd and not answered


def answered_calls(tx: Transaction, view: View) -> dict[str, set[dt.date]]:
    """Return by number the days on which somebody answered a call about a card after it was drawn."""
    marks = marks_of(tx, view)
    answered: dict[str, set[dt.date]] = {}
    for draw in seeded_draws(tx, view) if marks else ():
        for ticket in draw.drawn(marks)[0]:
            for call in draw.since_seed(calls_of(marks, ticket.card)):
                if call.facts["outcome"] == "接通":
                    answered.setdefault(call.subject, set()).add(call.day)
    return answered
