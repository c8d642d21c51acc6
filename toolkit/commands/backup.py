"""The commands for backups of the whole workspace: make, check, restore, prove by restoring."""

from pathlib import Path

import click

from toolkit.commands.parts import desk_at, filled, printed, shared, warned

_PATH = click.Path(path_type=Path)


@click.group()
def backup() -> None:
    """整体备份：把工作文件夹备份到另一块盘、核对、恢复、试恢复。"""  # noqa: D400 - shown to Chinese users


@backup.command()
@click.option("--to", "out", required=True, type=_PATH, help="备份放到哪个文件夹，最好在另一块盘上。")
@click.option("--by", required=True, callback=filled, help="备份人的姓名。")
@shared
def make(out: Path, by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """备份整个工作文件夹；别人可以接着用。写完逐个文件读回核对。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import backups
    from toolkit.core import staging
    from toolkit.grievances import access_log

    desk = desk_at(workspace)
    warned(f"上次没有做完的 {half_made} 已经删掉。" for half_made in staging.sweep(out, ("backup",)))
    warned(
        f"{path} 是一份没有登记的备份，请用 yehua backup check 核对后自行决定留不留。"
        for path in backups.unregistered(desk, out)
    )
    warned(access_log.goes_along(desk))
    made = backups.finished_earlier(desk, out) or backups.make(desk, out, by)
    lines = [f"备份：{made.path}", f"{made.files} 个文件，{made.size:,} 字节，根值 {made.root}"]
    lines += [f"工作文件夹里原本就有问题：{fault}" for fault in made.faults]
    lines += ["请再试恢复一次，才算真的有备份：yehua backup prove " + made.path]
    printed(as_json, records.to_json(made), lines)


@backup.command()
@click.argument("path", type=_PATH)
@shared
def check(path: Path, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """核对一份备份与备份时一致。"""  # noqa: D400
    from toolkit.archive import backups

    faults = backups.check(desk_at(workspace), path)
    printed(as_json, {"faults": list(faults)}, list(faults) or ["与备份时一致。"])
    if faults:
        raise SystemExit(1)


@backup.command()
@click.argument("path", type=_PATH)
@click.option("--into", required=True, type=_PATH, help="恢复到哪个空文件夹。")
@shared
def restore(path: Path, into: Path, workspace: Path | None, as_json: bool) -> None:  # noqa: ARG001, FBT001
    """把备份恢复到一个空文件夹，打开并逐个文件核对。备份本身不动。"""  # noqa: D400
    _tell(path, into, as_json=as_json)


@backup.command()
@click.argument("path", type=_PATH)
@shared
def prove(path: Path, workspace: Path | None, as_json: bool) -> None:  # noqa: ARG001, FBT001
    """试恢复：恢复到旁边的临时文件夹，核对后删掉。"""  # noqa: D400
    _tell(path, None, as_json=as_json)


def _tell(path: Path, into: Path | None, *, as_json: bool) -> None:
    from toolkit import records
    from toolkit.archive import backups

    done = backups.restore(path, into) if into is not None else backups.prove(path)
    lines = [f"恢复在：{done.path}"] if into is not None else ["试恢复完成，临时文件夹已删掉。"]
    lines += ["、".join(f"{name} {number}" for name, number in done.counted.items())]
    lines += [f"有问题：{fault}" for fault in done.faults] or ["逐个核对，全部一致。"]
    printed(as_json, records.to_json(done), lines)
    if done.faults:
        raise SystemExit(1)


@backup.command("list")
@shared
def list_backups(workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """列出做过的备份。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import backups

    found = backups.listing(desk_at(workspace))
    lines = [f"{one.made_at[:16]}Z {one.path}（{one.files} 个文件，{one.by}）" for one in found]
    printed(as_json, {"backups": records.to_json(found)}, lines or ["还没有备份过。"])
