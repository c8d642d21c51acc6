"""`yehua today`: what is due, the most urgent first."""

from pathlib import Path

import click

from toolkit import loop, records
from toolkit.commands.frame.options import desk_at, shared
from toolkit.commands.frame.printing import printed
from toolkit.commands.loop.frame import ON, item_lines


@click.command()
@ON
@click.option("--who", default=None, help="只看谁的。")
@shared
def today(*, on: str | None, who: str | None, workspace: Path | None, as_json: bool) -> None:
    """今天要办：到期、逾期、快到期的，最急的在前，每条说明期限怎么算的。"""
    found = loop.today.due(desk_at(workspace), on, who)
    printed(as_json, {"today": records.to_json(found)}, item_lines(found) or ["今天没有到期的。"])
