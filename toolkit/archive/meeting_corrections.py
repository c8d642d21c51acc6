"""Correction of the date or place of a meeting, with the reason and the person.

The meeting's number, archival codes, grievance numbers and issued papers never change. Everything computed from date
and place (clocks, search, overview, facts of papers not yet issued, the next package) follows at once.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.archive.packing import list_packages
from toolkit.cases import ledger_of, matters
from toolkit.chinese import dates
from toolkit.core import RevisionRefusedError, WrongValueError
from toolkit.meetings import MeetingCorrection, known_place, list_recordings, meeting_rows
from toolkit.papers import list_papers
from toolkit.records import CaseState, Meeting, Recording
from toolkit.workspace import Desk, parse_grievance_number, parse_recording_code

_FIFTEENTH = 15


@dataclass(frozen=True)
class Corrected:
    """A corrected meeting, and in Chinese what stays unchanged and what is still to be done."""

    meeting: Meeting
    told: tuple[str, ...]


def correct(
    desk: Desk, code: str, *, date: str | None = None, place: str | None = None, reason: str, by: str
) -> Corrected:
    """Correct date or place of the meeting `code` (its number or a recording's code) and return it.

    Raise UnknownNumberError; WrongDateError or WrongValueError for an impossible or future day; UnknownPlaceError;
    RevisionRefusedError without a reason or a name, when nothing would change, or when another meeting is known at
    that place in that lunar month.
    """
    _refuse_nameless(reason, by)
    with desk.store.transaction() as tx:
        before = meeting_rows.meeting(tx, meeting_rows.number_of(tx, code))
        after = _with_changes(desk, before, date, place)
        if after == before:
            remedy = f"现在记的就是 {_named(before)}，请写正确的日期（--date）或地点（--place）"
            raise RevisionRefusedError(why=f"{before.number} 没有什么要改", remedy=remedy)
        others = {number: other for number, other in meeting_rows.meetings(tx).items() if number != before.number}
        if same := meeting_rows.same_key(others, after):
            raise _two_meetings(before, same)
        meeting_rows.correct(tx, after, by=by.strip(), reason=reason.strip())
    return Corrected(after, tuple(_consequences(desk, before, after)))


def history(desk: Desk, code: str) -> tuple[Meeting, tuple[MeetingCorrection, ...]]:
    """Return the meeting `code` as corrected, and its corrections, oldest first; raise UnknownNumberError."""
    with desk.store.reading() as tx:
        number = meeting_rows.number_of(tx, code)
        return meeting_rows.meeting(tx, number), meeting_rows.corrections(tx, number)


def told(correction: MeetingCorrection) -> str:
    """Return `correction` as a sentence: when, by whom, what became what, and why."""
    before, after = _named(correction.before), _named(correction.after)
    return f"{correction.made_at[:10]} {correction.by} 更正：{before} 改为 {after}（{correction.reason}）"


def day_told(day: dt.date) -> str:
    """Return the day with its lunar day, and a hint when it is no fifteenth: 2026-10-24（农历九月十五）."""
    return f"{day.isoformat()}（{lunar_told(day)}）"


def lunar_told(day: dt.date) -> str:
    """Return the lunar day, and a hint when it is no fifteenth: 农历九月十六，不是十五，请再核对一下."""
    lunar = dates.lunar(day)
    hint = "" if lunar.day == _FIFTEENTH else "，不是十五，请再核对一下"
    return f"{dates.lunar_text(lunar)}{hint}"


def _refuse_nameless(reason: str, by: str) -> None:
    lacking = [name for name, text in (("更正的理由", reason), ("更正人的姓名", by)) if not text.strip()]
    if lacking:
        remedy = "请写明，会和原来的日期、地点一起留下"
        raise RevisionRefusedError(why=f"还没有写{'和'.join(lacking)}", remedy=remedy)


def _with_changes(desk: Desk, before: Meeting, date: str | None, place: str | None) -> Meeting:
    day = dates.parse_date(date) if date and date.strip() else before.held_on
    if day > desk.today:
        why = f"比今天（{desk.today}）还晚，请核对夜话的日期；如果今天的日期不对，请先校准电脑的时间"
        raise WrongValueError(field="夜话日期", value=date, why=why)
    lunar = dates.lunar(day)
    # A place that stays may have left the settings since.
    is_other = place and place.strip() not in {"", before.place}
    village = known_place(place, desk.settings) if place and is_other else before.place
    return Meeting(before.number, village, lunar.year, lunar.month, lunar.leap, day)


def _named(meeting: Meeting) -> str:
    return f"{meeting.place} {meeting.held_on.isoformat()}"


def _two_meetings(before: Meeting, same: Meeting) -> RevisionRefusedError:
    return RevisionRefusedError(
        why=f"{same.place}那个农历月的夜话已经有了：{same.number}（{_named(same)}），两场不能变成一场",
        remedy=f"如果日期或地点写错的是那一场，请先更正那一场；如果两段录音本来是同一场，编号已经给出，不能合并，"
        f"请保留 {before.number} 现在的样子",
    )


def _consequences(desk: Desk, before: Meeting, after: Meeting) -> Iterator[str]:
    recordings = list_recordings(desk.store, after.number)
    yield f"编号不变：夜话 {after.number}、这一场的档号和已确认的诉求编号都照旧；谁改的、为什么，都记下了。"
    if any(parse_recording_code(recording.code).year != after.held_on.year for recording in recordings):
        yield f"档号里的年度也不变，仍是收录时的 {before.held_on.year} 年；卷内备考里请写明实际日期。"
    if len(recordings) > 1:
        yield f"这一场有 {len(recordings)} 段录音，一并按新的日期和地点算。"
    yield from _packages(desk, recordings)
    yield from _cases(desk, after)


def _packages(desk: Desk, recordings: Sequence[Recording]) -> Iterator[str]:
    for recording in recordings:
        if list_packages(desk.store, recording.code) and not recording.destroyed:
            again = f"yehua pack {recording.code} --out 另一个文件夹"
            yield f"{recording.code} 的档案包里还是原来的日期和地点，请重新打包：{again}；旧包留着。"


def _cases(desk: Desk, after: Meeting) -> Iterator[str]:
    for case in ledger_of(desk).cases():
        if not any(_is_of(number, after) for number in case.grievances):
            continue
        issued = "、".join(paper.number for paper in list_papers(desk.store, case.case))
        if issued:
            yield (
                f"{case.case} 已签发的文书不改（{issued}）；里面写到夜话日期或地点的，"
                "请出更正的文书：yehua issue … --corrects 编号。"
            )
        yield f"{case.case} 还没有签发的文书，请重新取一次事实再出草稿（yehua case facts {case.case} 文书）。"
        yield from _early_entries(case, after)


def _is_of(grievance: str, meeting: Meeting) -> bool:
    return not matters.is_matter(grievance) and parse_grievance_number(grievance)[0] == meeting.number


def _early_entries(case: CaseState, after: Meeting) -> Iterator[str]:
    early = [f"第 {entry.id} 条 {entry.date.isoformat()}" for entry in case.entries if entry.date < after.held_on]
    if early:
        yield (
            f"{case.case} 的台账有早于夜话（{after.held_on.isoformat()}）的记录：{'、'.join(early)}。"
            "请核对；写错的，用 yehua case add … --corrects 更正。"
        )
