"""What stands in a Word file: its lines as a reader sees them, what is hidden in it, and bytes that stay the same."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from toolkit.errors import UnreadableFileError
from toolkit.files import open_to_read
from toolkit.word_dangers import dangers, refuse_swelling

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
TAG_SIGNS = re.compile(r"\{_?[{%#]|[}%#]_?\}|%7B%7B", re.IGNORECASE)


def text_fault(text: str) -> str | None:
    """Return, in Chinese, why `text` may not stand in a paper (XML, reordering or tag characters), or None."""
    if found := _FORBIDDEN.search(text):
        return f"含有 Word 文件不允许的控制字符 U+{ord(found[0]):04X}"
    if found := _REORDERING.search(text):
        return f"含有会打乱文字顺序的字符 U+{ord(found[0]):04X}"
    if found := TAG_SIGNS.search(text):
        return f"含有模板标记用的符号 {found[0]}"
    return None


_WORD_PART = re.compile(
    r"wordprocessingml\.(?:document|template)\.main\+xml|"
    r"wordprocessingml\.(header|footer|footnotes|endnotes|comments)\+xml"
)
_PLACES = ("header", "body", "footer", "footnotes", "endnotes", "comments")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Not text, or not seen: properties, deleted text, the second version of a drawing, boxes (read on their own).
_UNSEEN = {qn(name) for name in ("w:pPr", "w:rPr", "w:del", "w:moveFrom", "w:txbxContent")} | {_MC + "Fallback"}
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_COMPRESSION = 6  # fixed, so that the same content gives the same bytes
_FIXED_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_SIGNED = ("签名", "印章", "盖章")
_PAGE_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}


def text_lines(path: Path) -> tuple[str, ...]:
    """Return every line a reader of the Word file at `path` sees, in reading order, empty lines left out.

    Headers first, then body and tables, footers, footnotes, endnotes, comments. A header that the file holds for odd
    and for even pages counts once. Deleted (tracked) and hidden text, page numbers and automatic list numbers are not
    among the lines; see `unfinished` for what is hidden. Raise MissingFileError or UnreadableFileError.
    """
    return lines_of(open_word(path))


def properties(path: Path) -> dict[str, str]:
    """Return the core properties of the Word file at `path` that hold text, by name.

    Raise MissingFileError or UnreadableFileError.
    """
    core = open_word(path).core_properties
    names = ("title", "subject", "author", "last_modified_by", "category", "keywords", "comments", "identifier")
    return {name: text for name in names if (text := str(getattr(core, name)))}


def unfinished(path: Path) -> tuple[str, ...]:
    """Return, in Chinese, what in the Word file at `path` must not leave the house, or nothing.

    Tracked changes, comments, hidden text, tags of a template; programs, and what is fetched from elsewhere.
    Raise MissingFileError or UnreadableFileError.
    """
    document = open_word(path)
    return tuple(dict.fromkeys((*editing_marks(document), *leftovers(document), *dangers(document))))


def open_word(path: Path) -> WordDocument:
    """Return the Word file at `path`, opened; raise MissingFileError or UnreadableFileError."""
    with open_to_read(path) as file:
        content = file.read()
    return load_word(content, path)


def load_word(content: bytes, path: Path) -> WordDocument:
    """Return the Word file whose bytes are `content`; raise UnreadableFileError naming `path`."""
    refuse_swelling(content, path)
    try:
        return _with_properties(Document(io.BytesIO(content)))
    # lxml's XMLSyntaxError is a SyntaxError; python-docx answers a wrong package with KeyError or ValueError.
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, NotImplementedError) as fault:
        raise UnreadableFileError(path=path, why="不是完好的 Word 文件（.docx）") from fault


def _with_properties(document: WordDocument) -> WordDocument:
    # LibreOffice names this relationship by another address, under which python-docx would not look: it would lose
    # the properties and write a second set of them.
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if (
            relation.reltype.endswith("/metadata/core-properties")
            and relation.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES
        ):
            del package.rels[key]
            package.relate_to(relation.target_part, RELATIONSHIP_TYPE.CORE_PROPERTIES)
    return document


def roots(document: WordDocument) -> Iterator[tuple[str, Any]]:
    """Yield (place, XML root) of every part with text, in the order of `_PLACES`, then of the part's name."""
    found = []
    for part in document.part.package.iter_parts():
        if kind := _WORD_PART.search(part.content_type):
            root = part.element if isinstance(part, XmlPart) else parse_xml(part.blob)
            found.append((kind[1] or "body", str(part.partname), root))
    for place, _, root in sorted(found, key=lambda one: (_PLACES.index(one[0]), one[1])):
        yield place, root


def lines_of(document: WordDocument) -> tuple[str, ...]:
    """Return the lines of an opened Word file, as `text_lines` does."""
    lines: list[str] = []
    margins: set[str] = set()
    for place, root in roots(document):
        own = [line for p in paragraphs(root) for line in paragraph_text(p).split("\n") if line.strip()]
        if place in {"header", "footer"}:
            own = [line for line in own if line not in margins]
            margins.update(own)
        lines += own
    return tuple(lines)


def paragraphs(root: Any) -> Iterator[Any]:
    """Yield the paragraphs under the XML element `root` that a reader sees, those in tables and boxes too."""
    unseen = {qn("w:del"), qn("w:moveFrom"), _MC + "Fallback"}
    for paragraph in root.iter(qn("w:p")):
        if not any(above.tag in unseen for above in paragraph.iterancestors()):
            yield paragraph


def paragraph_text(paragraph: Any) -> str:
    """Return the text of one paragraph, line breaks as newlines, without what is deleted, hidden or a page number."""
    pieces: list[str] = []
    instruction = ""
    for element in leaves(paragraph):
        if element.tag == qn("w:instrText"):
            instruction += element.text or ""
        elif element.tag == qn("w:fldChar") and element.get(qn("w:fldCharType")) == "end":
            instruction = ""
        elif element.tag in _SIGNS or element.tag == qn("w:t"):
            # What a page field showed last time is no text: it changes with every opening.
            pieces.append("" if _counts_pages(instruction) else _words(element))
    return "".join(pieces)


def _words(element: Any) -> str:
    # A newline inside a text element is shown as a space; a line ends at a break element only.
    return _SIGNS.get(element.tag) or (element.text or "").replace("\n", " ")


def _counts_pages(instruction: str | None) -> bool:
    words = (instruction or "").split()
    return bool(words) and words[0].upper() in _PAGE_FIELDS


def leaves(element: Any) -> Iterator[Any]:
    """Yield the innermost XML elements under `element` that a reader sees, in order."""
    for child in element:
        if child.tag in _UNSEEN or _is_hidden(child):
            continue
        if child.tag == qn("w:fldSimple") and _counts_pages(child.get(qn("w:instr"))):
            continue
        if len(child):
            yield from leaves(child)
        else:
            yield child


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return vanish is not None and vanish.get(qn("w:val")) not in {"0", "false", "off"}


def signature_blocks(path: Path) -> tuple[tuple[str, ...], ...]:
    """Return the lines of each block of signatures and seals in the Word file at `path`, with the paragraph before it.

    A block is what the templates keep together: tables to sign in, and the organ with its date (style 落款).
    Raise MissingFileError or UnreadableFileError.
    """
    blocks: list[list[str]] = []
    before, inside = "", False
    for paragraph in paragraphs(open_word(path).element.body):
        text = paragraph_text(paragraph).strip()
        if not text:
            continue
        if _is_signed(paragraph):
            if not inside:
                blocks.append([before] if before else [])
            blocks[-1].append(text)
        before, inside = text, _is_signed(paragraph)
    return tuple(tuple(block) for block in blocks if any(sign in "".join(block) for sign in _SIGNED) or len(block) > 1)


def _is_signed(paragraph: Any) -> bool:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    if style is not None and style.get(qn("w:val")) == "落款":
        return True
    table = next((above for above in paragraph.iterancestors() if above.tag == qn("w:tbl")), None)
    kept = paragraph.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    return table is not None and kept and any(sign in "".join(table.itertext()) for sign in _SIGNED)


def editing_marks(document: WordDocument) -> Iterator[str]:
    """Yield, in Chinese, the traces of editing that are left: tracked changes, comments, hidden text."""
    trees = [root for _, root in roots(document)]
    for names, what in (
        (("w:ins", "w:del", "w:moveFrom", "w:moveTo"), "还有没接受或拒绝的修订，请在“审阅”里全部接受或拒绝"),
        (("w:commentReference",), "还有批注，请在“审阅”里全部删除"),
    ):
        # A change mark also stands in the properties of a paragraph or row; those count too.
        if any(root.find(f".//{qn(name)}") is not None for root in trees for name in names):
            yield what
    if any(_is_hidden(run) and "".join(run.itertext()).strip() for root in trees for run in root.iter(qn("w:r"))):
        yield "还有隐藏文字，请取消隐藏或删除"


def leftovers(document: WordDocument) -> Iterator[str]:
    """Yield, in Chinese, the tags of a template that are left in any part, properties and links too."""
    for place, root in roots(document):
        for paragraph in root.iter(qn("w:p")):
            text = "".join(paragraph.itertext(qn("w:t"), qn("w:delText"), qn("w:instrText")))
            if TAG_SIGNS.search(text):
                yield f"还有没填的模板标记：{text.strip()[:40]}（{place}）"
    for part in document.part.package.iter_parts():
        # The words of a paragraph are done; here are properties, links, alternative texts.
        if b"{{" in part.blob or b"{%" in part.blob:
            yield f"还有没填的模板标记：{part.partname}"
        if any(TAG_SIGNS.search(rel.target_ref) for rel in part.rels.values() if rel.is_external):
            yield f"超链接里还有没填的模板标记：{part.partname}"


def settled(document: WordDocument) -> bytes:
    """Return the bytes of `document`, the same for the same content: no times, no names, a fixed order."""
    core = document.core_properties
    core.created = core.modified = _FIXED_TIME
    core.author = core.last_modified_by = ""
    core.revision = 1
    loose, settled = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _FIXED_TIME.timetuple()[:6])
            entry.create_system, entry.compress_type = 0, zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name), compresslevel=_COMPRESSION)
    return settled.getvalue()
