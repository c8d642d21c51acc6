"""Duties (任职): who holds a post, and whose an open item is, so that each has exactly one person on every day.

Whoever leaves hands over everything that is open to one successor; from the day after the last day it is the
successor's. What came to a person later than that stays with that person.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.chinese import clocks, dates, is_among, persons_in, same_person
from toolkit.core import WrongValueError
from toolkit.loop import moments
from toolkit.loop.events import EVER, Event, View, Wish, history, record
from toolkit.loop.rules import Rules
from toolkit.store import Transaction, event_kinds
from toolkit.workspace import Desk

SUBJECT = "职务"
Span = tuple[str, str, str | None]  # a person, and the first and the last day (None: still)
Open = tuple[str, str, clocks.Due, str]  # what is open, about which number or village, by when, and whose it is


@dataclass(frozen=True)
class Holder:
    """A person in a post, in a village or (None) in the whole town, and the superior."""

    person: str
    post: str
    village: str | None
    superior: str | None
    first: str


class Duties:
    """Who held which post, and who handed over to whom, as known at the moment of a view."""

    def __init__(self, tx: Transaction, view: View) -> None:
        """Read every beginning and end that was written down by then."""
        # Beginnings and ends are written down before their day.
        log = history(tx, View(EVER, view.known), ("duty.",)).get(SUBJECT, [])
        self._on = moments.day_of(view.on).isoformat()
        self._holders = [_holder(event) for event in log if event.kind == "duty.began"]
        self._ends = sorted(
            (event for event in log if event.kind == "duty.ended"), key=lambda event: str(event.facts["on"])
        )

    def holders(self, on: str | None = None) -> tuple[Holder, ...]:
        """Return who is in a post on the day `on`, whoever took over in the place of whoever left."""
        day = on or self._on
        there = (
            replace(each, person=self.owner(each.person, each.first, day))
            for each in self._holders
            if each.first <= day
        )
        return tuple(holder for holder in there if not self._has_left(holder, day))

    def _has_left(self, holder: Holder, day: str) -> bool:
        """Return whether `holder` left before `day` and nobody took over."""
        ends = (end.facts for end in self._ends if not end.facts.get("to"))
        return any(holder.first <= facts["on"] < day for facts in ends if same_person(facts["person"], holder.person))

    def holder(self, post: str, village: str | None = None, on: str | None = None) -> str | None:
        """Return who holds `post` (of `village`) on the day `on`, or whoever took over from that person."""
        day = on or self._on
        named = [each for each in self._holders if each.first <= day and (each.post, each.village) == (post, village)]
        return self.owner(named[-1].person, named[-1].first, day) if named else None

    def posts_of(self, person: str, on: str | None = None) -> tuple[Holder, ...]:
        """Return the posts that `person` holds on the day `on`."""
        return tuple(holder for holder in self.holders(on) if same_person(holder.person, person))

    def not_in_post(self, person: str, post: str) -> Iterator[str]:
        """Give the reason why `person` does not act as `post`: others hold it, and it is known who."""
        there = list(dict.fromkeys(holder.person for holder in self.holders() if holder.post == post.strip()))
        if there and not is_among(person, there):
            yield f"{post.strip()}登记的是{'、'.join(there)}，不是{person.strip()}；换了人先登记：yehua handover begin"

    def owner(self, person: str, since: str, on: str | None = None) -> str:
        """Return whose an item is on the day `on` that `person` had since the day `since`."""
        return self.owners(person, since, on)[-1][0]

    def owners(self, person: str, since: str, on: str | None = None) -> tuple[Span, ...]:
        """Return each person whose an item was by the day `on`, with the first and the last day (None: still)."""
        ends = [(str(end.facts["on"]), end.facts) for end in self._ends]
        return _spans((person, since[:10], None), ends, on or self._on)

    def answerable(self, person: str, since: str, on: str | None = None) -> tuple[Span, ...]:
        """Return who answers for an item as `owners` does, but a hand-over counts no earlier than it was written down.

        Its day is typed, and an earlier one would make somebody answer for what another was late with.
        """
        ends = [(max(str(end.facts["on"]), end.recorded_at[:10]), end.facts) for end in self._ends]
        return _spans((person, since[:10], None), sorted(ends, key=lambda end: end[0]), on or self._on)

    def heir(self, person: str, on: str) -> str | None:
        """Return who took over from `person`, whose last day was the day `on`; None for nobody."""
        ends = (end.facts for end in self._ends if end.facts["on"] == on and same_person(end.facts["person"], person))
        return next((str(facts["to"]) for facts in ends if facts.get("to")), None)

    def superiors(self, people: Iterable[str]) -> frozenset[str]:
        """Return the superiors of `people`."""
        named = tuple(people)
        return frozenset(each.superior for each in self._holders if is_among(each.person, named) and each.superior)


def _spans(item: Span, ends: Iterable[tuple[str, Mapping[str, Any]]], day: str) -> tuple[Span, ...]:
    """Return whose `item` was by `day`, by the ends with the last day of each, in order.

    An item that was once given to two persons stays with the other when one of them leaves.
    """
    rows = [item]
    for last_day, facts in ends:
        name, first, _ = rows[-1]
        if not (first <= last_day < day and facts.get("to")):
            continue
        people = persons_in(name)
        if is_among(facts["person"], people):
            heirs = [str(facts["to"]) if same_person(each, facts["person"]) else each for each in people]
            rows[-1] = (name, first, last_day)
            next_day = dt.date.fromisoformat(last_day) + dt.timedelta(days=1)
            rows.append(("、".join(dict.fromkeys(heirs)), next_day.isoformat(), None))
    return tuple(rows)


def who_may_faults(tx: Transaction, kind: str, by: str, at: str) -> Iterator[str]:
    """Give the reason why `by` may not write down an event of `kind` that happened `at`: it is for another post.

    While nobody holds that post on record, everybody may.
    """
    rule = event_kinds.kinds()[kind].who
    view = View(moments.parsed(at))
    post = Rules(tx, view).text(rule) if rule else ""
    there = [holder.person for holder in Duties(tx, view).holders() if holder.post == post] if rule else []
    if there and not is_among(by, there):
        yield f"{event_kinds.kinds()[kind].name}由{post}（{'、'.join(dict.fromkeys(there))}）记，{by.strip()}不是"


def _holder(event: Event) -> Holder:
    facts = event.facts
    return Holder(facts["person"], facts["post"], facts.get("village"), facts.get("superior"), facts["from"])


@dataclass(frozen=True)
class Appointment:
    """A beginning: `person` holds `post`, in `village` or the whole town, from the day `since` on."""

    person: str
    post: str
    since: str
    village: str | None = None
    superior: str | None = None


def begin(desk: Desk, wish: Appointment, by: str) -> Holder:
    """Record that a person begins in a post, and return it; raise WrongValueError or WrongDateError."""
    person, post = wish.person.strip(), wish.post.strip()
    if not person or not post:
        raise WrongValueError(field="任职", value=person or post, why="姓名和职务都要写")
    first = dates.parse_date(wish.since).isoformat()
    facts = {"person": person, "post": post, "village": wish.village, "superior": wish.superior, "from": first}
    with desk.store.transaction() as tx:
        return _holder(record(desk, tx, Wish("duty.began", SUBJECT, desk.present, by, facts)))
