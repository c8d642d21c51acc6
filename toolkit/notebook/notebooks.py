"""The file of the running notebook, and a warning when it was made for another version of Yehua."""

import json
import os
from pathlib import Path

from toolkit import __version__

_OLDER = (
    "这个笔记本是为夜话 {made} 版做的，现在装的是 {now} 版。建议关掉它，打开 notebooks 文件夹里同名的新笔记本；"
    "您存下的内容都在工作文件夹里，不受影响。"
)


def running() -> Path | None:
    """Return the file of the running notebook, None when it is unknown."""
    name = os.environ.get("JPY_SESSION_NAME", "")
    return Path(name) if name.endswith(".ipynb") and Path(name).is_file() else None


def older(path: Path | None) -> str | None:
    """Return a warning when the notebook at `path` was made for another version than this one, else None.

    A notebook that names no version counts as older.
    """
    if path is None:
        return None
    try:
        made = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("yehua")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # it is being saved, or is no notebook
    return None if made == __version__ else _OLDER.format(made=made or "更早", now=__version__)
