"""What is due about the video parlour: calls whose matter is to be registered; the fifteen days run from the talk."""

from toolkit import loop
from toolkit.chinese import clocks
from toolkit.loop import Item
from toolkit.parlour import outcomes
from toolkit.workspace import Desk

REGISTER = "登记视频会客"
KINDS = (REGISTER,)
# 信访工作条例 Art 23: the written notice that the matter is taken, or not, of which registering is the first step.
_DAYS = 15


def all_items(desk: Desk, on: str | None = None) -> tuple[Item, ...]:
    """Return what waits at the moment `on` (now), as far as it was written down by then; raise WrongDateError."""
    view = loop.events.View(loop.moments.looked_at(desk, on))
    with desk.store.reading() as tx:
        office = loop.today.office_at(desk, tx, view)
        return tuple(_item(office, call) for call in outcomes.calls_at(tx, view) if call.waits)


def _item(office: loop.today.Office, call: outcomes.Call) -> Item:
    due = clocks.days_after(loop.moments.day_of(call.began), _DAYS, office.desk.calendar)
    why = f"{call.began} 开始的、与{call.leader}的会客已经谈完，还没有登记成事项。{due.why}"
    return office.item(REGISTER, call.number, clocks.Due(due.raw, due.due, due.calendar, why), None)
