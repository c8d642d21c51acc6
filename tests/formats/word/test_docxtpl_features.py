"""Each feature of docxtpl renders here as it does with docxtpl alone, or is refused for a stated reason."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docxtpl import DocxTemplate, InlineImage, Listing, RichText
from lxml import etree

from tests.formats.word.filling import render
from toolkit.core.errors import FactsRefusedError, TemplateRefusedError, YehuaError
from toolkit.formats.word import WordFile

Build = Callable[[Any], None]
_PARTS = ("document", "header", "footer", "footnotes")
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_PEOPLE = [
    {"name": "孙玉兰", "age": 61, "terms": ["后移院墙", "补砌排水沟"]},
    {"name": "吴建国<3", "age": 58, "terms": ["付600元 & 另付600元"]},
]
FACTS: dict[str, Any] = {
    "name": "孙玉兰",
    "said": "面积<3亩 & “甲>乙”\n第二行\t完",
    "absent": None,
    "yes": True,
    "no": False,
    "n": 3,
    "colour": "D9E2F3",
    "cols": ["一月", "二月", "三月"],
    "people": _PEOPLE,
    "none_of_them": [],
    "place": {"village": "柳树湾", "group": {"no": 2}},
}


def said(*texts: str) -> Build:
    """Return what writes a paragraph for each of `texts`."""

    def build(document: Any) -> None:
        for text in texts:
            document.add_paragraph(text)

    return build


def table(*rows: tuple[str, ...]) -> Build:
    """Return what writes a table of `rows`."""

    def build(document: Any) -> None:
        made = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    return build


def split_over_runs(document: Any) -> None:
    """Write a tag that Word has split into runs of different formats."""
    paragraph = document.add_paragraph("甲方：")
    for piece, bold in (("{", False), ("{ na", True), ("me }", True), ("}", False), ("。", False)):
        paragraph.add_run(piece).bold = bold


def in_margins(document: Any) -> None:
    """Write tags into headers and footers of first, odd and even pages."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for number, margin in enumerate(
        (section.first_page_header, section.header, section.even_page_header, section.footer)
    ):
        margin.is_linked_to_previous = False
        margin.paragraphs[0].text = f"{number}{{{{ name }}}}"
    document.add_paragraph("{{ n }}")


def in_header_loop(document: Any) -> None:
    """Write a loop into a header."""
    document.sections[0].header.paragraphs[0].text = "{% for p in people %}{{ p.name }}　{% endfor %}"


def merged(document: Any) -> None:
    """Write tags into cells that are merged beforehand, across and down."""
    made = document.add_table(rows=3, cols=3)
    made.cell(0, 0).merge(made.cell(0, 2)).text = "{{ name }}"
    made.cell(1, 0).merge(made.cell(2, 0)).text = "{{ place.village }}"
    made.cell(1, 1).text, made.cell(2, 2).text = "{{ n }}", "{% if yes %}是{% else %}否{% endif %}"


def listed(document: Any) -> None:
    """Write a loop over numbered paragraphs."""
    document.add_paragraph("{%p for p in people %}")
    document.add_paragraph("{{ p.name }}", style="List Number")
    document.add_paragraph("{%p endfor %}")


def boxed(document: Any) -> None:
    """Write a tag into a text box."""
    document.add_paragraph()._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:pict><v:shape><v:textbox><w:txbxContent>"
            "<w:p><w:r><w:t>{{ name }}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )


def footnoted(document: Any) -> None:
    """Write a tag into a footnote."""
    mark = parse_xml(f"<w:r {nsdecls('w')}><w:footnoteReference w:id='2'/></w:r>")
    document.add_paragraph("正文{{ n }}")._p.append(mark)
    notes = f"<w:footnotes {nsdecls('w')}><w:footnote w:id='2'><w:p><w:r><w:t>注：{{{{ name }}}}</w:t></w:r></w:p>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    content = f"{notes}</w:footnote></w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), kind, content, document.part.package)
    document.part.relate_to(part, _FOOTNOTES)


def in_two_sections(document: Any) -> None:
    """Write a loop in an upright section and a table in a lying one."""
    said("{%p for p in people %}", "{{ p.name }}", "{%p endfor %}")(document)
    document.add_section().orientation = WD_ORIENT.LANDSCAPE
    table(("{{ name }}", "{{ n }}"))(document)


def titled(document: Any) -> None:
    """Write a tag into the properties."""
    document.add_paragraph("甲")
    document.core_properties.title = "{{ name }}"


def broken(document: Any) -> None:
    """Write a page break and a tab beside a tag."""
    run = document.add_paragraph("甲\t{{ name }}").add_run()
    run.add_break()
    run.add_text("{{ n }}")


def in_cell_loop(document: Any) -> None:
    """Write a loop of paragraphs inside one cell."""
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "{%p for p in people %}"
    cell.add_paragraph("{{ p.name }}")
    cell.add_paragraph("{%p endfor %}")


SAME: dict[str, Build] = {
    "a value": said("甲方：{{ name }}。", "{{ place.group.no }}组"),
    "signs that XML knows": said("经查，{{ said }}，属实。"),
    "a tag split over runs": split_over_runs,
    "breaks and tabs beside a tag": broken,
    "paragraphs in a loop": said("{%p for p in people %}", "{{ p.name }}，{{ p.age }}岁", "{%p endfor %}", "完"),
    "a loop over nothing": said("{%p for p in none_of_them %}", "{{ p.name }}", "{%p endfor %}", "完"),
    "a loop in a sentence": said(
        "有{% for p in people %}{{ p.name }}{% if not loop.last %}、{% endif %}{% endfor %}。"
    ),
    "a loop that knows its place": said(
        "{% for c in cols %}{{ loop.index }}{{ loop.first }}{% endfor %}".replace(
            "{{ loop.first }}", "{% if loop.first %}首{% endif %}"
        )
    ),
    "loops in loops": said(
        "{%p for p in people %}",
        "{{ p.name }}",
        "{%p for t in p.terms %}",
        "（{{ t }}）",
        "{%p endfor %}",
        "{%p endfor %}",
    ),
    "paragraphs on a condition": said(
        "{%p if no %}", "甲", "{%p elif n == 3 %}", "乙{{ n }}", "{%p else %}", "丙", "{%p endif %}"
    ),
    "conditions in conditions": said(
        "{% if yes %}甲{% if absent %}乙{% elif n > 2 and not no %}丙{% else %}丁{% endif %}{% endif %}戊"
    ),
    "a condition in a loop": said("{%p for p in people if p.age > 60 %}", "{{ p.name }}", "{%p endfor %}"),
    "a choice within a tag": said("{{ name if yes else n }}", "{{ '有' if people else '无' }}"),
    "a value that is set": said("{% set who = place.village %}{{ who }}村"),
    "a remark": said("甲{# 只给律师看 #}乙{{ n }}"),
    "filters": said(
        '{{ cols | join("、") }}', "{{ people | length }}", "{{ cols | first }}", "{{ absent | default('略', true) }}"
    ),
    "space taken away": said("甲{% if yes -%}   乙   {%- endif %}丙{{ n }}"),
    "rows in a loop": table(
        ("姓名", "年龄"), ("{%tr for p in people %}", ""), ("{{ p.name }}", "{{ p.age }}"), ("{%tr endfor %}", "")
    ),
    "rows on a condition": table(("甲", "{{ n }}"), ("{%tr if no %}", ""), ("乙", "丙"), ("{%tr endif %}", "")),
    "columns in a loop": table(("月份", "{%tc for c in cols %}", "{{ c }}", "{%tc endfor %}")),
    "rows and columns in loops": table(
        ("姓名", "{%tc for c in cols %}", "{{ c }}", "{%tc endfor %}"),
        ("{%tr for p in people %}", "", "", ""),
        ("{{ p.name }}", "{%tc for c in cols %}", "{{ p.age }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", "", ""),
    ),
    "cells merged beforehand": merged,
    "a cell over several columns": table(("{% colspan n %}{{ name }}", "甲", "乙")),
    "a cell of a colour": table(("{% cellbg colour %}{{ name }}", "甲")),
    "cells merged across in a loop": table(("{%tc for c in cols %}", "{% hm %}{{ name }}", "{%tc endfor %}")),
    "cells merged down in a loop": table(
        ("{%tr for p in people %}", ""), ("{% vm %}{{ place.village }}", "{{ p.name }}"), ("{%tr endfor %}", "")
    ),
    "paragraphs in a loop in a cell": in_cell_loop,
    "headers and footers of every kind": in_margins,
    "a loop in a header": in_header_loop,
    "a footnote": footnoted,
    "numbered paragraphs in a loop": listed,
    "a text box": boxed,
    "several sections": in_two_sections,
}

REFUSED: dict[str, tuple[Build, dict[str, Any], str]] = {
    "rich text": (said("甲{{r rich }}乙"), {"rich": "丙"}, "同段的文字会丢失"),
    "rich text as a plain value": (said("{{ rich }}"), {"rich": RichText("丙")}, "不是文字、数或清单"),
    "a listing": (said("{{ text }}"), {"text": Listing("一\n二")}, "不是文字、数或清单"),
    "an image": (said("{{ image }}"), {"image": "IMAGE"}, "不是文字、数或清单"),
    "a subdocument": (said("{{p part }}"), {"part": "甲"}, "同段的文字会丢失"),
    "a run on a condition": (said("甲{%r if yes %}乙{%r endif %}"), {}, "同段的文字会丢失"),
    "a remark as a paragraph": (said("{#p 只给律师看 #}"), {}, "同段的文字会丢失"),
    "braces that stay": (said("甲{_{ name }_}乙"), {}, "没有配对"),
    "raw text": (said("{% raw %}{{ name }}{% endraw %}"), {}, "写法有误|不允许|模板标记|没有配对"),
    "a call": (said("{% for k, v in place.items() %}{{ k }}{% endfor %}"), {}, "不允许的写法"),
    "a filter that sorts": (said("{{ cols | sort | join }}"), {}, "填写时出错"),
    "a block": (said("{% block a %}甲{% endblock %}"), {}, "不允许的写法"),
    "a property": (titled, {}, "还有没填的模板标记"),
    "a yes or no": (said("{{ yes }}"), {}, "不能直接写出"),
    "a value that is null": (said("甲{{ absent }}乙"), {}, "没有填"),
}


def saved(build: Build, folder: Path) -> Path:
    """Write the template that `build` makes into `folder` and return its path."""
    document = Document()
    build(document)
    document.save(str(folder / "模板.docx"))
    return folder / "模板.docx"


def canonical(path: Path) -> dict[str, bytes]:
    """Return the canonical XML of every part with text of the Word file at `path`."""
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if name.removeprefix("word/").startswith(_PARTS)]
        return {name: _plain(packed.read(name)) for name in names if name.endswith(".xml")}


def _plain(content: bytes) -> bytes:
    plain = io.BytesIO()
    root = etree.fromstring(content)
    # Where one side mends a cell without a paragraph, the other leaves what Word calls damage.
    for cell in root.iter(qn("w:tc")):
        if not len(cell) or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))
    etree.ElementTree(root).write_c14n(plain)
    return plain.getvalue()


@pytest.mark.parametrize("build", SAME.values(), ids=SAME.keys())
def test_a_feature_renders_as_with_docxtpl_alone(build: Build, tmp_path: Path) -> None:
    template = saved(build, tmp_path)
    bare = DocxTemplate(str(template))
    bare.render(FACTS, jinja2.Environment(autoescape=True))
    bare.save(str(tmp_path / "bare.docx"))

    render(template, FACTS, tmp_path / "ours.docx")

    assert canonical(tmp_path / "ours.docx") == canonical(tmp_path / "bare.docx")
    assert "{" not in "".join(WordFile.open(tmp_path / "ours.docx").lines)


@pytest.mark.parametrize("build, more, why", REFUSED.values(), ids=REFUSED.keys())
def test_a_feature_that_is_not_taken_is_refused_for_a_stated_reason(
    build: Build, more: dict[str, Any], why: str, tmp_path: Path
) -> None:
    template = saved(build, tmp_path)
    if "image" in more:
        more = {"image": InlineImage(DocxTemplate(str(template)), "seal.png")}

    with pytest.raises(YehuaError, match=why) as refused:
        render(template, FACTS | more, tmp_path / "ours.docx")

    assert not (tmp_path / "ours.docx").exists()
    assert isinstance(refused.value, TemplateRefusedError | FactsRefusedError) or "模板标记" in str(refused.value)


def test_there_are_thirty_features_at_least() -> None:
    assert len(SAME) >= 30
    assert not set(SAME) & set(REFUSED)
