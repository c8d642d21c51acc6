"""The machine's clock against the chain of facts: when it is doubtful, and what is refused then.

A clock that was set back would note a fact as earlier than it was written down, so nothing is written with it that a
person dates. A clock far ahead cannot be told from a machine that was off for long; it is remarked. Where several
machines share a store, each is held against the clock of the server.
"""

import datetime as dt

from toolkit.core import YehuaError
from toolkit.store import chain
from toolkit.store.schema import EVENTS
from toolkit.store.transactions import Transaction

# Clocks of machines differ by minutes; what is more was set.
_TURNED_BACK = _APART = dt.timedelta(minutes=10)
_FAR_AHEAD = dt.timedelta(days=180)


class ClockTurnedBackError(YehuaError):
    """Raised when the machine's clock is behind the last fact, so that what is written now would be back-dated."""

    sentence = (
        "电脑的时钟比总账里最后一条（{last}）还早，现在是 {now}。为免补记成早先的日期，没有记下。"
        "请先把电脑的日期和时间调准；"
        "若是最后一条记下时电脑的时钟走快了，由两个人更正：yehua events clock --by 姓名 --second 姓名 --reason 事由。"
    )


class OtherClockError(YehuaError):
    """Raised when the clock of this machine and that of the server differ, so that others could not go on from it."""

    sentence = (
        "电脑的时钟是 {here}，台账服务器的时钟是 {there}。几台电脑记同一本台账，时钟要一致，所以没有记下。"
        "请先把电脑的日期和时间调准；是服务器的时钟不准，就请技术员校准它（chrony 或 NTP）。"
    )


def refuse_other(here: str, there: dt.datetime | None) -> None:
    """Raise OtherClockError when `here`, this machine's moment (UTC, ISO), is far from `there`, that of the server.

    What a machine an hour ahead notes would keep all others from noting anything for an hour.
    """
    own = dt.datetime.fromisoformat(here)
    if there is not None and abs(own - there) > _APART:
        raise OtherClockError(here=_local(own), there=_local(there))


def refuse_turned_back(tx: Transaction) -> None:
    """Raise ClockTurnedBackError when the machine's clock is behind the last fact."""
    last, now = _last_recorded(tx), dt.datetime.fromisoformat(tx.now())
    if last is not None and now < last - _TURNED_BACK:
        raise ClockTurnedBackError(last=_local(last), now=_local(now))


def clock_remark(tx: Transaction) -> str | None:
    """Return a Chinese warning when the machine's clock is behind the last fact or far ahead of it; None otherwise."""
    last, now = _last_recorded(tx), dt.datetime.fromisoformat(tx.now())
    if last is None:
        return None
    if now < last - _TURNED_BACK:
        return (
            f"电脑的时钟（{_local(now)}）比最后一条记录（{_local(last)}）还早：期限会算错，现在也记不下。"
            "请先把电脑的日期和时间调准。"
        )
    if now - last < _FAR_AHEAD:
        return None
    return f"上一条记于 {_local(last)}，现在是 {_local(now)}，隔了半年以上：请先看看电脑的日期对不对，再记。"


def _last_recorded(tx: Transaction) -> dt.datetime | None:
    row = tx.row(EVENTS)
    return dt.datetime.fromisoformat(row["recorded_at"]) if row else None


def _local(moment: dt.datetime) -> str:
    return chain.local_minute(moment.isoformat())
