"""The parts that commands of the closed loop share: options of a moment and a name, lines of due items."""

import gc
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from toolkit import formats, loop
from toolkit.commands.frame.console import warned
from toolkit.commands.frame.options import PATH, F, filled, this_user
from toolkit.core import YehuaError, refuse_existing, write_whole

if TYPE_CHECKING:
    from toolkit.commands.frame.console import Console
    from toolkit.loop import Item
    from toolkit.workspace import Desk

T = TypeVar("T")
# What such a short command makes stays to its end; looking for what does not took a sixth of its time.
_COLLECT_AFTER = 400_000
OUT = click.option("--out", required=True, type=PATH, help="写到哪个 .docx 文件；写 .pdf 就出 PDF。")
ON = click.option("--on", default=None, help="看哪一天或哪一刻，如 2026-09-30 或 “2026-09-30 20:30”，默认现在。")
AT = click.option("--at", required=True, help="发生的时间，如 “2026-09-30 20:30”。")
BY = click.option("--by", required=True, callback=filled, help="谁记下的。")
WRITER = click.option("--by", default=this_user, callback=filled, help="谁记下的；不写就是这台电脑的登录名。")


class NoPdfError(YehuaError):
    """Raised when no PDF can be made on this machine."""

    sentence = "这台电脑没有装 LibreOffice，出不了 PDF（{path}）；请写成 .docx，用 Word 或 WPS 另存为 PDF。"


def desk_at(console: "Console") -> "Desk":
    """Return the desk of the workspace; where the machine's clock is doubtful, say so on standard error."""
    gc.set_threshold(_COLLECT_AFTER)
    desk = console.desk()
    warned(loop.events.clock_remarks(desk))
    return desk


def write_sheet(out: Path, write: Callable[[Path], T], *, replace: bool) -> T:
    """Write a sheet by `write` to the Word file `out`, or as PDF where `out` ends so; return what `write` returns.

    Raise FileExistsError's kin as `refuse_existing`, or NoPdfError.
    """
    refuse_existing(out, replace=replace)
    if out.suffix.lower() != ".pdf":
        return write(out)
    with tempfile.TemporaryDirectory(prefix="yehua-sheet-", ignore_cleanup_errors=True) as name:
        word = Path(name) / f"{out.stem}.docx"
        answer = write(word)
        printed = formats.to_pdf(word, Path(name))
        if printed is None:
            raise NoPdfError(path=out)
        write_whole(out, printed.read_bytes())
    return answer


def second_and_reason(command: F) -> F:
    """Add `--second` and `--reason`: two persons answer for the act, and say why."""
    command = click.option("--reason", required=True, callback=filled, help="事由，会记入登记。")(command)
    return click.option("--second", required=True, callback=filled, help="第二个人。")(command)


def item_lines(items: "Iterable[Item]") -> list[str]:
    """Return a line for each item: how urgent, what, which number, by when, whose, and why by then."""
    return [f"{item.state} {item.what} {item.subject} {item.due} {item.owner}　{item.why}" for item in items]
