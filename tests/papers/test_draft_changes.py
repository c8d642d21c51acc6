"""Whatever a lawyer does to a draft, `recheck` names it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from toolkit.papers import drafting, drafts, forms
from toolkit.workspace.desk import Desk

Edit = Callable[[Any], None]


def places(document: Any) -> list[Any]:
    """Return every paragraph of the body, those in tables too."""
    return list(document.element.body.iter(qn("w:p")))


def text_of(paragraph: Any) -> str:
    """Return the text of one paragraph."""
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def replaced(old: str, new: str, *, once: bool = True) -> Edit:
    """Return an edit that writes `new` for `old`, in the first place only or in all."""

    def edit(document: Any) -> None:
        for paragraph in places(document):
            if old in text_of(paragraph):
                first, *others = list(paragraph.iter(qn("w:t")))
                first.text = text_of(paragraph).replace(old, new)
                for node in others:
                    node.text = ""
                if once:
                    return

    return edit


def removed(words: str) -> Edit:
    """Return an edit that takes the paragraph with `words` out."""

    def edit(document: Any) -> None:
        paragraph = next(one for one in places(document) if words in text_of(one))
        paragraph.getparent().remove(paragraph)

    return edit


def tracked(document: Any) -> None:
    """Leave a tracked insertion."""
    run = next(one for one in places(document) if "自愿达成" in text_of(one)).find(qn("w:r"))
    mark = OxmlElement("w:ins")
    mark.set(qn("w:id"), "1")
    mark.set(qn("w:author"), "律师")
    run.addprevious(mark)
    mark.append(run)


def commented(document: Any) -> None:
    """Leave a comment."""
    paragraph = document.paragraphs[3]
    document.add_comment(paragraph.runs, text="这里再想想", author="律师", initials="律")


def hidden(document: Any) -> None:
    """Hide a sentence."""
    document.add_paragraph().add_run("另有口头约定").font.hidden = True


@pytest.mark.parametrize(
    "edit,words",
    [
        (replaced("支付600元（", "支付700元（"), "金额大小写不一致"),
        (replaced("支付600元（人民币陆佰元整）", "支付700元（人民币柒佰元整）"), "“少了“600元”"),
        (removed("吴建国自行施工"), "removed"),
        (replaced("孙玉兰", "孙玉莲"), "“孙玉兰”原来写了"),
        (replaced("2026年11月15日", "2026年11月25日"), "“2026年11月15日”被改掉了"),
        (tracked, "修订"),
        (commented, "批注"),
        (hidden, "隐藏文字"),
        (replaced("拆除后重砌", "适当拆除后重砌"), "“适当”"),
        (replaced("各方应当按照约定履行", "各方应当按照约定履行，可以申请强制执行"), "强制执行"),
        (replaced("【编号待签发】", "青石人调字〔2026〕9号"), "【编号待签发】"),
        (replaced("8.4米", "6.4米"), "changed"),
    ],
)
def test_each_way_of_editing_is_named(desk: Desk, tmp_path: Path, edit: Edit, words: str) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]
    edited = Path(shutil.copy(draft, tmp_path / "改过.docx"))
    document = Document(str(edited))
    edit(document)
    document.save(str(edited))

    seen = drafts.recheck(desk.workspace, edited)

    told = [one.message for one in seen.findings] + [one.kind for one in seen.changes]
    assert any(words in one for one in told), told


def test_a_draft_saved_without_an_edit_is_named_for_nothing(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]
    Document(str(draft)).save(str(draft))

    assert drafts.recheck(desk.workspace, draft) == drafts.Recheck((), ())
