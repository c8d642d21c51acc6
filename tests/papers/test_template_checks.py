"""A lawyer's edited template is told every fault at once, with its place, before a paper is made from it."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from toolkit.commands.cli import main
from toolkit.core.errors import TemplateRefusedError
from toolkit.papers import drafting, forms, template_checks
from toolkit.records import Finding
from toolkit.workspace.desk import Desk
from toolkit.workspace.settings import shipped

Edit = Callable[[Any], None]


def text_of(paragraph: Any) -> str:
    """Return the text of the paragraph element."""
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def replaced(old: str, new: str) -> Edit:
    """Return an edit that writes `new` for `old` wherever it stands, which must be somewhere."""

    def edit(document: Any) -> None:
        found = [one for one in document.element.body.iter(qn("w:p")) if old in text_of(one)]
        assert found, old
        for paragraph in found:
            first, *others = list(paragraph.iter(qn("w:t")))
            first.text = text_of(paragraph).replace(old, new)
            for node in others:
                node.text = ""

    return edit


def removed(words: str) -> Edit:
    """Return an edit that takes out the first paragraph with `words`."""

    def edit(document: Any) -> None:
        paragraph = next(one for one in document.element.body.iter(qn("w:p")) if words in text_of(one))
        paragraph.getparent().remove(paragraph)

    return edit


def added(text: str) -> Edit:
    """Return an edit that puts a paragraph before the others."""
    return lambda document: document.paragraphs[0].insert_paragraph_before(text)


def narrow(document: Any) -> None:
    """Move the left margin."""
    document.sections[0].left_margin = Mm(10)


def edited(paper: str, edit: Edit, folder: Path) -> Path:
    """Write the shipped template of `paper` with `edit` into `folder` and return its path."""
    document = Document(str(shipped(f"templates/docx/{paper}.docx")))
    edit(document)
    document.save(str(folder / f"{paper}.docx"))
    return folder / f"{paper}.docx"


def found(desk: Desk, paper: str, edit: Edit, folder: Path) -> tuple[Finding, ...]:
    """Return what is told of the template of `paper` after `edit`."""
    return template_checks.check(paper, edited(paper, edit, folder), desk.workspace)


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_the_shipped_templates_have_no_fault(desk: Desk, paper: str) -> None:
    assert template_checks.check(paper, shipped(f"templates/docx/{paper}.docx"), desk.workspace) == ()


AGREEMENT = "mediation_agreement"
EDITS: list[tuple[str, Edit, str, str]] = [
    (AGREEMENT, replaced("dispute", "disputte"), "error", "事实里没有“disputte”这一栏（第"),
    (AGREEMENT, replaced("p.address", "p.adress"), "error", "事实里没有“parties[].adress”"),
    (AGREEMENT, replaced("{{ on_default | 句号 }}", ""), "warning", "on_default"),
    (AGREEMENT, replaced("{{ accepted_on }}", "某日"), "error", "没有写出“"),
    (AGREEMENT, replaced("{{ dispute }}", "{% if dispute %}纠纷{% endif %}"), "error", "填好以后没有“"),
    (AGREEMENT, removed("{%p endfor %}"), "error", "没有结束标记"),
    (AGREEMENT, added("{%p endif %}"), "error", "多出了“endif”"),
    (AGREEMENT, added("甲方：{{ date }"), "error", "没有配对"),
    (AGREEMENT, added("｛｛ date ｝｝"), "error", "全角符号"),
    (AGREEMENT, added("甲{%p if date %}"), "error", "旁边还有文字"),
    (AGREEMENT, added("{{ date | 大写 }}"), "error", "不认识的过滤器“大写”"),
    (AGREEMENT, added("{{ parties }}"), "error", "不能直接写出"),
    (AGREEMENT, added("{% include 'x' %}"), "error", "不允许的写法"),
    (AGREEMENT, added("{{ origin_from.name }}"), "error", "origin_from"),
    (AGREEMENT, added("不履行的，可以申请强制执行。"), "error", "强制执行"),
    (AGREEMENT, replaced("【编号待签发】", "第  号"), "error", "没有“【编号待签发】”"),
    (AGREEMENT, narrow, "warning", "页边距"),
    ("termination_notice", replaced("{{ scope }}", "有关事项"), "error", "scope"),
    ("termination_notice", added("现决 定终结本事项。"), "error", "决定终结"),
    ("legal_opinion", replaced("仅供参考", "请照办"), "error", "没有“仅供参考”"),
]


@pytest.mark.parametrize("case", EDITS, ids=lambda case: case[3])
def test_each_fault_of_an_edited_template_is_told(desk: Desk, tmp_path: Path, case: tuple[str, Edit, str, str]) -> None:
    paper, edit, level, words = case

    told = found(desk, paper, edit, tmp_path)

    assert any(one.level == level and words in one.message for one in told), told
    assert all(one.message and one.remedy and one.basis for one in told)
    assert not any("Jinja" in one.message or "token" in one.message for one in told)


def test_a_harmless_edit_is_told_for_nothing(desk: Desk, tmp_path: Path) -> None:
    assert found(desk, AGREEMENT, added("青石镇人民调解委员会制"), tmp_path) == ()


def test_all_faults_are_told_at_once(desk: Desk, tmp_path: Path) -> None:
    def both(document: Any) -> None:
        replaced("dispute", "disputte")(document)
        replaced("p.address", "p.adress")(document)
        added("可以申请强制执行。")(document)

    told = "".join(one.message for one in found(desk, AGREEMENT, both, tmp_path))

    assert all(words in told for words in ("disputte", "adress", "强制执行"))


def test_a_wrong_template_of_the_workspace_makes_no_paper(desk: Desk, tmp_path: Path) -> None:
    desk.workspace.templates.mkdir()
    edited(AGREEMENT, replaced("{{ accepted_on }}", "某日"), desk.workspace.templates)

    with pytest.raises(TemplateRefusedError, match="没有写出“"):
        drafting.fill(AGREEMENT, forms.example(AGREEMENT), desk.workspace, tmp_path / "x.docx")
    assert not (tmp_path / "x.docx").exists()


def test_a_right_template_of_the_workspace_is_used(desk: Desk, tmp_path: Path) -> None:
    desk.workspace.templates.mkdir()
    edited(AGREEMENT, added("本镇专用"), desk.workspace.templates)

    made = drafting.fill(AGREEMENT, forms.example(AGREEMENT), desk.workspace, tmp_path / "x.docx")

    assert "本镇专用" in "".join(p.text for p in Document(str(made.files[0])).paragraphs)


def test_the_command_prints_every_finding(desk: Desk, tmp_path: Path) -> None:
    path = edited(AGREEMENT, replaced("dispute", "disputte"), tmp_path)
    words = ["--workspace", str(desk.workspace.root)]

    wrong = CliRunner().invoke(main, ["template", AGREEMENT, str(path), "--json", *words])
    right = CliRunner().invoke(main, ["template", AGREEMENT, *words])

    assert wrong.exit_code == 1
    assert {one["field"] for one in json.loads(wrong.stdout)["findings"]} >= {"disputte"}
    assert (right.exit_code, right.stdout) == (0, "没有发现问题。\n")


# -- hostile templates -----------------------------------------------------------------------------------------


def named_apart(document: Any) -> None:
    """Take the wording that a lawyer of another county uses, with every field and locked sentence in place."""
    replaced("调解前，本会已于", "在调解开始以前，本会于")(document)


HOSTILE: list[tuple[str, Edit, str]] = [
    (AGREEMENT, added("{{ ''.__class__.__mro__ }}"), "下划线"),
    (AGREEMENT, added("{{ range(9) }}"), "不能调用命令"),
    (AGREEMENT, added("{{ 9 ** 9 }}"), "不能做这种计算"),
    (AGREEMENT, added("{% include 'x' %}"), "不能引入别的文件"),
    (AGREEMENT, added("甲方：李大山，付款5000元。"), "写死了金额“5000元”"),
    (AGREEMENT, added("甲方：李大山"), "写死了姓名“李大山”"),
    (AGREEMENT, added("签于2025年3月1日"), "写死了日期"),
    (AGREEMENT, replaced("{{ copies_text }}", "一式三份"), "写死了份数"),
    (AGREEMENT, added("今后不准就此事再上访。"), "上访"),
    (AGREEMENT, added("每件收取调解费200元。"), "不收取任何费用"),
    (AGREEMENT, replaced("不收取任何费用", "charges no fees"), "不收取任何费用"),
    ("legal_opinion", replaced("未经委托人同意，不得向他人提供", "Not to be shown to others"), "未经同意不得提供"),
    (
        "termination_notice",
        replaced("有新的事实或者理由的，仍可以依法提出", "若有新情况另行考虑"),
        "新的事实和理由仍可提出",
    ),
    ("handling_opinion", replaced("三十日内", "十五日内"), "不服的途径"),
]


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case[2])
def test_hostile_templates_are_refused_in_words_of_a_lawyer(
    desk: Desk, tmp_path: Path, case: tuple[str, Edit, str]
) -> None:
    paper, edit, words = case

    errors = [each for each in found(desk, paper, edit, tmp_path) if each.level == "error"]

    assert any(words in each.message + each.remedy for each in errors), errors
    assert not any(word in each.message for each in errors for word in ("Call", "Getattr", "Pow", "Include", "Jinja"))


def test_a_program_that_nothing_names_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = edited(AGREEMENT, added("本镇专用"), tmp_path)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("word/vbaProject.bin", b"\0")

    assert "夹带着宏" in template_checks.check(AGREEMENT, path, desk.workspace)[0].message


def test_an_open_block_is_told_where_it_was_opened(desk: Desk, tmp_path: Path) -> None:
    def unclosed(document: Any) -> None:
        paragraph = next(each for each in document.paragraphs if each.text.startswith("调解前"))
        paragraph.add_run("{% if date %}")

    errors = found(desk, AGREEMENT, unclosed, tmp_path)

    assert any("没有结束标记" in each.message and "调解前" in each.message for each in errors), errors


def test_other_wording_of_what_is_not_locked_is_taken(desk: Desk, tmp_path: Path) -> None:
    assert found(desk, AGREEMENT, named_apart, tmp_path) == ()
