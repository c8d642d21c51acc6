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
