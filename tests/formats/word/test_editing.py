"""Word files changed and compared: marks, draft ids, differences, plain files."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.core.errors import MissingMarkError, WrongValueError
from toolkit.formats.word import editing
from toolkit.formats.word.editing import Difference

NUMBER = "【编号待签发】"
DRAFT = "【草稿】未签发，不具效力"


def paper(folder: Path, *runs: str) -> Path:
    """Write a paper whose one paragraph consists of `runs`, the second of them bold, and return its path."""
    document = Document()
    paragraph = document.add_paragraph()
    for position, text in enumerate(runs):
        paragraph.add_run(text).bold = position == 1
    for header in (document.sections[0].header, document.sections[0].even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].text = DRAFT
    document.save(folder / "草稿.docx")
    return folder / "草稿.docx"


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_mark_is_replaced_however_it_is_split(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("标记")
    whole = f"文号{NUMBER}，又{NUMBER}。"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=8)))
    runs = [whole[low:high] for low, high in zip([0, *cuts], [*cuts, len(whole)], strict=True)]

    editing.replace_mark(paper(folder, *runs), {NUMBER: "青石信告〔2026〕1号"}, folder / "签发.docx")

    assert editing.text_lines(folder / "签发.docx")[1] == "文号青石信告〔2026〕1号，又青石信告〔2026〕1号。"


def test_the_new_text_takes_the_format_of_the_mark(tmp_path: Path) -> None:
    path = paper(tmp_path, "文号", NUMBER[:3], NUMBER[3:], "完")

    editing.replace_mark(path, {NUMBER: "一号 "}, tmp_path / "签发.docx")

    runs = Document(tmp_path / "签发.docx").paragraphs[0].runs
    assert [(run.text, run.bold) for run in runs] == [("文号", False), ("一号 ", True), ("", False), ("完", False)]


def test_a_mark_in_all_headers_is_replaced(tmp_path: Path) -> None:
    editing.replace_mark(paper(tmp_path, "甲"), {DRAFT: "共3份 第1份"}, tmp_path / "签发.docx")

    section = Document(tmp_path / "签发.docx").sections[0]
    assert [header.paragraphs[0].text for header in (section.header, section.even_page_header)] == ["共3份 第1份"] * 2


def test_all_missing_marks_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = paper(tmp_path, "没有编号")

    with pytest.raises(MissingMarkError, match="文书里找不到标记：【编号待签发】、【另一个】"):
        editing.replace_mark(path, {NUMBER: "x", DRAFT: "y", "【另一个】": "z"}, tmp_path / "签发.docx")

    assert not (tmp_path / "签发.docx").exists()


def test_a_new_text_with_wrong_characters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match=r"U\+202E"):
        editing.replace_mark(paper(tmp_path, NUMBER), {NUMBER: "\u202e1号"}, tmp_path / "签发.docx")


def test_the_same_replacement_gives_the_same_bytes_and_no_names(tmp_path: Path) -> None:
    path = paper(tmp_path, NUMBER)
    document = Document(path)
    document.core_properties.author = document.core_properties.last_modified_by = "某律师"
    document.save(path)

    for name in ("一.docx", "二.docx"):
        editing.replace_mark(path, {NUMBER: "1号"}, tmp_path / name)

    assert (tmp_path / "一.docx").read_bytes() == (tmp_path / "二.docx").read_bytes()
    assert not {"author", "last_modified_by"} & set(editing.properties(tmp_path / "一.docx"))


def test_a_draft_id_is_kept_and_read_back(tmp_path: Path) -> None:
    path = paper(tmp_path, "甲")
    before = editing.get_draft_id(path)

    editing.set_draft_id(path, "草稿-7")

    assert (before, editing.get_draft_id(path)) == (None, "草稿-7")
    assert editing.text_lines(path) == (DRAFT, "甲")


def test_properties_under_the_address_of_libreoffice_are_kept(tmp_path: Path) -> None:
    path = paper(tmp_path, "甲")
    editing.set_draft_id(path, "草稿-7")
    document: Any = Document(path)
    package = document.part.package
    key = next(key for key, rel in package.rels.items() if rel.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES)
    package.rels[key]._reltype = RELATIONSHIP_TYPE.CORE_PROPERTIES.replace("package", "officedocument")
    package.save(path)

    editing.replace_mark(path, {DRAFT: "共3份"}, tmp_path / "签发.docx")

    assert editing.get_draft_id(tmp_path / "签发.docx") == "草稿-7"


lines = st.lists(st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=6), max_size=8)


@given(before=lines, after=lines)
def test_differences_lead_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    found = editing.differences(before, after)

    assert [d.old for d in found if d.old is not None] == _not_kept(before, found, "old")
    assert len(before) - sum(d.kind == "removed" for d in found) == len(after) - sum(d.kind == "added" for d in found)
    assert (found == ()) == (before == after)
    assert all(d.old != d.new for d in found)


def _not_kept(before: list[str], found: tuple[Difference, ...], side: str) -> list[str]:
    """Return what `found` takes from `before`, in the order of `before`."""
    wanted = [getattr(d, side) for d in found if getattr(d, side) is not None]
    position = 0
    for line in before:
        if position < len(wanted) and line == wanted[position]:
            position += 1
    return wanted[:position]


def test_a_line_put_in_before_a_changed_one_is_told_apart() -> None:
    before = ["标题", "乙方应于2026年11月15日以前付清全部款项", "完"]
    after = ["标题", "新加的一条", "乙方应于2026年12月15日以前付清全部款项", "完"]

    assert editing.differences(before, after) == (
        Difference("added", None, "新加的一条"),
        Difference("changed", before[1], after[2]),
    )


def test_a_plain_file_reads_back_and_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("一.docx", "二.docx"):
        editing.write_plain(tmp_path / name, "夜话记录", ["张三：3亩<5亩 & 是。", "第二段"])

    assert editing.text_lines(tmp_path / "一.docx") == ("夜话记录", "张三：3亩<5亩 & 是。", "第二段")
    assert (tmp_path / "一.docx").read_bytes() == (tmp_path / "二.docx").read_bytes()


def test_a_plain_file_refuses_what_word_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match=r"控制字符 U\+0001"):
        editing.write_plain(tmp_path / "一.docx", "题", ["坏\x01"])

    assert not (tmp_path / "一.docx").exists()
