"""A desk finds the files a user means."""

from pathlib import Path

from toolkit.workspace.desk import Desk


def test_a_file_is_found_in_the_workspace_by_its_short_name(desk: Desk) -> None:
    (desk.workspace.root / "事实.json").write_text("{}", encoding="utf-8")

    assert desk.file("事实.json") == desk.workspace.root / "事实.json"


def test_a_shipped_example_is_found_from_any_folder(desk: Desk) -> None:
    assert desk.file("examples/story.json").is_file()


def test_a_file_that_is_nowhere_keeps_the_name_the_user_gave(desk: Desk) -> None:
    assert desk.file("没有.json") == Path("没有.json")
