"""表和体检: a table is stored whole and read back, or not at all; each change is written down."""

import csv
import json
from pathlib import Path

import pytest

from toolkit import loop
from toolkit.chinese import dates
from toolkit.core import ChangedMeanwhileError, DiskFullError, SettingsError, UnknownNumberError, WrongValueError
from toolkit.recognition import word_lists
from toolkit.workbench import acts, pages
from toolkit.workbench.fields import Done
from toolkit.workbench.keeping.office_tables import OfficeTable
from toolkit.workspace import Desk, open_desk, retention

APPROVED = [["有处理结果", "30年", "县档案馆 2026 年批准"], ["没有处理结果", "10年", ""]]


def table(desk: Desk, name: str) -> OfficeTable:
    """Return the table `name` as the page shows it."""
    (found,) = [each for each in pages.PAGES["tables"](desk, {}).tables if each.name == name]  # type: ignore[attr-defined]
    assert isinstance(found, OfficeTable)
    return found


def store(desk: Desk, name: str, rows: list[list[str]], **more: str) -> Done:
    """Store `rows` as the table `name`, as the page does that shows it now."""
    given = {"table": name, "sha256": table(desk, name).sha256, "rows": json.dumps(rows), "by": "李静", **more}
    return acts.ACTS["write_table"](desk, given)


def test_periods_that_were_stored_hold_and_the_change_is_written_down(desk: Desk) -> None:
    store(desk, "periods", APPROVED)

    assert retention.read_table(desk.workspace.retention_file) == {"有处理结果": "D30", "没有处理结果": "D10"}
    assert [list(row) for row in table(desk, "periods").rows] == APPROVED
    with desk.store.reading() as tx:
        (event,) = loop.events.history(tx, loop.events.View("9999-12-31"), ("table.",))["表:保管期限表"]
    assert (event.by, event.facts["rows"], event.facts["sha256"]) == ("李静", 2, table(desk, "periods").sha256)


@pytest.mark.parametrize(
    "name, row, fault",
    [
        ("periods", ["没有处理结果", "20年", ""], "第 2 行的保管期限"),
        ("words", ["柳", "地名", ""], "第 2 行"),
        ("holidays", ["2027-02-30", "休", ""], "第 2 行的日期"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_stored(desk: Desk, name: str, row: list[str], fault: str) -> None:
    before = table(desk, name)

    with pytest.raises((WrongValueError, SettingsError), match=fault):
        store(desk, name, [row])

    assert table(desk, name) == before


def test_a_holiday_that_was_stored_counts_at_once(desk: Desk) -> None:
    day = dates.parse_date("2027-05-07")
    before = desk.calendar.is_day_off(day)
    store(desk, "holidays", [["2027-05-07", "休", "放假通知"]])

    assert (before, desk.calendar.is_day_off(day)) == (None, True)


def test_a_word_that_was_stored_is_read_by_the_recogniser(desk: Desk) -> None:
    store(desk, "words", [["枫树垭", "地名", "三组的小地名"], ["", "", ""]])

    (entry,) = word_lists.entries_in(desk.workspace.lexicon_file)
    assert (entry.word, entry.kind, entry.note) == ("枫树垭", "place", "三组的小地名")


def test_what_somebody_else_stored_meanwhile_is_not_written_over(desk: Desk) -> None:
    mine = table(desk, "periods").sha256
    store(desk, "periods", APPROVED)

    with pytest.raises(ChangedMeanwhileError, match="保管期限表"):
        store(desk, "periods", [["有处理结果", "10年", ""]], sha256=mine)

    assert retention.read_table(desk.workspace.retention_file)["有处理结果"] == "D30"


def test_a_file_with_columns_of_its_own_is_left_to_excel(desk: Desk) -> None:
    file: Path = desk.workspace.retention_file
    file.write_text("类别,保管期限,批准文号\n有处理结果,30年,档〔2026〕1号\n", encoding="gb18030")

    shown = table(desk, "periods")

    assert "批准文号" in shown.fault
    assert shown.rows == ()


def test_a_cell_that_excel_would_compute_stays_a_text_of_one_line(desk: Desk) -> None:
    store(desk, "periods", [["有处理结果", "30年", '=1+1,"引号"\n第二行']])

    with desk.workspace.retention_file.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["有处理结果", "30年", '=1+1,"引号" 第二行']


@pytest.mark.parametrize("rows", ["", "{}", '[["只有一格"]]', "[[1,2,3]]"])
def test_what_is_no_table_is_refused(desk: Desk, rows: str) -> None:
    with pytest.raises(WrongValueError, match="没有传完整"):
        acts.ACTS["write_table"](desk, {"table": "periods", "by": "李静", "rows": rows})


def test_a_table_and_its_event_stand_together_when_the_disk_is_full_after_the_commit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _text: str) -> None:
        raise DiskFullError(path=path)

    with monkeypatch.context() as patch:
        patch.setattr("toolkit.workspace.tables.write_whole", full)
        done = store(desk, "periods", APPROVED)
        assert "保管期限表 的存盘还没有收尾" in done.lines[0]
        with pytest.raises(WrongValueError, match="还没有收尾"):
            store(desk, "periods", APPROVED[:1])

    assert open_desk(desk.workspace.root).unfinished == ()
    assert [list(row) for row in table(desk, "periods").rows] == APPROVED
    with desk.store.reading() as tx:
        (event,) = loop.events.history(tx, loop.events.View("9999-12-31"), ("table.",))["表:保管期限表"]
    assert event.facts["sha256"] == table(desk, "periods").sha256


def test_nothing_of_a_table_is_written_where_its_event_is_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = table(desk, "periods")

    def refuse(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr("toolkit.workspace.pending.enter", refuse)
    with pytest.raises(KeyError):
        store(desk, "periods", APPROVED)

    assert table(desk, "periods") == before
    with pytest.raises(UnknownNumberError):
        desk.events.of("表:保管期限表")
