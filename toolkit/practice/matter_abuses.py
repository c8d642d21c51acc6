"""The abuses that the specification names for repeats, panels and clinics: each is tried once, and refused or shown."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from functools import partial

from toolkit.cases import cases, matters
from toolkit.core import write_whole
from toolkit.loop import calls, events
from toolkit.loop.alerts import acts, alike, contacts, plans, provincial, recusals, reminder_acts
from toolkit.loop.clinics import calendar, opinions, sheets, visits
from toolkit.loop.jury import members, scoring, sessions, tally
from toolkit.practice import panels, repeats
from toolkit.practice.matters import enter, go_on
from toolkit.practice.office import Office


def _opened(office: Office, about: str, person: str, against: str | None = None) -> str:
    wish = matters.Matter("来信", office.now, about, person, against=against, channel="31(6)", by=office.clerk)
    return cases.open_matter(office.desk, wish, office.today.isoformat(), again=True).case


# -- repeats ---------------------------------------------------------------------------------------------------

_COUNTED = (0, 3, 6, 9, 12)
_WRONG_ROWS, _VOID = 2, 3


def _fifth_left_out(office: Office) -> None:
    """Begin a matter of which the contact that makes it red is not written down, but stands in the province's list."""
    case = _opened(office, "渠水一直没有接通，三十亩田没有水", office.town.person())
    office.plan(office.working_day(office.today, 1), "10:15", partial(enter, office, case, "acceptance_notice"))
    for after in _COUNTED[1:]:
        office.plan(office.today + dt.timedelta(days=after), "10:00", partial(_contact, office, case))
    office.plan(office.today + dt.timedelta(days=18), "17:00", partial(_compare, office, case))


def _contact(office: Office, case: str) -> None:
    contacts.add(office.desk, contacts.NewContact(case, office.now, "来访", office.clerk), again=True)


def _compare(office: Office, case: str) -> None:
    before = acts.show(office.desk, case).colour
    fifth = (office.today - dt.timedelta(days=2)).isoformat()
    future = (office.today + dt.timedelta(days=9)).isoformat()
    rows = [
        ("编号", "事项", "日期", "渠道", "层级", "姓名"),
        ("省0001", case, fifth, "来访", "县", ""),
        ("", case, fifth, "来访", "县", ""),
        ("省0003", case, future, "来访", "省", ""),
    ]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = office.papers / "省平台.csv"
    write_whole(path, text.getvalue().encode("gb18030"))
    taken = provincial.take_in(office.desk, path, office.clerk)
    now = acts.show(office.desk, case)
    raised = (before, now.colour, now.since) == ("黄", "红", fifth)
    office.shown("S4", "第五次反映不记", f"和省平台的列表一对就有：{case} {now.why}" if raised else None)
    repeats.begin_work(office, case)
    told = "；".join(f"第 {each.row} 行{each.why}" for each in taken.refused)
    office.shown("S4", "列表里没有编号的行、以后的日期", told if len(taken.refused) == _WRONG_ROWS else None)


def _split(office: Office) -> None:
    person = office.town.person()
    first = _opened(office, "砂石厂洗砂的污水排进河里，田里的水都是浑的", person)
    second = _opened(office, "砂石厂洗砂的污水排进河里，喝的水也是浑的", person)
    found = [pair for pair in alike.alike(office.desk, first) if {pair.case, pair.other} == {first, second}]
    office.shown(
        "S4", "把一件事拆成两件", f"{first} 和 {second} 有 {found[0].percent}% 相同，列为可能是一件" if found else None
    )
    go_on(office, first)
    go_on(office, second)
    contacts.join(office.desk, first, second, at=office.now, by=office.clerk)


def _early_and_by_himself(office: Office) -> None:
    """Begin a red matter whose tasks are closed early, extended by their owner, and reviewed by the issuer."""
    case = _opened(office, "塌方的路段只拉了一根绳子，下雨天很危险", office.town.person())
    office.plan(office.working_day(office.today, 1), "10:15", partial(enter, office, case, "acceptance_notice"))
    for after in (2, 4, 6, 8, 10):
        office.plan(office.today + dt.timedelta(days=after), "10:05", partial(_contact, office, case))
    office.plan(office.today + dt.timedelta(days=11), "08:20", partial(_plan, office, case))


def _plan(office: Office, case: str) -> None:
    owner, due = office.town.cast["squad_town"][0], office.working_day(office.today, 10)
    rows = [("放护栏", owner, due.isoformat()), ("清土方", owner, due.isoformat())]
    sheet = office.sheet(f"一事一策-{case}", plans.HEADINGS, rows)
    acts.make_plan(office.desk, case, acts.Act(office.now, office.clerk), sheet)
    wish = acts.Extension((due + dt.timedelta(days=14)).isoformat(), office.now, "忙不过来")
    own = acts.Act(office.now, owner)
    office.refused("S4", "责任人自己批准延期", lambda: acts.extend_task(office.desk, case, 1, own, wish))
    # Closed two days before the task is due, though nothing was done.
    office.plan(due - dt.timedelta(days=2), "16:40", partial(_close, office, case))
    office.plan(office.working_day(due - dt.timedelta(days=2), 15), "10:40", partial(_hear, office, case))


def _close(office: Office, case: str) -> None:
    on = office.today.isoformat()
    cases.add_entry(office.desk, case, "concluded", on, served=on, again=True)


def _hear(office: Office, case: str) -> None:
    call = calls.Call(office.now, "电话", office.town.cast["caller"])
    calls.note_answers(office.desk, case, call, calls.Answers("没有", "没办到:绳子还是那根绳子", "清楚"))
    there = [each for each in reminder_acts.reminders(office.desk) if each.case == case]
    office.shown(
        "S4", "期限前两天先办结", f"回访说没有办，重新办理，期限仍是原来的：{there[-1].ground}" if there else None
    )
    issuer = office.town.cast["leaders"]["镇长"]
    first = there[-1].reminder
    reminder_acts.issue(office.desk, first, acts.Act(office.now, issuer))
    reminder_acts.object_to(office.desk, first, acts.Act(office.now, there[-1].to), "下雨停工")
    own = acts.Act(office.now, issuer, office.town.cast["witness"])
    wish = {"outcome": "维持", "reason": "事实清楚"}
    office.refused("S4", "签发的人自己复核", lambda: reminder_acts.decide(office.desk, first, own, **wish))
    office.plan(office.working_day(office.today, 2), "10:50", partial(repeats.decide, office, first))
    repeats.finish_work(office, case, office.working_day(office.today, 4))


# -- panels ----------------------------------------------------------------------------------------------------


def small_bench(office: Office) -> None:
    """Try to call a panel from a roster of twelve hand-picked people."""
    picked = [(office.town.person(), kind, "2025-11-01", "2025-11-30") for kind in office.town.cast["members"][:12]]
    members.take_in(office.desk, office.sheet("挑好的名册", members.HEADINGS, picked), office.clerk)
    case = _opened(office, "低保没有批下来", office.town.person())
    go_on(office, case)
    wish = sessions.Call("2025-11-28", office.clerk, "2025-11-21|SSE|3834.89", "41")
    office.refused("S5", "只挑十二个人评", lambda: sessions.call(office.desk, case, wish))


def _packed_panel(office: Office) -> None:
    with office.desk.store.reading() as tx:
        there = members.members_at(tx, events.View(office.now), office.today.isoformat())
    kin, former = there[0].name, there[1].name
    case = _opened(office, "宅基地的边界吵了八年", office.town.person(), against=former)
    recusals.recuse(office.desk, case, kin, at=office.now, by=office.clerk, reason="和当事人是亲属")
    go_on(office, case)
    sitting = office.working_day(office.today, 9)
    public = f"{office.today}|SSE|3901.22"
    session = sessions.call(office.desk, case, sessions.Call(sitting.isoformat(), office.clerk, public, "6254"))
    seated = {seat.name for seat in session.seats}
    told = f"{session.session} 的席位抽签以前就去掉了两个人"
    office.shown("S5", "亲属、被反映的前书记来评", None if seated & {kin, former} else told)
    office.plan(sitting, "15:00", partial(_edited_score, office, session.session))


def _edited_score(office: Office, session: str) -> None:
    right = panels.ballots(office, session, 6)
    void = [("1", 11, 8, 8), ("2", 6.5, 8, 8), ("3", None, 8, 8), *right[3:]]
    better = [("1", 11, 8, 8), ("2", 6.5, 8, 8), ("3", None, 8, 8), *((slot, 10, 10, 10) for slot, *_ in right[3:])]
    first, second = (
        office.sheet(name, ("票号", *scoring.MARKS), rows) for name, rows in (("照票计", void), ("改过的", better))
    )
    tellers = tally.Tellers(office.clerk, office.town.cast["witness"], office.now)
    differing = tally.count(office.desk, session, (first, second), tellers)
    there = len(differing.differences)
    office.shown(
        "S5", "计票的人把分改高", f"两份计票有 {there} 处不同，不出分" if there and not differing.score else None
    )
    other = office.sheet("再照票计", ("票号", *scoring.MARKS), void)
    counted = tally.count(office.desk, session, (first, other), tellers)
    office.shown("S5", "写 11 分、6.5 分、空着", f"作废 {counted.void} 张，别的照计" if counted.void == _VOID else None)
    again = partial(tally.count, office.desk, session, (second, second), tellers)
    office.refused("S5", "计完了再改", again)


# -- clinics ---------------------------------------------------------------------------------------------------


def _paper_attendance(office: Office) -> None:
    seat = office.town.advisers[0]
    with office.desk.store.reading() as tx:
        year = calendar.clinics_of(office.desk, tx, events.View(office.now), office.today.year)
    missed = next(each for each in year if each.state == "计划" and each.date > office.today.isoformat())
    on = office.today.isoformat()
    made = calendar.hold(office.desk, missed.village, calendar.Held(on, "09:00", "09:30"), office.clerk)
    office.shown("S6", "没有去坐诊，只填一张表", f"{made.village} {on} 列为“村里没有盖章”" if made.unstamped else None)
    case = _opened(office, "工伤的赔偿没有谈拢", office.town.person())
    go_on(office, case)
    wish = opinions.Request(case, seat.village, "来访人", "没有", "能不能起诉", office.now, office.clerk)
    asked = opinions.ask(office.desk, wish).opinion
    given = partial(
        opinions.give, office.desk, asked, conclusion="无理诉求", paper="没有的文书", at=office.now, by=office.clerk
    )
    office.refused("S6", "拿法律意见说人家无理", given)
    person = office.town.person()
    told = visits.log(
        office.desk, visits.NewVisit(seat.village, on, "婚姻家庭", "说清即可", "没有", office.clerk, name=person)
    )
    work = sheets.work_of(office.desk, seat.adviser, on[:7])
    hidden = told.visit in repr(work) and person not in repr(work)
    office.shown("S6", "从表上打听谁来问过", f"表上只有编号 {told.visit}，姓名在顾问自己的本子里" if hidden else None)


ABUSES: Mapping[dt.date, tuple[Callable[[Office], None], ...]] = {
    dt.date(2026, 2, 25): (_fifth_left_out,),
    dt.date(2026, 4, 8): (_split,),
    dt.date(2026, 6, 3): (_early_and_by_himself,),
    dt.date(2026, 7, 15): (_packed_panel,),
    dt.date(2026, 10, 21): (_paper_attendance,),
}
