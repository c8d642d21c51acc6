"""Large print: bigger type and looser lines, the same words, blanks for the pen as they were."""

from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.word.large_print import enlarge, grown
from toolkit.formats.word.reading import lines_of, paragraph_text, signature_blocks
from toolkit.workspace import shipped

SHIPPED = sorted(shipped("templates/docx").glob("*.docx"))
BLANK = "　　年　月　日"


@given(points=st.integers(8, 60))
def test_all_type_grows_and_keeps_its_order(points: int) -> None:
    assert 1.2 * points <= grown(points) <= 1.45 * points
    assert grown(points) <= grown(points + 1)


def sizes(path: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Return the type of each paragraph style of the template at `path` that has its own, before and after."""
    document = Document(str(path))

    def read() -> dict[str, float]:
        fonts = {style.style_id: getattr(style, "font", None) for style in document.styles}
        return {name: font.size.pt for name, font in fonts.items() if font is not None and font.size}

    before = read()
    enlarge(document)
    return before, read()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_styles_of_a_template_grow_but_for_the_marks_of_its_margins(path: Path) -> None:
    before, after = sizes(path)

    assert after["Normal"] >= 16
    assert all(after[name] > before[name] for name in ("Normal", "文书标题", "表格文字", "表头"))
    assert all(after[name] == before[name] for name in ("草稿标记", "页码"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_word_and_no_block_of_signatures_is_lost(path: Path) -> None:
    plain, large = Document(str(path)), Document(str(path))
    enlarge(large)

    assert lines_of(large) == lines_of(plain)
    assert signature_blocks(large) == signature_blocks(plain)


def test_lines_are_looser_and_the_grid_of_the_page_follows() -> None:
    document = Document(str(shipped("templates/docx/mediation_agreement.docx")))
    enlarge(document)
    line = document.styles["Normal"].paragraph_format.line_spacing.pt

    assert line >= 1.59 * document.styles["Normal"].font.size.pt
    assert document.element.body.find(f".//{qn('w:docGrid')}").get(qn("w:linePitch")) == str(round(line * 20))


def test_a_blank_for_the_pen_keeps_its_size_and_a_signers_name_grows_a_little() -> None:
    document = Document(str(shipped("templates/docx/rights_notice.docx")))
    enlarge(document)
    of_text = {
        paragraph_text(paragraph): [size.get(qn("w:val")) for size in paragraph.iter(qn("w:sz"))]
        for paragraph in document.element.body.iter(qn("w:p"))
    }

    assert of_text[BLANK] == ["24"]
    assert of_text["人民调解员　{{ m.name }}"] == ["29"]
