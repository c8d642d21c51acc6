"""The commands of the archive tell people in Chinese and programs in one JSON document, and exit as agreed."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.archive import packing
from toolkit.archive.fixity import fixity_of
from toolkit.commands.cli import main
from toolkit.formats import bags
from toolkit.workspace.desk import Desk

FIRST = "0194-LY·2026-D30-0001"


@pytest.fixture
def packed(kept) -> Desk:  # noqa: ANN001
    """Give a desk with a package."""
    packing.pack_into_workspace(kept.desk, kept.code)
    desk: Desk = kept.desk
    return desk


def run(desk: Desk, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])


def document(told: Result) -> dict[str, object]:
    return dict(json.loads(told.stdout))


def test_check_tells_the_result_and_exits_with_one_on_a_fault(packed: Desk) -> None:
    told = run(packed, "fixity", "check", "--by", "李强")
    assert (told.exit_code, "完好（李强" in told.output) == (0, True)
    (packed.workspace.root / "packages" / FIRST / "index.html").unlink()
    faulty = run(packed, "fixity", "check", FIRST, "--by", "李强", "--json")
    (check,) = document(faulty)["checks"]  # type: ignore[misc]
    assert (faulty.exit_code, check["result"], check["faults"][0]["path"]) == (1, "faulty", "index.html")
    assert "播放页面" in run(packed, "fixity", "list").output


def test_check_wants_a_name(packed: Desk) -> None:
    assert run(packed, "fixity", "check").exit_code == 2


def test_list_proves_the_ledger_with_a_head_from_paper(packed: Desk) -> None:
    head = fixity_of(packed).head()
    grouped = " ".join([head[:32], head[32:]]).upper()
    assert run(packed, "fixity", "list", "--head", grouped).exit_code == 0
    assert run(packed, "fixity", "list", "--head", "f" * 64).exit_code == 1
    assert document(run(packed, "fixity", "list", "--json"))["head"] == head


def test_plan_and_due_checks_agree(packed: Desk) -> None:
    assert document(run(packed, "fixity", "plan", "--json")) == {"due": []}
    assert "没有到期" in run(packed, "fixity", "check", "--due", "12", "--by", "李强").output


def test_sheet_is_written(packed: Desk, tmp_path: Path) -> None:
    told = run(packed, "fixity", "sheet", FIRST, "--out", tmp_path / "表 格.docx", "--json")
    assert Path(str(document(told)["file"])).is_file()


def test_a_package_is_not_called_unchanged_where_no_root_was_given(packed: Desk) -> None:
    package = packed.workspace.root / "packages" / FIRST
    alone = run(packed, "verify", package).output
    assert ("--against" in alone, "没有任何改动" in alone) == (True, False)
    assert "没有任何改动" in run(packed, "verify", package, "--against", bags.root_of(package)).output


def test_nothing_is_restored_before_somebody_agrees(packed: Desk, tmp_path: Path) -> None:
    package = packed.workspace.root / "packages" / FIRST
    shutil.copytree(package, tmp_path / "副本")
    (package / "bag-info.txt").unlink()
    asked = run(packed, "fixity", "restore", FIRST, "--from", tmp_path / "副本", "--by", "李强")
    assert "没有改动" in asked.output
    assert not (package / "bag-info.txt").exists()
    done = run(packed, "fixity", "restore", FIRST, "--from", tmp_path / "副本", "--by", "李强", "--agree")
    assert (done.exit_code, "恢复后核验通过" in done.output) == (0, True)
    assert (package / "bag-info.txt").exists()


def test_where_there_is_nothing_to_restore_it_is_said(packed: Desk, tmp_path: Path) -> None:
    shutil.copytree(packed.workspace.root / "packages" / FIRST, tmp_path / "副本")
    done = run(packed, "fixity", "restore", FIRST, "--from", tmp_path / "副本", "--by", "李强", "--agree")
    assert (done.exit_code, "没有要恢复的" in done.output, "恢复后" in done.output) == (0, True, False)


def test_what_cannot_be_restored_is_told_and_exits_with_one(packed: Desk, tmp_path: Path) -> None:
    package = packed.workspace.root / "packages" / FIRST
    shutil.copytree(package, tmp_path / "副本")
    for place in (package, tmp_path / "副本"):
        (place / "bag-info.txt").unlink()
    done = run(packed, "fixity", "restore", FIRST, "--from", tmp_path / "副本", "--by", "李强", "--agree", "--json")
    assert done.exit_code == 1
    assert [one["path"] for one in document(done)["faults"]] == ["bag-info.txt"]  # type: ignore[attr-defined]


def test_lists_are_written_and_named(packed: Desk, tmp_path: Path) -> None:
    told = run(packed, "archive", "handover", FIRST, "--out", tmp_path / "移交 清单", "--json")
    assert [Path(file).suffix for file in document(told)["files"]] == [".docx", ".xlsx"]  # type: ignore[attr-defined]
    assert all(Path(file).is_file() for file in document(told)["files"])  # type: ignore[attr-defined]
    refused = run(packed, "archive", "handover", "--out", tmp_path / "清单")
    assert (refused.exit_code, "还没有打档案包" in refused.stderr) == (1, True)
    assert "没有满十年" in run(packed, "archive", "handover", "--due", "--out", tmp_path / "x").output
    listed = run(packed, "archive", "list", "--out", tmp_path / "目录.xlsx", "--json")
    assert Path(str(document(listed)["file"])).is_file()
    assert document(run(packed, "archive", "expired", "--json")) == {"expired": []}


def test_a_disc_is_planned_made_listed_and_read_back(packed: Desk, tmp_path: Path) -> None:
    planned = document(run(packed, "discs", "plan", "--json"))["discs"]
    made = document(run(packed, "discs", "make", "--out", tmp_path / "盘", "--by", "李强", "--json"))["discs"]
    (disc,) = made  # type: ignore[misc]
    assert planned == [disc["items"]]
    assert disc["label"] in run(packed, "discs", "list").output
    asked = ("discs", "check", disc["label"], "--by", "王芳", "--at")
    assert run(packed, *asked, tmp_path / "盘" / disc["label"], "--report", tmp_path / "报告.docx").exit_code == 0
    assert (tmp_path / "报告.docx").is_file()
    assert run(packed, *asked, tmp_path).exit_code == 1


def test_copies_are_packed_for_everybody_and_for_a_party(packed: Desk, tmp_path: Path) -> None:
    for words, name in ((["--open"], "利用副本"), (["--party", "1"], "本人副本")):
        told = document(run(packed, "pack", FIRST, "--out", tmp_path / "给人", *words, "--json"))
        assert Path(str(told["package"])).name == f"{FIRST}-{name}"
    assert [one.kind for one in fixity_of(packed).checks(FIRST)] == ["sealed"], "a copy is no package of the archive"


def test_list_takes_the_head_of_the_chain_from_paper_too(packed: Desk) -> None:
    head = packed.events.head()
    assert document(run(packed, "fixity", "list", "--json"))["events_head"] == head
    assert run(packed, "fixity", "list", "--head", head).exit_code == 0
    assert packed.events.last_held() is not None
