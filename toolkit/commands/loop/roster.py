"""`yehua walk route`, `roster`, `photo`: who walks which route on which days, and photos of the written page."""

from pathlib import Path

import click

from toolkit import loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, filled, shared
from toolkit.commands.loop.frame import BY, ON, desk_at


@click.command()
@click.argument("name", metavar="ROUTE", callback=filled)
@click.option("--walker", "walkers", multiple=True, help="谁走；可以写几次。一个也不写，就是以后不走了。")
@click.option("--weekdays", default="", help="星期几走，如 一三五；不写就是星期一到五。")
@click.option("--from", "since", required=True, help="从哪一天起。")
@BY
@shared
def route(name: str, *, walkers: tuple[str, ...], weekdays: str, since: str, by: str, console: Console) -> None:
    """排班：一条路线由谁走、星期几走，从哪一天起。"""
    wish = loop.walks.roster.Route(name, walkers, weekdays, since)
    kept = loop.walks.roster.set_route(desk_at(console), wish, by)
    days = f"周{'、'.join(kept.weekdays)}，{'、'.join(kept.walkers)}" if kept.walkers else "不走了"
    console.print(kept, [f"{kept.name}：从 {kept.since} 起{days}。"])


@click.command()
@ON
@shared
def roster(*, on: str | None, console: Console) -> None:
    """列出路线和走的人，还有这两周排了班、没有记走访的。"""
    desk = desk_at(console)
    known, left = loop.walks.roster.on_day(desk, on)
    lines = [f"{each.name}　周{'、'.join(each.weekdays)}　{'、'.join(each.walkers)}" for each in known]
    lines += [f"没有记走访：{each.day} {each.route}（{'、'.join(each.walkers)}）" for each in left]
    console.print({"routes": known, "left_out": left}, lines or ["还没有排班。"])


@click.command()
@click.argument("number", metavar="WALK")
@click.argument("file", type=PATH)
@BY
@shared
def photo(number: str, file: Path, *, by: str, console: Console) -> None:
    """给一次走访再存一张手写那一页的照片，作凭证，什么时候都可以。"""
    place = loop.walks.ledger.add_photo(desk_at(console), number, file, by)
    console.print({"walk": number, "photo": place}, [f"{number}：照片存在 {place}。"])
