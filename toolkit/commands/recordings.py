"""`yehua add` and `yehua bulk …`: recordings taken in, one meeting at a time or by a table of old files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import meetings
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.options import PATH, replace_option, shared
from toolkit.core import refuse_existing, timecode

if TYPE_CHECKING:
    from toolkit.records import Recording
    from toolkit.workspace import Desk


@click.group()
def bulk() -> None:
    """成批收录：旧光盘、旧文件夹里的录音，先列成表，人来填好，再一次收录。"""


@bulk.command("list")
@click.argument("folder", type=PATH)
@click.option("--out", required=True, type=PATH, help="收录清单写到哪个 .xlsx 文件。")
@replace_option
@shared
def list_files(folder: Path, *, out: Path, replace: bool, console: Console) -> None:
    """列出文件夹里的录音：内容相同的、已收录过的都指出来；日期、地点从名字里猜，请人核对。"""
    refuse_existing(out, replace=replace)
    files = meetings.bulk_intake.survey(console.desk(), folder)
    path = meetings.bulk_intake.write_table(files, out)
    twice = sum(file.same_as is not None for file in files)
    lines = [
        f"{len(files)} 个录音，其中 {twice} 个重复。收录清单：{path}",
        "请用 Excel 核对、填好日期和地点，再用 yehua bulk add。",
    ]
    console.print({"file": str(path), "found": files}, lines)


@bulk.command("add")
@click.argument("folder", type=PATH)
@click.argument("table", type=PATH)
@shared
def add_table(folder: Path, table: Path, *, console: Console) -> None:
    """按填好的清单收录；有一处不对就一次说清全部、什么也不收。中断了可以重来。"""
    taken = meetings.bulk_intake.take_in(console.desk(), folder, table)
    lines = [f"已收录 {recording.code}：{recording.source_name}" for recording in taken.recordings]
    lines += [f"以前收录过，跳过：{name} 就是 {code}" for name, code in taken.known]
    codes = [recording.code for recording in taken.recordings]
    data = {"recordings": codes, "known": [list(pair) for pair in taken.known]}
    console.print(data, lines or ["清单里没有要收录的。"])


@click.command()
@click.argument("sounds", nargs=-1, required=True, type=PATH)
@click.option("--date", "held_on", required=True, help="夜话那天的公历日期，如 2026-09-25。")
@click.option("--place", required=True, help="开夜话的地点，须在 yehua.toml 的 villages 里。")
@click.option("--kept-as", default=None, help="保管期限的类别，须在 retention.csv 里；不写就按 yehua.toml。")
@click.option("--incomplete", is_flag=True, help="录音设备里的原件就是断的或坏的：读得出的都收下，坏处留空白。")
@click.option("--again", is_flag=True, help="声音与已收录的完全相同也收录：确是另一段要留的原件。")
@shared
def add(
    sounds: tuple[Path, ...],
    *,
    held_on: str,
    place: str,
    kept_as: str | None,
    incomplete: bool,
    again: bool,
    console: Console,
) -> None:
    """收录一场夜话的录音（可有几段，按先后排列）：复制、校验、编号、做试听副本。"""
    desk = console.desk()
    with console.progress("收录") as report:
        recordings = meetings.intake.take_in(
            desk, sounds, held_on, place, report, whole=not incomplete, kept_as=kept_as, again=again
        )
    taken = [_recording_json(desk, recording) for recording in recordings]
    data = {"meeting": recordings[0].meeting, "recordings": taken}
    lines = [f"夜话编号：{recordings[0].meeting}"]
    lines += [f"录音 {each.code}：{timecode(each.seconds)}，原件 SHA-256 {each.sha256}" for each in recordings]
    console.print(data, lines)
    warned(filter(None, (meetings.intake.remark_on_day(held_on),)))


def _recording_json(desk: "Desk", recording: "Recording") -> dict[str, Any]:
    path = str(desk.workspace.root / recording.original)
    return {"code": recording.code, "sha256": recording.sha256, "seconds": recording.seconds, "path": path}
