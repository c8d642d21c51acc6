"""Options that several commands take, and the checks of their values."""

import functools
import getpass
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from toolkit import workspace as workspaces
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import words_of
from toolkit.core import WrongPlaceError, WrongValueError, refuse_existing

F = TypeVar("F", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)
# Keys of click's context under which the running command and its workspace are noted for the record of a fault.
WORKSPACE = "yehua.workspace"
COMMAND = "yehua.command"
# Under this one a command notes that it has `--again`.
AGAIN = "yehua.again"
# Line and paragraph separators and control characters, by their Unicode category.
_LINE_ENDS = {"Cc", "Zl", "Zp"}


def filled(context: click.Context, parameter: click.Parameter, text: str) -> str:
    """Return the name or reason `text` stripped of blanks; raise WrongValueError when it is empty or has two lines.

    For options that say who answers for an act: their values stand in a register. `@FILE` and `-` are read as in
    `given_words`.
    """
    words = words_of(text, context).strip()
    if not words:
        raise WrongValueError(field=f"--{parameter.name}", value=text, why="不能空着，要写明；会记入登记")
    if any(unicodedata.category(sign) in _LINE_ENDS for sign in words):
        raise WrongValueError(field=f"--{parameter.name}", value=repr(words), why="只能写一行，不能有换行或控制字符")
    return words


def digest(text: str | None) -> str | None:
    """Return the hash `text`, copied from paper by hand, without blanks and in small letters."""
    return "".join(text.split()).lower() if text else None


def shared(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--workspace` and `--json`, which every command takes; the command gets them as its `console`."""

    @click.option(
        "--workspace", type=PATH, default=None, callback=_noted, is_eager=True, help="工作文件夹，默认 archive。"
    )
    @click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")
    @functools.wraps(command)
    def with_console(*arguments: Any, workspace: Path | None, as_json: bool, **options: Any) -> None:
        command(*arguments, console=Console(workspace, as_json), **options)

    return with_console


def may_repeat(command: F) -> F:
    """Add `--again`, by which an entry equal to the last one is entered once more."""
    words = "与已有的相同，或者同一种已有一条，也再记一条。"
    return click.option("--again", is_flag=True, callback=_noted_again, help=words)(command)


def _noted_again(context: click.Context, _parameter: click.Parameter, again: bool) -> bool:
    context.meta[AGAIN] = True
    return again


def replace_option(command: F) -> F:
    """Add `--replace`, by which an existing file may be overwritten."""
    return click.option("--replace", is_flag=True, help="那里已有同名文件时换掉它；不写就不覆盖。")(command)


def for_the_officer(command: F) -> F:
    """Add `--accusations`, by which accusations are listed too, and `--by`, the name noted in the access log."""
    command = click.option("--by", default="", help="谁看的：和 --accusations 一起写，会记下来。")(command)
    return click.option("--accusations", is_flag=True, help="也要检举控告，只限专人；查看会记下来。")(command)


def for_the_corrector(command: F) -> F:
    """Add `--by`, the name of the person who reads words to correct them; by default the user of this computer."""
    words = "谁看的；不写就是这台电脑的登录名。有保留的内容时会记下来。"
    return click.option("--by", default=this_user, help=words)(command)


def engine_and_model(command: F) -> F:
    """Add `--engine` and `--model`, by which another decoder than that of the settings is chosen."""
    command = click.option("--model", default=None, help="模型名称或文件夹，默认按 yehua.toml。")(command)
    return click.option(
        "--engine", type=click.Choice(["auto", "whisper", "faster-whisper", "sherpa-onnx"]), default=None
    )(command)


def this_user() -> str:
    """Return the name of the user of this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "本机用户"


def refuse_pair(out: Path, *, replace: bool) -> None:
    """Refuse to write `out` with .docx and .xlsx over existing files; raise as `refuse_existing`."""
    if not out.name:
        raise WrongPlaceError(path=out, why="没有写文件名")
    refuse_existing(out.with_suffix(".docx"), out.with_suffix(".xlsx"), replace=replace)


def _noted(context: click.Context, _parameter: click.Parameter, workspace: Path | None) -> Path | None:
    context.meta[WORKSPACE] = workspace or workspaces.default_workspace()
    context.meta[COMMAND] = context.command_path
    return workspace
