"""The abuses that the specification names for walks, cards and calls: each is tried once, and refused or shown.

What is shown is read back by the functions that staff look at, so that a year in which one went through is not made.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from toolkit.cases import cases, matters
from toolkit.loop import calls, card_checks, cards, draws, events, month
from toolkit.loop.walks import ledger, listing
from toolkit.practice import matter_abuses, windows
from toolkit.practice.matters import go_on
from toolkit.practice.office import Office

_NIGHT = "21:40"


def begin(office: Office) -> None:
    """Try what can only be tried before the rosters are whole."""
    matter_abuses.small_bench(office)


def day(office: Office, on: dt.date) -> None:
    """Try the abuses of a day."""
    for abuse in {**_ABUSES, **matter_abuses.ABUSES}.get(on, ()):
        office.plan(on, _NIGHT, partial(abuse, office))


def note(office: Office, text: str, *, person: str | None = None, against: str | None = None) -> str:
    """Write a note of this evening down, and return its number."""
    home = office.town.home(office.town.village())
    wish = ledger.NewNote(text, office.today.isoformat(), home, office.clerk, person, against)
    return ledger.add_note(office.desk, wish).number


def opened(office: Office, about: str, person: str, *, source: str = "来信") -> str:
    """Open a case of this day, and return its number."""
    wish = matters.Matter(source, office.now, about, person, channel="31(6)", by=office.clerk)
    return cases.open_matter(office.desk, wish, office.today.isoformat(), again=True).case


def served(office: Office, case: str, *promises: str) -> None:
    """Conclude a case with a reply served this day."""
    on = office.today.isoformat()
    also = calls.promised(office.desk, "concluded", on, promises, office.clerk)
    cases.add_entry(office.desk, case, "concluded", on, served=on, also=also, again=True)


# -- walks -----------------------------------------------------------------------------------------------------


def _milder_alone(office: Office) -> None:
    number = note(office, "屋后的边坡有裂缝，下雨怕垮")
    ledger.give_colour(office.desk, number, ledger.Colouring("红", office.now, office.clerk))
    wish = ledger.Colouring("绿", office.now, office.clerk)
    office.refused("S1", "一个人把红色改轻", lambda: ledger.give_colour(office.desk, number, wish))
    year, week, _ = office.today.isocalendar()
    again = "、".join(listing.to_reread(office.desk, f"{year}-W{week:02d}"))
    office.shown("S1", "一开始就往轻里分色", again and f"每周抽黄、绿的十分之一重读，这一周：{again}")
    cast = office.town.cast
    act = ledger.Act(office.now, office.clerk)
    ledger.visit(office.desk, number, act, leader=cast["leaders"]["镇长"], post="镇长")


def _invented(office: Office) -> None:
    walkers = ("吴刚", "邓丽")
    today, home = office.today.isoformat(), office.town.home(office.town.village())
    walk = ledger.add_walk(office.desk, ledger.NewWalk(today, "场镇线", walkers))
    number = ledger.add_note(office.desk, ledger.NewNote("村里都好", today, home, walkers[0])).number
    ledger.give_colour(office.desk, number, ledger.Colouring("绿", office.now, office.clerk))
    ledger.answer(office.desk, number, ledger.Act(office.now, office.clerk), "知道了")
    line = listing.state_of(office.desk, number)
    word = line.walk if line.walk == listing.NOT_WALKED or not walk.is_walked else ""
    office.shown(
        "S1", "没有走访，在桌上编记录", word and f"{walk.number} 没有起止钟点，{number} 列为“{listing.NOT_WALKED}”"
    )


def _impossible_notes(office: Office) -> None:
    tomorrow = (office.today + dt.timedelta(days=1)).isoformat()
    home, today = office.town.home(office.town.village()), office.today.isoformat()
    for what, wish in (
        ("日期写成以后", ledger.NewNote("路灯坏了", tomorrow, home, office.clerk)),
        ("写不存在的村", ledger.NewNote("路灯坏了", today, "天上村一组", office.clerk)),
        ("什么事空着", ledger.NewNote(" ", today, home, office.clerk)),
    ):
        office.refused("S1", what, partial(ledger.add_note, office.desk, wish))


def _identity_card(office: Office) -> None:
    # The check digit is wrong: it is nobody's.
    number, person = "510199199913320000", office.town.person()
    told = note(office, f"{person}想办小卖部，问要什么手续，身份证号{number}", person=person)
    ledger.give_colour(office.desk, told, ledger.Colouring("绿", office.now, office.clerk))
    line = listing.state_of(office.desk, told)
    hidden = number not in (line.text or "") and (line.text or "") != ""
    office.shown("S1", "把身份证号写进记录", f"清单上是：{line.text}" if hidden else None)
    ledger.answer(office.desk, told, ledger.Act(office.now, office.clerk), f"{person}的小卖部到场镇的窗口办")
    public = next(each for each in listing.public_answers(office.desk) if each.note == told)
    kept = person not in f"{public.question}{public.answer}"
    office.shown("S1", "把问的人贴进微信群", f"贴出去的是：{public.answer}" if kept else None)


# -- cards -----------------------------------------------------------------------------------------------------


def _no_card(office: Office) -> None:
    case = opened(office, "来问了低保，没有给卡", office.town.person(), source="窗口")
    go_on(office, case)
    register = card_checks.of_day(office.desk, office.today.isoformat())
    found = case in register.without_card
    office.shown("S3", "接待了不给卡", f"当天对账：{case} 没有卡" if found else None)


def _easy_cards(office: Office) -> None:
    person = office.town.person()
    issued = [
        cards.issue(office.desk, cards.NewCard("钟慧", "综合岗", "问路", office.now, person)).card.number
        for _ in range(6)
    ]
    for number in issued:
        windows.answer_later(office, number, "钟慧")
    with office.desk.store.reading() as tx:
        first = office.today.replace(day=1)
        listed = {card.number for card in draws.population(office.desk, tx, first, office.today)}
    counted = [number for number in issued if number in listed]
    office.shown(
        "S3", "给一个人发很多好办的卡冲淡抽样", f"六张里进名单的只有 {counted[0]}" if len(counted) == 1 else None
    )


def _prying(office: Office) -> None:
    number = cards.issue(office.desk, cards.NewCard("罗佳", "综合岗", "邻里纠纷", office.now, "郑家全")).card.number
    windows.answer_later(office, number, "罗佳")

    def guess() -> None:
        for code in range(6):
            verdict = card_checks.check(office.desk, number, f"{code:08d}").verdict
            if verdict == "有登记":
                return
        return

    office.refused("S3", "邻居拿着卡号猜查验码", guess)


# -- calls -----------------------------------------------------------------------------------------------------


def _handler_calls(office: Office) -> None:
    case = opened(office, "门前的水沟堵了", office.town.person())
    handler = office.town.cast["walkers"][0]
    served(office, case, f"清沟|{office.today + dt.timedelta(days=10)}|{handler}")
    call, answers = calls.Call(office.now, "电话", handler), calls.Answers("没有", "办到", "清楚")
    office.refused("S9", "经办人自己先打电话", lambda: calls.note_answers(office.desk, case, call, answers))
    office.plan(office.working_day(office.today, 15), "09:30", partial(_coached, office, case))


def _coached(office: Office, case: str) -> None:
    call = calls.Call(office.now, "电话", office.town.cast["caller"])
    words = "经办的人教我说都好，给了一桶油"
    calls.note_answers(office.desk, case, call, calls.Answers("有:收过两条烟", "办到", "清楚", coached=words))
    said = [each for each in calls.said_about_conduct(office.desk, office.clerk) if each.case == case]
    taught = said[-1].coached if said else ""
    office.shown("S3、S9", "教人怎么答", taught and "回访记下了“有没有人教您怎么说”的回答，只给能看检举的人看")
    outside = listing_of_calls(office, case)
    hidden = "烟" not in outside and "油" not in outside
    office.shown("S9", "打听谁说了干部", "清单、事项页上只有“已回访”，说的话另行保管" if hidden else None)
    office.refused("S9", "要报复的人去看原话", lambda: calls.said_about_conduct(office.desk, "路人甲"))


def listing_of_calls(office: Office, case: str) -> str:
    """Return all that a page of the case and the list of calls show of it."""
    listed = [each for each in calls.open_calls(office.desk) if each.case == case]
    with office.desk.store.reading() as tx:
        last = calls.follow_up_of(office.desk, tx, events.View(office.now), case)
    return f"{listed}{last.state if last else ''}{cases.show_case(office.desk, case)}"


def _happy_ones_only(office: Office) -> None:
    happy, sour = (opened(office, f"第{n}件：修路灯", office.town.person()) for n in (1, 2))
    for case in (happy, sour):
        served(office, case)
    due = office.working_day(office.today, 15)
    office.plan(due, "10:00", partial(_all_well, office, happy))
    office.plan(due + dt.timedelta(days=1), _NIGHT, partial(_sour_is_listed, office, sour))


def _all_well(office: Office, case: str) -> None:
    call = calls.Call(office.now, "电话", office.town.cast["caller"])
    calls.note_answers(office.desk, case, call, calls.Answers("没有", "办到", "清楚"))


def _sour_is_listed(office: Office, case: str) -> None:
    line = next((each for each in calls.open_calls(office.desk) if each.case == case), None)
    late = line is not None and line.state == "逾期"
    office.shown("S9", "只挑满意的打", f"{case} 没有打，列为逾期，算在应回访里" if late else None)


def _in_bulk(office: Office) -> None:
    told = [opened(office, f"第{n}件：查水表", office.town.person()) for n in range(3)]
    for case in told:
        served(office, case)
    due, caller = office.working_day(office.today, 15), office.town.cast["caller"]

    def write_all() -> None:
        for case in told:
            call = calls.Call(office.now, "电话", caller)
            calls.note_answers(office.desk, case, call, calls.Answers("没有", "办到", "清楚"))
        quickest = month.figures(office.desk, office.today.isoformat()[:7])[0].quickest_minutes
        office.shown("S9", "一口气填一批回访", f"月报写明两次回访最短间隔 {quickest} 分钟" if quickest == 0 else None)

    office.plan(due, "17:20", write_all)


def _back_dated(office: Office) -> None:
    past = (office.today - dt.timedelta(days=4)).isoformat()
    home = office.town.home(office.town.village())
    number = ledger.add_note(office.desk, ledger.NewNote("早先说的：井盖破了", past, home, office.clerk)).number
    late = listing.state_of(office.desk, number).late
    ledger.give_colour(office.desk, number, ledger.Colouring("绿", office.now, office.clerk))
    ledger.answer(office.desk, number, ledger.Act(office.now, office.clerk), "井盖换了")
    office.shown("0.2", "补记成早先的日期", f"{number} 标着“补记”，记下的时刻是电脑的" if late else None)


_ABUSES: Mapping[dt.date, tuple[Callable[[Office], None], ...]] = {
    dt.date(2026, 1, 14): (_milder_alone, _impossible_notes),
    dt.date(2026, 2, 5): (_invented,),
    dt.date(2026, 3, 4): (_identity_card,),
    dt.date(2026, 3, 19): (_back_dated,),
    dt.date(2026, 4, 14): (_no_card,),
    dt.date(2026, 5, 27): (_easy_cards,),
    dt.date(2026, 6, 10): (_prying,),
    dt.date(2026, 7, 8): (_handler_calls,),
    dt.date(2026, 8, 11): (_happy_ones_only,),
    dt.date(2026, 9, 8): (_in_bulk,),
}
