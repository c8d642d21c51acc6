"""Walls: codes that are never used twice, patrols, and plates whose codes are read back from their pages."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.core.errors import UnknownNumberError
from toolkit.formats import codes_of_pages, page_count, write_rows
from toolkit.loop.events import EventRefusedError
from toolkit.policies import walls
from toolkit.workspace import Desk, settings_editing

pytestmark = pytest.mark.usefixtures("typesetter")


def standing(desk: Desk) -> dict[str, walls.Wall]:
    with desk.store.reading() as tx:
        return {wall.code: wall for wall in walls.standing(tx)}


def test_plates_are_read_back_from_their_pages(office: Desk, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    count = 136 if request.config.getoption("--all") else 4
    walls.place_many(office, [(office.settings.places[0], "", "")] * count, by="何琳")

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
    assert walls.patrol(office, "d007", walls.UNREADABLE, by="周敏").needs_plate
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
        walls.patrol(office, "d002", walls.READABLE, by="何琳")


def test_of_a_list_with_one_bad_row_nothing_is_taken(office: Desk, tmp_path: Path) -> None:
    path, village = tmp_path / "walls.xlsx", office.settings.places[0]
    write_rows(path, ("村", "店家", "边长毫米"), [(village, "甲店", 150), ("没有的村", "", 20), (village, "", "大")])

    with pytest.raises(EventRefusedError) as told:
        walls.place_many(office, walls.read_list(path), by="何琳")

    assert all(words in str(told.value) for words in ("第 3 行", "没有的村", "第 4 行"))
    assert standing(office) == {}
