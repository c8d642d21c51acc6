"""Dated figures of the law: a time limit, a rate or a share, each value with its first day and its article."""

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.core import WrongValueError

_DATA = Path(__file__).parent / "data" / "figures.toml"


@dataclass(frozen=True)
class Value:
    """One value of a figure: it holds from the day `start` on, by `basis`."""

    start: dt.date
    value: Decimal
    basis: str


@dataclass(frozen=True)
class Figure:
    """A figure of the law with every value it had, the oldest first; `title` tells what it counts and in which unit."""

    name: str
    title: str
    values: tuple[Value, ...]

    def on(self, day: dt.date) -> Value:
        """Return the value that held on `day`; raise WrongValueError when none is known for so early a day."""
        held = [value for value in self.values if value.start <= day]
        if not held:
            why = f"{self.title}没有这一天的数，最早的是 {self.values[0].start.isoformat()}"
            raise WrongValueError(field="日期", value=day.isoformat(), why=why)
        return held[-1]

    @property
    def latest(self) -> Value:
        """The newest value."""
        return self.values[-1]


@functools.cache
def figures() -> Mapping[str, Figure]:
    """Return every figure by its name."""
    # Decimal, so that 3.85 stays 3.85.
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"), parse_float=Decimal)
    return {name: Figure(name, row["title"], _values(row["values"])) for name, row in rows.items()}


def _values(rows: list[dict[str, object]]) -> tuple[Value, ...]:
    values = (Value(_day(row["from"]), Decimal(str(row["value"])), str(row["basis"])) for row in rows)
    return tuple(sorted(values, key=lambda value: value.start))


def _day(value: object) -> dt.date:
    if not isinstance(value, dt.date):
        raise TypeError(value)
    return value


def figure(name: str) -> Figure:
    """Return the figure called `name`; raise KeyError for an unknown one, which is a mistake of the code."""
    return figures()[name]


def days_on(name: str, day: dt.date) -> int:
    """Return the time limit `name` in days as it held on `day`; before the oldest value, the oldest."""
    known = figure(name)
    return int(known.on(max(day, known.values[0].start)).value)
