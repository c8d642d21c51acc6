"""Signatures and seal stand on one page with the end of the text, in every paper, however long it is."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from toolkit.formats import pdf
from toolkit.formats.word import WordFile
from toolkit.papers import drafting, forms, page_layout
from toolkit.papers.facts import unwrapped
from toolkit.workspace.desk import Desk

needs_office = pytest.mark.skipif(pdf.office_program() is None, reason="LibreOffice is not on this machine")
SIGNED = sorted(set(forms.PAPERS) - {"file_cover", "service_receipt"})


@pytest.mark.parametrize("paper", SIGNED)
def test_every_paper_that_is_signed_has_a_block_with_words_above_it(desk: Desk, tmp_path: Path, paper: str) -> None:
    draft = drafting.fill(paper, forms.example(paper), desk.workspace, tmp_path / "草稿.docx")

    blocks = WordFile.open(draft.files[0]).signature_blocks

    assert blocks
    assert all(len(block) > 2 for block in blocks)
    assert any("年" in line for line in blocks[-1] + blocks[0])


def test_the_receipt_at_the_end_of_a_termination_notice_is_a_sheet_of_its_own(desk: Desk, tmp_path: Path) -> None:
    draft = drafting.fill(
        "termination_notice", forms.example("termination_notice"), desk.workspace, tmp_path / "稿.docx"
    )

    notice, receipt = Document(str(draft.files[0])).sections
    assert notice._sectPr.find(qn("w:pgNumType")) is None
    assert receipt._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert receipt.page_height == notice.page_height


def test_a_block_that_is_parted_is_told() -> None:
    blocks = (("以上内容已经阅读。", "当事人　孙玉兰", "2026年10月28日"),)

    def told(*pages: str) -> list[str]:
        return [finding.message for finding in page_layout.split_blocks(blocks, pages)]

    assert told("前文", "以上内容已经阅读。当事人孙玉兰2026年10月28日") == []
    assert told("前文", "上内容已经阅读。当事人孙玉兰2026年10月28日—2—") == []
    assert told("以上内容已经阅读。", "当事人孙玉兰2026年10月28日") == ["签名盖章的部分没有和正文在同一页（第 2 页）。"]
    assert told("以上内容已经阅读。当事人孙玉兰", "2026年10月28日")


@needs_office
@pytest.mark.parametrize("length", [0, 9])
def test_however_long_the_text_the_block_stays_whole(desk: Desk, tmp_path: Path, length: int) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    facts["facts"] += ["另查明，两家之间的通道由双方共同使用。"] * length

    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx", pdf=True)

    assert len(pdf.page_texts(draft.files[1])) == pdf.page_count(draft.files[1]) > 1
    assert draft.findings == ()


@needs_office
def test_a_full_page_has_the_lines_and_characters_of_the_standard(desk: Desk, tmp_path: Path) -> None:
    facts = unwrapped(forms.example("handling_opinion"))
    facts["investigation"] = "两家房屋之间有一条通道孙玉兰与吴建国是左右邻居" * 60

    draft = drafting.fill("handling_opinion", facts, desk.workspace, tmp_path / "草稿.docx", pdf=True)

    margins = len("【草稿】未签发，不具效力") + len("—2—")
    assert len(pdf.page_texts(draft.files[1])[1]) == 22 * 28 + margins


PAGES = {"mediation_agreement": 2, "confirmation_application": 2} | dict.fromkeys(
    (
        "oral_agreement",
        "investigation_record",
        "acceptance_notice",
        "handover_list",
        "mediation_register",
        "review_application",
    ),
    1,
)


@needs_office
@pytest.mark.parametrize("paper", PAGES)
def test_a_form_has_no_more_pages_than_the_official_one(desk: Desk, tmp_path: Path, paper: str) -> None:
    draft = drafting.fill(paper, forms.example(paper), desk.workspace, tmp_path / "草稿.docx", pdf=True)

    assert pdf.page_count(draft.files[1]) == PAGES[paper]


@needs_office
@pytest.mark.parametrize("paper", ["mediation_agreement", "oral_agreement"])
def test_large_print_takes_no_more_than_twice_the_pages_and_loses_no_sign(
    desk: Desk, tmp_path: Path, paper: str
) -> None:
    facts = unwrapped(forms.example(paper)) | {"large_print": True}

    draft = drafting.fill(paper, facts, desk.workspace, tmp_path / "草稿.docx", pdf=True)

    assert draft.findings == ()
    assert PAGES[paper] < pdf.page_count(draft.files[1]) <= 2 * PAGES[paper]
    written, shown = map(marks, (WordFile.open(draft.files[0]).lines, pdf.page_texts(draft.files[1])))
    assert written == shown


def marks(lines: Iterable[str]) -> dict[str, int]:
    """Return how often each punctuation mark stands in `lines`, but for the mark in the header of each page."""
    text = "".join("".join(lines).split()).replace(forms.DRAFT_MARK, "")
    return {sign: text.count(sign) for sign in "，。、；："}
