"""Text of common words reads easily, misheard text hard."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.chinese.common_words import is_word, parted, reading

TOP = Path(__file__).parents[2]
texts = st.text(st.sampled_from("反映一个问题城序养住的了是路灯公补偿款"), min_size=1, max_size=14)


@pytest.mark.parametrize("right,wrong", [("养猪", "养住"), ("程序", "城序"), ("补偿", "捕厂"), ("低保户", "地宝湖")])
def test_a_common_word_costs_less_than_characters_that_sound_like_it(right: str, wrong: str) -> None:
    assert reading(right, {}).upto[-1] < reading(wrong, {}).upto[-1]


def test_a_word_of_ones_own_makes_a_reading_cheaper() -> None:
    without, told = reading("黄桷坪", {}), reading("黄桷坪", {"黄桷坪": 5.0})

    assert told.upto[-1] == 5.0 < without.upto[-1]
    assert told.words == ((0, 3, 5.0),)


@settings(deadline=None)
@given(texts)
def test_the_words_of_a_reading_join_to_the_text_and_add_up_to_its_cost(text: str) -> None:
    told = reading(text, {})

    assert "".join(text[start:end] for start, end, _ in told.words) == text
    assert sum(cost for *_, cost in told.words) == pytest.approx(told.upto[-1]) == pytest.approx(told.onwards[0])


@settings(deadline=None)
@given(texts, st.data())
def test_no_stretch_costs_more_than_reading_it_apart(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    assert reading(text, {}).strain(start, end) <= reading(text[start:end], {}).upto[-1] + 1e-9


@given(texts)
def test_what_is_cut_into_words_joins_to_the_text(text: str) -> None:
    told = parted(text)

    assert "".join(told) == text
    assert all(is_word(word) or len(word) == 1 for word in told)


def test_the_longest_word_is_cut_off_first() -> None:
    assert parted("补偿款的问题") == ["补偿款" if is_word("补偿款") else "补偿", *parted("补偿款的问题")[1:]]
    assert parted("") == []


def test_known_words_are_words_and_misheard_ones_none() -> None:
    assert is_word("公路")
    assert not is_word("城序")


def test_reading_needs_no_other_program_part_and_writes_no_temporary_file(tmp_path: Path) -> None:
    code = (
        "import sys; from toolkit.chinese.common_words import reading; "
        "reading('反映问题', {}); print('jieba' in sys.modules)"
    )
    environment = {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path), "PYTHONPATH": str(TOP)}

    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP, env=environment
    )

    assert told.stdout.strip() == "False"
    assert list(tmp_path.iterdir()) == []
