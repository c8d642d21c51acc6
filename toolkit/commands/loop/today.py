"""`yehua today`: what is due, the most urgent first."""

from pathlib import Path

import click

from toolkit import answers, loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, replace_option, shared
from toolkit.commands.loop.frame import ON, desk_at, item_lines
from toolkit.core import refuse_existing


@click.command()
@ON
@click.option("--who", default=None, help="只看谁的。")
@click.option("--ics", type=PATH, default=None, help="把所有期限写到哪个 .ics 文件，手机日历用；不写姓名。")
@replace_option
@shared
def today(*, on: str | None, who: str | None, ics: Path | None, replace: bool, console: Console) -> None:
    """今天要办：到期、逾期、快到期的，最急的在前，每条说明期限怎么算的。"""
    desk = desk_at(console)
    there = [item for item in answers.due.everything(desk, on) if loop.today.is_of(item, who)]
    items = [item for item in there if item.state != "未到"]
    if ics is not None:
        refuse_existing(ics, replace=replace)
        loop.today.write_calendar(desk, ics, there)
    console.print({"today": items, "clock": loop.events.clock_remarks(desk)}, item_lines(items) or ["今天没有到期的。"])
