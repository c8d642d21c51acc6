"""Sentences keep their field, their part and what is quoted; blanks and half-width signs make no difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.papers.language.sentences import part_of, sentences_of, split, tidied


def test_a_text_is_split_at_the_end_of_each_sentence() -> None:
    assert [sentence.text for sentence in split("a", "甲。乙；丙\n丁", "states")] == ["甲。", "乙；", "丙\n", "丁"]


def test_what_stands_between_quotation_marks_is_known() -> None:
    (sentence,) = split("a", "他说“不得上访”是错的", "states")

    assert sentence.is_quoted(4)
    assert not sentence.is_quoted(1)
    assert not sentence.is_quoted(9)


def test_a_quotation_that_goes_over_two_sentences_is_quoted_in_both() -> None:
    first, second = split("a", "他说“甲。乙”", "states")

    assert first.is_quoted(3)
    assert second.is_quoted(0)


def test_blanks_and_half_width_signs_are_read_as_the_usual_ones() -> None:
    assert tidied("不 得\u200b上　访,１２００元;1,200元") == "不得上访，1200元；1,200元"


@given(st.text(alphabet="甲乙。；！？“”\n ，", max_size=40))
def test_no_sign_but_blanks_is_lost(text: str) -> None:
    joined = "".join(sentence.text for sentence in split("a", text, "states"))

    assert sum(joined.count(sign) for sign in "甲乙") == sum(text.count(sign) for sign in "甲乙")


@pytest.mark.parametrize(
    "paper, path, part",
    [
        ("mediation_agreement", "terms.0.duty", "binds"),
        ("mediation_agreement", "facts.1", "tells"),
        ("legal_opinion", "conclusions.0", "states"),
        ("legal_opinion", "issues.0.question", "tells"),
        ("legal_opinion", "issues.0.conclusion", "states"),
        ("termination_notice", "no_request.result", "tells"),
        ("mediation_application", "requests.0", "tells"),
    ],
)
def test_a_field_binds_states_or_tells(paper: str, path: str, part: str) -> None:
    assert part_of(paper, path) == part


def test_the_clause_around_a_place_ends_at_the_next_mark() -> None:
    (sentence,) = split("a", "甲方同意，乙方不得阻拦，丙方到场", "binds")

    assert sentence.clause_before(sentence.text.index("不得")) == "乙方"
    assert sentence.clause_after(sentence.text.index("阻拦") + 2) == ""


def test_every_text_of_the_facts_gives_its_sentences() -> None:
    facts = {"paper": "x", "a": "甲。乙", "b": [{"c": "丙"}], "n": 3}

    assert [(sentence.field, sentence.text) for sentence in sentences_of("mediation_agreement", facts)] == [
        ("a", "甲。"),
        ("a", "乙"),
        ("b.0.c", "丙"),
    ]
