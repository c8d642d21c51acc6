"""The commands that mend a list of grievances: add-grievance, split, merge, discard, restore, withdraw, repeat."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.commands.given_words import WORDS
from toolkit.commands.parts import desk_at, printed, shared
from toolkit.core import DiskFullError, ReadOnlyWorkspaceError, UnknownNumberError, make_folder, timecode, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.records import GrievanceList
    from toolkit.workspace import Desk

_BY = click.option("--by", default="工作人员", show_default=True, help="谁做的，会记下来。")
_REASON = click.option("--reason", required=True, type=WORDS, help="理由，会记下来。")
_ORDINALS = click.argument("ordinals", nargs=-1, required=True, type=int, metavar="ORDINAL…")


@click.command("add-grievance")
@click.argument("code")
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@_BY
@shared
def add_grievance(code: str, start: str, end: str, *, by: str, workspace: Path | None, as_json: bool) -> None:
    """把机器漏掉的一段话（FROM 到 TO，秒数或 分:秒）算作一件诉求。"""  # noqa: D400 - shown to Chinese users
    from toolkit import records
    from toolkit.grievances import editing, load_grievances
    from toolkit.grievances.accusations import withheld

    desk = desk_at(workspace)
    before, moments = _list_before(desk, code), (editing.moment_in(start), editing.moment_in(end))
    added = editing.add(desk, code, *moments, by)
    told = (
        f"已补上第 {added.ordinal} 件（{timecode(added.start_s)} 起）。"
        f"{withheld(added).summary or '请先判断它是不是检举控告，再核对、确认。'}"
    )
    printed(as_json, records.to_json(withheld(added)), [told, *_renumbering(before, load_grievances(desk.store, code))])


@click.command()
@click.argument("code")
@click.argument("ordinal", type=int)
@click.argument("sentence", type=int)
@_BY
@shared
def split(code: str, ordinal: int, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """把第 ORDINAL 件从第 SENTENCE 句起另算一件。"""  # noqa: D400 - shown to Chinese users
    from toolkit.grievances import editing

    desk = desk_at(workspace)
    _print_revised(desk, code, as_json, lambda: editing.split(desk, code, ordinal, wish["sentence"], wish["by"]))


@click.command()
@click.argument("code")
@_ORDINALS
@_BY
@shared
def merge(code: str, ordinals: tuple[int, ...], by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """把几件并成一件；已有编号的保留最小的，其余撤回。"""  # noqa: D400
    from toolkit.grievances import editing

    desk = desk_at(workspace)
    _print_revised(desk, code, as_json, lambda: editing.merge(desk, code, ordinals, by))


@click.command()
@click.argument("code")
@_ORDINALS
@_REASON
@_BY
@shared
def discard(code: str, ordinals: tuple[int, ...], workspace: Path | None, as_json: bool, **wish: str) -> None:  # noqa: FBT001
    """不采纳：不算诉求的几件，写明理由，仍留在清单里。"""  # noqa: D400
    from toolkit.grievances import editing

    _print_list(as_json, editing.discard(desk_at(workspace), code, ordinals, wish["reason"], wish["by"]))


@click.command()
@click.argument("code")
@_ORDINALS
@_BY
@shared
def restore(code: str, ordinals: tuple[int, ...], by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """恢复不采纳的几件。"""  # noqa: D400
    from toolkit.grievances import editing

    _print_list(as_json, editing.restore(desk_at(workspace), code, ordinals, by))


@click.command()
@click.argument("number")
@_REASON
@_BY
@shared
def withdraw(number: str, reason: str, by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """撤回已确认的诉求；编号保留，不再使用。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import editing
    from toolkit.grievances.accusations import withheld

    gone = withheld(editing.withdraw(desk_at(workspace), number, reason, by))
    printed(as_json, records.to_json(gone), [f"已撤回 {gone.number}：{reason}"])


@click.command()
@click.argument("number")
@click.argument("earlier")
@click.option("--no", "refused", is_flag=True, help="不是重复反映，以后不再提示。")
@click.option("--reason", default="", type=WORDS, help="理由；不写就用提示的理由。")
@_BY
@shared
def repeat(number: str, earlier: str, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """认定 NUMBER 是不是重复反映了 EARLIER。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import editing
    from toolkit.grievances.accusations import withheld

    judge = editing.refuse_repeat if wish["refused"] else editing.confirm_repeat
    one = withheld(judge(desk_at(workspace), number, earlier, wish["reason"], wish["by"]))
    word = "不是" if wish["refused"] else "是"
    printed(as_json, records.to_json(one), [f"已认定：{one.number} {word} {earlier} 的重复反映。"])


def _print_list(as_json: bool, found: "GrievanceList", *more: str) -> None:  # noqa: FBT001 - the flag of the option
    from toolkit import records
    from toolkit.grievances.accusations import as_shown
    from toolkit.notebook import tables

    printed(as_json, records.to_json(as_shown(found)), [tables.grievance_text(found), *more])


def _print_revised(desk: "Desk", code: str, as_json: bool, revise: "Callable[[], GrievanceList]") -> None:  # noqa: FBT001
    """Print the list that comes of `revise`, and which ordinals are others now: somebody may hold a printed list."""
    from toolkit.grievances import load_grievances

    before = load_grievances(desk.store, code)
    after = revise()
    more = _renumbering(before, after)
    if len(after.grievances) != len(before.grievances) and (later := _later(desk, code)):
        more.append(f"同一场夜话后面录音（{'、'.join(later)}）的序号也跟着变了，请重新列出。")
    _print_list(as_json, after, *more)
    if not as_json:
        note_printed(desk, code)


def _renumbering(before: "GrievanceList | None", after: "GrievanceList") -> list[str]:
    from toolkit.grievances import moved

    changes = moved(before, after).items() if before else ()
    told = "；".join(f"原第 {old} 件现为第 {'、'.join(map(str, new))} 件" for old, new in changes)
    return [f"序号已变，请按上面的新列表办，此前打印的不要再用：{told}。"] if told else []


def _list_before(desk: "Desk", code: str) -> "GrievanceList | None":
    from toolkit.grievances import load_grievances

    try:
        return load_grievances(desk.store, code)
    except UnknownNumberError:
        return None  # nobody looked for grievances yet, or there is no such recording, which is told by what follows


def note_printed(desk: "Desk", code: str) -> None:
    """Keep, in a private file beside the logs, when the list of recording `code` was first printed for people."""
    from toolkit.store import now

    mark = _printed_at(desk, code)
    # A list can be read in a workspace that cannot be written to.
    with contextlib.suppress(ReadOnlyWorkspaceError, DiskFullError):
        if not mark.exists():
            make_folder(mark.parent)
            write_whole(mark, now())


def _printed_at(desk: "Desk", code: str) -> Path:
    from toolkit.meetings import find_recording

    return desk.workspace.log_file.with_name(f"printed-{find_recording(desk.store, code).code}.txt")


def renumbered(desk: "Desk", code: str) -> list[str]:
    """Return the sentence that ordinals are not those of an older print, if one was made before they changed."""
    from toolkit.grievances import ACTION_NAMES, revision_history
    from toolkit.meetings import find_recording, list_recordings

    mark = _printed_at(desk, code)
    if not mark.is_file():
        return []
    printed_at, meeting = mark.read_text(encoding="utf-8"), find_recording(desk.store, code).meeting
    done = [
        told
        for one in list_recordings(desk.store, meeting)
        for told in revision_history(desk.store, one.code)
        if told["action"] in {"add", "split", "merge"} and str(told["made_at"]) > printed_at
    ]
    if not done:
        return []
    last = max(done, key=lambda told: str(told["made_at"]))
    names = "、".join(dict.fromkeys(ACTION_NAMES[told["action"]] for told in done))
    who = f"最近一次 {last['made_at'][:10]}，{last['by']}"
    return [f"这场夜话的清单打印以后又有{names}（{who}），此前打印的序号对不上，请以这里的为准。"]


def _later(desk: "Desk", code: str) -> list[str]:
    """Return the codes of the later recordings of the same meeting, over which the ordinals run on."""
    from toolkit.meetings import find_recording, list_recordings

    recording = find_recording(desk.store, code)
    return [one.code for one in list_recordings(desk.store, recording.meeting) if one.position > recording.position]
