"""Faults in a notebook as one Chinese sentence, with what to do, a folded part for whoever helps, and a log that stays.

A clerk sees no traceback unless they unfold it. The cell still counts as failed, so that running all cells stops there.
"""

import html
from pathlib import Path
from types import TracebackType
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import HTML, display

from toolkit.core import StoppedError, YehuaError, keep, record

__all__ = ["folded", "install", "keep", "record", "sentence"]

# The first kind that fits has its say; what is not listed is the program's own fault.
_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (KeyboardInterrupt, "已停下，存下的内容都在。要接着做，重新运行这一格就行。"),
    (NameError, "上面的格子还没有运行。请点菜单“运行”里的“运行所有单元格”，从头依次运行。"),
    (SyntaxError, "第 {line} 行写得不对：{text}。请检查引号、括号是不是成对，逗号和引号是不是英文的。"),
    (ModuleNotFoundError, "缺少部件 {name}。请关掉这个窗口，重新运行 start，让它补装。"),
    (MemoryError, "电脑的内存不够了。请关掉别的程序和多余的笔记本后重新运行这一格，已经存下的内容都在。"),
    (PermissionError, "文件被占用或不能写入：{filename}。请关掉正打开它的程序（如 Word、WPS）后重新运行这一格。"),
)
_UNFORESEEN = "程序内部出错，已经存下的内容不受影响。请把下面折起来的记录发给维护人员；同样的记录也存在 {log}。"


def sentence(fault: BaseException, log: Path) -> str:
    """Return what is wrong and what to do about it; `log` is where the whole record lies."""
    if isinstance(fault, YehuaError):
        return str(fault)
    told = next((words for kind, words in _SENTENCES if isinstance(fault, kind)), _UNFORESEEN)
    return told.format(
        log=log,
        line=getattr(fault, "lineno", None) or "？",
        text=(getattr(fault, "text", None) or "").strip() or "（空行）",
        name=getattr(fault, "name", None) or "？",
        filename=getattr(fault, "filename", None) or "？",
    )


def folded(fault: BaseException) -> str:
    """Return the record of `fault` as HTML that is closed until somebody wants it."""
    return (
        "<details style='margin:4px 0 8px'><summary style='cursor:pointer'>给维护人员看的记录</summary>"
        f"<pre style='white-space:pre-wrap;font-size:12px'>{html.escape(record(fault))}</pre></details>"
    )


def _note(words: str) -> str:
    """Return `words` as a line that is no alarm: what a person stopped went as they wished."""
    return f"<div style='padding:6px 12px;border-left:5px solid #8a97a3;background:#f3f6f8'>{html.escape(words)}</div>"


def install(log: Path) -> None:
    """Show faults of the notebook that runs this as sentences from now on, and keep their records in `log`.

    Outside a notebook nothing is changed.
    """
    shell: Any = get_ipython()
    if shell is None:
        return

    def show(
        at: Any,
        kind: type[BaseException],
        fault: BaseException,
        _trace: TracebackType | None,
        tb_offset: int | None = None,
    ) -> list[str]:
        del tb_offset
        keep(fault, log)
        words = sentence(fault, log)
        if isinstance(fault, StoppedError | KeyboardInterrupt):
            display(HTML(_note(words)))  # type: ignore[no-untyped-call]
            return []
        # A notebook reads the kind and the words; the lines of the traceback are what it prints.
        at._showtraceback(kind, words, [words])  # noqa: SLF001 - the shell's one way to say that a cell failed
        if not isinstance(fault, YehuaError):
            display(HTML(folded(fault)))  # type: ignore[no-untyped-call]
        return []

    shell.set_custom_exc((Exception, KeyboardInterrupt), show)
