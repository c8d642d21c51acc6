"""`yehua report …`: sheets with figures, each with the counts that it was made of."""

from pathlib import Path

import click

from toolkit import loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import replace_option, shared
from toolkit.commands.loop.frame import OUT, desk_at, write_sheet


@click.group()
def report() -> None:
    """报表：只写数，不写人。"""


@report.command()
@click.argument("month", metavar="MONTH")
@OUT
@replace_option
@shared
def month(month: str, *, out: Path, replace: bool, console: Console) -> None:
    """月报：回访、抽样、走访台账、月末逾期；不到三件的写 <3。"""
    desk = desk_at(console)
    figures = write_sheet(out, lambda word: loop.month.write(desk, month, word), replace=replace)
    calls = figures.calls
    line = f"应回访 {calls.due}，联系上 {calls.reached}，都答了 {calls.answered}，满意 {calls.satisfied}。"
    console.print({"file": str(out), "figures": figures}, [f"月报：{out}", line])


@report.command()
@click.argument("week", metavar="WEEK")
@OUT
@replace_option
@shared
def week(week: str, *, out: Path, replace: bool, console: Console) -> None:
    """每周过堂清单（给党委会）：预警、方案、逾期、督办，印上总账末条哈希；如 2026-W41。"""
    desk = desk_at(console)
    told = write_sheet(out, lambda word: loop.alerts.sheets.week(desk, week, word), replace=replace)
    data = {"week": told.week, "held_by": told.held_by, "file": str(out), "items": told.items}
    console.print(
        {**data, "reminders": told.reminders}, [f"过堂清单：{out}，{told.held_by} 以前过堂，{len(told.items)} 件。"]
    )
