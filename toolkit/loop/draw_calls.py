"""Calls about drawn cards: who may make them, what they lead to, and which cards are still to be called."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.chinese import is_among, persons_in
from toolkit.loop import card_numbers, moments
from toolkit.loop.calls import handlers_of, reopen
from toolkit.loop.cards import Card, all_cards, known
from toolkit.loop.draw import standing
from toolkit.loop.draw.standing import Marks, Seeded
from toolkit.loop.duties import Duties, who_may_faults
from toolkit.loop.events import WHENEVER, Event, View, Wish, of_subject, record, refuse
from toolkit.loop.followup import ONE_CALL_DAYS, REOPENS, WAYS
from toolkit.store import Transaction
from toolkit.workspace import Desk

_ANSWERED = "接通"
OUTCOMES = (_ANSWERED, "没有接通", "不愿说")
KEPT = ("办到", "部分", "没办到")


@dataclass(frozen=True)
class Called:
    """What a call about a card came to: tries so far, the card called in its place, whether its case was reopened."""

    card: str
    tries: int
    substitute: str | None
    reopened: bool = False


@dataclass(frozen=True)
class CardCall:
    """A call about a drawn card: when, how, what came of it, by whom, and whether what was promised is done (`kept`).

    `again` says that it is no retry of one that was recorded so.
    """

    at: str
    how: str
    outcome: str
    by: str
    kept: str | None = None
    again: bool = False


def call(desk: Desk, text: str, wish: CardCall) -> Called:
    """Record a call about a drawn card, reopen its case if that is not done, and return what it came to.

    Raise EventRefusedError naming every fault, or RepeatedError.
    """
    with desk.store.transaction() as tx:
        view = View(desk.present)
        card = known(tx, view, text)
        draw = _draw_of(tx, view, card, moments.parsed(wish.at))
        not_drawn = [] if draw else [f"{card.number} 到那时没有抽中，只给抽中的卡打（yehua card draw show 月份）"]
        refuse([*_faults(tx, card, wish), *not_drawn, *who_may_faults(tx, "card.called", wish.by, wish.at)])
        facts = {"how": wish.how, "outcome": wish.outcome, "kept": wish.kept}
        event = record(desk, tx, Wish("card.called", card.number, wish.at, wish.by, facts, once=not wish.again))
        is_undone = wish.kept in REOPENS and card.case is not None
        reopened = is_undone and reopen(desk, tx, str(card.case), event.day)
        return _called(tx, card, draw, reopened=reopened)


def _called(tx: Transaction, card: Card, draw: Seeded | None, *, reopened: bool) -> Called:
    if draw is None:
        return Called(card.number, 0, None, reopened=reopened)
    marks, bare = standing.marks_of(tx, WHENEVER), card_numbers.bare(card.number)
    other = draw.drawn(marks)[1].get(bare)
    tries = len(draw.since_seed(standing.calls_of(marks, bare)))
    return Called(card.number, tries, card_numbers.full(other) if other else None, reopened=reopened)


def _draw_of(tx: Transaction, view: View, card: Card, at: str) -> Seeded | None:
    """Return the newest draw in which `card` was drawn and whose seed was known at the moment `at`."""
    marks, bare = standing.marks_of(tx, view), card_numbers.bare(card.number)
    draws = (draw for draw in reversed(standing.seeded_draws(tx, view)) if draw.seeded.at <= at)
    return next((draw for draw in draws if draw.draws(bare, marks)), None)


def _faults(tx: Transaction, card: Card, call: CardCall) -> Iterator[str]:
    for name, text, allowed in (
        ("--how", call.how, WAYS),
        ("--outcome", call.outcome, OUTCOMES),
        ("--kept", call.kept, (None, *KEPT)),
    ):
        if text not in allowed:
            yield f"{name} 不能写成“{text}”，可以写 {'、'.join(filter(None, allowed))}"
    if call.kept and call.outcome != _ANSWERED:
        yield f"{call.outcome}的，不写答应的事办到没有（--kept）"
    if len(moments.parsed(call.at)) == len("2026-09-30"):
        yield "打电话、上门的时间（--at）要写到分钟，如 “2026-09-30 20:30”"
    duties = Duties(tx, View(moments.parsed(call.at)))
    people = {person for person, _, _ in duties.owners(card.receiver, card.issued)}
    for caller in persons_in(call.by):
        if is_among(caller, people | duties.superiors(people)):
            yield f"{caller}是这张卡的接待、盯办人或者他的上级，不能由他回访"
        if card.case and is_among(caller, handlers_of(tx, card.case)):
            yield f"{caller}是这张卡上的事的经办人，不能由他回访"


# -- still to be called ----------------------------------------------------------------------------------------


def counted_calls(tx: Transaction, view: View, month: str) -> dict[str, tuple[Event, ...]]:
    """Return by number, for each card drawn in `month`, the calls that count in the report of that draw."""
    marks = standing.marks_of(tx, view)
    draws = [draw for draw in standing.seeded_draws(tx, view) if draw.month == month]
    return {
        card_numbers.full(each.card): draw.counted(standing.calls_of(marks, each.card))
        for draw in draws
        for each in draw.drawn(marks)[0]
    }


def to_call(tx: Transaction, view: View, spoken: Mapping[str, Sequence[dt.date]]) -> Iterator[tuple[str, dt.date]]:
    """Give the drawn cards that nobody answered for yet, with the last day for it, of the newest two draws.

    `spoken` holds by case the days on which somebody answered a call about its drawn card.
    """
    marks = standing.marks_of(tx, view)
    for draw in standing.seeded_draws(tx, view)[-2:]:
        waiting = {each.card for each in draw.drawn(marks)[0] if not _is_over(draw, marks, each.card)}
        cards = all_cards(tx, view, {card_numbers.full(card) for card in waiting})
        yield from ((card.number, draw.last) for card in cards if not _was_asked(tx, view, card, (draw, spoken)))


def _is_over(draw: Seeded, marks: Marks, card: str) -> bool:
    """Return whether somebody answered or would not say, late or not, or nobody could be reached."""
    calls = standing.calls_of(marks, card)
    return standing.is_unreached(draw.counted(calls)) or any(
        call.facts["outcome"] != "没有接通" for call in draw.since_seed(calls)
    )


def _was_asked(tx: Transaction, view: View, card: Card, about: tuple[Seeded, Mapping[str, Sequence[dt.date]]]) -> bool:
    """Return whether the follow-up of the case of `card`, or another card of it, asked already: one call stops both."""
    draw, spoken = about
    if card.case is None:
        return False
    near = draw.seeded.day - dt.timedelta(days=ONE_CALL_DAYS)
    done = [event.day for event in of_subject(tx, view, card.case, "followup.done")]
    return any(near <= day <= draw.last for day in done) or any(
        draw.seeded.day <= day for day in spoken.get(card.case, ())
    )
