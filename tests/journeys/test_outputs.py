"""What a command writes never lands on something that is there, unless somebody says so, and never on a device."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.archive import archival_codes, packing
from toolkit.commands.cli import main
from toolkit.core.files import write_whole
from toolkit.workspace.desk import Desk

CODE = "0194-LY·2026-D30-0001"
# The words of a command, and the endings of the files that it writes for `--out`.
SINGLE = ((["fixity", "sheet", CODE], ".docx"), (["archive", "list"], ".xlsx"), (["notice", "sheet"], ".docx"))
PAIRS = (["archive", "handover", CODE], ["archive", "filed"], ["disposal", "list"])


@pytest.fixture
def office(kept, monkeypatch: pytest.MonkeyPatch) -> Desk:  # noqa: ANN001
    """Give a desk with a package, at which every register has something to list."""
    packing.pack_into_workspace(kept.desk, kept.code)
    for room, name in ((archival_codes, "write_list"), (_destroying(), "write_register")):
        monkeypatch.setattr(room, name, _pair)
    desk: Desk = kept.desk
    return desk


def _destroying() -> object:
    from toolkit.restricted import destruction  # noqa: PLC0415 - only here

    return destruction


def _pair(_desk: Desk, out: Path) -> tuple[Path, Path]:
    return write_whole(out.with_suffix(".docx"), "新"), write_whole(out.with_suffix(".xlsx"), "新")


def run(desk: Desk, words: Sequence[object]) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)], catch_exceptions=False)


def test_a_file_that_is_there_stays_until_somebody_asks_to_replace_it(office: Desk, tmp_path: Path) -> None:
    cases = [(words, [ending]) for words, ending in SINGLE] + [(words, [".docx", ".xlsx"]) for words in PAIRS]
    for number, (words, endings) in enumerate(cases):
        for ending in endings:
            there = write_whole(tmp_path / str(number) / f"别人的{ending}", "别人改了一天")
            refused = run(office, [*words, "--out", there])
            assert (refused.exit_code, "--replace" in refused.stderr) == (1, True), words
            assert there.read_text(encoding="utf-8") == "别人改了一天"
            assert list(there.parent.iterdir()) == [there]
            assert run(office, [*words, "--out", there, "--replace"]).exit_code == 0, words
            assert there.read_bytes() != "别人改了一天".encode()
            for path in there.parent.iterdir():
                path.unlink()


def test_the_list_of_old_discs_and_the_report_of_a_disc_are_kept_too(office: Desk, tmp_path: Path) -> None:
    (tmp_path / "盘").mkdir()
    there = write_whole(tmp_path / "清单.xlsx", "填好的")
    words = ["bulk", "list", tmp_path / "盘", "--out", there]
    assert run(office, words).exit_code == 1
    assert there.read_text(encoding="utf-8") == "填好的"
    assert run(office, [*words, "--replace"]).exit_code == 0
    report = write_whole(tmp_path / "报告.docx", "签过字")
    told = run(office, ["discs", "check", "P1", "--at", tmp_path, "--by", "甲", "--report", report])
    assert (told.exit_code, "--replace" in told.stderr) == (1, True)


@pytest.mark.skipif(os.name != "posix", reason="pipes and links are POSIX's")
@pytest.mark.parametrize("replace", [[], ["--replace"]], ids=["plain", "replace"])
def test_a_folder_a_pipe_a_link_and_an_impossible_place_are_refused(
    office: Desk, tmp_path: Path, replace: list[str]
) -> None:
    places = tmp_path / "外"
    places.mkdir()
    original = write_whole(places / "原文.docx", "x")
    (places / "夹.docx").mkdir()
    os.mkfifo(places / "管道.docx")
    (places / "链接.docx").symlink_to(original)
    odd = [places / name for name in ("夹.docx", "管道.docx", "链接.docx", "原文.docx/里面.docx", "长" * 300, "\ud800")]
    for words in (*(words for words, _ in SINGLE), *PAIRS):
        for out in odd:
            told = run(office, [*words, "--out", out, *replace])
            assert (told.exit_code, "出错：" in told.stderr) == (1, True), (words, out)
    for words in (["pack", CODE], ["backup", "make", "--by", "甲"], ["discs", "make", "--by", "甲"]):
        for out in (original, original / "里面", places / "管道.docx", places / ("长" * 300)):
            told = run(office, [*words, "--to" if words[0] == "backup" else "--out", out])
            assert (told.exit_code, "出错：" in told.stderr) == (1, True), (words, out)
    assert original.read_text(encoding="utf-8") == "x"
    assert len(list(places.iterdir())) == 4
