"""Telephones that pages and posters print: dialled by somebody and answered, not longer than ninety days ago."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.chinese import narrow, phone_fault
from toolkit.loop import events
from toolkit.store import Transaction
from toolkit.workspace import Desk

_DIALLED = "telephone.dialled"
FRESH = dt.timedelta(days=90)


@dataclass(frozen=True)
class Dialled:
    """The last try of a telephone number: on which day, by whom, and whether somebody answered."""

    tel: str
    organ: str
    on: dt.date
    by: str
    answered: bool


def dial(desk: Desk, tel: str, organ: str, *, answered: bool, by: str) -> Dialled:
    """Record that `by` dialled the number of `organ`, and return it; raise EventRefusedError naming every fault."""
    number = _tidy(tel)
    faults = [
        *filter(None, (phone_fault(number, office=True),)),
        *([] if organ.strip() else ["没有写是哪个单位的电话"]),
    ]
    events.refuse(faults)
    facts = {"tel": number, "organ": organ.strip(), "answered": answered}
    with desk.store.transaction() as tx:
        events.record(desk, tx, events.Wish(_DIALLED, f"电话:{number}", desk.present, by, facts))
    return Dialled(number, organ.strip(), desk.today, by.strip(), answered)


class Directory:
    """The telephone numbers that were dialled, by number."""

    def __init__(self, tx: Transaction, view: events.View = events.WHENEVER) -> None:
        """Read the last try of each number by the moment of `view`, by default of all times."""
        logs = events.history(tx, view, (_DIALLED,))
        last = (max(acts, key=lambda act: act.position) for acts in logs.values())
        tries = (
            Dialled(act.facts["tel"], act.facts["organ"], act.day, act.by, answered=act.facts["answered"])
            for act in sorted(last, key=lambda act: act.position)
        )
        self._tries = {_key(each.tel): each for each in tries}

    @property
    def numbers(self) -> tuple[Dialled, ...]:
        """The last try of every number, the oldest first: it is the next to be dialled."""
        return tuple(sorted(self._tries.values(), key=lambda each: (each.on, each.tel)))

    def fresh(self, organ: str, on: dt.date) -> str:
        """Return the telephone of `organ` that was dialled last and not long ago; empty without one.

        The name is compared as a whole: 镇政府信访办 does not answer for 镇政府, nor any village for 村委会.
        """
        own = (each for each in reversed(self.numbers) if organ and narrow(organ) == narrow(each.organ))
        return next((each.tel for each in own if not any(self.faults(each.tel, on))), "")

    def faults(self, tel: str, on: dt.date) -> Iterator[str]:
        """Give in Chinese why `tel` cannot be printed on `on`: wrong, never dialled, nobody there, too long ago."""
        number = _tidy(tel)
        fault, last = phone_fault(number, office=True), self._tries.get(_key(number))
        if fault:
            yield f"电话“{tel}”不对：{fault}"
        elif last is None:
            yield f"电话 {tel} 还没有人试拨过"
        elif not last.answered:
            yield f"电话 {tel} 在 {last.on} 试拨没有人接"
        elif on - last.on > FRESH:
            yield f"电话 {tel} 上次试拨是 {last.on}，超过 {FRESH.days} 天了，请再拨一次"

    def general_faults(self, tel: str, on: dt.date) -> Iterator[str]:
        """Give in Chinese why `tel` cannot be printed as the office's own telephone on `on`."""
        if not tel.strip():
            yield "还没有写总机电话（“设置”里的“政策词典上的总机电话”）"
        else:
            yield from (f"总机{why}" for why in self.faults(tel, on))


def _tidy(tel: str) -> str:
    return "".join(tel.split())


def _key(tel: str) -> str:
    """Return the digits of `tel`, by which a number is the same however it is written."""
    return "".join(filter(str.isdecimal, tel))
