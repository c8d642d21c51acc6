"""The parts that commands of the closed loop share: options of a moment and a name, lines of due items."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.commands.frame.options import filled

if TYPE_CHECKING:
    from toolkit.loop import Item

F = TypeVar("F", bound=Callable[..., Any])
ON = click.option("--on", default=None, help="看哪一天或哪一刻，如 2026-09-30 或 “2026-09-30 20:30”，默认现在。")
AT = click.option("--at", required=True, help="发生的时间，如 “2026-09-30 20:30”。")
BY = click.option("--by", required=True, callback=filled, help="谁记下的。")


def second_and_reason(command: F) -> F:
    """Add `--second` and `--reason`: two persons answer for the act, and say why."""
    command = click.option("--reason", required=True, callback=filled, help="事由，会记入登记。")(command)
    return click.option("--second", required=True, callback=filled, help="第二个人。")(command)


def item_lines(items: "Iterable[Item]") -> list[str]:
    """Return a line for each item: how urgent, what, which number, by when, whose, and why by then."""
    return [f"{item.state} {item.what} {item.subject} {item.due} {item.owner}　{item.why}" for item in items]
