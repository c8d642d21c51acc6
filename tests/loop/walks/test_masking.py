"""What leaves a note for a list or a group of villagers names nobody: no number, no name, no house."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.loop.walks.masking import for_villagers, masked, shown_place

VILLAGES = ("柳树湾", "高田")
GAPS = st.sampled_from(["", " ", "-", "　"])
NUMBERS = st.from_regex(r"(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9X]|0838-[1-9][0-9]{6})", fullmatch=True)


@given(number=NUMBERS, gap=GAPS, every=st.integers(1, 6), wide=st.booleans())
def test_no_way_of_writing_a_number_keeps_it(number: str, gap: str, every: int, *, wide: bool) -> None:
    parts = [number[first : first + every] for first in range(0, len(number), every)] if gap else [number]
    written = gap.join(parts)
    if wide:
        written = "".join(chr(ord(sign) + 0xFEE0) if sign.isdecimal() else sign for sign in written)

    assert not any(sign.isdecimal() for sign in masked(f"电话{written}，晚上在家"))


def test_days_amounts_and_distances_stay() -> None:
    plain = "2026-09-28 那天路灯坏了3盏，要500元，离村口1200米，2026年10月8日再看"

    assert masked(plain) == plain


@pytest.mark.parametrize("words", ["李 国强家门前的路灯坏了", "李国强家的路灯", "李·国强说的"])
def test_a_name_is_left_out_however_it_is_parted(words: str) -> None:
    assert "国强" not in masked(words, "李国 强（本人）")


@pytest.mark.parametrize("words", ["李大爷家门前的路灯坏了", "王国强家的水管漏了", "找张主任说过", "李 大爷说灯坏了"])
def test_nobody_is_told_from_a_title_or_a_house(words: str) -> None:
    posted = for_villagers(words)

    assert "（姓名略）" in posted
    assert not {"大爷", "国强", "主任"} & {posted[n : n + 2] for n in range(len(posted))}


@pytest.mark.parametrize("words", ["国家的补贴没有到账", "老人家的药费怎么报", "大家都说路灯坏了", "三户人家没有水"])
def test_words_that_hold_a_house_and_no_name_stay(words: str) -> None:
    assert for_villagers(words) == words


@pytest.mark.parametrize(
    "place, shown",
    [
        ("柳树湾三组李国强家", "柳树湾三组"),
        ("柳树湾村三组李国强家", "柳树湾村三组"),
        ("青石镇高田李国强家门口", "高田"),
        ("柳树湾", "柳树湾"),
        ("老井村二组张桂花家", "老井村二组"),
        ("张桂花家", "（地点略）"),
    ],
)
def test_a_place_is_told_by_village_and_group(place: str, shown: str) -> None:
    assert shown_place(place, VILLAGES) == shown
