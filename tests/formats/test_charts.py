"""Charts say in words what they show, keep Chinese as text, and hold nothing that is fetched."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.formats import charts

NAMES = st.text(st.sampled_from("柳树湾青石镇<>&\"'三组 "), min_size=1, max_size=12)


@given(st.dictionaries(NAMES, st.integers(0, 10_000), max_size=12))
@settings(max_examples=25, deadline=None)
def test_whatever_is_counted_the_chart_is_one_readable_element(counts: dict[str, int]) -> None:
    svg = charts.bars("诉求，按地点", counts, "件")

    root = ET.fromstring(svg)  # noqa: S314 - what is read was made here
    told = root.attrib["aria-label"]
    assert root.attrib["role"] == "img"
    assert all(f"{name} {count} 件" in told for name, count in counts.items())


def test_chinese_stays_text_in_a_font_that_offices_have() -> None:
    svg = charts.columns("每月诉求", ["9月", "10月"], {"红": [1, 0], "绿": [2, 3]}, "件")

    assert re.search(r"<text[^>]*>\s*每月诉求", svg)
    assert "'Microsoft YaHei'" in svg
    assert re.findall(r'(?:href|src)="(?!#)', svg) == []


def test_colours_differ_in_lightness_or_hatching() -> None:
    def light(code: str) -> float:
        red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    keys = [charts._KEYS[name] for name in ("红", "黄", "绿", "未定")]
    for at, (colour, hatch) in enumerate(keys):
        for other, other_hatch in keys[at + 1 :]:
            assert abs(light(colour) - light(other)) > 40 or hatch != other_hatch


@pytest.mark.parametrize("places", [[], ["9月"]])
def test_a_chart_of_nothing_is_drawn(places: list[str]) -> None:
    assert "<svg" in charts.columns("每月诉求", places, {"红": [0] * len(places)}, "件")


def hatched(places: list[str]) -> str:
    return charts.columns("每月诉求，按颜色", places, {"红": [1], "黄": [2], "绿": [3]}, "件")


def test_no_two_charts_of_one_document_share_an_id() -> None:
    drawn = [hatched(["9月"]), hatched(["10月"]), charts.bars("诉求，按地点", {"柳树湾": 2}, "件")]
    ids = [found for svg in drawn for found in re.findall(r'\bid="([^"]+)"', svg)]

    assert len(ids) == len(set(ids))


def test_every_chart_refers_to_its_own_hatching_and_nothing_else() -> None:
    for svg in (hatched(["9月"]), charts.with_own_ids(hatched(["9月"]), "又一处")):
        ids = set(re.findall(r'\bid="([^"]+)"', svg))
        used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg))

        assert used
        assert used <= ids


def test_the_same_counts_give_the_same_chart() -> None:
    assert hatched(["9月"]) == hatched(["9月"])
