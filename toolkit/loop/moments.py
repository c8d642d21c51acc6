"""Moments as people give them: a local day, which counts to its end, or a minute; and the moment it is now."""

import datetime as dt
from collections.abc import Iterator

from toolkit.chinese import dates, official_date
from toolkit.workspace import Desk

_DAY_LENGTH = len("2026-09-30")
_END = " 24:00"


def parsed(text: str) -> str:
    """Return the local day or minute in `text` in ISO form; raise WrongDateError."""
    return dates.parse_moment(text)


def end_of(moment: str) -> str:
    """Return the last minute of a `moment`, as text that compares later than every minute of its day."""
    return moment + _END if len(moment) == _DAY_LENGTH else moment


def utc_after(moment: str) -> str:
    """Return the UTC moment (ISO) at which the local `moment`, a day or a minute, is over."""
    is_day = len(moment) == _DAY_LENGTH
    end = dt.datetime.fromisoformat(moment) + (dt.timedelta(days=1) if is_day else dt.timedelta(minutes=1))
    return end.astimezone(dt.UTC).isoformat(timespec="microseconds")


def day_of(moment: str) -> dt.date:
    """Return the day of `moment`."""
    return dt.date.fromisoformat(moment[:_DAY_LENGTH])


def looked_at(desk: Desk, on: str | None) -> str:
    """Return the moment that `on` means, by default now; raise WrongDateError."""
    return parsed(on) if on else desk.present


def faults(desk: Desk, moment: str) -> Iterator[str]:
    """Give the Chinese reason why nothing can have happened at `moment`: it lies ahead."""
    now = desk.present
    if moment[: len(now)] > now:
        yield f"时间 {moment} 还没有到，今天是 {official_date(desk.today)}"
