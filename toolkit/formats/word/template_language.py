"""The language of Word templates: Jinja, strict, sandboxed, escaping, and bound to end.

A template sees plain data only: mappings, lists, texts and numbers. It may compare, choose and go through lists; it
may not call, import or define anything, nor read a name that begins with an underscore.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jinja2 import (
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    nodes,
    pass_environment,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toolkit.formats.word.reading import text_fault

__all__ = [
    "BlankUsedError",
    "EndlessError",
    "Environment",
    "Filters",
    "Log",
    "Node",
    "TemplateError",
    "TemplateSyntaxError",
    "Tree",
    "UndefinedError",
    "UnprintableError",
    "is_absent",
    "parsed",
    "paths",
    "refused",
    "wrap",
]

Filters = Mapping[str, Callable[[Any], str]]
Tree = nodes.Template

_NODES = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const),
    *(nodes.For, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Assign),
    *(nodes.Filter, nodes.Test, nodes.Concat, nodes.Add, nodes.Sub, nodes.List, nodes.Tuple, nodes.Keyword),
)
_FILTERS = ("count", "d", "default", "first", "join", "last", "length", "list", "rejectattr", "selectattr", "trim")
_DIGITS = "零一二三四五六七八九"
_LAST_ORDINAL = 99
_SENTENCE_ENDS = ("。", "！", "？", "；")
_MOST_COMPILED = 200  # parts of templates; a form has five or six
_COMPILED: dict[tuple[str, frozenset[str]], Any] = {}
_COUNTED, _LAYOUT = "counted", "layout"
_CELL = re.compile(r"<w:(?:gridSpan|shd)\b[^<>]*$")
_WIDTH_OR_COLOUR = re.compile(r"\d{1,2}|[0-9A-Fa-f]{6}|auto")
_SAME_ITEMS = {"list", "rejectattr", "selectattr", _COUNTED}
# A register of a whole year has some thousands of rows; loops in loops that hold more steps than this never end.
_MOST_STEPS = 20_000


@dataclass
class Log:
    """What happened while one template was filled."""

    missing: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    steps: int = 0


class Node(dict[str, Any]):
    """A mapping of the facts that knows its place in them."""

    path = ""


def _message(gap: Undefined) -> str:
    path = getattr(gap._undefined_obj, "path", "")  # noqa: SLF001 - Jinja's names for what subclasses may read
    return gap._undefined_hint or f"{path}.{gap._undefined_name}".lstrip(".")  # noqa: SLF001 - as above


class _Items(list[Any]):
    """A list of the facts that knows its place in them."""

    path = ""


class _Missing(StrictUndefined):
    """A field that the facts do not have; its message is its path."""

    __slots__ = ()
    _undefined_message = property(_message)


class BlankUsedError(UndefinedError):
    """Raised inside a template that uses a null as if it were something; its message is the field's path."""


class UnprintableError(TemplateError):
    """Raised when a template prints a list, a group of fields, or a yes or no; its message is the field's path."""


class EndlessError(TemplateError):
    """Raised when the loops of a template take more steps than any paper has rows."""


class _Blank(Undefined):
    """A field that is null in the facts: false, and neither printed nor looped over."""

    __slots__ = ()
    _undefined_message = property(_message)
    __iter__ = __str__ = __len__ = __contains__ = Undefined._fail_with_undefined_error  # noqa: SLF001 - as StrictUndefined


class Environment(ImmutableSandboxedEnvironment):
    """A strict, sandboxed, escaping Jinja environment that logs what it prints and what it lacks."""

    intercepted_binops = frozenset(["+"])

    def __init__(self, log: Log, filters: Filters) -> None:
        super().__init__(autoescape=True, undefined=_Missing, finalize=self._printable)
        self.log = log
        self.globals.clear()
        ours = {"序号": _ordinal, "句号": _sentence, **filters}
        own = {name: _unless_undefined(function) for name, function in ours.items()}
        kept = {name: self.filters[name] for name in _FILTERS}
        self.filters = kept | {"join": _joined, _COUNTED: self._counted, _LAYOUT: _layout} | own
        self.tests["none"] = lambda value: isinstance(value, _Blank)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the item `attribute` of a mapping of the facts, never a method of it (`items` may be a field)."""
        if isinstance(obj, Node):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Return the sum of two numbers: texts and lists that grow by themselves would never end."""
        if isinstance(left, str | list) or isinstance(right, str | list):
            raise TypeError("只有数可以相加")  # noqa: EM101 - a clause of the sentence that refuses the template
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the tree of `source`, in which loops count their steps and layout values are marked."""
        tree = super()._parse(source, name, filename)
        for output in tree.find_all(nodes.Output):
            for at in _layout_in(output):
                node = output.nodes[at]
                output.nodes[at] = nodes.Filter(node, _LAYOUT, [], [], None, None, lineno=node.lineno)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        tree.set_environment(self)
        return tree

    def _counted(self, items: Any) -> Any:
        listed = items if isinstance(items, Undefined) else list(items)
        self.log.steps += 0 if isinstance(items, Undefined) else len(listed)
        if self.log.steps > _MOST_STEPS:
            raise EndlessError
        return listed

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
        if isinstance(value, _Layout):
            return str(value)
        if isinstance(value, Undefined):
            gaps = self.log.blank if isinstance(value, _Blank) else self.log.missing
            gaps.append(_message(value))
            return ""
        self.log.printed.append(_text(value))
        return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        what = getattr(value, "path", "这一项")
        raise UnprintableError(what)
    return str(value)


def _layout_in(output: nodes.Output) -> Iterator[int]:
    """Yield the places in `output` at which Word keeps the width or the colour of a cell."""
    before = ""
    for at, node in enumerate(output.nodes):
        if isinstance(node, nodes.TemplateData):
            before = node.data
        elif _CELL.search(before):
            yield at


def _layout(value: Any) -> Any:
    if isinstance(value, Undefined):
        return value
    if not _WIDTH_OR_COLOUR.fullmatch(str(value)):
        raise TypeError(f"“{value}”不是列数，也不是颜色")  # noqa: EM102 - a clause, as above
    return _Layout(value)


class _Layout(str):
    """The width or colour of a cell, which is not text."""

    __slots__ = ()


@pass_environment
def _joined(environment: Environment, items: Any, between: str = "", attribute: str | None = None) -> str:
    """Return the texts of `items`, or of their `attribute`, with `between` between them."""
    each = items if attribute is None else [environment.getitem(item, attribute) for item in items]
    return str(between).join(str(item) if isinstance(item, Undefined) else _text(item) for item in each)


def _ordinal(number: int) -> str:
    """Return `number` as headings of official papers count, 一, 十, 十一, 二十; in digits from 100 on."""
    if number > _LAST_ORDINAL:
        return str(number)
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones or not tens else "")


def _sentence(value: Any) -> str:
    """Return the text of `value` as a sentence: with a full stop unless it ends as one."""
    text = str(value).rstrip()
    return text if text.endswith(_SENTENCE_ENDS) else f"{text}。"


def _unless_undefined(function: Callable[[Any], str]) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, Undefined) else function(value)


def wrap(value: Any, path: str, faults: list[tuple[str, str]]) -> Any:
    """Return `value` as templates may see it: null and blank text guarded, nothing but plain data."""
    if isinstance(value, Mapping):
        return _placed(Node({k: wrap(item, f"{path}.{k}".lstrip("."), faults) for k, item in value.items()}), path)
    if isinstance(value, list | tuple):
        return _placed(_Items(wrap(item, f"{path}[{n}]", faults) for n, item in enumerate(value)), path)
    if value is None or (isinstance(value, str) and not value.strip()):
        return _Blank(hint=path, exc=BlankUsedError)
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


@functools.lru_cache(maxsize=_MOST_COMPILED)
def parsed(source: str) -> nodes.Template:
    """Return the tree of `source`; raise TemplateSyntaxError."""
    return Environment(Log(), {}).parse(source)


def refused(tree: nodes.Template) -> Iterator[nodes.Node]:
    """Yield every node of `tree` that a template may not hold."""
    for node in (tree, *tree.find_all(nodes.Node)):
        name = node.attr if isinstance(node, nodes.Getattr) else node.value if isinstance(node, nodes.Const) else ""
        private = isinstance(name, str) and name.startswith("_")
        if private or type(node) not in _NODES or (isinstance(node, nodes.Assign) and _grows(node.node)):
            yield node


def _grows(value: nodes.Node) -> bool:
    """Return whether a name set to `value` may hold more than the facts do: set again and again it would never end."""
    return any(
        isinstance(node, nodes.Concat | nodes.List | nodes.Tuple)
        or (isinstance(node, nodes.Filter) and node.name == "join")
        for node in (value, *value.find_all(nodes.Node))
    )


def paths(node: nodes.Node, names: dict[str, str | None]) -> Iterator[str]:
    """Yield the paths of the facts that `node` uses; `names` maps the template's own names to paths."""
    if isinstance(node, nodes.For):
        yield from paths(node.iter, names)
        item = _path(node.iter, names)
        own = dict.fromkeys((name.name for name in node.target.find_all(nodes.Name)), None)
        if isinstance(node.target, nodes.Name):
            own[node.target.name] = item and f"{item}[]"
        names = {**names, "loop": None, **own}
    elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
        yield from paths(node.node, names)
        names[node.target.name] = _path(node.node, names)
        return
    if path := _path(node, names):
        yield path
        return
    for child in node.iter_child_nodes(exclude=("iter", "target")):
        yield from paths(child, names)


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


def is_absent(path: str, context: Node) -> bool:
    """Return whether no mapping that could hold the field at `path` has it; under a null nothing can be absent."""
    values: list[Any] = [context]
    for step in path.replace("[]", ".[]").split("."):
        if step == "[]":
            values = [item for value in values if isinstance(value, list) for item in value]
            continue
        owners = [value for value in values if isinstance(value, Node)]
        values = [owner[step] for owner in owners if step in owner]
        if owners and not values:
            return True
    return False
