"""What is due about the policy dictionary: plates to look at or to replace, telephones to dial, matters to review.

A plate is looked at once a month; one that nobody could read is replaced by the next patrol. A telephone is printed up
to ninety days after somebody answered it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from toolkit.chinese import clocks
from toolkit.core import YehuaError
from toolkit.loop import Item, events, moments, today
from toolkit.policies import directory, walls
from toolkit.policies.walls import Wall
from toolkit.workspace import Desk

PATROL, PLATE, DIAL, REVIEW = KINDS = ("扫村查牌", "换扫码牌", "试拨电话", "复核政策事项")
_NAMED = 5


def all_items(desk: Desk, on: str | None = None) -> tuple[Item, ...]:
    """Return what waits at the moment `on` (now), as far as it was written down by then; raise WrongDateError."""
    view = events.View(moments.looked_at(desk, on))
    with desk.store.reading() as tx:
        office = today.office_at(desk, tx, view)
        return (*_of_walls(office), *_of_telephones(office), *_of_matters(office))


def _day(office: today.Office) -> dt.date:
    return moments.day_of(office.view.on)


def _by(day: dt.date, why: str) -> clocks.Due:
    return clocks.Due(day.isoformat(), day.isoformat(), "known", why)


def _of_walls(office: today.Office) -> Iterator[Item]:
    """Give one item for all plates that wait for the patrol, and one for those to be replaced."""
    soon = dt.timedelta(days=office.rules.number("临近"))
    hanging = walls.not_seen_since(office.tx, office.view, _day(office) - walls.MONTH + soon)
    if hanging:
        last = min(hanging, key=lambda wall: wall.last)
        why = f"每块牌一个月扫一次：{_named(hanging)}；最早的 {last.code} 上次是 {last.last}。"
        yield office.item(PATROL, _together(hanging), _by(last.last + walls.MONTH, why), None)
    if torn := walls.to_replace(office.tx, office.view):
        first = min(torn, key=lambda wall: wall.last)
        why = f"扫村时没有扫出来，下次扫村以前换好：{_named(torn)}；{first.code} 在 {first.last} {first.state}。"
        yield office.item(PLATE, _together(torn), _by(first.last + walls.MONTH, why), None)


def _together(hanging: Sequence[Wall]) -> str:
    more = f"等{len(hanging)}块" if len(hanging) > 1 else ""
    return f"{hanging[0].code}{more}"


def _named(hanging: Sequence[Wall]) -> str:
    codes = "、".join(wall.code for wall in hanging[:_NAMED])
    return f"{codes}等 {len(hanging)} 块" if len(hanging) > _NAMED else codes


def _of_telephones(office: today.Office) -> Iterator[Item]:
    """Give each telephone to dial again, but not an unanswered one whose organ answers at another number."""
    known = directory.Directory(office.tx, office.view)
    answering = {each.organ for each in known.numbers if each.answered}
    for each in known.numbers:
        owner = office.duties.owner(each.by, each.on.isoformat())
        if each.answered:
            last = each.on + directory.FRESH
            why = f"{each.organ}的电话上次试拨是 {each.on}，满 {directory.FRESH.days} 天就不能再印，要再拨一次。"
            yield office.item(DIAL, each.tel, _by(last, why), owner)
        elif each.organ not in answering:
            why = f"{each.organ}的电话在 {each.on} 试拨没有人接，要再拨，或者换一个号码。"
            yield office.item(DIAL, each.tel, _by(each.on, why), owner)


def _of_matters(office: today.Office) -> Iterator[Item]:
    """Give each matter whose check named a day on which to look at it again."""
    if not office.tx.subjects(("matter.checked",), (), office.view.until, most=1):
        return
    from toolkit.policies import matters  # noqa: PLC0415 - the texts of laws are loaded only where a matter was checked

    try:
        known = matters.all_matters(office.desk, office.tx)
    except YehuaError as fault:
        # A file changed by hand must not hide everything else that is due.
        yield office.item(REVIEW, "政策事项", _by(_day(office), str(fault)), None)
        return
    for matter_id, each in known.items():
        if each.review_by is not None and each.checked_on is not None and each.checked_on <= _day(office):
            why = f"“{each.matter.title}”核对时定了 {each.review_by} 以前复核：政策变了没有，请再看一遍。"
            yield office.item(REVIEW, matter_id, _by(each.review_by, why), None)
