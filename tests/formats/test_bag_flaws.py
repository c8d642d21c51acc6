"""Flaws of bags: every change to a sealed folder is found, nothing outside it is read, and bagit agrees."""

import os
import shutil
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Self

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.formats import bags
from toolkit.formats.bag_flaws import flaws

NAMES = ("data/录音/一.txt", "data/b.txt", "data/空.txt", "index.html")


def sealed(folder: Path) -> Path:
    for number, name in enumerate(NAMES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode() * number * (number != 2))
    bags.seal(folder, {"Source-Organization": "青石镇\n综治中心"})
    return folder


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    return sealed(tmp_path / "包")


def found(folder: Path) -> dict[str, str]:
    return {flaw.path: flaw.fault for flaw in flaws(folder)}


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def test_sealed_folder_is_sound_to_us_and_to_bagit(bag: Path) -> None:
    assert flaws(bag) == ()
    bagit.Bag(str(bag)).validate()
    assert bagit.Bag(str(bag)).info["Source-Organization"] == "青石镇 综治中心"


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, int, bytes]:
    """Return what happens, to which file of the sealed bag in sorted order, and with what bytes.

    All but the last file, tagmanifest-sha512.txt: a line end more or less there changes nothing that is said.
    """
    kind = draw(st.sampled_from(["flip", "cut", "add", "delete", "stray"]))
    return kind, draw(st.integers(0, 8)), draw(st.binary(min_size=1, max_size=3))


@given(damage=damages())
@settings(max_examples=50, deadline=None)
def test_no_single_damage_goes_unnoticed(damage: tuple[str, int, bytes]) -> None:
    kind, which, data = damage
    with tempfile.TemporaryDirectory() as folder:
        bag = sealed(Path(folder) / "包")
        root = bags.root_of(bag)
        path = sorted(path for path in bag.rglob("*") if path.is_file())[which]
        harm(path, kind, data)
        # The manifests of the tag files are in no manifest: a change there may show in the root only.
        assert flaws(bag) or bags.root_of(bag) != root


def harm(path: Path, kind: str, data: bytes) -> None:
    whole = path.read_bytes()
    if kind == "delete":
        path.unlink()
    elif kind == "stray":
        path.with_name(f"多出-{path.name}").write_bytes(data)
    elif kind == "flip" and whole:
        path.write_bytes(bytes([whole[0] ^ (data[0] or 1)]) + whole[1:])
    elif kind == "cut" and whole:
        path.write_bytes(whole[:-1])
    else:
        path.write_bytes(whole + data)


def test_lost_tag_manifest_entry_and_payload_are_told_together(bag: Path) -> None:
    (bag / "data/b.txt").unlink()
    (bag / "index.html").unlink()
    assert found(bag) == {"data/b.txt": "缺失", "index.html": "缺失"}


def test_moved_file_is_told_by_its_new_place(bag: Path) -> None:
    (bag / "data/b.txt").rename(bag / "data/B.TXT")
    assert found(bag)["data/b.txt"] == "改名或移到了 data/B.TXT，内容未变"
    assert "大小写" in found(bag)["data/B.TXT"]


def test_names_that_differ_in_case_only_are_told(bag: Path) -> None:
    (bag / "data/B.txt").write_bytes(b"other")
    if (bag / "data/b.txt").read_bytes() == b"other":
        pytest.skip("this file system takes both names for one")
    bags.seal(bag, {})
    assert "data/b.txt 只差大小写" in found(bag)["data/B.txt"]


def test_names_that_differ_in_unicode_form_only_are_told(bag: Path) -> None:
    for form in ("NFC", "NFD"):
        (bag / "data" / unicodedata.normalize(form, "é.txt")).write_bytes(form.encode())
    if len(list((bag / "data").glob("*.txt"))) < 4:
        pytest.skip("this file system takes both names for one")
    bags.seal(bag, {})
    assert any("字符的编码写法" in fault for fault in found(bag).values())


def test_mac_spelling_of_a_name_is_the_same_name(bag: Path) -> None:
    (bag / "data" / unicodedata.normalize("NFD", "é.txt")).write_bytes(b"x")
    bags.seal(bag, {})
    for manifest in bag.glob("manifest-*.txt"):
        rewrite(manifest, unicodedata.normalize("NFD", "é.txt"), unicodedata.normalize("NFC", "é.txt"))
    assert not {name for name in found(bag) if name.startswith("data/")}


@pytest.mark.parametrize(
    "entry", ["../secret.txt", "data/../../secret.txt", "/etc/passwd", "C:/secret.txt", "data\\..\\..\\x", "~/secret"]
)
def test_manifest_cannot_point_outside(bag: Path, entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (bag.parent / "secret.txt").write_text("secret", encoding="utf-8")
    manifest = bag / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text(encoding="utf-8") + f"{'0' * 64}  {entry}\n", encoding="utf-8")
    opened: list[Path] = []
    read = bags.open_to_read
    monkeypatch.setattr(bags, "open_to_read", lambda path: (opened.append(path), read(path))[1])
    faults = [flaw.fault for flaw in flaws(bag) if flaw.path == "manifest-sha256.txt"]
    assert any("通到档案包外面，已拒绝读取" in fault for fault in faults)
    assert all(path.resolve().is_relative_to(bag.resolve()) for path in opened)


def test_links_are_never_followed(bag: Path) -> None:
    (bag.parent / "outside").mkdir()
    (bag.parent / "outside" / "一.txt").write_bytes((bag / "data/录音/一.txt").read_bytes())
    shutil.rmtree(bag / "data/录音")
    try:
        (bag / "data/录音").symlink_to(bag.parent / "outside", target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    (bag / "data/b.txt").rename(bag / "data/c.txt")
    (bag / "data/b.txt").symlink_to("c.txt")
    faults = found(bag)
    assert faults["data/录音"] == "是通到档案包外面的链接，已拒绝读取"
    assert faults["data/录音/一.txt"] == "缺失"
    assert {flaw.fault for flaw in flaws(bag) if flaw.path == "data/b.txt"} == {
        "是链接，不是文件本身，没有读取",
        "改名或移到了 data/c.txt，内容未变",
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on this system")
def test_what_is_no_plain_file_is_not_read(bag: Path) -> None:
    os.mkfifo(bag / "data" / "pipe")
    assert found(bag) == {"data/pipe": "不是普通文件，没有读取"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who can be refused")
def test_file_that_cannot_be_read_is_told(bag: Path) -> None:
    (bag / "data/b.txt").chmod(0)
    assert found(bag) == {"data/b.txt": "读不了，可能是存储介质损坏"}


def test_file_that_breaks_while_reading_is_told(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def read(self, _: int) -> bytes:
            raise OSError(5, "Input/output error")

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    read = bags.open_to_read
    monkeypatch.setattr(bags, "open_to_read", lambda path: Broken() if path.name == "b.txt" else read(path))
    assert found(bag) == {"data/b.txt": "读不了，可能是存储介质损坏"}


@pytest.mark.parametrize(
    "line, fault",
    [
        ("not a manifest line", "写法不对"),
        (f"{'0' * 63}  data/b.txt", "写法不对"),
        (f"{'0' * 64}  data/b.txt", "重复登记了 data/b.txt"),
        (f"{'0' * 64}  index.html", "登记了不在 data 文件夹里的文件"),
    ],
)
def test_broken_manifest_line_is_told_by_its_number(bag: Path, line: str, fault: str) -> None:
    path = bag / "manifest-sha256.txt"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    faults = [flaw.fault for flaw in flaws(bag) if flaw.path == path.name]
    assert any(told.startswith("第 4 行") and fault in told for told in faults)


def test_manifest_that_is_no_text_is_told(bag: Path) -> None:
    (bag / "manifest-sha512.txt").write_bytes(b"\xff\xfe\xff")
    faults = {flaw.fault for flaw in flaws(bag) if flaw.path == "manifest-sha512.txt"}
    assert faults == {"校验清单读不了", "内容已改动，与校验清单不符"}


def test_manifests_that_disagree_are_told(bag: Path) -> None:
    path = bag / "manifest-sha512.txt"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[1:]), encoding="utf-8")
    assert any("与其他清单不一致" in flaw.fault for flaw in flaws(bag))


def test_lost_manifest_is_told_by_those_that_are_left(bag: Path) -> None:
    for name in ("manifest-sha512.txt", "tagmanifest-sha512.txt"):
        (bag / name).rename(bag.parent / name)
        assert found(bag) == {name: "缺失"}
        (bag.parent / name).rename(bag / name)


@pytest.mark.parametrize(
    "text", ["", "BagIt-Version: one\n", "BagIt-Version: 1.0\nTag-File-Character-Encoding: 天书\n"]
)
def test_broken_declaration_is_told(bag: Path, text: str) -> None:
    (bag / "bagit.txt").write_text(text, encoding="utf-8")
    assert "写法不对，应有版本和字符编码两行" in {flaw.fault for flaw in flaws(bag)}


def test_wrong_count_in_bag_info_is_told(tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag" / "a.txt").write_text("a", encoding="utf-8")
    made = bagit.make_bag(str(tmp_path / "bag"), checksums=["sha256"])
    rewrite(tmp_path / "bag" / "bag-info.txt", "Payload-Oxum: 1.1", "Payload-Oxum: 9.1")
    for path in (tmp_path / "bag").glob("tagmanifest-*.txt"):
        path.unlink()
    assert made.path
    assert found(tmp_path / "bag") == {"bag-info.txt": "登记的文件数或总字节数与实际不符"}


BAGS_OF_OTHERS = (
    {"a b.txt": "1", "中文/深 处/录音.txt": "2"},
    {"100%.txt": "1", "50%25.txt": "3"},
    {"empty.txt": ""},
    {f"many/{number}.txt": str(number) for number in range(30)},
)


@pytest.mark.parametrize("files", BAGS_OF_OTHERS, ids=lambda files: next(iter(files)))
@pytest.mark.parametrize("checksums", [["md5"], ["sha1", "sha256"], ["sha3_256", "blake2b"]], ids=str)
def test_bags_of_the_peer_are_sound_here(tmp_path: Path, files: dict[str, str], checksums: list[str]) -> None:
    for name, text in files.items():
        (tmp_path / "bag" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bag" / name).write_text(text, encoding="utf-8")
    bagit.make_bag(str(tmp_path / "bag"), {"Contact-Name": "周明礼"}, checksums=checksums)
    assert flaws(tmp_path / "bag") == ()


@pytest.mark.parametrize(
    "name", ["tagmanifest-sha512.txt.x", "tagmanifest-.txt", "tagmanifest-nothing.txt", "stray.txt"]
)
def test_stray_file_at_the_top_is_told_whatever_its_name(bag: Path, name: str) -> None:
    (bag / name).write_bytes(b"x")
    assert [(flaw.path, flaw.fault) for flaw in flaws(bag)] == [(name, "多出的文件，校验清单里没有")]
