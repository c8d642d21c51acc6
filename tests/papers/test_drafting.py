"""What is filled in can be read back; what has a hole in it does not come into being."""

import contextlib
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from toolkit.core.errors import FactsRefusedError, TemplateRefusedError
from toolkit.formats.word import WordFile, rendered
from toolkit.papers import drafting, drafts, forms
from toolkit.papers.facts import unwrapped, walk, with_value
from toolkit.papers.values import context, holders
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

    text = "\n".join(WordFile.open(draft.files[0]).lines)
    assert forms.DRAFT_MARK in text
    assert forms.NUMBER_MARK in text
    assert not any(sign in text for sign in ("{{", "{%", "None"))


@pytest.mark.parametrize("paper", PAPERS)
def test_the_people_of_the_facts_are_read_back(desk: Desk, tmp_path: Path, paper: str) -> None:
    facts = forms.example(paper)
    out = drafting.fill(paper, facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    text = "".join(WordFile.open(out).lines)
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

    assert "面积<3亩 & 甲>乙的纠纷" in "".join(WordFile.open(out).lines)


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


LONG = "两家之间的通道由双方共同使用。" * 667
SAID = ["面积<3亩 & “甲>乙” 'x' {或} 100%", "㕔屋𠮷家、禤氏", "一\t二\n三", LONG]


@pytest.mark.parametrize("said", SAID, ids=["signs", "rare", "breaks", "ten thousand"])
def test_whatever_is_said_stands_in_the_paper_whole(desk: Desk, tmp_path: Path, said: str) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    facts["facts"][0] = said

    out = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files[0]

    assert "".join(said.split()) in "".join("".join(WordFile.open(out).lines).split())


@pytest.mark.parametrize("sign", ["\x07", "\u202e", "\u2066", "\ufffe", "{{ x }}"])
def test_signs_that_hide_or_reorder_text_are_refused_with_their_place(desk: Desk, tmp_path: Path, sign: str) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    facts["terms"][1]["duty"] = f"封堵{sign}排水沟"

    with pytest.raises(FactsRefusedError, match="协议内容第2项的义务内容"):
        drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx")
    assert not (tmp_path / "草稿.docx").exists()


def test_one_sum_at_once_and_a_pen_for_the_days_of_signing(desk: Desk, tmp_path: Path) -> None:
    facts = forms.example("mediation_agreement")
    payment = {**facts["payments"][0], "instalments": None, "by": "2026-11-15"}
    signing = {name: value for name, value in facts["signing"].items() if name != "parties"}
    facts |= {"payments": [payment], "title": {"stated": False}, "signing": signing}

    (made,) = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx").files

    text = "\n".join(WordFile.open(made).lines)
    assert "2026年11月15日以前（含当日）支付1200元" in text
    assert "第1期" not in text
    assert "三、不履行的责任" in text
    assert "当事人　孙玉兰" in text


def without_each_key(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the facts `value` again and again, each time without one key, wherever it stands; and the key's path."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key, {name: other for name, other in value.items() if name != key}
            yield from ((f"{key}.{path}", value | {key: less}) for path, less in without_each_key(part))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            for path, less in without_each_key(part):
                yield f"{at}.{path}", [*value[:at], less, *value[at + 1 :]]


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_a_field_left_alone_is_named_as_a_gap_or_not_needed(desk: Desk, tmp_path: Path, paper: str) -> None:
    seen = 0
    for path, less in without_each_key(unwrapped(forms.example(paper))):
        with contextlib.suppress(FactsRefusedError):
            drafting.fill(paper, less, desk.workspace, tmp_path / "草稿.docx")
        assert all(finding.message for finding in drafting.check(paper, less, desk.workspace)), path
        seen += 1
    assert seen > 10


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_an_empty_field_never_crashes(desk: Desk, paper: str) -> None:
    facts = unwrapped(forms.example(paper))
    for steps, _ in walk(facts):
        if steps:
            drafting.check(paper, with_value(facts, steps, None), desk.workspace)


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_any_paper_in_large_print_says_the_same(desk: Desk, tmp_path: Path, paper: str) -> None:
    facts = forms.example(paper)
    plain = drafting.fill(paper, facts, desk.workspace, tmp_path / "草稿.docx")
    large = drafting.fill(paper, facts | {"large_print": True}, desk.workspace, tmp_path / "大字.docx")

    assert WordFile.open(large.files[0]).lines == WordFile.open(plain.files[0]).lines
    assert large.files[0].read_bytes() != plain.files[0].read_bytes()
    assert drafts.recheck(desk.workspace, large.files[0]).changes == ()


_DOUBLED = re.compile(r"元元|县县|镇镇|村村|的的|人人：|[。，；：、]{2,}|(法定代表人|法定代理人|委托代理人|代理人)：\1")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("acting", [None, "法定代表人赵志强；委托代理人：钱永富", "监护人孙玉梅"])
def test_no_paper_doubles_a_word_a_mark_or_the_label_of_its_row(
    desk: Desk, tmp_path: Path, paper: str, acting: str | None
) -> None:
    facts = unwrapped(forms.example(paper))
    sides = [person for side in ("parties", "applicants", "respondents") for person in facts.get(side) or ()]
    for person in sides:
        if acting and isinstance(person, dict) and "representative" in person:
            person["representative"] = acting
    lines = rendered(forms.shipped_template(paper), context(paper, facts, desk.workspace), tmp_path / "草稿.docx").lines

    assert [line for line in lines if _DOUBLED.search(line)] == []
    assert [row for row in pairwise(lines) if row[1].startswith(f"{row[0]}：")] == []
