"""Word files changed and compared: marks, draft ids, differences, plain files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.core.errors import MissingMarkError, WrongValueError
from toolkit.formats.word import WordFile

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


def replace_marks(path: Path, marks: Mapping[str, str], target: Path) -> None:
    """Write to `target` the file at `path` with `marks` replaced."""
    target.write_bytes(WordFile.open(path).with_marks_replaced(marks))


def set_draft_id(path: Path, draft_id: str) -> None:
    """Put `draft_id` where a rendered template has it."""
    document = Document(path)
    document.core_properties.identifier = draft_id
    document.save(path)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_mark_is_replaced_however_it_is_split(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("标记")
    whole = f"文号{NUMBER}，又{NUMBER}。"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=8)))
    runs = [whole[low:high] for low, high in zip([0, *cuts], [*cuts, len(whole)], strict=True)]

    replace_marks(paper(folder, *runs), {NUMBER: "青石信告〔2026〕1号"}, folder / "签发.docx")

    assert WordFile.open(folder / "签发.docx").lines[1] == "文号青石信告〔2026〕1号，又青石信告〔2026〕1号。"


def test_the_new_text_takes_the_format_of_the_mark(tmp_path: Path) -> None:
    path = paper(tmp_path, "文号", NUMBER[:3], NUMBER[3:], "完")

    replace_marks(path, {NUMBER: "一号 "}, tmp_path / "签发.docx")

    runs = Document(tmp_path / "签发.docx").paragraphs[0].runs
    assert [(run.text, run.bold) for run in runs] == [("文号", False), ("一号 ", True), ("", False), ("完", False)]


def test_a_mark_in_all_headers_is_replaced(tmp_path: Path) -> None:
    replace_marks(paper(tmp_path, "甲"), {DRAFT: "共3份 第1份"}, tmp_path / "签发.docx")

    section = Document(tmp_path / "签发.docx").sections[0]
    assert [header.paragraphs[0].text for header in (section.header, section.even_page_header)] == ["共3份 第1份"] * 2


def test_all_missing_marks_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = paper(tmp_path, "没有编号")

    with pytest.raises(MissingMarkError, match="文书里找不到标记：【编号待签发】、【另一个】"):
        replace_marks(path, {NUMBER: "x", DRAFT: "y", "【另一个】": "z"}, tmp_path / "签发.docx")

    assert not (tmp_path / "签发.docx").exists()


def test_a_new_text_with_wrong_characters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match=r"U\+202E"):
        replace_marks(paper(tmp_path, NUMBER), {NUMBER: "\u202e1号"}, tmp_path / "签发.docx")


def test_the_same_replacement_gives_the_same_bytes_and_no_names(tmp_path: Path) -> None:
    path = paper(tmp_path, NUMBER)
    document = Document(path)
    document.core_properties.author = document.core_properties.last_modified_by = "某律师"
    document.save(path)

    for name in ("一.docx", "二.docx"):
        replace_marks(path, {NUMBER: "1号"}, tmp_path / name)

    assert (tmp_path / "一.docx").read_bytes() == (tmp_path / "二.docx").read_bytes()
    assert not {"author", "last_modified_by"} & set(WordFile.open(tmp_path / "一.docx").properties)


def test_a_draft_id_is_kept_and_read_back(tmp_path: Path) -> None:
    path = paper(tmp_path, "甲")
    before = WordFile.open(path).draft_id

    set_draft_id(path, "草稿-7")

    assert (before, WordFile.open(path).draft_id) == (None, "草稿-7")
    assert WordFile.open(path).lines == (DRAFT, "甲")


def test_properties_under_the_address_of_libreoffice_are_kept(tmp_path: Path) -> None:
    path = paper(tmp_path, "甲")
    set_draft_id(path, "草稿-7")
    document: Any = Document(path)
    package = document.part.package
    key = next(key for key, rel in package.rels.items() if rel.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES)
    package.rels[key]._reltype = RELATIONSHIP_TYPE.CORE_PROPERTIES.replace("package", "officedocument")
    package.save(path)

    replace_marks(path, {DRAFT: "共3份"}, tmp_path / "签发.docx")

    assert WordFile.open(tmp_path / "签发.docx").draft_id == "草稿-7"


def test_replacing_marks_leaves_the_parsed_file_as_it_was(tmp_path: Path) -> None:
    file = WordFile.open(paper(tmp_path, "文号", NUMBER[:3], NUMBER[3:], "完"))
    before = file.lines

    first, second = (file.with_marks_replaced({NUMBER: number, DRAFT: ""}) for number in ("一号 ", "二号"))
    with pytest.raises(MissingMarkError):
        file.with_marks_replaced({NUMBER: "三号", "【另一个】": ""})

    assert WordFile(file.path, file.document).lines == before
    assert first != second
    assert file.with_marks_replaced({NUMBER: "一号 ", DRAFT: ""}) == first
