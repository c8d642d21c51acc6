"""The hash-chained register of a sealed workspace: one JSON line for each act.

A line ends with a line feed. An incomplete last line, left by a power cut, does not count; the next act cuts it off.
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
    """A line: `at` is UTC (ISO), `sha256` that of the item's locked file, `hash` that of all other fields."""

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
        """Add a line, synced to the disk, and return it; raise ReadOnlyWorkspaceError."""
        with writing_faults(self._path), turn(self._path, _WAIT_S):
            position, acts = self._cut_back() + 1, self.acts()
            at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            cells = {"position": position, "at": at, "act": act, "item": item, "by": by, "why": why, "sha256": sha256}
            noted = Act(**_CHAIN.linked(cells, acts[-1].hash if acts else hash_chain.START))
            append_synced(self._path, json.dumps(asdict(noted), ensure_ascii=False) + "\n")
        return noted

    def _cut_back(self) -> int:
        """Cut off an incomplete last line, and return the number of complete lines."""
        with moves.opened(private_file(self._path), "rb+") as file:
            data = file.read()
            whole = data.rfind(b"\n") + 1
            if whole < len(data):
                file.truncate(whole)
        return data.count(b"\n")

    def acts(self) -> tuple[Act, ...]:
        """Return every readable line, oldest first."""
        return tuple(Act(**row) for row in self._rows() if row is not None)

    def flaws(self) -> tuple[str, ...]:
        """Return in Chinese every line that was changed since it was written; nothing when the register is sound."""
        flaws = []
        previous = hash_chain.START
        for number, row in enumerate(self._rows(), start=1):
            if row is None:
                flaws.append(f"封存登记第 {number} 行读不出来。")
            elif not (_CHAIN.is_linked(row, previous) and row["position"] == number and _CHAIN.is_unchanged(row)):
                flaws.append(f"封存登记第 {number} 行被改动过，或者它前面缺了一行。")
            previous = row["hash"] if row else previous
        return tuple(flaws)

    def _rows(self) -> Iterator[dict[str, Any] | None]:
        # At "\n" only: names and reasons may hold other line ends. An incomplete last line is left out.
        lines = self._path.read_bytes().split(b"\n")[:-1] if self._path.exists() else []
        for line in lines:
            try:
                row = json.loads(line)
                Act(**row)
            except (ValueError, TypeError):
                yield None
            else:
                yield row
