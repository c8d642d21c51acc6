"""Words that a command is given: typed, from a file (`@FILE`), or from standard input (`-`).

What a villager said, a name, a telephone number or who is accused would otherwise stand in the list of processes,
which every user of the machine can read, and in the history of the shell.
"""

import sys
from pathlib import Path
from typing import Any, BinaryIO

import click

from toolkit.core import UnreadableFileError, WrongValueError, office_text, open_to_read, shown

_LARGEST = 1_000_000  # bytes; what a person types or hands over is far shorter
_STDIN = "yehua.standard_input"
HELP = "也可写 @文件 或 -（从标准输入读），这样不会留在命令记录里。"


class GivenWords(click.ParamType[str]):
    """Text that may be written as `@FILE` or `-`; `@@` at the beginning stands for one @."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the words that `value` stands for; raise MissingFileError, UnreadableFileError or WrongValueError."""
        del param
        return words_of(str(value), ctx)


class GivenPair(GivenWords):
    """A `KEY=VALUE` whose value, or which as a whole, may be written as `@FILE` or `-`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return `KEY=VALUE` with the words that are meant; raise as GivenWords does."""
        key, mark, words = str(value).partition("=")
        if not mark or key.startswith("@"):
            return super().convert(value, param, ctx)
        return f"{key}={words_of(words, ctx)}"


WORDS = GivenWords()
PAIR = GivenPair()


def words_of(text: str, context: click.Context | None) -> str:
    """Return the words that `text` stands for, without the line ends after them; standard input is read once.

    Raise MissingFileError, UnreadableFileError or WrongValueError.
    """
    if text == "-":
        return _from_standard_input(context)
    if text.startswith("@@"):
        return text[1:]
    if text.startswith("@") and len(text) > 1:
        path = Path(text[1:])
        with open_to_read(path) as file:
            return _read(file, path)
    return text


def _from_standard_input(context: click.Context | None) -> str:
    if context is not None:
        if _STDIN in context.meta:
            raise WrongValueError(field="内容", value="-", why="标准输入只能读一次，其他几项请写成 @文件")
        context.meta[_STDIN] = True
    return _read(sys.stdin.buffer, Path("-"))


def _read(file: BinaryIO, path: Path) -> str:
    content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise UnreadableFileError(path=shown(path), why="超过 1 MB，不像是要填的内容")
    try:
        text = office_text(content)
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(path=shown(path), why="不是 UTF-8 或 GB 18030 的文字") from fault
    return text.rstrip("\r\n")
