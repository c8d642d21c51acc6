"""Lists say what is there, hand nothing over that is not sound, and name nobody who should not be named."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from toolkit.archive import inventories, packing
from toolkit.archive.fixity import fixity_of
from toolkit.core.errors import PackageRefusedError, UnknownNumberError, WrongValueError
from toolkit.formats.excel import read_rows
from toolkit.meetings.intake import take_in

FIRST, SECOND = "0194-LY·2026-D30-0001", "0194-LY·2026-D30-0002"


def test_handover_list_is_the_same_in_word_and_excel(kept, tmp_path: Path) -> None:  # noqa: ANN001
    for code in (kept.code, kept.other):
        packing.pack_into_workspace(kept.desk, code)
    word, excel = inventories.write_handover(kept.desk, tmp_path / "移交 清单.docx")
    table, roots, signing = Document(str(word)).tables
    in_word = [tuple(cell.text for cell in row.cells) for row in table.rows]
    in_excel = [tuple(cell or "" for cell in row) for row in read_rows(excel)]
    assert [row[: len(in_word[0])] for row in in_excel] == in_word
    assert [row[1] for row in in_word[1:]] == [FIRST, SECOND]
    assert [row[3].replace(" ", "") for row in in_word[1:]] == [kept.desk.settings.office.name] * 2
    assert [row.cells[1].text for row in roots.rows][1:] == [
        fixity_of(kept.desk).last_fixed(code).root for code in (FIRST, SECOND)
    ]
    assert "签名" in signing.rows[1].cells[0].text
    assert in_word[1][-1] == "限制利用", "the first recording holds an accusation"


def test_nothing_is_handed_over_that_is_not_sound(kept, tmp_path: Path) -> None:  # noqa: ANN001
    package = packing.pack_into_workspace(kept.desk, kept.code).path
    (package / "index.html").unlink()
    with pytest.raises(PackageRefusedError) as told:
        inventories.write_handover(kept.desk, tmp_path / "清单")
    assert f"{FIRST} index.html：缺失" in str(told.value)
    assert f"{SECOND} 还没有打档案包" in str(told.value)
    assert list(tmp_path.glob("清单*")) == []


def test_chosen_recordings_only_are_listed(kept, tmp_path: Path) -> None:  # noqa: ANN001
    packing.pack_into_workspace(kept.desk, kept.other)
    _, excel = inventories.write_handover(kept.desk, tmp_path / "清单", ["0194-LY.2026-D30-2"])
    assert [row[1] for row in read_rows(excel)][1:] == [SECOND]
    with pytest.raises(UnknownNumberError):
        inventories.write_handover(kept.desk, tmp_path / "清单", ["0194-LY·2026-D30-0009"])


def test_ten_years_later_recordings_are_due(kept) -> None:  # noqa: ANN001
    assert inventories.due_for_handover(kept.desk) == ()
    assert inventories.due_for_handover(replace(kept.desk, today=dt.date(2036, 1, 1))) == (FIRST, SECOND)


def test_reading_list_names_nobody_and_no_accusation(kept, tmp_path: Path) -> None:  # noqa: ANN001
    rows = read_rows(inventories.write_reading_list(kept.desk, tmp_path / "目录.xlsx"))
    text = "".join(str(cell) for row in rows for cell in row)
    assert all(word not in text for word in ("王桂芳", "收钱", "三万", "纪检"))
    assert [row[0] for row in rows[1:]] == [FIRST, SECOND]
    assert {row[5] for row in rows[1:]} == {2}
    assert all("限制利用" in str(row[7]) for row in rows[1:])


def test_recording_is_to_be_appraised_when_its_period_is_over(kept) -> None:  # noqa: ANN001
    assert inventories.expired(replace(kept.desk, today=dt.date(2056, 12, 31))) == ()
    late = inventories.expired(replace(kept.desk, today=dt.date(2057, 1, 1)))
    assert [(one.code, one.ended_on) for one in late] == [
        (FIRST, dt.date(2056, 12, 31)),
        (SECOND, dt.date(2056, 12, 31)),
    ]


def test_unknown_class_is_refused_before_anything_is_copied(kept, tmp_path: Path) -> None:  # noqa: ANN001
    (tmp_path / "a.wav").write_bytes(b"RIFF")
    with pytest.raises(WrongValueError, match="有处理结果"):
        take_in(kept.desk, [tmp_path / "a.wav"], "2026-09-25", "柳树湾", kept_as="没有这一类")
