"""`yehua reminder …`: what was not done in time is told to whoever had it, who may object."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, filled, replace_option, shared
from toolkit.commands.loop.frame import AT, BY, ON, OUT, desk_at, write_sheet

if TYPE_CHECKING:
    from toolkit.loop import Reminder

_REASON = click.option("--reason", required=True, type=WORDS, help=f"理由。{HELP}")


@click.group()
def reminder() -> None:
    """督办提醒：逾期先提醒，再不办告诫；可以提异议。不打分，不涉及钱。"""


@reminder.command("list")
@ON
@shared
def list_reminders(*, on: str | None, console: Console) -> None:
    """列出提醒和告诫，各怎么样了。"""
    reminders = loop.alerts.reminder_acts.reminders(desk_at(console), on)
    console.print({"reminders": reminders}, [_line(one) for one in reminders] or ["没有。"])


@reminder.command()
@click.argument("number", metavar="REMINDER")
@AT
@BY
@click.option("--out", type=PATH, default=None, help="把督办单写到哪个 .docx 文件；也可写 .pdf。")
@replace_option
@shared
def issue(number: str, *, at: str, by: str, out: Path | None, replace: bool, console: Console) -> None:
    """签发一张提醒。"""
    desk = desk_at(console)
    issued = loop.alerts.reminder_acts.issue(desk, number, loop.alerts.acts.Act(at, by))
    if out is not None:
        write_sheet(out, lambda word: loop.alerts.sheets.write_reminder(desk, issued, word), replace=replace)
    console.print(issued, [_line(issued)])


@reminder.command("object")
@click.argument("number", metavar="REMINDER")
@_REASON
@click.option("--received", default=None, help="哪天收到的（督办单上签的日子）；不写就从签发那天数。")
@AT
@BY
@shared
def object_to(number: str, *, reason: str, received: str | None, at: str, by: str, console: Console) -> None:
    """记下异议，收到以后五个工作日以内。"""
    issued = loop.alerts.reminder_acts.object_to(
        desk_at(console), number, loop.alerts.acts.Act(at, by), reason, received
    )
    console.print(issued, [_line(issued)])


@reminder.command()
@click.argument("number", metavar="REMINDER")
@click.argument("outcome", metavar="维持|撤回")
@_REASON
@AT
@BY
@click.option("--second", required=True, callback=filled, help="第二个人。")
@shared
def decide(number: str, outcome: str, *, reason: str, at: str, by: str, second: str, console: Console) -> None:
    """答复异议：签发人、被提醒的人都不能答复，要两个人。"""
    act = loop.alerts.acts.Act(at, by, second)
    issued = loop.alerts.reminder_acts.decide(desk_at(console), number, act, outcome=outcome, reason=reason)
    console.print(issued, [_line(issued)])


@reminder.command()
@click.argument("person")
@click.argument("year", type=click.IntRange(2000, 2100))
@OUT
@replace_option
@shared
def facts(person: str, year: int, *, out: Path, replace: bool, console: Console) -> None:
    """出一个人一年的履职事实清单（Word），给组织人事：只有事实。"""
    desk = desk_at(console)
    reminders = write_sheet(out, lambda word: loop.alerts.sheets.write_facts(desk, person, year, word), replace=replace)
    console.print({"file": str(out), "reminders": reminders}, [f"履职事实清单：{out}，{len(reminders)} 件"])


def _line(one: "Reminder") -> str:
    late = "".join(f"；补记：{each}" for each in one.late)
    return f"{one.reminder} {one.level} {one.to} {one.since} {one.state}　{one.ground}{one.objection_limit}{late}"
