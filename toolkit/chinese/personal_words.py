"""The shipped lists of words that identify a person: surnames, names of minorities, kin, illness, posts.

`data/personal.csv` may be edited in Excel: a row per kind, its words parted by spaces.
"""

import csv
import functools
import re
from pathlib import Path

from toolkit.core import UnreadableFileError

SHIPPED = Path(__file__).parent / "data" / "personal.csv"


@functools.cache
def _lists() -> dict[str, tuple[str, ...]]:
    with SHIPPED.open(encoding="utf-8-sig", newline="") as file:
        return {row["类"]: tuple(dict.fromkeys(row["词"].split())) for row in csv.DictReader(file)}


def words(kind: str) -> tuple[str, ...]:
    """Return the words of `kind` (a cell of the first column); raise UnreadableFileError when the list lacks it."""
    if kind not in _lists():
        raise UnreadableFileError(path=SHIPPED, why=f"缺少“{kind}”一行")
    return _lists()[kind]


def alternatives(*kinds: str) -> str:
    """Return a pattern of the words of `kinds`, the longest first, so that no word hides a longer one."""
    listed = {word for kind in kinds for word in words(kind)}
    return "|".join(re.escape(word) for word in sorted(listed, key=lambda word: (-len(word), word)))
