"""Matters of the made-up year: opened from letters, calls and the window, told, concluded, and called about."""

import datetime as dt
from functools import partial

from toolkit.cases import cases, matters
from toolkit.loop import calls, events
from toolkit.loop.alerts import contacts
from toolkit.practice.office import Office

_SOURCES = ("来信", "来电", "网上", "来电", "转交")
_CHANNELS = ("来访", "来电", "来信", "网上")
_LEVELS = ("镇",) * 12 + ("县",) * 3 + ("市", "省")
_MOST_TRIES = 3
_WORDS = ("灯", "路", "表", "水管", "补助")


def day(office: Office, on: dt.date) -> None:
    """Open what comes by letter, telephone and web on a working day."""
    if office.is_working_day(on) and office.chance(40):
        source = office.dice.choice(_SOURCES)
        office.plan(on, office.minute(9, 17), lambda: opened(office, source))


def opened(
    office: Office, source: str, *, village: str | None = None, person: str | None = None, origin: str | None = None
) -> str:
    """Open a case from a made-up matter, put what follows into the diary, and return its number."""
    row, place = office.dice.choice(office.town.matters), village or office.town.village()
    wish = matters.Matter(
        source,
        office.now,
        row["about"],
        person or office.town.person(),
        home=office.town.home(place),
        against=row["against"] or None,
        channel="31(6)",
        origin=origin,
        by=office.clerk,
    )
    case = cases.open_matter(office.desk, wish, office.today.isoformat(), again=True).case
    go_on(office, case)
    return case


def go_on(office: Office, case: str) -> None:
    """Put into the diary how a case that was opened goes on."""
    told = office.working_day(office.today, office.dice.randrange(1, 10) if office.chance(93) else 19)
    office.plan(told, "10:00", partial(_accept, office, case))
    if office.chance(4):
        office.plan(office.working_day(told, 1), "10:30", partial(enter, office, case, "referral"))
    if office.chance(14):
        for _ in range(office.dice.randrange(1, 4)):
            after = office.today + dt.timedelta(days=office.dice.randrange(2, 40))
            office.plan(after, office.minute(9, 17), partial(_come_again, office, case))


def enter(office: Office, case: str, kind: str) -> None:
    """Enter a paper that was served the same day."""
    day_ = office.today.isoformat()
    cases.add_entry(office.desk, case, kind, day_, served=day_, again=True)


def _accept(office: Office, case: str) -> None:
    if office.chance(4):
        enter(office, case, "non_acceptance_notice")
        return
    enter(office, case, "acceptance_notice")
    # One in twelve is concluded later than the sixty days allow.
    after = office.dice.randrange(12, 50) if office.chance(92) else 70
    office.plan(office.working_day(office.today, after), "15:00", partial(conclude, office, case))


def _come_again(office: Office, case: str) -> None:
    channel, level = office.dice.choice(_CHANNELS), office.dice.choice(_LEVELS)
    contacts.add(office.desk, contacts.NewContact(case, office.now, channel, office.clerk, level=level), again=True)


def conclude(office: Office, case: str) -> None:
    """Conclude a case with a reply served that day, sometimes with a promise, and plan the call about it."""
    served, promises = office.today.isoformat(), []
    if office.chance(45):
        due = office.today + dt.timedelta(days=office.dice.randrange(7, 30))
        owner = office.dice.choice(office.town.cast["walkers"])
        promises.append(f"把{office.dice.choice(_WORDS)}办好|{due}|{owner}")
    also = calls.promised(office.desk, "concluded", served, promises, office.clerk)
    cases.add_entry(office.desk, case, "concluded", served, served=served, also=also, again=True)
    if promises:
        plan_keeping(office, case)
    plan_call(office, case)


def plan_keeping(office: Office, case: str) -> None:
    """Put the keeping of a promise into the diary; one in twenty is forgotten."""
    if office.chance(95):
        kept = office.today + dt.timedelta(days=office.dice.randrange(5, 28))
        office.plan(kept, "16:00", partial(_keep, office, case))


def _keep(office: Office, case: str) -> None:
    with office.desk.store.reading() as tx:
        left = [each for each in calls.promises_of(tx, events.View(office.now), case) if not each.done]
    if left:
        calls.keep_promise(office.desk, case, left[0].number, at=office.now, by=office.clerk)


def plan_call(office: Office, case: str) -> None:
    """Put the call fifteen days after the service into the diary; one in thirty is forgotten and overdue."""
    if office.chance(97):
        due = office.working_day(office.today, 15)
        office.plan(due, office.minute(9, 17), partial(_call, office, case, 1))


def _call(office: Office, case: str, attempt: int) -> None:
    caller = office.town.cast["caller"]
    call = calls.Call(office.now, "入户" if attempt == _MOST_TRIES else "电话", caller)
    if office.chance(18):
        calls.note_try(office.desk, case, call, "不在家" if attempt == _MOST_TRIES else "没有接通")
        if attempt < _MOST_TRIES:
            office.plan(
                office.working_day(office.today, 1), office.minute(17, 20), partial(_call, office, case, attempt + 1)
            )
        return
    q1 = "有:收了两条烟" if office.chance(2) else "没有" if office.chance(95) else "说不清"
    q2 = office.dice.choices(("办到", "部分:只修了一半", "没办到:没有人来过", "不愿答"), (84, 8, 5, 3))[0]
    q3 = office.dice.choices(("清楚", "不清楚", "有新难处", "不愿答"), (86, 8, 3, 3))[0]
    told = calls.note_answers(office.desk, case, call, calls.Answers(q1, q2, q3))
    if told.reopened:
        office.plan(office.working_day(office.today, 14), "15:30", partial(conclude, office, case))
