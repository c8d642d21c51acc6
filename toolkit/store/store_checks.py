"""Checks of the database itself: its pages, its references, and the triggers that let facts only be added."""

from collections.abc import Iterator

from toolkit.store.database import Store
from toolkit.store.postgres import tables
from toolkit.store.schema import COUNTERS

_MEMORY = "sqlite://"


def faults(store: Store) -> tuple[str, ...]:
    """Return every fault of the database as a Chinese sentence; an empty tuple when it is sound."""
    return (*store.flaws(), *_unguarded(store))


def _unguarded(store: Store) -> Iterator[str]:
    """Give the faults that would let facts be changed: missing or altered triggers, content left open to erasing."""
    guards, fresh = store.guards(), _fresh_guards()
    wanted = tables.wanted_guards(fresh) if store.is_on_server else fresh
    changed = sorted(name for name, sql in wanted.items() if guards.get(name) != sql)
    if changed:
        yield f"防改动的触发器被拆除或改写过：{'、'.join(changed)}"
    with store.reading() as tx:
        gate = tx.row(COUNTERS, scope="erasing")
    if gate is not None and gate["value"] != 0:
        yield "内容抹除的开关没有关上（counters.erasing）：没有在封存或删除时，它必须是 0"


def _fresh_guards() -> dict[str, str]:
    # A database of the same program is the measure: a guard of the right name may be an empty one.
    fresh = Store.open(_MEMORY)
    try:
        return fresh.guards()
    finally:
        fresh.close()
