"""Whatever is wrong about a command line is told in Chinese, with what to do, and ends with 2."""

import re
from collections.abc import Iterator, Sequence

import click
import pytest
from click.testing import CliRunner, Result

from toolkit.commands.cli import main

# Two words of Latin letters beside each other, none of them an option, a name or a command's own.
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def run(*words: str) -> Result:
    """Return what `yehua` answers to `words`."""
    return CliRunner().invoke(main, words, prog_name="yehua")


def below(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from below(one, *path, name)


@pytest.mark.parametrize(
    "words, told",
    [
        (("jbos",), "没有 jbos 这个命令。您要的是不是 jobs？"),
        (("搬家",), "没有 搬家 这个命令。"),
        (("case", "opne"), "您要的是不是 open？"),
        (("--verbose",), "没有 --verbose 这个选项。"),
        (("demo", "--jsno"), "没有 --jsno 这个选项。您要的是不是 --json？"),
        (("demo", "-q"), "没有 -q 这个选项。"),
        (("add",), "少写了参数 SOUNDS..."),
        (("add", "夜话.m4a", "--place", "柳树湾"), "少写了选项 --date"),
        (("add", "夜话.m4a", "--date"), "选项 --date 后面没有写内容，请补上。"),
        (("demo", "--json=是"), "选项 --json 后面不用写内容"),
        (("demo", "多余", "的话"), "写了多余的内容。"),
        (("transcribe", "夜话.m4a", "--engine", "快的"), "只能写 auto、whisper、faster-whisper、sherpa-onnx 中的一个"),
        (("search", "路灯", "--limit", "0"), "不小于 1"),
        (("search", "路灯", "--limit", "几处"), "选项 --limit 的写法不对"),
        (("confirm", "0194", "第一件"), "请写一个整数"),
        (("notice", "given", "0194", "--second", "一会儿"), "请写一个数，如 12.5"),
    ],
)
def test_each_kind_of_wrong_use_is_a_chinese_sentence_with_what_to_do(words: Sequence[str], told: str) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("出错：")
    assert told in result.stderr
    assert "--help" in result.stderr
    sentence = result.stderr.splitlines()[0]
    assert not ENGLISH.search(sentence)
    assert sentence.endswith(("。", "？"))


@pytest.mark.parametrize("path", [path for path, _ in below(main)], ids=" ".join)
def test_the_frame_of_every_help_is_chinese(path: tuple[str, ...]) -> None:
    result = run(*path, "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith("用法：yehua")
    for word in ("Usage", "Options", "Commands", "OPTIONS", "COMMAND", "Show"):
        assert word not in result.stdout


def test_a_group_alone_shows_its_help_and_ends_with_2() -> None:
    result = run("archive")

    assert result.exit_code == 2
    assert "用法：yehua archive" in result.output
    assert "出错" not in result.output
