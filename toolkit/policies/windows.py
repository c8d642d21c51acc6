"""Enquiries at the window before and after the codes went up: the same months, an open day each, and no proof."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from toolkit.loop import events
from toolkit.store import Transaction
from toolkit.workspace import Desk

_MONTH = re.compile(r"20\d{2}-(?:0[1-9]|1[0-2])", re.ASCII)
_KIND = "window.counted"
NO_PROOF = "次数前后不同，不能证明是扫码引起。"
_MOST_DAYS = 31


@dataclass(frozen=True)
class WindowMonth:
    """The enquiries about a matter ("" for all) at the window in a month, and on how many days it was open."""

    month: str
    matter: str
    open_days: int
    enquiries: int


@dataclass(frozen=True)
class WindowChange:
    """Enquiries per open day before and after, the change in per cent to one place, and the sentence beside it."""

    before: str
    after: str
    change_percent: str
    before_n: int
    after_n: int
    remark: str = NO_PROOF


def count(desk: Desk, counted: WindowMonth, *, by: str) -> WindowMonth:
    """Record the enquiries of a month, and return them; a later record for the same month and matter holds.

    Raise EventRefusedError naming every fault.
    """
    events.refuse(_faults(counted))
    facts = {
        "matter": counted.matter,
        "month": counted.month,
        "open_days": counted.open_days,
        "enquiries": counted.enquiries,
    }
    with desk.store.transaction() as tx:
        subject = f"窗口:{counted.month}:{counted.matter or '全部'}"
        events.record(desk, tx, events.Wish(_KIND, subject, desk.present, by, facts))
    return counted


def all_months(tx: Transaction) -> tuple[WindowMonth, ...]:
    """Return what was recorded last for each month and matter, in the order of the months."""
    logs = events.history(tx, events.WHENEVER, ("window.",))
    last = (max(acts, key=lambda act: act.position).facts for acts in logs.values())
    months = (WindowMonth(f["month"], f.get("matter", ""), int(f["open_days"]), int(f["enquiries"])) for f in last)
    return tuple(sorted(months, key=lambda month: (month.month, month.matter)))


def change(before: Sequence[WindowMonth], after: Sequence[WindowMonth]) -> WindowChange:
    """Return how enquiries per open day changed from `before` to `after`.

    Raise EventRefusedError unless both are the same calendar months (a February with its holidays is no August), of the
    same matter, each once.
    """
    keys = [sorted((month.month[5:], month.matter) for month in months) for months in (before, after)]
    faults = []
    if not before or not after:
        faults.append("前后都要有记下的次数")
    elif keys[0] != keys[1]:
        faults.append("前后的月份不同，不能比；要比相同的月份，如 2026-03 到 2026-05 比 2027-03 到 2027-05")
    if len({month.matter for month in (*before, *after)}) > 1:
        faults.append("前后不是同一件事")
    events.refuse(faults)
    rates = [Fraction(sum(m.enquiries for m in part), sum(m.open_days for m in part)) for part in (before, after)]
    shift = (rates[1] / rates[0] - 1) * 100 if rates[0] else None
    counts = [sum(month.enquiries for month in part) for part in (before, after)]
    percent = f"{_shown(shift)} %" if shift is not None else "无法计算"
    return WindowChange(_shown(rates[0]), _shown(rates[1]), percent, before_n=counts[0], after_n=counts[1])


def _shown(value: Fraction) -> str:
    """Return `value` with one decimal, halves away from zero."""
    tenths = int(abs(value) * 10 + Fraction(1, 2))
    sign = "−" if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def _faults(counted: WindowMonth) -> Iterator[str]:
    if not _MONTH.fullmatch(counted.month):
        yield f"月份“{counted.month}”要写成 2026-09 的样子"
    if not 1 <= counted.open_days <= _MOST_DAYS:
        yield "开门的天数要在 1 到 31 之间"
    if counted.enquiries < 0:
        yield "次数不能是负的"
