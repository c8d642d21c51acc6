"""`yehua report …`: sheets with figures, each with the counts that it was made of."""

from pathlib import Path

import click

from toolkit import loop, records
from toolkit.commands.frame.options import PATH, desk_at, replace_option, shared
from toolkit.commands.frame.printing import printed
from toolkit.core import refuse_existing


@click.group()
def report() -> None:
    """报表：只写数，不写人。"""


@report.command()
@click.argument("month", metavar="MONTH")
@click.option("--out", required=True, type=PATH, help="写到哪个 .docx 文件。")
@replace_option
@shared
def month(month: str, *, out: Path, replace: bool, workspace: Path | None, as_json: bool) -> None:
    """月报：回访、抽样、走访台账、月末逾期；不到三件的写 <3。"""
    refuse_existing(out, replace=replace)
    figures = loop.month.write(desk_at(workspace), month, out)
    calls = figures.calls
    line = f"应回访 {calls.due}，联系上 {calls.reached}，都答了 {calls.answered}，满意 {calls.satisfied}。"
    printed(as_json, {"file": str(out), "figures": records.to_json(figures)}, [f"月报：{out}", line])
