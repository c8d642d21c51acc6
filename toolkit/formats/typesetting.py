"""Large sheets set by Typst: a template beside the code that is given data, as a PDF with every character in it."""

import datetime as dt
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from toolkit.core import YehuaError, write_whole

# Sans serif typefaces of Windows, macOS and Linux with the Chinese characters of GB 18030, the first that is installed.
FAMILIES = (
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
_UNCOVERED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class MissingTypesetterError(YehuaError):
    """Raised where Typst is not installed."""

    sentence = '这台电脑没有装排大字的组件；请在程序文件夹里运行 .venv 里的 pip install ".[posters]"，再来一次。'


class MissingGlyphError(YehuaError):
    """Raised when no typeface of this machine has a character that must be printed."""

    sentence = "这台电脑的字体里没有“{signs}”这个字，公示里不能缺字；请装一种字多的黑体（如思源黑体），再来一次。"


class SheetRefusedError(YehuaError):
    """Raised when a sheet cannot be set."""

    sentence = "排不出这张纸：{why}"


def typeset(
    template: Path,
    data: Mapping[str, object],
    *,
    files: Mapping[str, bytes] | None = None,
    on: dt.date | None = None,
    archival: bool = True,
) -> bytes:
    """Return the PDF that the Typst file `template` makes of `data`, which it reads as JSON from `sys.inputs.data`.

    `files` lie beside the template by name. The file is the same to the byte for the same data and day `on`. Where it
    is `archival` it is PDF/A, and refused unless the typeface has every character. Raise MissingTypesetterError,
    MissingGlyphError or SheetRefusedError.
    """
    try:
        import typst  # noqa: PLC0415 - an extra that only large sheets need
    except ImportError as fault:
        raise MissingTypesetterError from fault
    inputs = {"data": json.dumps({**data, "families": FAMILIES}, ensure_ascii=False)}
    with tempfile.TemporaryDirectory(prefix="yehua-sheet-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for file, content in {template.name: template.read_bytes(), **(files or {})}.items():
            write_whole(folder / file, content)
        moment = dt.datetime.combine(on or dt.date(2000, 1, 1), dt.time(), dt.UTC)
        standard: Literal["a-2u"] | None = "a-2u" if archival else None
        source = folder / template.name
        try:
            return bytes(
                typst.compile(source, root=folder, sys_inputs=inputs, pdf_standards=standard, timestamp=moment)
            )
        except typst.TypstError as fault:
            missing = _UNCOVERED.search(str(fault.message))
            if missing:
                signs = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), missing[1])
                raise MissingGlyphError(signs=signs) from fault
            raise SheetRefusedError(why=str(fault.message)) from fault
