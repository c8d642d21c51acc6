"""Whatever a lawyer does to a draft, `recheck` names it."""

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from toolkit.formats.word import WordFile
from toolkit.papers import draft_changes, drafting, drafts, forms
from toolkit.papers.drafts import OpenedDraft
from toolkit.papers.facts import unwrapped
from toolkit.papers.forms import DRAFT_MARK, NUMBER_MARK
from toolkit.papers.rules.check import text_findings
from toolkit.papers.weighty_words import plain
from toolkit.workspace import open_desk
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
        (replaced("支付600元（人民币陆佰元整）", "支付700元（人民币柒佰元整）"), "少了“600元"),
        (removed("吴建国自行施工"), "removed"),
        (replaced("孙玉兰", "孙玉莲"), "少了“孙玉兰”"),
        (replaced("2026年11月15日", "2026年11月25日"), "少了“2026年11月15日”"),
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


# -- edits of every paper --------------------------------------------------------------------------------------

EDITS = json.loads(Path(__file__).with_name("word_edits.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, OpenedDraft]]:
    """Give the draft of every paper's example, opened."""
    folder = tmp_path_factory.mktemp("drafts")
    desk = open_desk(folder / "workspace", today=dt.date(2026, 11, 23))
    for paper in forms.PAPERS:
        drafting.fill(paper, forms.example(paper), desk.workspace, folder / f"{paper}.docx")
    yield {paper: drafts.open_draft(desk.workspace, folder / f"{paper}.docx") for paper in forms.PAPERS}
    desk.store.close()


def after(edit: dict[str, Any], lines: tuple[str, ...]) -> list[str]:
    """Return `lines` after `edit`."""
    changed = [line.replace(edit["find"], edit["replace"]) if edit["find"] else line for line in lines]
    return [line for line in changed if line.strip()] + ([edit["add"]] if edit["add"] else [])


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit['paper']}-{edit['find'] or edit['add']}")
def test_harmful_edits_bar_and_harmless_ones_do_not(made: dict[str, OpenedDraft], edit: dict[str, Any]) -> None:
    draft = made[edit["paper"]]
    lines = draft.word.lines
    assert after(edit, lines) != list(lines), "the edit does nothing"
    facts = unwrapped(draft.facts)
    found = [
        *draft_changes.findings(draft.paper, lines, after(edit, lines), facts),
        *text_findings(draft.paper, after(edit, lines), draft.facts),
    ]
    assert bool([each for each in found if each.level == "error"]) == edit["harmful"], found
    assert all(each.rule and each.basis and each.remedy for each in found)


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_every_locked_sentence_bars_when_it_is_gone_or_put_into_english(
    made: dict[str, OpenedDraft], paper: str
) -> None:
    lines, facts = made[paper].word.lines, unwrapped(made[paper].facts)
    for lock in draft_changes.locks(paper):
        for line in (line for line in lines if lock.words in line):
            for instead in ([], ["This sentence is in English now."]):
                others = [part for other in lines for part in (instead if other == line else [other])]
                found = draft_changes.findings(paper, lines, others, facts)
                assert lock.rule in {each.rule for each in found if lock.name in each.message}


@pytest.mark.parametrize("paper", sorted(set(forms.PAPERS) - {"file_cover"}))
def test_every_form_has_locked_sentences_that_its_template_holds(made: dict[str, OpenedDraft], paper: str) -> None:
    template = "\n".join(WordFile.open(forms.shipped_template(paper)).lines) + "\n".join(made[paper].word.lines)
    assert draft_changes.locks(paper)
    assert [lock.words for lock in draft_changes.locks(paper) if lock.words not in template] == []


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_no_line_of_a_paper_can_go_unseen(made: dict[str, OpenedDraft], paper: str) -> None:
    lines, facts = made[paper].word.lines, unwrapped(made[paper].facts)
    for at, line in enumerate(lines):
        rest = [*lines[:at], *lines[at + 1 :]]
        if len(plain(line)) > 6 and line not in rest and DRAFT_MARK not in line and NUMBER_MARK not in line:
            assert draft_changes.findings(paper, lines, rest, facts), line


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_parting_joining_and_spacing_lines_is_no_fault(made: dict[str, OpenedDraft], paper: str) -> None:
    lines, facts = made[paper].word.lines, unwrapped(made[paper].facts)
    parted = [part for line in lines for part in line.replace("。", "。\n", 1).split("\n") if part.strip()]
    spaced = [line.replace("，", "， ") for line in lines]
    assert draft_changes.findings(paper, lines, parted, facts) == ()
    assert draft_changes.findings(paper, lines, spaced, facts) == ()
