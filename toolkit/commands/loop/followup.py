"""`yehua followup …`: calls fifteen days after a reply was served, and what they lead to."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import grievances, loop
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import may_repeat, replace_option, shared
from toolkit.commands.loop.frame import AT, BY, ON, OUT, desk_at, write_sheet

if TYPE_CHECKING:
    from toolkit.loop import Outcome

_HOW = click.option("--how", default="电话", help="电话或入户，默认电话。")


@click.group()
def followup() -> None:
    """案后回访：送达以后第十五天问三句话；没有联系上的不算满意。"""


@followup.command()
@ON
@shared
def due(*, on: str | None, console: Console) -> None:
    """列出还没有回访的，包括还没到期的。"""
    desk = desk_at(console)
    open_calls = loop.calls.open_calls(desk, on)
    data = [
        {
            "case": each.case,
            "served": each.served.isoformat(),
            "raw": each.due.raw,
            "due": each.due.due,
            "calendar": each.due.calendar,
            "state": "未到" if each.state == "将到期" else each.state,
            "tries": len(each.tries),
            "why": each.due.why,
        }
        for each in open_calls
    ]
    lines = [f"{one['state']} {one['case']} {one['due']} 打过 {one['tries']} 次　{one['why']}" for one in data]
    asked = [f"问：{question}" for question in loop.calls.questions(desk, on)]
    console.print({"due": data}, [*lines, *asked] if lines else ["没有要回访的。"])


@followup.command("try")
@click.argument("case")
@AT
@_HOW
@click.option("--outcome", default="没有接通", help="没有接通、不在家、改约。")
@click.option("--words", default=None, type=WORDS, help=f"补充。{HELP}")
@BY
@may_repeat
@shared
def note_try(
    case: str,
    *,
    at: str,
    how: str,
    outcome: str,
    words: str | None,
    by: str,
    again: bool,
    console: Console,
) -> None:
    """记一次没有联系上的。三天打三次、其中一次上门，还没有联系上的，记为未联系上。"""
    _print(
        console,
        loop.calls.note_try(desk_at(console), case, loop.Call(at, how, by, again=again), outcome, words),
    )


@followup.command("done")
@click.argument("case")
@click.option(
    "--q1", required=True, type=WORDS, help="问题一：没有、有、说不清、不愿答；可以写成 有:原话。不列出、不外送。"
)
@click.option("--q2", required=True, type=WORDS, help="问题二：办到、部分、没办到、不愿答；可以写成 部分:原话。")
@click.option("--q3", required=True, type=WORDS, help="问题三：清楚、不清楚、有新难处、不愿答；可以写成 清楚:原话。")
@click.option("--coached", default=None, type=WORDS, help="有没有人教他怎么说，是谁。")
@AT
@_HOW
@BY
@may_repeat
@shared
def note_answers(
    case: str,
    *,
    q1: str,
    q2: str,
    q3: str,
    coached: str | None,
    at: str,
    how: str,
    by: str,
    again: bool,
    console: Console,
) -> None:
    """记三个问题的回答。没办到、只办了一部分的，事项重新办理，期限仍按原来的算。"""
    answers = loop.Answers(q1, q2, q3, coached)
    _print(console, loop.calls.note_answers(desk_at(console), case, loop.Call(at, how, by, again=again), answers))


@followup.command("kept")
@click.argument("case")
@click.argument("number", type=int)
@AT
@BY
@shared
def kept(case: str, number: int, *, at: str, by: str, console: Console) -> None:
    """记下答应的第几件事办到了。"""
    promise = loop.calls.keep_promise(desk_at(console), case, number, at=at, by=by)
    console.print(promise, [f"{promise.case} 答应的第 {promise.number} 件事办到了。"])


@followup.command()
@ON
@shared
def watch(*, on: str | None, console: Console) -> None:
    """办结九十天以内本人又来反映的，列出编号，请人看看是不是同一件事；不能公开的不列。"""
    desk = desk_at(console)
    returned = loop.followup.came_back(desk, loop.events.View(loop.moments.looked_at(desk, on)))
    lines = [f"{one.case} {one.served} 送达，以后又有 {'、'.join(one.later)}" for one in returned]
    console.print({"watch": returned}, lines or ["没有。"])


@followup.command()
@click.argument("case")
@OUT
@replace_option
@shared
def slip(case: str, *, out: Path, replace: bool, console: Console) -> None:
    """出回访记录、留在门上的条子和另一张纸（Word）；条子上不写什么事，关于干部的话只记在另一张上，封好交纪委。"""
    desk = desk_at(console)
    write_sheet(out, lambda word: loop.slips.write_call_slips(desk, case, word), replace=replace)
    console.print({"file": str(out)}, [f"回访记录：{out}"])


@followup.command()
@click.argument("case")
@OUT
@replace_option
@shared
def redo(case: str, *, out: Path, replace: bool, console: Console) -> None:
    """出整改通知（Word）：没有办完、重新办理的，还差什么、按原来的期限几时办好；不写关于干部的话。"""
    desk = desk_at(console)
    write_sheet(out, lambda word: loop.slips.write_redo_notice(desk, case, word), replace=replace)
    console.print({"file": str(out)}, [f"整改通知：{out}"])


@followup.command()
@BY
@shared
def conduct(*, by: str, console: Console) -> None:
    """回访中关于干部的话，只给专人看；查看会记下来。"""
    desk = desk_at(console)
    said = loop.calls.said_about_conduct(desk, by)
    lines = [each.line for each in said]
    console.print({"said": said}, lines or ["没有。"])
    warned(grievances.access_log.remarks(desk))


def _print(console: Console, outcome: "Outcome") -> None:
    lines = [f"{outcome.case}：{outcome.state}，打过 {outcome.tries} 次没有联系上。", *outcome.next]
    console.print(outcome, lines)
