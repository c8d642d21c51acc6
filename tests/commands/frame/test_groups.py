"""The group of all commands lists them on one screen without importing one, and finds each when it is called."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from toolkit.commands.cli import WORDS, main
from toolkit.commands.frame.groups import Place

TOP = Path(__file__).parents[3]
PLACES = {word: place for words in WORDS.values() for word, place in words.items()}


def test_the_help_fits_one_screen_and_shows_every_word_that_is_not_hidden() -> None:
    lines = CliRunner().invoke(main, ["--help"], prog_name="yehua").output.splitlines()
    widths = [sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line) for line in lines]
    shown = {word for line in lines for word in line.split()}

    assert len(lines) <= 24
    assert max(widths) <= 80
    assert shown & PLACES.keys() == {word for word, command in main.commands.items() if not command.hidden}


@pytest.mark.parametrize("word", PLACES)
def test_each_word_names_a_command_of_that_name(word: str) -> None:
    command = main.commands[word]

    assert command.name == word
    assert command.hidden == (not PLACES[word].name)


def test_the_help_imports_no_command_and_no_store() -> None:
    code = (
        "import sys; from toolkit.commands import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print([name for name in sys.modules if name.startswith('toolkit.')])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=TOP)
    imported = ended.stdout.splitlines()[-1]

    assert "toolkit.commands.cli" in imported
    assert not any(name in imported for name in ("commands.recordings", "commands.case'", "toolkit.store", "desk'"))


def test_a_command_added_by_hand_is_listed_beside_those_of_the_table() -> None:
    @click.command()
    def told() -> None:
        click.echo("好")

    main.add_command(told)
    try:
        assert "told" in main.list_commands(click.Context(main))
        assert CliRunner().invoke(main, ["told"]).output == "好\n"
    finally:
        del main.commands["told"]


def test_a_place_that_names_nothing_is_an_error_at_once() -> None:
    with pytest.raises(AttributeError):
        Place("system:nothing", "").load()
