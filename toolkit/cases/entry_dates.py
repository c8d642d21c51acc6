"""Order of the dates of a case: none before its first grievance was received, none after today, service after paper."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.chinese import official_date
from toolkit.core import DateOrderError
from toolkit.records import Entry

Fault = tuple[dt.date, str]

MEETING = "夜话"


@dataclass(frozen=True)
class Receipt:
    """Where a grievance came from, and the local day or minute, in ISO form, at which it was received."""

    source: str
    received: str

    @property
    def day(self) -> dt.date:
        """The day of the receipt."""
        return dt.date.fromisoformat(self.received[:10])

    @property
    def name(self) -> str:
        """The Chinese name of that day."""
        return "夜话的日期" if self.source == MEETING else "收到的日期"


def refuse_entry(wish: Entry, receipt: Receipt, today: dt.date | None) -> None:
    """Raise DateOrderError naming every date of `wish` that is out of order in a case received by `receipt`."""
    wrong = faults("日期", wish.date, receipt, today)
    if wish.served_on is not None:
        wrong += faults("送达日期", wish.served_on, receipt, today)
        wrong += [(wish.served_on, "送达日期早于文书的日期")] if wish.served_on < wish.date else []
    refuse(wrong)


def faults(name: str, day: dt.date, receipt: Receipt, today: dt.date | None) -> list[Fault]:
    """Return the Chinese faults of the `day` called `name`, each with the day; empty when there are none.

    Days after `today` are allowed when that is None.
    """
    wrong = []
    if day < receipt.day:
        wrong.append((day, f"{name}早于{receipt.name} {official_date(receipt.day)}"))
    if today is not None and day > today:
        wrong.append((day, f"{name}在今天 {official_date(today)} 之后"))
    return wrong


def refuse(wrong: Sequence[Fault]) -> None:
    """Raise DateOrderError naming every fault in `wrong`; do nothing when there are none."""
    if wrong:
        text = "、".join(dict.fromkeys(day.isoformat() for day, _ in wrong))
        raise DateOrderError(text=text, why="；".join(why for _, why in wrong))
