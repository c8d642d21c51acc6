"""What a reader sees in a Word file, all of it and in order, and what is hidden there."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.formats.word.filling import render
from toolkit.core.errors import MissingFileError, TemplateRefusedError, UnreadableFileError
from toolkit.formats.word import WordFile, text_fault


def document_of(*paragraphs: str) -> Any:
    """Return a new Word file with `paragraphs`."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def lines(document: Any, folder: Path) -> tuple[str, ...]:
    """Return the lines of `document`, saved in `folder`."""
    document.save(folder / "文书.docx")
    return WordFile.open(folder / "文书.docx").lines


def run(inner: str) -> Any:
    """Return a run whose XML is `inner`."""
    return parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>")


def test_header_body_table_footer_and_comment_come_in_reading_order(tmp_path: Path) -> None:
    document = document_of("一")
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = "二"
    document.tables[0].rows[0].cells[1].text = "三"
    document.add_paragraph("四")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    document.add_comment(document.paragraphs[0].runs, "批注的话")

    assert lines(document, tmp_path) == ("页眉", "一", "二", "三", "四", "页脚", "批注的话")


def test_a_header_for_odd_and_even_pages_counts_once(tmp_path: Path) -> None:
    document = document_of("页眉")
    document.settings.odd_and_even_pages_header_footer = True
    for header in (document.sections[0].header, document.sections[0].even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].text = "页眉"

    assert lines(document, tmp_path) == ("页眉", "页眉")


def test_tabs_breaks_and_hyphens_are_text_too(tmp_path: Path) -> None:
    document = document_of("")
    document.paragraphs[0]._p.append(
        run("<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t>")
    )

    assert lines(document, tmp_path) == ("甲\t乙", "丙-丁")


def test_deleted_and_hidden_text_is_not_seen_but_told(tmp_path: Path) -> None:
    document = document_of("看得见")
    paragraph = document.paragraphs[0]._p
    deleted, inserted = OxmlElement("w:del"), OxmlElement("w:ins")
    deleted.append(run("<w:delText>删去</w:delText>"))
    inserted.append(run("<w:t>添上</w:t>"))
    paragraph.extend([deleted, inserted, run("<w:rPr><w:vanish/></w:rPr><w:t>藏着</w:t>")])

    assert lines(document, tmp_path) == ("看得见添上",)
    assert [mark[:6] for mark in WordFile.open(tmp_path / "文书.docx").unfinished()] == ["还有没接受或", "还有隐藏文字"]


def test_text_switched_to_visible_again_is_seen(tmp_path: Path) -> None:
    document = document_of("")
    document.paragraphs[0]._p.append(run('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t>'))

    assert lines(document, tmp_path) == ("看得见",)
    assert WordFile.open(tmp_path / "文书.docx").unfinished() == ()


def test_a_page_number_is_no_text_but_other_fields_are(tmp_path: Path) -> None:
    document = document_of("")
    for instruction, shown in ((" PAGE ", "7"), (" DOCPROPERTY x ", "值")):
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            f"<w:instrText>{instruction}</w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>',
            f"<w:t>{shown}</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        ):
            document.paragraphs[0]._p.append(run(inner))
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), "NUMPAGES")
    simple.append(run("<w:t>9</w:t>"))
    document.paragraphs[0]._p.append(simple)

    assert lines(document, tmp_path) == ("值",)


def test_text_in_a_box_is_seen_once(tmp_path: Path) -> None:
    document = document_of("框外")
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    spaces = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document.paragraphs[0]._p.append(
        parse_xml(
            f"<w:r {spaces}><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )

    assert lines(document, tmp_path) == ("框外", "框内")


@pytest.mark.parametrize("place", ["body", "header", "property", "link"])
def test_a_tag_left_over_anywhere_is_found(place: str, tmp_path: Path) -> None:
    document = document_of("正文")
    if place == "body":
        document.paragraphs[0]._p.extend([run("<w:t>{</w:t>"), run("<w:t>{ 名 }}</w:t>")])
    elif place == "header":
        document.sections[0].header.paragraphs[0].text = "{% if x %}"
    elif place == "property":
        document.core_properties.subject = "{{ 案号 }}"
    else:
        document.part.relate_to("http://x/%7B%7B y %7D%7D", "http://x/link", is_external=True)
    document.save(tmp_path / "文书.docx")

    assert "还有没填的模板标记" in "".join(WordFile.open(tmp_path / "文书.docx").unfinished())


def test_properties_are_told_apart_from_the_text(tmp_path: Path) -> None:
    document = document_of("正文")
    document.core_properties.title, document.core_properties.author = "标题", "某律师"
    document.core_properties.comments = ""

    assert lines(document, tmp_path) == ("正文",)
    assert WordFile.open(tmp_path / "文书.docx").properties == {"title": "标题", "author": "某律师"}


@pytest.mark.parametrize("name", ["subject", "keywords", "comments", "category"])
def test_what_the_properties_tell_of_another_case_is_told(name: str, tmp_path: Path) -> None:
    document = document_of("甲")
    setattr(document.core_properties, name, "张某信访案")
    document.save(tmp_path / "文书.docx")

    (told,) = WordFile.open(tmp_path / "文书.docx").unfinished()

    assert "张某信访案" in told
    with pytest.raises(TemplateRefusedError, match="张某信访案"):
        render(tmp_path / "文书.docx", {}, tmp_path / "出.docx")


@pytest.mark.parametrize("name, is_told", [("委托人", True), ("KSOProductBuildVer", False)])
def test_custom_properties_are_told_but_for_those_of_wps(name: str, is_told: bool, tmp_path: Path) -> None:  # noqa: FBT001
    document = document_of("甲")
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    content = f'<Properties xmlns="urn:p"><property fmtid="x" pid="2" name="{name}"/></Properties>'.encode()
    part = Part(PackURI("/docProps/custom.xml"), kind, content, document.part.package)
    document.part.package.relate_to(part, "urn:custom")
    document.save(tmp_path / "文书.docx")

    assert bool(WordFile.open(tmp_path / "文书.docx").unfinished()) is is_told


def test_the_firm_that_a_program_is_registered_to_is_taken_out(tmp_path: Path) -> None:
    document = document_of("【编号待签发】")
    part = next(one for one in document.part.package.iter_parts() if str(one.partname) == "/docProps/app.xml")
    part._blob = part.blob.replace(b"</Properties>", "<Company>清源律师事务所</Company></Properties>".encode())
    document.save(tmp_path / "文书.docx")

    (tmp_path / "出.docx").write_bytes(
        WordFile.open(tmp_path / "文书.docx").with_marks_replaced({"【编号待签发】": "一号"})
    )

    with zipfile.ZipFile(tmp_path / "出.docx") as packed:
        assert "清源".encode() not in packed.read("docProps/app.xml")


def test_a_file_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "假的.docx").write_text("不是", encoding="utf-8")

    with pytest.raises(UnreadableFileError, match="不是完好的 Word 文件"):
        WordFile.open(tmp_path / "假的.docx")
    with pytest.raises(MissingFileError, match="找不到文件"):
        WordFile.open(tmp_path / "没有.docx")


@pytest.mark.parametrize("text", ["乡亲们\n好\t", "3亩<5亩 & “引号” 'x'", "𠮷堃", "{ 单括号 }", "100%"])
def test_ordinary_text_has_no_fault(text: str) -> None:
    assert text_fault(text) is None
