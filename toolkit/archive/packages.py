"""Archive packages, one for each recording, written and verified.

A package is a BagIt 1.0 bag, which the tools of any archive can check:

    index.html                       the player, which opens by double click, also from a disc
    data/original/CODE.EXT           the recording as it was taken in
    data/access/CODE.mp3             the copy that every browser plays
    data/transcripts/transcript-v1.json …   every version
    data/exports/…                   the transcript for people to read: SRT, TXT and others
    data/grievances/grievances.json  the grievances as last found and confirmed
    data/metadata/recording.json, meeting.json
    data/papers/…                    issued papers
    data/signed/…                    what was signed of them, who had to sign, and how anybody checks it
"""

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import bagit

from toolkit.archive import damage, metadata, player
from toolkit.archive.contents import Contents
from toolkit.core import (
    MissingFileError,
    PackageRefusedError,
    WrongValueError,
    YehuaError,
    copy_verified,
    make_folder,
    moves,
    sha256_of,
    staging,
    timecode,
    windows_names,
    write_whole,
    writing_faults,
)
from toolkit.formats import bags, flaws
from toolkit.grievances.accusations import NOTHING_OPEN
from toolkit.meetings import notices
from toolkit.records import Recording, from_file, to_text
from toolkit.workspace import file_name_of

_ROOT_DIGITS = 64
_NOTICE = (
    "限制利用：本录音有检举控告，或者有还没有人判断的内容，文字没有写出来；原始录音未经批准不得出示，"
    "更不得给被反映的人或单位（《信访工作条例》第三十条）。"
)
_WHOLE = "整个档案包：可能有人改动文件后重做了校验清单，也可能拿错了包"
_SILENCED = "本录音有部分内容依规定另行保管或者删除：那几秒的声音已消去，文字已略去，其余未动。"


@dataclass(frozen=True)
class WrittenPackage:
    """A package that was written: its folder, its root hash, and its files relative to the folder.

    `remarks` say in Chinese what was left out of it because of a fault.
    """

    path: Path
    root: str
    files: tuple[str, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """A fault of the file `path` of a package, and in Chinese what it affects."""

    path: str
    fault: str
    affects: str


def write(contents: Contents, folder: Path, place: Path | None = None, *, is_renewal: bool = False) -> WrittenPackage:
    """Write the package of `contents` into `folder`, whole or not at all, and return it.

    It is made in a staging `place` (see `staging.new_place`) in `folder`, by default a new one. The package lies under
    the code of the recording; its root (see `bags.root_of`) depends on `contents` only. A package of the same contents
    that is there already is returned as it is. Raise PackageRefusedError naming every reason against it, and leave any
    other package there untouched; raise ReadOnlyWorkspaceError or DiskFullError. With `is_renewal` the new package
    takes the place of what is there, which goes only once the new one is whole.
    """
    name = file_name_of(contents.recording.code)
    target = make_folder(folder) / name
    sources = _sources(contents)
    windows_names.refuse_unfit(target, sources)
    _refuse_unsound(contents, sources, target)
    with writing_faults(folder), staging.staged(place or staging.new_place(folder, "packing")) as half_made:
        fresh = half_made.path / name
        _fill(fresh, contents, sources)
        root = bags.seal(fresh, _info(contents))
        _second_opinion(fresh, target)
        if is_renewal:
            _take_place(fresh, target)
            return _written(target, root)
        if os.path.lexists(target):
            return _same_as_before(fresh, target)
        moves.move(fresh, target)
    return _written(target, root)


def _take_place(fresh: Path, target: Path) -> None:
    """Move `fresh` to `target` and remove what was there; that stays when `fresh` cannot be moved."""
    old = staging.new_place(target.parent, "removing")
    is_there = os.path.lexists(target)
    if is_there:
        moves.move(target, old)
    try:
        moves.move(fresh, target)
    except BaseException:
        if is_there:
            moves.move(old, target)
        raise
    moves.remove_tree(old)


def _sources(contents: Contents) -> dict[str, Path]:
    """Return the files that are copied, by their path in the package."""
    name = file_name_of(contents.recording.code)
    sources = {
        f"data/original/{name}{contents.original.suffix.lower()}": contents.original,
        f"data/access/{name}{contents.access.suffix.lower()}": contents.access,
    }
    exports = [("data/exports", name, path) for name, path in sorted(contents.exports.items())]
    papers = [("data/papers", path.name, path) for path in sorted(set(contents.papers))]
    signed = [("data/signed", path.name, path) for path in sorted(contents.signed)]
    for place, wanted, path in exports + papers + signed:
        sources[_free_name(place, wanted, sources)] = path
    return sources


def _free_name(place: str, wanted: str, taken: Mapping[str, Path]) -> str:
    """Return a path for the file `wanted` that is safe on NTFS and discs and clashes with none of `taken`."""
    given = PurePosixPath(unicodedata.normalize("NFC", wanted))
    stem, suffix = file_name_of(given.stem), given.suffix.lower()
    used = {name.casefold() for name in taken}
    number, free = 1, f"{place}/{stem}{suffix}"
    while free.casefold() in used:
        number += 1
        free = f"{place}/{stem}-{number}{suffix}"
    return free


def _refuse_unsound(contents: Contents, sources: Mapping[str, Path], target: Path) -> None:
    missing = [path for path in sources.values() if not path.is_file()]
    faults = [f"缺少文件 {path}" for path in missing]
    hashes = {contents.original: contents.recording.sha256, contents.access: contents.recording.access_sha256}
    for path, sha256 in hashes.items():
        if path not in missing and sha256_of(path) != sha256:
            faults.append(f"{path} 与收录时的校验值不符，已被改动或损坏，请从备份恢复")
    foreign = [each for each in contents.transcripts if each.recording.sha256 != contents.recording.sha256]
    faults += [f"第{transcript.version}版转写不是这段录音的" for transcript in foreign]
    if faults:
        raise PackageRefusedError(path=target, why="；".join(faults))


def _fill(fresh: Path, contents: Contents, sources: Mapping[str, Path]) -> None:
    for name, path in sources.items():
        copy_verified(path, fresh / name)
    for transcript in contents.transcripts:
        write_whole(fresh / f"data/transcripts/transcript-v{transcript.version}.json", to_text(transcript))
    if contents.grievances:
        write_whole(fresh / "data/grievances/grievances.json", to_text(contents.grievances))
    write_whole(fresh / "data/metadata/recording.json", to_text(contents.recording))
    write_whole(fresh / "data/metadata/meeting.json", to_text(contents.meeting))
    write_whole(fresh / "data/metadata/notices.json", to_text(contents.notices))
    described = metadata.elements(contents)
    write_whole(fresh / "data/metadata/dat63.xml", metadata.as_xml(described))
    write_whole(fresh / "data/metadata/dat63.csv", metadata.as_csv(described))
    sounds = {name: fresh / name for name in sources if name.startswith(("data/original/", "data/access/"))}
    write_whole(fresh / damage.BLOCKS_FILE, damage.blocks_of(sounds))
    audio = next(name for name in sources if name.startswith("data/access/"))
    write_whole(fresh / "index.html", player.page(_view(contents, audio)))


def _view(contents: Contents, audio: str) -> player.View:
    recording, meeting = contents.recording, contents.meeting
    return player.View(
        title=contents.title,
        facts=(
            ("档号", recording.code),
            ("夜话", meeting.number),
            ("日期", meeting.held_on.isoformat()),
            ("地点", meeting.place),
            ("时长", timecode(recording.seconds)),
            ("单位", contents.office),
            ("录音告知", notices.told(contents.notices)),
            ("原始录音 SHA-256", recording.sha256),
        ),
        audio=audio,
        transcript=contents.newest,
        grievances=contents.standing,
        notice=_NOTICE if contents.is_restricted else _SILENCED if recording.silenced else "",
        open=contents.open_in(contents.newest) if contents.newest else NOTHING_OPEN,
    )


def _info(contents: Contents) -> dict[str, str]:
    info = {
        "Source-Organization": contents.office,
        "External-Identifier": contents.recording.code,
        "External-Description": contents.title,
        "Bag-Group-Identifier": contents.meeting.number,
        "Bagging-Date": contents.packed_on.isoformat(),
    }
    return info | ({"Access-Restriction": f"restricted {_NOTICE}"} if contents.is_restricted else {})


def _second_opinion(fresh: Path, target: Path) -> None:
    """Have another implementation of BagIt read the package back before it counts as written."""
    try:
        bagit.Bag(str(fresh)).validate()
    except bagit.BagError as fault:
        raise PackageRefusedError(path=target, why=f"写完读回时没有通过核验（{fault}），请检查磁盘") from fault


def _same_as_before(fresh: Path, target: Path) -> WrittenPackage:
    """Return the sound package at `target` if it differs from `fresh` in the day of packing at most."""
    if not target.is_dir() or flaws(target):
        raise PackageRefusedError(path=target, why="这里已有同名的文件或已损坏的档案包，没有覆盖，请先核验并移走")
    if any(sha256_of(fresh / name) != sha256_of(target / name) for name in ("manifest-sha512.txt", "index.html")):
        why = "这里已有这段录音的另一个档案包，内容不同，没有覆盖，请换一个文件夹存放"
        raise PackageRefusedError(path=target, why=why)
    return _written(target, bags.root_of(target))


def _written(target: Path, root: str) -> WrittenPackage:
    files = sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())
    return WrittenPackage(target, root, tuple(files))


def packed_recording(package: Path) -> Recording | None:
    """Return the recording that `package` holds, in its state then; None where it cannot be read."""
    try:
        return from_file(Recording, package / "data/metadata/recording.json")
    except YehuaError:
        return None


def verify(path: Path, against: str | None = None) -> tuple[Fault, ...]:
    """Return every fault of the package (or any other BagIt bag) at `path` in one pass; none when it is sound.

    `against` is the root that was written down when it was packed (64 hexadecimal digits, spaces allowed): with it, a
    changed file is found even if the manifests were made anew; without it, a package agrees with itself only. Nothing
    outside `path` is read. Raise MissingFileError, PackageRefusedError when `path` is no package at all, or
    WrongValueError.
    """
    expected = None if against is None else as_root(against)
    if not path.exists():
        raise MissingFileError(path=path)
    if not path.is_dir() or not any(path.glob("*manifest-*.txt")):
        raise PackageRefusedError(path=path, why="不是档案包：里面没有校验清单，请选档案包所在的文件夹")
    around = damage.Surroundings(path)
    faults = [Fault(flaw.path, flaw.fault, around.affected(flaw.path)) for flaw in flaws(path)]
    if expected is not None:
        faults += _root_faults(path, expected)
    elif _is_own(path) and not any(path.glob("tagmanifest-*.txt")):
        faults.append(Fault(bags.ROOT_FILE, "缺失：夜话打的档案包都有它，被人删掉了", _WHOLE))
    return tuple(faults)


def _is_own(path: Path) -> bool:
    """Return whether the bag at `path` is one of Yehua; any other bag may do without tag manifests."""
    return (path / "index.html").is_file() and (path / "bag-info.txt").is_file()


def as_root(text: str) -> str:
    """Return a root as somebody typed it, without blanks; raise WrongValueError unless it has 64 hexadecimal digits."""
    root = "".join(text.split()).lower()
    if len(root) != _ROOT_DIGITS or set(root) - set("0123456789abcdef"):
        raise WrongValueError(
            field="根值", value=text, why="应是 64 位的数字和 a 到 f，请照记下的根值（固化信息表或备份记录）抄写"
        )
    return root


def _root_faults(path: Path, expected: str) -> list[Fault]:
    try:
        actual = bags.root_of(path)
    except MissingFileError:
        return [Fault(bags.ROOT_FILE, "缺少这份清单，算不出根值", _WHOLE)]
    return (
        [] if actual == expected else [Fault(bags.ROOT_FILE, f"根值不符：登记的是 {expected}，现在是 {actual}", _WHOLE)]
    )
