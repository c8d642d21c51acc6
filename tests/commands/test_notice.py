"""The commands for notice and consent enter what a person says and list what is missing."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from toolkit.commands.cli import main
from toolkit.workspace.desk import Desk


def run(desk: Desk, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])


def test_notice_objection_and_child_are_entered_and_listed(kept) -> None:  # noqa: ANN001
    by = ("--by", "李强")
    assert run(kept.desk, "notice", "given", kept.code, "--person", "王芳", "--second", 1.5, *by).exit_code == 0
    objects = ("--person", "说话人2", "--from", 3, "--to", 6, "--wish", "不公开")
    assert run(kept.desk, "notice", "objection", kept.code, *objects, *by).exit_code == 0
    child = run(kept.desk, "notice", "minor", kept.code, "--person", "说话人3", "--from", 6, "--to", 9, *by, "--json")
    assert json.loads(child.stdout)["guardian"] is None
    told = run(kept.desk, "notice", "list", kept.code)
    assert all(
        part in told.output for part in ("录音里说明，王芳", "有人反对：说话人2", "要求不公开", "有未成年人：说话人3")
    )
    data = json.loads(run(kept.desk, "notice", "list", "--json").stdout)["recordings"]
    assert [(one["told"] is None, len(one["entries"])) for one in data] == [(False, 3), (True, 0)]


def test_what_is_missing_is_said(kept) -> None:  # noqa: ANN001
    told = run(kept.desk, "notice", "given", kept.code, "--person", "王芳", "--by", "李强")
    assert (told.exit_code, "第几秒" in told.stderr) == (1, True)


def test_the_sheet_is_written(kept, tmp_path: Path) -> None:  # noqa: ANN001
    told = run(kept.desk, "notice", "sheet", "--out", tmp_path / "告知 书.docx", "--json")
    assert Path(json.loads(told.stdout)["file"]).is_file()
