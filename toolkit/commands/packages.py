"""`yehua pack` and `verify`: archive packages and copies that may be handed out."""

from pathlib import Path

import click

from toolkit import archive, grievances, publishing
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.options import PATH, shared

_AGREES_WITH_ITSELF = (
    "与包内清单相符；没有与登记或纸上的根值比对，有人改动后重做清单看不出来。"
    "请加 --against 和固化信息表上的根值，或者用 yehua fixity check。"
)


@click.command()
@click.argument("code")
@click.option("--out", required=True, type=PATH, help="档案包放到哪个文件夹里。")
@click.option("--open", "is_open", is_flag=True, help="改出利用副本：检举控告的声音消去、文字略去，没有原件。")
@click.option("--party", multiple=True, metavar="NUMBER", help="改出本人副本：只有这件诉求的声音和文字。可重复。")
@shared
def pack(code: str, *, out: Path, is_open: bool, party: tuple[str, ...], console: Console) -> None:
    """把一段录音和它的全部结果打成档案包，或出一份可以给人的副本。"""
    desk = console.desk()
    is_copy = is_open or party
    written = publishing.copies.write_copy(desk, code, out, party) if is_copy else archive.packing.pack(desk, code, out)
    warned(written.remarks)
    warned(() if is_copy else grievances.access_log.goes_along(desk, [code]))
    if not is_copy and not grievances.is_fully_open(desk.store, code):
        warned(["没有放行的文字不在这个档案包的网页、清单、转写里，原始录音照原样留在 data/original。"])
    data = {"package": str(written.path), "root": written.root, "files": list(written.files)}
    name = "副本" if is_copy else "档案包"
    lines = [f"{name}：{written.path}（{len(written.files)} 个文件）", f"根值：{written.root}"]
    advice = "给出之前请从头听一遍。" if is_copy else "请用 yehua fixity sheet 出固化信息表，由两人签字。"
    console.print(data, [*lines, advice])


@click.command()
@click.argument("package", type=PATH, metavar="DIR")
@click.option("--against", default=None, metavar="ROOT", help="固化信息表上的根值。")
@shared
def verify(package: Path, *, against: str | None, console: Console) -> None:
    """核验档案包：一次列出所有缺失、改动、多出的文件。"""
    faults = archive.packages.verify(package, against)
    sound = "核验通过，没有任何改动。" if against else _AGREES_WITH_ITSELF
    lines = [f"{flaw.path}：{flaw.fault}，影响：{flaw.affects}" for flaw in faults] or [sound]
    console.print({"faults": faults}, lines, failed=faults)
