"""`yehua backup …`: backups of the whole workspace made, checked, restored, listed."""

from pathlib import Path

import click

from toolkit import archive, grievances
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.options import PATH, filled, shared
from toolkit.core import staging


@click.group()
def backup() -> None:
    """整体备份：把工作文件夹备份到另一块盘、核对、恢复、试恢复。"""


@backup.command()
@click.option("--to", "out", required=True, type=PATH, help="备份放到哪个文件夹，最好在另一块盘上。")
@click.option("--by", required=True, callback=filled, help="备份人的姓名。")
@shared
def make(*, out: Path, by: str, console: Console) -> None:
    """备份整个工作文件夹；别人可以接着用。写完逐个文件读回核对。"""
    desk = console.desk()
    warned(f"上次没有做完的 {half_made} 已经删掉。" for half_made in staging.sweep(out, ("backup",)))
    warned(
        f"{path} 是一份没有登记的备份，请用 yehua backup check 核对后自行决定留不留。"
        for path in archive.backups.unregistered(desk, out)
    )
    warned(grievances.access_log.goes_along(desk))
    made = archive.backups.finished_earlier(desk, out) or archive.backups.make(desk, out, by)
    lines = [f"备份：{made.path}", f"{made.files} 个文件，{made.size:,} 字节，根值 {made.root}"]
    lines += [f"要注意：{fault}" for fault in made.faults]
    lines += ["请再试恢复一次，才算真的有备份：yehua backup prove " + made.path]
    console.print(made, lines)


@backup.command()
@click.argument("path", type=PATH)
@click.option("--against", default=None, metavar="ROOT", help="备份时记下的根值。")
@shared
def check(path: Path, *, against: str | None, console: Console) -> None:
    """核对一份备份与备份时一致：逐个文件核对，根值与登记过的备份或 --against 比对。"""
    faults = archive.restoring.check(console.desk(), path, against)
    console.print({"faults": list(faults)}, list(faults) or ["与备份时一致。"], failed=faults)


@backup.command()
@click.argument("path", type=PATH)
@click.option("--into", required=True, type=PATH, help="恢复到哪个空文件夹。")
@click.option("--against", default=None, metavar="ROOT", help="备份时记下的根值。")
@shared
def restore(path: Path, *, into: Path, against: str | None, console: Console) -> None:
    """把备份恢复到一个空文件夹，打开并逐个文件核对。备份本身不动。"""
    restored = archive.restoring.restore(path, into, against)
    _print_restored(restored, f"恢复在：{restored.path}", console=console)


@backup.command()
@click.argument("path", type=PATH)
@shared
def prove(path: Path, *, console: Console) -> None:
    """试恢复：恢复到旁边的临时文件夹，核对后删掉。"""
    _print_restored(archive.restoring.prove(path), "试恢复完成，临时文件夹已删掉。", console=console)


def _print_restored(restored: archive.restoring.Restored, how: str, *, console: Console) -> None:
    lines = [how]
    lines += ["、".join(f"{name} {number}" for name, number in restored.counted.items())]
    lines += [f"有问题：{fault}" for fault in restored.faults] or ["逐个核对，全部一致。"]
    console.print(restored, lines, failed=restored.faults)


@backup.command("list")
@shared
def list_backups(*, console: Console) -> None:
    """列出做过的备份。"""
    backups = archive.backups.listing(console.desk())
    lines = [f"{made.made_at[:16]}Z {made.path}（{made.files} 个文件，{made.by}）" for made in backups]
    console.print({"backups": backups}, lines or ["还没有备份过。"])
