"""`yehua discs …`: packages put on optical discs, registered, read back."""

from pathlib import Path

import click

from toolkit import archive, grievances
from toolkit.commands.fixity import BY, check_lines
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.options import PATH, replace_option, shared
from toolkit.core import refuse_existing, refuse_no_folder


@click.group()
def discs() -> None:
    """光盘：按容量分盘、备好要刻的内容、登记、读回检测。"""


_KIND = click.option(
    "--kind", type=click.Choice(["dvd", "bd"]), default="dvd", show_default=True, help="4.7 或 25 GB。"
)
_SET = click.option("--set", "set_name", type=click.Choice(["封存", "利用", "异地"]), default="封存", show_default=True)


@discs.command("plan")
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@_KIND
@_SET
@shared
def plan_discs(codes: tuple[str, ...], *, kind: str, set_name: str, console: Console) -> None:
    """看看要几张盘、每张放什么；不做任何改动。"""
    planned = archive.discs.plan(console.desk(), kind, set_name, codes)
    lines = [
        f"第 {number} 张：{len(items)} 件，{items[0].code} 至 {items[-1].code}，"
        f"{sum(item.size for item in items):,} 字节"
        for number, items in enumerate(planned, start=1)
    ]
    console.print({"discs": planned}, lines or ["这一套没有还没上盘的档案包。"])


@discs.command("make")
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--out", required=True, type=PATH, help="要刻的内容放到哪个文件夹，一张盘一个子文件夹。")
@click.option("--by", required=True, help="制作人的姓名。")
@_KIND
@_SET
@shared
def make_discs(codes: tuple[str, ...], *, out: Path, by: str, kind: str, set_name: str, console: Console) -> None:
    """备好要刻的内容，给盘号，出盘签和目录，登记。"""
    refuse_no_folder(out)
    desk = console.desk()
    made = archive.discs.make(desk, out, by, kind=kind, set_name=set_name, codes=codes)
    lines = [
        f"{disc.label}：{len(disc.items)} 件，请把 {out / disc.label} 里的全部内容刻成一张盘，卷标写盘号"
        for disc in made
    ]
    burned = [item.code for disc in made for item in disc.items]
    warned(grievances.access_log.goes_along(desk, burned) if burned else ())
    console.print({"discs": made}, lines or ["这一套没有还没上盘的档案包。"])


@discs.command("check")
@click.argument("label")
@click.option("--at", required=True, type=PATH, help="光驱，或放着盘上内容的文件夹。")
@click.option("--report", type=PATH, default=None, help="读回检测报告写到哪个 .docx 文件。")
@BY
@replace_option
@shared
def check_disc(label: str, *, at: Path, report: Path | None, by: str, replace: bool, console: Console) -> None:
    """读回检测：盘上每一件都与固化时比对，记入固化账。"""
    if report is not None:
        refuse_existing(report, replace=replace)
    desk = console.desk()
    reading = archive.discs.read_back(desk, label, at, by, report)
    lines = [line for check in reading.checks for line in check_lines(desk, check)]
    lines += [f"报告：{report}"] if report else []
    console.print({"checks": reading.checks, "lacking": list(reading.lacking)}, lines, failed=not reading.is_sound)


@discs.command("list")
@shared
def list_discs(*, console: Console) -> None:
    """光盘登记簿。"""
    registered = archive.discs.listing(console.desk())
    lines = [f"{disc.label} {disc.set_name} {len(disc.items)} 件 {disc.by} {disc.made_at[:10]}" for disc in registered]
    console.print({"discs": registered}, lines or ["还没有制作光盘。"])
