"""The shipped lists of words that tell who somebody is can be read and hold no doubles and no blanks."""

import csv
import re

import pytest

from toolkit.chinese import personal_words
from toolkit.core.errors import UnreadableFileError

KINDS = (
    "姓",
    "单姓",
    "民族名",
    "称呼",
    "短称",
    "亲属",
    "亲属待看",
    "亲属无关",
    "病",
    "病待看",
    "敏感",
    "职务",
    "单位",
    "熟语",
    "日常单字",
    "身体",
    "病征",
    "亲近的人",
    "家事",
    "营生",
    "所在",
    "地方",
    "常说的话",
    "公事",
    "词样的名字",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_of_letters_only(kind: str) -> None:
    words = personal_words.words(kind)
    assert len(words) > 5
    assert all(re.fullmatch(r"[一-龥A-Z]+", word) for word in words)


def test_each_kind_stands_in_one_row() -> None:
    with personal_words.SHIPPED.open(encoding="utf-8", newline="") as file:
        kinds = [row["类"] for row in csv.DictReader(file)]
    assert sorted(kinds) == sorted(KINDS)


def test_a_longer_word_is_found_before_a_shorter_one() -> None:
    match = re.match(personal_words.alternatives("病"), "肺癌晚期")
    assert match is not None
    assert match[0] == "肺癌"


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(UnreadableFileError, match="缺少“没有”一行"):
        personal_words.words("没有")
