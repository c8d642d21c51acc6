"""Confirmed subjects: those of the store, and those of a table (一级, 二级, 文字), read whole or refused whole."""

import csv
import functools
import io
import json
from collections.abc import Mapping
from pathlib import Path

from toolkit.core import UnreadableFileError, WrongValueError, office_text
from toolkit.grievances.accusations import judgements, visibility
from toolkit.grievances.subject_words import word_list
from toolkit.grievances.tagging.model import SubjectExample
from toolkit.store import GRIEVANCES, Store

_HEADINGS = ("一级", "二级", "文字")
_SHOWN = 20


def read(path: Path) -> tuple[SubjectExample, ...]:
    """Return the examples in the CSV file at `path`, none without a file.

    Raise UnreadableFileError, or WrongValueError naming every row without text or with an unknown subject. Files that
    Excel on Chinese Windows saves (GBK) are read, too.
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
    numbered = [(number, row) for number, row in enumerate(rows, start=2) if any(row[heading] for heading in _HEADINGS)]
    faults = [f"第 {number} 行{fault}" for number, row in numbered if (fault := _fault(row))]
    if faults:
        more = f"；还有 {len(faults) - _SHOWN} 行" if len(faults) > _SHOWN else ""
        raise WrongValueError(field="分类的训练表", value=path.name, why="；".join(faults[:_SHOWN]) + more)
    return tuple(
        SubjectExample(row["文字"].strip(), row["一级"].strip(), row["二级"].strip() or None) for _, row in numbered
    )


def _fault(row: Mapping[str, str]) -> str | None:
    level1, level2, text = (row[heading].strip() for heading in _HEADINGS)
    known = [pair for pair in word_list().subjects if pair[0] == level1]
    if not known:
        return f"的一级“{level1}”不在内容分类里"
    if level2 and (level1, level2) not in known:
        return f"的二级“{level2}”不在“{level1}”里，可以写 {'、'.join(pair[1] for pair in known)}，或者空着"
    return None if text else "没有文字"


def confirmed(store: Store) -> tuple[SubjectExample, ...]:
    """Return the confirmed subjects, the oldest first, on which the subject model is trained.

    The newest version of each grievance counts; withdrawn ones and those without a subject are left out, and those that
    a person did not release: an accusation (检举控告) must teach nothing, and what nobody judged counts as one.
    """
    columns = ("number", "recording", "transcript_version", "status", "json")
    with store.reading() as tx:
        newest = {row["number"]: row for row in tx.columns(GRIEVANCES, columns)}
        basis = functools.cache(functools.partial(judgements.basis, tx))
        found = (
            judgements.judged(row, *basis(row["recording"], row["transcript_version"]))
            for row in newest.values()
            if row["status"] == "confirmed" and json.loads(row["json"])["subject"]["level1"] is not None
        )
        return tuple(
            SubjectExample(each.text, str(each.subject.level1), each.subject.level2)
            for each in found
            if visibility.may_be_shown(each)
        )
