"""`yehua today`: what is due, the most urgent first."""

import click

from toolkit import loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import shared
from toolkit.commands.loop.frame import ON, desk_at, item_lines


@click.command()
@ON
@click.option("--who", default=None, help="只看谁的。")
@shared
def today(*, on: str | None, who: str | None, console: Console) -> None:
    """今天要办：到期、逾期、快到期的，最急的在前，每条说明期限怎么算的。"""
    desk = desk_at(console)
    found = loop.today.due(desk, on, who)
    console.print({"today": found, "clock": loop.events.clock_remarks(desk)}, item_lines(found) or ["今天没有到期的。"])
