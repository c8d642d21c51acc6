"""The group of all commands: imports a command when it is called, lists them by who uses them, ends without traceback.

The library calls this lazily loaded subcommands; the table of words stands in `cli`.
"""

import importlib
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from toolkit.chinese import display_width
from toolkit.commands.frame import usage_faults
from toolkit.commands.frame.console import let_all_signs_through
from toolkit.commands.frame.options import AGAIN, COMMAND, WORKSPACE
from toolkit.core import RepeatedError, YehuaError, fault_records

_WIDTH = 80
_CELL = 18  # four and the heading fit into the width; a longer word takes two


@dataclass(frozen=True)
class Place:
    """The place of a command as `module:attribute` below `toolkit.commands`; its name in the help, none if hidden."""

    path: str
    name: str

    def load(self) -> click.Command:
        """Import and return the command, its help framed in Chinese."""
        module, _, attribute = self.path.partition(":")
        command: click.Command = getattr(importlib.import_module(f"toolkit.commands.{module}"), attribute)
        usage_faults.in_chinese(command)
        return command


class _Commands(MutableMapping[str, click.Command]):
    """Commands by their words, each imported when it is asked for."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, word: str) -> click.Command:
        if word not in self._loaded:
            self._loaded[word] = self._places[word].load()
        return self._loaded[word]

    def __setitem__(self, word: str, command: click.Command) -> None:
        self._loaded[word] = command

    def __delitem__(self, word: str) -> None:
        del self._loaded[word]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._places, **self._loaded})

    def __len__(self) -> int:
        return len({**self._places, **self._loaded})


class WordsGroup(click.Group):
    """The commands of the table `words`, whose faults are one sentence on standard error.

    The exit code is 1, or 2 for wrong use of the command line.
    """

    def __init__(self, *, words: Mapping[str, Mapping[str, Place]], **attributes: Any) -> None:
        super().__init__(**attributes)
        self._words = words
        self.commands = _Commands({word: place for group in words.values() for word, place in group.items()})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the words of each group in columns, without importing their commands."""
        for heading, words in self._words.items():
            row = f"{heading}  "
            for cell in (_padded(f"{word} {place.name}") for word, place in words.items() if place.name):
                if display_width(row) + display_width(cell) > _WIDTH:
                    formatter.write(f"{row.rstrip()}\n")
                    row = " " * (display_width(heading) + 2)
                row += cell
            formatter.write(f"{row.rstrip()}\n")
        formatter.write(f"一个命令怎么用：{ctx.command_path} 命令 --help\n")

    def make_context(self, *args: Any, **attributes: Any) -> click.Context:
        """Return the context; help and faults of use are printed from here, before any command is invoked."""
        let_all_signs_through()
        with usage_faults.in_sentences():
            return super().make_context(*args, **attributes)

    def invoke(self, ctx: click.Context) -> Any:
        """Invoke the command; end with a sentence and an exit code whatever is raised."""
        try:
            with usage_faults.in_sentences():
                return super().invoke(ctx)
        except YehuaError as fault:
            click.echo(f"出错：{_sentence(ctx, fault)}", err=True)
            ctx.exit(1)
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo("已停下，没有做完；已经存下的内容都在。", err=True)
            ctx.exit(1)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as fault:  # noqa: BLE001 - the one net at the face: nobody ever sees a traceback
            click.echo(f"出错：{_unforeseen(ctx, fault)}", err=True)
            ctx.exit(1)


def _sentence(context: click.Context, fault: YehuaError) -> str:
    """Return the sentence of `fault`, without the option by which one repeats where the command has none."""
    text = str(fault)
    return text.replace(RepeatedError.again, "") if AGAIN not in context.meta else text


def _padded(text: str) -> str:
    # One blank at least parts it from the next.
    return text + " " * (-(display_width(text) + 1) % _CELL + 1)


def _unforeseen(context: click.Context, fault: BaseException) -> str:
    """Return the sentence for a fault that nobody foresaw; its record is kept in the workspace, if there is one."""
    command = str(context.meta.get(COMMAND, context.command_path))
    root: Path | None = context.meta.get(WORKSPACE)
    log = root / "logs" / "command.log" if root is not None and _is_folder(root) else None
    kept = log is not None and fault_records.keep(fault, log)
    return fault_records.sentence(fault, f"{command} ", log if kept else None)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
