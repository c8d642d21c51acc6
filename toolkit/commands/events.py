"""`yehua events …`: the hash chain of all facts: the events of one number, and its verification."""

import click

from toolkit import cases, loop, store
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import digest, shared
from toolkit.commands.loop.frame import BY, second_and_reason


@click.group()
def events() -> None:
    """总账：每一件记下的事，前后相接；查看一个事项的经过，核对有没有被删改。"""


@events.command()
@click.argument("subject", metavar="SUBJECT")
@click.option("--known", default=None, help="只看到那一刻为止已经记下的，如 2026-09-30 或 “2026-09-30 20:30”。")
@shared
def show(subject: str, *, known: str | None, console: Console) -> None:
    """列出一个编号（录音、诉求、事项、文书）的经过，不含内容。"""
    listed = console.desk().events.of(subject, known)
    lines = [
        f"{event.position}. {event.at} {_named(event.kind)}{f'（{event.by}）' if event.by else ''}"
        f"{'（补记）' if loop.events.is_late(event.at, event.recorded_at) else ''}"
        for event in listed
    ]
    console.print({"events": listed}, lines or ["到那一刻还没有记下什么。"])


def _named(kind: str) -> str:
    """Return the Chinese name of an event's `kind`, such as `台账记录：立项`."""
    name = store.event_kinds.name_of(kind)
    if kind in store.event_kinds.own_kinds():
        return name
    base, _, detail = kind.partition(".")
    detail_name = (
        "内容已抹去"
        if detail == "erased"
        else cases.kind_name(detail)
        if base == "entry" and detail in cases.KINDS
        else None
    )
    return f"{name}：{detail_name}" if detail_name else name


@events.command()
@click.option("--head", default=None, help="固化信息表上抄下的总账末条哈希，用来证明工作文件夹没有被换回旧的。")
@shared
def verify(*, head: str | None, console: Console) -> None:
    """逐条核对总账，并把台账、诉求、转写、文书的每一条与总账核对。"""
    verdict = console.desk().events.verify(digest(head))
    lines = [f"账被动过：{fault}" for fault in verdict.broken]
    lines = lines or [f"总账 {verdict.count} 条，前后相接，内容相符。"]
    console.print(verdict, [*lines, f"末条哈希：{verdict.head}"], failed=verdict.broken)


@events.command()
@click.argument("subject", metavar="SUBJECT")
@BY
@second_and_reason
@shared
def erase(*, subject: str, by: str, second: str, reason: str, console: Console) -> None:
    """依法抹去一个编号在总账里的私密内容（两个人）；总账仍然前后相接，核对得上。"""
    count = loop.events.erase(console.desk(), subject, by=by, second=second, reason=reason)
    console.print({"erased": count}, [f"{subject}：抹去 {count} 条记录的内容。"])


@events.command()
@BY
@second_and_reason
@shared
def clock(*, by: str, second: str, reason: str, console: Console) -> None:
    """电脑的时钟走错、现在已经调准了，由两个人登记，以后照常记录。"""
    kept = loop.events.correct_clock(console.desk(), by=by, second=second, reason=reason)
    console.print({"position": kept.position, "at": kept.at}, [f"已登记：时钟现在是准的（{kept.at}）。"])


@events.command()
@click.argument("name", required=False, metavar="[NAME]")
@click.argument("value", required=False, type=WORDS, metavar="[VALUE]")
@click.option("--from", "since", default=None, help="从哪一天起，如 2026-12-01，不能早于今天。")
@click.option("--by", default="", help=f"谁改的。VALUE {HELP}")
@click.option("--second", default=None, help="第二个人；改期限、职务要两个人。")
@shared
def rule(
    name: str | None, value: str | None, *, since: str | None, by: str, second: str | None, console: Console
) -> None:
    """看本单位的规则（期限、职务、三个问题）；写了名称和新的值，就从那一天起改，过去的日子不能改。"""
    desk = console.desk()
    if name is not None:
        loop.rules.set_rule(desk, name, value or "", since=since or "", by=by, second=second)
    listed = loop.rules.listed(desk)
    lines = [f"{one.name}：{one.value} {one.unit}（{one.note}）" for one in listed]
    console.print({"rules": listed}, lines)
