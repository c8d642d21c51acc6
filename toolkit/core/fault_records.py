"""Unforeseen faults: one Chinese sentence for the clerk, and a private record for support.

A record holds places in the program and kinds of faults. Its message may quote a villager's words or number, so Chinese
characters and long numbers in it are blotted out.
"""

import datetime as dt
import errno
import platform
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from toolkit.core.errors import YehuaError
from toolkit.core.files import private_file, shown

_LARGEST = 2_000_000  # bytes of log that are kept; the older half goes
_LONGEST_MESSAGE = 2_000
_PRIVATE = re.compile(r"[^\x00-\x7f]|\d(?=\d{4})|(?<=\d{4})\d")

# The first kind that fits gives the sentence; any other fault is the program's own.
_SENTENCES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (MemoryError, "{what}没有做完：电脑的内存不够。请关掉别的程序，或把文件拆小以后再做一次；已经存下的内容都在。"),
    (
        RecursionError,
        "{what}没有做完：文件里的内容一层套一层，套得太深。请换一份用本工具或 Word、Excel 正常存出的文件。",
    ),
    (UnicodeError, "{what}没有做完：写的内容或文件名里有认不出的字符。请重新输入，不要从别处粘贴乱码。"),
    (
        PermissionError,
        "{what}没有做完：{path}被占用或没有权限。请关掉正打开它的程序（如 Word、WPS），或请管理员开放权限。",
    ),
    (OSError, "{what}没有做完：{path}读写不了（{why}）。请检查文件名、U 盘和磁盘，再做一次；已经存下的内容都在。"),
)
_UNFORESEEN = "{what}没有做完：程序内部出错，已经存下的内容不受影响。请检查写的内容和文件是否正常，再做一次。"
_KEPT = "记录存在 {log}，再不行请把它发给维护人员。"
_REASONS = {
    errno.ENAMETOOLONG: "名称太长",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "已经有同名的",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.EISDIR: "那是文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘满了",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘没有响应",
    errno.EXDEV: "不能搬到另一块盘",
    errno.EMFILE: "打开的文件太多",
}


def sentence(fault: BaseException, what: str, log: Path | None) -> str:
    """Return the Chinese sentence for `fault`: what was not done (`what`), why, what to do, where the record lies."""
    form = next((words for kind, words in _SENTENCES if isinstance(fault, kind)), _UNFORESEEN)
    if isinstance(fault, ValueError) and "null" in str(fault):
        form = next(words for kind, words in _SENTENCES if kind is UnicodeError)
    path = getattr(fault, "filename", None)
    if isinstance(path, bytes):
        path = path.decode("utf-8", "replace")
    why = _REASONS.get(getattr(fault, "errno", None) or 0, "系统不允许")
    text = form.format(what=shown(what), path=shown(path) if isinstance(path, str) else "文件", why=why)
    return text + (_KEPT.format(log=log) if log is not None else "")


def record(fault: BaseException) -> str:
    """Return the record of `fault` for support: versions, kinds of faults, places in the program; no values."""
    lines = "".join(_tracebacks(fault))
    return f"{platform.platform()} · Python {platform.python_version()}\n{lines}"


def _tracebacks(fault: BaseException) -> Iterator[str]:
    """Give the traceback of each fault, the first cause first; a circle of causes is followed once."""
    chain: list[BaseException] = []
    last: BaseException | None = fault
    while last is not None and last not in chain:
        chain.append(last)
        last = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
    for cause in reversed(chain):
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(cause.__traceback__, limit=-40)
        yield f"{type(cause).__module__}.{type(cause).__qualname__}: {_blotted(cause)}\n"


def _blotted(fault: BaseException) -> str:
    try:
        text = str(fault)
    except Exception:  # noqa: BLE001 - a fault whose message cannot be made must still be recorded
        return "?"
    return _PRIVATE.sub("_", text[:_LONGEST_MESSAGE])


def keep(fault: BaseException, log: Path) -> bool:
    """Add the record of `fault` to the file `log`, which only the user may read; return whether it could be written."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    try:
        old = private_file(log).read_bytes()
        if len(old) > _LARGEST:
            log.write_bytes(old[len(old) // 2 :])
        with log.open("a", encoding="utf-8", errors="replace") as file:
            file.write(f"== {now}\n{record(fault)}\n")
    except (OSError, ValueError, MemoryError, YehuaError):
        # The disk may be the very fault that is to be recorded.
        sys.stderr.flush()
        return False
    return True
