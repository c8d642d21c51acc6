"""`yehua alert …`: colours by repeats, and what a red matter asks for."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, filled, replace_option, shared
from toolkit.commands.loop.frame import AT, BY, ON, OUT, WRITER, desk_at, write_sheet
from toolkit.core import refuse_existing

if TYPE_CHECKING:
    from toolkit.loop import Alert

_REASON = click.option("--reason", required=True, type=WORDS, help=f"事由。{HELP}")


@click.group()
def alert() -> None:
    """三色预警：重复反映到了次数就黄、就红；红了要领导包案、专班、一事一策。"""


@alert.command()
@click.argument("case")
@ON
@shared
def show(case: str, *, on: str | None, console: Console) -> None:
    """看一个事项哪一天是什么颜色，哪几天算进去了。"""
    _print(console, loop.alerts.acts.show(desk_at(console), case, on))


@alert.command("list")
@ON
@shared
def list_alerts(*, on: str | None, console: Console) -> None:
    """列出哪一天的预警。"""
    alerts = loop.alerts.acts.listed(desk_at(console), on)
    console.print({"alerts": alerts}, [line for one in alerts for line in _lines(one)] or ["没有。"])


@alert.command()
@click.argument("case")
@click.option("--name", required=True, callback=filled, help="谁包案。")
@click.option("--post", required=True, callback=filled, help="他的职务，如 党委书记。")
@AT
@WRITER
@shared
def lead(case: str, *, name: str, post: str, at: str, by: str, console: Console) -> None:
    """定包案领导；被反映的、要回避的不能包。"""
    act = loop.alerts.acts.Act(at, by)
    _print(console, loop.alerts.acts.name_lead(desk_at(console), case, act, name=name, post=post))


@alert.command()
@click.argument("case")
@click.option("--town", required=True, multiple=True, help="镇上的人，写三次。")
@click.option("--village", required=True, multiple=True, help="村里的人，写两次。")
@AT
@WRITER
@shared
def squad(case: str, *, town: tuple[str, ...], village: tuple[str, ...], at: str, by: str, console: Console) -> None:
    """组成 3+2 专班；被反映的、要回避的不能进。"""
    act = loop.alerts.acts.Act(at, by)
    _print(console, loop.alerts.acts.form_squad(desk_at(console), case, act, town=town, village=village))


@alert.command()
@click.argument("case")
@click.argument("file", type=PATH)
@AT
@WRITER
@shared
def plan(case: str, file: Path, *, at: str, by: str, console: Console) -> None:
    """收一事一策（Excel：任务、责任人、期限），红色起 24 小时以内。"""
    _print(console, loop.alerts.acts.make_plan(desk_at(console), case, loop.alerts.acts.Act(at, by), file))


@alert.command()
@click.option("--out", required=True, type=PATH, help="写到哪个 .xlsx 文件。")
@replace_option
@shared
def form(*, out: Path, replace: bool, console: Console) -> None:
    """出一张空的一事一策（Excel）。"""
    refuse_existing(out, replace=replace)
    loop.alerts.plans.write_form(out)
    console.print({"file": str(out)}, [f"空表：{out}"])


@alert.command()
@click.argument("case")
@click.argument("task", type=int)
@AT
@WRITER
@click.option("--words", default=None, type=WORDS, help=f"怎么办的。{HELP}")
@shared
def done(case: str, task: int, *, at: str, by: str, words: str | None, console: Console) -> None:
    """记方案的第几项办好了。"""
    act = loop.alerts.acts.Act(at, by)
    _print(console, loop.alerts.acts.finish_task(desk_at(console), case, task, act, words))


@alert.command()
@click.argument("case")
@click.argument("task", type=int)
@click.option("--to", "due", required=True, help="延到哪一天。")
@click.option("--asked", required=True, help="什么时候申请的。")
@_REASON
@AT
@click.option("--by", required=True, callback=filled, help="谁批准的，不能是责任人自己。")
@shared
def extend(case: str, task: int, *, due: str, asked: str, reason: str, at: str, by: str, console: Console) -> None:
    """记一项任务延期：到期以前申请、批准，由责任人以外的人批。"""
    wish = loop.alerts.acts.Extension(due, asked, reason)
    _print(console, loop.alerts.acts.extend_task(desk_at(console), case, task, loop.alerts.acts.Act(at, by), wish))


@alert.command()
@click.argument("case")
@click.option("--person", required=True, type=WORDS, help=f"谁回避。{HELP}")
@_REASON
@AT
@BY
@shared
def recuse(case: str, *, person: str, reason: str, at: str, by: str, console: Console) -> None:
    """记谁对这个事项回避。"""
    loop.alerts.recusals.recuse(desk_at(console), case, person, at=at, by=by, reason=reason)
    console.print({"case": case}, [f"{case}：已记下回避。"])


@alert.command()
@click.argument("case")
@click.option("--week", required=True, help="哪一周，如 2026-W41。")
@click.option("--decision", required=True, type=WORDS, help=f"过堂怎么定的。{HELP}")
@AT
@BY
@shared
def review(case: str, *, week: str, decision: str, at: str, by: str, console: Console) -> None:
    """记党委会过堂的决定。"""
    act = loop.alerts.acts.Act(at, by)
    _print(console, loop.alerts.acts.review(desk_at(console), case, act, week=week, decision=decision))


@alert.command()
@click.argument("case")
@AT
@BY
@click.option("--second", required=True, callback=filled, help="第二个人。")
@click.option("--minute", default="", type=WORDS, help=f"会议怎么说的。{HELP}")
@shared
def lift(case: str, *, at: str, by: str, second: str, minute: str, console: Console) -> None:
    """解除红色：任务都办好、答复送达、三十天没有再反映，两个人签。"""
    act = loop.alerts.acts.Act(at, by, second)
    _print(console, loop.alerts.acts.lift(desk_at(console), case, act, minute))


@alert.command()
@click.argument("case")
@ON
@OUT
@replace_option
@shared
def notice(case: str, *, on: str | None, out: Path, replace: bool, console: Console) -> None:
    """出预警通知单和一事一策表（Word）。"""
    desk = desk_at(console)
    write_sheet(out, lambda word: loop.alerts.sheets.write_notice(desk, case, word, on), replace=replace)
    console.print({"file": str(out)}, [f"预警通知单：{out}"])


def _print(console: Console, alert: "Alert") -> None:
    console.print(alert, _lines(alert))


def _lines(alert: "Alert") -> list[str]:
    duty = "红色责任" if alert.latched else "预警" if alert.colour else "没有预警"
    lines = [f"{alert.case} {alert.colour or '无'}（{duty}）{alert.why}"]
    lines += [f"  包案：{alert.lead}"] if alert.lead else []
    lines += [f"  专班：{'、'.join(alert.squad)}"] if alert.squad else []
    if alert.plan:
        lines.append(f"  一事一策 {alert.plan.state}：{alert.plan.made or alert.plan.due}　{alert.plan.why}")
        lines += [f"  {task.state} 第{task.task}项 {task.due} {task.owner}　{task.text}" for task in alert.plan.tasks]
    return [*lines, *(f"  补记：{each}" for each in alert.late)]
