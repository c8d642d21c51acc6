"""Large print (大字版): a Word template with bigger type and looser lines, for readers whose eyes are weak.

Only sizes change: type of less than 18 points grows most, lines grow with their type. Margins, words, and the marks
in header and footer stay, so that the same sentences stand on more pages. A table to sign in grows less, so that names
stay on one line; blanks for the pen (年　月　日) stay as they are.
"""

import re
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from toolkit.formats.word.reading import is_signed_table, paragraph_text

_HALF_POINTS, _TWIPS = 2, 20
_LEAST = 18.0  # points: what grows towards this grows more
_MOST_GROWTH, _GROWTH = 1.4, 1.25
_SIGNED_GROWTH = 1.2  # of a table to sign in
_LOOSE = 1.6  # the least height of a line, by its type
_ROW_GROWTH = 1.3
_ROW_HEAD = "表头"
_PEN = re.compile("[　 年月日时分]+")
_MARKS = frozenset({"草稿标记", "页码", "控制行"})  # of header and footer, and lines that are taken out
_FIXED = frozenset({"exact", "atLeast"})


def enlarge(document: WordDocument) -> None:
    """Make the template `document` large print."""
    styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
    usual = next(style for style in styles.values() if style.get(qn("w:type")) == "paragraph" and _is_default(style))
    sizes = {name: _size(style) or _size(usual) for name, style in styles.items()}
    _enlarge_body(document.element.body, sizes, str(usual.get(qn("w:styleId"))))
    for name, style in styles.items():
        if style.get(qn("w:type")) == "paragraph" and name not in _MARKS:
            _enlarge_style(style, sizes[name] or _LEAST / _MOST_GROWTH)
    for grid in document.element.body.iter(qn("w:docGrid")):
        _set(grid, "w:linePitch", _line(usual) or _number(grid, "w:linePitch"))


def grown(points: float) -> float:
    """Return the size in large print of type of `points`, in half points."""
    return _half_points(max(points * _GROWTH, min(points * _MOST_GROWTH, _LEAST)))


def _half_points(points: float) -> float:
    return round(points * _HALF_POINTS) / _HALF_POINTS


# -- styles ----------------------------------------------------------------------------------------------------


def _is_default(style: Any) -> bool:
    return style.get(qn("w:default")) in {"1", "true"}


def _enlarge_style(style: Any, points: float) -> None:
    large = grown(points)
    for size in style.iter(qn("w:sz"), qn("w:szCs")):
        _set(size, "w:val", large * _HALF_POINTS)
    for spacing in style.iter(qn("w:spacing")):
        if line := _fixed_line(spacing):
            _set(spacing, "w:line", max(line / _TWIPS / points, _LOOSE) * large * _TWIPS)
    for scale in list(style.iter(qn("w:w"))):
        # Type of 17 points narrowed to 98 % loses the last full stop of a line in LibreOffice's PDF.
        scale.getparent().remove(scale)
    for indent in style.iter(qn("w:ind")):
        if _number(indent, "w:firstLine"):
            _set(indent, "w:firstLine", _number(indent, "w:firstLine") * large / points)
    if style.get(qn("w:styleId")) == _ROW_HEAD:
        # It would keep a whole table on one page, which that may no longer fit.
        for kept in style.iter(qn("w:keepNext")):
            kept.set(qn("w:val"), "0")


# -- body ------------------------------------------------------------------------------------------------------


def _enlarge_body(body: Any, sizes: dict[str, float], usual: str) -> None:
    for size in body.iter(qn("w:sz"), qn("w:szCs")):
        _set(size, "w:val", grown(_number(size, "w:val") / _HALF_POINTS) * _HALF_POINTS)
    for spacing in body.iter(qn("w:spacing")):
        if line := _fixed_line(spacing):
            _set(spacing, "w:line", line * _GROWTH)
    for height in body.iter(qn("w:trHeight")):
        _set(height, "w:val", _number(height, "w:val") * _ROW_GROWTH)
    for table in body.iter(qn("w:tbl")):
        growth = _SIGNED_GROWTH if is_signed_table(table) else 0
        for paragraph in table.iter(qn("w:p")):
            points = sizes.get(_style(paragraph) or usual) or 0
            if _PEN.fullmatch(paragraph_text(paragraph)):
                _size_runs(paragraph, points)
            elif growth:
                _size_runs(paragraph, _half_points(points * growth))


def _size_runs(paragraph: Any, points: float) -> None:
    """Give the runs of `paragraph` type of `points` of their own, where they have none."""
    for run in paragraph.iter(qn("w:r")):
        properties = run.get_or_add_rPr()
        if properties.find(qn("w:sz")) is None:
            _set(properties._add_sz(), "w:val", points * _HALF_POINTS)  # noqa: SLF001 # in the place Word wants


def _style(paragraph: Any) -> str | None:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return None if style is None else str(style.get(qn("w:val")))


# -- numbers ---------------------------------------------------------------------------------------------------


def _size(style: Any) -> float:
    """Return the size of the type of `style` in points, 0 where it has none of its own."""
    size = style.find(f"{qn('w:rPr')}/{qn('w:sz')}")
    return 0 if size is None else _number(size, "w:val") / _HALF_POINTS


def _line(style: Any) -> float:
    spacing = style.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    return 0 if spacing is None else _number(spacing, "w:line")


def _fixed_line(spacing: Any) -> float:
    """Return the height of the lines in twips, 0 where it follows the type."""
    return _number(spacing, "w:line") if spacing.get(qn("w:lineRule")) in _FIXED else 0


def _number(element: Any, name: str) -> float:
    return float(element.get(qn(name)) or 0)


def _set(element: Any, name: str, value: float) -> None:
    element.set(qn(name), str(round(value)))
