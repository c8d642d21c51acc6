"""The workspace and its settings."""

import os
import stat
from pathlib import Path

import pytest

from toolkit.core.errors import SettingsError
from toolkit.workspace.settings import Workspace, shipped


def test_a_new_workspace_gets_settings_that_can_be_read(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "工作 文件夹")

    assert "柳树湾" in workspace.settings.places
    assert workspace.holidays_file.exists()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_new_workspace_is_private_to_the_user(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "工作")

    assert stat.S_IMODE(workspace.root.stat().st_mode) == 0o700


def test_opening_again_keeps_what_the_centre_wrote(tmp_path: Path) -> None:
    text = Workspace.open(tmp_path).settings_file.read_text(encoding="utf-8").replace("杨家坝", "李家沟")
    (tmp_path / "yehua.toml").write_text("\ufeff" + text, encoding="utf-8")

    assert Workspace.open(tmp_path).settings.places == ("柳树湾", "石桥村", "李家沟")


def test_prompt_words_begin_with_the_villages_and_name_each_once(tmp_path: Path) -> None:
    settings = Workspace.open(tmp_path).settings

    assert settings.prompt_words[: len(settings.places)] == settings.places
    assert len(set(settings.prompt_words)) == len(settings.prompt_words)


@pytest.mark.parametrize(
    "text,words",
    [
        ("[office\n", "yehua.toml"),
        ('[office]\nname = "甲"\n', "office.government"),
        ("", "villages"),
    ],
)
def test_wrong_settings_are_refused_with_their_place(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "yehua.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError, match=words):
        _ = Workspace.open(tmp_path).settings


def test_a_database_url_of_the_settings_wins(tmp_path: Path) -> None:
    text = Workspace.open(tmp_path).settings_file.read_text(encoding="utf-8")
    (tmp_path / "yehua.toml").write_text(text + '\n[store]\nurl = "sqlite:///other.db"\n', encoding="utf-8")

    assert Workspace.open(tmp_path).database_url == "sqlite:///other.db"


@pytest.mark.parametrize("name", ["examples/yehua.toml", "schemas/transcript.schema.json"])
def test_shipped_files_are_found_from_a_checkout(name: str) -> None:
    assert shipped(name).exists()
