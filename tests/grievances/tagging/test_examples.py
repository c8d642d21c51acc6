"""Examples brought from elsewhere are taken whole or refused whole, every wrong row named."""

from pathlib import Path

import pytest

from toolkit.core.errors import UnreadableFileError, WrongValueError
from toolkit.grievances.tagging import examples
from toolkit.grievances.tagging.model import SubjectExample

ROWS = "一级,二级,文字\n民政,,低保被停了\n农村农业,水利水电,水渠塌了没有水\n"
WANTED = (SubjectExample("低保被停了", "民政"), SubjectExample("水渠塌了没有水", "农村农业", "水利水电"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_examples_are_read_as_excel_saves_them(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "表.csv").write_bytes(ROWS.encode(encoding))

    assert examples.read(tmp_path / "表.csv") == WANTED


def test_without_a_file_there_are_no_examples(tmp_path: Path) -> None:
    assert examples.read(tmp_path / "没有.csv") == ()


def test_every_unknown_label_is_named_with_its_row(tmp_path: Path) -> None:
    wrong = ROWS + "天气,,下雨了\n民政,水利水电,渠道\n民政,,\n"
    (tmp_path / "表.csv").write_text(wrong, encoding="utf-8")

    with pytest.raises(WrongValueError) as caught:
        examples.read(tmp_path / "表.csv")

    told = str(caught.value)
    assert "第 4 行的一级“天气”不在内容分类里" in told
    assert "第 5 行的二级“水利水电”不在“民政”里" in told
    assert "第 6 行没有文字" in told


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x81", b"", "文字,分类\n路灯,城乡建设\n".encode()])
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "表.csv").write_bytes(content)

    with pytest.raises(UnreadableFileError):
        examples.read(tmp_path / "表.csv")
