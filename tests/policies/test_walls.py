"""Walls: codes that are never used twice, patrols, and plates whose codes are read back from their pages."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from tests.policies.conftest import TEL
from toolkit.core.errors import UnknownNumberError, WrongValueError
from toolkit.formats import codes_of_pages, page_count, qr_png, read_rows, write_rows
from toolkit.loop.events import EventRefusedError
from toolkit.loop.walks import ledger
from toolkit.policies import directory, patrols, pictures, walls
from toolkit.policies.patrols import Find
from toolkit.workspace import Desk, settings_editing

pytestmark = pytest.mark.usefixtures("typesetter")


def standing(desk: Desk) -> dict[str, walls.Wall]:
    with desk.store.reading() as tx:
        return {wall.code: wall for wall in walls.standing(tx)}


def test_plates_are_read_back_from_their_pages(office: Desk, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    count = 136 if request.config.getoption("--all") else 4
    walls.place_many(office, [(office.settings.places[0], "", "")] * count, by="何琳")
    directory.dial(office, TEL, "镇政府", answered=True, by="何琳")

    (file,) = walls.write_plates(office, tmp_path / "plates")

    assert page_count(file) == count
    read = [codes for (codes,) in codes_of_pages(file)]
    assert read == [f"http://qy.gov.cn/z/d{number:03d}/" for number in range(1, count + 1)]


def test_plates_are_refused_with_everything_that_lacks(office: Desk, tmp_path: Path) -> None:
    fields = settings_editing.values(office.settings) | {"policies.url": "", "policies.telephone": ""}
    settings_editing.write(office.workspace, fields, office.settings.places)

    with pytest.raises(walls.PlatesRefusedError) as told:
        walls.write_plates(office, tmp_path / "plates")

    assert all(words in str(told.value) for words in ("网址", "总机电话", "点位"))


def test_a_patrol_tells_which_plates_to_replace(office: Desk) -> None:
    walls.place(office, "d007", office.settings.places[0], by="何琳", shop="某某小卖部")
    assert patrols.patrol(office, Find("d007", walls.UNREADABLE), by="周敏").needs_plate
    assert patrols.torn(tuple(standing(office).values())) == ("d007",)
    assert not walls.renew(office, "d007", "褪色", by="周敏").needs_plate

    later = replace(office, today=office.today + dt.timedelta(days=31))
    assert standing(later)["d007"].is_due(later.today)
    assert standing(office)["d007"].shop == "某某小卖部"


def test_a_code_that_was_taken_down_is_not_given_again(office: Desk) -> None:
    village = office.settings.places[0]
    walls.place_many(office, [(village, "", ""), (village, "", "")], by="何琳")
    walls.remove(office, "d002", "店家不愿意了", by="何琳")

    (placed,) = walls.place_many(office, [(village, "", "")], by="何琳")

    assert placed.code == "d003"
    assert set(standing(office)) == {"d001", "d003"}
    with pytest.raises(UnknownNumberError):
        walls.renew(office, "d002", "褪色", by="何琳")
    with pytest.raises(EventRefusedError, match="d002"):
        walls.place(office, "d002", village, by="何琳")


def test_of_a_list_with_one_bad_row_nothing_is_taken(office: Desk, tmp_path: Path) -> None:
    path, village = tmp_path / "walls.xlsx", office.settings.places[0]
    write_rows(path, ("村", "店家", "边长毫米"), [(village, "甲店", 150), ("没有的村", "", 20), (village, "", "大")])

    with pytest.raises(EventRefusedError) as told:
        walls.place_many(office, walls.read_list(path), by="何琳")

    assert all(words in str(told.value) for words in ("第 3 行", "没有的村", "第 4 行"))
    assert standing(office) == {}


def test_a_patrol_belongs_to_the_walk_on_which_it_was_made(office: Desk, tmp_path: Path) -> None:
    village = office.settings.places[0]
    walls.place_many(office, [(village, "甲店", ""), (village, "乙店", "")], by="何琳")
    wish = ledger.NewWalk(office.today.isoformat(), "一组到三组", ("周敏",), "09:00", "11:30")
    walk = ledger.add_walk(office, wish).number
    photo = tmp_path / "墙.png"
    photo.write_bytes(qr_png("墙"))

    own = patrols.patrol(office, Find("D001", walls.READABLE), by="周敏", photo=photo)
    told = patrols.patrol(office, Find("d002", walls.COVERED), by="何琳", walk=walk)

    assert (own.walk, told.walk) == (walk, walk)
    with office.store.reading() as tx:
        place = pictures.newest(tx)["d001"]
    assert (office.workspace.root / place).read_bytes() == photo.read_bytes()
    with pytest.raises(UnknownNumberError):
        patrols.patrol(office, Find("d001", walls.READABLE), by="周敏", walk="巡2026-00099")
    with pytest.raises(EventRefusedError, match="没有点位 d009"):
        patrols.patrol(office, Find("d009", walls.READABLE), by="周敏", photo=photo)
    photo.write_text("no picture", encoding="utf-8")
    with pytest.raises(WrongValueError, match="不是图片"):
        patrols.patrol(office, Find("d001", walls.GONE), by="周敏", photo=photo)
    assert standing(office)["d001"].state == walls.READABLE


def test_a_filled_patrol_list_comes_back_whole_or_not_at_all(office: Desk, tmp_path: Path) -> None:
    village = office.settings.places[0]
    walls.place_many(office, [(village, "甲店", "")] * 3, by="何琳")
    _, excel = patrols.write_list(office, tmp_path / "扫村")
    header, *rows = [list(row) for row in read_rows(excel)]
    at = header.index("读不读得出")
    assert [row[0] for row in rows] == ["d001", "d002", "d003"]

    rows[0][at], rows[1][at], rows[2][0] = "好", walls.GONE, "d002"
    rows[2][at] = walls.GONE
    write_rows(excel, header, rows)
    with pytest.raises(EventRefusedError) as told:
        patrols.take_in(office, excel, by="周敏")
    assert all(words in str(told.value) for words in ("第 2 行", "“好”", "d002 写了 2 次"))
    assert all(wall.seen_on is None for wall in standing(office).values())

    rows[0][at], rows[2][0], rows[2][at] = walls.READABLE, "d003", ""
    write_rows(excel, header, rows)
    assert [wall.state for wall in patrols.take_in(office, excel, by="周敏")] == [walls.READABLE, walls.GONE]
    assert standing(office)["d003"].seen_on is None
    later = replace(office, today=office.today + dt.timedelta(days=31))
    assert len(read_rows(patrols.write_list(later, tmp_path / "到期", due_only=True)[1])) == 4
