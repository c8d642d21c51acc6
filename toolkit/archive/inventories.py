"""Lists of what the archive holds: 移交清单 for the county archive, for the reading room, for appraisal."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.archive import appraisals, packages
from toolkit.archive.fixity import Check, fixity_of
from toolkit.core import PackageRefusedError, UnknownNumberError, WrongValueError, timecode
from toolkit.formats import write_rows
from toolkit.formats.word import Grid, write_tables
from toolkit.grievances import is_fully_open, load_grievances
from toolkit.grievances.accusations import may_be_shown
from toolkit.meetings import find_meeting, find_recording, list_recordings, notices
from toolkit.records import Grievance, Recording
from toolkit.workspace import PERIOD_NAMES, Desk, ends_on, parse_recording_code

# 档案法实施条例 Art 20: a county archive receives ten years after formation.
HANDOVER_YEARS = 10
_HANDOVER = (
    ("序号", 12),
    ("档号", 46),
    ("题名", 46),
    ("责任者", 28),
    ("日期", 24),
    ("时长", 26),
    ("文件数", 14),
    ("字节数", 24),
    ("保管期限", 16),
    ("备注", 21),
)
_READING = ("档号", "题名", "日期", "地点", "时长", "诉求数", "主题", "利用", "录音告知")


@dataclass(frozen=True)
class Expired:
    """A recording whose retention period is over, and on which day that was."""

    code: str
    title: str
    ended_on: dt.date


def _chosen(desk: Desk, codes: Iterable[str]) -> tuple[Recording, ...]:
    wanted = tuple(find_recording(desk.store, code) for code in dict.fromkeys(codes))
    chosen = wanted or tuple(one for one in list_recordings(desk.store) if not one.destroyed)
    if not chosen:
        raise UnknownNumberError(what="录音", number="（还没有收录任何录音）")
    return tuple(sorted(chosen, key=lambda one: one.code))


def _title(desk: Desk, recording: Recording) -> str:
    return packages.title_of(find_meeting(desk.store, recording.meeting))


# -- 移交清单 ----------------------------------------------------------------------------------------------------


def due_for_handover(desk: Desk, years: int = HANDOVER_YEARS) -> tuple[str, ...]:
    """Return the codes of the recordings made `years` years ago or earlier."""
    codes = (recording.code for recording in list_recordings(desk.store) if not recording.destroyed)
    return tuple(code for code in codes if parse_recording_code(code).year + years <= desk.today.year)


def write_handover(desk: Desk, out: Path, codes: Sequence[str] = ()) -> tuple[Path, Path]:
    """Write the 移交清单 of the recordings `codes` (none: all) to `out` as .docx and .xlsx, and return both paths.

    Each package is verified first, since what is handed over must be true, whole, usable and safe (档案法 39).
    Raise PackageRefusedError naming every recording that was not packed or whose package is not sound, or
    UnknownNumberError.
    """
    recordings = _chosen(desk, codes)
    sealed = {one.code: _sealed(desk, one.code) for one in recordings}
    faults = [f"{code} {fault}" for code, check in sealed.items() for fault in _faults(check)]
    if faults:
        raise PackageRefusedError(path=out, why="还不能移交：" + "；".join(faults))
    packed = {code: check for code, check in sealed.items() if check is not None}
    rows = [_handover_row(desk, number, one, packed[one.code]) for number, one in enumerate(recordings, start=1)]
    header = tuple(name for name, _ in _HANDOVER)
    word, excel = out.with_suffix(".docx"), out.with_suffix(".xlsx")
    roots = [(one.code, packed[one.code].root) for one in recordings]
    _write_word(desk, word, Grid(header, tuple(rows), tuple(width for _, width in _HANDOVER)), roots)
    digests = [(*row, one.sha256, packed[one.code].root) for row, one in zip(rows, recordings, strict=True)]
    write_rows(excel, (*header, "原始录音SHA-256", "档案包根值"), digests, "移交清单")
    return word, excel


def _sealed(desk: Desk, code: str) -> Check | None:
    try:
        return fixity_of(desk).last_fixed(code)
    except UnknownNumberError:
        return None


def _faults(check: Check | None) -> Iterable[str]:
    if check is None:
        yield "还没有打档案包"
        return
    path = Path(check.path)
    if not path.is_dir():
        yield f"的档案包不在 {path}"
        return
    yield from (f"{fault.path}：{fault.fault}" for fault in packages.verify(path, check.root))


def _handover_row(desk: Desk, number: int, recording: Recording, check: Check) -> tuple[str, ...]:
    files = [file for file in Path(check.path).rglob("*") if file.is_file()]
    meeting = find_meeting(desk.store, recording.meeting)
    return (
        str(number),
        recording.code,
        packages.title_of(meeting),
        desk.settings.office.name,
        meeting.held_on.strftime("%Y%m%d"),
        timecode(recording.seconds),
        str(len(files)),
        str(sum(file.stat().st_size for file in files)),
        PERIOD_NAMES[parse_recording_code(recording.code).retention],
        "" if is_fully_open(desk.store, recording.code) else "限制利用",
    )


def _write_word(desk: Desk, path: Path, grid: Grid, roots: Sequence[tuple[str, str]]) -> None:
    signing = Grid(
        (),
        (
            ("移交单位（盖章）", "", "接收单位（盖章）", ""),
            ("移交人（签名）", "", "接收人（签名）", ""),
            ("移交日期", "", "接收日期", ""),
        ),
        (40, 88, 40, 88),
    )
    told = f"移交单位：{desk.settings.office.name}。共 {len(roots)} 件，逐件核验无误。本清单一式两份，双方各执一份。"
    parts = (
        told,
        grid,
        "各件档案包的根值（接收后可逐件核验）：",
        Grid(("档号", "根值"), tuple(roots), (60, 196)),
        signing,
    )
    write_tables(path, "电子档案移交清单", parts, wide=True)


# -- the reading room ------------------------------------------------------------------------------------------


def write_reading_list(desk: Desk, path: Path) -> Path:
    """Write the list for the reading room as an Excel file: what there is, without names, and nothing withheld."""
    rows = [_reading_row(desk, one) for one in _chosen(desk, ())]
    write_rows(path, _READING, rows, "阅览目录")
    return path


def _reading_row(desk: Desk, recording: Recording) -> tuple[str | int, ...]:
    found = _grievances(desk, recording.code)
    open_ones = [one for one in found if may_be_shown(one)]
    subjects = dict.fromkeys(one.subject.level1 for one in open_ones if one.subject.level1)
    meeting = find_meeting(desk.store, recording.meeting)
    use = "按单位规定" if is_fully_open(desk.store, recording.code) else "限制利用，须经批准"
    day, length = meeting.held_on.isoformat(), timecode(recording.seconds)
    what = (recording.code, _title(desk, recording), day, meeting.place, length, len(open_ones), "、".join(subjects))
    told = "有" if any(one.kind == "given" for one in notices.of(desk.store, recording.code)) else notices.MISSING
    return *what, use, told


def _grievances(desk: Desk, code: str) -> tuple[Grievance, ...]:
    try:
        return load_grievances(desk.store, code).grievances
    except UnknownNumberError:
        return ()


# -- appraisal -------------------------------------------------------------------------------------------------


def expired(desk: Desk) -> tuple[Expired, ...]:
    """Return the recordings whose retention period is over, oldest first: to be appraised, not to be destroyed yet."""
    found = []
    kept = appraisals.kept_until(desk.store)
    for one in list_recordings(desk.store):
        last = _last_day(one.code, kept)
        if last is not None and last < desk.today and not one.destroyed:
            found.append(Expired(one.code, _title(desk, one), last))
    return tuple(sorted(found, key=lambda each: (each.ended_on, each.code)))


def _last_day(code: str, kept: Mapping[str, dt.date]) -> dt.date | None:
    """Return the last day of the period of recording `code`, or to which it is `kept` on; None for ever."""
    parsed = parse_recording_code(code)
    end = ends_on(parsed.year, parsed.retention)
    return None if end is None else max(end, kept.get(code, end))


def refuse_early(desk: Desk, codes: Iterable[str]) -> None:
    """Raise WrongValueError naming every recording of `codes` whose period is not over, so that none is doomed early.

    Nobody can know before the end whether it is to be destroyed then (档案法实施条例 Art 24). Raise UnknownNumberError.
    """
    kept = appraisals.kept_until(desk.store)
    days = {code: _last_day(code, kept) for code in (find_recording(desk.store, one).code for one in codes)}
    early = [
        f"{code} 永久保管" if day is None else f"{code} 保管到 {day.isoformat()}"
        for code, day in days.items()
        if day is None or day >= desk.today
    ]
    if early:
        raise WrongValueError(field="鉴定", value="销毁", why=f"保管期限还没有满：{'；'.join(early)}。期满以后再鉴定")
