"""Word templates filled strictly: every field known, every value escaped and read back, nothing else allowed."""

import functools
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toolkit.errors import FactsRefusedError, PaperDamagedError, TemplateRefusedError, UnreadableFileError
from toolkit.files import open_to_read, write_whole
from toolkit.word_text import (
    TAG_SIGNS,
    editing_marks,
    leftovers,
    lines_of,
    load_word,
    paragraph_text,
    paragraphs,
    roots,
    settled,
    text_fault,
)

Filters = Mapping[str, Callable[[Any], str]]

_NODES = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const),
    *(nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Assign),
    *(nodes.Filter, nodes.Test, nodes.Concat, nodes.Add, nodes.Sub, nodes.List, nodes.Tuple, nodes.Keyword),
)
_FILTERS = ("count", "d", "default", "first", "join", "last", "length", "list", "rejectattr", "selectattr", "trim")
_DIGITS = "零一二三四五六七八九"
_SENTENCE_ENDS = ("。", "！", "？", "；")
_MOST_COMPILED = 200  # parts of templates; a form has five or six
_COMPILED: dict[tuple[str, frozenset[str]], Any] = {}
_PATCHED: dict[str, str] = {}
_SOUND: set[bytes] = set()  # hashes of templates that were looked at and found right
_SAME_ITEMS = {"list", "rejectattr", "selectattr"}
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_DROPPING_TAG = re.compile(r"\{[{#](?:p|tr|tc|r) |\{%r ")
_FULL_WIDTH_TAG = re.compile(r"｛\s?[｛{%％]|\{\s?[｛％]|[％%}｝]\s?｝|[％｝]\s?\}")


def template_fields(template: Path) -> frozenset[str]:
    """Return the fields that the Word template at `template` uses, as paths: `date`, `client.name`, `parties[].name`.

    `parties[].name` is the name of each item of the list `parties`; the list itself is a field too.
    Raise TemplateRefusedError naming all faults of the template, or MissingFileError.
    """
    trees = _trees(_template(template), template)
    return frozenset(path for tree in trees for path in _paths(tree, {}))


def render(template: Path, facts: Mapping[str, Any], target: Path, filters: Filters | None = None) -> None:
    """Write to `target` the file that `rendered` returns; raise what it raises."""
    write_whole(target, rendered(template, facts, target, filters).content)


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
) -> Rendered:
    """Return the Word template at `template` filled with `facts`; the same facts give the same bytes.

    `target` is where the file is to lie, for what an error tells.
    `identifier` is written into the core property of that name. `filters` are functions from a value to its text that
    the template may use as `{{ value | name }}`; `序号` (3 as 三) and `句号` (ends a sentence) are there already.
    Calls, imports, macros and raw text are refused in templates; every value is escaped and read back from the result.

    Raise TemplateRefusedError naming all fields the facts do not have, or what else is wrong with the template;
    FactsRefusedError naming all values that are null or blank where the paper prints them, or hold characters that
    may not stand in a paper; PaperDamagedError when a value does not read back; MissingFileError.
    """
    log = _Log()
    context = _context(facts, template)
    word, environment = _template(template), _Environment(log, filters or {})
    trees = _trees(word, template)
    paths = {path for tree in trees for path in _paths(tree, {})}
    if unknown := sorted(path for path in paths if _is_absent(path, context)):
        _refuse_fields(template, unknown)
    _fill(word, context, environment, template)
    _refuse_gaps(log, template)
    _mend(word.docx.element.body)
    if identifier is not None:
        word.docx.core_properties.identifier = identifier
    content = settled(word.docx)
    # What is read back is the very file that will be written.
    return Rendered(content, _read_back(load_word(content, target), log.printed, target))


@dataclass
class _Log:
    """What happened while one template was filled."""

    missing: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A docxtpl template that remembers what it made of a part's XML: that depends on the XML alone."""

    def patch_xml(self, src_xml: str) -> str:
        """Return `src_xml` with its split tags joined."""
        if src_xml not in _PATCHED:
            if len(_PATCHED) >= _MOST_COMPILED:
                _PATCHED.clear()
            _PATCHED[src_xml] = super().patch_xml(src_xml)
        return _PATCHED[src_xml]


class _Node(dict[str, Any]):
    """A mapping of the facts that knows its place in them."""

    path = ""


def _message(gap: Undefined) -> str:
    path = getattr(gap._undefined_obj, "path", "")  # noqa: SLF001 - Jinja's names for what subclasses may read
    return gap._undefined_hint or f"{path}.{gap._undefined_name}".lstrip(".")  # noqa: SLF001


class _Items(list[Any]):
    """A list of the facts that knows its place in them."""

    path = ""


class _Missing(StrictUndefined):
    """A field that the facts do not have; its message is its path."""

    __slots__ = ()
    _undefined_message = property(_message)


class _BlankUsedError(UndefinedError):
    """Raised inside a template that uses a null as if it were something; its message is the field's path."""


class _UnprintableError(TemplateError):
    """Raised when a template prints a list, a group of fields, or a yes or no; its message is the field's path."""


class _Blank(Undefined):
    """A field that is null in the facts: false, and neither printed nor looped over."""

    __slots__ = ()
    _undefined_message = property(_message)
    __iter__ = __str__ = __len__ = __contains__ = Undefined._fail_with_undefined_error  # noqa: SLF001 - as StrictUndefined


class _Environment(ImmutableSandboxedEnvironment):
    """A strict, sandboxed, escaping Jinja environment that logs what it prints and what it lacks."""

    def __init__(self, log: _Log, filters: Filters) -> None:
        super().__init__(autoescape=True, undefined=_Missing, finalize=self._printable)
        self.log = log
        self.globals.clear()
        ours = {"序号": _ordinal, "句号": _sentence, **filters}
        own = {name: _unless_undefined(function) for name, function in ours.items()}
        self.filters = {name: self.filters[name] for name in _FILTERS} | own
        self.tests["none"] = lambda value: isinstance(value, _Blank)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the item `attribute` of a mapping of the facts, never a method of it (`items` may be a field)."""
        if isinstance(obj, _Node):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def compile(self, source: Any, *args: Any, **options: Any) -> Any:
        """Return the code of `source`; many papers share one template, so what was compiled once is kept."""
        if not isinstance(source, str) or args or options:
            return super().compile(source, *args, **options)
        # The code reads its filters and its log from the environment it is run in.
        key = (source, frozenset(self.filters))
        if key not in _COMPILED:
            if len(_COMPILED) >= _MOST_COMPILED:
                _COMPILED.clear()
            _COMPILED[key] = super().compile(source)
        return _COMPILED[key]

    def _printable(self, value: Any) -> str:
        if isinstance(value, Undefined):
            gaps = self.log.blank if isinstance(value, _Blank) else self.log.missing
            gaps.append(_message(value))
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
            what = getattr(value, "path", "这一项")
            raise _UnprintableError(what)
        self.log.printed.append(str(value))
        return str(value)


def _ordinal(number: int) -> str:
    """Return `number` (1 to 99) as headings of official papers count: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones or not tens else "")


def _sentence(value: Any) -> str:
    """Return the text of `value` as a sentence: with a full stop unless it ends as one."""
    text = str(value).rstrip()
    return text if text.endswith(_SENTENCE_ENDS) else f"{text}。"


def _unless_undefined(function: Callable[[Any], str]) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, Undefined) else function(value)


def _context(facts: Mapping[str, Any], template: Path) -> _Node:
    faults: list[tuple[str, str]] = []
    context: _Node = _wrap(facts, "", faults)
    if faults:
        _refuse_facts(template, [f"{path}{why}" for path, why in faults])
    return context


def _wrap(value: Any, path: str, faults: list[tuple[str, str]]) -> Any:
    """Return `value` as templates may see it: null and blank text guarded, nothing but plain data."""
    if isinstance(value, Mapping):
        return _placed(_Node({k: _wrap(item, f"{path}.{k}".lstrip("."), faults) for k, item in value.items()}), path)
    if isinstance(value, list | tuple):
        return _placed(_Items(_wrap(item, f"{path}[{n}]", faults) for n, item in enumerate(value)), path)
    if value is None or (isinstance(value, str) and not value.strip()):
        return _Blank(hint=path, exc=_BlankUsedError)
    if isinstance(value, str):
        return _wrap_text(value, path, faults)
    if not isinstance(value, bool | int | float | Decimal):
        faults.append((path, f"不是文字、数或清单，而是 {type(value).__name__}"))
    return value


def _placed(thing: Any, path: str) -> Any:
    thing.path = path
    return thing


def _wrap_text(value: str, path: str, faults: list[tuple[str, str]]) -> str:
    if fault := text_fault(value):
        faults.append((path, fault))
    # A plain str: a subclass could bring its own way past the escaping. XML knows one line end only.
    return "".join(value).replace("\r\n", "\n").replace("\r", "\n")


def _refuse_facts(template: Path, faults: Sequence[str]) -> None:
    listing = "\n".join(f"{n}. {fault}" for n, fault in enumerate(dict.fromkeys(faults), 1))
    raise FactsRefusedError(paper=template.stem, count=len(dict.fromkeys(faults)), listing=listing, findings=())


def _refuse_fields(template: Path, names: Iterable[str]) -> None:
    raise TemplateRefusedError(path=template, why=f"用了事实里没有的字段：{'、'.join(dict.fromkeys(names))}")


def _refuse_gaps(log: _Log, template: Path) -> None:
    if log.missing:
        _refuse_fields(template, log.missing)
    if log.blank:
        _refuse_facts(template, [f"{path}没有填，而文书要写出它" for path in log.blank])


def _template(template: Path) -> Any:
    with open_to_read(template) as file:
        content = file.read()
    digest = hashlib.sha256(content).digest()
    if digest not in _SOUND:
        _refuse_unsound(content, template)
        _SOUND.add(digest)
    word = _Template(io.BytesIO(content))
    word.docx = load_word(content, template)
    word.render_init()
    return word


def _refuse_unsound(content: bytes, template: Path) -> None:
    try:
        document = load_word(content, template)
    except UnreadableFileError as fault:
        raise TemplateRefusedError(path=template, why=fault.fields["why"]) from fault
    if faults := [*editing_marks(document), *_wrong_tags(document)]:
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


def _trees(word: Any, template: Path) -> list[nodes.Template]:
    trees: list[nodes.Template] = []
    faults: list[str] = []
    for _, root in roots(word.docx):
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", word.patch_xml(word.xml_to_string(root)))
        try:
            tree = _parsed(source)
        except TemplateSyntaxError as fault:
            faults.append(f"写法有误（{fault.message}）：{_words(source.splitlines()[fault.lineno - 1])}")
            continue
        trees.append(tree)
        faults += [f"不允许的写法（第 {node.lineno} 段）：{type(node).__name__}" for node in _refused(tree)]
    if faults:
        raise TemplateRefusedError(path=template, why="；".join(faults))
    return trees


@functools.lru_cache(maxsize=_MOST_COMPILED)
def _parsed(source: str) -> nodes.Template:
    return _Environment(_Log(), {}).parse(source)


def _words(xml: str) -> str:
    return re.sub(r"<[^>]+>", "", xml).strip()[:60]


def _refused(tree: nodes.Template) -> Iterator[nodes.Node]:
    for node in (tree, *tree.find_all(nodes.Node)):
        name = node.attr if isinstance(node, nodes.Getattr) else node.value if isinstance(node, nodes.Const) else ""
        private = isinstance(name, str) and name.startswith("_")
        if private or type(node) not in _NODES:
            yield node


def _paths(node: nodes.Node, names: dict[str, str | None]) -> Iterator[str]:
    """Yield the paths of the facts that `node` uses; `names` tells what the template's own names stand for."""
    if isinstance(node, nodes.For):
        yield from _paths(node.iter, names)
        item = _path(node.iter, names)
        own = dict.fromkeys((name.name for name in node.target.find_all(nodes.Name)), None)
        if isinstance(node.target, nodes.Name):
            own[node.target.name] = item and f"{item}[]"
        names = {**names, "loop": None, **own}
    elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
        yield from _paths(node.node, names)
        names[node.target.name] = _path(node.node, names)
        return
    if path := _path(node, names):
        yield path
        return
    for child in node.iter_child_nodes(exclude=("iter", "target")):
        yield from _paths(child, names)


def _path(node: nodes.Node, names: Mapping[str, str | None]) -> str | None:
    """Return the path of the facts that `node` stands for, or None when it is none of the facts."""
    if isinstance(node, nodes.Name):
        return names.get(node.name, node.name)
    if not isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Filter) or node.node is None:
        return None
    owner = _path(node.node, names)
    if owner is None:
        return None
    if isinstance(node, nodes.Getattr):
        return f"{owner}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        return f"{owner}.{key}" if isinstance(key, str) else f"{owner}[]"
    return owner if isinstance(node, nodes.Filter) and node.name in _SAME_ITEMS else None


def _is_absent(path: str, context: _Node) -> bool:
    """Return whether no mapping that could hold the field at `path` has it; under a null nothing can be absent."""
    values: list[Any] = [context]
    for step in path.replace("[]", ".[]").split("."):
        if step == "[]":
            values = [item for value in values if isinstance(value, list) for item in value]
            continue
        owners = [value for value in values if isinstance(value, _Node)]
        values = [owner[step] for owner in owners if step in owner]
        if owners and not values:
            return True
    return False


def _fill(word: Any, context: _Node, environment: _Environment, template: Path) -> None:
    try:
        _fill_parts(word, context, environment)
    except _BlankUsedError as fault:
        _refuse_facts(template, [f"{path}没有填，而文书要用到它" for path in (*environment.log.blank, str(fault))])
    except UndefinedError as fault:
        _refuse_fields(template, [*environment.log.missing, str(fault)])
    except _UnprintableError as fault:
        raise TemplateRefusedError(path=template, why=f"{fault}是一组内容或是否，不能直接写出") from fault
    except (TemplateError, TypeError) as fault:
        place = "／".join(words for line in getattr(fault, "docx_context", ()) if (words := _words(line)))
        raise TemplateRefusedError(path=template, why=f"填写时出错（{fault}）{place}") from fault
    except SyntaxError as fault:
        raise TemplateRefusedError(path=template, why="填写后不成 Word 文件，标记要放在完整的段落或表格行里") from fault


def _fill_parts(word: Any, context: _Node, environment: _Environment) -> None:
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


def _mend(body: Any) -> None:
    """Mend in the XML `body` what Word calls damage: a cell without a paragraph, a table without a row."""
    for cell in list(body.iter(qn("w:tc"))):
        if not len(cell) or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))
    for table in list(body.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            table.getparent().remove(table)


def _read_back(document: WordDocument, printed: Sequence[str], path: Path) -> tuple[str, ...]:
    faults, lines = list(leftovers(document)), lines_of(document)
    text = "".join("".join(lines).split())
    faults += [f"“{value[:40]}”没有写进文书" for value in dict.fromkeys(printed) if "".join(value.split()) not in text]
    if faults:
        raise PaperDamagedError(path=path, why="；".join(faults))
    return lines
