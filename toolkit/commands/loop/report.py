"""`yehua report …`: sheets with figures, each with the counts that it was made of."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import replace_option, shared
from toolkit.commands.loop.frame import AT, BY, ON, OUT, desk_at, write_sheet

if TYPE_CHECKING:
    from toolkit.loop import Proposal


@click.group()
def report() -> None:
    """报表：不写反映人；月报、周报列责任人，内部用；年报只写数。"""


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
    sheet = write_sheet(out, lambda word: loop.alerts.sheets.week(desk, week, word), replace=replace)
    data = {"week": sheet.week, "held_by": sheet.held_by, "file": str(out), "items": sheet.items}
    console.print(
        {**data, "reminders": sheet.reminders}, [f"过堂清单：{out}，{sheet.held_by} 以前过堂，{len(sheet.items)} 件。"]
    )


@report.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@OUT
@click.option("--lists", is_flag=True, help="后面附上每个数的编号；这样的只在内部用。")
@replace_option
@shared
def year(year: int, *, out: Path, lists: bool, replace: bool, console: Console) -> None:
    """年报（信访工作条例第四十一条）：每个数写明怎么算；不到三件的写 <3。"""
    desk = desk_at(console)
    figures = write_sheet(
        out, lambda word: loop.reports.sheets.write_year(desk, year, word, lists=lists), replace=replace
    )
    lines = [f"{rate.name} {rate.numerator}/{rate.denominator}　{rate.formula}" for rate in figures.rates]
    console.print({"file": str(out), "figures": loop.reports.sheets.as_json(figures)}, [f"年报：{out}", *lines])


@report.group()
def proposal() -> None:
    """以案促治：一个季度同类反映多了，或者办结以后又来，向能管住原因的单位提建议。"""


@proposal.command("list")
@ON
@shared
def list_proposals(*, on: str | None, console: Console) -> None:
    """列出该提的、提过的建议和答复。"""
    desk = desk_at(console)
    proposed = loop.reports.proposals.put_up(desk, on)
    with desk.store.reading() as tx:
        made = loop.reports.proposals.proposals_at(tx, loop.events.View(loop.moments.looked_at(desk, on)))
    lines = [f"该提：{one.why} {one.topic} {'、'.join(one.cases)}" for one in proposed]
    lines += [_line(one) for one in made]
    console.print({"put_up": proposed, "proposals": made}, lines or ["没有。"])


@proposal.command()
@click.argument("cases", nargs=-1, required=True)
@click.option("--to", required=True, help="给哪个单位。")
@click.option("--topic", required=True, help="什么事。")
@click.option("--kind", default="改进工作", help=f"{'、'.join(loop.reports.proposals.KINDS)}，默认改进工作。")
@click.option("--text", required=True, type=WORDS, help=f"建议的内容。{HELP}")
@AT
@BY
@shared
def make(
    cases: tuple[str, ...], *, to: str, topic: str, kind: str, text: str, at: str, by: str, console: Console
) -> None:
    """记一件建议，写明从哪些事项来的。"""
    wish = loop.reports.proposals.NewProposal(to, topic, kind, cases, text, at, by)
    made = loop.reports.proposals.make(desk_at(console), wish)
    console.print(made, [_line(made)])


@proposal.command()
@click.argument("number", metavar="PROPOSAL")
@click.argument("adopted", metavar="采纳|部分采纳|没有采纳")
@click.option("--words", required=True, type=WORDS, help=f"怎么答复的。{HELP}")
@AT
@BY
@shared
def answer(number: str, adopted: str, *, words: str, at: str, by: str, console: Console) -> None:
    """记对方的书面答复。"""
    answered = loop.reports.proposals.answer(desk_at(console), number, adopted=adopted, words=words, at=at, by=by)
    console.print(answered, [_line(answered)])


@report.command()
@click.argument("case")
@click.option("--to", required=True, help="移送哪里，如 县人民检察院。")
@AT
@BY
@shared
def relief(case: str, *, to: str, at: str, by: str, console: Console) -> None:
    """记一件移送司法救助，年报要数。"""
    loop.reports.proposals.refer_relief(desk_at(console), case, to=to, at=at, by=by)
    console.print({"case": case, "to": to}, [f"{case}：已移送{to}。"])


def _line(one: "Proposal") -> str:
    return f"{one.proposal} {one.to} {one.topic} {one.made}，{one.adopted or f'等答复到 {one.due}'}"
