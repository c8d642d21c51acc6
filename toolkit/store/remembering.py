"""What was computed from the facts, kept in memory until another fact is noted: asking again is then no work.

Each fact joins the chain of facts, and so does each erasure: as long as the newest event is the same, so are the facts.
"""

from collections.abc import Callable, Hashable
from typing import NamedTuple, TypeVar

from toolkit.store.schema import EVENTS
from toolkit.store.transactions import Memory, Transaction

T = TypeVar("T")


class _Newest(NamedTuple):
    """The newest event of a chain; its hash tells it from one of another store, as after a restoration."""

    position: int
    hash: str


def remembered(tx: Transaction, key: Hashable, compute: Callable[[], T], *, basis: Hashable = None) -> T:
    """Return what `compute` makes of the facts that `tx` reads, once for each `key` and state of the facts.

    With `basis`, it depends on that alone, and is computed once for each. It may depend on nothing else, no day, no
    file. What is returned is shared and must not be changed. A transaction that writes, and one on a server, where
    rights decide who reads what, compute each time.
    """
    if tx.memory is None:
        return compute()
    state = basis or _newest(tx)
    kept = tx.memory.get(key)
    if kept is not None and kept[0] == state:
        value: T = kept[1]
        return value
    value = compute()
    if isinstance(state, _Newest):
        _forget(tx.memory, state)
    tx.memory[key] = (state, value)
    return value


def _newest(tx: Transaction) -> _Newest:
    row = tx.row(EVENTS) or {"position": 0, "hash": ""}
    return _Newest(row["position"], row["hash"])


def _forget(memory: Memory, state: _Newest) -> None:
    """Forget what was computed at another state: of what was erased since, nothing stays in memory."""
    for key, (earlier, _) in tuple(memory.items()):
        if isinstance(earlier, _Newest) and earlier != state:
            memory.pop(key, None)
