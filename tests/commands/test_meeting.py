"""The commands of a meeting print one document, and ask for a reason and a name."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from toolkit.commands.cli import main


@pytest.fixture
def run(kept: Any) -> Any:
    def told(*words: str) -> Result:
        return CliRunner().invoke(main, ["meeting", *words, "--workspace", str(kept.desk.workspace.root)])

    return told


def test_a_correction_is_printed_with_what_stays_and_listed(run: Any, kept: Any) -> None:
    done = run("correct", kept.code, "--date", "2026-10-24", "--reason", "写错了月份", "--by", "李静", "--json")

    data = json.loads(done.stdout)
    assert (data["held_on"], data["place"], data["lunar"]) == ("2026-10-24", "柳树湾", "农历九月十五")
    assert [each["by"] for each in data["corrections"]] == ["李静"]
    assert data["corrections"][0]["before"] == {"held_on": "2026-09-25", "place": "柳树湾"}
    assert json.loads(run("list", "--json").stdout)["meetings"][0]["held_on"] == "2026-10-24"
    shown = run("show", data["meeting"]).stdout
    assert "柳树湾 2026-09-25 改为 柳树湾 2026-10-24。理由：写错了月份" in shown


def test_without_reason_or_name_nothing_is_corrected(run: Any, kept: Any) -> None:
    assert run("correct", kept.code, "--date", "2026-10-24", "--by", "李静").exit_code == 2
    refused = run("correct", kept.code, "--date", "2026-10-24", "--by", "李静", "--reason", " ")

    assert refused.exit_code == 1
    assert json.loads(run("show", kept.code, "--json").stdout)["corrections"] == []
