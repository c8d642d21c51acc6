"""Checks of packages by plan, comparison with copies, restoration, and the 固化信息表 that two people sign."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from toolkit.archive import repair
from toolkit.archive.contents import title_of
from toolkit.archive.fixity import Check, Due, fixity_of, verified
from toolkit.archive.packages import Fault
from toolkit.archive.repair import Comparison
from toolkit.core import PackageRefusedError, UnknownNumberError, WrongValueError, timecode
from toolkit.formats.word import Grid, write_tables
from toolkit.meetings import find_meeting, find_recording
from toolkit.papers import list_papers_of_recording
from toolkit.workspace import Desk, file_name_of

DEFAULT_MONTHS = 12
_GROUP = 4


@dataclass(frozen=True)
class Restored:
    """The files restored in a package, and the faults that remain."""

    put_back: tuple[Fault, ...]
    left: tuple[Fault, ...]


def check(desk: Desk, by: str, codes: Iterable[str] = (), at: Path | None = None) -> tuple[Check, ...]:
    """Verify the packages of the recordings `codes` (none: all that were fixed), enter each result and return them.

    `at` is the place of a copy: a package or a folder of packages, such as a disc; None stands for where each was
    fixed. Without `codes` those in the folder are checked. Raise UnknownNumberError.
    """
    wanted, ledger = tuple(dict.fromkeys(codes)) or _fixed(desk, at), fixity_of(desk)
    if at is None:
        watched = [fixing for code in wanted for fixing in ledger.watched(code)]
        return tuple(ledger.check(fixing.recording, Path(fixing.path), by) for fixing in watched)
    return tuple(ledger.check(code, _place(code, at), by) for code in wanted)


def _fixed(desk: Desk, at: Path | None) -> tuple[str, ...]:
    codes = fixity_of(desk).standing()
    there = codes if at is None else tuple(code for code in codes if (at / file_name_of(code)).is_dir())
    if not there:
        raise UnknownNumberError(what="固化过的档案包", number=str(at) if at else "（还没有打过档案包）")
    return there


def _place(code: str, at: Path) -> Path:
    inside = at / file_name_of(code)
    return inside if inside.is_dir() else at


def check_due(desk: Desk, by: str, months: int = DEFAULT_MONTHS) -> tuple[Check, ...]:
    """Check every package that was not checked for `months` months, the longest unchecked first."""
    return tuple(fixity_of(desk).check(due.recording, Path(due.path), by) for due in plan(desk, months))


def plan(desk: Desk, months: int = DEFAULT_MONTHS) -> tuple[Due, ...]:
    """Return the packages that are due today when each is to be checked every `months` months."""
    return fixity_of(desk).plan(desk.today, months)


def concerned(desk: Desk, fault: Fault, code: str) -> str:
    """Return in Chinese the consequences of `fault` in the package of `code`, with the papers that rest on it."""
    if not fault.path.startswith(("data/original/", "data/access/", "data/transcripts/", "data/grievances/", ".")):
        return fault.affects
    papers = list_papers_of_recording(desk.store, code)
    listed = "、".join(f"{paper.number}（{paper.case}）" for paper in papers)
    return f"{fault.affects}；台账里依据它的文书：{listed}" if listed else fault.affects


def compare(desk: Desk, code: str, copy: Path, package: Path | None = None) -> tuple[Comparison, ...]:
    """Return the faults of the package of `code`, and whether its `copy` can restore each; nothing is changed."""
    place, other = _places(desk, code, copy, package)
    return repair.compare(place, other, fixity_of(desk).root_for(code, place))


def _places(desk: Desk, code: str, copy: Path, package: Path | None) -> tuple[Path, Path]:
    """Return the places of package and copy; raise WrongValueError when they are the same."""
    place, other = package or Path(fixity_of(desk).last_fixed(code).path), _place(code, copy)
    if place.resolve() == other.resolve():
        raise WrongValueError(field="副本", value=str(copy), why="这就是要修的档案包本身，请写另一处的副本（--from）")
    return place, other


def restore(desk: Desk, code: str, copy: Path, by: str, package: Path | None = None) -> Restored:
    """Restore damaged files of the package of `code` from `copy`, as person `by` agreed; enter it and check again.

    Raise what `repair.restore` raises.
    """
    ledger = fixity_of(desk)
    place, other = _places(desk, code, copy, package)
    put_back = repair.restore(place, other, ledger.root_for(code, place))
    if put_back:
        ledger.note_restored(code, place, put_back, by)
    return Restored(put_back, ledger.check(code, place, by).faults)


def write_fixity_sheet(desk: Desk, code: str, path: Path) -> Path:
    """Write the 固化信息表 of recording `code` as a Word file to `path`: code, root, time, two signatures.

    Raise UnknownNumberError when it was never packed, PackageRefusedError when the package is no longer sound.
    """
    fixing = fixity_of(desk).last_fixed(code)
    if faults := verified(Path(fixing.path), fixing.root):
        why = "；".join(f"{fault.path}：{fault.fault}" for fault in faults)
        raise PackageRefusedError(path=fixing.path, why=f"与固化时不符，不能出固化信息表：{why}")
    signing = Grid((), (("固化人（签名）", "", "日期", ""), ("监督人（签名）", "", "日期", "")), (35, 65, 20, 50))
    how = (
        "核验办法：yehua verify 档案包文件夹 --against 根值；或用任何电脑上的 sha256sum 计算包内 "
        "tagmanifest-sha256.txt，应与上面的根值相同，再用任何 BagIt 工具核验整个包。"
        "本表上的两个哈希请至少每年用 yehua events verify --head 哈希 核对一次，证明台账和固化账没有被删改或换回旧的。"
    )
    facts = Grid((), tuple(_sheet_facts(desk, fixing).items()), (40, 130))
    write_tables(path, "电子档案固化信息表", [facts, how, signing, "本表一式两份。"])
    return path


def _sheet_facts(desk: Desk, fixing: Check) -> dict[str, str]:
    """Return the fields of the 固化信息表 for `fixing`: label to text."""
    recording = find_recording(desk.store, fixing.recording)
    meeting = find_meeting(desk.store, recording.meeting)
    sizes = [file.stat().st_size for file in Path(fixing.path).rglob("*") if file.is_file()]
    head = desk.events.last()
    return {
        "档号": recording.code,
        "题名": title_of(meeting),
        "立档单位": desk.settings.office.name,
        "夜话编号": meeting.number,
        "录音日期": meeting.held_on.isoformat(),
        "录音时长": timecode(recording.seconds),
        "文件数和总字节数": f"{len(sizes)} 个，{sum(sizes):,} 字节",
        "原始录音 SHA-256": grouped(recording.sha256),
        "档案包根值": grouped(fixing.root),
        "根值的算法": "SHA-256，取自 tagmanifest-sha256.txt（它逐级登记包内全部文件）",
        "固化时间": dt.datetime.fromisoformat(fixing.at).astimezone().strftime("%Y-%m-%d %H:%M:%S %z"),
        "固化人": fixing.by,
        "固化账": f"第 {fixing.position} 条，本条哈希 {grouped(fixing.hash)}",
        "总账": f"第 {head.position} 条，末条哈希 {grouped(head.hash)}" if head else "还没有记录",
        "存放位置": fixing.path,
    }


def grouped(digest: str) -> str:
    """Return `digest` in groups of four, to be copied with fewer mistakes."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))
