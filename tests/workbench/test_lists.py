"""Long lists come in leaves, overdue cases first, and each figure of the overview opens a list of as many lines."""

from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.conftest import Kept
from toolkit.cases import add_entry, open_case
from toolkit.grievances import confirm_grievances, judge_accusations
from toolkit.workbench import pages
from toolkit.workbench.lists import LINES, leafed


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
        if "standing" not in figure.page:  # meetings that wait are listed for grievances that wait
            assert listed.leaf.lines == figure.number, figure

    assert shown.figures[0].look == "bad"


def test_meetings_that_wait_are_found_by_what_they_wait_for(kept: Kept, numbers: list[str]) -> None:
    assert [line.number for line in page(kept, "meetings", standing="待确认").meetings] == ["夜话2026-08-柳树湾"]
    assert page(kept, "meetings", standing="待校对").meetings == ()
    assert page(kept, "meetings", place="别处").meetings == ()
    assert numbers
