"""Hostile files, made from a seed: broken, swelling, lying and huge ones of every kind that the program reads."""

import copy
import io
import json
import random
import struct
import wave
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook

TOP = Path(__file__).parent.parent
_HOSTILE_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, float("nan"), float("inf"), "", " ", "\0", "\u202e反", "{{7*7}}", "{% for x in y %}",
    "${jndi:x}", "=1+1", "../../x", "长" * 100_000, [], [1], {}, {"value": None}, [[[[]]]], "2026-13-45", "9" * 400,
    "\ud800",
)  # fmt: skip


def sounds(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Give files that call themselves sound."""
    plain = _wav(dice)
    for number in range(70):
        yield f"{number}.wav", _fuzzed(dice, plain, 60 if number % 2 else len(plain))
    endings = ("mp3", "m4a", "amr", "ogg", "opus", "flac", "wma", "mp4", "aac", "3gp")
    magic = (
        b"ID3\x03",
        b"\0\0\0 ftypM4A ",
        b"#!AMR\n",
        b"OggS\0\x02",
        b"OggS",
        b"fLaC",
        b"\x30\x26\xb2\x75",
        b"\0\0\0\x18ftyp",
    )
    for number, ending in enumerate(endings):
        for start in magic[: 4 + number % 4]:
            yield f"{number}-{len(start)}{start[0]}.{ending}", start + dice.randbytes(dice.randrange(5_000))
    yield from (
        ("空.wav", b""),
        ("零.mp3", bytes(100_000)),
        ("字.wav", "夜话".encode() * 999),
        ("只有头.wav", plain[:44]),
    )
    yield "列表.mp3", b"#EXTM3U\nfile:///etc/passwd\nhttp://127.0.0.1/x\n"


def _wav(dice: random.Random) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(dice.randbytes(16_000))
    return target.getvalue()


def _fuzzed(dice: random.Random, content: bytes, within: int) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.randrange(1, 12)):
        changed[dice.randrange(min(within, len(changed)))] = dice.randrange(256)
    return bytes(changed[: dice.choice((len(changed), dice.randrange(len(changed))))])


def facts(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Give files that call themselves JSON: the facts of a paper with each key spoilt, and no JSON at all."""
    whole = json.loads((TOP / "examples/facts/mediation_agreement.json").read_text(encoding="utf-8"))
    for number, key in enumerate(sorted(whole)):
        for value in dice.sample(_HOSTILE_VALUES, 3):
            yield f"{number}-{_HOSTILE_VALUES.index(value)}.json", _json({**copy.deepcopy(whole), key: value})
    for number, value in enumerate(_HOSTILE_VALUES):
        yield f"g{number}.json", _json({**whole, "grievances": value})
        yield f"v{number}.json", _json(value)
    text = json.dumps(whole, ensure_ascii=False)
    yield "gbk.json", text.encode("gb18030")
    yield "utf16.json", text.encode("utf-16")
    yield "深.json", b"[" * 100_000 + b"]" * 100_000
    yield "深2.json", b'{"a":' * 100_000
    yield "半.json", text.encode()[:200]
    yield "乱.json", dice.randbytes(3_000)
    yield "空.json", b""
    yield "大数.json", b'{"amount": ' + b"9" * 100_000 + b"}"


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def words(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Give files that call themselves Word."""
    plain = (TOP / "templates/docx/mediation_agreement.docx").read_bytes()
    for number in range(24):
        yield f"{number}.docx", _fuzzed(dice, plain, len(plain))
    row = b"<w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>"
    bodies: dict[str, Callable[[bytes], bytes]] = {
        "大表": lambda x: x.replace(b"<w:sectPr", b"<w:tbl>" + row * 200_000 + b"</w:tbl><w:sectPr", 1),
        "长段": lambda x: x.replace(
            b"<w:sectPr", b"<w:p><w:r><w:t>" + b"x" * 3_000_000 + b"</w:t></w:r></w:p><w:sectPr", 1
        ),
        "深": lambda x: x.replace(b"<w:sectPr", b"<w:p>" * 5_000 + b"</w:p>" * 5_000 + b"<w:sectPr", 1),
        "外部实体": lambda x: _doctype(b'<!ENTITY x SYSTEM "file:///etc/passwd">') + _without_head(x, b"&x;"),
        "十亿笑": lambda x: _doctype(_laughs()) + _without_head(x, b"&l9;"),
        "逃逸": lambda x: _tag(x, b"{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        "无尽循环": lambda x: _tag(x, b"{% for a in range(10**9) %}x{% endfor %}"),
        "大乘方": lambda x: _tag(x, b"{{ 9**9**9 }}"),
        "半标记": lambda x: _tag(x, b"{{ a"),
        "不是XML": lambda x: x[: len(x) // 2],
    }
    for name, change in bodies.items():
        yield f"{name}.docx", _repacked(plain, lambda part, x, do=change: do(x) if part == "word/document.xml" else x)
    yield "两份.docx", _repacked(plain, lambda _, x: x, twice="word/document.xml")
    yield "炸弹.docx", _added(plain, "word/media/x.xml", bytes(400_000_000))
    yield "穿越.docx", _added(plain, "../../../穿越.txt", b"x")
    yield "宏.docx", _added(plain, "word/vbaProject.bin", b"x")
    yield "缺件.docx", _repacked(plain, lambda part, x: b"" if part == "[Content_Types].xml" else x)
    yield "空.docx", b""
    yield "文字.docx", "夜话".encode()


def _tag(content: bytes, tag: bytes) -> bytes:
    return content.replace(b"<w:sectPr", b"<w:p><w:r><w:t>" + tag + b"</w:t></w:r></w:p><w:sectPr", 1)


def _doctype(inside: bytes) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE w [' + inside + b"]>"


def _laughs() -> bytes:
    return b'<!ENTITY l0 "ha">' + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


def _without_head(content: bytes, entity: bytes) -> bytes:
    return _tag(content[content.index(b"<w:document") :], entity)


def _repacked(plain: bytes, change: Callable[[str, bytes], bytes], twice: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            for _ in range(1 + (name == twice)):
                made.writestr(name, change(name, source.read(name)))
    return target.getvalue()


def _added(plain: bytes, name: str, content: bytes) -> bytes:
    target = io.BytesIO(plain)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return target.getvalue()


def tables(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Give files that call themselves tables: Excel and CSV."""
    book = Workbook()
    for row in (("文件", "日期", "地点"), ("甲.wav", "2026-09-25", "柳树湾")):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    plain = target.getvalue()
    for number in range(24):
        yield f"{number}.xlsx", _fuzzed(dice, plain, len(plain))
    sheets = {
        "百万行": b"<row><c><v>1</v></c></row>" * 1_000_000,
        "最后一行": b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        "最后一列": b'<row r="1"><c r="XFD1"><v>1</v></c></row>',
        "无穷": b"<row><c><v>1e999</v></c><c><v>NaN</v></c></row>",
        "坏引用": b'<row r="0"><c r="0"><v>1</v></c></row>',
        "坏字符串": b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
        "公式": b'<row r="1"><c r="A1"><f>HYPERLINK("http://x")</f></c></row>' * 1,
        "坏日期": b'<row r="1"><c r="A1" t="d"><v>2026-99-99</v></c></row>',
    }
    for name, rows in sheets.items():
        content = b"<sheetData>" + rows + b"</sheetData>"
        yield f"{name}.xlsx", _repacked(plain, lambda part, x, new=content: _with_rows(part, x, new))
    yield "炸弹.xlsx", _added(plain, "xl/x.xml", bytes(300_000_000))
    texts = (
        "",
        "\n",
        "文件,日期,地点\n",
        "文件,日期,地点\n" + '"' * 9_999,
        "文件,日期,地点\n甲.wav\n" * 3,
        "\0" * 99,
        "文件," * 9_999,
    )
    for number, text in enumerate(texts):
        for encoding in ("utf-8", "gb18030", "utf-16"):
            yield f"{number}-{encoding}.csv", text.encode(encoding)
    yield "长格.csv", b"x" * 200_000
    yield "乱.csv", dice.randbytes(2_000)


def _with_rows(part: str, content: bytes, rows: bytes) -> bytes:
    if part != "xl/worksheets/sheet1.xml":
        return content
    return content[: content.index(b"<sheetData>")] + rows + content[content.index(b"</sheetData>") + 12 :]


def texts(dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Give files that call themselves corrected transcripts."""
    pieces = (
        "[00:00:01.0] 夜话",
        "1\n00:00:00,000 --> 00:00:03,000\n夜话\n",
        "WEBVTT\n\n00:99 --> 00:00\nx",
        "\0\0",
        "x" * 100_000,
        "[99:99:99] x",
    )
    for ending in ("txt", "srt", "vtt"):
        for number, text in enumerate(pieces):
            yield (
                f"{number}.{ending}",
                (text * dice.randrange(1, 4)).encode(dice.choice(("utf-8", "gb18030", "utf-16"))),
            )
        yield f"乱.{ending}", dice.randbytes(4_000)
        yield f"空.{ending}", b""
        yield f"长.{ending}", b"[00:00:01.0] x\n" * 100_000
    yield "怪.xyz", struct.pack("<Q", 7)
