"""The office while its year goes by: a clock that is played, a diary of what is done when, and the desk of the day.

Everything is done by the functions that the commands call, at the minute at which it is done in the story. So the
chain of facts notes it as written down then, and late only where the story is late.
"""

import datetime as dt
import heapq
import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.core import YehuaError
from toolkit.formats import write_rows
from toolkit.practice.township import Township
from toolkit.store import CASES
from toolkit.workspace import Desk

FIRST, LAST = dt.date(2025, 11, 24), dt.date(2026, 11, 23)
_MORNING = dt.time(8, 0)
# The last day has only begun: whoever practises goes on with it.
END = dt.datetime.combine(LAST, _MORNING)
_DAY = dt.timedelta(days=1)
_FRIDAY = 5

Act = Callable[[], object]


class NotToldError(YehuaError):
    """Raised when an abuse of the made-up year went through: the program has a fault."""

    sentence = "样例年里的花招“{what}”没有被发现，程序有毛病，请联系维护人员。"


class PlayedClock:
    """A clock that stands at a local moment of the story; each look at it is a microsecond later."""

    def __init__(self, moment: dt.datetime) -> None:
        """Stand at `moment`."""
        self._last = moment.astimezone(dt.UTC)

    def __call__(self) -> str:
        """Return the moment in UTC as ISO text."""
        self._last += dt.timedelta(microseconds=1)
        return self._last.isoformat(timespec="microseconds")

    def turn_to(self, moment: dt.datetime) -> None:
        """Stand at the local `moment`, never earlier than before."""
        self._last = max(self._last, moment.astimezone(dt.UTC))


@dataclass(frozen=True)
class Abuse:
    """An abuse that was tried: the section of the specification, what, whether it was refused or shown, and how."""

    section: str
    what: str
    how: str
    sentence: str


@dataclass
class Office:
    """The desk of the day, and what is still to be done; `papers` is a folder for sheets on their way."""

    desk: Desk
    clock: PlayedClock
    town: Township
    dice: random.Random
    papers: Path
    abuses: list[Abuse] = field(default_factory=list)
    _diary: list[tuple[dt.datetime, int, Act]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    # -- the diary ---------------------------------------------------------------------------------------------

    def plan(self, day: dt.date, clock: str, act: Act) -> None:
        """Put `act` into the diary for a day at a time (`09:20`); what lies beyond the end is left undone."""
        moment = dt.datetime.combine(day, dt.time.fromisoformat(clock))
        if moment < END:
            heapq.heappush(self._diary, (moment, next(self._order), act))

    def go_on(self) -> Iterator[dt.date]:
        """Do what the diary holds, and give each day before it begins."""
        day = FIRST
        while day <= LAST:
            yield day
            midnight = dt.datetime.combine(day + _DAY, dt.time())
            while self._diary and self._diary[0][0] < midnight:
                moment, _, act = heapq.heappop(self._diary)
                self._begin(day, moment)
                act()
            day += _DAY

    def _begin(self, day: dt.date, moment: dt.datetime) -> None:
        self.clock.turn_to(moment)
        if self.desk.today != day:
            calendar = self.desk.calendar
            self.desk = replace(self.desk, today=day)
            # The same holidays on each day: read once.
            self.desk.__dict__["calendar"] = calendar

    # -- days --------------------------------------------------------------------------------------------------

    @property
    def now(self) -> str:
        """The local minute of the story."""
        return self.desk.moment.strftime("%Y-%m-%d %H:%M")

    @property
    def today(self) -> dt.date:
        """The day of the story."""
        return self.desk.today

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether people work on `day`."""
        off = self.desk.calendar.is_day_off(day)
        # Of a year whose holidays nobody knows yet, the week tells.
        return day.isoweekday() <= _FRIDAY if off is None else not off

    def working_day(self, day: dt.date, after: int = 0) -> dt.date:
        """Return the first working day from `after` days behind `day` on."""
        day += after * _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day

    # -- people ------------------------------------------------------------------------------------------------

    @property
    def clerk(self) -> str:
        """The clerk who writes most things down."""
        return str(self.town.cast["clerk"])

    def newest_case(self) -> str | None:
        """Return the case that was opened last, or None before the first."""
        with self.desk.store.reading() as tx:
            row = tx.row(CASES)
        return str(row["number"]) if row else None

    def chance(self, percent: int) -> bool:
        """Return yes in so many of a hundred throws."""
        return self.dice.randrange(100) < percent

    def minute(self, first: int, last: int) -> str:
        """Return a time from the hour `first` to before the hour `last`."""
        return f"{self.dice.randrange(first, last):02d}:{self.dice.randrange(60):02d}"

    def sheet(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> Path:
        """Write an Excel sheet that a command takes in, and return its path."""
        path = self.papers / f"{name}.xlsx"
        write_rows(path, tuple(headings), [tuple(row) for row in rows], name[:31])
        return path

    # -- abuses ------------------------------------------------------------------------------------------------

    def refused(self, section: str, what: str, act: Act) -> None:
        """Try the abuse `act` and keep how it was refused; raise NotToldError where it went through."""
        try:
            act()
        except YehuaError as fault:
            self.abuses.append(Abuse(section, what, "拒绝", str(fault)))
        else:
            raise NotToldError(what=what)

    def shown(self, section: str, what: str, sentence: str | None) -> None:
        """Keep how an abuse that was done is shown; raise NotToldError where nothing shows it."""
        if not sentence:
            raise NotToldError(what=what)
        self.abuses.append(Abuse(section, what, "标出", sentence))
