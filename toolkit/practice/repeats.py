"""Red matters of the made-up year: raised again and again, led, planned, reviewed, warned about, and lifted."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from toolkit.cases import cases, matters
from toolkit.core import YehuaError
from toolkit.loop.alerts import acts, contacts, plans, reminder_acts
from toolkit.practice.office import Office

# From the first contact on, so many days later: the sixth contact is the fifth repeat.
_AFTER = (4, 7, 12, 18, 28)
_TASK_DAYS = 15


@dataclass(frozen=True)
class Story:
    """A red matter: when it was first raised, at what time for the sixth time, and how late its tasks are done."""

    first: dt.date
    clock: str
    days_late: int
    village: str = ""


STORIES = (
    Story(dt.date(2026, 1, 12), "11:05", 0),
    Story(dt.date(2026, 3, 16), "09:40", 0),
    Story(dt.date(2026, 5, 18), "15:10", 9),
    Story(dt.date(2026, 7, 6), "10:00", 0),
    Story(dt.date(2026, 9, 3), "10:20", 4),
    # Still red at the end of the year.
    Story(dt.date(2026, 10, 20), "14:00", 0),
)


def day(office: Office, on: dt.date) -> None:
    """Begin the red matters of a day, and hold the review of the week."""
    for story in STORIES:
        if on == story.first:
            office.plan(on, "09:15", partial(_begin, office, story))
    if on == _review_day(office, on):
        office.plan(on, "16:00", partial(_review, office))


def _begin(office: Office, story: Story) -> None:
    row, village = office.dice.choice(office.town.matters), story.village or office.town.village()
    told = (row["about"], office.town.person(), office.town.home(village))
    wish = matters.Matter("窗口", office.now, *told, channel="31(6)", by=office.clerk)
    case = cases.open_matter(office.desk, wish, office.today.isoformat(), again=True).case
    office.plan(story.first + dt.timedelta(days=2), "10:00", partial(_enter, office, case, "acceptance_notice"))
    for after in _AFTER[:-1]:
        office.plan(story.first + dt.timedelta(days=after), "10:00", partial(_again, office, case))
    red = story.first + dt.timedelta(days=_AFTER[-1])
    office.plan(red, story.clock, partial(_again, office, case))
    office.plan(red, "16:30", partial(_lead, office, case))
    office.plan(red + dt.timedelta(days=1), "08:50", partial(_plan, office, case, story))


def _enter(office: Office, case: str, kind: str) -> None:
    on = office.today.isoformat()
    cases.add_entry(office.desk, case, kind, on, served=on, again=True)


def _again(office: Office, case: str) -> None:
    contacts.add(office.desk, contacts.NewContact(case, office.now, "来访", office.clerk, level="镇"), again=True)


def _lead(office: Office, case: str) -> None:
    cast, act = office.town.cast, acts.Act(office.now, office.clerk)
    acts.name_lead(office.desk, case, act, name=cast["leaders"]["党委书记"], post="党委书记")
    acts.form_squad(office.desk, case, act, town=cast["squad_town"], village=cast["squad_village"])


def _plan(office: Office, case: str, story: Story) -> None:
    owners, due = office.town.cast["squad_town"], office.working_day(office.today, _TASK_DAYS)
    rows = [("到现场量一次，当面说清", owners[0], due.isoformat()), ("把该修的修好", owners[1], due.isoformat())]
    sheet = office.sheet(f"一事一策-{case}", plans.HEADINGS, rows)
    acts.make_plan(office.desk, case, acts.Act(office.now, office.clerk), sheet)
    office.plan(due - dt.timedelta(days=2), "15:00", partial(_finish, office, case, 1))
    done = due + dt.timedelta(days=story.days_late) - dt.timedelta(days=0 if story.days_late else 1)
    office.plan(done, "15:20", partial(_finish, office, case, 2))
    if story.days_late:
        office.plan(office.working_day(due, 1), "09:30", partial(_remind, office, case))
    office.plan(office.working_day(done, 2), "11:00", partial(_enter, office, case, "concluded"))
    office.plan(office.working_day(done, 32), "10:30", partial(_lift, office, case))


def begin_work(office: Office, case: str) -> None:
    """Name the leader and the squad of a red matter now, and plan its work for the next morning."""
    _lead(office, case)
    office.plan(office.today + dt.timedelta(days=1), "08:50", partial(_plan, office, case, Story(office.today, "", 0)))


def finish_work(office: Office, case: str, on: dt.date) -> None:
    """Do both tasks of a plan on the day `on`, and conclude and lift after that."""
    for task in (1, 2):
        office.plan(on, f"15:{10 * task}", partial(_finish, office, case, task))
    office.plan(office.working_day(on, 2), "11:00", partial(_enter, office, case, "concluded"))
    office.plan(office.working_day(on, 32), "10:30", partial(_lift, office, case))


def _finish(office: Office, case: str, task: int) -> None:
    acts.finish_task(office.desk, case, task, acts.Act(office.now, office.clerk), "现场办好，已拍照")


def _remind(office: Office, case: str) -> None:
    """Issue the reminders of a case; the first is objected to, and two others decide."""
    leaders = office.town.cast["leaders"]
    for reminder in reminder_acts.reminders(office.desk, office.now):
        if reminder.case == case and reminder.state == "待签发":
            reminder_acts.issue(office.desk, reminder.reminder, acts.Act(office.now, leaders["镇长"]))
            after = office.working_day(office.today, 2)
            office.plan(after, "10:10", partial(_object, office, reminder.reminder, reminder.to))


def _object(office: Office, reminder: str, by: str) -> None:
    reminder_acts.object_to(office.desk, reminder, acts.Act(office.now, by), "等供电所停电，已经报备")
    office.plan(office.working_day(office.today, 2), "10:40", partial(decide, office, reminder))


def decide(office: Office, reminder: str) -> None:
    """Answer an objection by two who neither issued the reminder nor got it."""
    leaders = office.town.cast["leaders"]
    act = acts.Act(office.now, leaders["政法委员"], leaders["组织委员"])
    reminder_acts.decide(office.desk, reminder, act, outcome="维持", reason="报备晚于期限")


def _lift(office: Office, case: str) -> None:
    """Lift the red duty by two; where the person came again meanwhile it goes on, and is tried a month later."""
    act = acts.Act(office.now, office.clerk, office.town.cast["witness"])
    try:
        acts.lift(office.desk, case, act, "方案办完，答复送达，三十天没有再来")
    except YehuaError:
        office.plan(office.working_day(office.today, 31), "10:30", partial(_lift, office, case))


# -- the review of the week ------------------------------------------------------------------------------------


def _review_day(office: Office, on: dt.date) -> dt.date | None:
    """Return the last working day of the week of `on`."""
    monday = on - dt.timedelta(days=on.weekday())
    days = [monday + dt.timedelta(days=n) for n in range(7)]
    return max((each for each in days if office.is_working_day(each)), default=None)


def _review(office: Office) -> None:
    year, number, _ = office.today.isocalendar()
    for alert in acts.listed(office.desk, office.now):
        if alert.latched:
            act = acts.Act(office.now, office.clerk)
            acts.review(office.desk, alert.case, act, week=f"{year}-W{number:02d}", decision="按方案办，下周报结果")
