"""Dangers in Word files from outside: zip bombs, programs, and content fetched from elsewhere."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.part import XmlPart
from docx.oxml.ns import qn

from toolkit.core import UnreadableFileError

# A paper with all its pictures is a hundredth of this.
_MOST_BYTES = 300 * 1024 * 1024
_MOST_PARTS = 5_000
# XML of a large table is packed to a fiftieth; what is packed to less is made to swell.
_MOST_PACKED = 400
_SMALL = 4 * 1024 * 1024
_PROGRAM = re.compile(r"vbaProject|macroEnabled|oleObject|activeX|ms-package|application/vnd\.ms-office", re.IGNORECASE)
_PROGRAM_NAME = re.compile(r"vbaProject|vbaData|activeX|oleObject|\.(?:exe|dll|js|vbs|bat|cmd|ps1|jar)$", re.IGNORECASE)
_FETCHING = re.compile(r"^\s*(?:INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DDE|DDEAUTO)\b", re.IGNORECASE)
_SHOWN = 60
_TEXT = "word/document.xml"
_PARAGRAPH = re.compile(rb"<(?:\w+:)?p[\s/>]")
# Twelve hours of speech as a file to correct have some 15 000; a paper has hundreds.
_MOST_PARAGRAPHS = 30_000


def refuse_swelling(content: bytes, path: Path) -> None:
    """Raise UnreadableFileError naming `path` when the packed file `content` would swell beyond any paper.

    A file that is not packed is left to the parser.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        return
    if len({part.filename for part in parts}) < len(parts):
        # Programs differ in which of the two they show.
        raise UnreadableFileError(path=path, why="里面有两份同名的内容，可能是有人做了手脚，没有打开")
    # Python unpacks no more of a part than the size it declares, so the declared sizes are enough.
    whole = sum(part.file_size for part in parts)
    swelling = [
        part.filename
        for part in parts
        if part.file_size > _SMALL and part.file_size > _MOST_PACKED * max(part.compress_size, 1)
    ]
    if len(parts) > _MOST_PARTS or whole > _MOST_BYTES or swelling:
        raise UnreadableFileError(path=path, why="展开后大得不正常，可能是有人做了手脚，没有打开")
    _refuse_endless(content, path)


def _refuse_endless(content: bytes, path: Path) -> None:
    """Raise UnreadableFileError when the text of the Word file `content` has more paragraphs than any paper."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            text = packed.read(_TEXT)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        return  # the parser reports a broken file
    if sum(1 for _ in _PARAGRAPH.finditer(text)) > _MOST_PARAGRAPHS:
        raise UnreadableFileError(
            path=path, why=f"有 {_MOST_PARAGRAPHS} 段以上，不像是一份文书，请删去多余的行，或分成几份"
        )


def dangers(document: WordDocument) -> Iterator[str]:
    """Yield, in Chinese, everything that `document` would run or fetch when it is opened, each with a remedy."""
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if _PROGRAM.search(part.content_type):
            yield f"含有宏或者嵌入的程序（{name}），请另存为不带宏的 .docx，删去嵌入的对象"
        for relation in part.rels.values():
            if relation.is_external:
                target = relation.target_ref[:_SHOWN]
                yield f"连着外面的文件或网址（{target}），请断开链接、取消超链接，内容直接写进文书"
        if isinstance(part, XmlPart):
            if part.element.find(f".//{qn('w:altChunk')}") is not None:
                yield f"夹着另一份文件（{name}），请把内容复制进来"
            yield from (
                f"有会取外面内容的域（{code.strip()[:_SHOWN]}），请把它改成普通文字"
                for code in _fields(part.element)
                if _FETCHING.match(code)
            )


def stray_programs(content: bytes) -> Iterator[str]:
    """Yield, in Chinese, the programs in the packed file `content` that nothing in it names: they may wake up later."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if _PROGRAM_NAME.search(name):
                yield f"夹带着宏或者程序（{name}），请另存为不带宏的 .docx"


def _fields(root: Any) -> Iterator[str]:
    """Yield the instruction of every field, however Word has split it into runs."""
    code = ""
    for element in root.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:fldSimple")):
        if element.tag == qn("w:instrText"):
            code += element.text or ""
        elif element.tag == qn("w:fldSimple"):
            yield element.get(qn("w:instr"), "")
        elif code:
            yield code
            code = ""
