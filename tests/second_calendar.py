"""Working days by a second library of Chinese holidays, which knows nothing of ours."""

import datetime as dt
import random

from lunar_python.util import HolidayUtil

_FIRST = dt.date(2025, 1, 1)
# So that the longest limit still ends in a year whose holidays both libraries know.
_DAYS = (dt.date(2026, 11, 20) - _FIRST).days


def works(day: dt.date) -> bool:
    """Return whether people work on `day`."""
    holiday = HolidayUtil.getHoliday(day.isoformat())
    return bool(holiday.isWork()) if holiday else day.weekday() < 5


def rolled(day: dt.date) -> dt.date:
    """Return the first working day from `day` on."""
    while not works(day):
        day += dt.timedelta(days=1)
    return day


def nth_working_day(start: dt.date, n: int) -> dt.date:
    """Return the `n`th working day after `start`."""
    for _ in range(n):
        start = rolled(start + dt.timedelta(days=1))
    return start


def twenty_days(seed: str) -> list[dt.date]:
    """Return twenty days of two years, ten of them right before or in a holiday, the same for the same `seed`."""
    dice = random.Random(seed)  # noqa: S311 - the same days each time
    days = [_FIRST + dt.timedelta(days=n) for n in range(_DAYS)]
    holidays = [day for day in days if HolidayUtil.getHoliday((day + dt.timedelta(days=15)).isoformat())]
    return [*dice.sample(holidays, 10), *dice.sample(days, 10)]
