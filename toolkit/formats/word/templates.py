"""Word templates filled strictly: every field known, every value escaped and read back, nothing else allowed."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from toolkit.core import (
    FactsRefusedError,
    PaperDamagedError,
    TemplateRefusedError,
    UnreadableFileError,
    open_to_read,
)
from toolkit.formats.word.dangers import dangers, stray_programs
from toolkit.formats.word.large_print import enlarge
from toolkit.formats.word.moulds import FirstPaper, Mould, mend, mould_of
from toolkit.formats.word.reading import (
    TAG_SIGNS,
    editing_marks,
    leftovers,
    lines_of,
    load_word,
    paragraph_text,
    paragraphs,
    roots,
    settled,
    telling_properties,
)
from toolkit.formats.word.template_faults import not_allowed, syntax_fault, unclosed_line
from toolkit.formats.word.template_language import (
    BlankUsedError,
    EndlessError,
    Environment,
    Filters,
    Log,
    Node,
    TemplateError,
    TemplateSyntaxError,
    Tree,
    UndefinedError,
    UnprintableError,
    is_absent,
    parsed,
    paths,
    refused,
    wrap,
)

__all__ = ["Filters", "Rendered", "rendered", "template_fields"]

_MOST_COMPILED = 200  # parts of templates; a form has five or six
_PATCHED: dict[str, str] = {}
_MOULDS: dict[bytes, Mould] = {}  # by the hash of the template
_SOUND: set[bytes] = set()  # hashes of templates that were checked
_LARGE: dict[bytes, bytes] = {}  # by the hash of a template the same in large print
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_DROPPING_TAG = re.compile(r"\{[{#](?:p|tr|tc|r) |\{%r ")
_FULL_WIDTH_TAG = re.compile(r"｛\s?[｛{%％]|\{\s?[｛％]|[％%}｝]\s?｝|[％｝]\s?\}")


def template_fields(template: Path) -> frozenset[str]:
    """Return the fields that the Word template at `template` uses, as paths: `date`, `client.name`, `parties[].name`.

    `parties[].name` is the name of each item of the list `parties`; the list itself is a field too.
    Raise TemplateRefusedError naming all faults of the template, or MissingFileError.
    """
    content, _ = _sound(template)
    trees = _trees(_opened(content, template), template)
    return frozenset(path for tree in trees for path in paths(tree, {}))


@dataclass(frozen=True)
class Rendered:
    """A filled Word file: its bytes, and the lines that were read back from them."""

    content: bytes
    lines: tuple[str, ...]


def rendered(
    template: Path,
    facts: Mapping[str, Any],
    target: Path,
    filters: Filters | None = None,
    *,
    identifier: str | None = None,
    large_print: bool = False,
) -> Rendered:
    """Return the Word template at `template` filled with `facts`; the same facts give the same bytes.

    `target` is the place of the file to come, named in errors. In `large_print` type and lines are bigger.
    `identifier` is written into the core property of that name. `filters` are functions from a value to its text that
    the template may use as `{{ value | name }}`; `序号` (3 as 三) and `句号` (ends a sentence) are there already.
    Calls, imports, macros and raw text are refused in templates; every value is escaped and read back from the result.

    Raise TemplateRefusedError naming all fields the facts do not have, or what else is wrong with the template;
    FactsRefusedError naming all values that are null or blank where the paper prints them, or hold characters that
    may not stand in a paper; PaperDamagedError when a value does not read back; MissingFileError.
    """
    context = _context(facts, template)
    content, digest = _sound(template)
    if large_print:
        content = _in_large_print(content, digest, template)
        digest = hashlib.sha256(content).digest()
    mould = _MOULDS.get(digest) if identifier is not None and not filters else None
    if mould is not None and (made := mould.filled(context, str(identifier))):
        return Rendered(made[0], _written(made[1], made[2].printed, target))
    return _plainly(content, context, _Order(template, target, filters or {}, identifier))


@dataclass(frozen=True)
class _Order:
    """Which template is filled for which place, with which filters and identifier."""

    template: Path
    target: Path
    filters: Filters
    identifier: str | None


def _plainly(content: bytes, context: Node, order: _Order) -> Rendered:
    """Fill the template whose bytes are `content` by docxtpl, and keep its mould for the papers to come."""
    log, template = Log(), order.template
    word, environment = _opened(content, template), Environment(log, order.filters)
    used = frozenset(path for tree in _trees(word, template) for path in paths(tree, {}))
    if unknown := sorted(path for path in used if is_absent(path, context)):
        _refuse_fields(template, unknown)
    source = word.patch_xml(word.get_xml())
    _fill(word, context, environment, template)
    _refuse_gaps(log, template)
    mend(word.docx.element.body)
    if order.identifier is not None:
        word.docx.core_properties.identifier = order.identifier
    made = settled(word.docx)
    # The bytes that are read back are those that will be written.
    document = load_word(made, order.target)
    lines = _read_back(document, log.printed, order.target)
    if order.identifier is not None and not order.filters:
        first = FirstPaper(made, document, order.identifier)
        _keep_mould(hashlib.sha256(content).digest(), mould_of(load_word(content, template), source, used, first))
    return Rendered(made, lines)


def _keep_mould(digest: bytes, mould: Mould | None) -> None:
    if len(_MOULDS) >= _MOST_COMPILED:
        _MOULDS.clear()
    if mould is not None:
        _MOULDS[digest] = mould


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A docxtpl template that caches the patched XML of its parts, which depends on the XML alone."""

    def patch_xml(self, src_xml: str) -> str:
        """Return `src_xml` with its split tags joined."""
        if src_xml not in _PATCHED:
            if len(_PATCHED) >= _MOST_COMPILED:
                _PATCHED.clear()
            _PATCHED[src_xml] = super().patch_xml(src_xml)
        return _PATCHED[src_xml]


def _context(facts: Mapping[str, Any], template: Path) -> Node:
    faults: list[tuple[str, str]] = []
    context: Node = wrap(facts, "", faults)
    if faults:
        _refuse_facts(template, [f"{path}{why}" for path, why in faults])
    return context


def _refuse_facts(template: Path, faults: Sequence[str]) -> None:
    listing = "\n".join(f"{n}. {fault}" for n, fault in enumerate(dict.fromkeys(faults), 1))
    raise FactsRefusedError(paper=template.stem, count=len(dict.fromkeys(faults)), listing=listing, findings=())


def _refuse_fields(template: Path, names: Iterable[str]) -> None:
    raise TemplateRefusedError(path=template, why=f"用了事实里没有的字段：{'、'.join(dict.fromkeys(names))}")


def _refuse_gaps(log: Log, template: Path) -> None:
    if log.missing:
        _refuse_fields(template, log.missing)
    if log.blank:
        _refuse_facts(template, [f"{path}没有填，而文书要写出它" for path in log.blank])


def _sound(template: Path) -> tuple[bytes, bytes]:
    """Return the bytes of the template and their hash; raise TemplateRefusedError when it may not be used."""
    with open_to_read(template) as file:
        content = file.read()
    digest = hashlib.sha256(content).digest()
    if digest not in _SOUND:
        _refuse_unsound(content, template)
        _SOUND.add(digest)
    return content, digest


def _in_large_print(content: bytes, digest: bytes, template: Path) -> bytes:
    if digest not in _LARGE:
        if len(_LARGE) >= _MOST_COMPILED:
            _LARGE.clear()
        document = load_word(content, template)
        enlarge(document)
        _LARGE[digest] = settled(document)
    return _LARGE[digest]


def _opened(content: bytes, template: Path) -> Any:
    word = _Template(io.BytesIO(content))
    word.docx = load_word(content, template)
    word.render_init()
    return word


def _refuse_unsound(content: bytes, template: Path) -> None:
    try:
        document = load_word(content, template)
    except UnreadableFileError as fault:
        raise TemplateRefusedError(path=template, why=fault.fields["why"]) from fault
    properties = telling_properties(document)
    unsound = (*dangers(document), *stray_programs(content))
    if faults := [*unsound, *editing_marks(document), *properties, *_wrong_tags(document)]:
        raise TemplateRefusedError(path=template, why="；".join(faults))


def _wrong_tags(document: WordDocument) -> Iterator[str]:
    for _, root in roots(document):
        for paragraph in root.iter(qn("w:p")):
            yield from _wrong_in(paragraph_text(paragraph), "p")
        for element, sign in (("w:tr", "tr"), ("w:tc", "tc")):
            for block in root.iter(qn(element)):
                text = "".join(paragraph_text(paragraph) for paragraph in paragraphs(block))
                yield from _text_beside(text, sign)


def _wrong_in(text: str, sign: str) -> Iterator[str]:
    if _FULL_WIDTH_TAG.search(text):
        yield f"标记用了全角符号，请改成半角：{text.strip()[:40]}"
    elif TAG_SIGNS.search(_TAG.sub("", text)):
        yield f"标记的括号没有配对，或者跨了段落：{text.strip()[:40]}"
    if found := _DROPPING_TAG.search(text):
        yield f"不支持 {found[0].strip()} 这种标记，同段的文字会丢失：{text.strip()[:40]}"
    yield from _text_beside(text, sign)


def _text_beside(text: str, sign: str) -> Iterator[str]:
    if f"{{%{sign} " in text and not re.fullmatch(r"\{%[^%]*%\}", text.strip()):
        yield f"{{%{sign} …%}} 旁边还有文字，它们会丢失，请让这个标记独占一段（一行、一格）：{text.strip()[:40]}"


def _trees(word: Any, template: Path) -> list[Tree]:
    trees: list[Tree] = []
    faults: list[str] = []
    for _, root in roots(word.docx):
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", word.patch_xml(word.xml_to_string(root)))
        try:
            tree = parsed(source)
        except RecursionError:
            faults.append("标记里的括号套得太深")
            continue
        except TemplateSyntaxError as fault:
            line = unclosed_line(source) or fault.lineno
            faults.append(f"写法有误（{syntax_fault(fault)}）：{_words(source.splitlines()[line - 1])}")
            continue
        trees.append(tree)
        lines = source.splitlines()
        faults += [
            f"不允许的写法（{not_allowed(node)}）：{_words(lines[(node.lineno or 1) - 1])}" for node in refused(tree)
        ]
    if faults:
        raise TemplateRefusedError(path=template, why="；".join(faults))
    return trees


def _words(xml: str) -> str:
    return re.sub(r"<[^>]+>", "", xml).strip()[:60]


def _fill(word: Any, context: Node, environment: Environment, template: Path) -> None:
    try:
        _fill_parts(word, context, environment)
    except BlankUsedError as fault:
        _refuse_facts(template, [f"{path}没有填，而文书要用到它" for path in (*environment.log.blank, str(fault))])
    except UndefinedError as fault:
        _refuse_fields(template, [*environment.log.missing, str(fault)])
    except UnprintableError as fault:
        raise TemplateRefusedError(path=template, why=f"{fault}是一组内容或是否，不能直接写出") from fault
    except EndlessError as fault:
        raise TemplateRefusedError(path=template, why="循环套循环，没有尽头，请改成一层循环") from fault
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as fault:
        place = "／".join(words for line in getattr(fault, "docx_context", ()) if (words := _words(line)))
        raise TemplateRefusedError(path=template, why=f"填写时出错（{syntax_fault(fault)}）{place}") from fault
    except SyntaxError as fault:
        raise TemplateRefusedError(path=template, why="填写后不成 Word 文件，标记要放在完整的段落或表格行里") from fault


def _fill_parts(word: Any, context: Node, environment: Environment) -> None:
    """Do what `DocxTemplate.render` does, but for the core properties, where it would escape twice."""
    body = word.build_xml(context, environment)
    parse_xml(body)  # docxtpl's own parser mends broken XML silently, and loses text with it
    tree = word.fix_tables(body)
    word.fix_docpr_ids(tree)
    word.map_tree(tree)
    for uri in (word.HEADER_URI, word.FOOTER_URI):
        for key, xml in list(word.build_headers_footers_xml(context, uri, environment)):
            word.map_headers_footers_xml(key, xml)
    word.render_footnotes(context, environment)


def _read_back(document: WordDocument, printed: Sequence[str], path: Path) -> tuple[str, ...]:
    if faults := list(leftovers(document)):
        raise PaperDamagedError(path=path, why="；".join(faults))
    return _written(lines_of(document), printed, path)


def _written(lines: tuple[str, ...], printed: Sequence[str], path: Path) -> tuple[str, ...]:
    """Return `lines`; raise PaperDamagedError naming every value of `printed` that they do not hold."""
    text = "".join("".join(lines).split())
    faults = [f"“{value[:40]}”没有写进文书" for value in dict.fromkeys(printed) if "".join(value.split()) not in text]
    if faults:
        raise PaperDamagedError(path=path, why="；".join(faults))
    return lines
