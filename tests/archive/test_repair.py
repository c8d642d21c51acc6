"""Rotten files come back from a copy when the registered root vouches for them, and nothing is thrown away."""

import random
import shutil
from pathlib import Path

import bagit
import pytest

from toolkit.archive import packages, repair
from toolkit.core.errors import MissingFileError, PackageRefusedError
from toolkit.core.files import write_whole
from toolkit.formats import bags

NAMES = ("data/original/录 音.amr", "data/transcripts/transcript-v1.json", "data/papers/告知书.docx", "index.html")


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path, str]:
    """Give a package, a copy of it elsewhere, and their root."""
    package = tmp_path / "档案 包"
    for name in NAMES:
        write_whole(package / name, name * 50)
    root = bags.seal(package, {"External-Identifier": "0194-LY·2026-D30-0001"})
    shutil.copytree(package, tmp_path / "异地" / "副本")
    return package, tmp_path / "异地" / "副本", root


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_sound_package_has_nothing_to_compare(pair: tuple[Path, Path, str]) -> None:
    assert repair.compare(*pair) == ()
    assert repair.restore(*pair) == ()


def test_every_kind_of_fault_is_restored_and_what_was_there_is_kept(pair: tuple[Path, Path, str]) -> None:
    package, copy, root = pair
    right = contents(package)
    (package / NAMES[0]).write_bytes(b"rotten")
    (package / NAMES[1]).unlink()
    (package / NAMES[2]).rename(package / "data/papers/改名.docx")
    (package / "data/多出.txt").write_bytes(b"whose?")
    (package / "manifest-sha256.txt").write_bytes(b"")
    before = repair.compare(*pair)
    assert contents(package) != right, "comparing changes nothing"
    assert {one.verdict for one in before} == {"restorable", "unknown"}

    repair.restore(*pair)

    assert contents(package) == right
    assert packages.verify(package, root) == ()
    (aside,) = package.parent.glob("档案 包.replaced-*")
    kept = contents(aside)
    assert (kept[NAMES[0]], kept["data/多出.txt"]) == (b"rotten", b"whose?")
    assert contents(copy) == right


def test_changed_file_with_manifests_made_anew_is_found_and_restored(pair: tuple[Path, Path, str]) -> None:
    package, _, root = pair
    right = contents(package)
    (package / NAMES[1]).write_text("forged", encoding="utf-8")
    bagit.Bag(str(package)).save(manifests=True)
    assert packages.verify(package) == ()
    assert NAMES[1] in {one.path for one in repair.compare(*pair)}
    repair.restore(*pair)
    assert packages.verify(package, root) == ()
    assert contents(package) == right


def test_both_rotten_at_different_places_still_give_one_sound_package(pair: tuple[Path, Path, str]) -> None:
    package, copy, root = pair
    (package / NAMES[0]).write_bytes(b"rotten")
    (copy / NAMES[1]).write_bytes(b"rotten")
    (copy / bags.ROOT_FILE).unlink()
    repair.restore(package, copy, root)
    assert packages.verify(package, root) == ()


def test_file_rotten_on_both_sides_is_told_as_lost_and_left_alone(pair: tuple[Path, Path, str]) -> None:
    package, copy, root = pair
    for place in (package, copy):
        (place / NAMES[0]).write_bytes(b"rotten")
    (one,) = repair.compare(package, copy, root)
    assert (one.path, one.verdict) == (NAMES[0], "lost")
    assert repair.restore(package, copy, root) == ()
    assert (package / NAMES[0]).read_bytes() == b"rotten"


def test_copy_that_is_not_of_this_package_is_refused(pair: tuple[Path, Path, str], tmp_path: Path) -> None:
    package, _, root = pair
    other = tmp_path / "别的"
    write_whole(other / "data/x.txt", "x")
    bags.seal(other, {})
    (package / bags.ROOT_FILE).write_bytes(b"")
    with pytest.raises(PackageRefusedError, match="与登记的根值不符"):
        repair.compare(package, other, root)
    with pytest.raises(MissingFileError):
        repair.compare(package, tmp_path / "没有", root)


def test_any_random_damage_is_undone(pair: tuple[Path, Path, str]) -> None:
    package, copy, root = pair
    right, chance = contents(package), random.Random(6)  # noqa: S311 - damage need not be secret
    for _ in range(15):
        for name in chance.sample(sorted(right), 3):
            path = package / name
            act = chance.choice(["flip", "remove", "rename", "cut"])
            if act in {"remove", "rename"}:
                path.rename(path.with_name(path.name + ".x")) if act == "rename" else path.unlink()
            else:
                data = bytearray(path.read_bytes())
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                path.write_bytes(data if act == "flip" else data[: len(data) // 2])
        repair.restore(package, copy, root)
        assert contents(package) == right
