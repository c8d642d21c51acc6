"""The commands for backups say what is missing; what they do is shown with the room itself."""

from click.testing import CliRunner

from toolkit.commands.cli import main
from toolkit.workspace.desk import Desk


def test_no_backup_yet_is_said(desk: Desk) -> None:
    told = CliRunner().invoke(main, ["backup", "list", "--workspace", str(desk.workspace.root)])
    assert (told.exit_code, "还没有备份过" in told.output) == (0, True)


def test_a_backup_wants_a_name_and_a_place(desk: Desk) -> None:
    assert CliRunner().invoke(main, ["backup", "make", "--workspace", str(desk.workspace.root)]).exit_code == 2
