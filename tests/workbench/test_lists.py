"""Long lists come in leaves, overdue cases first, and each figure of the overview opens a list of as many lines."""

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests import loop_sample
from tests.conftest import Kept
from toolkit.cases import add_entry, open_case
from toolkit.grievances import confirm_grievances, judge_accusations
from toolkit.notebook import overview
from toolkit.papers import FiledPaper
from toolkit.records import Copy, to_text
from toolkit.workbench import case_pages, pages, today
from toolkit.workbench.lists import LINES, leafed
from toolkit.workbench.lists import grievance as grievance_pages


def page(kept: Kept, name: str, **given: str) -> Any:
    """Return the data of the page `name`."""
    return pages.PAGES[name](kept.desk, given)


@pytest.fixture
def numbers(kept: Kept) -> list[str]:
    """Give the numbers of three confirmed grievances, two of which became cases."""
    store = kept.desk.store
    confirmed = [
        *confirm_grievances(store, kept.code, [1, 3], {"colour": "红"}),
        *confirm_grievances(store, kept.other, [4], {"colour": "绿"}),
    ]
    numbers = [str(each.number) for each in confirmed]
    open_case(kept.desk, numbers[:1], "2026-09-28")
    second = open_case(kept.desk, numbers[2:], "2026-11-20")
    add_entry(kept.desk, second.case, "concluded", "2026-11-22", served="2026-11-22")
    return numbers


@pytest.mark.parametrize("asked, number", [("", 1), ("2", 2), ("3", 3), ("0", 1), ("99", 3), ("x", 1), ("²", 1)])
def test_a_leaf_is_found_whatever_the_address_holds(asked: str, number: int) -> None:
    lines = list(range(2 * LINES + 1))

    shown, leaf = leafed(lines, {"leaf": asked})

    assert (leaf.number, leaf.leaves, leaf.lines) == (number, 3, len(lines))
    assert list(shown) == lines[(number - 1) * LINES : number * LINES]


def test_overdue_cases_stand_first_and_filters_leave_out_the_others(kept: Kept, numbers: list[str]) -> None:
    shown = page(kept, "cases")

    assert [line.due for line in shown.cases] == ["期限已过", ""]
    assert [line.case for line in page(kept, "cases", due="期限已过").cases] == ["案2026-0001"]
    assert [line.case for line in page(kept, "cases", date="2026-11").cases] == ["案2026-0002"]
    assert [line.case for line in page(kept, "cases", state="已办结").cases] == ["案2026-0002"]
    assert page(kept, "cases", source="来信").cases == ()
    assert [line.case for line in page(kept, "cases", age="一到两个月").cases] == ["案2026-0001"]
    assert len(page(kept, "cases", words="路灯").cases) == len(numbers) - 1
    assert [line.case for line in page(kept, "cases", words="0002").cases] == ["案2026-0002"]


def test_words_find_no_case_whose_words_are_withheld(kept: Kept, numbers: list[str]) -> None:
    judge_accusations(kept.desk.store, kept.code, [1], "yes", "何琳")

    assert [line.case for line in page(kept, "cases", words="路灯").cases] == ["案2026-0002"]
    assert numbers[0] not in [line.number for line in page(kept, "grievances").grievances]


def test_each_figure_opens_a_list_of_as_many_lines(kept: Kept, numbers: list[str]) -> None:
    shown = page(kept, "overview")
    parts = [part for chart in shown.charts for bar in chart.bars for part in bar.parts]
    assert sum(figure.number for figure in shown.figures) > len(numbers)

    for figure in (*shown.figures, *parts):
        _, name, *filters = figure.page.split("/", 2)
        listed = page(kept, name, **dict(parse_qsl("".join(filters))))
        if name in {"alerts", "clinics", "proposals"}:
            assert figure.number == 0  # nothing of the closed loop is there but clocks of cases
        elif "standing" not in figure.page:  # meetings that wait are listed for grievances that wait
            assert listed.leaf.lines == figure.number, figure

    assert shown.figures[0].look == "bad"


def test_each_figure_of_the_closed_loop_opens_what_it_counts(kept: Kept) -> None:
    desk = replace(kept.desk, today=dt.date(2026, 11, 23))
    loop_sample.fill(desk)

    def asked(name: str, **given: str) -> Any:
        return pages.PAGES[name](desk, given)

    shown = asked("overview")
    told = {figure.name: figure for figure in shown.figures}
    overdue = told["件逾期"]
    assert (shown.figures[0], overdue.look) == (overdue, "bad")
    late = [(figure.number, figure.page) for chart in shown.late for bar in chart.bars for figure in bar.parts]
    for number, address in [(overdue.number, overdue.page), *late]:
        listed = asked("dues", **dict(parse_qsl(address.split("/", 2)[2])))
        assert (listed.leaf.lines, {line.state for line in listed.lines}) == (number, {"逾期"})
    assert sum(number for number, address in late if "owner" in address) == overdue.number
    urgencies = [task.urgency for task in today.tasks(desk)]
    assert urgencies.count("overdue") == overdue.number
    assert urgencies.count("soon") == told["件三日之内到期"].number
    alerts = asked("alerts").alerts
    assert [alert.case for alert in shown.alerts] == [alert.case for alert in alerts]
    assert told["件红色责任"].number == sum(alert.latched for alert in alerts) == 1
    assert told["件黄色预警"].number == 1
    assert told["件法律意见等着出"].number == len(asked("clinics").opinions) == 1
    assert told["件以案促治等答复"].number == len(asked("proposals").proposals) == 1
    missed = [cell for row in asked("clinics").rows for cell in row.months if cell.state == "缺诊" and cell.month == 11]
    assert told["次缺诊没有补（本月）"].number == len(missed) == 2
    assert "换两盏路灯" not in to_text(shown) + to_text(asked("alerts"))
    printed = overview.page(desk).body
    assert all(f"<span>{name}</span>" in printed for name in list(told)[:9])
    assert f"<b>{overdue.number}</b><span>件逾期" in printed
    assert "王桂芳" not in to_text(shown) + printed


def test_meetings_that_wait_are_found_by_what_they_wait_for(kept: Kept, numbers: list[str]) -> None:
    assert [line.number for line in page(kept, "meetings", standing="待确认").meetings] == ["夜话2026-08-柳树湾"]
    assert page(kept, "meetings", standing="待校对").meetings == ()
    assert page(kept, "meetings", place="别处").meetings == ()
    assert numbers


def test_a_grievance_leads_to_its_sentences_its_case_and_its_papers(kept: Kept, numbers: list[str]) -> None:
    add_entry(kept.desk, "案2026-0001", "registered", "2026-09-29", document="青综登〔2026〕1号")

    shown = page(kept, "grievance", number=numbers[0])

    assert [line.text for line in shown.heard.sentences] == ["三组的路灯坏了三个月，没有人来修。"]
    assert shown.heard.sentences[0].page == f"/meeting/{kept.code}/text/0.0"
    assert (shown.case, shown.summary) == ("案2026-0001", "路灯损坏")
    assert [(step.name, step.document) for step in shown.steps] == [("立项", ""), ("登记", "青综登〔2026〕1号")]
    assert page(kept, "case", case=shown.case).matters[0].page == f"/grievance/{numbers[0]}"
    assert f"/grievance/{numbers[0]}" in [line.page for line in page(kept, "grievances").grievances]


def test_the_persons_and_the_free_words_of_a_withheld_case_stand_on_neither_page(
    kept: Kept, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, number, free = "案2026-0001", "青调〔2026〕1号", "王桂芳告赵德柱的信"
    copies = (Copy("王桂芳", "x"), Copy("赵德柱", "y"))
    paper = FiledPaper("mediation_agreement", number, case, dt.date(2026, 9, 29), "x", "0", copies, {})
    for module in (grievance_pages, case_pages):
        monkeypatch.setattr(module, "list_papers", lambda *_: (paper,))
    add_entry(kept.desk, case, "registered", "2026-09-29", document=free)
    add_entry(kept.desk, case, "acceptance_notice", "2026-09-30", document=number)

    def shown() -> str:
        return "".join(
            to_text(each) for each in (page(kept, "grievance", number=numbers[0]), page(kept, "case", case=case))
        )

    assert all(words in shown() for words in ("赵德柱", free, number))
    judge_accusations(kept.desk.store, kept.code, [1], "yes", "何琳")

    assert page(kept, "grievance", number=numbers[0]).papers[0].holders == ()
    assert all(name not in shown() for name in ("王桂芳", "赵德柱", free))
    assert number in shown()


def test_a_withheld_grievance_has_a_page_without_words(kept: Kept, numbers: list[str]) -> None:
    judge_accusations(kept.desk.store, kept.code, [1], "yes", "何琳")

    shown = page(kept, "grievance", number=numbers[0])

    assert shown.is_withheld
    assert shown.heard.sentences == ()
    assert "路灯" not in to_text(shown)
