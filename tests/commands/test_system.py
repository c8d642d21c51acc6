"""The jobs of a workspace are listed."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from toolkit.commands.cli import main


def run(*words: object) -> Result:
    """Return what `yehua` answers to `words`."""
    return CliRunner().invoke(main, [str(word) for word in words])


def test_a_workspace_without_jobs_lists_none(tmp_path: Path) -> None:
    assert json.loads(run("jobs", "--workspace", tmp_path / "w", "--json").stdout) == {"jobs": []}
