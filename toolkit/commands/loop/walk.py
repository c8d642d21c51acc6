"""`yehua walk …`: the walk-round ledger."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import grievances, loop
from toolkit.chinese import dates
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, filled, may_repeat, replace_option, shared
from toolkit.commands.loop.frame import AT, BY, ON, OUT, WRITER, desk_at, write_sheet
from toolkit.commands.loop.roster import photo, roster, route
from toolkit.core import refuse_existing

if TYPE_CHECKING:
    from toolkit.loop import NoteLine
    from toolkit.workspace import Desk


@click.group()
def walk() -> None:
    """民情台账：每天走访看到、听到的，当晚分色，有人管、有期限。"""


def _act(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every act on a note takes: `--at`, `--by`, `--again`, and what all commands take."""
    return AT(WRITER(may_repeat(shared(command))))


for _each in (route, roster, photo):
    walk.add_command(_each)


@walk.command()
@click.option("--date", "on", required=True, help="走访的日期。")
@click.option("--route", required=True, help="路线，如 柳树湾一组到三组。")
@click.option("--from", "first", default=None, help="几点起，如 09:00；没有钟点的记为未走。")
@click.option("--to", "last", default=None, help="几点止。")
@click.option("--households", default=None, type=int, help="走了多少户。")
@click.option(
    "--by",
    "walkers",
    required=True,
    multiple=True,
    callback=lambda c, p, names: tuple(filled(c, p, name) for name in names),
    help="谁走的；可以写几次。",
)
@shared
def done(
    *,
    on: str,
    route: str,
    first: str | None,
    last: str | None,
    households: int | None,
    walkers: tuple[str, ...],
    console: Console,
) -> None:
    """记一次走访。"""
    kept = loop.walks.ledger.add_walk(
        desk_at(console), loop.walks.ledger.NewWalk(on, route, walkers, first, last, households)
    )
    lines = [f"{kept.number}：{kept.date} {kept.route}" + ("" if kept.is_walked else "（没有起止钟点，记为未走）")]
    console.print({"walk": kept.number}, lines)


@walk.command()
@click.argument("text", type=WORDS)
@click.option("--date", "on", required=True, help="走访的日期。")
@click.option("--place", required=True, help="在哪里，要有设置里的村名，如 柳树湾三组。")
@click.option("--person", default=None, type=WORDS, help=f"谁说的。{HELP}")
@click.option("--against", default=None, type=WORDS, help=f"说的是谁；不会转给他。{HELP}")
@click.option("--flag", "flags", multiple=True, help="health、minor、accusation：涉及健康、孩子、干部；可以写几次。")
@BY
@shared
def note(
    text: str,
    *,
    on: str,
    place: str,
    person: str | None,
    against: str | None,
    flags: tuple[str, ...],
    by: str,
    console: Console,
) -> None:
    """记一条。TEXT 也可写 @文件 或 -。"""
    wish = loop.walks.ledger.NewNote(text, on, place, by, person, against, flags)
    kept = loop.walks.ledger.add_note(desk_at(console), wish)
    console.print({"note": kept.number}, [f"{kept.number}：当天 24 时以前分色。"])


@walk.command("import")
@click.argument("file", type=PATH)
@click.option("--photo", type=PATH, default=None, help="手写那一页的照片，会复制保存作凭证。")
@BY
@shared
def take_in(file: Path, *, photo: Path | None, by: str, console: Console) -> None:
    """收一张走访表（Excel）：有一行不对就都不收，把要改的都列出来。"""
    taken = loop.walks.sheets.take_in(desk_at(console), file, by, photo)
    console.print(taken, [f"{taken.walk}：{len(taken.notes)} 条，{'、'.join(taken.notes)}"])


@walk.command()
@click.option("--out", required=True, type=PATH, help="写到哪个 .xlsx 文件。")
@replace_option
@shared
def form(*, out: Path, replace: bool, console: Console) -> None:
    """出一张空的走访表（Excel）。"""
    refuse_existing(out, replace=replace)
    loop.walks.sheets.write_form(out)
    console.print({"file": str(out)}, [f"空表：{out}"])


@walk.command()
@click.option("--date", "on", default=None, help="哪一天走访，默认今天。")
@OUT
@replace_option
@shared
def page(*, on: str | None, out: Path, replace: bool, console: Console) -> None:
    """出一页空的走访记录纸（Word），手写用。"""
    desk = desk_at(console)
    day = dates.parse_date(on) if on else desk.today
    write_sheet(out, lambda word: loop.slips.write_page(desk, word, day), replace=replace)
    console.print({"file": str(out)}, [f"记录纸：{out}"])


@walk.command()
@click.argument("number", metavar="NOTE")
@OUT
@replace_option
@shared
def slip(number: str, *, out: Path, replace: bool, console: Console) -> None:
    """出一条的转办单和回执（Word）；红色的另有一页上门核实记录。"""
    desk = desk_at(console)
    write_sheet(out, lambda word: loop.slips.write_note_slips(desk, number, word), replace=replace)
    console.print({"file": str(out)}, [f"转办单：{out}"])


@walk.command()
@click.argument("number", metavar="NOTE")
@click.argument("colour", metavar="红|黄|绿")
@AT
@BY
@click.option("--second", default=None, help="改得不那么急，要第二个人同意。")
@click.option("--reason", default=None, type=WORDS, help=f"为什么改。{HELP}")
@shared
def triage(
    number: str,
    colour: str,
    *,
    at: str,
    by: str,
    second: str | None,
    reason: str | None,
    console: Console,
) -> None:
    """分色：红 48 小时内主要领导上门，黄当天转办，绿三个工作日答复。"""
    desk = desk_at(console)
    kept = loop.walks.ledger.give_colour(desk, number, loop.walks.ledger.Colouring(colour, at, by, second, reason))
    _print_line(console, desk, kept.number)


@walk.command()
@click.argument("number", metavar="NOTE")
@click.option("--leader", required=True, help="谁上的门。")
@click.option("--post", required=True, help="他的职务；只有党政正职上门才算。")
@_act
def visit(number: str, *, leader: str, post: str, at: str, by: str, again: bool, console: Console) -> None:
    """记领导上门。"""
    desk = desk_at(console)
    kept = loop.walks.ledger.visit(desk, number, loop.walks.ledger.Act(at, by, again=again), leader=leader, post=post)
    _print_line(console, desk, kept.number)


@walk.command()
@click.argument("number", metavar="NOTE")
@click.option("--to", required=True, type=WORDS, help=f"转给谁；不会转给被反映的人。{HELP}")
@_act
def forward(number: str, *, to: str, at: str, by: str, again: bool, console: Console) -> None:
    """转办。"""
    desk = desk_at(console)
    kept = loop.walks.ledger.forward(desk, number, loop.walks.ledger.Act(at, by, again=again), to)
    _print_line(console, desk, kept.number)


@walk.command()
@click.argument("number", metavar="NOTE")
@click.argument("text", type=WORDS)
@_act
def reply(number: str, text: str, *, at: str, by: str, again: bool, console: Console) -> None:
    """记承办人的回复。TEXT 也可写 @文件 或 -。"""
    desk = desk_at(console)
    kept = loop.walks.ledger.reply(desk, number, loop.walks.ledger.Act(at, by, again=again), text)
    _print_line(console, desk, kept.number)


@walk.command()
@click.argument("number", metavar="NOTE")
@click.argument("text", type=WORDS)
@_act
def answer(number: str, text: str, *, at: str, by: str, again: bool, console: Console) -> None:
    """记给本人的答复。TEXT 也可写 @文件 或 -。"""
    desk = desk_at(console)
    kept = loop.walks.ledger.answer(desk, number, loop.walks.ledger.Act(at, by, again=again), text)
    _print_line(console, desk, kept.number)


@walk.command()
@click.argument("number", metavar="NOTE")
@BY
@shared
def show(number: str, *, by: str, console: Console) -> None:
    """看一条的原话；涉及健康、孩子、干部的只给专人看，查看会记下来。"""
    desk = desk_at(console)
    shown = loop.walks.listing.show(desk, number, by)
    people = "，".join(
        f"{name}{text}" for name, text in (("反映人：", shown.person), ("对方：", shown.against)) if text
    )
    console.print(shown, [f"{shown.note} {shown.place}：{shown.text}", *filter(None, (people,))])
    warned(grievances.access_log.remarks(desk) if shown.recorded else ())


@walk.command("list")
@ON
@shared
def list_notes(*, on: str | None, console: Console) -> None:
    """列出没有办完的和最近一个月的，每条说明期限怎么算的。"""
    lines = loop.walks.listing.listed(desk_at(console), on)
    texts = [text for line in lines for text in _lines(line)]
    console.print({"notes": lines}, texts or ["没有。"])


@walk.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@shared
def trend(year: int, *, console: Console) -> None:
    """一年的红色有多少，和上一年比：总数的变化、每一百个走访日的变化，都写出来。"""
    figures = loop.walks.listing.trend(desk_at(console), year)
    lines = [
        f"{year} 年首次分为红色 {figures.red} 条，走访 {figures.walk_days} 天次，每百天 {figures.per_100}。",
        f"改色 {figures.recoloured} 次。",
        f"总数比上年 {figures.change_percent} %，每个走访日比上年 {figures.change_per_walk_day_percent} %。",
    ]
    console.print(figures, lines)


@walk.command()
@click.option("--date", "on", default=None, help="哪一天答复的，默认今天。")
@shared
def group(*, on: str | None, console: Console) -> None:
    """当天答复的绿色问题，可以发到村民群里：不写是谁，涉及健康、孩子、干部的不列。"""
    answers = loop.walks.listing.public_answers(desk_at(console), on)
    lines = [f"问：{one.question}\n答：{one.answer}" for one in answers]
    console.print({"answers": answers}, lines or ["没有。"])


@walk.command()
@click.argument("week", metavar="WEEK")
@click.option("--out", type=PATH, default=None, help="把签字的表写到哪个 .docx 文件，上面有总账末条哈希；也可写 .pdf。")
@replace_option
@shared
def reread(week: str, *, out: Path | None, replace: bool, console: Console) -> None:
    """一周的黄色、绿色抽十分之一重看，谁抽都一样；每周打出来签字。"""
    desk = desk_at(console)
    if out is None:
        notes = loop.walks.listing.to_reread(desk, week)
    else:
        notes = write_sheet(out, lambda word: loop.slips.write_reread(desk, week, word), replace=replace)
    data = {"week": week, "notes": list(notes), "file": str(out) if out else None}
    console.print(data, [*notes, *([f"重看表：{out}"] if out else [])] or ["没有。"])


def _print_line(console: Console, desk: "Desk", number: str) -> None:
    line = loop.walks.listing.state_of(desk, number)
    console.print(line, _lines(line))


def _lines(line: "NoteLine") -> list[str]:
    late = ["补记"] * line.late + [f"{step}补记" for step in line.late_steps]
    marks = "".join(f"（{mark}）" for mark in (*late, *(["未走"] if line.walk == "未走" else [])))
    head = f"{line.note} {line.place} {line.triage or '还没有分色'}{marks} {line.text or '（内容不列出）'}"
    return [head, *(f"  {clock.state} {clock.name} {clock.due}　{clock.why}" for clock in line.clocks)]
