"""A text is scored by its characters alone, the same text the same, and faulty wordings stand above lawful ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.papers.language.likeness import is_like_faulty, likeness, likest, runs

FAULTY = ["谁再去告，前面拿的钱全部吐出来", "手头宽裕了就付", "签了字这事就烂在肚里，谁也莫往上捅"]
LAWFUL = ["吴建国在2026年11月15日以前将院墙后移1.1米", "双方可以依法向人民法院起诉", "办理情况可以到综治中心窗口查询"]


@pytest.mark.parametrize("text", FAULTY)
def test_a_faulty_wording_is_asked_about(text: str) -> None:
    assert is_like_faulty(text)


@pytest.mark.parametrize("text", LAWFUL)
def test_a_lawful_wording_is_not(text: str) -> None:
    assert not is_like_faulty(text)
    assert likeness(text) < likeness(FAULTY[0])


def test_numbers_blanks_and_half_width_signs_make_no_difference() -> None:
    assert likeness("付 500元,不得上访") == likeness("付1200元，不得上访")
    assert runs("付50元") == {"付", "0", "元", "付0", "0元"}


def test_what_is_barred_is_more_like_them_than_what_is_asked_about() -> None:
    text = "综治中心窗口每天上午八时半开门，来的时候带上本告知书就能查。"

    assert not is_like_faulty(text, surely=True)
    assert is_like_faulty("谁敢再去上访，就把他家的低保停了，后果自负", surely=True)


def test_the_sentence_to_look_at_is_named() -> None:
    assert likest(iter([LAWFUL[0], FAULTY[0], LAWFUL[1]])) == FAULTY[0]


@given(st.text(max_size=60))
def test_any_text_has_a_score(text: str) -> None:
    assert isinstance(likeness(text), float)
