"""`yehua policy walls`, `yehua policy wall …`: plates with codes, and where they hang."""

from pathlib import Path

import click

from toolkit import policies
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, filled, replace_option, shared
from toolkit.commands.loop.frame import BY, desk_at

WALK = click.option("--walk", default="", help="哪一次走访，如 巡2026-00001；不写就看记的人当天的走访。")


@click.command()
@click.option("--out", required=True, type=PATH, help="写到哪个文件夹。")
@click.option("--wall", "codes", multiple=True, help="只做哪些点位，如 d007；不写就全做。")
@click.option("--torn", is_flag=True, help="只做上次扫村读不出、被盖住、不见了的。")
@click.option("--svg", is_flag=True, help="每个码另写一个 .svg，刻模板、喷墙用。")
@shared
def walls(*, out: Path, codes: tuple[str, ...], torn: bool, svg: bool, console: Console) -> None:
    """做扫码牌：一个点位一页，每个码都从印出来的页上读回来过才算。"""
    desk = desk_at(console)
    with desk.store.reading() as tx:
        again = policies.patrols.torn(policies.walls.standing(tx)) if torn else ()
    if torn and not again:
        console.print({"files": []}, ["没有要换的牌子。"])
        return
    files = policies.walls.write_plates(desk, out, (*codes, *again), stencils=svg)
    console.print({"files": [str(file) for file in files]}, [f"已做好：{file}" for file in files])


@click.group()
def wall() -> None:
    """扫码牌的点位：登记、扫村检查、换牌、撤下。"""


@wall.command("import")
@click.argument("file", type=PATH)
@BY
@shared
def import_walls(file: Path, *, by: str, console: Console) -> None:
    """从 Excel 登记点位（列：村、店家、边长毫米），一行一个，全收或者全不收。"""
    placed = policies.walls.place_many(desk_at(console), policies.walls.read_list(file), by=by)
    console.print({"walls": [each.code for each in placed]}, [f"{each.code}　{each.village}" for each in placed])


@wall.command("patrol")
@click.argument("code")
@click.argument("state", type=click.Choice(policies.walls.STATES))
@WALK
@click.option("--photo", type=PATH, default=None, help="墙的照片，不要拍到人。")
@BY
@shared
def patrol_wall(code: str, state: str, *, walk: str, photo: Path | None, by: str, console: Console) -> None:
    """记下扫村时这块牌子读不读得出，算在那次走访里。"""
    find = policies.patrols.Find(code, state)
    patrolled = policies.patrols.patrol(desk_at(console), find, by=by, walk=walk, photo=photo)
    console.print(patrolled, [_line(patrolled)])


@wall.command("sheet")
@click.option("--out", required=True, type=PATH, help="写到哪个文件；Word 手写用，Excel 填好交回来。")
@click.option("--due", is_flag=True, help="只写一个月没有扫过的。")
@replace_option
@shared
def patrol_sheet(*, out: Path, due: bool, replace: bool, console: Console) -> None:
    """做扫村清单，走访时带上。"""
    files = policies.patrols.write_list(desk_at(console), out, due_only=due, replace=replace)
    console.print({"files": [str(file) for file in files]}, [f"扫村清单：{file}" for file in files])


@wall.command("found")
@click.argument("file", type=PATH)
@WALK
@BY
@shared
def patrol_found(file: Path, *, walk: str, by: str, console: Console) -> None:
    """收入填好的扫村清单（Excel），全收或者全不收。"""
    walls = policies.patrols.take_in(desk_at(console), file, by=by, walk=walk)
    console.print({"walls": walls}, [_line(each) for each in walls] or ["表里没有填。"])


def _line(wall: policies.walls.Wall) -> str:
    walked = f"　{wall.walk}" if wall.walk else ""
    return f"{wall.code}　{wall.village}　{wall.state}{'，要换牌' if wall.needs_plate else ''}{walked}"


@wall.command("renew")
@click.argument("code")
@click.option("--reason", required=True, callback=filled, help="为什么换。")
@BY
@shared
def renew_wall(code: str, *, reason: str, by: str, console: Console) -> None:
    """记下换了一块新牌，代号不变。"""
    renewed = policies.walls.renew(desk_at(console), code, reason, by=by)
    console.print(renewed, [f"{renewed.code}　换了新牌。"])


@wall.command("remove")
@click.argument("code")
@click.option("--reason", required=True, callback=filled, help="为什么撤。")
@BY
@shared
def remove_wall(code: str, *, reason: str, by: str, console: Console) -> None:
    """记下撤了一块牌，代号以后不再用。"""
    policies.walls.remove(desk_at(console), code, reason, by=by)
    console.print({"wall": code}, [f"{code}　已撤下。"])


@wall.command("list")
@shared
def list_walls(*, console: Console) -> None:
    """列出点位：上次扫村在哪天、读不读得出。"""
    desk = desk_at(console)
    with desk.store.reading() as tx:
        standing = policies.walls.standing(tx)
    lines = [
        f"{each.code}　{each.village}　{each.state or '还没扫过'}　{each.seen_on or each.since}"
        f"{'　这个月该扫了' if each.is_due(desk.today) else ''}"
        for each in standing
    ]
    console.print({"walls": standing}, lines or ["还没有登记点位。"])
