"""The places to sign of a Word file are found however a lawyer wrote the table."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.word import SigningPlace, WordFile, signing_places

PLACE = SigningPlace("当事人吴建国", "当事人", "吴建国", "cell")
SPACES = st.text(st.sampled_from(" \u3000\u00a0\u2003\t\n："), min_size=1, max_size=3)


def places(folder: Path, *rows: Sequence[str]) -> list[SigningPlace]:
    """Return the places of a file with a table of `rows`."""
    word = Document()
    table = word.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    word.save(str(folder / "文书.docx"))
    return list(signing_places(WordFile.open(folder / "文书.docx")))


@given(between=SPACES, sign=st.sampled_from(["签名", "签字", "签 字", "签字、盖章或者按指印"]))
def test_role_and_name_may_be_parted_by_any_space(
    tmp_path_factory: pytest.TempPathFactory, between: str, sign: str
) -> None:
    (found,) = places(
        tmp_path_factory.mktemp("表"), ("签署人", sign, "日期"), (f"当事人{between}吴建国", "", "年 月 日")
    )

    assert (found.role, found.who, found.how) == ("当事人", "吴建国", "cell")


def test_role_and_name_may_stand_in_two_cells_and_one_signs_below_the_word(tmp_path: Path) -> None:
    head = ("签署人", "姓名", "签字", "日期", "备注")

    assert places(tmp_path, head, ("当事人", "吴建国", "", "", "")) == [
        SigningPlace("吴建国", "当事人", "吴建国", "cell")
    ]
    assert places(tmp_path, head, ("当事人", "吴建国", "见附页", "", "")) == []


def test_what_the_cell_says_of_signing_is_no_text_and_anything_else_is(tmp_path: Path) -> None:
    def found(said: str) -> list[SigningPlace]:
        return places(tmp_path, ("签署人", "签名", "日期"), ("当事人 吴建国", said, ""))

    assert [found(said) for said in ("", "（签名、按手印）", "＿＿＿＿", "（盖章）")] == [[PLACE]] * 4
    assert [found(said) for said in ("见附页", "吴建国", "已签名")] == [[]] * 3


def test_a_label_with_another_word_for_signing_is_one(tmp_path: Path) -> None:
    (found,) = places(tmp_path, ("受送达人（签字、盖章）：", "年 月 日"))

    assert (found.who, found.how) == ("受送达人", "cell")
