"""The rules are listed and printed beside the law; a law text is taken in and its changes are told."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.commands.cli import main

MADE_UP = "青石省夜话条例\n（2020年3月1日通过）\n" + "".join(f"第{sign}条　条文{sign}。\n" for sign in "一二三")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a made-up law, in which a workspace may be made."""
    (tmp_path / "law.txt").write_text(MADE_UP, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace in `folder`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(folder / "workspace")])


def test_the_rules_of_a_paper_are_listed_with_their_law(folder: Path) -> None:
    told = run(folder, "rules", "oral_agreement", "--on", "2026-11-01")

    assert told.exit_code == 0
    assert "R11 要书面的出协议书" in told.stdout
    assert "《中华人民共和国人民调解法》第二十八条" in told.stdout


def test_the_rules_are_written_to_word_and_no_file_is_replaced_unasked(folder: Path) -> None:
    out = folder / "rules.docx"

    assert "条规则" in run(folder, "rules", "--out", out).stdout
    assert out.is_file()
    assert run(folder, "rules", "--out", out).exit_code != 0
    assert run(folder, "rules", "--out", out, "--replace").exit_code == 0


def test_a_law_is_imported_once_and_its_changes_are_told(folder: Path) -> None:
    first = json.loads(run(folder, "law", "import", folder / "law.txt", "--json").stdout)
    again = json.loads(run(folder, "law", "import", folder / "law.txt", "--json").stdout)
    (folder / "new.txt").write_text(MADE_UP.replace("条文二", "条文贰"), encoding="utf-8")
    newer = run(folder, "law", "import", folder / "new.txt", "--edition", "2024-01-01")

    assert (first["name"], first["articles"], first["is_new"]) == ("青石省夜话条例", 3, True)
    assert again["is_new"] is False
    assert "改动：第二条" in newer.stdout
    assert "没有牵涉规则" in newer.stdout
    listed = json.loads(run(folder, "law", "list", "--json").stdout)["laws"]
    assert [law["version"] for law in listed] == ["2020-03-01", "2024-01-01"]


def test_a_file_that_is_no_law_is_refused_in_chinese(folder: Path) -> None:
    (folder / "letter.txt").write_text("一封信", encoding="utf-8")

    told = run(folder, "law", "import", folder / "letter.txt")

    assert told.exit_code == 1
    assert "没有找到" in told.output + told.stderr
