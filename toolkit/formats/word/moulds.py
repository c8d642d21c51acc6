"""Moulds: what every paper of one template has in common, kept so that only the body is filled, parsed and packed.

A mould is taken from the first paper of a template, which was filled the plain way. It gives the same bytes; where
that is not certain (tags outside of the body, tables whose columns are counted, line breaks in a value, a fault of
any kind) it gives nothing, and the paper is filled the plain way again, which also names the fault.
"""

import copy
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from toolkit.formats.word import reading
from toolkit.formats.word.template_language import Environment, Log, Node, TemplateError, is_absent

_BODY = "word/document.xml"
_CORE = "docProps/core.xml"
_OPENING = re.compile(r"<w:body[^>]*>")
_PARAGRAPH = re.compile(r"\n<w:p([ >])")
_COLUMNS = re.compile(r"\{%\s*(?:tc|colspan|cellbg|hm|vm)\b|\{%tc|<wp:docPr|gridSpan w:val=\"\{")
_BREAKS = re.compile("[\t\a\f\n]")
_IDENTIFIER = re.compile("[0-9a-f]{32}")
_XML = etree.XMLParser(resolve_entities=False)
_HEAD = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


@dataclass(frozen=True)
class Mould:
    """What is common to the papers of one template.

    `source` is the text of the body with its tags, `before` and `after` the XML around it; `packed` holds the other
    parts as they lie in the file, `lines` the lines of each part (None for the body), `identifier` that of the paper
    that the mould was taken from, `used` the fields that the template names.
    """

    source: str
    before: str
    after: str
    packed: tuple[tuple[zipfile.ZipInfo, bytes], ...]
    core: bytes
    identifier: str
    lines: tuple[tuple[str, tuple[str, ...] | None], ...]
    used: frozenset[str]

    def filled(self, context: Node, identifier: str) -> tuple[bytes, tuple[str, ...], Log] | None:
        """Return bytes, lines and log of the paper with the values of `context`; None where the plain way is needed."""
        log = Log()
        if not _IDENTIFIER.fullmatch(identifier) or any(is_absent(path, context) for path in self.used):
            return None
        root = self._root(context, log)
        if root is None or log.missing or log.blank:
            return None
        mend(root.find(qn("w:body")))
        body = etree.tostring(root, encoding="UTF-8", standalone=True)
        if reading.TAG_SIGNS.search(body.decode()):
            return None
        parts = ((place, reading.lines_under(root) if lines is None else lines) for place, lines in self.lines)
        return self._bytes(body, identifier), reading.merged(parts), log

    def _root(self, context: Node, log: Log) -> Any:
        try:
            body = Environment(log, {}).from_string(self.source).render(context)
            body = _PARAGRAPH.sub(r"<w:p\1", body)
            return None if _BREAKS.search(body) else etree.fromstring(self.before + body + self.after, _XML)
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError, SyntaxError):
            return None

    def _bytes(self, body: bytes, identifier: str) -> bytes:
        fresh = {_BODY: body, _CORE: self.core.replace(self.identifier.encode(), identifier.encode())}
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for known, raw in self.packed:
                info = copy.copy(known)
                if info.filename in fresh:
                    packed.writestr(info, fresh[info.filename], compresslevel=reading.COMPRESSION)
                    continue
                info.header_offset = packed.start_dir
                file.seek(packed.start_dir)
                file.write(raw)
                packed.filelist.append(info)
                packed.NameToInfo[info.filename] = info
                packed.start_dir = file.tell()
        return file.getvalue()


@dataclass(frozen=True)
class FirstPaper:
    """The first paper of a template, filled the plain way: its bytes, the same read, and its identifier."""

    content: bytes
    document: WordDocument
    identifier: str


def mould_of(template: WordDocument, patched_body: str, used: frozenset[str], first: FirstPaper) -> Mould | None:
    """Return the mould of the sound `template`, whose body reads `patched_body` with its tags, or None.

    `used` are the fields that it names, `first` a paper that was filled from it.
    """
    identifier = first.identifier
    parts = dict(_sources(template))
    others = "".join(source for name, source in parts.items() if name != "body")
    if "{{" in others or "{%" in others or _COLUMNS.search(patched_body) or not _IDENTIFIER.fullmatch(identifier):
        return None
    with zipfile.ZipFile(io.BytesIO(first.content)) as packed:
        whole, core = packed.read(_BODY).decode(), packed.read(_CORE)
        segments = _segments(packed.infolist(), packed.start_dir, first.content)
    opening, end = _OPENING.search(whole), whole.rfind("</w:body>")
    opened = _OPENING.search(patched_body)
    if not opening or not opened or core.count(identifier.encode()) != 1:
        return None
    inner = patched_body[opened.end() : patched_body.rfind("</w:body>")]
    lines = tuple(
        (place, None if place == "body" else tuple(own)) for place, own in reading.lines_by_part(first.document)
    )
    if [place for place, _ in lines].count("body") != 1:
        return None
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", inner)
    before = whole[: opening.end()].removeprefix(_HEAD.decode())
    return Mould(source, before, whole[end:], segments, core, identifier, lines, used)


def _sources(document: WordDocument) -> Any:
    for number, (place, root) in enumerate(reading.roots(document)):
        yield ("body" if place == "body" else f"{place}{number}"), etree.tostring(root, encoding="unicode")


def _segments(infos: list[zipfile.ZipInfo], end: int, content: bytes) -> tuple[tuple[zipfile.ZipInfo, bytes], ...]:
    ends = [info.header_offset for info in infos[1:]] + [end]
    return tuple((info, content[info.header_offset : stop]) for info, stop in zip(infos, ends, strict=True))


def mend(body: Any) -> None:
    """Mend in the XML `body` what Word calls damage: a cell without a paragraph, a table without a row."""
    for cell in list(body.iter(qn("w:tc"))):
        if not len(cell) or cell[-1].tag != qn("w:p"):
            cell.append(cell.makeelement(qn("w:p")))
    for table in list(body.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            table.getparent().remove(table)
