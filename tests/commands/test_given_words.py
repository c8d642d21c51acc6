"""Words of a command may come from a file or from standard input, so that no list of processes holds them."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from toolkit.commands.cli import main
from toolkit.commands.given_words import PAIR, WORDS, words_of
from toolkit.core.errors import MissingFileError, UnreadableFileError, WrongValueError, YehuaError
from toolkit.core.files import write_whole


@click.command()
@click.argument("words", nargs=-1, type=WORDS)
@click.option("--set", "pairs", multiple=True, type=PAIR)
@click.option("--reason", default="", type=WORDS)
def told(words: tuple[str, ...], pairs: tuple[str, ...], reason: str) -> None:
    """Print what was given."""
    click.echo(repr((words, pairs, reason)))


def _told(*given_: str, stdin: str | bytes | None = None) -> object:
    result = CliRunner().invoke(told, given_, input=stdin, catch_exceptions=False)
    return result.output.strip()


@given(st.text().filter(lambda text: text != "-" and not text.startswith("@")))
def test_typed_words_are_taken_as_they_are(text: str) -> None:
    assert words_of(text, None) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_words_of_a_file_are_read_in_the_encodings_of_an_office(tmp_path: Path, encoding: str) -> None:
    path = write_whole(tmp_path / "名字 一.txt", "钱永富，你好\r\n".encode(encoding))
    assert words_of(f"@{path}", None) == "钱永富，你好"


def test_arguments_options_and_pairs_take_files_and_standard_input(tmp_path: Path) -> None:
    name = write_whole(tmp_path / "a.txt", "钱永富\n")
    pair = write_whole(tmp_path / "b.txt", "person=何春梅\n")
    assert _told(f"@{name}", "路灯", "--reason", "-", stdin="说过\n") == repr((("钱永富", "路灯"), (), "说过"))
    assert _told("--set", f"against=@{name}", "--set", f"@{pair}", "--set", "site=-", stdin="三组") == repr(
        ((), ("against=钱永富", "person=何春梅", "site=三组"), "")
    )


def test_two_at_signs_stand_for_one() -> None:
    assert words_of("@@abc", None) == "@abc"
    assert words_of("@", None) == "@"


def test_standard_input_is_read_once() -> None:
    with pytest.raises(WrongValueError, match="只能读一次"):
        _told("-", "--reason", "-", stdin="甲")


def test_a_file_that_gives_no_words_is_refused(tmp_path: Path) -> None:
    kinds: dict[str, type[YehuaError]] = {
        "没有": MissingFileError,
        "大": UnreadableFileError,
        "乱": UnreadableFileError,
    }
    write_whole(tmp_path / "大", b"x" * 1_000_001)
    write_whole(tmp_path / "乱", b"\xff\xff\xff")
    for name, kind in kinds.items():
        with pytest.raises(kind):
            words_of(f"@{tmp_path / name}", None)


@pytest.mark.skipif(os.name != "posix", reason="pipes with names are POSIX's")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    with pytest.raises(UnreadableFileError, match="普通文件"):
        words_of(f"@{tmp_path / '管道'}", None)


def test_commands_take_the_words_of_villagers_from_files(kept, tmp_path: Path) -> None:  # noqa: ANN001
    words = write_whole(tmp_path / "话.txt", "路灯\n")
    person = write_whole(tmp_path / "谁.txt", "田小禾\n")
    at = ["--workspace", str(kept.desk.workspace.root)]
    found = CliRunner().invoke(main, ["search", f"@{words}", *at], catch_exceptions=False)
    assert "路灯坏了三个月" in found.output
    told = CliRunner().invoke(
        main,
        ["notice", "given", kept.code, "--person", "-", "--second", "1", "--by", "甲", *at],
        input=person.read_bytes(),
    )
    assert (told.exit_code, "田小禾" in told.output) == (0, True), told.output
