"""Payments of an agreement completed: instalments from sum, number and first day; the sum from its instalments."""

import calendar
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from toolkit.chinese import digits_text, money

_MONTHS = {"月": 1, "季": 3, "年": 12}
_CENT = Decimal("0.01")


def completed_payments(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain, well-shaped `facts` with every payment completed; what they say themselves is kept."""
    payments = facts.get("payments")
    if not isinstance(payments, list):
        return dict(facts)
    return {**facts, "payments": [_completed(each) if isinstance(each, Mapping) else each for each in payments]}


def _completed(payment: Mapping[str, Any]) -> dict[str, Any]:
    schedule, given = payment.get("schedule"), payment.get("instalments")
    if schedule and payment.get("amount") is not None and not given:
        return {**payment, "instalments": instalments(money(payment["amount"]), schedule)}
    if given and payment.get("amount") is None:
        return {**payment, "amount": digits_text(sum((money(each["amount"]) for each in given), Decimal(0)))}
    return dict(payment)


def instalments(amount: Decimal, schedule: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return `count` equal instalments of `amount` in yuan from the day `first`, one `every` 周, 月, 季 or 年.

    They are whole yuan where the amount is; what does not divide is paid with the last.
    """
    count, first = int(schedule["count"]), dt.date.fromisoformat(schedule["first"])
    step = Decimal(1) if amount == amount.to_integral_value() and amount >= count else _CENT
    part = (amount / count // step) * step
    parts = [part] * (count - 1) + [amount - part * (count - 1)]
    days = (_later(first, n, schedule["every"]) for n in range(count))
    return [{"amount": digits_text(each), "by": day.isoformat()} for each, day in zip(parts, days, strict=True)]


def _later(first: dt.date, steps: int, every: str) -> dt.date:
    """Return the day `steps` after `first`; a month that is too short gives its last day."""
    if every == "周":
        return first + dt.timedelta(weeks=steps)
    years, month = divmod(first.month - 1 + steps * _MONTHS[every], 12)
    year = first.year + years
    return dt.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
