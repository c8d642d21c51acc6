"""The parts that commands of the closed loop share: options of a moment and a name, lines of due items."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit import loop
from toolkit.commands.frame.console import warned
from toolkit.commands.frame.options import filled

if TYPE_CHECKING:
    from toolkit.commands.frame.console import Console
    from toolkit.loop import Item
    from toolkit.workspace import Desk

F = TypeVar("F", bound=Callable[..., Any])
ON = click.option("--on", default=None, help="看哪一天或哪一刻，如 2026-09-30 或 “2026-09-30 20:30”，默认现在。")
AT = click.option("--at", required=True, help="发生的时间，如 “2026-09-30 20:30”。")
BY = click.option("--by", required=True, callback=filled, help="谁记下的。")


def desk_at(console: "Console") -> "Desk":
    """Return the desk of the workspace; where the machine's clock is doubtful, say so on standard error."""
    desk = console.desk()
    warned(loop.events.clock_remarks(desk))
    return desk


def second_and_reason(command: F) -> F:
    """Add `--second` and `--reason`: two persons answer for the act, and say why."""
    command = click.option("--reason", required=True, callback=filled, help="事由，会记入登记。")(command)
    return click.option("--second", required=True, callback=filled, help="第二个人。")(command)


def item_lines(items: "Iterable[Item]") -> list[str]:
    """Return a line for each item: how urgent, what, which number, by when, whose, and why by then."""
    return [f"{item.state} {item.what} {item.subject} {item.due} {item.owner}　{item.why}" for item in items]
