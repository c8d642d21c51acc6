"""A Word file from outside is not opened when it swells, and not used when it would run or fetch something."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.formats.word.filling import render
from toolkit.core.errors import TemplateRefusedError, UnreadableFileError
from toolkit.formats.word import WordFile, template_fields

Harm = Callable[[Any], None]


def saved(folder: Path, harm: Harm) -> Path:
    """Write a Word file to which `harm` was done into `folder` and return its path."""
    document = Document()
    document.add_paragraph("甲")
    harm(document)
    document.save(folder / "外来.docx")
    return folder / "外来.docx"


def linked(kind: str, target: str) -> Harm:
    """Return a harm: a relationship of `kind` to `target` outside the file."""
    return lambda document: document.part.relate_to(target, kind, is_external=True)


def field(*pieces: str) -> Harm:
    """Return a harm: a field whose instruction is split into `pieces`."""

    def harm(document: Any) -> None:
        paragraph = document.paragraphs[0]._p
        for kind in ("begin", *pieces, "end"):
            run = OxmlElement("w:r")
            if kind in {"begin", "end"}:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve">{kind}</w:instrText>')
            run.append(mark)
            paragraph.append(run)

    return harm


def embedded(content_type: str) -> Harm:
    """Return a harm: a part of `content_type` inside the file."""

    def harm(document: Any) -> None:
        part = Part(PackURI("/word/fremd.bin"), content_type, b"x", document.part.package)
        document.part.relate_to(part, "urn:other")

    return harm


def nested(document: Any) -> None:
    """Put another file into the text."""
    document.element.body.append(OxmlElement("w:altChunk"))


HARMS = [
    (linked(RELATIONSHIP_TYPE.IMAGE, "http://192.0.2.1/seal.png"), "连着外面"),
    (
        linked(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
            "file:///C:/firm.dotm",
        ),
        "连着外面",
    ),
    (linked(RELATIONSHIP_TYPE.HYPERLINK, "https://example.org/"), "连着外面"),
    (embedded("application/vnd.ms-office.vbaProject"), "宏"),
    (embedded("application/vnd.openxmlformats-officedocument.oleObject"), "宏"),
    (embedded("application/vnd.ms-office.activeX+xml"), "宏"),
    (nested, "夹着另一份文件"),
    (field(" INCLUDETEXT ", '"C:\\secret.txt"'), "会取外面内容的域"),
    (field(" DDEAU", "TO c:\\windows cmd"), "会取外面内容的域"),
]


@pytest.mark.parametrize("harm, why", HARMS)
def test_what_runs_or_fetches_something_is_no_template_and_no_paper(harm: Harm, why: str, tmp_path: Path) -> None:
    path = saved(tmp_path, harm)

    with pytest.raises(TemplateRefusedError, match=why):
        render(path, {}, tmp_path / "文书.docx")
    assert any(why in one for one in WordFile.open(path).unfinished())


def test_page_numbers_and_contents_are_no_danger(tmp_path: Path) -> None:
    assert WordFile.open(saved(tmp_path, field(" PAGE "))).unfinished() == ()


@pytest.mark.parametrize("size", [50_000_000, 400_000_000], ids=["one part", "the whole"])
def test_a_file_that_swells_is_not_opened(size: int, tmp_path: Path) -> None:
    path = saved(tmp_path, lambda _: None)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
        packed.open("word/media/x.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(size // 1_000_000):
            part.write(bytes(1_000_000))

    with pytest.raises(UnreadableFileError, match="大得不正常"):
        WordFile.open(path)
    with pytest.raises(TemplateRefusedError, match="大得不正常"):
        template_fields(path)


def test_a_file_of_very_many_parts_is_not_opened(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda _: None)
    with zipfile.ZipFile(path, "a") as packed:
        for number in range(6000):
            packed.writestr(f"x/{number}", b"")

    with pytest.raises(UnreadableFileError, match="大得不正常"):
        WordFile.open(path)


def test_a_file_whose_entities_swell_is_not_opened(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda _: None)
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "哈" * 10}">' for n in range(12))
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                head, _, body = content.decode().partition("?>")
                content = f"{head}?><!DOCTYPE x [{bomb}]>{body.replace('甲', '&e11;')}".encode()
            new.writestr(name, content)
    path.write_bytes(changed.getvalue())

    with pytest.raises(UnreadableFileError, match="不是完好的 Word 文件"):
        WordFile.open(path)


def test_a_paper_with_a_large_picture_is_opened(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda _: None)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as packed:
        packed.writestr("word/media/photo.bin", bytes(20_000_000))

    assert WordFile.open(path).lines == ("甲",)


def _rewritten(folder: Path, change: Callable[[zipfile.ZipFile, str, bytes], None]) -> Path:
    plain, target = saved(folder, lambda _: None), folder / "改过.docx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            change(made, name, source.read(name))
    return target


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_with_two_texts_is_not_opened(tmp_path: Path) -> None:
    def double(made: zipfile.ZipFile, name: str, content: bytes) -> None:
        made.writestr(name, content)
        if name == "word/document.xml":
            made.writestr(name, content)

    with pytest.raises(UnreadableFileError, match="两份同名"):
        WordFile.open(_rewritten(tmp_path, double))


def test_a_table_of_hundreds_of_thousands_of_rows_is_refused_at_once(tmp_path: Path) -> None:
    row = b"<w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>"

    def fill(made: zipfile.ZipFile, name: str, content: bytes) -> None:
        made.writestr(name, content.replace(b"<w:sectPr", b"<w:tbl>" + row * 200_000 + b"</w:tbl><w:sectPr", 1))

    with pytest.raises(UnreadableFileError, match="30000 段"):
        WordFile.open(_rewritten(tmp_path, fill))
