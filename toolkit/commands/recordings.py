"""The commands for old discs and folders: list what is there, and take it in by the table that a person completed."""

from pathlib import Path

import click

from toolkit.commands.frame.options import desk_at, printed, replace_option, shared
from toolkit.core import refuse_existing

_PATH = click.Path(path_type=Path)


@click.group()
def bulk() -> None:
    """成批收录：旧光盘、旧文件夹里的录音，先列成表，人来填好，再一次收录。"""  # noqa: D400 - shown to Chinese users


@bulk.command("list")
@click.argument("folder", type=_PATH)
@click.option("--out", required=True, type=_PATH, help="收录清单写到哪个 .xlsx 文件。")
@replace_option
@shared
def list_files(folder: Path, out: Path, workspace: Path | None, as_json: bool, replace: bool) -> None:  # noqa: FBT001
    """列出文件夹里的录音：内容相同的、已收录过的都指出来；日期、地点从名字里猜，请人核对。"""  # noqa: D400
    from toolkit import records
    from toolkit.meetings import bulk_intake

    refuse_existing(out, replace=replace)
    found = bulk_intake.survey(desk_at(workspace), folder)
    path = bulk_intake.write_table(found, out)
    twice = sum(one.same_as is not None for one in found)
    lines = [
        f"{len(found)} 个录音，其中 {twice} 个重复。收录清单：{path}",
        "请用 Excel 核对、填好日期和地点，再用 yehua bulk add。",
    ]
    printed(as_json, {"file": str(path), "found": records.to_json(found)}, lines)


@bulk.command()
@click.argument("folder", type=_PATH)
@click.argument("table", type=_PATH)
@shared
def add(folder: Path, table: Path, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """按填好的清单收录；有一处不对就一次说清全部、什么也不收。中断了可以重来。"""  # noqa: D400
    from toolkit.meetings import bulk_intake

    done = bulk_intake.take_in(desk_at(workspace), folder, table)
    lines = [f"已收录 {one.code}：{one.source_name}" for one in done.recordings]
    lines += [f"以前收录过，跳过：{name} 就是 {code}" for name, code in done.known]
    data = {"recordings": [one.code for one in done.recordings], "known": [list(one) for one in done.known]}
    printed(as_json, data, lines or ["清单里没有要收录的。"])
