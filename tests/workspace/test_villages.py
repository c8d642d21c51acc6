"""A new place is added to the settings, and nothing else in the file changes."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as how_often
from hypothesis import strategies as st

from toolkit.core.errors import SettingsError, WrongValueError
from toolkit.workspace import villages
from toolkit.workspace.settings import Workspace
from toolkit.workspace.villages import NotAddedError


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "工作 文件夹")


def test_a_new_place_is_known_at_once_and_everything_else_in_the_file_stays(workspace: Workspace) -> None:
    before = workspace.settings_file.read_text(encoding="utf-8").splitlines()

    assert villages.add(workspace, " 石桥坝 ") == "石桥坝"

    after = workspace.settings_file.read_text(encoding="utf-8").splitlines()
    assert workspace.settings.places == ("柳树湾", "石桥村", "杨家坝", "石桥坝")
    assert [line for line in after if line not in {"[[villages]]", 'name = "石桥坝"', ""}] == [
        line for line in before if line not in {"[[villages]]", ""}
    ]
    assert Workspace.open(workspace.root).settings == workspace.settings


@pytest.mark.parametrize("name", ["", "  ", "柳树湾", "石桥坝\n[office]", '石"桥', "石/桥", "长" * 31, "石\u202e桥"])
def test_what_is_no_new_name_is_refused_and_nothing_is_written(workspace: Workspace, name: str) -> None:
    before = workspace.settings_file.read_bytes()

    with pytest.raises(WrongValueError, match="新地点"):
        villages.add(workspace, name)

    assert workspace.settings_file.read_bytes() == before


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_of_an_editor_stay(workspace: Workspace, ending: str, mark: str) -> None:
    text = mark + workspace.settings_file.read_text(encoding="utf-8").replace("\n", ending)
    workspace.settings_file.write_bytes(text.encode())

    villages.add(workspace, "石桥坝")

    written = workspace.settings_file.read_bytes().decode()
    assert written.startswith(mark + "#")
    assert written.replace("\r\n", "").count("\n") == (0 if ending == "\r\n" else written.count("\n"))


def test_villages_at_the_very_end_without_a_line_end_are_added_to(workspace: Workspace) -> None:
    text = workspace.settings_file.read_text(encoding="utf-8")
    rest, _, tail = text.partition("# 开夜话的村")
    settings = f'{rest}{tail[tail.index("[words]") :]}\n[[villages]]\nname = "柳树湾" # 六个组'
    workspace.settings_file.write_text(settings, encoding="utf-8")

    villages.add(workspace, "石桥坝")

    assert workspace.settings.places == ("柳树湾", "石桥坝")
    assert "# 六个组\n" in workspace.settings_file.read_text(encoding="utf-8")


def test_villages_written_in_another_way_are_left_and_what_to_do_is_told(workspace: Workspace) -> None:
    text = workspace.settings_file.read_text(encoding="utf-8")
    rest, _, tail = text.partition("# 开夜话的村")
    settings = f'villages = [{{ name = "柳树湾" }}]\n{rest}{tail[tail.index("[words]") :]}'
    workspace.settings_file.write_text(settings, encoding="utf-8")
    before = workspace.settings_file.read_bytes()

    with pytest.raises(NotAddedError, match="一个字也没有动"):
        villages.add(workspace, "石桥坝")

    assert workspace.settings_file.read_bytes() == before


def test_settings_that_are_broken_are_told_and_left(workspace: Workspace) -> None:
    workspace.settings_file.write_text("[office\n", encoding="utf-8")

    with pytest.raises(SettingsError):
        villages.add(workspace, "石桥坝")

    assert workspace.settings_file.read_text(encoding="utf-8") == "[office\n"


LINES = [
    "[[villages]]",
    'name = "甲"',
    "groups = 3",
    "# 说明",
    "",
    "[words]",
    'local = [\n"乙",\n]',
    "[papers]",
    "x = 1",
]


@given(st.lists(st.sampled_from(LINES), max_size=12))
@how_often(max_examples=60, deadline=None)
def test_whatever_the_file_holds_it_is_extended_rightly_or_the_change_is_seen_to_be_wrong(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        old = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    extended = villages._with_village(text, "石桥坝")

    if villages._differs_by("石桥坝", text, extended):
        new = tomllib.loads(extended)
        assert new.pop("villages")[-1] == {"name": "石桥坝"}
        old.pop("villages", None)
        assert new == old
