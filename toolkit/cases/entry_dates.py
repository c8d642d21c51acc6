"""The dates of a ledger entry held to their order: none before the meeting, none after today, no service too early."""

import datetime as dt
from collections.abc import Sequence

from toolkit.chinese import official_date
from toolkit.core import DateOrderError
from toolkit.records import Entry

Fault = tuple[dt.date, str]


def refuse_entry(wish: Entry, received: dt.date, today: dt.date | None) -> None:
    """Refuse `wish` in a case whose first grievance was raised on the day `received`; raise DateOrderError."""
    found = faults("日期", wish.date, received, today)
    if wish.served_on is not None:
        found += faults("送达日期", wish.served_on, received, today)
        found += [(wish.served_on, "送达日期早于文书的日期")] if wish.served_on < wish.date else []
    refuse(found)


def faults(name: str, day: dt.date, received: dt.date, today: dt.date | None) -> list[Fault]:
    """Return in Chinese what is wrong with the `day` called `name`, each with the day; nothing when it may stand.

    Days after `today` are let pass when that is None.
    """
    found = []
    if day < received:
        found.append((day, f"{name}早于夜话的日期 {official_date(received)}"))
    if today is not None and day > today:
        found.append((day, f"{name}在今天 {official_date(today)} 之后"))
    return found


def refuse(found: Sequence[Fault]) -> None:
    """Raise DateOrderError naming every fault in `found`."""
    if found:
        text = "、".join(dict.fromkeys(day.isoformat() for day, _ in found))
        raise DateOrderError(text=text, why="；".join(why for _, why in found))
