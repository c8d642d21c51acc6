"""`yehua answers …`: the plan of the second month, what was answered, notices within fifteen days, and rates."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import answers as answering
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, filled, replace_option, shared
from toolkit.commands.loop.frame import AT, BY, desk_at
from toolkit.meetings import find_meeting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.answers import PlanLine
    from toolkit.workspace import Desk


@click.group()
def answers() -> None:
    """第二个月的答复：每件都有一个去向，告知书不等到那天晚上，率都写明怎么算。"""


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.option("--out", required=True, type=PATH, help="写到哪个 .xlsx 文件。")
@replace_option
@shared
def plan(meeting: str, *, out: Path, replace: bool, console: Console) -> None:
    """做答复计划表，给各部门填；检举控告和没有判断过的不在表上。"""
    desk = desk_at(console)
    lines = answering.plans.write(desk, meeting, out, replace=replace)
    _print(console, desk, meeting, lines, [f"已写好：{out}"])


def _print(console: Console, desk: "Desk", meeting: str, lines: "Sequence[PlanLine]", said: list[str]) -> None:
    held = find_meeting(desk.store, meeting)
    lacking = answering.plans.lacking(lines)
    night, plan_by = answering.meetings.answer_night(held), answering.meetings.plan_day(held)
    told = [line.answer for line in lines if line.answer]
    said += [f"答复之夜 {night}，计划表 {plan_by} 前做好；{len(lines)} 件，还有 {len(lacking)} 件没有去向。"]
    console.print({"answers": told, "lacking": lacking, "night": night, "plan_by": plan_by}, said)


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.argument("file", type=PATH)
@click.option("--at", default=None, help="答复的时间，默认现在。")
@BY
@shared
def read(meeting: str, file: Path, *, at: str | None, by: str, console: Console) -> None:
    """收入填好的答复表：有一行不对就一行也不收。"""
    desk = desk_at(console)
    taken = answering.plans.read(desk, meeting, file, by=by, at=at)
    _print(console, desk, meeting, answering.plans.plan(desk, meeting), [f"收入了 {len(taken)} 件。"])


@answers.command("set")
@click.argument("number", metavar="NUMBER")
@click.argument("disposition", type=click.Choice(tuple(answering.DISPOSITIONS)))
@AT
@click.option("--organ", default="", help="由哪个部门答复。")
@click.option("--official", default="", type=WORDS, help=f"谁答复的，不能是被反映的人。{HELP}")
@click.option("--words", default="", type=WORDS, help=f"答复的话，最多 200 字。{HELP}")
@click.option("--due", default="", help="B、D：哪天办到。")
@click.option("--basis", default="", help="C：依据哪一条，如 “社会救助法 第十八条”。")
@click.option("--channel", default="", help="E：哪条法定途径。")
@click.option("--same-as", default="", help="G：重复哪一件；撤回的不写。")
@click.option("--proof", default="", type=WORDS, help=f"A：怎么看到办好了的；没有证明的按 B 算。{HELP}")
@click.option("--private", "is_private", is_flag=True, help="单独答复，不当众说。")
@BY
@shared
def set_answer(
    number: str,
    disposition: str,
    *,
    at: str,
    organ: str,
    official: str,
    words: str,
    due: str,
    basis: str,
    channel: str,
    same_as: str,
    proof: str,
    is_private: bool,
    by: str,
    console: Console,
) -> None:
    """记下一件的去向：A 当场办结、B 当场拍板、C 政策解释、D 转入闭环、E 告知其他途径、G 重复或撤回。"""
    wish = answering.NewAnswer(
        disposition, at, by, organ, official, words, due, basis, channel, same_as, proof, is_private=is_private
    )
    told = answering.dispositions.give(desk_at(console), number, wish)
    case = f"，{told.case}" if told.case else ""
    console.print(told, [f"{told.grievance}：{told.disposition} {answering.DISPOSITIONS[told.disposition]}{case}"])


@answers.command()
@click.argument("number", metavar="NUMBER")
@click.option("--second", required=True, callback=filled, help="第二个人。")
@click.option("--reason", required=True, callback=filled, help="为什么收回，会记入登记。")
@BY
@shared
def revoke(number: str, *, second: str, reason: str, by: str, console: Console) -> None:
    """收回一件记错的去向，再重记；台账里的记录不动。"""
    answering.dispositions.revoke(desk_at(console), number, by=by, second=second, reason=reason)
    console.print({"grievance": number}, [f"{number} 的去向收回了。"])


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.option("--out", required=True, type=PATH, help="草稿写到哪个文件夹；已有的不动。")
@shared
def notices(meeting: str, *, out: Path, console: Console) -> None:
    """为每件出受理告知书的草稿：十五天内送达，不等到答复之夜。"""
    made = answering.notices.write(desk_at(console), meeting, out)
    lines = [
        f"{each.grievance}　{each.case}　{each.by} 前送达　"
        f"{f'{each.served} 已送达' if each.served else each.file or each.lacking}"
        for each in made
    ]
    console.print({"notices": made}, lines or ["这一场没有要告知的诉求。"])


@answers.command()
@click.argument("meeting", metavar="MEETING")
@shared
def rates(meeting: str, *, console: Console) -> None:
    """算率：每个率都写明怎么算；有一件没有去向就不算。"""
    told = answering.rates.rates(desk_at(console), meeting)
    lines = [f"N＝{told.n}（另有重复、撤回 {told.g} 件）"]
    lines += [f"{name}　{told.shares[name]}　＝ {formula}" for name, formula in answering.rates.FORMULAS.items()]
    lines += [
        f"拍板的到期 {told.kept_by_due.whole} 件，按期办到 {told.kept_by_due.part} 件。",
        f"现场答复的 {told.came_back.whole} 件里，九十天内又回来 {told.came_back.part} 件。",
        f"说当场办结而没有证明、按拍板算的 {told.no_proof} 件；单独答复的 {told.private} 件。",
    ]
    console.print(told, lines)
