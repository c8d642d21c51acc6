"""Write `docs/commands.md` from the command line itself: every command, its arguments and its options.

A maintainer runs it after changing a command: `python docs/make_commands.py`. A test holds the page to the program.
"""  # noqa: INP001 - a maintainer's script, no package

import re
from collections.abc import Iterator
from pathlib import Path

import click

from toolkit.commands import main

PAGE = Path(__file__).with_name("commands.md")
HEAD = """\
# The command line

Made from the program by `python docs/make_commands.py`; do not edit by hand. The texts are those of `yehua … --help`,
in Chinese as its users read them. What each command prints with `--json` stands in [interfaces.md](interfaces.md).

`yehua` is `.venv/bin/yehua` (Windows: `.venv\\Scripts\\yehua`), also `python -m toolkit`. Every command takes these:

"""
TABLE = ("| command | does |", "|---|---|")
SHARED = frozenset({"workspace", "as_json"})  # the parameters that every command has


def page() -> str:
    """Return the whole page in Markdown: the commands of one word, then a section for each group."""
    context = click.Context(main, info_name="yehua")
    shown = [name for name in main.list_commands(context) if not main.commands[name].hidden]
    groups = [name for name in shown if isinstance(main.commands[name], click.Group)]
    shared = [f"- {described(option, context)}" for option in options(main.commands["add"], shared=True)]
    lines = [*shared, "", "## `yehua`", "", *TABLE]
    for name in shown:
        if name not in groups:
            lines += rows(main.commands[name], click.Context(main.commands[name], info_name=name, parent=context))
    for name in groups:
        below = click.Context(main.commands[name], info_name=name, parent=context)
        lines += ["", f"## `yehua {name}`", "", paragraphs(below.command), "", *TABLE, *rows(below.command, below)]
    return HEAD + "\n".join(lines) + "\n"


def rows(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the table rows of `command`, or of the commands below it."""
    if not isinstance(command, click.Group):
        usage = " ".join([context.command_path, *arguments(command, context), *usages(command, context)])
        described_options = [described(option, context) for option in options(command)]
        yield f"| {code(usage)} | {'<br>'.join([paragraphs(command), *described_options])} |"
        return
    for name in command.list_commands(context):
        below = command.commands[name]
        if not below.hidden:
            yield from rows(below, click.Context(below, info_name=name, parent=context))


def arguments(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the arguments of `command` as its usage line shows them."""
    yield from (each.make_metavar(context) for each in command.params if isinstance(each, click.Argument))


def usages(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the own options of `command` as a usage line shows them, those that may be left out in brackets."""
    for option in options(command):
        usage = written(option, context) + ("…" if option.multiple else "")
        yield usage if option.required else f"[{usage}]"


def options(command: click.Command, *, shared: bool = False) -> Iterator[click.Option]:
    """Yield the options of `command`: its own, or those that all commands share."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden and (parameter.name in SHARED) == shared:
            yield parameter


def written(option: click.Option, context: click.Context) -> str:
    """Return `option` as it is typed, with a name for its value."""
    name = max(option.opts, key=len)
    return name if option.is_flag else f"{name} {option.make_metavar(context)}"


def described(option: click.Option, context: click.Context) -> str:
    """Return `option` with its help and, where the help shows it, its default."""
    default = f"[默认 {option.get_default(context)}]" if option.show_default else ""
    return f"{code(written(option, context))} {option.help or ''}{default}".rstrip()


def paragraphs(command: click.Command) -> str:
    """Return the help of `command` in one line."""
    return " ".join(re.split(r"\s*\n\s*", (command.help or "").strip()))


def code(text: str) -> str:
    """Return `text` as code that may stand in a table."""
    return f"`{text}`".replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
