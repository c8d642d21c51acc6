"""Copies have one text and one body; without its marks a draft gives none."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from toolkit.core.errors import MissingMarkError
from toolkit.core.files import write_whole
from toolkit.formats.word import WordFile
from toolkit.papers import copies, drafting, drafts, forms
from toolkit.records import IssuedPaper
from toolkit.workspace.desk import Desk


def frozen_copies(desk: Desk, path: Path) -> tuple[IssuedPaper, Path]:
    """Write the copies of the draft at `path` into the folder of a case."""
    draft, folder = drafts.open_draft(desk.workspace, path), desk.workspace.papers / "案"
    return copies.write(desk.workspace, draft, "青石人调字〔2026〕7号", folder, corrects=None, findings=())


def test_issued_copies_have_one_text_and_name_their_keepers(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    issued, frozen = frozen_copies(desk, draft)

    files = [desk.workspace.root / copy.file for copy in issued.copies]
    texts = [[line for line in WordFile.open(path).lines if "执存" not in line] for path in files]
    assert [copy.holder for copy in issued.copies] == ["孙玉兰", "吴建国", "青石镇人民调解委员会"]
    assert texts[0] == texts[1] == texts[2]
    assert "青石人调字〔2026〕7号" in "".join(WordFile.open(frozen).lines)
    assert "草稿" not in "".join(WordFile.open(frozen).lines)


def test_copies_have_the_same_body_to_the_byte(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    issued, frozen = frozen_copies(desk, draft)

    bodies = set()
    for path in (frozen, *(desk.workspace.root / copy.file for copy in issued.copies)):
        with zipfile.ZipFile(path) as packed:
            bodies.add(hashlib.sha256(packed.read("word/document.xml")).hexdigest())
    assert len(issued.copies) == 3
    assert len(bodies) == 1


def test_a_draft_whose_number_mark_was_deleted_is_not_issued(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]
    write_whole(draft, WordFile.open(draft).with_marks_replaced({forms.NUMBER_MARK: "七号"}))

    with pytest.raises(MissingMarkError, match="编号待签发"):
        frozen_copies(desk, draft)

    assert list((desk.workspace.papers / "案").iterdir()) == []
