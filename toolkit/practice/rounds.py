"""Walk-rounds of the made-up year: a route each working day, notes in the evening, their colours and answers."""

import datetime as dt
from functools import partial

from toolkit.loop.walks import ledger, roster
from toolkit.practice import matters
from toolkit.practice.office import FIRST, Office

ROUTES = ("河东线", "河西线", "北山线", "南山线", "场镇线", "库区线", "茶山线")
_NOTES = (1, 1, 1, 2)
_HEAD = ("党委书记", "镇长")


def begin(office: Office) -> None:
    """Set who walks which route on which days."""
    walkers = office.town.cast["walkers"]
    for place, name in enumerate(ROUTES):
        wish = roster.Route(
            name, (walkers[place], walkers[(place + 1) % len(walkers)]), "一二三四五"[place % 5], str(FIRST)
        )
        roster.set_route(office.desk, wish, office.clerk)


def day(office: Office, on: dt.date) -> None:
    """Walk the routes of a working day."""
    if office.is_working_day(on):
        weekday = on.weekday() % 5
        for place in range(weekday, len(ROUTES), 5):
            # One walk in fifty is left out, and listed as such.
            if not office.chance(2):
                office.plan(on, f"17:{30 + place}", partial(_walk, office, place))


def _walk(office: Office, place: int) -> None:
    walkers = office.town.cast["walkers"]
    pair = (walkers[place], walkers[(place + 1) % len(walkers)])
    households = office.dice.randrange(6, 22)
    wish = ledger.NewWalk(office.today.isoformat(), ROUTES[place], pair, "14:30", "17:20", households)
    ledger.add_walk(office.desk, wish)
    for n in range(office.dice.choice(_NOTES)):
        office.plan(office.today, f"19:{10 + 3 * n + place:02d}", partial(_write, office, pair[0]))


def _write(office: Office, by: str) -> None:
    row, village = office.dice.choice(office.town.notes), office.town.village()
    person = office.town.person() if office.chance(60) else None
    wish = ledger.NewNote(row["text"], office.today.isoformat(), office.town.home(village), by, person)
    note = ledger.add_note(office.desk, wish).number
    at = f"{office.dice.randrange(20, 22)}:{office.dice.randrange(60):02d}"
    office.plan(office.today, at, partial(_colour, office, note, row["colour"], village))


def _colour(office: Office, note: str, colour: str, village: str) -> None:
    ledger.give_colour(office.desk, note, ledger.Colouring(colour, office.now, office.clerk))
    if colour == "红":
        late = 3 if office.chance(8) else 1
        office.plan(office.today + dt.timedelta(days=late), office.minute(9, 17), partial(_visit, office, note))
    elif colour == "黄":
        office.plan(office.today, "22:30", partial(_forward, office, note, village))
    else:
        answered = office.working_day(office.today, 1 if office.chance(90) else 7)
        office.plan(answered, office.minute(9, 17), partial(_answer, office, note))


def _visit(office: Office, note: str) -> None:
    post = office.dice.choice(_HEAD)
    ledger.visit(
        office.desk, note, ledger.Act(office.now, office.clerk), leader=office.town.cast["leaders"][post], post=post
    )
    office.plan(office.working_day(office.today, 3), office.minute(9, 17), partial(_answer, office, note))


def _forward(office: Office, note: str, village: str) -> None:
    ledger.forward(office.desk, note, ledger.Act(office.now, office.clerk), office.town.secretaries[village])
    if office.chance(6):
        office.plan(office.working_day(office.today, 4), "10:20", partial(_become_case, office, note, village))
        return
    after = office.dice.randrange(1, 6) if office.chance(92) else 12
    office.plan(office.working_day(office.today, after), office.minute(9, 17), partial(_reply, office, note))


def _reply(office: Office, note: str) -> None:
    ledger.reply(office.desk, note, ledger.Act(office.now, office.clerk), "去看过了，下周修好。")
    office.plan(office.working_day(office.today, 1), office.minute(9, 17), partial(_answer, office, note))


def _answer(office: Office, note: str) -> None:
    ledger.answer(office.desk, note, ledger.Act(office.now, office.clerk), "已经办好，请您看一看。")


def _become_case(office: Office, note: str, village: str) -> None:
    matters.opened(office, "台账", village=village, origin=note)
