"""What all commands share: their two options, how they print, and the desk they work at."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.errors import WrongValueError
from toolkit.settings import default_workspace

if TYPE_CHECKING:
    from toolkit.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])


def filled(_context: click.Context, parameter: click.Parameter, text: str) -> str:
    """Return the name or reason `text` without blanks around it; raise WrongValueError when there is none.

    For options that say who answers for an act: they stand in a register, where an empty cell answers for nothing.
    """
    if not text.strip():
        raise WrongValueError(field=f"--{parameter.name}", value=text, why="不能空着，要写明；会记入登记")
    return text.strip()


def shared(command: F) -> F:
    """Give `command` the two options that every command takes."""
    command = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")(command)
    return click.option(
        "--workspace", type=click.Path(path_type=Path), default=None, help="工作文件夹，默认 archive。"
    )(command)


def for_the_officer(command: F) -> F:
    """Give `command` the two options by which accusations are asked for, and the name that is written down."""
    command = click.option("--by", default="", help="谁看的：和 --accusations 一起写，会记下来。")(command)
    return click.option("--accusations", is_flag=True, help="也要检举控告，只限专人；查看会记下来。")(command)


def printed(as_json: bool, data: Any, lines: list[str]) -> None:  # noqa: FBT001 - the flag of the option
    """Print `data` as one JSON document, or `lines` for people."""
    click.echo(json_text(data) if as_json else "\n".join(lines))


def json_text(data: Any) -> str:
    """Return `data` as JSON that any program can read: where standard output is no UTF-8, in ASCII with escapes.

    A pipe on a Chinese Windows is GBK, which lacks rare characters of names.
    """
    plain = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    return json.dumps(data, ensure_ascii=plain != "utf8", indent=1)


def let_all_signs_through() -> None:
    """Have the program write "?" for a character that a GBK console lacks, rather than end."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def desk_at(workspace: Path | None) -> "Desk":
    """Return the desk at `workspace`, or at the one that is meant when none is named."""
    from toolkit.desk import open_desk

    return open_desk(workspace or default_workspace())


def warned(sentences: Iterable[str]) -> None:
    """Print `sentences` for people where they disturb no JSON: on standard error."""
    for sentence in sentences:
        click.echo(sentence, err=True)
