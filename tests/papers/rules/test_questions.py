"""What words cannot decide is asked, answered by a person, kept with the facts, and bars issuing until then."""

from typing import Any

import pytest

from tests.papers.made_up import CALENDAR, SETTINGS, with_changes
from toolkit.papers.rules import check, questions
from toolkit.records import Finding

DOUBTFUL = {"no_request.result": "电话问过，好像没有收到申请"}


def told(answers: list[dict[str, Any]] | None = None) -> tuple[Finding, ...]:
    """Return the findings on a doubtful notice with `answers`."""
    facts = with_changes("termination_notice", DOUBTFUL)
    return check.findings("termination_notice", facts | ({"answers": answers} if answers else {}), SETTINGS, CALENDAR)


def answer(number: str, **more: str) -> dict[str, str]:
    """Return an answer to the question called `number`."""
    return {"question": number, "answer": "已经书面核实", "by": "田小禾", "on": "2026-11-16"} | more


def test_a_question_names_its_number_and_an_answer_settles_it() -> None:
    (asked,) = told()

    number = questions.number_of(asked)
    assert asked.level == "question"
    assert number in asked.remedy
    assert told([answer(number)]) == ()


def test_an_open_question_bars_issuing() -> None:
    (barred,) = questions.barring(told())

    assert barred.level == "error"
    assert "还没有答复" in barred.message


def test_a_warning_and_an_error_stay_what_they_are() -> None:
    given = check.findings(
        "termination_notice", with_changes("termination_notice", {"scope": "同一事实和理由"}), SETTINGS, CALENDAR
    )

    assert questions.barring(given) == given


@pytest.mark.parametrize("gap", [{"by": ""}, {"on": "昨天"}, {"answer": " "}, {"question": ""}])
def test_an_answer_that_is_not_whole_is_refused_with_its_place(gap: dict[str, str]) -> None:
    (fault,) = told([answer("Q12345678", **gap)])

    assert (fault.rule, fault.level, fault.field) == ("R00", "error", "answers.0")


def test_an_answer_to_no_question_is_told() -> None:
    facts = with_changes("termination_notice", {}) | {"answers": [answer("Q00000000")]}

    (fault,) = check.findings("termination_notice", facts, SETTINGS, CALENDAR)
    assert (fault.level, fault.field) == ("warning", "answers")


def test_the_number_stays_when_the_words_stay() -> None:
    (one,), (other,) = told(), told()

    assert questions.number_of(one) == questions.number_of(other)
