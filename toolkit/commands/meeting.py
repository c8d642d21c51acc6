"""The commands `yehua meeting …`: which meetings there are, and a wrong date or place put right."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.commands.parts import desk_at, filled, printed, shared

if TYPE_CHECKING:
    from toolkit.meetings import MeetingCorrection
    from toolkit.records import Meeting
    from toolkit.workspace import Desk


@click.group()
def meeting() -> None:
    """夜话的场次：列出，更正写错的日期和地点。"""  # noqa: D400 - shown to Chinese users


@meeting.command("correct")
@click.argument("code", metavar="NUMBER|CODE")
@click.option("--date", default=None, help="夜话那天真正的公历日期。")
@click.option("--place", default=None, help="真正的地点，须在设置里。")
@click.option("--reason", required=True, callback=filled, help="为什么更正，会记下来。")
@click.option("--by", required=True, callback=filled, help="谁更正的，会记下来。")
@shared
def correct(code: str, workspace: Path | None, as_json: bool, **wish: str | None) -> None:  # noqa: FBT001
    """更正一场夜话写错的日期或地点；编号不变，原来怎样都留着。"""  # noqa: D400
    from toolkit.archive import meeting_corrections

    desk = desk_at(workspace)
    reason, by = wish["reason"] or "", wish["by"] or ""
    done = meeting_corrections.correct(desk, code, date=wish["date"], place=wish["place"], reason=reason, by=by)
    told = [f"已更正：{done.meeting.place} {meeting_corrections.day_told(done.meeting.held_on)}。", *done.told]
    printed(as_json, {**_json(desk, done.meeting.number), "told": told}, told)


@meeting.command("show")
@click.argument("code", metavar="NUMBER|CODE")
@shared
def show(code: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """看一场夜话：日期、地点、录音，和每一次更正。"""  # noqa: D400
    from toolkit.archive import meeting_corrections
    from toolkit.meetings import list_recordings

    desk = desk_at(workspace)
    one, corrections = meeting_corrections.history(desk, code)
    lines = [f"{one.number}：{one.place} {meeting_corrections.day_told(one.held_on)}"]
    lines += [f"录音 {recording.code}" for recording in list_recordings(desk.store, one.number)]
    lines += [_correction_line(each) for each in corrections]
    printed(as_json, _json(desk, one.number), lines)


@meeting.command("list")
@shared
def listed(workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """列出所有场次，最近的在前。"""  # noqa: D400
    from toolkit.meetings import list_meetings

    desk = desk_at(workspace)
    newest_first = sorted(list_meetings(desk.store), key=lambda one: (one.held_on, one.number), reverse=True)
    data = [_json(desk, one.number) for one in newest_first]
    lines = [f"{one['held_on']} {one['place']}　{one['meeting']}　录音 {len(one['recordings'])} 段" for one in data]
    printed(as_json, {"meetings": data}, lines or ["还没有收录任何录音。"])


def _json(desk: "Desk", number: str) -> dict[str, Any]:
    from toolkit.archive import meeting_corrections
    from toolkit.chinese import dates
    from toolkit.meetings import list_recordings

    one, corrections = meeting_corrections.history(desk, number)
    return {
        **_side(one),
        "meeting": one.number,
        "lunar": dates.lunar_text(one.held_on),
        "recordings": [recording.code for recording in list_recordings(desk.store, one.number)],
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
