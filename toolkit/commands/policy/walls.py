"""`yehua policy walls`, `yehua policy wall …`: plates with codes, and where they hang."""

from pathlib import Path

import click

from toolkit import policies
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, filled, shared
from toolkit.commands.loop.frame import BY, desk_at


@click.command()
@click.option("--out", required=True, type=PATH, help="写到哪个文件夹。")
@click.option("--wall", "codes", multiple=True, help="只做哪些点位，如 d007；不写就全做。")
@shared
def walls(*, out: Path, codes: tuple[str, ...], console: Console) -> None:
    """做扫码牌：一个点位一页，每个码都从印出来的页上读回来过才算。"""
    files = policies.walls.write_plates(desk_at(console), out, codes)
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
@BY
@shared
def patrol_wall(code: str, state: str, *, by: str, console: Console) -> None:
    """记下扫村时这块牌子读不读得出。"""
    found = policies.walls.patrol(desk_at(console), code, state, by=by)
    console.print(found, [f"{found.code}　{found.village}　{found.state}{'，要换牌' if found.needs_plate else ''}"])


@wall.command("renew")
@click.argument("code")
@click.option("--reason", required=True, callback=filled, help="为什么换。")
@BY
@shared
def renew_wall(code: str, *, reason: str, by: str, console: Console) -> None:
    """记下换了一块新牌，代号不变。"""
    found = policies.walls.renew(desk_at(console), code, reason, by=by)
    console.print(found, [f"{found.code}　换了新牌。"])


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
