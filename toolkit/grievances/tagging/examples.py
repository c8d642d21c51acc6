"""Subjects confirmed elsewhere, brought as a table: 一级, 二级, 文字; read whole or refused whole."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from toolkit.core import UnreadableFileError, WrongValueError, office_text
from toolkit.grievances.subject_words import word_list
from toolkit.grievances.tagging.model import Example

_HEADINGS = ("一级", "二级", "文字")
_SHOWN = 20


def read(path: Path) -> tuple[Example, ...]:
    """Return the examples in the CSV file at `path`, none when it is not there.

    Raise UnreadableFileError, or WrongValueError naming every row that has no text or a subject that is not one of
    the shipped ones. What Excel on Chinese Windows saves (GBK) is read too.
    """
    try:
        text = office_text(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as refused:
        why = (
            "不是文字表格，请另存为 CSV UTF-8"
            if isinstance(refused, ValueError)
            else refused.strerror or "系统拒绝读取"
        )
        raise UnreadableFileError(path=path, why=why) from refused
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
    if not set(_HEADINGS) <= set(rows.fieldnames or ()):
        raise UnreadableFileError(path=path, why="第 1 行应是列名 一级,二级,文字")
    numbered = [(number, row) for number, row in enumerate(rows, start=2) if any(row[one] for one in _HEADINGS)]
    faults = [f"第 {number} 行{fault}" for number, row in numbered if (fault := _fault(row))]
    if faults:
        more = f"；还有 {len(faults) - _SHOWN} 行" if len(faults) > _SHOWN else ""
        raise WrongValueError(field="分类的训练表", value=path.name, why="；".join(faults[:_SHOWN]) + more)
    return tuple(Example(row["文字"].strip(), row["一级"].strip(), row["二级"].strip() or None) for _, row in numbered)


def _fault(row: Mapping[str, str]) -> str | None:
    level1, level2, text = (row[heading].strip() for heading in _HEADINGS)
    known = [pair for pair in word_list().subjects if pair[0] == level1]
    if not known:
        return f"的一级“{level1}”不在内容分类里"
    if level2 and (level1, level2) not in known:
        return f"的二级“{level2}”不在“{level1}”里，可以写 {'、'.join(pair[1] for pair in known)}，或者空着"
    return None if text else "没有文字"
