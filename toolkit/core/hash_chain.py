"""Hash chains: each row holds the hash of the row before it, so that no row can be changed, removed or inserted later.

Whoever makes a whole chain anew gets another last hash than the one that was printed and signed.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

START = "0" * 64  # stands for the row before the first

Row = Mapping[str, Any]
Fault = Literal["missing", "unlinked", "changed"]


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold: `row` is the first row after it, `position` the one expected there.

    `missing`: rows before it are gone; `unlinked`: it does not hold the hash of the row before; `changed`: its cells
    are not those its hash was made of.
    """

    fault: Fault
    position: int
    row: Row


@dataclass(frozen=True)
class HashChain:
    """The form of a chain whose rows have the cells `position` and `hash`.

    `bound` names the cells that the hash of a row covers, the cell `previous` among them, which holds the hash of the
    row before.
    """

    bound: tuple[str, ...]
    previous: str = "previous"

    def hash_of(self, row: Row) -> str:
        """Return the hash of a `row`, 64 hexadecimal digits; through `previous` it covers all rows before it."""
        return hashlib.sha256(canonical({name: row[name] for name in self.bound}).encode()).hexdigest()

    def linked(self, row: Row, before: str) -> dict[str, Any]:
        """Return `row` with the hash `before` of the row before it (`START` for the first row) and its own hash."""
        bound = {**row, self.previous: before}
        return {**bound, "hash": self.hash_of(bound)}

    def is_linked(self, row: Row, before: str) -> bool:
        """Return whether `row` follows the row with the hash `before`."""
        return bool(row[self.previous] == before)

    def is_unchanged(self, row: Row) -> bool:
        """Return whether the hash of `row` is that of its cells."""
        return bool(row["hash"] == self.hash_of(row))

    def breaks(self, rows: Iterable[Row]) -> Iterator[Break]:
        """Give every place where the chain of all `rows`, in order of their position, does not hold."""
        position, before = 1, START
        for row in rows:
            if row["position"] != position:
                yield Break("missing", position, row)
            elif not self.is_linked(row, before):
                yield Break("unlinked", position, row)
            if not self.is_unchanged(row):
                yield Break("changed", position, row)
            position, before = row["position"] + 1, row["hash"]


def canonical(cells: Mapping[str, Any]) -> str:
    """Return `cells` as JSON text in the one form that is hashed: names sorted, no spaces."""
    return json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
