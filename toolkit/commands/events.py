"""`yehua events …`: the hash chain of all facts: the events of one number, and its verification."""

import click

from toolkit import cases, store
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import digest, shared

_OWN_KINDS = {"chain.began": "总账开始，以前的记录一并记入", "chain.held": "与纸上的哈希核对"}


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
        f"{event.position}. {event.at} {_named(event.kind)}{f'（{event.by}）' if event.by else ''}" for event in listed
    ]
    console.print({"events": listed}, lines or ["到那一刻还没有记下什么。"])


def _named(kind: str) -> str:
    """Return the Chinese name of an event's `kind`, such as `台账记录：立项`."""
    base, _, detail = kind.partition(".")
    name = next((source.name for source in store.SOURCES.values() if source.kind == base), _OWN_KINDS.get(kind, kind))
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
