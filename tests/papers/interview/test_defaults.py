"""What the form fills in by itself: marked, following what it was taken from, and never against a person."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.papers.made_up import SETTINGS
from toolkit.papers import forms
from toolkit.papers.citations import table
from toolkit.papers.facts import unwrapped
from toolkit.papers.interview.answers import answered, with_item, without_item
from toolkit.papers.interview.clauses import library
from toolkit.papers.interview.defaults import Known, is_default, refreshed
from toolkit.workspace import Workspace, shipped

KIND = "mediation_agreement"


@pytest.fixture
def known(workspace: Workspace) -> Known:
    """Give what defaults are taken from, at an office that issued nothing yet."""
    articles = table(shipped("templates/docx/citations.csv"))
    return Known(SETTINGS, dt.date(2026, 10, 28), (), library(workspace), articles, "占地补偿款没有付")


def grown(known: Known, facts: dict[str, Any], *answers: tuple[str, str], paper: str = KIND) -> dict[str, Any]:
    facts = refreshed(paper, {"paper": paper, **facts}, known)
    for path, text in answers:
        facts = refreshed(paper, answered(paper, facts, path, text), known)
    return facts


def test_a_default_is_marked_and_a_written_field_is_not(known: Known) -> None:
    facts = grown(known, {}, ("date", "2026-10-30"))

    assert facts["date"] == "2026-10-30"
    assert is_default(facts["origin"])
    assert unwrapped(facts["title"])["stated"] is False


def test_a_default_follows_what_it_was_taken_from_while_a_person_types(known: Known) -> None:
    once = grown(known, {}, ("place", "村"))
    again = refreshed(KIND, answered(KIND, once, "place", "村委会"), known)

    assert [unwrapped(facts)["signing"]["place"] for facts in (once, again)] == ["村", "村委会"]


def test_what_a_person_wrote_or_emptied_stays(known: Known) -> None:
    facts = grown(known, {}, ("place", "村委会"), ("signing.place", "镇上"), ("place", "祠堂"), ("on_default", ""))

    assert unwrapped(facts)["signing"]["place"] == "镇上"
    assert facts["on_default"] is None


def test_the_words_on_default_and_title_fit_the_dispute(known: Known) -> None:
    kinds = ("土地经营权流转纠纷", "民间借贷纠纷")
    words = [unwrapped(grown(known, {"dispute": kind}))["on_default"] for kind in kinds]

    assert "土地承包仲裁" in words[0]
    assert "还清" in words[1]
    assert all("青石镇人民调解委员会" in text for text in words)


def test_an_office_need_not_write_its_people_twice(known: Known) -> None:
    earlier = replace(known, earlier=(unwrapped(forms.example(KIND)),))

    facts = unwrapped(grown(earlier, {}))

    assert facts["mediators"] == [{"name": "周明礼"}]
    assert facts["recorder"] == {"name": "田小禾"}
    assert facts["place"] == "青石镇柳树湾村民委员会会议室"


def test_a_list_that_was_filled_in_is_a_persons_own_once_it_is_changed(known: Known) -> None:
    paper = "legal_opinion"
    materials = [{"name": "权证"}, {"name": "批复"}]
    facts = grown(known, {"materials": materials}, paper=paper)
    assert [each["item"] for each in unwrapped(facts["evidence"])] == ["权证", "批复"]

    fewer = refreshed(paper, without_item(paper, facts, "evidence.0"), known)
    other = refreshed(paper, answered(paper, facts, "evidence.0.proves", "承包权"), known)

    assert [each["item"] for each in unwrapped(fewer["evidence"])] == ["批复"]
    assert [each.get("proves") for each in unwrapped(other["evidence"])] == ["承包权", None]


def test_lines_taken_away_from_a_filled_in_list_do_not_come_back(known: Known) -> None:
    facts = grown(known, {}, ("reservations", "只有这一段"), paper="legal_opinion")

    assert facts["reservations"] == ["只有这一段"]


def test_the_laws_of_an_opinion_are_those_its_texts_cite(known: Known) -> None:
    analysis = "可以补偿（《中华人民共和国土地管理法》第四十八条）；时效（《中华人民共和国民法典》第一百八十八条）。"
    issues = [{"question": "有没有依据", "analysis": [analysis], "conclusion": "有。"}]

    laws = unwrapped(grown(known, {"issues": issues}, paper="legal_opinion"))["laws"]

    assert ("中华人民共和国土地管理法", "第四十八条") in {(each["law"], each["article"]) for each in laws}
    assert all(each["version"] and each["holds"] for each in laws)


def test_a_new_item_gets_its_own_defaults(known: Known) -> None:
    facts = grown(known, {"parties": [{"name": "孙玉兰"}, {"name": "绿源合作社"}]})

    with_payment = unwrapped(refreshed(KIND, with_item(KIND, facts, "payments"), known))

    assert [each["kind"] for each in with_payment["parties"]] == ["自然人", "法人或其他组织"]
    assert (with_payment["payments"][0]["payer"], with_payment["payments"][0]["payee"]) == ("绿源合作社", "孙玉兰")


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_taking_defaults_anew_changes_nothing_more(paper: str, known: Known) -> None:
    once = refreshed(paper, {"paper": paper}, known)

    assert refreshed(paper, once, known) == once


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_a_whole_paper_is_left_as_it_is(paper: str, known: Known) -> None:
    example = forms.example(paper)

    assert {name: unwrapped(refreshed(paper, example, known))[name] for name in example} == unwrapped(example)
