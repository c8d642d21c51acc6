"""The site: no script, no outside address, small pages, the same to the byte, refused while anything is open."""

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.policies.conftest import rescue
from toolkit.core.errors import WrongPlaceError
from toolkit.policies import matters, site, walls
from toolkit.policies.checks import ReleaseRefusedError
from toolkit.workspace import Desk

_ADDRESS = re.compile(r"""(?:src|href|action)\s*=\s*["']([^"']*)""")


def pages(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def with_walls(desk: Desk, count: int) -> None:
    village = desk.settings.places[0]
    walls.place_many(desk, [(village, "某某小卖部", "")] * count, by="何琳")


def test_the_shipped_matters_make_a_preview_that_says_so_on_every_page(office: Desk, tmp_path: Path) -> None:
    with_walls(office, 136)

    built = site.build(office, tmp_path / "site", release=False)

    found = pages(built.folder)
    assert len(found) == built.pages == 21 + 136 + 1
    assert all("预览，不得上线" in page for page in found.values())
    assert all("本地填写" not in page for page in found.values())
    assert "请打电话问" in found["d/dibao.html"]
    assert all("某某小卖部" not in page for page in found.values())


def test_no_page_has_a_script_or_leads_outside_and_all_are_small(ready: Callable[..., Desk], tmp_path: Path) -> None:
    desk = ready()
    with_walls(desk, 3)

    built = site.build(desk, tmp_path / "site", release=True)

    for page in pages(built.folder).values():
        assert len(page.encode()) <= 30_000
        assert not re.search(r"<script|<iframe|<link|\son\w+\s*=|@import|url\(|cookie", page, re.IGNORECASE)
        assert all(address.startswith(("tel:", "../", "d/")) for address in _ADDRESS.findall(page))
        assert "预览" not in page


def test_every_link_of_a_page_leads_to_a_page(ready: Callable[..., Desk], tmp_path: Path) -> None:
    desk = ready()
    with_walls(desk, 2)
    folder = site.build(desk, tmp_path / "site", release=True).folder

    for name, page in pages(folder).items():
        for address in (each for each in _ADDRESS.findall(page) if not each.startswith("tel:")):
            assert ((folder / name).parent / address).resolve().is_file()


def test_the_words_of_the_law_stand_on_the_page(ready: Callable[..., Desk], tmp_path: Path) -> None:
    built = site.build(ready(), tmp_path / "site", release=True)

    page = pages(built.folder)["d/lsjz.html"]
    assert "（二）数额在五百元以下的。" in page
    assert "《青石镇临时救助办法》第二条第二款" in page


def test_the_remedy_stands_on_the_page_where_the_matter_has_one(ready: Callable[..., Desk], tmp_path: Path) -> None:
    site.build(ready(), tmp_path / "with", release=True)
    site.build(ready(remedy=""), tmp_path / "without", release=True)

    assert "行政复议" in pages(tmp_path / "with")["d/lsjz.html"]
    assert "不服" not in pages(tmp_path / "without")["d/lsjz.html"]


def test_the_same_facts_give_the_same_bytes(ready: Callable[..., Desk], tmp_path: Path) -> None:
    desk = ready()
    first, second = (site.build(desk, tmp_path / name, release=True) for name in ("a", "b"))

    assert first.sha256 == second.sha256
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        listed = json.loads(zipped.read("manifest.json"))
    assert set(listed) == {path.relative_to(tmp_path / "a").as_posix() for path in (tmp_path / "a").rglob("*.html")}


def test_a_release_is_refused_with_everything_that_is_open(office: Desk, tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefusedError) as told:
        site.build(office, tmp_path / "site", release=True)

    assert all(matter.title in str(told.value) for matter in matters.shipped_matters())
    assert not (tmp_path / "site").exists()


def test_markup_in_a_matter_is_shown_as_text(ready: Callable[..., Desk], tmp_path: Path) -> None:
    built = site.build(ready(who=("<script>alert(1)</script>",)), tmp_path / "site", release=True)

    assert "&lt;script&gt;" in pages(built.folder)["d/lsjz.html"]


def test_only_a_folder_of_ours_is_replaced(ready: Callable[..., Desk], tmp_path: Path) -> None:
    desk = ready()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(WrongPlaceError):
        site.build(desk, tmp_path / "site", release=True, replace=True)
    assert (tmp_path / "site" / "letter.txt").exists()

    site.build(desk, tmp_path / "new", release=True)
    with pytest.raises(WrongPlaceError):
        site.build(desk, tmp_path / "new", release=True)
    matters.write(desk, rescue(title="救急"), by="何琳")
    with pytest.raises(WrongPlaceError, match="预览不能换掉"):
        site.build(desk, tmp_path / "new", release=False, replace=True)
    assert "救急" not in (tmp_path / "new" / "index.html").read_text(encoding="utf-8")
    for _ in range(2):
        site.build(desk, tmp_path / "preview", release=False, replace=True)
    assert "救急" in (tmp_path / "preview" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("changed", ["letter.txt", "d/letter.txt", "index.html", "manifest.json"])
def test_a_folder_with_a_file_that_was_not_built_so_is_not_replaced(
    ready: Callable[..., Desk], tmp_path: Path, changed: str
) -> None:
    desk, out = ready(), tmp_path / "site"
    site.build(desk, out, release=True)
    site.build(desk, out, release=True, replace=True)
    (out / changed).write_text("{}", encoding="utf-8")

    with pytest.raises(WrongPlaceError, match="没有人改过"):
        site.build(desk, out, release=True, replace=True)

    assert (out / changed).read_text(encoding="utf-8") == "{}"


def test_neither_the_folder_of_another_program_nor_a_zip_of_somebody_is_replaced(
    ready: Callable[..., Desk], tmp_path: Path
) -> None:
    desk, out = ready(), tmp_path / "site"
    out.mkdir()
    (out / "manifest.json").write_text('{"name": "an extension"}', encoding="utf-8")
    with pytest.raises(WrongPlaceError):
        site.build(desk, out, release=True, replace=True)
    (tmp_path / "other.zip").write_bytes(b"letters")
    with pytest.raises(WrongPlaceError):
        site.build(desk, tmp_path / "other", release=True, replace=True)

    assert (out / "manifest.json").exists()
    assert (tmp_path / "other.zip").read_bytes() == b"letters"
    assert not (tmp_path / "other").exists()


def test_what_is_made_up_for_practice_never_goes_on_line_nor_takes_the_place_of_what_may(
    ready: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = ready()
    site.build(desk, tmp_path / "site", release=True)
    before = (tmp_path / "site.zip").read_bytes()
    desk.workspace.demo_mark.touch()

    with pytest.raises(ReleaseRefusedError, match="这里是练习用的"):
        site.build(desk, tmp_path / "site", release=True, replace=True)
    with pytest.raises(WrongPlaceError, match="预览不能换掉"):
        site.build(desk, tmp_path / "site", release=False, replace=True)
    assert (tmp_path / "site.zip").read_bytes() == before
