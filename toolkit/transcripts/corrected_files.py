"""Corrected files (校对稿): exported SRT, VTT, TXT or Word files, read as a person saved them."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import UnreadableFileError, WrongValueError, office_text, open_to_read
from toolkit.formats import Statement, in_subtitles, in_text
from toolkit.formats.word import WordFile

_LARGEST = 50_000_000  # bytes; the export of a day's recording has less than a million
_ASCII = 127
_HEADING = re.compile(r"录音：(\S+)\s+第\s*(\d+)\s*版")
_FILE_NAME = re.compile(r"转写-第(\d+)版")


@dataclass(frozen=True)
class CorrectedFile:
    """A corrected file as read: its statements, whether they are cues with their own times, and its faults.

    `version` and `code` are those of the exported transcript, None if the file does not state them.
    """

    path: Path
    statements: tuple[Statement, ...]
    timed: bool
    version: int | None = None
    code: str | None = None
    faults: tuple[str, ...] = ()


def read_corrected_file(path: Path) -> CorrectedFile:
    """Read the corrected file at `path`: .docx, .txt, .srt or .vtt, by its ending.

    Raise MissingFileError, UnreadableFileError, or WrongValueError for another ending.
    """
    ending = path.suffix.lower()
    named = _FILE_NAME.search(path.name)
    version = int(named[1]) if named else None
    if ending in {".srt", ".vtt"}:
        cues, faults = in_subtitles(_decoded(path), web=ending == ".vtt")
        return CorrectedFile(path, cues, timed=True, version=version, faults=faults)
    if ending == ".txt":
        lines, faults = tuple(_decoded(path).splitlines()), ()
    elif ending == ".docx":
        lines, faults = _word_lines(path)
    else:
        raise WrongValueError(
            field="校对稿", value=path.name, why="只认 .docx、.txt、.srt、.vtt 文件，请另存成其中一种再交"
        )
    heading, statements = in_text(lines)
    match = next((match for line in heading if (match := _HEADING.search(line))), None)
    code, version = (match[1], int(match[2])) if match else (None, version)
    return CorrectedFile(path, statements, timed=False, version=version, code=code, faults=faults)


def _decoded(path: Path) -> str:
    with open_to_read(path) as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise UnreadableFileError(path=path, why="文件太大，不是转写的文字")
    try:
        # UTF-16, which Notepad calls Unicode and always writes with a byte order mark.
        wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = content.decode("utf-16") if wide else office_text(content)
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(path=path, why="文字编码认不出，请用记事本另存，编码选 UTF-8") from fault
    if not wide and _is_broken_utf8(content):
        raise UnreadableFileError(path=path, why="文件残缺，有几个字节坏了，照别的编码读会全成乱码")
    if "\0" in text:
        raise UnreadableFileError(path=path, why="不是文字文件，或编码认不出，请用记事本另存，编码选 UTF-8")
    return text


def _is_broken_utf8(content: bytes) -> bool:
    """Return whether `content` is damaged UTF-8, which would decode as GB 18030 to other words."""
    foreign = sum(byte > _ASCII for byte in content)
    whole = sum(byte > _ASCII for byte in content.decode("utf-8", "ignore").encode())
    return foreign / 2 < whole < foreign


def _word_lines(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of the body of the Word file at `path`, and in Chinese what makes them more than one reading."""
    file = WordFile.open(path)
    faults = [f"Word 文件里{mark}，再保存。" for mark in file.editing_marks()]
    lines: list[str] = []
    for place, own in file.lines_by_part():
        if place == "body":
            lines += own
        elif place in {"footnotes", "endnotes"} and any(line.strip() for line in own):
            faults.append("Word 文件里有脚注或尾注，不知道属于哪一句。请把要紧的话写进那一句，删去注再保存。")
    return tuple(lines), tuple(dict.fromkeys(faults))
