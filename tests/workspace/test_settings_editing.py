"""Settings written in the browser: what was written is read back, everything else in the file stays."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.errors import SettingsError
from toolkit.workspace import settings_editing
from toolkit.workspace.settings import Workspace
from toolkit.workspace.settings_editing import SettingsRefusedError

OWN = {"office.name": "白沙镇综治中心", "archive.fonds": "0311", "papers.opinion_prefix": "白沙律意"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path / "工作 文件夹")


def content(workspace: Workspace) -> dict[str, object]:
    return tomllib.loads(workspace.settings_file.read_text(encoding="utf-8-sig"))


def test_what_is_written_is_read_back_and_nothing_else_changes(workspace: Workspace) -> None:
    before = content(workspace)

    known = settings_editing.write(workspace, OWN, ("柳树湾", "白沙村"))

    after = content(workspace)
    assert {key: settings_editing.values(known)[key] for key in OWN} == OWN
    assert known.places == ("柳树湾", "白沙村")
    assert known.villages[0].groups == 6
    before["office"]["name"] = "白沙镇综治中心"  # type: ignore[index]
    before["archive"]["fonds"] = "0311"  # type: ignore[index]
    before["papers"]["opinion_prefix"] = "白沙律意"  # type: ignore[index]
    before["villages"] = [{"name": "柳树湾", "groups": 6}, {"name": "白沙村"}]
    assert after == before


def test_the_explanations_in_the_file_stay(workspace: Workspace) -> None:
    before = workspace.settings_file.read_text(encoding="utf-8")

    settings_editing.write(workspace, OWN, workspace.settings.places)

    after = workspace.settings_file.read_text(encoding="utf-8")
    assert [line.partition("#")[2] for line in after.splitlines()] == [
        line.partition("#")[2] for line in before.splitlines()
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_of_an_editor_stay(workspace: Workspace, ending: str, mark: str) -> None:
    text = mark + workspace.settings_file.read_text(encoding="utf-8").replace("\n", ending)
    workspace.settings_file.write_bytes(text.encode())

    settings_editing.write(workspace, OWN, ("白沙村",))

    written = workspace.settings_file.read_bytes().decode()
    assert written.startswith(mark + "#")
    assert written.count("\n") == written.count(ending)


def test_every_fault_is_told_at_once_and_the_file_stays(workspace: Workspace) -> None:
    before = workspace.settings_file.read_bytes()
    wrong = {
        "office.name": " ",
        "archive.fonds": "全宗一号",
        "office.short": "长" * 61,
        "store.url": "sqlite:////etc/x",
    }

    with pytest.raises(SettingsRefusedError) as refused:
        settings_editing.write(workspace, wrong, ("白沙村", "白沙村", "a\nb"))

    for part in ("本单位名称", "全宗号", "文号里的简称", "store.url", "写了 2 次", "a\nb"):
        assert part in str(refused.value)
    assert workspace.settings_file.read_bytes() == before


def test_a_broken_file_is_told_and_left(workspace: Workspace) -> None:
    workspace.settings_file.write_text("[office\n", encoding="utf-8")

    with pytest.raises(SettingsError):
        settings_editing.write(workspace, OWN, ("白沙村",))

    assert workspace.settings_file.read_text(encoding="utf-8") == "[office\n"


@given(text=st.text(min_size=1, max_size=70), place=st.text(max_size=12))
def test_whatever_is_typed_is_refused_or_read_back(
    tmp_path_factory: pytest.TempPathFactory, text: str, place: str
) -> None:
    workspace = Workspace.open(tmp_path_factory.mktemp("w"))
    before = workspace.settings_file.read_bytes()
    try:
        known = settings_editing.write(workspace, {"office.name": text}, (place,))
    except SettingsRefusedError:
        assert workspace.settings_file.read_bytes() == before
    else:
        assert known == Workspace(workspace.root).settings
        assert known.office.name.strip() == known.office.name != ""


def test_a_file_saved_in_the_encoding_of_an_old_windows_is_told_and_left(workspace: Workspace) -> None:
    before = workspace.settings_file.read_text(encoding="utf-8").encode("gb18030")
    workspace.settings_file.write_bytes(before)

    with pytest.raises(SettingsError):
        settings_editing.write(workspace, OWN, ("白沙村",))

    assert workspace.settings_file.read_bytes() == before
