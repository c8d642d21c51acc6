"""What is due about alerts: the plan of a red matter, its tasks, the weekly review, and answers to objections."""

import datetime as dt
from collections.abc import Iterator

from toolkit.chinese import clocks
from toolkit.loop.alerts.standing import Alert, Standing, alerts_at, plan_clock, reminders_at
from toolkit.loop.duties import Open

PLAN, TASK, REVIEW, ANSWER = "一事一策", "方案任务", "每周过堂", "答复督办异议"
HEAD = "党委书记"


def open_clocks(standing: Standing) -> Iterator[Open]:
    """Give what is open about alerts."""
    alerts = [alert for alert in alerts_at(standing) if alert.latched]
    if not alerts:
        return
    head = standing.duties.holder(HEAD) or HEAD
    for alert in alerts:
        yield from _of_plan(standing, alert, head)
    if review := _review(standing, alerts):
        yield (*review, head)
    for reminder in reminders_at(standing):
        if reminder.answer_due is not None:
            due = clocks.Due(
                reminder.answer_due, reminder.answer_due, "known", f"{reminder.reminder} 有异议，要书面答复。"
            )
            yield ANSWER, reminder.case, due, head


def _of_plan(standing: Standing, alert: Alert, head: str) -> Iterator[Open]:
    plan = alert.plan
    if plan is None or alert.since is None:
        return
    if plan.made is None:
        yield PLAN, alert.case, plan_clock(alert.since, standing.rules), (alert.lead or head).partition(" ")[0]
    for task in plan.tasks:
        if task.done is None:
            yield (
                TASK,
                alert.case,
                clocks.Due(task.due, task.due, "known", f"一事一策第{task.task}项写明{task.due}办好。"),
                task.owner,
            )


def _review(standing: Standing, alerts: list[Alert]) -> tuple[str, str, clocks.Due] | None:
    """Return the review of this week while a red matter was not reviewed in it; None in a week without working days."""
    year, number, _ = dt.date.fromisoformat(standing.on).isocalendar()
    name = f"{year}-W{number:02d}"
    due = clocks.last_working_day_of_week(year, number, standing.desk.calendar)
    if due is None or all(alert.reviewed == name for alert in alerts):
        return None
    return REVIEW, name, due
