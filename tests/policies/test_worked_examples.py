"""The worked examples of the policy dictionary."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.policies.conftest import TEL, TODAY, rescue
from toolkit import papers
from toolkit.core.errors import WrongValueError
from toolkit.formats import pdf
from toolkit.formats.word import WordFile
from toolkit.policies import checks, directory, handouts, matters, patrols, posters, site, visits, walls
from toolkit.policies.checks import ReleaseRefusedError
from toolkit.workspace import Desk, open_desk, shipped


def test_twelve_thousand_views_among_six_thousand_are_two_a_head_and_worth_a_look() -> None:
    assert visits.per_head(12_000, 6_000) == "2.0 次/人口（比人口还多，请看看是不是有机器在反复打开）。"
    assert visits.per_head(1_500, 6_000) == "0.3 次/人口（是次数，不是人数）。"
    with pytest.raises(WrongValueError):
        visits.per_head(1, 0)


def test_the_evening_has_more_than_half_of_a_made_up_log() -> None:
    by_hour = {f"{hour:02d}": 1400 if hour in {20, 21} else 100 for hour in range(24)}
    stretch = visits.peak(by_hour)

    assert stretch == ("20", "22")
    assert visits.share(by_hour, stretch) == 56


def test_a_standard_that_was_raised_turns_its_page_yellow_and_leaves_the_walls(
    ready: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = ready()
    walls.place_many(desk, [(desk.settings.places[0], "", "")], by="何琳")
    later = replace(desk, today=TODAY + dt.timedelta(days=61))
    before = site.build(later, tmp_path / "before", release=True).folder
    assert "先打电话问清楚再办" in (before / "d" / "lsjz.html").read_text(encoding="utf-8")

    matters.write(later, rescue(gives=("按新标准给",)), by="何琳")
    matters.check(later, "lsjz", by="周敏", review_by=later.today + dt.timedelta(days=180))
    after = site.build(later, tmp_path / "after", release=True).folder

    assert "先打电话问清楚再办" not in (after / "d" / "lsjz.html").read_text(encoding="utf-8")
    wall = Path("z") / "d001" / "index.html"
    assert (after / wall).read_bytes() == (before / wall).read_bytes()


@pytest.mark.usefixtures("typesetter")
def test_a_torn_plate_is_found_on_patrol_and_printed_again_alone(office: Desk, tmp_path: Path) -> None:
    walls.place_many(office, [(office.settings.places[0], "", "")] * 8, by="何琳")
    directory.dial(office, TEL, "镇政府", answered=True, by="何琳")
    patrols.patrol(office, patrols.Find("d007", walls.UNREADABLE), by="周敏")
    with office.store.reading() as tx:
        torn = patrols.torn(walls.standing(tx))

    plate, stencil = walls.write_plates(office, tmp_path / "牌", torn, stencils=True)

    assert (torn, len(pdf.page_texts(plate))) == (("d007",), 1)
    assert stencil.name == "d007.svg"
    assert b"<svg" in stencil.read_bytes()


def test_a_shop_without_network_gets_a_sheet_of_the_same_words(ready: Callable[..., Desk], tmp_path: Path) -> None:
    (sheet,) = handouts.write(ready(), tmp_path / "纸", release=True)

    words = "\n".join(WordFile.open(sheet).lines)
    assert all(
        told in words for told in ("临时救助", "0571-12345678", "《青石镇临时救助办法》第二条第二款", "一次性的钱")
    )
    assert "预览" not in words


def test_sheets_of_the_shipped_matters_are_previews_without_a_blank(office: Desk, tmp_path: Path) -> None:
    made = handouts.write(office, tmp_path / "纸", release=False)

    words = ["\n".join(WordFile.open(sheet).lines) for sheet in made]
    assert len(made) == 21
    assert all("预览，不得张贴" in each and "本地填写" not in each for each in words)
    with pytest.raises(ReleaseRefusedError):
        handouts.write(office, tmp_path / "真", release=True)


@pytest.mark.usefixtures("typesetter")
def test_a_poster_of_some_articles_has_these_and_no_other(ready: Callable[..., Desk], tmp_path: Path) -> None:
    desk = ready(basis=("青石镇临时救助办法 第一条", "青石镇临时救助办法 第三条"))

    (page,) = pdf.page_texts(posters.make(desk, "lsjz", tmp_path / "公示.pdf", by="何琳").files[0])

    assert "第一条" in page
    assert "第三条" in page
    assert "先救助、后补手续" not in page


def test_the_shipped_by_law_and_its_matter_can_be_practised_with(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "practice", today=TODAY)
    by_law = shipped("examples/policies/临时救助办法.txt")
    assert papers.import_law(desk, by_law, by="何琳", checked_by="周敏").law.name == "青石镇临时救助办法"
    matter = matters.read_matter(shipped("examples/policies/lsjz.toml"))
    matters.write(desk, matter, by="何琳")

    assert matter.blanks == ()
    bars = {fault.why for fault in checks.checked(desk).bars if fault.matter}
    assert bars == {"还没有第二个人核对", "电话 0571-12345678 还没有人试拨过"}
