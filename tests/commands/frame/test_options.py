"""What all commands share behaves the same in each."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from toolkit.commands.frame import options
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import PAIR
from toolkit.core.errors import MissingFileError, UnreadableFileError, WrongValueError


def test_every_command_takes_both_options_and_prints_for_both_readers(tmp_path: Path) -> None:
    @click.command()
    @options.shared
    def told(console: Console) -> None:
        console.print({"where": console.workspace}, ["一", "二"])

    plain = CliRunner().invoke(told, ["--workspace", str(tmp_path)])
    assert plain.output == "一\n二\n"
    assert json.loads(CliRunner().invoke(told, ["--workspace", "某处", "--json"]).output) == {"where": "某处"}


def test_desk_is_that_of_the_named_workspace_or_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEHUA_WORKSPACE", str(tmp_path / "默认 处"))
    for named, root in ((tmp_path / "甲", "甲"), (None, "默认 处")):
        desk = Console(named).desk()
        assert desk.workspace.root == tmp_path / root
        desk.store.close()


@pytest.mark.parametrize(
    "given, meant",
    [
        ("王芳", "王芳"),
        ("@名字.txt", "钱永富"),
        ("against=@名字.txt", "against=钱永富"),
        ("@@微信号", "@微信号"),
        ("-", "赵敏"),
        ("against=-", "against=赵敏"),
        ("a@b", "a@b"),
        ("2026-09-01", "2026-09-01"),
    ],
)
def test_words_may_stand_in_a_file_or_be_typed_so_that_no_list_of_processes_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, meant: str
) -> None:
    @click.command()
    @click.option("--set", "words", multiple=True, type=PAIR)
    def told(words: tuple[str, ...]) -> None:
        click.echo("|".join(words))

    monkeypatch.chdir(tmp_path)
    Path("名字.txt").write_bytes("钱永富\r\n".encode("gb18030"))
    assert CliRunner().invoke(told, ["--set", given], input="赵敏\n").stdout.strip() == meant


def test_a_file_of_words_that_is_not_there_or_no_text_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "声音").write_bytes(b"\xff" * 9)
    parameter = click.Option(["--by"])
    with pytest.raises(MissingFileError):
        options.filled(click.Context(click.Command("x")), parameter, f"@{tmp_path / '没有'}")
    with pytest.raises(UnreadableFileError, match="的文字"):
        options.filled(click.Context(click.Command("x")), parameter, f"@{tmp_path / '声音'}")


@pytest.mark.parametrize("name", ["李\u2028强", "李\n强", "李\x00强"])
def test_a_name_of_two_lines_is_refused(name: str) -> None:
    with pytest.raises(WrongValueError, match="只能写一行"):
        options.filled(click.Context(click.Command("x")), click.Option(["--by"]), name)
