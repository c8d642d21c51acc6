"""The county compares its towns by figures, and says what is lacking instead of guessing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.store.figures import Town
from toolkit.workbench.county import county_page
from toolkit.workspace import Desk
from toolkit.workspace.settings import County

BOX = [[105.0, 30.0], [105.2, 30.0], [105.2, 30.1], [105.0, 30.1], [105.0, 30.0]]


def town(name: str, grievances: int | None, breaks: int = 0) -> Town:
    told = {"诉求": {"合计": grievances}, "诉求内容": {"城乡建设": grievances, "民政": None}}
    return Town(name, "2026-11-29T01:00:00+00:00", 7, "f" * 64, breaks, told)


@pytest.fixture
def counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a desk of the county, whose server tells figures of three towns."""
    towns = (town("甲镇", 120), town("乙镇", 30, breaks=1), town("丙镇", None))
    monkeypatch.setattr(county_page.figures, "of_county", lambda _url: towns)
    people = {"甲镇": 20_000, "乙镇": 30_000}
    set_county(desk, County("postgresql+psycopg://x/y", "边界.geojson", people))
    return desk


def set_county(desk: Desk, county: County) -> None:
    settings = replace(desk.workspace.settings, county=county)
    desk.workspace.__dict__["settings"] = settings


def test_towns_are_compared_per_ten_thousand_inhabitants(counted: Desk) -> None:
    page = county_page.county(counted, {})
    rates = {row.town: next(each.rate for each in row.counts if each.name == "诉求") for row in page.towns}
    assert rates == {"甲镇": 60.0, "乙镇": 10.0, "丙镇": None}
    assert [row.level for row in page.towns] == [4, 1, 0]
    assert [row.chain for row in page.towns] == ["7 条，前后相接", "7 条，有 1 处接不上", "7 条，前后相接"]


def test_a_hidden_cell_hides_its_sum(counted: Desk) -> None:
    *_, last = county_page.county(counted, {}).towns
    assert [each.number for each in last.counts if each.name == "诉求"] == [None]


def test_what_is_lacking_is_told_and_the_table_stands_all_the_same(counted: Desk) -> None:
    page = county_page.county(counted, {})
    assert page.map is None
    assert len(page.towns) == 3
    assert "没有常住人口，算不出每万人：丙镇" in page.lacking[0]
    assert "县的边界文件用不了" in page.lacking[1]


def test_the_map_is_drawn_from_the_file_of_the_county(counted: Desk) -> None:
    features = [{"properties": {"name": "甲镇"}, "geometry": {"type": "Polygon", "coordinates": [BOX]}}]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (counted.workspace.root / "边界.geojson").write_text(text, encoding="utf-8")
    drawn = county_page.county(counted, {}).map
    assert drawn is not None
    assert [shape.town for shape in drawn.shapes] == ["甲镇"]
    assert drawn.shapes[0].path.startswith("M0.0 ")
    assert 0 < drawn.height < drawn.width


@pytest.mark.parametrize(
    "text", ["", "[]", '{"features": []}', '{"features": [{}]}', '{"features": [{"properties": 1}]}']
)
def test_a_file_that_holds_no_boundaries_is_told(counted: Desk, text: str) -> None:
    path = Path(counted.workspace.root / "边界.geojson")
    path.write_text(text, encoding="utf-8")
    page = county_page.county(counted, {})
    assert page.map is None
    assert "边界" in page.lacking[-1]


def test_an_office_has_no_figures_of_others(desk: Desk) -> None:
    page = county_page.county(desk, {})
    assert page.towns == ()
    assert "一个单位的工作台" in page.lacking[0]
