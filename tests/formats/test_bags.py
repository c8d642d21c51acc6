"""Bags: sealing depends on names and contents only, and reads back to the same names."""

import hashlib
import os
from pathlib import Path

import bagit
import pytest

from toolkit.core.errors import MissingFileError
from toolkit.formats import bags


def sealed(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8", newline="")
    bags.seal(folder, {"Source-Organization": "青石镇\n综治中心"})
    return folder


def entries(folder: Path) -> list[set[str]]:
    listing = bags.listing(folder)
    return [set(manifest.digests) for manifest in bags.manifests(listing, "utf-8") if not manifest.is_tag]


def test_sealing_twice_gives_one_root(tmp_path: Path) -> None:
    names = ("data/录音/一.txt", "data/b.txt", "index.html")
    first, second = sealed(tmp_path / "a", *names), sealed(tmp_path / "b", *reversed(names))
    assert bags.root_of(first) == bags.root_of(second)
    assert bags.root_of(first) != bags.root_of(sealed(tmp_path / "c", *names[:2]))


def test_root_is_what_sha256sum_gives(tmp_path: Path) -> None:
    bag = sealed(tmp_path, "data/a.txt")
    assert bags.root_of(bag) == hashlib.sha256((bag / "tagmanifest-sha256.txt").read_bytes()).hexdigest()


def test_folder_that_is_no_bag_has_no_root(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="找不到文件"):
        bags.root_of(tmp_path)


def test_values_of_bag_info_stay_on_one_line(tmp_path: Path) -> None:
    info = bagit.Bag(str(sealed(tmp_path, "data/a.txt"))).info
    assert info == {"Source-Organization": "青石镇 综治中心", "Payload-Oxum": "10.1"}


def test_digests_are_those_of_hashlib(tmp_path: Path) -> None:
    data = bytes(range(256)) * 9000
    (tmp_path / "a").write_bytes(data)
    expected = {name: hashlib.new(name, data).hexdigest() for name in ("md5", "sha512")}
    assert bags.digests_of(tmp_path / "a", ["md5", "sha512"]) == expected


def test_declaration_of_older_bags_is_read(tmp_path: Path) -> None:
    text = "BagIt-Version: 0.97\r\nTag-File-Character-Encoding: GBK\r\n"
    (tmp_path / "bagit.txt").write_text(text, encoding="utf-8", newline="")
    assert bags.declared(tmp_path) == bags.Declared((0, 97), "GBK")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_with_line_ends_and_percent_signs_are_kept(tmp_path: Path) -> None:
    names = {f"data/{name}" for name in ("a\nb.txt", "a\rb.txt", "100%.txt", "%25.txt", "x\u2028y.txt")}
    assert entries(sealed(tmp_path, *names)) == [names, names]
