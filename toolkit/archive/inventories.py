"""Inventories of the archive: 移交清单 for the county archive, list for the reading room, list for appraisal."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.archive import appraisals, packages
from toolkit.archive.contents import title_of
from toolkit.archive.fixity import Check, fixity_of
from toolkit.core import PackageRefusedError, UnknownNumberError, WrongValueError, timecode
from toolkit.formats import PaperList, write_rows
from toolkit.formats.word import Grid
from toolkit.grievances import is_fully_open, load_grievances
from toolkit.grievances.accusations import may_be_shown
from toolkit.meetings import find_meeting, find_recording, list_meetings, list_recordings, notices
from toolkit.records import Grievance, Recording
from toolkit.workspace import PERIOD_NAMES, Desk, ends_on, parse_recording_code

# A county archive receives records ten years after their formation (档案法实施条例 Art 20).
HANDOVER_YEARS = 10
_HANDOVER = {
    "序号": 12,
    "档号": 46,
    "题名": 46,
    "责任者": 28,
    "日期": 24,
    "时长": 26,
    "文件数": 14,
    "字节数": 24,
    "保管期限": 16,
    "备注": 21,
}
_SIGNATURES = Grid(
    (),
    (
        ("移交单位（盖章）", "", "接收单位（盖章）", ""),
        ("移交人（签名）", "", "接收人（签名）", ""),
        ("移交日期", "", "接收日期", ""),
    ),
    (40, 88, 40, 88),
)
_READING = ("档号", "题名", "日期", "地点", "时长", "诉求数", "主题", "利用", "录音告知")


@dataclass(frozen=True)
class Expired:
    """A recording whose retention period is over, and the last day of that period."""

    code: str
    title: str
    ended_on: dt.date


def _chosen(desk: Desk, codes: Iterable[str]) -> tuple[Recording, ...]:
    asked_for = tuple(find_recording(desk.store, code) for code in dict.fromkeys(codes))
    chosen = asked_for or _standing(desk)
    if not chosen:
        raise UnknownNumberError(what="录音", number="（还没有收录任何录音）")
    return tuple(sorted(chosen, key=lambda recording: recording.code))


def _standing(desk: Desk) -> tuple[Recording, ...]:
    return tuple(recording for recording in list_recordings(desk.store) if not recording.destroyed)


def due_for_handover(desk: Desk, years: int = HANDOVER_YEARS) -> tuple[str, ...]:
    """Return the codes of the recordings made `years` years ago or earlier."""
    codes = (recording.code for recording in _standing(desk))
    return tuple(code for code in codes if parse_recording_code(code).year + years <= desk.today.year)


def write_handover(desk: Desk, out: Path, codes: Sequence[str] = ()) -> tuple[Path, Path]:
    """Write the 移交清单 of the recordings `codes` (none: all) to `out` as .docx and .xlsx, and return both paths.

    Each package is verified first: records handed over must be authentic, complete, usable and secure (档案法 Art 39).
    Raise PackageRefusedError naming every recording that was not packed or whose package is not sound, or
    UnknownNumberError.
    """
    recordings = _chosen(desk, codes)
    faults = [f"{recording.code} {fault}" for recording in recordings for fault in _faults(desk, recording.code)]
    if faults:
        raise PackageRefusedError(path=out, why="还不能移交：" + "；".join(faults))
    fixings = [fixity_of(desk).last_fixed(recording.code) for recording in recordings]
    rows = [_handover_row(desk, n, *pair) for n, pair in enumerate(zip(recordings, fixings, strict=True), start=1)]
    office, count = desk.settings.office.name, len(recordings)
    codes_and_roots = tuple((fixing.recording, fixing.root) for fixing in fixings)
    handover = PaperList(
        title="电子档案移交清单",
        columns=_HANDOVER,
        rows=rows,
        before=(f"移交单位：{office}。共 {count} 件，逐件核验无误。本清单一式两份，双方各执一份。",),
        after=(
            "各件档案包的根值（接收后可逐件核验）：",
            Grid(("档号", "根值"), codes_and_roots, (60, 196)),
            _SIGNATURES,
        ),
        more={
            "原始录音SHA-256": [recording.sha256 for recording in recordings],
            "档案包根值": [fixing.root for fixing in fixings],
        },
    )
    return handover.write(out, "移交清单")


def _faults(desk: Desk, code: str) -> Iterator[str]:
    """Yield in Chinese every reason why the package of recording `code` cannot be handed over."""
    try:
        check = fixity_of(desk).last_fixed(code)
    except UnknownNumberError:
        yield "还没有打档案包"
        return
    if not Path(check.path).is_dir():
        yield f"的档案包不在 {check.path}"
    else:
        yield from (f"{fault.path}：{fault.fault}" for fault in packages.verify(Path(check.path), check.root))


def _handover_row(desk: Desk, number: int, recording: Recording, check: Check) -> tuple[str, ...]:
    files = [file for file in Path(check.path).rglob("*") if file.is_file()]
    meeting = find_meeting(desk.store, recording.meeting)
    return (
        str(number),
        recording.code,
        title_of(meeting),
        desk.settings.office.name,
        meeting.held_on.strftime("%Y%m%d"),
        timecode(recording.seconds),
        str(len(files)),
        str(sum(file.stat().st_size for file in files)),
        PERIOD_NAMES[parse_recording_code(recording.code).retention],
        "" if is_fully_open(desk.store, recording.code) else "限制利用",
    )


def write_reading_list(desk: Desk, path: Path) -> Path:
    """Write the list for the reading room to `path` as an Excel file, without names and without withheld subjects."""
    rows = [_reading_row(desk, recording) for recording in _chosen(desk, ())]
    write_rows(path, _READING, rows, "阅览目录")
    return path


def _reading_row(desk: Desk, recording: Recording) -> tuple[str | int, ...]:
    shown = [grievance for grievance in _grievances(desk, recording.code) if may_be_shown(grievance)]
    is_given = any(notice.kind == "given" for notice in notices.of(desk.store, recording.code))
    meeting = find_meeting(desk.store, recording.meeting)
    return (
        recording.code,
        title_of(meeting),
        meeting.held_on.isoformat(),
        meeting.place,
        timecode(recording.seconds),
        len(shown),
        "、".join(dict.fromkeys(grievance.subject.level1 for grievance in shown if grievance.subject.level1)),
        "按单位规定" if is_fully_open(desk.store, recording.code) else "限制利用，须经批准",
        "有" if is_given else notices.MISSING,
    )


def _grievances(desk: Desk, code: str) -> tuple[Grievance, ...]:
    try:
        return load_grievances(desk.store, code).grievances
    except UnknownNumberError:
        return ()


def expired(desk: Desk) -> tuple[Expired, ...]:
    """Return the recordings whose retention period is over, oldest first: to be appraised, not yet to be destroyed."""
    kept = appraisals.kept_until(desk.store)
    meetings = {meeting.number: meeting for meeting in list_meetings(desk.store)}
    over = [
        Expired(recording.code, title_of(meetings[recording.meeting]), last)
        for recording in _standing(desk)
        if (last := _last_day(recording.code, kept)) is not None and last < desk.today
    ]
    return tuple(sorted(over, key=lambda expired: (expired.ended_on, expired.code)))


def _last_day(code: str, kept: Mapping[str, dt.date]) -> dt.date | None:
    """Return the last day of the period of recording `code`, or that to which it is `kept` on; None for ever."""
    parsed = parse_recording_code(code)
    end = ends_on(parsed.year, parsed.retention)
    return None if end is None else max(end, kept.get(code, end))


def refuse_early(desk: Desk, codes: Iterable[str]) -> None:
    """Raise WrongValueError naming every recording of `codes` whose period is not over, or UnknownNumberError.

    A recording is appraised for destruction at the end of its period (档案法实施条例 Art 24).
    """
    kept = appraisals.kept_until(desk.store)
    recordings = (find_recording(desk.store, code) for code in codes)
    days = {recording.code: _last_day(recording.code, kept) for recording in recordings}
    early = [
        f"{code} 永久保管" if day is None else f"{code} 保管到 {day.isoformat()}"
        for code, day in days.items()
        if day is None or day >= desk.today
    ]
    if early:
        raise WrongValueError(field="鉴定", value="销毁", why=f"保管期限还没有满：{'；'.join(early)}。期满以后再鉴定")
