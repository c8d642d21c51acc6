"""`yehua contact …`: each time a matter is raised anew."""

from pathlib import Path

import click

from toolkit import loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, may_repeat, replace_option, shared
from toolkit.commands.loop.frame import AT, WRITER, desk_at
from toolkit.core import refuse_existing


@click.group()
def contact() -> None:
    """又来反映：立项算第一次，以后每来一次记一次。"""


@contact.command()
@click.argument("case")
@AT
@click.option("--channel", required=True, help="来访、来信、来电、网上、走访、夜话、转交。")
@click.option("--person", default=None, type=WORDS, help=f"谁来的，不写就是本人；几个人用、隔开。{HELP}")
@click.option("--level", default=None, help="找到哪一级：镇、县、市、省、国家。")
@click.option("--source", default=None, help="从哪里知道的，如 省平台。")
@click.option("--source-no", default=None, help="上级系统里的编号，同一个编号只记一次。")
@WRITER
@may_repeat
@shared
def add(
    case: str,
    *,
    at: str,
    channel: str,
    person: str | None,
    level: str | None,
    source: str | None,
    source_no: str | None,
    by: str,
    again: bool,
    console: Console,
) -> None:
    """记一次。"""
    wish = loop.alerts.contacts.NewContact(case, at, channel, by, person, level, source, source_no)
    desk = desk_at(console)
    number = loop.alerts.contacts.add(desk, wish, again=again)
    alert = loop.alerts.acts.show(desk, case)
    console.print({"contact": number}, [f"{number}：{alert.case} {alert.why}"])


@contact.command("import")
@click.argument("file", type=PATH)
@WRITER
@shared
def take_in(file: Path, *, by: str, console: Console) -> None:
    """收省平台的列表（CSV）：有编号、记过的跳过，不对的逐行列出来，其余收进来。"""
    taken = loop.alerts.provincial.take_in(desk_at(console), file, by)
    lines = [f"收进 {taken.added} 条，已经有的 {taken.known} 条，没有收的 {len(taken.refused)} 条。"]
    console.print(taken, [*lines, *(f"第 {each.row} 行：{each.why}" for each in taken.refused)])


@contact.command()
@click.option("--out", required=True, type=PATH, help="写到哪个 .csv 文件。")
@replace_option
@shared
def form(*, out: Path, replace: bool, console: Console) -> None:
    """出一张空的列表（CSV）。"""
    refuse_existing(out, replace=replace)
    loop.alerts.provincial.write_form(out)
    console.print({"file": str(out)}, [f"空表：{out}"])


@contact.command()
@click.argument("case", required=False)
@shared
def alike(case: str | None, *, console: Console) -> None:
    """同一个人说得差不多的几个事项，可能是一件事拆开的，请人看看；不能公开的不列。"""
    likenesses = loop.alerts.alike.alike(desk_at(console), case)
    lines = [
        f"{one.case} 和 {one.other}　{one.percent}%　是一件事就：yehua contact join {one.case} {one.other}"
        for one in likenesses
    ]
    console.print({"alike": likenesses}, lines or ["没有。"])


@contact.command()
@click.argument("case")
@click.argument("other")
@AT
@WRITER
@shared
def join(case: str, other: str, *, at: str, by: str, console: Console) -> None:
    """OTHER 和 CASE 是一件事：OTHER 的每一次算到 CASE 上，从当天算起。"""
    desk = desk_at(console)
    loop.alerts.contacts.join(desk, case, other, at=at, by=by)
    alert = loop.alerts.acts.show(desk, case)
    console.print(alert, [f"{alert.case}：{alert.why}"])
