"""What may still tell is released only when a person has allowed it, in a list that nobody overwrites by accident."""

from pathlib import Path

import pytest

from toolkit.core.errors import AlreadyThereError, WrongValueError
from toolkit.formats import excel
from toolkit.formats.word import WordFile
from toolkit.publishing.residue_lists import LIST, Residue, allowed, write_preview

FOUND = (Residue("00:01", "像姓名", "范志强"), Residue("00:02", "像住址", "三栋"))


def test_the_preview_says_that_it_is_not_released(tmp_path: Path) -> None:
    done = write_preview("夜话", [("00:01", "范志强来过。")], FOUND, tmp_path, replace=False)
    assert not done.released
    assert "未放行" in done.files[0].name
    assert "未放行" in "".join(WordFile.open(done.files[0]).lines[:2])
    assert [row[2] for row in excel.read_rows(tmp_path / LIST)[1:]] == ["范志强", "三栋"]


def test_only_what_is_ticked_may_stay(tmp_path: Path) -> None:
    assert allowed(tmp_path) == frozenset()
    write_preview("夜话", [], FOUND, tmp_path, replace=False)
    assert allowed(tmp_path) == frozenset()
    head, first, second = excel.read_rows(tmp_path / LIST)
    excel.write_rows(tmp_path / LIST, [str(cell) for cell in head], [(*first[:3], "√"), (*second[:3], "否")])
    assert allowed(tmp_path) == {("00:01", "范志强")}


def test_a_list_that_somebody_may_have_ticked_is_not_written_over(tmp_path: Path) -> None:
    write_preview("夜话", [], FOUND, tmp_path, replace=False)
    with pytest.raises(AlreadyThereError):
        write_preview("夜话", [], FOUND, tmp_path, replace=False)
    write_preview("夜话", [], FOUND, tmp_path, replace=True)


def test_a_list_with_other_columns_allows_nothing(tmp_path: Path) -> None:
    excel.write_rows(tmp_path / LIST, ("甲", "乙"), [("1", "2")])
    with pytest.raises(WrongValueError, match="第一行要有"):
        allowed(tmp_path)
