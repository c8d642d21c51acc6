"""Reports: what is due is the denominator, each figure has its list, small cells are hidden, proposals are counted."""

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tests.loop.conftest import Concluded, at_day
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.commands.cli import main
from toolkit.formats import charts
from toolkit.loop import calls, month, today
from toolkit.loop.alerts import contacts
from toolkit.loop.alerts.contacts import NewContact
from toolkit.loop.calls import Answers, Call
from toolkit.loop.events import EventRefusedError
from toolkit.loop.reports import figures, proposals, rates, sheets
from toolkit.loop.reports.proposals import NewProposal
from toolkit.loop.reports.rates import Rate, few, part_of, percent
from toolkit.workspace import Desk

D = dt.date
YEAR = (D(2026, 1, 1), D(2026, 12, 31))


@pytest.fixture
def late(desk: Desk) -> Desk:
    """Give a desk that stands at the end of the year."""
    return at_day(desk, D(2026, 12, 31))


def opened(desk: Desk, on: str, text: str = "低保没有批", against: str | None = None) -> str:
    matter = Matter("来信", on, text, "李国强", channel="31(6)", by="何琳", against=against)
    return cases.open_matter(desk, matter, on, again=True).case


def rate(told: figures.PeriodFigures, name: str) -> tuple[int, int]:
    """Return the two counts of a rate."""
    found = next(each for each in told.rates if each.name == name)
    return found.numerator, found.denominator


def test_a_percentage_has_one_place_and_nothing_over_nothing() -> None:
    assert (percent(1131, 1824), percent(693, 1824)) == ("62.0", "37.9")
    assert percent(0, 0) is None


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_percentage_is_never_shown_higher_than_it_is(above: int, below: int) -> None:
    shown = percent(above, below)

    assert shown is not None
    tenths = int(shown.replace(".", ""))
    assert tenths * below <= 1000 * above < (tenths + 1) * below


def test_cells_below_three_are_hidden_and_what_they_could_be_told_from() -> None:
    assert [few(count) for count in (0, 1, 2, 3)] == ["0", "<3", "<3", "3"]
    assert [
        Rate("", "", ("a",) * above, ("a",) * below).is_hidden
        for above, below in ((4, 8), (2, 8), (7, 8), (8, 8), (0, 8))
    ] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_no_count_is_printed_from_which_a_small_rest_could_be_subtracted() -> None:
    for whole in range(12):
        for part in range(whole + 1):
            (row,) = sheets.rate_grid([Rate("", "", ("a",) * part, ("a",) * whole)]).rows
            told = row[2:]
            if 0 < whole - part < 3:
                assert told[0] == "—"
            if "%" in told[2]:
                assert told[:2] == (str(part), str(whole))
    assert part_of(28, 30) == "—"
    assert [part_of(*pair) for pair in ((27, 30), (30, 30), (0, 30), (2, 30))] == ["27", "30", "0", "<3"]


def test_a_notice_is_in_time_when_it_was_served_within_fifteen_days(late: Desk) -> None:
    in_time, too_late, never = opened(late, "2026-09-16"), opened(late, "2026-09-16"), opened(late, "2026-09-16")
    # The fifteenth day falls into the holiday: 8 October counts still.
    cases.add_entry(late, in_time, "acceptance_notice", "2026-09-28", served="2026-10-08")
    cases.add_entry(late, too_late, "acceptance_notice", "2026-09-28", served="2026-10-09")

    told = figures.figures(late, *YEAR)
    found = next(each for each in told.rates if each.name == "及时告知率")
    assert (found.above, set(found.below)) == ((in_time,), {in_time, too_late, never})
    assert rate(figures.figures(late, D(2026, 9, 1), D(2026, 9, 30)), "及时告知率") == (0, 0)


def test_handling_counts_to_the_first_due_date_whatever_was_reopened(late: Desk) -> None:
    done, back = opened(late, "2026-06-01"), opened(late, "2026-06-01")
    for case, end in ((done, "2026-07-20"), (back, "2026-09-20")):
        cases.add_entry(late, case, "acceptance_notice", "2026-06-08", served="2026-06-08")
        cases.add_entry(late, case, "handling_opinion", end, served=end)

    found = next(each for each in figures.figures(late, *YEAR).rates if each.name == "按期办结率")
    assert (found.above, set(found.below)) == ((done,), {done, back})


def handled(desk: Desk) -> rates.Rate:
    return next(each for each in figures.figures(desk, *YEAR).rates if each.name == "按期办结率")


def test_a_reply_counts_as_handling_from_its_service_and_an_extension_only_while_there_is_time(late: Desk) -> None:
    in_time, served_late, extended, extended_late = (opened(late, "2026-08-05") for _ in range(4))
    for case in (in_time, served_late, extended, extended_late):
        cases.add_entry(late, case, "acceptance_notice", "2026-08-05", served="2026-08-05")
    cases.add_entry(late, extended, "extension", "2026-10-08", served="2026-10-08")
    cases.add_entry(late, extended_late, "extension", "2026-11-20", served="2026-11-20")
    for case, served in ((in_time, "2026-10-08"), (served_late, "2026-11-28"), (extended, "2026-10-20")):
        cases.add_entry(late, case, "concluded", "2026-09-30", served=served)
    cases.add_entry(late, extended_late, "concluded", "2026-10-20", served="2026-10-20", again=True)

    found = handled(late)
    assert (set(found.above), len(found.below)) == ({in_time, extended}, 4)
    waiting = {item.subject for item in today.items(late, "2026-11-25") if item.what == "作出处理意见"}
    assert served_late in waiting, "on that day it was not served yet"


def test_what_nobody_accepted_counts_from_its_receipt_and_does_not_drop_out(late: Desk) -> None:
    never, at_once, referred = (opened(late, "2026-08-05") for _ in range(3))
    cases.add_entry(late, at_once, "concluded", "2026-08-06", served="2026-08-06")
    cases.add_entry(late, referred, "referral", "2026-08-10", served="2026-08-10")

    assert (handled(late).above, set(handled(late).below)) == ((at_once,), {at_once, never})


def test_satisfaction_counts_among_those_who_answered_all_three(late: Desk, concluded: Concluded) -> None:
    there = [concluded(late, "2026-11-02") for _ in range(4)]
    for case, answers in zip(
        there,
        (Answers("没有", "办到", "清楚"), Answers("没有", "办到", "不清楚"), Answers("没有", "不愿答", "清楚")),
        strict=False,
    ):
        calls.note_answers(late, case, Call("2026-11-17 10:00", "电话", "何琳"), answers)

    told = figures.figures(late, *YEAR)
    assert [rate(told, name) for name in ("参评率", "满意率", "解决率")] == [(2, 4), (1, 2), (2, 2)]


def test_units_are_named_and_persons_never(late: Desk, tmp_path: Path) -> None:
    opened(late, "2026-03-01", against="青石镇自然资源所")
    opened(late, "2026-03-01", against="王建国")
    case = opened(late, "2026-04-01")
    contacts.add(late, NewContact(case, "2026-05-01", "来访", "何琳", level="省"))
    proposals.refer_relief(late, case, to="县人民检察院", at="2026-05-02", by="何琳")

    told = sheets.write_year(late, 2026, tmp_path / "年报.docx", lists=True)
    assert told.count("来源") == {"来信": 3}
    assert "王建国" not in repr(told)
    assert (told.count("到上级反映"), told.count("其他")) == ({"省": 1}, {"移送司法救助": 1})
    assert told.by_month["2026-03"] == 2
    with zipfile.ZipFile(tmp_path / "年报.docx") as packed:
        text = packed.read("word/document.xml").decode()
        assert any(name.startswith("word/media/") for name in packed.namelist())
    assert "王建国" not in text
    assert "第四十一条" in text
    assert "&lt;3" in text
    assert case in text
    sheets.write_year(late, 2026, tmp_path / "外.docx")
    with zipfile.ZipFile(tmp_path / "外.docx") as packed:
        assert case not in packed.read("word/document.xml").decode()


def test_what_is_recorded_once_is_not_told_of_an_option_that_the_command_lacks(desk: Desk) -> None:
    case = opened(desk, "2026-10-08")
    words = ["report", "relief", case, "--to", "县人民检察院", "--at", "2026-11-02", "--by", "何琳"]
    place = ["--workspace", str(desk.workspace.root)]

    first, second = (CliRunner().invoke(main, [*words, *place]) for _ in range(2))
    note = ["case", "add", case, "note", "--date", "2026-11-02", "--note", "看过", *place]
    _, repeated = (CliRunner().invoke(main, note) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "没有再记一条" in second.output
    assert "--again" not in second.output
    assert "--again" in repeated.output


# -- proposals -------------------------------------------------------------------------------------------------


def test_three_like_complaints_of_a_quarter_put_up_a_proposal_that_is_answered_and_counted(late: Desk) -> None:
    there = [opened(late, day, "村里的路灯坏了，晚上看不见路") for day in ("2026-10-02", "2026-11-02", "2026-12-02")]
    opened(late, "2026-09-30", "村里的路灯坏了，晚上看不见路")

    put_up = [each for each in proposals.put_up(late) if each.topic]
    assert [set(each.cases) for each in put_up] == [set(there)]
    wish = NewProposal(
        "县交通运输局", put_up[0].topic, "改进工作", put_up[0].cases, "统一检修路灯", "2026-12-03", "何琳"
    )
    made = proposals.make(late, wish)
    assert (made.due, made.cases) == ("2027-01-02", put_up[0].cases)
    assert not [each for each in proposals.put_up(late) if each.topic]
    with pytest.raises(EventRefusedError, match="部分采纳"):
        proposals.answer(late, made.proposal, adopted="好", words="已安排", at="2026-12-20", by="何琳")
    assert (
        proposals.answer(late, made.proposal, adopted="采纳", words="已安排", at="2026-12-20", by="何琳").adopted
        == "采纳"
    )
    assert figures.figures(late, *YEAR).count("以案促治建议") == {"采纳": 1}


def test_a_matter_that_came_back_puts_up_a_proposal(late: Desk, concluded: Concluded) -> None:
    case = concluded(late, "2026-11-02")
    cases.add_entry(late, case, "reopened", "2026-11-20")

    assert [each.cases for each in proposals.put_up(late) if "又反映" in each.why] == [(case,)]


def test_what_accuses_or_nobody_judged_becomes_no_proposal(late: Desk) -> None:
    case = opened(late, "2026-11-02", "村支书王建国收了三万块", against="村支书王建国")
    for kind in ("concluded", "reopened"):
        cases.add_entry(late, case, kind, "2026-11-20", served="2026-11-20" if kind == "concluded" else None)

    assert not [each for each in proposals.put_up(late) if case in each.cases]
    wish = NewProposal("柳树湾村党支部", "低保", "改进工作", (case,), "公示", "2026-12-03", "何琳")
    with pytest.raises(EventRefusedError, match="检举控告"):
        proposals.make(late, wish)


def test_a_proposal_does_not_go_to_whom_its_cases_are_against(late: Desk) -> None:
    case = opened(late, "2026-11-02", "刘富贵家的墙挡了我家的路", against="刘富贵")

    wish = NewProposal("刘富贵", "相邻", "改进工作", (case,), "把墙挪开", "2026-12-03", "何琳")
    with pytest.raises(EventRefusedError, match="刘富贵"):
        proposals.make(late, wish)


def test_a_small_month_stands_neither_in_the_chart_of_the_year_nor_can_it_be_computed(
    late: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for day in ("2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-11-02"):
        opened(late, day)
    drawn: list[object] = []
    real = charts.columns_png

    def remembered(title: str, places: list[str], series: dict[str, list[int]]) -> bytes:
        drawn.append((places, series))
        return real(title, places, series)

    monkeypatch.setattr(charts, "columns_png", remembered)
    sheets.write_year(late, 2026, tmp_path / "年报.docx")

    ((places, series),) = drawn
    assert {"10月", "11月"}.isdisjoint(places)
    assert not {1, 4} & set(series["件"])


def test_whoever_came_once_is_below_the_line_of_those_who_came_again(late: Desk) -> None:
    again, *_ = [opened(late, f"2026-10-0{day}", f"第{day}件事") for day in (2, 3, 4)]
    contacts.add(late, NewContact(again, "2026-11-05", "来电", "何琳"))
    before = opened(late, "2025-12-30", "去年的事")
    contacts.add(late, NewContact(before, "2026-01-04", "来电", "何琳"))
    opened(late, "2025-12-29", "去年就没有再来的事")

    assert rate(figures.figures(late, *YEAR), "重复率") == (2, 4)


def test_the_report_of_a_year_that_still_runs_ends_with_the_day_it_is_written_on(desk: Desk, tmp_path: Path) -> None:
    running = at_day(desk, D(2026, 11, 30))
    opened(running, "2026-10-02")
    opened(running, "2026-11-25")  # notice is due on 12-10

    told = sheets.write_year(running, 2026, tmp_path / "年报.docx")

    assert rate(told, "及时告知率") == (0, 1)
    text = "".join(part.text for part in Document(str(tmp_path / "年报.docx")).paragraphs)
    assert "2026-01-01 起，截至 2026-11-30" in text
    assert "12-31" not in text
    assert "1824" not in text


def test_the_faults_of_a_proposal_are_told_at_once(late: Desk) -> None:
    with pytest.raises(EventRefusedError) as refused:
        proposals.make(late, NewProposal("", "", "罚款", (), "", "2026-12-03", "何琳"))
    assert refused.value.fields["count"] == 5


def test_month_and_year_are_printed_by_their_commands(late: Desk, tmp_path: Path) -> None:
    opened(late, "2026-10-02")
    place = ["--workspace", str(late.workspace.root), "--json"]
    for words in (("month", "2026-10"), ("year", "2026")):
        answer = CliRunner().invoke(main, ["report", *words, "--out", str(tmp_path / f"{words[0]}.docx"), *place])
        assert answer.exit_code == 0, answer.output
        told = json.loads(answer.stdout)
        assert {"file", "figures"} <= set(told)
        assert Path(told["file"]).exists()
    assert told["figures"]["rates"]["及时告知率"]["formula"]
    assert month.write(late, "2026-10", tmp_path / "月.docx").period is not None
    with late.store.reading() as tx:
        assert rates.rates(late, tx, rates.Period(*YEAR, rates.View("2026-12-31")))[-1].name == "补记率"
