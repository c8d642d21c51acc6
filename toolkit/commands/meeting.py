"""`yehua meeting …`: meetings listed, shown, and corrected in date or place."""

from typing import TYPE_CHECKING, Any

import click

from toolkit import archive, chinese, meetings
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import filled, shared

if TYPE_CHECKING:
    from toolkit.meetings import MeetingCorrection
    from toolkit.records import Meeting
    from toolkit.workspace import Desk


@click.group()
def meeting() -> None:
    """夜话的场次：列出，更正写错的日期和地点。"""


@meeting.command("correct")
@click.argument("code", metavar="NUMBER|CODE")
@click.option("--date", default=None, help="夜话那天真正的公历日期。")
@click.option("--place", default=None, help="真正的地点，须在设置里。")
@click.option("--reason", required=True, callback=filled, help="为什么更正，会记下来。")
@click.option("--by", required=True, callback=filled, help="谁更正的，会记下来。")
@shared
def correct(code: str, *, date: str | None, place: str | None, reason: str, by: str, console: Console) -> None:
    """更正一场夜话写错的日期或地点；编号不变，原来怎样都留着。"""
    desk = console.desk()
    corrected = archive.meeting_corrections.correct(desk, code, date=date, place=place, reason=reason, by=by)
    day = archive.meeting_corrections.day_told(corrected.meeting.held_on)
    lines = [f"已更正：{corrected.meeting.place} {day}。", *corrected.told]
    console.print({**_json(desk, corrected.meeting.number), "told": lines}, lines)


@meeting.command("show")
@click.argument("code", metavar="NUMBER|CODE")
@shared
def show(code: str, *, console: Console) -> None:
    """看一场夜话：日期、地点、录音，和每一次更正。"""
    desk = console.desk()
    meeting, corrections = archive.meeting_corrections.history(desk, code)
    lines = [f"{meeting.number}：{meeting.place} {archive.meeting_corrections.day_told(meeting.held_on)}"]
    lines += [f"录音 {recording.code}" for recording in meetings.list_recordings(desk.store, meeting.number)]
    lines += [_correction_line(correction) for correction in corrections]
    console.print(_json(desk, meeting.number), lines)


@meeting.command("list")
@shared
def listed(*, console: Console) -> None:
    """列出所有场次，最近的在前。"""
    desk = console.desk()
    newest_first = sorted(meetings.list_meetings(desk.store), key=lambda row: (row.held_on, row.number), reverse=True)
    data = [_json(desk, row.number) for row in newest_first]
    lines = [f"{row['held_on']} {row['place']}　{row['meeting']}　录音 {len(row['recordings'])} 段" for row in data]
    console.print({"meetings": data}, lines or ["还没有收录任何录音。"])


def _json(desk: "Desk", number: str) -> dict[str, Any]:
    meeting, corrections = archive.meeting_corrections.history(desk, number)
    return {
        **_side(meeting),
        "meeting": meeting.number,
        "lunar": chinese.dates.lunar_text(meeting.held_on),
        "recordings": [recording.code for recording in meetings.list_recordings(desk.store, meeting.number)],
        "corrections": [
            {
                "at": correction.made_at,
                "by": correction.by,
                "reason": correction.reason,
                "before": _side(correction.before),
                "after": _side(correction.after),
            }
            for correction in corrections
        ],
    }


def _side(meeting: "Meeting") -> dict[str, str]:
    return {"held_on": meeting.held_on.isoformat(), "place": meeting.place}


def _correction_line(correction: "MeetingCorrection") -> str:
    before, after = (f"{side.place} {side.held_on.isoformat()}" for side in (correction.before, correction.after))
    return f"更正（{correction.made_at[:10]}，{correction.by}）：{before} 改为 {after}。理由：{correction.reason}"
