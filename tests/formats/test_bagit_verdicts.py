"""Bags made elsewhere get the verdict that the format's own rules and the peer give them, whatever their names.

The cases are those of the Library of Congress's conformance examples, built here with bagit.py.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from toolkit.formats.bag_flaws import flaws

ODD_NAMES = (
    "空 格 和（括号）.txt",
    "百分之50%.txt",
    "50%25.txt",
    "换\n行.txt",
    "回\r车.txt",
    "  前后空格  .txt",
    "~波浪.txt",
    "*星号.txt",
    "表情😀𠮷.txt",
    "点.点..点.txt",
    "-- 短横.txt",
    "'引号\"双.txt",
    "反\\斜.txt",
    "中·点（一）〔2026〕.txt",
    "长" * 80 + ".txt",
    unicodedata.normalize("NFD", "é组合.txt"),
    "深/更 深/最·深/话.txt",
)


def peer_accepts(folder: Path) -> bool:
    try:
        bagit.Bag(str(folder)).validate()
    except (bagit.BagError, OSError, UnicodeError):
        return False
    return True


def made(folder: Path, *names: str, checksums: tuple[str, ...] = ("sha256", "sha512")) -> Path:
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"内容{number}", encoding="utf-8")
    bagit.make_bag(str(folder), {"Contact-Name": "周明礼"}, checksums=list(checksums))
    return folder


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_bag_with_an_odd_name_is_sound_and_a_change_in_it_is_told(tmp_path: Path, name: str) -> None:
    bag = made(tmp_path / "包 裹", name, "平常.txt")
    assert peer_accepts(bag)
    assert flaws(bag) == ()
    (bag / "data" / name).write_text("改过", encoding="utf-8")
    assert not peer_accepts(bag)
    (flaw,) = flaws(bag)
    assert unicodedata.normalize("NFC", name) in unicodedata.normalize("NFC", flaw.path)


def test_a_bag_of_all_odd_names_at_once_is_sound(tmp_path: Path) -> None:
    bag = made(tmp_path / "包", *ODD_NAMES)
    assert peer_accepts(bag)
    assert flaws(bag) == ()


def renew_tag_manifests(bag: Path) -> None:
    """Make the tag manifests agree with the tag files as they are now."""
    for path in bag.glob("tagmanifest-*.txt"):
        algorithm = path.stem.removeprefix("tagmanifest-")
        names = [line.split(maxsplit=1)[1] for line in path.read_text(encoding="utf-8").splitlines()]
        digests = [(hashlib.new(algorithm, (bag / name).read_bytes()).hexdigest(), name) for name in names]
        path.write_text("".join(f"{digest} {name}\n" for digest, name in digests), encoding="utf-8", newline="")


def edit(bag: Path, name: str, change: Callable[[str], str]) -> None:
    text = change((bag / name).read_text(encoding="utf-8"))
    (bag / name).write_text(text, encoding="utf-8", newline="")
    renew_tag_manifests(bag)


def utf16(bag: Path) -> None:
    for name in ("bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"):
        (bag / name).write_text((bag / name).read_text(encoding="utf-8"), encoding="utf-16", newline="")
    tags = {path: path.read_text(encoding="utf-8") for path in bag.glob("tagmanifest-*.txt")}
    edit(bag, "bagit.txt", lambda text: text.replace("UTF-8", "UTF-16"))
    for path in tags:
        path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16", newline="")


def without(name: str) -> Callable[[Path], None]:
    return lambda bag: (bag / name).unlink()


def text(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    return lambda bag: edit(bag, name, change)


def added(name: str) -> Callable[[Path], None]:
    def add(bag: Path) -> None:
        (bag / name).parent.mkdir(parents=True, exist_ok=True)
        (bag / name).write_text("x", encoding="utf-8")

    return add


def capitals(told: str) -> str:
    return "".join(f"{line[:64].upper()}{line[64:]}\n" for line in told.splitlines())


def no_bag_info(bag: Path) -> None:
    (bag / "bag-info.txt").unlink()
    for path in bag.glob("tagmanifest-*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("".join(f"{line}\n" for line in lines if "bag-info" not in line), encoding="utf-8")


VALID: dict[str, Callable[[Path], None]] = {
    "as it was made": lambda _: None,
    "tag files in UTF-16": utf16,
    "an entry given twice": text("bag-info.txt", lambda told: told + "Contact-Name: 周明礼\n"),
    "a line that goes on": text("bag-info.txt", lambda told: told + "External-Description: 长的\n  说明\n"),
    "stars before names": text("manifest-sha256.txt", lambda told: told.replace("  data", " *data")),
    "capital digits": text("manifest-sha256.txt", capitals),
    "Windows line ends": text("manifest-sha256.txt", lambda told: told.replace("\n", "\r\n")),
    "no bag-info": no_bag_info,
    "no tag manifests": lambda bag: [path.unlink() for path in bag.glob("tagmanifest-*.txt")] and None,
}
INVALID: dict[str, Callable[[Path], None]] = {
    "no declaration": without("bagit.txt"),
    "space in the declaration": text("bagit.txt", lambda told: told.replace("BagIt-Version:", "BagIt-Version :")),
    "no payload manifest": lambda bag: [path.unlink() for path in bag.glob("manifest-*.txt")] and None,
    "no payload folder": lambda bag: (bag / "data").rename(bag.with_name("别处")) and None,
    "a lost file": without("data/话.txt"),
    "an added file": added("data/多.txt"),
    "an added folder's file": added("data/深/多.txt"),
    "a wrong digest": text("manifest-sha512.txt", lambda told: ("0" if told[0] != "0" else "1") + told[1:]),
    "a digest too short": text("manifest-sha256.txt", lambda told: told[2:]),
    "a file listed that is not there": text("manifest-sha256.txt", lambda told: told + "0" * 64 + "  data/没有.txt\n"),
    "a changed tag file": lambda bag: (
        (bag / "bag-info.txt").write_text("Contact-Name: 别人\n", encoding="utf-8") and None
    ),
    "a path out of the bag": text("manifest-sha256.txt", lambda told: told + "0" * 64 + "  ../../etc/passwd\n"),
    "a path from the root": text("manifest-sha256.txt", lambda told: told + "0" * 64 + "  /etc/passwd\n"),
    "a path out of the payload": text("manifest-sha256.txt", lambda told: told + "0" * 64 + "  data/../bagit.txt\n"),
    "a home's path": text("manifest-sha256.txt", lambda told: told + "0" * 64 + "  ~/x\n"),
    "a wrong count": text("bag-info.txt", lambda told: told.replace("Payload-Oxum: ", "Payload-Oxum: 9")),
}


# The peer is lenient here; the format is not (RFC 8493, 2.1.1).
PEER_SAYS_NOTHING = {"space in the declaration"}


@pytest.mark.parametrize("case", VALID)
def test_what_the_format_allows_is_sound(tmp_path: Path, case: str) -> None:
    bag = made(tmp_path / "包", "话.txt", "深/录 音.txt")
    VALID[case](bag)
    assert flaws(bag) == ()
    assert peer_accepts(bag)


@pytest.mark.parametrize("case", INVALID)
def test_what_the_format_forbids_is_told_even_where_the_peer_says_nothing(tmp_path: Path, case: str) -> None:
    bag = made(tmp_path / "包", "话.txt", "深/录 音.txt")
    INVALID[case](bag)
    assert flaws(bag) != ()
    assert peer_accepts(bag) == (case in PEER_SAYS_NOTHING)


OLDER = [("0.93", ("md5",)), ("0.95", ("md5",)), ("0.96", ("md5", "sha1")), ("0.97", ("sha256",))]


@pytest.mark.parametrize("version, algorithms", OLDER)
def test_bags_of_older_versions_are_sound(tmp_path: Path, version: str, algorithms: tuple[str, ...]) -> None:
    bag = made(tmp_path / "包", "话.txt", checksums=algorithms)
    edit(bag, "bagit.txt", lambda told: re.sub(r"Version: [\d.]+", f"Version: {version}", told))
    if version < "0.95":
        (bag / "bag-info.txt").rename(bag / "package-info.txt")
        for path in bag.glob("tagmanifest-*.txt"):
            path.write_text(path.read_text(encoding="utf-8").replace("bag-info", "package-info"), encoding="utf-8")
    assert flaws(bag) == ()


def test_a_name_listed_twice_in_two_unicode_forms_is_told(tmp_path: Path) -> None:
    bag = made(tmp_path / "包", "é.txt", "话.txt")
    line = next(one for one in (bag / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines() if "é" in one)
    twin = unicodedata.normalize("NFD", line)
    edit(bag, "manifest-sha256.txt", lambda told: told + twin + "\n")
    assert flaws(bag) != ()


def test_what_is_to_be_fetched_is_never_fetched(tmp_path: Path, no_network: None) -> None:  # noqa: ARG001
    bag = made(tmp_path / "包", "话.txt", "录音.txt")
    (bag / "fetch.txt").write_text("http://127.0.0.1:9/x 9 data/录音.txt\n", encoding="utf-8")
    (bag / "data" / "录音.txt").unlink()
    assert any("录音.txt" in flaw.path for flaw in flaws(bag))
