"""The register of a sealed workspace: who did what when, a line each, each bound to the one before it by its hash.

A line ends with a line feed; what a power cut left of a last line is not there, and is cut off by the next one.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from toolkit.core import HashChain, append_synced, hash_chain, moves, private_file, turn, writing_faults

Kind = Literal["made", "keyed", "put", "opened", "refused", "removed"]
KIND_NAMES: dict[str, str] = {
    "made": "建立",
    "keyed": "设口令",
    "put": "封存",
    "opened": "打开",
    "refused": "口令不对",
    "removed": "销毁",
}
_CHAIN = HashChain(("position", "at", "act", "item", "by", "why", "sha256", "previous"))
_WAIT_S = 30


@dataclass(frozen=True)
class Act:
    """One line; `at` is UTC (ISO), `sha256` that of the item's locked file, `hash` binds all of it."""

    position: int
    at: str
    act: Kind
    item: str
    by: str
    why: str
    sha256: str
    previous: str
    hash: str


class Register:
    """The register in the file `path`, which need not exist."""

    def __init__(self, path: Path) -> None:
        """Work on the file `path`."""
        self._path = path

    def note(self, act: Kind, item: str, by: str, why: str, sha256: str) -> Act:
        """Add a line and return it; it is on the disk when this returns. Raise ReadOnlyWorkspaceError."""
        with writing_faults(self._path), turn(self._path, _WAIT_S):
            count = self._cut_back()
            known = self.acts()
            row = {
                "position": count + 1,
                "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "act": act,
                "item": item,
                "by": by,
                "why": why,
                "sha256": sha256,
            }
            act_made = Act(**_CHAIN.linked(row, known[-1].hash if known else hash_chain.START))
            append_synced(self._path, json.dumps(asdict(act_made), ensure_ascii=False) + "\n")
        return act_made

    def _cut_back(self) -> int:
        """Cut off what a power cut left of a line, and return how many whole lines there are."""
        with moves.opened(private_file(self._path), "rb+") as file:
            data = file.read()
            whole = data.rfind(b"\n") + 1
            if whole < len(data):
                file.truncate(whole)
        return data.count(b"\n")

    def acts(self) -> tuple[Act, ...]:
        """Return every line that can be read, oldest first."""
        return tuple(Act(**row) for row in self._rows() if row is not None)

    def flaws(self) -> tuple[str, ...]:
        """Return in Chinese every line that is not as it was written; nothing when the register holds."""
        found = []
        previous = hash_chain.START
        for number, row in enumerate(self._rows(), start=1):
            if row is None:
                found.append(f"封存登记第 {number} 行读不出来。")
            elif not (_CHAIN.is_linked(row, previous) and row["position"] == number and _CHAIN.is_unchanged(row)):
                found.append(f"封存登记第 {number} 行被改动过，或者它前面缺了一行。")
            previous = row["hash"] if row else previous
        return tuple(found)

    def _rows(self) -> Iterator[dict[str, Any] | None]:
        # At "\n" only: names and reasons may hold other signs that end a line. What follows the last was cut off.
        lines = self._path.read_bytes().split(b"\n")[:-1] if self._path.exists() else []
        for line in lines:
            try:
                row = json.loads(line)
                Act(**row)
            except (ValueError, TypeError):
                yield None
            else:
                yield row
