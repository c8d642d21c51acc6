"""The commands for old discs tell what is missing; what they do is shown with the room itself."""

from pathlib import Path

from click.testing import CliRunner

from toolkit.commands.cli import main
from toolkit.workspace.desk import Desk


def test_a_folder_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    words = ["bulk", "list", str(tmp_path / "没有"), "--out", str(tmp_path / "x.xlsx")]
    told = CliRunner().invoke(main, [*words, "--workspace", str(desk.workspace.root)])
    assert (told.exit_code, "找不到文件" in told.stderr) == (1, True)
    assert not (tmp_path / "x.xlsx").exists()
