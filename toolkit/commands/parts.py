"""What all commands share: their two options, how they print, and the desk they work at."""

import getpass
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.commands.given_words import words_of
from toolkit.core import WrongPlaceError, WrongValueError, refuse_existing
from toolkit.workspace import default_workspace

if TYPE_CHECKING:
    from toolkit.records import Finding
    from toolkit.workspace import Desk

F = TypeVar("F", bound=Callable[..., Any])
# Line and paragraph separators and control characters, by their Unicode category.
_LINE_ENDS = {"Cc", "Zl", "Zp"}


def filled(context: click.Context, parameter: click.Parameter, text: str) -> str:
    """Return the name or reason `text` without blanks around it; raise WrongValueError when there is none.

    For options that say who answers for an act: they stand in a register, where an empty cell answers for nothing, and
    a sign that ends a line makes two of one. `@FILE` and `-` are read as `given_words` tells.
    """
    said = words_of(text, context).strip()
    if not said:
        raise WrongValueError(field=f"--{parameter.name}", value=text, why="不能空着，要写明；会记入登记")
    if any(unicodedata.category(sign) in _LINE_ENDS for sign in said):
        raise WrongValueError(field=f"--{parameter.name}", value=repr(said), why="只能写一行，不能有换行或控制字符")
    return said


def digest(text: str | None) -> str | None:
    """Return the hash that somebody copied from paper as `text`, without blanks and in small letters."""
    return "".join(text.split()).lower() if text else None


_WORKSPACE = "yehua.workspace"
_COMMAND = "yehua.command"


def shared(command: F) -> F:
    """Give `command` the two options that every command takes."""
    command = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")(command)
    return click.option(
        "--workspace",
        type=click.Path(path_type=Path),
        default=None,
        callback=_noted,
        is_eager=True,
        help="工作文件夹，默认 archive。",
    )(command)


def may_repeat(command: F) -> F:
    """Give `command` the option by which the same as in the last line is entered once more."""
    return click.option("--again", is_flag=True, help="与上一条完全相同也再记一条。")(command)


def _noted(context: click.Context, _parameter: click.Parameter, workspace: Path | None) -> Path | None:
    """Note for the net at the face which command runs, and where a record of its fault would lie."""
    context.meta[_WORKSPACE] = workspace or default_workspace()
    context.meta[_COMMAND] = context.command_path
    return workspace


def unforeseen(context: click.Context, fault: BaseException) -> str:
    """Return the sentence for a fault that nobody foresaw; its record is kept in the workspace, if there is one."""
    from toolkit.core import fault_records

    command = str(context.meta.get(_COMMAND, context.command_path))
    root: Path | None = context.meta.get(_WORKSPACE)
    log = root / "logs" / "command.log" if root is not None and _is_folder(root) else None
    kept = log is not None and fault_records.keep(fault, log)
    return fault_records.sentence(fault, f"{command} ", log if kept else None)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def replace_option(command: F) -> F:
    """Give `command` the option by which a file that is there may be written over."""
    return click.option("--replace", is_flag=True, help="那里已有同名文件时换掉它；不写就不覆盖。")(command)


def refuse_pair(out: Path, *, replace: bool) -> None:
    """Refuse to write the Word and the Excel file of `out` where something is; raise as `files.refuse_existing`."""
    if not out.name:
        raise WrongPlaceError(path=out, why="没有写文件名")
    refuse_existing(out.with_suffix(".docx"), out.with_suffix(".xlsx"), replace=replace)


def for_the_officer(command: F) -> F:
    """Give `command` the two options by which accusations are asked for, and the name that is written down."""
    command = click.option("--by", default="", help="谁看的：和 --accusations 一起写，会记下来。")(command)
    return click.option("--accusations", is_flag=True, help="也要检举控告，只限专人；查看会记下来。")(command)


def for_the_corrector(command: F) -> F:
    """Give `command` the name of who reads words to correct them: by itself this computer's user."""
    return click.option("--by", default=this_user, help="谁看的；不写就是这台电脑的登录名。有保留的内容时会记下来。")(
        command
    )


def this_user() -> str:
    """Return the name of who is logged in at this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "本机用户"


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


def desk_at(workspace: Path | None, sealed_at: Path | None = None) -> "Desk":
    """Return the desk at `workspace`, or at the one that is meant when none is named.

    What an earlier command left undone is finished first, with the sealed folder at `sealed_at` where that is named;
    what could not be finished is told on standard error.
    """
    from toolkit.workspace import open_desk, renewed

    desk = open_desk(workspace or default_workspace())
    if desk.unfinished and sealed_at is not None:
        desk = renewed(desk, sealed_at)
    warned(desk.unfinished)
    return desk


def warned(sentences: Iterable[str]) -> None:
    """Print `sentences` for people where they disturb no JSON: on standard error."""
    for sentence in sentences:
        click.echo(sentence, err=True)


def finding_lines(findings: tuple["Finding", ...]) -> list[str]:
    """Return a line for each of `findings`: its level, its rule, what is wrong, the remedy and the article."""
    names = {"error": "必须改", "warning": "请留意"}
    return [f"{names[one.level]}（{one.rule}）{one.message}{one.remedy}{_basis(one)}" for one in findings]


def _basis(finding: "Finding") -> str:
    # Of a field that is only missing, there is no article to name.
    return f"依据：{finding.basis}" if finding.rule != "R00" or "《" in finding.basis else ""
