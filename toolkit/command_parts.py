"""What all commands share: their two options, how they print, and the desk they work at."""

import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

import click

from toolkit.errors import UnreadableFileError, WrongValueError
from toolkit.files import office_text, open_to_read
from toolkit.settings import default_workspace

if TYPE_CHECKING:
    from toolkit.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])
# Line and paragraph separators and control characters, by their Unicode category.
_LINE_ENDS = {"Cc", "Zl", "Zp"}
_LONGEST_WORDS = 64 * 1024


def filled(context: click.Context, parameter: click.Parameter, text: str) -> str:
    """Return the name or reason `text` without blanks around it; raise WrongValueError when there is none.

    For options that say who answers for an act: they stand in a register, where an empty cell answers for nothing, and
    a sign that ends a line makes two of one. `@FILE` and `-` are read as `words_from` tells.
    """
    said = words_from(context, parameter, text).strip()
    if not said:
        raise WrongValueError(field=f"--{parameter.name}", value=text, why="不能空着，要写明；会记入登记")
    if any(unicodedata.category(sign) in _LINE_ENDS for sign in said):
        raise WrongValueError(field=f"--{parameter.name}", value=repr(said), why="只能写一行，不能有换行或控制字符")
    return said


@overload
def words_from(context: click.Context, parameter: click.Parameter, text: str) -> str: ...
@overload
def words_from(context: click.Context, parameter: click.Parameter, text: tuple[str, ...]) -> tuple[str, ...]: ...
@overload
def words_from(context: click.Context, parameter: click.Parameter, text: None) -> None: ...
def words_from(
    context: click.Context, parameter: click.Parameter, text: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    """Return `text`, or what stands in the file FILE for `@FILE`, or what is typed for `-`: a callback of options.

    What stands on a command line stands in the list of processes, which every user of the computer can read. `@@`
    begins words that begin with one `@`. After `KEY=`, as in `--set against=@FILE`, the value is read in the same way.
    Raise MissingFileError or UnreadableFileError.
    """
    if text is None:
        return None
    if isinstance(text, tuple):
        return tuple(words_from(context, parameter, one) for one in text)
    key, sign, value = text.partition("=")
    if sign and key.isidentifier() and value[:1] in {"@", "-"}:
        return f"{key}={_words(parameter, value)}"
    return _words(parameter, text)


def _words(parameter: click.Parameter, text: str) -> str:
    if text == "-":
        typed: str = click.prompt(f"--{parameter.name}", default="", show_default=False, err=True)
        return typed.strip()
    if text.startswith("@@"):
        return text[1:]
    if not text.startswith("@"):
        return text
    path = Path(text[1:])
    with open_to_read(path) as file:
        content = file.read(_LONGEST_WORDS + 1)
    if len(content) > _LONGEST_WORDS:
        raise UnreadableFileError(path=path, why="太大，这里只要几个字的文本文件")
    try:
        return office_text(content).strip()
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(path=path, why="不是文本文件") from fault


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
    click.echo(json.dumps(data, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


def desk_at(workspace: Path | None, sealed_at: Path | None = None) -> "Desk":
    """Return the desk at `workspace`, or at the one that is meant when none is named.

    What an earlier command left undone is finished first, with the sealed folder at `sealed_at` where that is named;
    what could not be finished is told on standard error.
    """
    from toolkit.desk import open_desk, renewed

    desk = open_desk(workspace or default_workspace())
    if desk.unfinished and sealed_at is not None:
        desk = renewed(desk, sealed_at)
    warned(desk.unfinished)
    return desk


def warned(sentences: Iterable[str]) -> None:
    """Print `sentences` for people where they disturb no JSON: on standard error."""
    for sentence in sentences:
        click.echo(sentence, err=True)
