"""A statute is known by its names, its editions by their days, an article by its number."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.chinese import number_value
from toolkit.papers.law.statutes import (
    article_number,
    chinese_number,
    practice,
    provision,
    statute_named,
    statutes,
)


def test_a_statute_is_known_by_full_and_short_name() -> None:
    names = ("中华人民共和国民事诉讼法", "民事诉讼法", "民诉法", "中华人民共和国 民事诉讼法")

    assert len({statute_named(name) for name in names}) == 1
    assert statute_named("夜话法") is None


@pytest.mark.parametrize(
    "law, on, version",
    [
        ("民事诉讼法", "2023-12-31", "2021-12-24"),
        ("民事诉讼法", "2024-01-01", "2023-09-01"),
        ("合同法", "2020-12-31", "1999-03-15"),
        ("合同法", "2021-01-01", None),
        ("信访工作条例", "2022-04-30", None),
    ],
)
def test_which_edition_held_on_a_day(law: str, on: str, version: str | None) -> None:
    edition = provision(law, "第一条", "").held_on(dt.date.fromisoformat(on))

    assert (edition.version.isoformat() if edition else None) == version


def test_no_two_editions_of_a_statute_hold_on_one_day() -> None:
    for statute in statutes():
        for edition in statute.editions:
            assert sum(other.holds_on(edition.in_force) for other in statute.editions) == 1, statute.name


def test_the_articles_of_a_provision_are_told_one_by_one() -> None:
    assert provision("人民调解法", "第七条至第九条", "").articles == ("第七条", "第八条", "第九条")
    assert provision("信访工作条例", "第三十五条、第三十六条第三款", "").articles == ("第三十五条", "第三十六条")
    assert practice("程序先后").articles == ()


def test_a_provision_is_cited_with_the_full_name() -> None:
    assert provision("律师法", "第三十八条", "").cited == "《中华人民共和国律师法》第三十八条"
    assert practice("程序先后").cited == "程序先后"


@given(st.integers(1, 9999))
def test_a_number_in_characters_reads_back(number: int) -> None:
    assert number_value(chinese_number(number)) == number
    assert article_number(f"第{chinese_number(number)}条第二款") == number
