"""Cards of the made-up year: issued at the window, drawn at the beginning of the next month, and called about."""

import datetime as dt
from functools import partial

from toolkit.loop import CardCall, cards, draw_calls, draws, handover
from toolkit.practice import matters
from toolkit.practice.office import FIRST, Office

_MOST_TRIES = 3
LEAVES = dt.date(2026, 6, 30)


def receivers(office: Office) -> list[str]:
    """Return who receives people at the window: the first of them leaves at the end of June."""
    named: list[str] = list(office.town.cast["receivers"])
    return named if office.today <= LEAVES else [office.town.cast["successor"], *named[1:]]


def day(office: Office, on: dt.date) -> None:
    """Receive people at the window, and do what a month begins with."""
    if on == LEAVES:
        office.plan(on, "17:10", partial(_hand_over, office))
    if not office.is_working_day(on):
        return
    if office.chance(55):
        office.plan(on, office.minute(9, 17), partial(_receive, office))
    if on == office.working_day(on.replace(day=1)) and on > FIRST:
        office.plan(on, "09:05", partial(_freeze, office))


def _receive(office: Office) -> None:
    person, row = office.town.person(), office.dice.choice(office.town.matters)
    receiver = office.dice.choice(receivers(office))
    wish = cards.NewCard(receiver, "综合岗", row["about"], office.now, person, board_ok=office.chance(30))
    card = cards.issue(office.desk, wish).card.number
    if office.chance(45):
        matters.opened(office, "窗口", person=person, origin=card)
        return
    answer_later(office, card, receiver)


def answer_later(office: Office, card: str, receiver: str) -> None:
    """Put into the diary that the matter on a card is told and answered without a case."""
    for stage, after in (("已告知", 3), ("已答复", office.dice.randrange(5, 20))):
        then = office.working_day(office.today, after)
        office.plan(then, office.minute(9, 17), partial(_move_on, office, card, stage, receiver))


def _move_on(office: Office, card: str, stage: str, receiver: str) -> None:
    cards.move_on(office.desk, card, stage, at=office.now, by=receiver)


# -- draws -----------------------------------------------------------------------------------------------------


def _freeze(office: Office) -> None:
    month = (office.today.replace(day=1) - dt.timedelta(days=1)).isoformat()[:7]
    seeded = office.working_day(office.today, 1)
    source = f"{seeded} 的上证指数收盘价，加一位村民当场掷的骰子"
    draws.freeze(office.desk, month, by=office.clerk, witness=office.town.cast["witness"], source=source)
    office.plan(seeded, "15:30", partial(_seed, office, month))


def _seed(office: Office, month: str) -> None:
    public = f"{office.today}|SSE|{office.dice.randrange(320000, 420000) / 100:.2f}"
    dice = "".join(str(office.dice.randrange(1, 7)) for _ in range(8))
    draws.seed(office.desk, month, public=public, dice=dice, by=office.clerk)
    for ticket in draws.show(office.desk, month).drawn:
        then = office.working_day(office.today, office.dice.randrange(1, 14))
        office.plan(then, office.minute(9, 17), partial(_call, office, ticket.card, 1))


def _call(office: Office, card: str, attempt: int) -> None:
    caller = office.town.cast["caller"]
    if office.chance(25):
        told = draw_calls.call(office.desk, card, CardCall(office.now, "电话", "没有接通", caller))
        if attempt < _MOST_TRIES:
            then = office.working_day(office.today, 1)
            office.plan(then, f"18:{office.dice.randrange(10, 50)}", partial(_call, office, card, attempt + 1))
        elif told.substitute:
            then = office.working_day(office.today, 1)
            office.plan(then, office.minute(9, 17), partial(_call, office, told.substitute, 1))
        return
    kept = office.dice.choices(("办到", "部分", "没办到"), (80, 13, 7))[0]
    draw_calls.call(office.desk, card, CardCall(office.now, "电话", "接通", caller, kept))


def _hand_over(office: Office) -> None:
    leaving, witness = office.town.cast["receivers"][0], office.town.cast["discipline"]
    handover.make(
        office.desk, leaving, office.town.cast["successor"], on=LEAVES.isoformat(), by=office.clerk, witness=witness
    )
