"""What is filled in can be read back; what has a hole in it does not come into being."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from toolkit.core.errors import FactsRefusedError, MissingMarkError, TemplateRefusedError, WrongValueError
from toolkit.formats.word import editing
from toolkit.papers import drafting, forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.values import holders
from toolkit.workspace.desk import Desk
from toolkit.workspace.settings import shipped

PAPERS = tuple(forms.PAPERS)


def leaves(value: Any) -> list[str]:
    """Return every text in `value`."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in leaves(part)]
    if isinstance(value, list):
        return [text for part in value for text in leaves(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("paper", PAPERS)
def test_a_draft_is_marked_numberless_and_without_a_hole(desk: Desk, tmp_path: Path, paper: str) -> None:
    draft = drafting.fill(paper, forms.example(paper), desk.workspace, tmp_path / "草 稿.docx")

    text = "\n".join(editing.text_lines(draft.files[0]))
    assert forms.DRAFT_MARK in text
    assert forms.NUMBER_MARK in text
    assert not any(sign in text for sign in ("{{", "{%", "None"))


@pytest.mark.parametrize("paper", PAPERS)
def test_the_people_of_the_facts_are_read_back(desk: Desk, tmp_path: Path, paper: str) -> None:
    facts = forms.example(paper)
    out = drafting.fill(paper, facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    text = "".join(editing.text_lines(out))
    assert all(holder in text for holder in holders(paper, facts, desk.workspace))


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_facts_give_the_same_bytes(desk: Desk, tmp_path: Path, paper: str) -> None:
    one, two = (
        drafting.fill(paper, forms.example(paper), desk.workspace, tmp_path / name).files[0]
        for name in ("一.docx", "二.docx")
    )

    assert one.read_bytes() == two.read_bytes()


def test_signs_that_xml_would_eat_stand_in_the_paper(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    facts["dispute"] = "面积<3亩 & 甲>乙的纠纷"

    out = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    assert "面积<3亩 & 甲>乙的纠纷" in "".join(editing.text_lines(out))


def test_facts_with_a_missing_field_make_no_file(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("termination_notice")
    del facts["handling"], facts["request"]

    with pytest.raises(FactsRefusedError, match="有 2 处要改"):
        drafting.fill("termination_notice", facts, desk.workspace, tmp_path / "草稿.docx")

    assert not (tmp_path / "草稿.docx").exists()


def test_a_template_with_an_unknown_field_is_refused_by_name(desk: Desk, tmp_path: Path) -> None:
    own = desk.workspace.templates / "mediation_agreement.docx"
    with zipfile.ZipFile(shipped("templates/docx/mediation_agreement.docx")) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"on_default", "没有的栏目".encode())
    own.parent.mkdir()
    with zipfile.ZipFile(own, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)

    with pytest.raises(TemplateRefusedError, match="没有的栏目"):
        drafting.fill("mediation_agreement", forms.example("mediation_agreement"), desk.workspace, tmp_path / "x.docx")


def test_issued_copies_have_one_text_and_name_their_keepers(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    issued, frozen = drafting.issue(desk.workspace, draft, "青石人调字〔2026〕7号", desk.workspace.papers / "案")

    files = [desk.workspace.root / copy.file for copy in issued.copies]
    texts = [[line for line in editing.text_lines(path) if "执存" not in line] for path in files]
    assert [copy.holder for copy in issued.copies] == ["孙玉兰", "吴建国", "青石镇人民调解委员会"]
    assert texts[0] == texts[1] == texts[2]
    assert "青石人调字〔2026〕7号" in "".join(editing.text_lines(frozen))
    assert "草稿" not in "".join(editing.text_lines(frozen))


def test_copies_have_the_same_body_to_the_byte(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    issued, frozen = drafting.issue(desk.workspace, draft, "青石人调字〔2026〕7号", desk.workspace.papers / "案")

    bodies = set()
    for path in (frozen, *(desk.workspace.root / copy.file for copy in issued.copies)):
        with zipfile.ZipFile(path) as packed:
            bodies.add(hashlib.sha256(packed.read("word/document.xml")).hexdigest())
    assert len(issued.copies) == 3
    assert len(bodies) == 1


LONG = "两家之间的通道由双方共同使用。" * 667
SAID = ["面积<3亩 & “甲>乙” 'x' {或} 100%", "㕔屋𠮷家、禤氏", "一\t二\n三", LONG]


@pytest.mark.parametrize("said", SAID, ids=["signs", "rare", "breaks", "ten thousand"])
def test_whatever_is_said_stands_in_the_paper_whole(desk: Desk, tmp_path: Path, said: str) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    facts["facts"][0] = said

    out = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    assert "".join(said.split()) in "".join("".join(editing.text_lines(out)).split())


@pytest.mark.parametrize("sign", ["\x07", "\u202e", "\u2066", "\ufffe", "{{ x }}"])
def test_signs_that_hide_or_reorder_text_are_refused_with_their_place(desk: Desk, tmp_path: Path, sign: str) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    facts["terms"][1]["duty"] = f"封堵{sign}排水沟"

    with pytest.raises(FactsRefusedError, match="协议内容第2项的义务内容"):
        drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx")
    assert not (tmp_path / "草稿.docx").exists()


def test_a_draft_whose_number_mark_was_deleted_is_not_issued(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]
    editing.replace_mark(draft, {forms.NUMBER_MARK: "七号"}, draft)

    with pytest.raises(MissingMarkError, match="编号待签发"):
        drafting.issue(desk.workspace, draft, "青石人调字〔2026〕7号", desk.workspace.papers / "案")

    assert list((desk.workspace.papers / "案").iterdir()) == []


def test_a_lawyers_edit_is_shown_and_gated(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]
    edited = tmp_path / "律师改过.docx"
    editing.replace_mark(draft, {"柳树湾村二组两家房屋之间的通道": "通道，可以强制执行"}, edited)

    seen = drafting.recheck(desk.workspace, edited)

    assert seen.changes
    assert "R14" in {finding.rule for finding in seen.findings}


def test_an_unchanged_draft_shows_no_change(desk: Desk, tmp_path: Path) -> None:
    draft = drafting.fill("legal_opinion", forms.example("legal_opinion"), desk.workspace, tmp_path / "a.docx")

    assert drafting.recheck(desk.workspace, draft.files[0]).changes == ()


def test_a_file_that_is_no_draft_of_ours_is_refused(desk: Desk, tmp_path: Path) -> None:
    stranger = tmp_path / "别人的.docx"
    shutil.copy(shipped("templates/docx/legal_opinion.docx"), stranger)

    with pytest.raises(WrongValueError, match="不是本工作文件夹出的草稿"):
        drafting.recheck(desk.workspace, stranger)


def test_the_kept_draft_holds_the_facts_it_was_made_from(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("legal_opinion")
    drafting.fill("legal_opinion", facts, desk.workspace, tmp_path / "a.docx")

    kept = drafting.draft_for(desk.workspace, "legal_opinion", "案2026-0001")

    assert json.loads(kept.with_name("facts.json").read_text(encoding="utf-8"))["facts"] == facts


def test_one_sum_at_once_and_a_pen_for_the_days_of_signing(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    payment = {**facts["payments"][0], "instalments": None, "by": "2026-11-15"}
    signing = {name: value for name, value in facts["signing"].items() if name != "parties"}
    facts |= {"payments": [payment], "title": {"stated": False}, "signing": signing}

    (made,) = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files

    text = "\n".join(editing.text_lines(made))
    assert "2026年11月15日以前（含当日）支付1200元" in text
    assert "第1期" not in text
    assert "七、不履行的责任" in text
    assert "当事人　孙玉兰" in text
