"""What a PDF must not hold before anybody signs or trusts it, and how the library for PDF files is asked."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from toolkit.signing.faults import MissingSigningToolsError

try:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.reader import PdfFileReader
except ImportError as fault:
    raise MissingSigningToolsError from fault

T = TypeVar("T")
_FORBIDDEN = {
    "/JS": "里面有脚本（JavaScript）",
    "/JavaScript": "里面有脚本（JavaScript）",
    "/XFA": "里面有 XFA 表单",
    "/EmbeddedFiles": "里面夹带了文件",
    "/EF": "里面夹带了文件",
    "/RichMedia": "里面有音视频",
    "/Launch": "里面有启动程序的命令",
    "/SubmitForm": "里面有往外发送的命令",
    "/GoToR": "里面有打开别的文件的命令",
    "/OCProperties": "里面有可以藏起来的图层",
}
_MOST_OBJECTS = 200_000


def content_faults(reader: PdfFileReader) -> tuple[str, ...]:
    """Return a Chinese clause for each thing in the file that could change what it shows or does."""
    if reader.encrypted:
        return ("文件加了密码",)
    return tuple(dict.fromkeys(_found(reader)))


def _found(reader: PdfFileReader) -> Iterator[str]:
    waiting: list[Any] = [reader.trailer.raw_get("/Root")]
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _MOST_OBJECTS:
        each = waiting.pop()
        if isinstance(each, generic.IndirectObject):
            if (each.idnum, each.generation) in seen:
                continue
            seen.add((each.idnum, each.generation))
            each = each.get_object()
        if isinstance(each, generic.DictionaryObject):
            yield from (_FORBIDDEN[key] for key in each if key in _FORBIDDEN)
            action = each.get("/S")
            if isinstance(action, str) and action in _FORBIDDEN:
                yield _FORBIDDEN[action]
            waiting += [each.raw_get(key) for key in each]
        elif isinstance(each, generic.ArrayObject):
            waiting += [each.raw_get(place) for place in range(len(each))]


def apart(work: Callable[[], T]) -> T:
    """Return what `work` returns, in a thread of its own where an event loop runs here, as in a notebook.

    The library begins an event loop of its own, which cannot be done in one.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(work).result()
