"""Faults in a notebook as one Chinese sentence with a remedy, a folded record for maintainers, and a log.

A clerk sees no traceback unless they unfold it. The cell still counts as failed, so that running all cells stops there.
"""

from pathlib import Path
from types import TracebackType
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import HTML, display

from toolkit.core import StoppedError, YehuaError, keep, record
from toolkit.formats import html

__all__ = ["folded", "install", "keep", "record", "sentence"]

# The first kind that fits gives the sentence; any other fault is one of the program.
_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (KeyboardInterrupt, "已停下，存下的内容都在。要接着做，重新运行这一格就行。"),
    (NameError, "上面的格子还没有运行。请点菜单“运行”里的“运行所有单元格”，从头依次运行。"),
    (SyntaxError, "第 {line} 行写得不对：{text}。请检查引号、括号是不是成对，逗号和引号是不是英文的。"),
    (ModuleNotFoundError, "缺少部件 {name}。请关掉这个窗口，重新运行 start，让它补装。"),
    (ImportError, "这一版没有这个写法。旧版存下的笔记本，请改用 notebooks 文件夹里同名的新笔记本。"),
    (MemoryError, "电脑的内存不够了。请关掉别的程序和多余的笔记本后重新运行这一格，已经存下的内容都在。"),
    (PermissionError, "文件被占用或不能写入：{filename}。请关掉正打开它的程序（如 Word、WPS）后重新运行这一格。"),
)
_FOLDER = Path(__file__).parent
_UNFORESEEN = "程序内部出错，已经存下的内容不受影响。请把下面折起来的记录发给维护人员；同样的记录也存在 {log}。"


def sentence(fault: BaseException, log: Path) -> str:
    """Return the sentence that says what is wrong and what to do; `log` is the file with the whole record."""
    if isinstance(fault, YehuaError):
        return str(fault)
    template = next((words for kind, words in _SENTENCES if isinstance(fault, kind)), _UNFORESEEN)
    return template.format(
        log=log,
        line=getattr(fault, "lineno", None) or "？",
        text=(getattr(fault, "text", None) or "").strip() or "（空行）",
        name=getattr(fault, "name", None) or "？",
        filename=getattr(fault, "filename", None) or "？",
    )


def folded(fault: BaseException) -> str:
    """Return the record of `fault` as HTML that is closed until somebody opens it."""
    return html.render(_FOLDER / "fault_record.html", {"record": record(fault)})


def _note(words: str) -> str:
    """Return `words` as a line without alarm: work that a person stopped went as they wished."""
    return html.render(_FOLDER / "fault_note.html", {"words": words})


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
        # A notebook reads the kind and the words, and prints the lines of the traceback.
        at._showtraceback(kind, words, [words])  # noqa: SLF001 - the shell's only way to report that a cell failed
        if not isinstance(fault, YehuaError):
            display(HTML(folded(fault)))  # type: ignore[no-untyped-call]
        return []

    shell.set_custom_exc((Exception, KeyboardInterrupt), show)
