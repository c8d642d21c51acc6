"""The commands `yehua meeting …`: which meetings there are, and a wrong date or place put right."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import archive, chinese, meetings
from toolkit.commands.frame.options import desk_at, filled, shared
from toolkit.commands.frame.printing import printed

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
def correct(
    code: str, *, date: str | None, place: str | None, reason: str, by: str, workspace: Path | None, as_json: bool
) -> None:
    """更正一场夜话写错的日期或地点；编号不变，原来怎样都留着。"""
    desk = desk_at(workspace)
    done = archive.meeting_corrections.correct(desk, code, date=date, place=place, reason=reason, by=by)
    told = [f"已更正：{done.meeting.place} {archive.meeting_corrections.day_told(done.meeting.held_on)}。", *done.told]
    printed(as_json, {**_json(desk, done.meeting.number), "told": told}, told)


@meeting.command("show")
@click.argument("code", metavar="NUMBER|CODE")
@shared
def show(code: str, *, workspace: Path | None, as_json: bool) -> None:
    """看一场夜话：日期、地点、录音，和每一次更正。"""
    desk = desk_at(workspace)
    one, corrections = archive.meeting_corrections.history(desk, code)
    lines = [f"{one.number}：{one.place} {archive.meeting_corrections.day_told(one.held_on)}"]
    lines += [f"录音 {recording.code}" for recording in meetings.list_recordings(desk.store, one.number)]
    lines += [_correction_line(each) for each in corrections]
    printed(as_json, _json(desk, one.number), lines)


@meeting.command("list")
@shared
def listed(*, workspace: Path | None, as_json: bool) -> None:
    """列出所有场次，最近的在前。"""
    desk = desk_at(workspace)
    newest_first = sorted(meetings.list_meetings(desk.store), key=lambda one: (one.held_on, one.number), reverse=True)
    data = [_json(desk, one.number) for one in newest_first]
    lines = [f"{one['held_on']} {one['place']}　{one['meeting']}　录音 {len(one['recordings'])} 段" for one in data]
    printed(as_json, {"meetings": data}, lines or ["还没有收录任何录音。"])


def _json(desk: "Desk", number: str) -> dict[str, Any]:
    one, corrections = archive.meeting_corrections.history(desk, number)
    return {
        **_side(one),
        "meeting": one.number,
        "lunar": chinese.dates.lunar_text(one.held_on),
        "recordings": [recording.code for recording in meetings.list_recordings(desk.store, one.number)],
        "corrections": [
            {
                "at": each.made_at,
                "by": each.by,
                "reason": each.reason,
                "before": _side(each.before),
                "after": _side(each.after),
            }
            for each in corrections
        ],
    }


def _side(one: "Meeting") -> dict[str, str]:
    return {"held_on": one.held_on.isoformat(), "place": one.place}


def _correction_line(each: "MeetingCorrection") -> str:
    before, after = (f"{side.place} {side.held_on.isoformat()}" for side in (each.before, each.after))
    return f"更正（{each.made_at[:10]}，{each.by}）：{before} 改为 {after}。理由：{each.reason}"
