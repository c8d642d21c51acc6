"""Faults in the use of the command line as Chinese sentences with exit code 2, and the Chinese frame of the help.

click's own translations (gettext) are not used: their texts have no place for what to do instead, name the type of a
number in English, and are chosen by the language of the environment, which would also reach programs started from here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_HELP = "显示这份说明。"


class _Formatter(click.HelpFormatter):
    """Help whose frame is Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")


class _Context(click.Context):
    formatter_class = _Formatter

    @contextmanager
    def scope(self, cleanup: bool = True) -> Iterator[click.Context]:  # noqa: FBT002 - the library's own
        """Note in an error of use at which command it happened, which the library does not always do."""
        with super().scope(cleanup):
            try:
                yield self
            except click.UsageError as fault:
                fault.ctx = fault.ctx or self
                raise


class ChineseUsageError(click.UsageError):
    """Wrong use of the command line, shown as a sentence on standard error."""

    def show(self, file: Any = None) -> None:
        """Print the sentence, the usage and how to get the help."""
        click.echo(f"出错：{self.message}", file=file, err=True)
        if self.ctx is not None:
            click.echo(f"{self.ctx.get_usage()}\n要看说明，请运行：{self.ctx.command_path} --help", file=file, err=True)


@contextmanager
def in_sentences() -> Iterator[None]:
    """Turn the library's errors of use into sentences."""
    try:
        yield
    except (click.exceptions.NoArgsIsHelpError, ChineseUsageError):
        raise
    except click.UsageError as fault:
        raise ChineseUsageError(sentence(fault), fault.ctx) from fault


def sentence(fault: click.UsageError) -> str:
    """Return in Chinese what is wrong and what to do, by class and attributes of the error, not its text."""
    match fault:
        case click.NoSuchOption(option_name=name, possibilities=near):
            text = f"没有 {name} 这个选项。{_rather(near)}"
        case click.exceptions.NoSuchCommand(command_name=name, possibilities=near):
            text = f"没有 {name} 这个命令。{_rather(near)}"
        case click.MissingParameter():
            text = f"少写了{_name(fault)}，这一项必须写，请补上。"
        case click.BadOptionUsage():
            text = _half_written(fault)
        case click.BadParameter():
            text = f"{_name(fault)} 的写法不对：{_wanted(fault)}。"
        case _ if fault.ctx is not None and isinstance(fault.ctx.command, click.Group):
            text = "没有写要做什么，请在后面写上一个命令。"
        case _:
            text = "写了多余的内容。请对照用法去掉；名称里有空格的，请用引号括起来。"
    return text


def _rather(near: Sequence[str] | None) -> str:
    return f"您要的是不是 {'、'.join(near)}？" if near else "请对照说明检查写法。"


def _name(fault: click.BadParameter) -> str:
    parameter = fault.param
    if parameter is None or fault.ctx is None:
        return "有一项"
    if isinstance(parameter, click.Option):
        return f"选项 {max(parameter.opts, key=len)}"
    return f"参数 {parameter.make_metavar(fault.ctx)}"


def _half_written(fault: click.BadOptionUsage) -> str:
    options = fault.ctx.command.params if fault.ctx else []
    option = next((each for each in options if fault.option_name in (*each.opts, *each.secondary_opts)), None)
    if isinstance(option, click.Option) and not option.is_flag:
        return f"选项 {fault.option_name} 后面没有写内容，请补上。"
    return f"选项 {fault.option_name} 后面不用写内容，请去掉等号和它后面的部分。"


def _wanted(fault: click.BadParameter) -> str:
    match fault.param.type if fault.param else None:
        case click.Choice(choices=choices):
            return f"只能写 {'、'.join(str(choice) for choice in choices)} 中的一个"
        case click.IntRange(min=low, max=high) | click.FloatRange(min=low, max=high):
            ends = [f"不小于 {low}" if low is not None else "", f"不大于 {high}" if high is not None else ""]
            return f"请写一个数，{'，'.join(end for end in ends if end)}"
        case click.types.IntParamType():
            return "请写一个整数，如 3"
        case click.types.FloatParamType():
            return "请写一个数，如 12.5"
        case click.Path() | click.File():
            return "请写一个能打开的文件或文件夹，有空格的用引号括起来"
        case _:
            return "请对照说明改正"


def in_chinese(command: click.Command) -> None:
    """Frame the help of `command` and of all commands below it in Chinese."""
    frame_help(command)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            in_chinese(below)


def frame_help(command: click.Command) -> None:
    """Frame the help of `command` alone in Chinese."""
    command.context_class = _Context
    command.options_metavar = "[选项]"
    with _Context(command, info_name=command.name, help_option_names=["-h", "--help"]) as context:
        help_option = command.get_help_option(context)
    if help_option is not None:
        help_option.help = _HELP
    for option in command.params:
        if isinstance(option, click.Option) and option.name == "version":
            option.help = "显示版本。"
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]…"
