"""Discs of packages: planning by size, staging with label and list of contents, registration, reading back.

A disc is burnt from its staged folder by the program that comes with the drive. Reading it back verifies each package
against its registered root and enters the result in the fixity ledger.
"""

import csv
import io
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from toolkit.archive import packages
from toolkit.archive.contents import title_of
from toolkit.archive.fixity import RESULT_NAMES, Check, fixity_of
from toolkit.core import (
    ChangedMeanwhileError,
    PackageRefusedError,
    UnknownNumberError,
    WrongValueError,
    copy_verified,
    make_folder,
    pending_files,
    windows_names,
    write_whole,
    writing_faults,
)
from toolkit.formats.word import Grid, write_tables
from toolkit.meetings import find_meeting, find_recording
from toolkit.records import from_json
from toolkit.store import DISCS, Row, Transaction
from toolkit.workspace import Desk, file_name_of

# As printed on the box, in decimal bytes.
CAPACITIES = {"dvd": 4_700_000_000, "bd": 25_000_000_000}
KIND_NAMES = {"dvd": "DVD 4.7 GB", "bd": "BD-R 25 GB"}
# DA/T 38: three sets, one sealed, one for use, one in another place.
SETS = ("封存", "利用", "异地")
_SECTOR = 2048
# For directories and the file system's own tables.
_RESERVE = 32 * 1024 * 1024
_CONTENTS = "目录.csv"
_FORM_OF_LABEL = "0194-LY-2026-P001"


@dataclass(frozen=True)
class Item:
    """A package on a disc: its recording, root, and size in bytes as it lies on a disc."""

    code: str
    root: str
    size: int


@dataclass(frozen=True)
class Disc:
    """A registered disc; `made_at` is UTC (ISO)."""

    label: str
    set_name: str
    kind: str
    by: str
    items: tuple[Item, ...]
    made_at: str


@dataclass(frozen=True)
class Reading:
    """The result of reading a disc back: checks entered, bytes read, duration in seconds, codes of missing packages."""

    disc: Disc
    checks: tuple[Check, ...]
    size: int
    seconds: float
    lacking: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether every package on the disc is sound."""
        return all(check.result == "sound" for check in self.checks)


def size_on_disc(folder: Path) -> int:
    """Return the bytes that `folder` takes on a disc: for each file whole sectors, and one for its directory entry."""
    sizes = (file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return sum((-(-size // _SECTOR) + 1) * _SECTOR for size in sizes)


def volumes(items: Sequence[Item], kind: str) -> tuple[tuple[Item, ...], ...]:
    """Return `items` divided among discs of `kind`, in their order.

    Raise WrongValueError naming every package that is too large for one disc.
    """
    room = CAPACITIES[kind] - _RESERVE
    if large := [item.code for item in items if item.size > room]:
        why = f"一张 {KIND_NAMES[kind]} 装不下，请改用更大的盘或硬盘"
        raise WrongValueError(field="档案包", value="、".join(large), why=why)
    discs: list[list[Item]] = []
    left = 0
    for item in items:
        if item.size > left:
            discs.append([])
            left = room
        discs[-1].append(item)
        left -= item.size
    return tuple(tuple(disc) for disc in discs)


def plan(
    desk: Desk, kind: str = "dvd", set_name: str = SETS[0], codes: Iterable[str] = ()
) -> tuple[tuple[Item, ...], ...]:
    """Return the discs of `kind` that the packages `codes` (none: all not yet on a disc of the set) would fill.

    Raise UnknownNumberError for a recording never packed; WrongValueError for an unknown kind or set, or a package that
    is too large.
    """
    if kind not in CAPACITIES or set_name not in SETS:
        raise WrongValueError(field="光盘", value=f"{kind} {set_name}", why="种类是 dvd 或 bd，套别是 封存、利用、异地")
    on_disc = {item.root for disc in listing(desk) if disc.set_name == set_name for item in disc.items}
    wanted = tuple(codes) or fixity_of(desk).standing()
    fixings = [fixity_of(desk).last_fixed(code) for code in wanted]
    new = sorted((fixing for fixing in fixings if fixing.root not in on_disc), key=lambda fixing: fixing.recording)
    return volumes([Item(fixing.recording, fixing.root, size_on_disc(Path(fixing.path))) for fixing in new], kind)


def make(
    desk: Desk, out: Path, by: str, *, kind: str = "dvd", set_name: str = SETS[0], codes: Iterable[str] = ()
) -> tuple[Disc, ...]:
    """Stage the discs in `out`, one folder per disc named by its label, register them and return them.

    Every package is verified before it is copied and read back afterwards. Beside each folder lies its label and list
    as a Word file. A disc that cannot be made uses no number. Raise PackageRefusedError, DiskFullError,
    ReadOnlyWorkspaceError, and what `plan` raises.
    """
    if not by.strip():
        raise WrongValueError(field="制作人", value=by, why="要写明是谁制作的")
    if out.is_dir() and pending_files.any_left(out):
        with desk.store.transaction() as tx:
            pending_files.settle_left(out, partial(_is_registered, tx))
    discs = plan(desk, kind, set_name, codes)
    return tuple(_staged(desk, out, items, by=by.strip(), kind=kind, set_name=set_name) for items in discs)


def _is_registered(tx: Transaction, label: str) -> bool:
    return tx.row(DISCS, label=label) is not None


def _staged(desk: Desk, out: Path, items: tuple[Item, ...], *, by: str, kind: str, set_name: str) -> Disc:
    packed = [Path(fixity_of(desk).last_fixed(item.code).path) for item in items]
    paths = (path.relative_to(package.parent).as_posix() for package in packed for path in package.rglob("*"))
    windows_names.refuse_unfit(out, (f"{_FORM_OF_LABEL}/{path}" for path in paths))

    def is_kept(label: str) -> bool:
        with desk.store.reading() as tx:
            return _is_registered(tx, label)

    with pending_files.begun(make_folder(out), is_kept) as files, writing_faults(out):
        fresh = files.made / "disc"
        for item, package in zip(items, packed, strict=True):
            _copy(package, fresh / file_name_of(item.code), item.root)
        # Copying takes minutes, so the transaction that gives the number begins afterwards.
        with desk.store.transaction() as tx:
            pending_files.settle_left(out, partial(_is_registered, tx))
            disc = _register(desk, tx, items, by=by, kind=kind, set_name=set_name)
            label = files.made / f"{disc.label}-盘签和目录.docx"
            write_whole(fresh / _CONTENTS, _contents(desk, disc))
            _write_label(desk, disc, label)
            files.place(disc.label, {fresh: out / disc.label, label: out / label.name})
    return disc


def _register(desk: Desk, tx: Transaction, items: tuple[Item, ...], *, by: str, kind: str, set_name: str) -> Disc:
    """Register a disc under the next number; raise ChangedMeanwhileError when a package of it got a disc meanwhile."""
    archive = desk.settings.archive
    on_disc = {item.root for row in tx.rows(DISCS, set_name=set_name) for item in _disc_of(row).items}
    if on_disc & {item.root for item in items}:
        raise ChangedMeanwhileError(what="光盘登记")
    series = f"{archive.fonds}-{archive.category}-{desk.today.year}"
    label = f"{series}-P{tx.next_number(f'disc:{series}'):03d}"
    contents = json.dumps([asdict(item) for item in items], ensure_ascii=False)
    tx.add(DISCS, label=label, set_name=set_name, kind=kind, by=by, contents=contents)
    return _disc_of(tx.known(DISCS, "光盘", label=label))


def _copy(package: Path, target: Path, root: str) -> None:
    for source in sorted(package.rglob("*")):
        if source.is_file():
            copy_verified(source, target / source.relative_to(package))
    if faults := packages.verify(target, root):
        listed = "；".join(f"{fault.path}：{fault.fault}" for fault in faults)
        raise PackageRefusedError(path=package, why=f"与固化时不符，不能刻盘（{listed}），请先核验、恢复")


def _contents(desk: Desk, disc: Disc) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["盘号", "套别", "档号", "题名", "根值"])
    writer.writerows([disc.label, disc.set_name, *row[1:]] for row in _rows(desk, disc))
    return "\ufeff" + text.getvalue()


def _rows(desk: Desk, disc: Disc) -> tuple[tuple[str, ...], ...]:
    recordings = (find_recording(desk.store, item.code) for item in disc.items)
    titles = [title_of(find_meeting(desk.store, recording.meeting)) for recording in recordings]
    pairs = enumerate(zip(disc.items, titles, strict=True), start=1)
    return tuple((str(number), item.code, title, item.root) for number, (item, title) in pairs)


def _write_label(desk: Desk, disc: Disc, path: Path) -> None:
    label = Grid(
        (),
        (
            ("盘号（卷标）", disc.label),
            ("套别", disc.set_name),
            ("种类", KIND_NAMES[disc.kind]),
            ("单位", desk.settings.office.name),
            ("件数", f"{len(disc.items)} 件，{disc.items[0].code} 至 {disc.items[-1].code}"),
            ("制作", f"{disc.by}，{disc.made_at[:10]}"),
        ),
        (40, 216),
    )
    how = (
        "刻录时卷标写盘号，选择“校验”和“封盘”；盘面用光盘专用笔写盘号，不要贴纸。刻好后在另一台光驱上用 "
        f"yehua discs check {disc.label} --at 光驱 --by 姓名 读回检测。"
    )
    grid = Grid(("序号", "档号", "题名", "根值"), _rows(desk, disc), (14, 54, 64, 124))
    write_tables(path, "光盘盘签和目录", [label, how, grid], wide=True)


def listing(desk: Desk) -> tuple[Disc, ...]:
    """Return every registered disc, oldest first."""
    with desk.store.reading() as tx:
        return tuple(_disc_of(row) for row in tx.rows(DISCS))


def _disc_of(row: Row) -> Disc:
    return from_json(Disc, {**row, "items": json.loads(row["contents"])})


def read_back(desk: Desk, label: str, at: Path, by: str, report: Path | None = None) -> Reading:
    """Read the disc `label` in the drive (or folder) `at`, enter a check for each package, write a `report` in Word.

    Each package must have the root in the register of discs, even if it was packed again since; a missing package is a
    fault, too. Raise UnknownNumberError; WrongValueError where `at` is not this disc, and then nothing is entered.
    """
    disc = next((each for each in listing(desk) if each.label == label.strip().upper()), None)
    if disc is None:
        raise UnknownNumberError(what="光盘", number=label)
    places = {item.code: at / file_name_of(item.code) for item in disc.items}
    _refuse_other(disc, at, places.values())
    begun = time.perf_counter()
    checks = tuple(fixity_of(desk).check(item.code, places[item.code], by, item.root) for item in disc.items)
    seconds = time.perf_counter() - begun
    size = sum(file.stat().st_size for place in places.values() for file in place.rglob("*") if file.is_file())
    lacking = tuple(code for code, place in places.items() if not place.is_dir())
    reading = Reading(disc, checks, size, seconds, lacking)
    if report is not None:
        _write_report(desk, reading, report)
    return reading


def _refuse_other(disc: Disc, at: Path, places: Iterable[Path]) -> None:
    """Raise WrongValueError unless `at` holds the list of `disc` or, where there is no list, one of its packages."""
    contents = at / _CONTENTS
    if contents.is_file():
        is_this = disc.label in contents.read_text(encoding="utf-8-sig", errors="replace")
    else:
        is_this = any(place.is_dir() for place in places)
    if not is_this:
        why = f"这里不是光盘 {disc.label}：没有它的目录和档案包。请写光驱，或直接放着盘上内容的文件夹；没有记入固化账"
        raise WrongValueError(field="光盘位置", value=str(at), why=why)


def _write_report(desk: Desk, reading: Reading, path: Path) -> None:
    bad = sum(check.result == "faulty" for check in reading.checks)
    facts = (
        ("盘号", reading.disc.label),
        ("套别、种类", f"{reading.disc.set_name}，{KIND_NAMES[reading.disc.kind]}"),
        ("检测人、日期", f"{reading.checks[0].by}，{desk.today.isoformat()}"),
        ("读出", f"{reading.size:,} 字节，{reading.seconds:.1f} 秒"),
        ("结论", f"{len(reading.checks)} 件全部完好" if not bad else f"{bad} 件有问题，本盘不合格，请重刻"),
    )
    rows = tuple(
        (
            check.recording,
            RESULT_NAMES[check.result],
            "；".join(f"{fault.path}：{fault.fault}" for fault in check.faults),
        )
        for check in reading.checks
    )
    signing = Grid((), (("检测人（签名）", "", "监督人（签名）", ""),), (35, 50, 35, 50))
    result = Grid(("档号", "结果", "问题"), rows, (54, 20, 96))
    write_tables(path, "光盘读回检测报告", [Grid((), facts, (40, 130)), "逐件结果：", result, "", signing])
