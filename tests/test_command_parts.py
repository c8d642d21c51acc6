"""What all commands share behaves the same in each."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from toolkit import command_parts


def test_every_command_takes_both_options_and_prints_for_both_readers(tmp_path: Path) -> None:
    @click.command()
    @command_parts.shared
    def told(workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
        command_parts.printed(as_json, {"where": str(workspace)}, ["一", "二"])

    plain = CliRunner().invoke(told, ["--workspace", str(tmp_path)])
    assert plain.output == "一\n二\n"
    assert json.loads(CliRunner().invoke(told, ["--workspace", "某处", "--json"]).output) == {"where": "某处"}


def test_desk_is_that_of_the_named_workspace_or_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEHUA_WORKSPACE", str(tmp_path / "默认 处"))
    for named, root in ((tmp_path / "甲", "甲"), (None, "默认 处")):
        desk = command_parts.desk_at(named)
        assert desk.workspace.root == tmp_path / root
        desk.store.close()
