"""What people do about an alert: leader, squad, plan, tasks, extensions, reviews, and lifting by two.

Each act is refused with all its faults at once, inside the transaction that would record it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import clocks, dates, is_among, persons_in
from toolkit.core import UnknownNumberError, WrongValueError
from toolkit.loop import moments
from toolkit.loop.alerts import plans
from toolkit.loop.alerts.contacts import known_case
from toolkit.loop.alerts.plans import Task, tasks_in
from toolkit.loop.alerts.recusals import barred
from toolkit.loop.alerts.standing import Alert, alerts_at, standing_at
from toolkit.loop.case_entries import entries_of
from toolkit.loop.duties import Duties
from toolkit.loop.events import View, Wish, of_subject, record, refuse
from toolkit.store import Transaction
from toolkit.workspace import Desk

_WEEK = re.compile(r"(20\d{2})-W(\d{2})", re.ASCII)
_QUIET_DAYS = 30
_TOWN, _VILLAGE = 3, 2


@dataclass(frozen=True)
class Act:
    """An act: when, and who writes it down; `second` where two answer for it."""

    at: str
    by: str
    second: str | None = None


def show(desk: Desk, case: str, on: str | None = None) -> Alert:
    """Return the alert of `case` at the moment `on` (now); raise UnknownNumberError or WrongDateError."""
    with desk.store.reading() as tx:
        view = View(moments.looked_at(desk, on))
        known = known_case(tx, case)
        alerts = alerts_at(standing_at(desk, tx, view), (known,))
        if not alerts:
            raise WrongValueError(field="日期（--on）", value=view.on, why=f"{known} 那时还没有收到")
        return alerts[0]


def listed(desk: Desk, on: str | None = None) -> tuple[Alert, ...]:
    """Return the alerts at the moment `on` (now), the red duty first, then by repeats."""
    with desk.store.reading() as tx:
        alerts = alerts_at(standing_at(desk, tx, View(moments.looked_at(desk, on))))
    return tuple(sorted(alerts, key=lambda alert: (not alert.latched, -alert.repeats, alert.case)))


# -- leader, squad, plan ---------------------------------------------------------------------------------------


def name_lead(desk: Desk, case: str, act: Act, *, name: str, post: str) -> Alert:
    """Record who leads the work on a red matter (包案); raise EventRefusedError naming every fault."""
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        empty = [] if name.strip() and post.strip() else ["谁包案、任什么职务都要写"]
        several = [f"包案领导写一个人，“{name}”是几个人"] if len(persons_in(name)) > 1 else []
        other = Duties(tx, View(moments.parsed(act.at))).not_in_post(name, post)
        recused = _recused(desk, tx, known, act.at, persons_in(name))
        refuse([*empty, *several, *other, *recused, *_not_red(desk, tx, known, act.at)])
        record(desk, tx, Wish("lead.named", known, act.at, act.by, {"name": name.strip(), "post": post.strip()}))
    return show(desk, known)


def form_squad(desk: Desk, case: str, act: Act, *, town: Sequence[str], village: Sequence[str]) -> Alert:
    """Record the squad of a red matter: three of the town and two of the village, none recused."""
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        names = [name.strip() for name in (*town, *village)]
        recused = _recused(desk, tx, known, act.at, names)
        refuse([*_squad_faults(town, village), *recused, *_not_red(desk, tx, known, act.at)])
        facts = {"town": "、".join(names[:_TOWN]), "village": "、".join(names[_TOWN:])}
        record(desk, tx, Wish("squad.formed", known, act.at, act.by, facts))
    return show(desk, known)


def _squad_faults(town: Sequence[str], village: Sequence[str]) -> Iterator[str]:
    for what, people, wanted in (("镇", town, _TOWN), ("村", village, _VILLAGE)):
        named = [name for name in people if name.strip()]
        if len(named) != wanted:
            yield f"专班{what}上要 {wanted} 人，写了 {len(named)} 人"
    names = [name.strip() for name in (*town, *village) if name.strip()]
    if several := [name for name in names if len(persons_in(name)) > 1]:
        yield f"“{'”“'.join(several)}”是几个人，要一个一个写"
    if twice := sorted({name for place, name in enumerate(names) if is_among(name, names[:place])}):
        yield f"{'、'.join(twice)}写了两次，专班要五个人"


def make_plan(desk: Desk, case: str, act: Act, sheet: Path) -> Alert:
    """Record the plan of a red matter from the Excel file `sheet`; one matter has one plan.

    Raise PlanRefusedError or EventRefusedError naming every fault.
    """
    at = moments.parsed(act.at)
    tasks = plans.read(sheet, moments.day_of(at))
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        standing = _now(desk, tx, known)
        again = ["已经有方案了，一事一策；期限要改请办延期"] if standing.plan and standing.plan.made else []
        recused = _recused(desk, tx, known, at, dict.fromkeys(task.owner for task in tasks))
        refuse([*_not_red(desk, tx, known, at), *again, *recused])
        record(desk, tx, Wish("plan.made", known, at, act.by, {"tasks": len(tasks)}))
        for number, task in enumerate(tasks, 1):
            facts = {"task": number, "owner": task.owner, "due": task.due}
            record(desk, tx, Wish("task.set", known, at, act.by, facts, {"text": task.text}))
    return show(desk, known)


def _recused(desk: Desk, tx: Transaction, case: str, at: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the faults of those of `names` who may not work on `case`, now or at the moment `at`.

    The moment is typed: an act dated before a recusal would evade it. Who held a post may be told by that moment only.
    """
    named = [name for name in names if name.strip()]
    views = (View(desk.present), View(moments.parsed(at)))
    return tuple(dict.fromkeys(fault for view in views for fault in barred(tx, view, case).faults(named)))


def _not_red(desk: Desk, tx: Transaction, case: str, at: str) -> Iterator[str]:
    """Give the reason why nothing of a red matter can be recorded about `case`: it was not red by then."""
    if not _then(desk, tx, case, at).latched:
        yield f"{case} 到 {at} 没有红色预警"


def _now(desk: Desk, tx: Transaction, case: str) -> Alert:
    return _then(desk, tx, case, desk.present)


def _then(desk: Desk, tx: Transaction, case: str, at: str) -> Alert:
    alerts = alerts_at(standing_at(desk, tx, View(moments.parsed(at))), (case,))
    if not alerts:
        raise WrongValueError(field="时间（--at）", value=at, why=f"{case} 那时还没有收到")
    return alerts[0]


# -- tasks -----------------------------------------------------------------------------------------------------


def finish_task(desk: Desk, case: str, number: int, act: Act, words: str | None = None) -> Alert:
    """Record that task `number` of the plan is done; raise EventRefusedError or UnknownNumberError."""
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        task = _task(desk, tx, known, number)
        refuse([f"第 {number} 项 {task.done} 已经办好"] if task.done else [])
        record(desk, tx, Wish("task.done", known, act.at, act.by, {"task": number}, {"words": words}))
    return show(desk, known)


@dataclass(frozen=True)
class Extension:
    """An extension of a task: to which day, when it was asked for, and why."""

    due: str
    asked: str
    reason: str


def extend_task(desk: Desk, case: str, number: int, act: Act, wish: Extension) -> Alert:
    """Record that task `number` got more time, asked, granted and written down before it was overdue, by another."""
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        task = _task(desk, tx, known, number)
        owner = standing_at(desk, tx, View(moments.parsed(act.at))).duties.owner(task.owner, task.since)
        refuse(_extension_faults(desk, (task, owner), act, wish))
        facts = {"task": number, "due": dates.parse_date(wish.due).isoformat(), "asked": moments.parsed(wish.asked)}
        record(desk, tx, Wish("extension.granted", known, act.at, act.by, facts, {"reason": wish.reason}))
    return show(desk, known)


def _extension_faults(desk: Desk, owned: tuple[Task, str], act: Act, wish: Extension) -> Iterator[str]:
    (task, owner), at, asked = owned, moments.parsed(act.at), moments.parsed(wish.asked)
    due = dates.parse_date(wish.due).isoformat()
    # Both days are typed: only today's tells whether it is still in time.
    for what, moment in (("申请", asked), ("批准", at), ("登记", desk.present)):
        if moment[:10] > task.due:
            yield f"第 {task.number} 项的期限是 {task.due}，{moment} 才{what}延期，已经逾期，不能再延"
    if asked > at:
        yield f"申请的时间 {asked} 晚于批准的时间 {at}"
    if due <= task.due:
        yield f"延期到 {due}，不晚于现在的期限 {task.due}"
    if is_among(act.by, persons_in(owner)):
        yield f"{owner}是第 {task.number} 项的责任人，不能自己批准延期"
    if not wish.reason.strip():
        yield "没有写延期的事由（--reason）"


def _task(desk: Desk, tx: Transaction, case: str, number: int) -> Task:
    log = of_subject(tx, View(desk.present), case, "plan.", "task.", "extension.")
    planned = next((task for task in tasks_in(log) if task.number == number), None)
    if planned is None:
        raise UnknownNumberError(what="方案的任务", number=f"{case} 第 {number} 项")
    return planned


# -- reviews and lifting ---------------------------------------------------------------------------------------


def review(desk: Desk, case: str, act: Act, *, week: str, decision: str) -> Alert:
    """Record what the party committee decided about `case` in its review of an ISO week (`2026-W41`)."""
    week_end(desk, week)
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        refuse([] if decision.strip() else ["没有写过堂的决定"])
        record(desk, tx, Wish("review.held", known, act.at, act.by, {"week": week}, {"decision": decision.strip()}))
    return show(desk, known)


def week_end(desk: Desk, week: str) -> clocks.Due:
    """Return the last working day of an ISO week (`2026-W41`), by which it is reviewed; raise WrongValueError."""
    match = _WEEK.fullmatch(week.strip())
    try:
        year, number = (int(match[1]), int(match[2])) if match else (0, 0)
        first = dt.date.fromisocalendar(year, number, 1)
    except ValueError as fault:
        raise WrongValueError(field="周", value=week, why="写成 2026-W41 的样子（一年的第几周）") from fault
    due = clocks.last_working_day_of_week(year, number, desk.calendar)
    if due is None:
        last = first + dt.timedelta(days=6)
        raise WrongValueError(
            field="周", value=week, why=f"{first} 到 {last} 没有工作日，这一周不过堂，请写前后有工作日的一周"
        )
    return due


def lift(desk: Desk, case: str, act: Act, minute: str = "") -> Alert:
    """Record on the word of two that the red duty of `case` is lifted; raise EventRefusedError naming what lacks.

    It is lifted by what was so at the moment of the act and is still so now: that moment is typed.
    """
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        wanting = [
            fault for at in (moments.parsed(act.at), desk.present) for fault in _lift_faults(desk, tx, known, at)
        ]
        refuse(dict.fromkeys(wanting))
        record(desk, tx, Wish("alert.lifted", known, act.at, act.by, {}, {"minute": minute.strip()}, act.second))
    return show(desk, known)


def _lift_faults(desk: Desk, tx: Transaction, case: str, at: str) -> Iterator[str]:
    standing = _then(desk, tx, case, at)
    if not standing.latched:
        yield f"{case} 到 {at} 没有红色预警，不用解除"
        return
    undone = [line.task for line in standing.plan.tasks if line.done is None] if standing.plan else []
    if standing.plan is None or standing.plan.made is None:
        yield "还没有一事一策"
    if undone:
        yield f"方案的第 {'、'.join(map(str, undone))} 项还没有办好"
    entries = entries_of(tx, View(at), (case,)).get(case, ())
    if not any(
        entry.kind == "concluded" and entry.served_on and entry.served_on.isoformat() <= at for entry in entries
    ):
        yield f"答复还没有送达，先登记：yehua case add {case} concluded --date … --served …"
    since = (moments.day_of(at) - dt.timedelta(days=_QUIET_DAYS)).isoformat()
    if recent := [day for day in standing.counted if day > since]:
        yield f"最近 {_QUIET_DAYS} 天内又反映过：{'、'.join(recent)}"
