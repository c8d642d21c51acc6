"""Repeats counted in a sliding window: which days count, which colour a day has, and when the red duty began.

A repeat is a day on which somebody came again about the same matter: every day of contact of one person but the first.
The window is (t - 30 d, t]. Everything is computed from the contacts alone, so that any day can be replayed and the
order of writing them down makes no difference.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Colour = Literal["黄", "红"]

UNCONFIRMED = "0"
FIRST_PERSON = "1"
_JOINT = "+"


@dataclass(frozen=True)
class Contact:
    """A contact about a case: its local day or minute, and who came, as labels of the case (`1+2`: a joint petition).

    The label `0` stands for somebody of whom nobody knows whether it is the same person.
    """

    at: str
    who: str = FIRST_PERSON

    @property
    def day(self) -> str:
        """The ISO day."""
        return self.at[:10]

    @property
    def people(self) -> tuple[str, ...]:
        """The labels of those who came."""
        return tuple(self.who.split(_JOINT))


@dataclass(frozen=True)
class Limits:
    """The limits of a day: days of the window, and from how many repeats on it is yellow and red (that many included).

    That a number is included follows 民法典 Art 1259.
    """

    window: int
    yellow: int
    red: int

    def colour(self, repeats: int) -> Colour | None:
        """Return the colour of so many repeats."""
        return "红" if repeats >= self.red else "黄" if repeats >= self.yellow else None


LimitsOn = Callable[[str], Limits]


def repeats_in(contacts: Iterable[Contact], *, unconfirmed: bool = False) -> dict[str, str]:
    """Return by ISO day, in order, the moment of its first repeat; each day counts once, whoever came.

    With `unconfirmed`, as if everybody not known were the first person.
    """
    known: dict[str, str] = {}
    repeats: dict[str, str] = {}
    for contact in sorted(contacts, key=lambda each: each.at):
        for label in contact.people:
            if label == UNCONFIRMED and not unconfirmed:
                continue
            person = FIRST_PERSON if label == UNCONFIRMED else label
            if known.setdefault(person, contact.day) != contact.day:
                repeats.setdefault(contact.day, contact.at)
    return repeats


def counted(days: Sequence[str], on: str, window: int) -> Sequence[str]:
    """Return those of the sorted ISO `days` that lie in the window of `window` days up to the day `on`, included."""
    before = (dt.date.fromisoformat(on[:10]) - dt.timedelta(days=window)).isoformat()
    return days[bisect_right(days, before) : bisect_right(days, on[:10])]


def red_moments(repeats: dict[str, str], limits_on: LimitsOn, changes: Iterable[str] = ()) -> Iterator[str]:
    """Give in order the moments at which the count stood at red: repeats, and days `changes` of other limits."""
    days = list(repeats)
    for day in sorted({*days, *changes}):
        limits = limits_on(day)
        if days and limits.colour(len(counted(days, day, limits.window))) == "红":
            yield repeats.get(day, day)


def red_since(reds: Iterable[str], lifts: Sequence[str]) -> str | None:
    """Return the moment since which the red duty runs: the first red after the last lift; None where there is none."""
    last = max(lifts, default="")
    return next((red for red in reds if red > last), None)
