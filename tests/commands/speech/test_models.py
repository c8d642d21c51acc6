"""`yehua models`: listed with their sources, added from a stick, chosen for all or for one village, tried."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.recognition import tiny_models
from toolkit.commands.cli import main
from toolkit.transcripts import making
from toolkit.workspace import Desk


def run(desk: Desk, *words: object) -> Result:
    """Run `yehua models` with `words` in the workspace of `desk`."""
    return CliRunner().invoke(main, ["models", *map(str, words), "--workspace", str(desk.workspace.root)])


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """Give a stick with a tiny model."""
    return tiny_models.sense_voice(tmp_path / "U盘" / "川话")


def test_the_list_names_licence_hashes_and_whose_figures_they_are(desk: Desk) -> None:
    listed = {row["name"]: row for row in json.loads(run(desk, "list", "--json").stdout)["models"]}

    sichuan = listed["paraformer-sichuan-2025-10-07"]
    assert not sichuan["installed"]
    assert all(rate["source"] for rate in sichuan["error_rates"])
    assert [len(file["sha256"]) for file in sichuan["files"]] == [64, 64]
    assert listed["base"]["installed"]


def test_a_model_from_a_stick_is_chosen_for_the_village_that_speaks_so(desk: Desk, stick: Path) -> None:
    assert run(desk, "add", stick).exit_code == 0
    assert run(desk, "use", "川话", "--village", "柳树湾").exit_code == 0

    desk.workspace.reread()

    assert making.wished(desk, None, None, place="柳树湾").model == "川话"
    assert making.wished(desk, None, None, place="石桥村").model == "base"


def test_a_model_or_village_that_nobody_knows_changes_nothing(desk: Desk, stick: Path) -> None:
    run(desk, "add", stick)
    before = desk.workspace.settings_file.read_bytes()

    unknown = run(desk, "use", "没有")
    elsewhere = run(desk, "use", "川话", "--village", "没有村")

    assert (unknown.exit_code, elsewhere.exit_code) == (1, 1)
    assert "没有语音模型 没有" in unknown.stderr
    assert "没有村" in elsewhere.stderr
    assert desk.workspace.settings_file.read_bytes() == before


def test_a_model_outside_the_catalogue_cannot_be_fetched(desk: Desk) -> None:
    refused = run(desk, "get", "没有")

    assert refused.exit_code == 1
    assert "目录里没有" in refused.stderr


def test_without_a_recording_there_is_nothing_to_try(desk: Desk, stick: Path) -> None:
    run(desk, "add", stick)

    assert "还没有收录过录音" in run(desk, "try", "川话").stderr


@pytest.mark.slow
def test_two_models_are_held_side_by_side_on_the_centres_own_sound(desk: Desk, stick: Path) -> None:
    sample = Path(__file__).parents[3] / "examples" / "2026-09-night-meeting.mp3"
    words = ["add", str(sample), "--date", "2026-09-25", "--place", "柳树湾", "--workspace", str(desk.workspace.root)]
    assert CliRunner().invoke(main, words).exit_code == 0
    run(desk, "add", stick)

    tried = json.loads(run(desk, "try", "川话", "--by", "王芳", "--json").stdout)

    present, other = tried["models"]
    assert (present["model"], other["model"], other["engine"]) == ("base", "川话", "sherpa-onnx")
    assert present["minutes_an_hour"] > 0
    assert present["memory_mb"] > 0
    assert tried["differences"]
