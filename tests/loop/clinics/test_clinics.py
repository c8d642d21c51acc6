"""Clinics: their days, what was missed and made up, visits with a next step, and opinions that decide nothing."""

import datetime as dt
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from tests.loop.conftest import FixedRules, at_day
from toolkit.cases import cases, remedies
from toolkit.cases.matters import Matter
from toolkit.chinese.dates import Calendar
from toolkit.commands.cli import main
from toolkit.core import UnknownNumberError
from toolkit.formats import read_rows, write_rows
from toolkit.loop import cards, draws, rules, today
from toolkit.loop.clinics import calendar, opinions, roster, sheets, visits
from toolkit.loop.clinics.calendar import Held
from toolkit.loop.clinics.opinions import Request
from toolkit.loop.clinics.roster import HEADINGS, RosterRefusedError
from toolkit.loop.clinics.visits import NewVisit
from toolkit.loop.events import EventRefusedError, erase
from toolkit.papers.register import FiledPaper
from toolkit.store import EVENTS, chain
from toolkit.workspace import Desk

ROW = ("柳树湾", "周正", "律师", "15101202010000001", "明理律师事务所", "法顾1", "2026-01-01", "2027-12-31", "", "", "")
OTHER = (
    "石桥",
    "吴敏",
    "基层法律服务工作者",
    "3201",
    "石桥法律服务所",
    "法顾2",
    "2026-01-01",
    "2026-12-31",
    "第2个周三",
    "",
    "青石镇人民政府",
)
MONTHS = range(1, 13)


def taken_in(desk: Desk, folder: Path, *rows: tuple[str, ...]) -> None:
    """Take a roster of `rows` in."""
    path = folder / "名册.xlsx"
    write_rows(path, HEADINGS, rows, "名册")
    roster.take_in(desk, path, "何琳")


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    """Give a desk at the end of the year with two advisers."""
    late = at_day(desk, dt.date(2026, 12, 31))
    taken_in(late, tmp_path, ROW, OTHER)
    return late


def day(desk: Desk, month: int, village: str = "柳树湾", year: int = 2026) -> calendar.Clinic:
    return next(each for each in calendar.listed(desk, f"{year}-12-31", village) if int(each.date[5:7]) == month)


def case_of(desk: Desk) -> str:
    matter = Matter("来信", "2026-01-04", "地界说不清", "李国强", channel="31(6)", by="何琳")
    return cases.open_matter(desk, matter, "2026-01-04", again=True).case


# -- the calendar ----------------------------------------------------------------------------------------------


def test_a_clinic_on_a_day_off_moves_to_the_next_working_day(office: Desk) -> None:
    first, october = day(office, 1), day(office, 10)

    assert (first.raw, first.date, first.ask) == ("2026-01-01", "2026-01-04", True)
    assert "村民来不来" in first.why
    assert (october.raw, october.date, october.ask) == ("2026-10-01", "2026-10-08", False)
    assert (day(office, 3, "石桥").date, day(office, 3, "石桥").adviser) == ("2026-03-11", "吴敏（基层法律服务工作者）")
    unknown = day(office, 1, year=2027)
    assert (unknown.date, unknown.calendar) == ("2027-01-07", "unknown")


def test_what_was_missed_is_made_up_within_the_month_or_not_at_all(office: Desk) -> None:
    assert day(office, 8).state == "缺诊"
    at = at_day(office, dt.date(2026, 8, 20))
    assert [item.due for item in today.items(at) if item.what == "补诊" and item.subject == "柳树湾"] == ["2026-08-31"]
    made = calendar.hold(office, "柳树湾", Held("2026-08-27", "09:00", "11:30"), "何琳")
    assert (made.state, made.held) == ("已补", "2026-08-27")
    assert calendar.hold(office, "柳树湾", Held("2026-09-03", "09:00", "11:30"), "何琳").state == "已坐诊"
    calendar.hold(office, "柳树湾", Held("2026-12-10", "09:00", "11:30"), "何琳")
    assert [each.state for each in calendar.listed(office, "2026-12-31", "柳树湾")][6:] == [
        "缺诊",
        "已补",
        "已坐诊",
        "缺诊",
        "缺诊",
        "已补",
    ]
    assert calendar.listed(office, "2026-08-05", "柳树湾")[7].state == "计划"


def test_the_faults_of_a_clinic_that_was_held_are_told_at_once(office: Desk) -> None:
    with pytest.raises(EventRefusedError) as refused:
        calendar.hold(office, "王家坪", Held("2026-08-27", "9点", "11:30"), "何琳")
    assert refused.value.fields["count"] == 2


def test_a_year_of_136_villages_is_planned_never_on_a_day_off(desk: Desk, tmp_path: Path) -> None:
    rows = [
        (
            f"第{n}村",
            f"顾问{n % 40}",
            "律师",
            str(n),
            "所",
            f"合{n}",
            "2026-01-01",
            "2026-12-31",
            f"第{n % 4 + 1}个周{'一二三四五六日'[n % 7]}",
            "",
            "",
        )
        for n in range(136)
    ]
    taken_in(desk, tmp_path, *rows)

    planned = calendar.plan(desk, 2026, tmp_path / "坐诊表.xlsx", "何琳")
    assert len(planned) == 136 * 12
    known = Calendar()
    assert not [each for each in planned if known.is_day_off(dt.date.fromisoformat(each.date)) is not False]
    assert len(read_rows(tmp_path / "坐诊表.xlsx")) == 136 * 12 + 1


def test_no_random_roster_of_136_villages_has_a_clinic_on_a_day_off(request: pytest.FixtureRequest) -> None:
    dice, known = random.Random(20261129), Calendar()  # noqa: S311 - the same rosters each time
    for _ in range(100 if request.config.getoption("--all") else 1):
        slots = ["", *(f"第{nth}个周{weekday}" for nth in range(1, 5) for weekday in "一二三四五六日")]
        ends = [f"{dice.choice([2025, 2026])}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}" for _ in "ab"]
        appointed = tuple(
            roster.Adviser(f"第{n}村", f"顾问{n % 40}", "律师", "1", "所", "合", *sorted(ends), slot=dice.choice(slots))
            for n in range(136)
        )
        planned = calendar.Planned(roster.Roster(appointed), FixedRules(), known)
        for year in (2025, 2026):
            found = [planned.clinic(each.village, year, month, (), ends[0]) for each in appointed for month in MONTHS]
            assert not [one for one in found if one and known.is_day_off(dt.date.fromisoformat(one.date)) is not False]


def test_a_wrong_roster_is_refused_as_a_whole_with_every_fault(desk: Desk, tmp_path: Path) -> None:
    wrong = (ROW, ROW, ("石桥", "", "法官", "1", "所", "合", "2026-13-01", "2026-01-01", "每周四", "", ""))
    with pytest.raises(RosterRefusedError) as refused:
        taken_in(desk, tmp_path, *wrong)
    assert refused.value.fields["count"] == 5
    assert calendar.listed(desk, "2026-12-31") == ()
    roster.write_form(tmp_path / "空表.xlsx")
    assert roster.take_in(desk, tmp_path / "空表.xlsx", "何琳")[0].kind == "律师"


# -- visits in the draw ----------------------------------------------------------------------------------------


def visit(desk: Desk, phone: str | None = None, day: str = "2026-09-03") -> visits.Visit:
    wish = NewVisit("柳树湾", day, "土地", "人民调解", "没有", "何琳", name="李国强", phone=phone)
    return visits.log(desk, wish)


def test_a_visitor_who_leaves_a_telephone_is_in_the_draw_of_that_month(office: Desk) -> None:
    kept, without = visit(office, "13900000001"), visit(office)

    with office.store.reading() as tx:
        card = cards.known(tx, roster.View("2026-12-31"), kept.card or "")
        drawn = draws.population(office, tx, dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    assert without.card is None
    assert [each.number for each in drawn] == [card.number]
    assert (card.receiver, card.post, card.progress[0][0]) == ("何琳", "法律诊所", "已答复")
    assert "李国强" not in repr(card), "the name stays in the adviser's book"
    assert "告知来人" not in [each.what for each in today.items(office)], "the answer was given on the spot"


def test_one_telephone_is_drawn_once_a_month_however_many_visits_are_written(office: Desk) -> None:
    for _ in range(3):
        visit(office, "13900000001")
    visit(office, "13900000002")

    with office.store.reading() as tx:
        drawn = draws.population(office, tx, dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    assert len(drawn) == 2


def test_the_slip_has_number_and_code_of_the_card_and_the_sheet_counts_who_may_be_called(
    office: Desk, tmp_path: Path
) -> None:
    kept = visit(office, "13900000001")
    visit(office)
    visits.write_slip(office, kept.visit, tmp_path / "条子.docx")

    words = "".join(cell.text for table in Document(str(tmp_path / "条子.docx")).tables for cell in table._cells)
    assert kept.card in words
    assert "查验码" in words
    assert "13900000001" not in words
    work = sheets.work_of(office, kept.adviser, "2026-09")[0]
    assert (work.visits, work.with_card) == (2, 1)


def test_a_wrong_telephone_leaves_neither_visit_nor_card(office: Desk) -> None:
    with pytest.raises(EventRefusedError):
        visit(office, "12")

    with office.store.reading() as tx:
        assert visits.visits_at(tx, roster.View("2026-12-31")) == ()
        assert cards.all_cards(tx, roster.View("2026-12-31")) == ()


# -- visits ----------------------------------------------------------------------------------------------------


def test_every_visit_ends_in_a_next_step_with_its_last_day(office: Desk, tmp_path: Path) -> None:
    with pytest.raises(EventRefusedError) as refused:
        visits.log(office, NewVisit("柳树湾", "2026-09-03", "土地问题", "打官司", "没问", "何琳"))
    assert refused.value.fields["count"] == 3
    with pytest.raises(EventRefusedError, match="有期限"):
        visits.log(office, NewVisit("柳树湾", "2026-09-03", "工伤", "劳动仲裁", "没有", "何琳"))
    kept = visits.log(
        office,
        NewVisit("柳树湾", "2026-09-03", "工伤", "劳动仲裁", "没有", "何琳", "2027-03-01", "李国强", "工伤怎么办"),
    )

    assert visits.write_slip(office, kept.visit, tmp_path / "条子.docx").last_day == "2027-03-01"
    with office.store.reading() as tx:
        assert "李国强" not in repr(visits.visits_at(tx, roster.View("2026-12-31")))
    visits.apply_for_aid(office, kept.visit, to="县法律援助中心", at="2026-09-04", by="何琳")


def test_a_visit_about_a_case_stands_under_its_own_number_and_names_the_case(office: Desk) -> None:
    case = case_of(office)
    first = NewVisit("柳树湾", "2026-09-04", "土地", "人民调解", "没有", "何琳", question="地怎么算", case=case)
    kept = [
        visits.log(office, first),
        visits.log(office, NewVisit("柳树湾", "2026-09-03", "土地", "协商", "没有", "何琳")),
    ]

    with office.store.reading() as tx:
        told = visits.visits_at(tx, roster.View("2026-12-31"))
        subjects = [row["subject"] for row in tx.rows(EVENTS) if row["kind"] == "visit.logged"]
    assert [each.case for each in told] == [None, case]
    assert subjects == [each.visit for each in kept]
    with pytest.raises(UnknownNumberError):
        visits.log(office, replace(first, case="案2026-9999"))


# -- opinions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked,due", [("2026-02-11", "2026-03-03"), ("2026-09-29", "2026-10-19"), ("2026-11-18", "2026-12-02")]
)
def test_an_opinion_is_due_after_ten_working_days(office: Desk, asked: str, due: str) -> None:
    kept = opinions.ask(office, Request(case_of(office), "柳树湾", "来访人", "没有", "能不能起诉", asked, "何琳"))

    assert kept.due == due
    assert [item.due for item in today.items(office, asked) if item.subject == kept.opinion] == [due]


def test_an_adviser_of_the_town_says_so_and_never_acts_for_the_other_side(office: Desk) -> None:
    case = case_of(office)
    kept = opinions.ask(office, Request(case, "石桥", "青石镇人民政府", "有", "补偿标准", "2026-09-01", "何琳"))

    assert kept.warning
    assert "周正律师" in kept.warning
    assert "法律援助" in kept.warning
    with pytest.raises(EventRefusedError, match="律师法第三十九条"):
        opinions.ask(office, Request(case, "石桥", "来访人", "没有", "补偿标准", "2026-09-02", "何琳"))
    with pytest.raises(EventRefusedError, match="一定要问"):
        opinions.ask(office, Request(case, "柳树湾", "来访人", "", "补偿标准", "2026-09-02", "何琳"))


def test_an_opinion_is_a_paper_of_its_case_with_one_of_six_conclusions(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(office)
    kept = opinions.ask(office, Request(case, "柳树湾", "来访人", "没有", "能不能起诉", "2026-09-01", "何琳"))
    paper = FiledPaper("legal_opinion", "法意1", case, dt.date(2026, 9, 8), "x", "0", (), {})
    monkeypatch.setattr(opinions, "find_paper", lambda *_: paper)

    with pytest.raises(EventRefusedError, match=r"没有同意不送|还没有出"):
        opinions.deliver(office, kept.opinion, to="法院", consent="李国强", at="2026-09-08", by="何琳")
    with pytest.raises(EventRefusedError, match="有法定途径"):
        opinions.give(office, kept.opinion, conclusion="无理诉求", paper="法意1", at="2026-09-08", by="何琳")
    monkeypatch.setattr(opinions, "find_paper", lambda *_: replace(paper, case="案2026-0999", paper="handling_opinion"))
    with pytest.raises(EventRefusedError) as refused:
        opinions.give(office, kept.opinion, conclusion="可调解", paper="法意1", at="2026-09-08", by="何琳")
    assert refused.value.fields["count"] == 2
    monkeypatch.setattr(opinions, "find_paper", lambda *_: paper)
    given = opinions.give(office, kept.opinion, conclusion="可调解", paper="法意1", at="2026-09-08", by="何琳")
    assert (given.state, given.conclusion) == ("已出", "可调解")
    # No consent, no copy for the court.
    for consent in (None, " ", "李国强", "同意", "李国强不同意", "李国强没有同意", "李国强未同意"):
        with pytest.raises(EventRefusedError, match="没有同意不送"):
            opinions.deliver(office, kept.opinion, to="法院", consent=consent, at="2026-09-09", by="何琳")
    sent = opinions.deliver(office, kept.opinion, to="法院", consent="李国强9月9日书面同意", at="2026-09-09", by="何琳")
    assert sent.delivered == ("法院",)


def test_no_name_of_a_client_stands_in_what_is_never_erased(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of(office)
    first = opinions.ask(office, Request(case, "柳树湾", "李国强", "没有", "能不能起诉", "2026-09-01", "何琳"))
    paper = FiledPaper("legal_opinion", "法意1", case, dt.date(2026, 9, 8), "x", "0", (), {})
    monkeypatch.setattr(opinions, "find_paper", lambda *_: paper)
    opinions.give(office, first.opinion, conclusion="可调解", paper="法意1", at="2026-09-08", by="何琳")
    opinions.deliver(office, first.opinion, to="法院", consent="李国强书面同意", at="2026-09-09", by="何琳")
    second = opinions.ask(office, Request(case, "柳树湾", "李 国强", "没有", "怎么起诉", "2026-09-10", "何琳"))

    assert (first.client, second.client) == ("李国强", "李 国强")
    assert "国强" not in repr([event.facts for event in office.events.of(first.opinion)])
    erase(office, first.opinion, by="何琳", second="李静", reason="本人请求")
    told = {each.opinion: each.client for each in opinions.listed(office)}
    assert told == {first.opinion: "（不显示）", second.opinion: "李 国强"}
    # The label still keeps the sides apart.
    opinions.ask(office, Request(case, "柳树湾", "李国强", "没有", "再问", "2026-09-11", "何琳"))
    with pytest.raises(EventRefusedError, match="律师法第三十九条"):
        opinions.ask(office, Request(case, "柳树湾", "村委会", "没有", "再问", "2026-09-11", "何琳"))
    assert office.events.verify().broken == ()


def test_a_client_who_was_written_down_in_the_plain_facts_is_still_told(office: Desk) -> None:
    case = case_of(office)
    facts = {"opinion": "意2026-0009", "case": case, "village": "柳树湾", "adviser": "周正", "conflict": "没有"}
    with office.store.transaction() as tx:
        old = chain.news("意2026-0009", "opinion.asked", {**facts, "client": "李国强"}, by="何琳")
        tx.append(replace(old, at="2026-09-01", precision="day"))

    assert [each.client for each in opinions.listed(office)] == ["李国强"]
    with pytest.raises(EventRefusedError, match="已经替李国强"):
        opinions.ask(office, Request(case, "柳树湾", "村委会", "没有", "再问", "2026-09-11", "何琳"))


def test_a_subsidy_goes_to_a_firm_by_its_contract_and_to_nobody_else(office: Desk) -> None:
    wish = {"contract": "法顾1", "yuan": "300", "at": "2026-09-30", "by": "何琳"}
    opinions.note_subsidy(office, firm="明理律师事务所", **wish)
    for firm, more, why in (
        ("周正", {}, "不能给"),
        ("别的所", {}, "没有"),
        ("明理律师事务所", {"contract": "法顾9"}, "法顾1"),
        ("明理律师事务所", {"yuan": "三百"}, "金额"),
    ):
        with pytest.raises(EventRefusedError, match=why):
            opinions.note_subsidy(office, firm=firm, **{**wish, **more})


def test_the_sheet_of_an_adviser_counts_and_names_nobody(office: Desk, tmp_path: Path) -> None:
    calendar.hold(office, "柳树湾", Held("2026-09-03", "09:00", "11:30"), "何琳")
    visits.log(office, NewVisit("柳树湾", "2026-09-03", "土地", "人民调解", "没有", "何琳", name="李国强"))
    opinions.ask(office, Request(case_of(office), "柳树湾", "来访人", "没有", "能不能起诉", "2026-09-01", "何琳"))

    work = sheets.write_work(office, "周正", "2026-09", tmp_path / "月表.docx")
    assert (work.clinics, work.visits, work.opinions) == ({"已坐诊": 1}, 1, {"逾期": 1})
    assert sheets.write_work(office, "周正", "2026", tmp_path / "年表.docx").clinics["缺诊"] == 11
    assert len(sheets.write_poster(office, "柳树湾", tmp_path / "公示.docx")) == 12


def printed(path: Path) -> str:
    """Return the words of every paragraph and cell of a Word file."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_poster_says_where_by_whose_firm_and_who_keeps_the_names_and_promises_nothing_it_may_break(
    office: Desk, tmp_path: Path
) -> None:
    rules.set_rule(office, "办公电话", "0571-12345678", since=office.today.isoformat(), by="何琳")
    sheets.write_poster(office, "柳树湾", tmp_path / "公示.docx")

    words = printed(tmp_path / "公示.docx")
    assert all(said in words for said in ("坐诊地点：", "0571-12345678", "明理律师事务所", "姓名只由法律顾问保管"))
    assert "争取当月补上" in words
    assert "只登记编号" not in words


@pytest.mark.parametrize("step, where", [("劳动仲裁", "劳动人事争议仲裁委员会"), ("说清即可", "")])
def test_the_slip_says_where_the_next_step_leads_and_whom_to_ask(
    office: Desk, tmp_path: Path, step: str, where: str
) -> None:
    kept = visits.log(office, NewVisit("柳树湾", "2026-09-03", "劳动", step, "没有", "何琳", "2027-03-01"))

    visits.write_slip(office, kept.visit, tmp_path / "条子.docx")

    words = printed(tmp_path / "条子.docx")
    assert where in words
    assert ("去哪里" in words) == ("地址、电话" in words) == bool(where)
    assert "周正律师，明理律师事务所" in words


@pytest.mark.parametrize("step", [step for step, has_last_day in visits.STEPS.items() if has_last_day])
def test_every_next_step_with_a_last_day_has_an_organ(office: Desk, step: str) -> None:
    assert remedies.remedies_in(office, step)


def test_the_commands_speak_the_agreed_json(office: Desk, tmp_path: Path) -> None:
    place = ["--workspace", str(office.workspace.root), "--json"]
    write_rows(tmp_path / "r.xlsx", HEADINGS, [ROW], "名册")

    def run(*words: str) -> dict[str, list[dict[str, object]]]:
        answer = CliRunner().invoke(main, ["clinic", *words, *place])
        assert answer.exit_code == 0, answer.output
        told = json.loads(answer.stdout)
        assert isinstance(told, dict)
        return told

    assert run("roster", str(tmp_path / "r.xlsx"))["added"] == 0
    assert len(run("plan", "2026", "--out", str(tmp_path / "p.xlsx"))["clinics"]) == 24
    there = run("list", "--on", "2026-10-01")["clinics"]
    assert {"village", "date", "raw", "state", "calendar"} <= set(there[0])
