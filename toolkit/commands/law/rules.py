"""`yehua rules`: the rules of the papers side by side with the law, on the screen or as a Word file."""

import datetime as dt
from pathlib import Path

import click

from toolkit import papers
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, replace_option, shared
from toolkit.core import refuse_existing


@click.command()
@click.argument("paper", required=False)
@click.option("--out", type=PATH, default=None, help="写到哪个 .docx 文件，法律和规则左右对照。")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="按哪一天有效的法律，默认今天。")
@replace_option
@shared
def rules(paper: str | None, *, out: Path | None, on: dt.datetime | None, replace: bool, console: Console) -> None:
    """检查文书的规则：每一条依据的法律、会指出和不会指出的写法。"""
    desk = console.desk()
    day = on.date() if on else desk.today
    if out:
        refuse_existing(out, replace=replace)
        book = papers.write_rule_book(desk.workspace, paper, day, out)
    else:
        book = papers.printed_rules(desk.workspace, paper, day)
    lines = [f"{rule.number} {rule.title}\n  {'；'.join(rule.law)}" for rule in book]
    lines = [f"{len(book)} 条规则，写在 {out}"] if out else lines
    console.print({"on": day.isoformat(), "rules": book}, lines)
