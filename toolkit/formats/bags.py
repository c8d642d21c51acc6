"""The BagIt format (RFC 8493) on the disk: seal a folder with its manifests, and read them back."""

import codecs
import hashlib
import os
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import UnreadableFileError, open_to_read, sha256_of, write_whole

ALGORITHMS = ("sha256", "sha512")
ROOT_FILE = "tagmanifest-sha256.txt"
_BLOCK = 1024 * 1024
_DECLARATION = re.compile(r"BagIt-Version: (\d+)\.(\d+)\s+Tag-File-Character-Encoding: (\S+)\s*")
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9_-]+)\.txt")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)")


@dataclass(frozen=True)
class Flaw:
    """A flaw of the file `path` of a bag, as a Chinese clause."""

    path: str
    fault: str


@dataclass(frozen=True)
class Declared:
    """The declaration in `bagit.txt`: version and character encoding of the tag files."""

    version: tuple[int, int]
    encoding: str
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """One manifest: the digest of each file by its name in Unicode form NFC."""

    file: str
    algorithm: str
    is_tag: bool
    digests: Mapping[str, str]
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True)
class Listing:
    """The plain files of a folder by their name in form NFC, and flaws of everything else."""

    files: Mapping[str, Path]
    flaws: tuple[Flaw, ...]


def seal(folder: Path, info: Mapping[str, str]) -> str:
    """Make `folder`, whose payload lies in `data/`, a BagIt 1.0 bag with SHA-256 and SHA-512, and return its root.

    The tag files depend on names, contents and `info` only, so the same contents give the same root.
    """
    payload = [name for name in _names(folder) if name.startswith("data/")]
    size = sum((folder / name).stat().st_size for name in payload)
    lines = [f"{label}: {' '.join(value.split())}\n" for label, value in info.items()]
    write_whole(folder / "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    write_whole(folder / "bag-info.txt", "".join([*lines, f"Payload-Oxum: {size}.{len(payload)}\n"]))
    _write_manifests(folder, "manifest", payload)
    _write_manifests(folder, "tagmanifest", [name for name in _names(folder) if not name.startswith("data/")])
    return root_of(folder)


def root_of(folder: Path) -> str:
    """Return the root of the bag in `folder`: the SHA-256 of the bytes of its `tagmanifest-sha256.txt`.

    That file holds the hashes of the payload manifests and of every other tag file, and these hold the hashes of
    the payload, so any change of the bag changes the root. `sha256sum tagmanifest-sha256.txt` gives it too.
    Raise MissingFileError.
    """
    return sha256_of(folder / ROOT_FILE)


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _write_manifests(folder: Path, kind: str, names: Iterable[str]) -> None:
    digests = {name: digests_of(folder / name, ALGORITHMS) for name in names}
    for algorithm in ALGORITHMS:
        lines = [f"{digests[name][algorithm]}  {_encoded(name)}\n" for name in digests]
        write_whole(folder / f"{kind}-{algorithm}.txt", "".join(lines))


def digests_of(path: Path, algorithms: Iterable[str]) -> dict[str, str]:
    """Return the digest of the file at `path` by each of `algorithms`, reading it once.

    Raise MissingFileError or UnreadableFileError.
    """
    hashers = {algorithm: hashlib.new(algorithm) for algorithm in algorithms}
    with open_to_read(path) as file:
        try:
            while block := file.read(_BLOCK):
                for hasher in hashers.values():
                    hasher.update(block)
        except OSError as fault:
            raise UnreadableFileError(path=path, why=fault.strerror or "读到一半出错") from fault
    return {algorithm: hasher.hexdigest() for algorithm, hasher in hashers.items()}


def _encoded(name: str) -> str:
    return name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def declared(folder: Path) -> Declared:
    """Return the declaration in `folder`, or the default one with the flaw that made it unreadable."""
    try:
        text = (folder / "bagit.txt").read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Declared((1, 0), "utf-8", (Flaw("bagit.txt", "缺失"),))
    except (OSError, UnicodeDecodeError):
        return Declared((1, 0), "utf-8", (Flaw("bagit.txt", "读不了"),))
    match = _DECLARATION.fullmatch(text)
    if match is None or not _is_encoding(match[3]):
        return Declared((1, 0), "utf-8", (Flaw("bagit.txt", "写法不对，应有版本和字符编码两行"),))
    return Declared((int(match[1]), int(match[2])), match[3])


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def listing(folder: Path) -> Listing:
    """Return the plain files in `folder` and below; links are never followed."""
    files: dict[str, Path] = {}
    flaws: list[Flaw] = []

    def refuse(fault: OSError) -> None:
        flaws.append(Flaw(_name(Path(fault.filename), folder), "文件夹打不开"))

    for place, folders, names in os.walk(folder, onerror=refuse):
        for path in (Path(place) / name for name in (*folders, *names)):
            name = _name(path, folder)
            if path.is_symlink():
                flaws.append(Flaw(name, _link_fault(path, folder)))
            elif path.is_file() and files.setdefault(nfc(name), path) is not path:
                flaws.append(Flaw(name, "与另一个文件只差字符的编码写法，在有的系统上会互相覆盖"))
            elif not (path.is_dir() or path.is_file()):
                flaws.append(Flaw(name, "不是普通文件，没有读取"))
    return Listing(files, tuple(flaws))


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _link_fault(path: Path, folder: Path) -> str:
    inside = path.resolve().is_relative_to(folder.resolve())
    return "是链接，不是文件本身，没有读取" if inside else "是通到档案包外面的链接，已拒绝读取"


def nfc(name: str) -> str:
    """Return `name` in Unicode form NFC."""
    return unicodedata.normalize("NFC", name)


def manifests(listed: Listing, encoding: str) -> Iterator[Manifest]:
    """Yield every manifest by an algorithm that Python knows, read as text in `encoding`."""
    for name, path in sorted(listed.files.items()):
        kind = _MANIFEST.fullmatch(name)
        if kind and kind[2] in hashlib.algorithms_guaranteed and not kind[2].startswith("shake"):
            yield _read_manifest(name, path, encoding, set(listed.files))


def _read_manifest(name: str, path: Path, encoding: str, on_disk: set[str]) -> Manifest:
    is_tag, algorithm = name.startswith("tag"), name.partition("manifest-")[2].removesuffix(".txt")
    try:
        text = path.read_bytes().decode(encoding).removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError):
        return Manifest(name, algorithm, is_tag, {}, (Flaw(name, "校验清单读不了"),))
    digests: dict[str, str] = {}
    flaws: list[Flaw] = []
    # Not splitlines: it also splits at rarer characters that a name may hold.
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        fault = _take_line(line, digests, hashlib.new(algorithm).digest_size * 2, on_disk, is_tag=is_tag)
        if fault:
            flaws.append(Flaw(name, f"第 {number} 行{fault}"))
    return Manifest(name, algorithm, is_tag, digests, tuple(flaws))


def _take_line(line: str, digests: dict[str, str], length: int, on_disk: set[str], *, is_tag: bool) -> str:
    """Enter the digest in a manifest's `line` in `digests`, or return the fault of the line."""
    if not line.strip():
        return ""
    parts = _LINE.fullmatch(line.strip())
    if parts is None or len(parts[1]) != length:
        return "写法不对"
    name = _decoded(parts[2], on_disk)
    if _leaves_bag(name):
        return f"的路径通到档案包外面，已拒绝读取：{name}"
    if not is_tag and not name.startswith("data/"):
        return f"登记了不在 data 文件夹里的文件：{name}"
    if name in digests:
        return f"重复登记了 {name}"
    digests[name] = parts[1].lower()
    return ""


def _decoded(text: str, on_disk: set[str]) -> str:
    """Return the name that a manifest writes as `text`; some programs do not write a percent sign as %25."""
    lines = re.sub("%0a", "\n", re.sub("%0d", "\r", text, flags=re.IGNORECASE), flags=re.IGNORECASE)
    literal = nfc(posixpath.normpath(lines))
    return literal if literal in on_disk else literal.replace("%25", "%")


def _leaves_bag(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return ".." in parts or parts[0] in {"", "~"} or re.match(r"[A-Za-z]:", name) is not None
