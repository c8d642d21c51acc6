"""PDF: LibreOffice is found or not, and what it writes says what the Word file says."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from toolkit.core.errors import UnreadableFileError
from toolkit.formats import pdf
from toolkit.formats.word import write_plain

needs_office = pytest.mark.skipif(pdf.office_program() is None, reason="LibreOffice is not on this machine")


def pdf_text(path: Path) -> str:
    """Return the text of all pages of the PDF at `path`."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def characters(text: str) -> Counter[str]:
    """Return how often each character stands in `text`, white space and line-end hyphens aside."""
    return Counter(text) - Counter(" \n\r\t\u3000\ufffe\x02-—" * len(text))


@needs_office
def test_the_pdf_holds_every_character_of_the_paper(tmp_path: Path) -> None:
    said = "经查，面积为3亩<5亩；承诺“每亩36000元”：属实。" * 30
    write_plain(tmp_path / "文书 一.docx", "关于补偿款的说明", [said, "〔2026〕1号"])

    written = pdf.to_pdf(tmp_path / "文书 一.docx", tmp_path / "输出 文件夹")

    assert written == tmp_path / "输出 文件夹" / "文书 一.pdf"
    lost = characters("关于补偿款的说明" + said + "〔2026〕1号") - characters(pdf_text(written))
    assert lost == Counter()


def test_without_libreoffice_there_is_no_pdf_and_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_plain(tmp_path / "文书.docx", "标题", [])
    monkeypatch.setattr(pdf, "_OFFICE_PROGRAMS", ("no-such-program",))

    assert pdf.to_pdf(tmp_path / "文书.docx", tmp_path / "输出") is None
    assert not (tmp_path / "输出").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")
def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_plain(tmp_path / "文书.docx", "标题", [])
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\nsleep 600 &\necho $! > "{tmp_path}/child"\nwait\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(pdf, "_OFFICE_PROGRAMS", (str(program),))
    monkeypatch.setattr(pdf, "_PDF_PATIENCE_S", 1.0)

    assert pdf.to_pdf(tmp_path / "文书.docx", tmp_path) is None

    child = (tmp_path / "child").read_text(encoding="utf-8").strip()
    state = subprocess.run(["ps", "-o", "stat=", "-p", child], capture_output=True, text=True, check=False)  # noqa: S607
    assert state.stdout.strip()[:1] in {"", "Z"}


def test_each_official_typeface_has_a_free_stand_in(tmp_path: Path) -> None:
    conf = tmp_path / "fonts.conf"
    conf.write_text(pdf._fontconfig(), encoding="utf-8")

    text = conf.read_text(encoding="utf-8")

    for name in ("仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"):
        assert f"<family>{name}</family><prefer>" in text


def test_what_is_no_pdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "不是.pdf").write_bytes(b"no pdf")

    with pytest.raises(UnreadableFileError, match="不是完好的 PDF"):
        pdf.page_texts(tmp_path / "不是.pdf")


@needs_office
def test_each_page_is_an_image_of_its_own_as_wide_as_paper(tmp_path: Path) -> None:
    write_plain(tmp_path / "文书.docx", "标题", ["一段话，要占好几行。" * 20] * 40)
    written = pdf.to_pdf(tmp_path / "文书.docx", tmp_path / "输出")
    assert written is not None

    images = pdf.page_images(written, dots_per_inch=60)

    assert len(images) == len(pdf.page_texts(written)) > 1
    assert pdf.page_images(written, dots_per_inch=60, most=1) == images[:1]
    for image in images:
        assert image.startswith(b"\x89PNG")
        width = int.from_bytes(image[16:20], "big")
        assert abs(width - 210 / 25.4 * 60) < 2


def test_what_is_no_pdf_has_no_pages(tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"x")

    with pytest.raises(UnreadableFileError):
        pdf.page_images(tmp_path / "坏.pdf")


@needs_office
def test_several_papers_are_one_pdf_to_be_printed(tmp_path: Path) -> None:
    papers = [tmp_path / f"{name}.docx" for name in ("第一份", "第二份")]
    for path in papers:
        write_plain(path, path.stem, ["文字"])

    whole = tmp_path / "合.pdf"
    whole.write_bytes(pdf.joined(papers) or b"")

    assert [path.stem in text for path, text in zip(papers, pdf.page_texts(whole), strict=True)] == [True, True]


def test_without_libreoffice_nothing_is_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_plain(tmp_path / "文书.docx", "文书", ["文字"])
    monkeypatch.setattr(pdf, "_OFFICE_PROGRAMS", ("no-such-program",))

    assert pdf.joined([tmp_path / "文书.docx"]) is None
