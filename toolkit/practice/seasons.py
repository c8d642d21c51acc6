"""What the made-up year has by seasons: posts, proposals at the end of a quarter, and people referred for relief."""

import datetime as dt
from functools import partial

from toolkit.loop import duties, rules
from toolkit.loop.reports import proposals
from toolkit.practice.office import FIRST, Office

_MOST = 2
_TO = ("县交通运输局", "县水务局", "县农业农村局", "县民政局")
_RELIEF = {dt.date(2026, 4, 15), dt.date(2026, 8, 12)}


def begin(office: Office) -> None:
    """Put everybody into a post."""
    cast, since = office.town.cast, FIRST.isoformat()
    posts: list[tuple[str, str, str | None, str | None]] = [
        *((name, post, None, None) for post, name in cast["leaders"].items())
    ]
    posts += [(name, "综合岗", None, cast["leaders"]["副镇长"]) for name in cast["receivers"]]
    posts += [(cast["caller"], "镇纪委", None, None), (office.clerk, "综治中心", None, None)]
    posts += [(name, "村支书", village, None) for village, name in office.town.secretaries.items()]
    for person, post, village, superior in posts:
        duties.begin(office.desk, duties.Appointment(person, post, since, village, superior), office.clerk)


def day(office: Office, on: dt.date) -> None:
    """Do what a day of the year has of its own."""
    if on == dt.date(2026, 2, 25):
        office.plan(on, "09:00", partial(_change_a_rule, office))
    if on.month in {3, 6, 9} and on == _last_working_day(office, on):
        office.plan(on, "15:50", partial(_propose, office))
    if on in _RELIEF:
        office.plan(office.working_day(on), "14:20", partial(_refer, office))


def _change_a_rule(office: Office) -> None:
    rules.set_rule(
        office.desk, "临近", "5", since="2026-03-01", by=office.clerk, second=office.town.cast["leaders"]["镇长"]
    )


def _last_working_day(office: Office, on: dt.date) -> dt.date:
    days = [on.replace(day=number) for number in range(22, 31)]
    return max(each for each in days if office.is_working_day(each))


def _propose(office: Office) -> None:
    """Make the proposals that the quarter puts up."""
    for place, each in enumerate(proposals.put_up(office.desk)[:_MOST]):
        wish = proposals.NewProposal(
            to=_TO[(office.today.month + place) % len(_TO)],
            topic=each.topic or "办结以后又反映",
            kind="改进工作",
            cases=each.cases,
            text="同类反映多，请把原因一次治好。",
            at=office.now,
            by=office.clerk,
        )
        made = proposals.make(office.desk, wish)
        if office.chance(80):
            office.plan(
                office.working_day(office.today, 20 + place), "11:10", partial(_answered, office, made.proposal)
            )


def _answered(office: Office, proposal: str) -> None:
    adopted = office.dice.choice(proposals.ADOPTED)
    proposals.answer(office.desk, proposal, adopted=adopted, words="已列入计划。", at=office.now, by=office.clerk)


def _refer(office: Office) -> None:
    if case := office.newest_case():
        proposals.refer_relief(office.desk, case, to="县人民检察院", at=office.now, by=office.clerk)
