"""A package is verified by its root, and every changed file is named."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.commands.cli import main


def run(*words: object) -> Result:
    """Return what `yehua` answers to `words`."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.slow
def test_verifying_tells_a_changed_file_and_ends_with_one(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    code, root = sample_run.told.recordings[0], sample_run.told.workspace
    packed = json.loads(run("pack", code, "--out", tmp_path, "--workspace", root, "--json").stdout)
    page = next(Path(packed["package"]).rglob("index.html"))
    page.chmod(0o600)
    page.write_text("改了", encoding="utf-8")

    told = run("verify", packed["package"], "--against", packed["root"], "--json")

    assert told.exit_code == 1
    assert any("index.html" in fault["path"] for fault in json.loads(told.stdout)["faults"])
