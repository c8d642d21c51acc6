"""An edited draft is compared with the draft as it was made, and known by its mark only."""

import json
import shutil
from pathlib import Path

import pytest

from toolkit.core.errors import WrongValueError
from toolkit.core.files import write_whole
from toolkit.formats.word import WordFile
from toolkit.papers import drafting, drafts, forms
from toolkit.workspace.desk import Desk
from toolkit.workspace.settings import shipped


def test_a_lawyers_edit_is_shown_and_gated(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]
    edited = tmp_path / "律师改过.docx"
    write_whole(
        edited, WordFile.open(draft).with_marks_replaced({"柳树湾村二组两家房屋之间的通道": "通道，可以强制执行"})
    )

    seen = drafts.recheck(desk.workspace, edited)

    assert seen.changes
    assert "R14" in {finding.rule for finding in seen.findings}


def test_an_unchanged_draft_shows_no_change(desk: Desk, tmp_path: Path) -> None:
    draft = drafting.fill("legal_opinion", forms.example("legal_opinion"), desk.workspace, tmp_path / "a.docx")

    assert drafts.recheck(desk.workspace, draft.files[0]).changes == ()


def test_a_file_that_is_no_draft_of_ours_is_refused(desk: Desk, tmp_path: Path) -> None:
    stranger = tmp_path / "别人的.docx"
    shutil.copy(shipped("templates/docx/legal_opinion.docx"), stranger)

    with pytest.raises(WrongValueError, match="不是本工作文件夹出的草稿"):
        drafts.recheck(desk.workspace, stranger)


def test_the_kept_draft_holds_the_facts_it_was_made_from(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("legal_opinion")
    drafting.fill("legal_opinion", facts, desk.workspace, tmp_path / "a.docx")

    kept = drafts.kept_draft(desk.workspace, "legal_opinion", "案2026-0001")

    assert json.loads(kept.with_name("facts.json").read_text(encoding="utf-8"))["facts"] == facts
