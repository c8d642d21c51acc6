"""What people do about a reminder: issue it, object to it within the limit, and answer the objection by two.

Each act is refused with all its faults at once, inside the transaction that would record it.
"""

from collections.abc import Iterator

from toolkit.chinese import dates, is_among, persons_in
from toolkit.core import UnknownNumberError
from toolkit.loop import moments
from toolkit.loop.alerts.acts import Act
from toolkit.loop.alerts.reminders import OUTCOMES, Limits, Reminder
from toolkit.loop.alerts.standing import reminders_at, standing_at
from toolkit.loop.events import View, Wish, of_subject, record, refuse
from toolkit.loop.rules import Rules
from toolkit.store import Transaction
from toolkit.workspace import Desk


def reminders(desk: Desk, on: str | None = None) -> tuple[Reminder, ...]:
    """Return every reminder at the moment `on` (now), the newest first; raise WrongDateError."""
    with desk.store.reading() as tx:
        return reminders_at(standing_at(desk, tx, View(moments.looked_at(desk, on))))


def issue(desk: Desk, number: str, act: Act) -> Reminder:
    """Record that `act.by` issued the reminder `number`; raise EventRefusedError or UnknownNumberError."""
    with desk.store.transaction() as tx:
        reminder = _reminder(desk, tx, number)
        own = ["不能由被提醒的人自己签发"] if is_among(act.by, persons_in(reminder.to)) else []
        again = [] if reminder.state == "待签发" else [f"{reminder.reminder} 现在是{reminder.state}，不用再签发"]
        early = [f"{reminder.since} 才到提醒的日子"] if moments.parsed(act.at)[:10] < reminder.since else []
        refuse([*own, *again, *early])
        facts = {
            "reminder": reminder.reminder,
            "level": reminder.level,
            "since": reminder.since,
            "missed": reminder.missed,
        }
        record(desk, tx, Wish("warning.issued", reminder.case, act.at, act.by, facts, {"to": reminder.to}))
        return _reminder(desk, tx, number)


def object_to(desk: Desk, number: str, act: Act, reason: str, received: str | None = None) -> Reminder:
    """Record that whoever was reminded objects, within the limit; raise EventRefusedError or UnknownNumberError.

    The limit runs from the day `received` on which the reminder came, without one from its issue.
    """
    with desk.store.transaction() as tx:
        reminder = _reminder(desk, tx, number)
        came = dates.parse_date(received).isoformat() if received else None
        refuse(
            [
                *([] if reason.strip() else ["没有写异议的理由（--reason）"]),
                *_objection_faults(desk, tx, reminder, moments.parsed(act.at), came),
                *(
                    [f"{reminder.reminder} 现在是{reminder.state}，不能再提异议"]
                    if reminder.state not in {"待签发", "已签发", "已办"}
                    else []
                ),
            ]
        )
        facts = {"reminder": reminder.reminder, "received": came}
        record(desk, tx, Wish("warning.objected", reminder.case, act.at, act.by, facts, {"reason": reason.strip()}))
        return _reminder(desk, tx, number)


def _objection_faults(desk: Desk, tx: Transaction, reminder: Reminder, at: str, received: str | None) -> Iterator[str]:
    """Give why nobody may object at the moment `at` to what came on the day `received`."""
    if received is None:
        if at[:10] > reminder.objection_due:
            yield (
                f"从签发那天数，提出异议的期限是 {reminder.objection_due}，已经过了；"
                "收到得晚的，写上哪天收到的（--received），期限从那天数"
            )
        return
    issued = of_subject(tx, View(desk.present), reminder.case, "warning.issued")
    first = min((event.at[:10] for event in issued if event.facts["reminder"] == reminder.reminder), default=None)
    if first is None or not first <= received <= at[:10]:
        yield f"收到的日子 {received} 不在签发（{first or '还没有签发'}）和提出异议（{at[:10]}）之间"
        return
    due = Limits(Rules(tx, View(at)), desk.calendar).after("督办异议", received)
    if at[:10] > due:
        yield f"{received} 收到的，提出异议的期限是 {due}，已经过了"


def decide(desk: Desk, number: str, act: Act, *, outcome: str, reason: str) -> Reminder:
    """Record on the word of two, neither its issuer nor whoever was reminded, what came of an objection."""
    with desk.store.transaction() as tx:
        reminder = _reminder(desk, tx, number)
        refuse(_decision_faults(desk, tx, reminder, act, (outcome, reason)))
        facts = {"reminder": reminder.reminder, "outcome": outcome}
        wish = Wish("warning.decided", reminder.case, act.at, act.by, facts, {"reason": reason.strip()}, act.second)
        record(desk, tx, wish)
        return _reminder(desk, tx, number)


def _decision_faults(
    desk: Desk, tx: Transaction, reminder: Reminder, act: Act, decision: tuple[str, str]
) -> Iterator[str]:
    outcome, reason = decision
    if outcome not in OUTCOMES:
        yield f"答复不能写成“{outcome}”，可以写 {'、'.join(OUTCOMES)}"
    if not reason.strip():
        yield "没有写答复的理由（--reason）"
    if reminder.state != "异议中":
        yield f"{reminder.reminder} 现在是{reminder.state}，没有要答复的异议"
    events = of_subject(tx, View(desk.present), reminder.case, "warning.issued")
    issuers = {event.by for event in events if event.facts["reminder"] == reminder.reminder}
    deciding = (act.by.strip(), (act.second or "").strip())
    if own := [name for name in deciding if is_among(name, issuers)]:
        yield f"{'、'.join(own)}是签发提醒的人，不能自己复核"
    if any(is_among(name, persons_in(reminder.to)) for name in deciding):
        yield f"{reminder.to}是被提醒的人，不能自己答复"


def _reminder(desk: Desk, tx: Transaction, number: str) -> Reminder:
    there = reminders_at(standing_at(desk, tx, View(desk.present)))
    reminder = next((each for each in there if each.reminder == number.strip()), None)
    if reminder is None:
        raise UnknownNumberError(what="督办提醒", number=number)
    return reminder
