"""How a paper reads while it is being written: the template filled with what is known, each gap marked with its field.

The text is that of the template itself, the office's own where it has one, so the preview is what will be printed.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.core import FactsRefusedError, YehuaError
from toolkit.formats.word import ROW, Block, WordFile, blocks, rendered
from toolkit.papers import forms
from toolkit.papers.facts import field_schema, pattern_of, schema_along, steps_of, unwrapped, with_value
from toolkit.papers.rules.shape import shape_findings
from toolkit.papers.values import context
from toolkit.workspace import Workspace

# A gap stands in the text as the path of its field between two signs that no keyboard writes.
_OPEN, _CLOSE = "\ue000", "\ue001"
# What a field holds stands between signs of its own, with its path in front.
_FROM, _SAYS, _END = "\ue002", "\ue003", "\ue004"
_SIGN = re.compile(f"{_FROM}[^{_SAYS}]*{_SAYS}|{_END}")
_GAP = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}|【([^【】]+)】|{_FROM}([^{_SAYS}]*){_SAYS}([^{_END}]*){_END}")
_TAG = re.compile("<[^>]*>")
_COMPARED = re.compile(r"(\w+)\s*(?:==|!=|\bin\b)|(?:==|!=|\bin\b)\s*(?:\w+\.)*(\w+)")
_BLANK_USED = re.compile(r"(\S+)没有填，而文书要(写出|用到)它")
_TRIES = 4
_MARKS = {forms.NUMBER_MARK.strip("【】"), forms.DRAFT_MARK[1:3]}
_STYLES = {"文书标题": "title", "文书编号": "number", "一级标题": "heading", "二级标题": "subheading", ROW: "row"}
_PREVIEW = Path("预览.docx")


@dataclass(frozen=True)
class Piece:
    """A piece of text and the path of the `field` that it is from, "" for the template; a gap has the field's name."""

    text: str
    field: str = ""
    is_gap: bool = False


@dataclass(frozen=True)
class Section:
    """A heading, paragraph or row of a paper; `kind` is title, number, heading, subheading, text or row."""

    kind: str
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class Preview:
    """The paper as it would read now; `fault` says why where it cannot be shown, or not as it was issued."""

    sections: tuple[Section, ...]
    gaps: int
    fault: str = ""


def preview(paper: str, facts: Mapping[str, Any], workspace: Workspace) -> Preview:
    """Return how `paper` reads with `facts`, whole or not."""
    try:
        printed = _filled(paper, _with_gaps(paper, unwrapped(facts)), workspace)
    except YehuaError as fault:
        return Preview((), 0, f"现在还看不到整页：{fault}")
    sections = tuple(
        Section(kind_of(block), tuple(tuple(_pieces(paper, cell)) for cell in block.cells)) for block in printed
    )
    gaps = sum(piece.is_gap for section in sections for cell in section.cells for piece in cell)
    return Preview(sections, gaps)


def kind_of(block: Block) -> str:
    """Return the kind of section that `block` is."""
    return _STYLES.get(block.style, "text")


def _gap(path: str) -> str:
    return f"{_OPEN}{path}{_CLOSE}"


def _with_gaps(paper: str, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `plain` facts with a gap, or nothing where no text may stand, at every field that is not right yet."""
    schema, facts = forms.schema(paper), dict(plain)
    # What holds a field is mended first, then what is in it.
    for _ in range(_TRIES):
        before = facts
        for finding in shape_findings(paper, before):
            part = field_schema(schema, finding.field) if finding.field else {}
            if part:
                facts = _put(facts, finding.field, _blank(part, finding.field))
        if facts == before:
            break
    return _without_broken_schedules(facts)


def _without_broken_schedules(facts: dict[str, Any]) -> dict[str, Any]:
    """Return `facts` without schedules that are not whole: instalments cannot be counted from them."""
    for position, payment in enumerate(facts.get("payments") or ()):
        place = f"payments.{position}.schedule"
        if isinstance(payment, Mapping) and payment.get("schedule") and not _is_whole(facts, place):
            facts = _put(facts, place, None)
    return facts


def _is_whole(facts: Mapping[str, Any], place: str) -> bool:
    value: Any = facts
    for step in steps_of(place):
        value = value[step]
    return isinstance(value, Mapping) and all(
        part is not None and _OPEN not in str(part)
        for part in (value.get("count"), value.get("first"), value.get("every"))
    )


def _blank(part: Mapping[str, Any], path: str) -> Any:
    """Return what stands in a field that is not right: a gap, or nothing where no text may stand."""
    if part.get("type") == "boolean":
        return False
    if "null" in part.get("type", ()):
        return None
    if "properties" in part:
        return {name: _blank(part["properties"][name], f"{path}.{name}") for name in part.get("required", ())}
    if "properties" in part.get("items", {}):
        return [_blank(part["items"], f"{path}.{n}") for n in range(part.get("minItems", 0))]
    if part.get("type") == "array":
        return [_gap(path)]
    return None if part.get("format") in ("money", "quantity") else _gap(path)


def _usable(part: Mapping[str, Any], path: str) -> Any:
    """Return what a template may take apart: an empty list, or a group whose needed fields are gaps."""
    if "array" in part.get("type", ()):
        return []
    if "properties" not in part:
        return _gap(path)
    return {name: _usable(each, f"{path}.{name}") for name, each in part["properties"].items()}


def _put(facts: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    try:
        changed: dict[str, Any] = with_value(facts, steps_of(path), value)
    except (LookupError, TypeError):
        return facts  # what holds it is a gap itself
    return changed


def _filled(paper: str, facts: Mapping[str, Any], workspace: Workspace) -> list[Block]:
    """Return the paper filled, what each field says marked; blanks that the template turns out to print become gaps."""
    shown, template = context(paper, facts, workspace), forms.template_of(paper, workspace)
    for _ in range(_TRIES):
        try:
            made = _read(template, shown)
        except FactsRefusedError as fault:
            blanks = [(path.replace("[", ".").replace("]", ""), how) for path, how in _BLANK_USED.findall(str(fault))]
            if not blanks:
                raise
            for path, how in blanks:
                part = field_schema(forms.schema(paper), pattern_of(steps_of(path)))
                shown = _put(shown, path, _gap(path) if how == "写出" else _usable(part, path))
        else:
            return _marked(paper, template, shown, made)
    return _read(template, shown)


def _read(template: Path, shown: Mapping[str, Any]) -> list[Block]:
    made = rendered(template, shown, _PREVIEW, identifier="0" * 32)
    return list(blocks(WordFile.of(made.content, _PREVIEW)))


def _marked(paper: str, template: Path, shown: Mapping[str, Any], plain: list[Block]) -> list[Block]:
    """Return the paper with each field's words marked, or `plain` where the template reads marked words otherwise."""
    marking = _Marking(forms.schema(paper), _compared(template))
    try:
        marked = _read(template, {name: marking.said(part, name) for name, part in shown.items()})
    except YehuaError:
        return plain
    bare = [tuple(_SIGN.sub("", cell) for cell in block.cells) for block in marked]
    return marked if bare == [block.cells for block in plain] else plain


def _compared(template: Path) -> frozenset[str]:
    """Return the names of fields that the template at `template` holds against something, as in `{% if a == "b" %}`."""
    with zipfile.ZipFile(template) as parts:
        text = _TAG.sub("", parts.read("word/document.xml").decode("utf-8"))
    return frozenset(name for found in _COMPARED.findall(text) for name in found if name)


@dataclass(frozen=True)
class _Marking:
    """Puts the path of its field around what is printed of it; fields `compared` in the template are left alone."""

    schema: Mapping[str, Any]
    compared: frozenset[str]

    def said(self, value: Any, path: str) -> Any:
        """Return `value`, printed for the field at `path`, with marks around each line of every text."""
        if isinstance(value, Mapping):
            return {name: self.said(part, f"{path}.{name}") for name, part in value.items()}
        if isinstance(value, list):
            return [self.said(part, f"{path}.{position}") for position, part in enumerate(value)]
        field = path.removesuffix("_capitals")
        if not isinstance(value, str) or _OPEN in value or not self._is_free(field):
            return value
        return "\n".join(_line_said(line, field) for line in value.split("\n"))

    def _is_free(self, path: str) -> bool:
        part = field_schema(self.schema, pattern_of(steps_of(path)))
        return bool(part) and "enum" not in part and path.rpartition(".")[2] not in self.compared


def _line_said(line: str, path: str) -> str:
    # A template may end the sentence, which is only done where no mark stands yet.
    words = line.rstrip("。；，、 ")
    return f"{_FROM}{path}{_SAYS}{words}{_END}{line[len(words) :]}" if words else line


def _pieces(paper: str, text: str) -> Iterator[Piece]:
    done = 0
    for found in _GAP.finditer(text):
        if found[2] and found[2].startswith(tuple(_MARKS)):
            continue
        if found.start() > done:
            yield Piece(text[done : found.start()])
        if found[3] is not None:
            yield from (replace(piece, field=piece.field or found[3]) for piece in _pieces(paper, found[4]))
        else:
            yield Piece(found[2] or _name(paper, found[1]), found[1] or "", is_gap=True)
        done = found.end()
    if done < len(text):
        yield Piece(text[done:])


def _name(paper: str, path: str) -> str:
    plain = path.removesuffix("_capitals") if path.endswith("_capitals") else path
    titles = [part["title"] for part in schema_along(forms.schema(paper), plain) if "title" in part]
    name = titles[-1] if titles else "待填"
    return f"大写{name}" if plain != path else name
