"""A list says the same in Word and in Excel, and Excel has the further columns."""

from pathlib import Path

import pytest

from toolkit.formats import PaperList, excel
from toolkit.formats.word import Grid, WordFile

ROWS = [("1", "柳树湾"), ("2", "石桥村")]


def test_both_files_hold_every_row_and_excel_the_further_columns(tmp_path: Path) -> None:
    signing = Grid((), (("签名", ""),), (40, 60))
    printed = PaperList(
        "清单", {"序号": 20, "村": 60}, ROWS, before=("单位：甲",), after=("完。", signing), more={"校验值": ["a", "b"]}
    )
    word, sheet = printed.write(tmp_path / "目录.2026", "清单")
    assert excel.read_rows(sheet) == (("序号", "村", "校验值"), ("1", "柳树湾", "a"), ("2", "石桥村", "b"))
    text = "".join(WordFile.open(word).lines)
    places = [text.index(words) for words in ("清单", "单位：甲", "序号", "柳树湾", "石桥村", "完。", "签名")]
    assert places == sorted(places)
    assert "校验值" not in text


def test_a_list_without_further_columns_has_the_same_in_both(tmp_path: Path) -> None:
    _, sheet = PaperList("清单", {"序号": 20, "村": 60}, ROWS).write(tmp_path / "x", "清单")
    assert excel.read_rows(sheet)[1:] == tuple(ROWS)


def test_further_columns_have_a_value_for_each_row(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zip"):
        PaperList("清单", {"序号": 20, "村": 60}, ROWS, more={"校验值": ["a"]}).write(tmp_path / "x", "清单")
