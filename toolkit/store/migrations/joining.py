"""Rows that a migration finds, or adds, join the chain of facts.

A migration that makes a table of facts and fills it calls `join` for it; the table has its line in `chain.SOURCES`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from toolkit.core import hash_chain
from toolkit.store import chain
from toolkit.store.documents import JsonText
from toolkit.store.schema import now


def reflected(name: str) -> sa.Table:
    """Return the table `name` as it is at this step; later steps may change it."""
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
    for column in table.columns:
        if isinstance(column.type, sa.JSON):
            column.type = JsonText()
    return table


def join(names: Sequence[str]) -> None:
    """Chain every row of the tables `names` in the order of adding, and a fact that says that it was done now."""
    events, counters = reflected("events"), reflected("counters")
    rows = 0
    for news in _told(names):
        _append(events, counters, news)
        rows += 1
    if rows:
        _append(events, counters, chain.news(chain.WHOLE, "chain.began", {"rows": rows}, moment=now()))


def _told(names: Sequence[str]) -> Iterator[chain.News]:
    bind = op.get_bind()
    tables = [reflected(name) for name in names]
    # Of several that were added at the same moment, those of an earlier table come first.
    keys = sorted(
        (row.made_at, order, row.id)
        for order, table in enumerate(tables)
        for row in bind.execute(sa.select(table.c.made_at, table.c.id))
    )
    for _, order, key in keys:
        table = tables[order]
        row = bind.execute(sa.select(table).where(table.c.id == key)).mappings().one()
        yield chain.news_of(table.name, dict(row))


def _append(events: sa.Table, counters: sa.Table, news: chain.News) -> None:
    bind = op.get_bind()
    last = bind.execute(sa.select(events.c.position, events.c.hash).order_by(events.c.position.desc()).limit(1)).first()
    position = last.position + 1 if last else 1
    newest = sa.select(sa.func.max(events.c.seq)).where(events.c.subject == news.subject)
    seq = 1 + (bind.execute(newest).scalar() or 0)
    event: dict[str, Any] = chain.linked(news, position, seq, last.hash if last else hash_chain.START)
    bind.execute(events.insert().values(**event))
    count = counters.update().where(counters.c.scope == chain.SERIES).values(value=position)
    if not bind.execute(count).rowcount:
        bind.execute(counters.insert().values(scope=chain.SERIES, value=position))
