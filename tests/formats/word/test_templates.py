"""Templates are filled strictly: what goes in is read back, and nothing unknown, empty or unsafe goes through."""

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.word.filling import render
from toolkit.core.errors import FactsRefusedError, MissingFileError, PaperDamagedError, TemplateRefusedError
from toolkit.formats.word import WordFile, template_fields

SHIPPED = sorted((Path(__file__).parents[3] / "templates" / "docx").glob("*.docx"))

# What lawyers and villagers write: all that XML and Jinja could stumble over, and characters beyond the 16-bit plane.
said = st.text(st.sampled_from("甲乙3亩<>&\"'“”㎡%#/\\ \n\t$;|堃翀禤𠮷𬭎éß（）—"), min_size=1).filter(str.strip)


def template(folder: Path, *paragraphs: str, header: str = "", name: str = "模板.docx") -> Path:
    """Write a template with `paragraphs` into `folder` and return its path."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.save(folder / name)
    return folder / name


def filled(folder: Path, facts: Mapping[str, Any], *paragraphs: str, header: str = "") -> tuple[str, ...]:
    """Return the lines of a template with `paragraphs` filled with `facts`."""
    render(template(folder, *paragraphs, header=header), facts, folder / "文书.docx")
    return WordFile.open(folder / "文书.docx").lines


def squeezed(text: str) -> str:
    """Return `text` without white space."""
    return "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(one=said, two=said, three=said)
def test_whatever_is_filled_in_reads_back_whole(one: str, two: str, three: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        facts = {"one": one, "rows": [{"said": two}, {"said": three}]}

        lines = filled(Path(name), facts, "甲{{ one }}乙", "{%p for r in rows %}", "丙{{ r.said }}丁", "{%p endfor %}")

        assert squeezed("\n".join(lines)) == squeezed(f"甲{one}乙丙{two}丁丙{three}丁")


def test_a_comparison_sign_does_not_eat_the_sentence(tmp_path: Path) -> None:
    assert filled(tmp_path, {"a": "面积<3亩 & 甲 <b>"}, "经查，{{ a }}，属实。") == ("经查，面积<3亩 & 甲 <b>，属实。",)


def test_line_ends_of_any_system_are_line_breaks(tmp_path: Path) -> None:
    assert filled(tmp_path, {"a": "一\r\n二\r三\n四"}, "{{ a }}") == ("一", "二", "三", "四")


def test_headers_and_table_rows_are_filled_too(tmp_path: Path) -> None:
    path = template(tmp_path, header="致{{ who }}")
    document = Document(path)
    table = document.add_table(rows=3, cols=2)
    texts = ("{%tr for x in xs %}", "", "{{ x.n }}", "{{ x.m }}", "{%tr endfor %}", "")
    for cell, text in zip((cell for row in table.rows for cell in row.cells), texts, strict=True):
        cell.text = text
    document.save(path)

    render(path, {"who": "张&王", "xs": [{"n": "1", "m": "2<3"}]}, tmp_path / "文书.docx")

    assert WordFile.open(tmp_path / "文书.docx").lines == ("致张&王", "1", "2<3")


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    path = template(tmp_path, "{{ a }}")
    digests = set()
    for name in ("一.docx", "二.docx"):
        render(path, {"a": "甲"}, tmp_path / name)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())

    assert len(digests) == 1
    assert b"2000-01-01T00:00:00Z" in zip_part(tmp_path / "一.docx", "docProps/core.xml")


def zip_part(path: Path, name: str) -> bytes:
    """Return the bytes of the part `name` of the Word file at `path`, and see that the file carries no time."""
    with zipfile.ZipFile(path) as container:
        assert {entry.date_time for entry in container.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in container.infolist()} == {0}  # Windows and Linux write the same
        assert container.namelist()[0] == "[Content_Types].xml"
        return container.read(name)


def test_all_unknown_fields_are_named_at_once(tmp_path: Path) -> None:
    facts = {"client": {"name": "甲"}, "parties": [{"name": "乙"}]}
    texts = ("{{ nobody }}", "{{ client.phone }}", "{%p for p in parties %}", "{{ p.sex }}", "{%p endfor %}")

    with pytest.raises(TemplateRefusedError, match=r"没有的字段：client.phone、nobody、parties\[\].sex"):
        filled(tmp_path, facts, *texts)

    assert not (tmp_path / "文书.docx").exists()


def test_a_field_that_one_item_lacks_is_named_by_its_place(tmp_path: Path) -> None:
    facts = {"xs": [{"a": "甲"}, {}, {}]}

    with pytest.raises(TemplateRefusedError, match=r"没有的字段：xs\[1\].a、xs\[2\].a"):
        filled(tmp_path, facts, "{%p for x in xs %}", "{{ x.a }}", "{%p endfor %}")


def test_none_and_blank_text_are_never_printed(tmp_path: Path) -> None:
    facts = {"a": None, "b": " \n", "p": {"birth": None}}

    with pytest.raises(FactsRefusedError, match="有 3 处") as caught:
        filled(tmp_path, facts, "{{ a }}{{ b }}", "{{ p.birth }}，{{ a }}")

    assert all(f"{path}没有填" in str(caught.value) for path in ("a", "b", "p.birth"))
    assert not (tmp_path / "文书.docx").exists()


def test_none_is_false_in_conditions_and_can_have_a_substitute(tmp_path: Path) -> None:
    texts = ("{% if a %}甲{% else %}乙{% endif %}", '{{ a | default("——") }}', "{% if a is none %}丙{% endif %}")

    assert filled(tmp_path, {"a": None}, *texts) == ("乙", "——", "丙")


@pytest.mark.parametrize(
    "text", ["{% for x in a %}甲{% endfor %}", "{{ a.b }}", '{{ a ~ "甲" }}', '{{ a | join("、") }}']
)
def test_none_is_refused_wherever_it_is_used(text: str, tmp_path: Path) -> None:
    with pytest.raises(FactsRefusedError, match="a没有填"):
        filled(tmp_path, {"a": None}, text)


@pytest.mark.parametrize(
    "value, why",
    [
        ("坏\x0b", r"U\+000B"),
        ("正\u202e反", r"打乱文字顺序的字符 U\+202E"),
        ("\u2066x", r"U\+2066"),
        ("\ud800", r"U\+D800"),
        ("\uffff", r"U\+FFFF"),
        ("{{ x }}", "模板标记用的符号"),
        ("{_{", "模板标记用的符号"),
        ("{% if %}", "模板标记用的符号"),
    ],
)
def test_characters_that_have_no_place_in_a_paper_are_refused(value: str, why: str, tmp_path: Path) -> None:
    facts = {"ok": "好", "rows": [{"said": value}, {"said": "\x01"}]}

    with pytest.raises(FactsRefusedError, match=why) as caught:
        filled(tmp_path, facts, "{{ ok }}")

    assert "rows[0].said" in str(caught.value)
    assert "rows[1].said含有Word" in squeezed(str(caught.value))


@pytest.mark.parametrize("value", [object(), {1}, b"x"], ids=["object", "set", "bytes"])
def test_facts_are_plain_data_or_nothing(value: object, tmp_path: Path) -> None:
    with pytest.raises(FactsRefusedError, match="a不是文字、数或清单"):
        filled(tmp_path, {"a": value}, "好")


def test_text_that_brings_its_own_escaping_is_escaped_all_the_same(tmp_path: Path) -> None:
    class Trusted(str):
        __slots__ = ()

        def __html__(self) -> str:
            return "</w:t><w:t>偷换"

    assert filled(tmp_path, {"a": Trusted("甲<乙")}, "{{ a }}") == ("甲<乙",)


@pytest.mark.parametrize("text", ["{{ xs }}", "{{ m }}", "{{ yes }}"])
def test_lists_groups_and_yes_or_no_are_not_printed(text: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateRefusedError, match="不能直接写出"):
        filled(tmp_path, {"xs": ["甲"], "m": {"a": "乙"}, "yes": True}, text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ a.__class__ }}",
        "{{ a['__class__'] }}",
        "{{ a.__class__.__mro__[1].__subclasses__() }}",
        "{{ a.upper() }}",
        "{{ a | attr('upper') }}",
        "{{ a | safe }}",
        "{{ a * 999999999 }}",
        "{{ '%99999999d' % 1 }}",
        "{{ range(9) }}",
        "{{ self }}",
        "{{ cycler }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% macro f() %}{% endmacro %}",
        "{% autoescape false %}{{ a }}{% endautoescape %}",
        "{% set a.b = 1 %}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(text: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateRefusedError, match="模板有误"):
        filled(tmp_path, {"a": "甲"}, text)


@pytest.mark.parametrize(
    "texts, why",
    [
        (("甲方{%p if a %}", "乙", "{%p endif %}"), "旁边还有文字"),
        (("{%p if a %}{%p if a %}", "乙", "{%p endif %}", "{%p endif %}"), "旁边还有文字"),
        (("{{ a ", "}}"), "没有配对，或者跨了段落"),
        (("｛｛ a ｝｝",), "全角符号"),
        (("{％ if a ％}",), "全角符号"),
        (("甲{{r a }}乙",), "同段的文字会丢失"),
        (("甲{{p a }}乙",), "同段的文字会丢失"),
        (("{% if a %}",), "写法有误"),
        (("{{ a | 不存在 }}",), "填写时出错"),
        (("{{ a + 1 }}",), "填写时出错"),
    ],
)
def test_a_template_that_would_lose_text_is_refused(texts: tuple[str, ...], why: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateRefusedError, match=why):
        filled(tmp_path, {"a": "甲"}, *texts)


def test_text_beside_a_row_tag_is_refused(tmp_path: Path) -> None:
    path = template(tmp_path)
    document = Document(path)
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "{%tr for x in xs %}", "合计"
    document.save(path)

    with pytest.raises(TemplateRefusedError, match="旁边还有文字"):
        render(path, {"xs": []}, tmp_path / "文书.docx")


def test_a_condition_that_ends_in_a_table_is_refused(tmp_path: Path) -> None:
    path = template(tmp_path, "甲{% if a %}乙")
    document = Document(path)
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "丙{% endif %}丁"
    document.save(path)

    with pytest.raises(TemplateRefusedError, match="填写后不成 Word 文件"):
        render(path, {"a": None}, tmp_path / "文书.docx")


def test_all_faults_of_a_template_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefusedError, match=r"配对.*旁边还有文字"):
        filled(tmp_path, {}, "{{ a", "甲{%p if a %}")


@pytest.mark.parametrize("element, why", [("w:ins", "修订"), ("w:del", "修订"), ("w:commentReference", "批注")])
def test_a_template_with_traces_of_editing_is_refused(element: str, why: str, tmp_path: Path) -> None:
    path = template(tmp_path, "甲")
    document = Document(path)
    document.paragraphs[0]._p.append(OxmlElement(element))
    document.save(path)

    with pytest.raises(TemplateRefusedError, match=why):
        render(path, {}, tmp_path / "文书.docx")


def test_a_template_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "旧.docx").write_bytes(b"\xd0\xcf\x11\xe0 an old .doc")

    with pytest.raises(TemplateRefusedError, match="不是完好的 Word 文件"):
        template_fields(tmp_path / "旧.docx")
    with pytest.raises(MissingFileError, match="找不到文件"):
        template_fields(tmp_path / "没有.docx")


def test_a_tag_in_the_properties_is_no_paper(tmp_path: Path) -> None:
    path = template(tmp_path, "甲")
    document = Document(path)
    document.core_properties.title = "{{ title }}"
    document.save(path)

    with pytest.raises(PaperDamagedError, match="还有没填的模板标记"):
        render(path, {"title": "乙"}, tmp_path / "文书.docx")


def test_a_value_that_is_printed_out_of_sight_is_no_paper(tmp_path: Path) -> None:
    path = template(tmp_path, "甲")
    document = Document(path)
    mark = OxmlElement("w:bookmarkStart")
    mark.set(qn("w:id"), "1")
    mark.set(qn("w:name"), "{{ a }}")
    document.paragraphs[0]._p.append(mark)
    document.save(path)

    with pytest.raises(PaperDamagedError, match="“乙”没有写进文书"):
        render(path, {"a": "乙"}, tmp_path / "文书.docx")


def test_a_tag_that_word_has_split_into_runs_is_filled(tmp_path: Path) -> None:
    path = template(tmp_path)
    document = Document(path)
    paragraph = document.add_paragraph()
    for piece in ("甲{", "{ cli", "ent.na", "me }", "}乙"):
        paragraph.add_run(piece).bold = piece == "ent.na"
    document.save(path)

    render(path, {"client": {"name": "张三"}}, tmp_path / "文书.docx")

    assert WordFile.open(tmp_path / "文书.docx").lines == ("甲张三乙",)


def test_a_cell_left_without_a_paragraph_gets_one(tmp_path: Path) -> None:
    path = template(tmp_path)
    document = Document(path)
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "{%p for x in xs %}"
    cell.add_paragraph("{{ x }}")
    cell.add_paragraph("{%p endfor %}")
    document.save(path)

    render(path, {"xs": []}, tmp_path / "文书.docx")

    assert len(Document(tmp_path / "文书.docx").tables[0].rows[0].cells[0].paragraphs) == 1


def test_fields_are_told_as_paths_into_the_facts(tmp_path: Path) -> None:
    texts = (
        "{{ date }}{{ client.name }}{% if review %}{{ review['number'] }}{% endif %}",
        "{%p for p in parties %}",
        "{{ loop.index }}{{ p.name }}{% for t in p.terms %}{{ t }}{% endfor %}{% set n = p.role %}{{ n }}",
        "{%p endfor %}",
        '{{ copies | join("、") }}{{ xs | length }}{{ ys[0].a }}',
    )

    fields = template_fields(template(tmp_path, *texts, header="{{ mark }}"))

    assert fields == {
        *("date", "client.name", "review", "review.number", "parties", "parties[].name", "parties[].terms"),
        *("parties[].terms[]", "parties[].role", "copies", "xs", "ys[].a", "mark"),
    }


def test_own_filters_are_applied_but_not_to_none(tmp_path: Path) -> None:
    path = template(tmp_path, "{{ day | 日期 }}{% if no %}{{ no | 日期 }}{% endif %}")

    render(path, {"day": "2026-09-25", "no": None}, tmp_path / "文书.docx", {"日期": lambda day: f"{day[:4]}年"})

    assert WordFile.open(tmp_path / "文书.docx").lines == ("2026年",)


@pytest.mark.parametrize("number, text", [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_headings_count_as_official_papers_do(number: int, text: str, tmp_path: Path) -> None:
    assert filled(tmp_path, {"n": number}, "（{{ n | 序号 }}）") == (f"（{text}）",)


@pytest.mark.parametrize("text, end", [("完", "完。"), ("完。", "完。"), ("完；", "完；"), ("（完）", "（完）。")])
def test_a_sentence_ends_with_one_full_stop(text: str, end: str, tmp_path: Path) -> None:
    assert filled(tmp_path, {"a": text}, "{{ a | 句号 }}") == (end,)


def facts_for(fields: frozenset[str]) -> dict[str, Any]:
    """Return facts that give each of `fields` a text of its own, and each list two items."""
    facts: dict[str, Any] = {}
    for path in sorted(fields):
        put(facts, path.replace("[]", ".[]").split("."), path)
    return facts


def put(owner: dict[str, Any], steps: list[str], path: str) -> None:
    """Put a text at `steps` of `owner`; under a list into both of its items."""
    name, rest = steps[0], steps[1:]
    if rest[:1] == ["[]"] and len(rest) == 1:
        owner[name] = [f"〈{path}·{n}〉" for n in (1, 2)]
    elif rest[:1] == ["[]"]:
        items = owner[name] if isinstance(owner.get(name), list) else [{}, {}]
        owner[name] = items
        for item in items:
            put(item, rest[1:], path)
    elif rest:
        inner = owner[name] if isinstance(owner.get(name), dict) else {}
        owner[name] = inner
        put(inner, rest, path)
    elif not isinstance(owner.get(name), dict | list):
        owner[name] = [f"〈{path}·{n}〉" for n in (1, 2)] if name in {"copies", "deliverers"} else f"〈{path}〉"


def everything(path: Path, **more: Any) -> dict[str, Any]:
    """Return facts for all fields of the template at `path`, changed by `more`."""
    return facts_for(template_fields(path)) | more


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_template_can_be_filled(path: Path, tmp_path: Path) -> None:
    render(path, everything(path), tmp_path / "文书.docx")

    assert WordFile.open(tmp_path / "文书.docx").unfinished == ()


def test_over_all_grounds_each_field_of_the_notice_is_shown(tmp_path: Path) -> None:
    path = next(path for path in SHIPPED if path.stem == "termination_notice")
    shown = ""
    for ground in "ABCDEF":
        render(path, everything(path, ground=ground), tmp_path / f"{ground}.docx")
        shown += "\n".join(WordFile.open(tmp_path / f"{ground}.docx").lines)

    only_asked = {"ground", "extinction", "handling", "review", "final_review", "opinions", "service.deliverers"}
    only_asked |= {"handling.remedy_notice", "review.remedy_notice", "handling.outcome"}
    assert {field for field in template_fields(path) - only_asked if f"〈{field}〉" not in shown} == set()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_template_bears_both_marks_and_no_name(path: Path) -> None:
    lines = WordFile.open(path).lines

    assert lines[0] == "【草稿】未签发，不具效力"
    assert any("【编号待签发】" in line for line in lines)
    assert set(WordFile.open(path).properties) == {"title"}


MINISTRY_FORMS = {
    *("mediation_agreement", "mediation_application", "mediation_register", "mediation_record", "oral_agreement"),
    *("investigation_record", "rights_notice", "confirmation_application", "handover_list"),
}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_template_is_laid_out_by_the_standard(path: Path) -> None:
    document = Document(path)
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)

    assert [round(side.mm, 1) for side in (section.page_width, section.page_height)] == [210, 297]
    if path.stem in MINISTRY_FORMS:
        # Forms of 2010 of the Ministry of Justice, one page or two: their type and margins are free.
        assert all(margin.mm >= 20 for margin in margins)
        assert document.styles["Normal"].font.size.pt >= 12
    else:
        assert [round(margin.mm, 1) for margin in margins] == [34.6, 32.6, 28, 26]
        assert document.styles["Normal"].font.size.pt == 16
    assert document.settings.odd_and_even_pages_header_footer
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:eastAsia")) == "zh-CN"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_fonts_of_a_template_are_the_official_ones(path: Path) -> None:
    document = Document(path)
    xml = document.styles.element.xml + document.element.xml
    in_styles = set(re.findall(r'w:eastAsia="([^"]+)"', xml)) - {"zh-CN"}

    assert in_styles == {"仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_field_of_a_template_is_told_to_lawyers(path: Path) -> None:
    page = (path.parent / "FIELDS.md").read_text(encoding="utf-8")
    part = page[page.index(f"（{path.name}）") :]
    part = part[: part.find("\n## ")] if "\n## " in part else part
    told = set(re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE))

    assert told == template_fields(path)


def test_no_template_promises_what_the_law_does_not_give() -> None:
    text = "\n".join(line for path in SHIPPED for line in WordFile.open(path).lines)

    assert not re.search(r"强制执行|终身不得|自愿放弃|息诉罢访|身份证号|决定终结", text)
