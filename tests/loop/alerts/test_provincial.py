"""The province's list: taken in row by row, once each, whatever its encoding; what cannot be is told with its line."""

from pathlib import Path

import pytest

from tests.loop.alerts.conftest import DAYS, Raised
from toolkit.core.errors import UnreadableFileError
from toolkit.loop.alerts import acts, provincial
from toolkit.workspace import Desk


def test_rows_are_taken_in_once_and_each_wrong_one_is_told(late: Desk, raised: Raised, tmp_path: Path) -> None:
    case = raised(late, *DAYS[:5])
    path = tmp_path / "省平台.csv"
    rows = (
        "信访件编号,本地事项,登记时间,信访形式,级别,信访人",
        f"S1,{case},2026-10-01 10:20,来访,省,李国强",
        f",{case},2026-10-02,来访,省,",
        f"S3,{case},2027-03-01,来访,省,",
        f"S1,{case},2026-10-05,来访,省,",
        "S5,案2026-999,2026-10-05,来访,省,",
        f"S6,{case},十月五日,,乡,",
        "",
    )
    path.write_bytes("\r\n".join(rows).encode("gbk"))

    taken = provincial.take_in(late, path, "何琳")
    assert (taken.added, taken.known, [each.row for each in taken.refused]) == (1, 0, [3, 4, 5, 6, 7])
    words = ("没有编号", "还没有到", "和第 2 行重复", "没有", "层级")
    assert [word for word, each in zip(words, taken.refused, strict=True) if word not in each.why] == []
    assert acts.show(late, case, "2026-10-01").since == "2026-10-01 10:20"
    again = provincial.take_in(late, path, "何琳")
    assert (again.added, again.known) == (0, 1)


def test_a_known_number_with_another_day_is_told(late: Desk, raised: Raised, tmp_path: Path) -> None:
    case = raised(late, "2026-09-03")
    path = tmp_path / "省平台.csv"
    for day in ("2026-10-01", "2026-10-02"):
        path.write_text(f"编号,事项,日期,渠道\nS1,{case},{day},来访\n", encoding="utf-8-sig")
        taken = provincial.take_in(late, path, "何琳")
    assert (taken.added, taken.known) == (0, 0)
    assert "2026-10-01" in taken.refused[0].why


def test_a_number_in_other_signs_is_known_and_a_day_before_the_matter_is_refused(
    late: Desk, raised: Raised, tmp_path: Path
) -> None:
    case = raised(late, "2026-09-03")
    path = tmp_path / "省平台.csv"
    for number, day in (("省-1", "2026-10-01"), ("省－１", "2026-10-01"), ("省-2", "2026-09-01")):
        path.write_text(f"编号,事项,日期,渠道\n{number},{case},{day},来访\n", encoding="utf-8-sig")
        taken = provincial.take_in(late, path, "何琳")
        assert taken.added == (number == "省-1")
        assert [f"{case} 是 2026-09-03 收到的" in each.why for each in taken.refused] == [True] * (number == "省-2")


def test_wrong_columns_are_named_with_those_that_are_there(late: Desk, tmp_path: Path) -> None:
    path = tmp_path / "省平台.csv"
    path.write_bytes("序号,姓名,日期\r\n1,李国强,2026-10-01\r\n".encode("gbk"))

    with pytest.raises(provincial.ListRefusedError, match=r"编号.*事项.*渠道.*现有的列：序号、姓名、日期"):
        provincial.take_in(late, path, "何琳")
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(UnreadableFileError):
        provincial.take_in(late, path, "何琳")


def test_the_empty_list_can_be_taken_in_once_it_is_filled(late: Desk, raised: Raised, tmp_path: Path) -> None:
    raised(late, "2026-09-03")
    path = tmp_path / "空表.csv"
    provincial.write_form(path)

    taken = provincial.take_in(late, path, "何琳")
    assert taken.added + len(taken.refused) == 1
