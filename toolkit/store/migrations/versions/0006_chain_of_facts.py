"""The chain of facts: who added what and when, each fact bound to the one before it, its content by a salted hash.

Older rows join the chain in the order in which they were added. Copies of issued papers get a hash, older ones that of
their present files.
"""

import hashlib
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from toolkit.store import chain
from toolkit.store.columns import long, whole, words
from toolkit.store.migrations import joining
from toolkit.store.migrations.steps import refuse_changes

revision = "0006"
down_revision = "0005"

# Of an event nothing else may be emptied.
ERASABLE = ("private", "salt")


def upgrade() -> None:
    """Make the chain and its guards, and join the rows that exist."""
    make_events()
    op.add_column("paper_copies", words("sha256", 64, nullable=True))
    hash_copies()
    known = sa.inspect(op.get_bind()).get_table_names()
    joining.join([name for name in chain.SOURCES if name in known])
    names = [column.name for column in joining.reflected("events").columns]
    refuse_changes("events", [name for name in names if name not in ERASABLE], filled=("salt", "private"))


def make_events() -> None:
    """Make the table of the chain."""
    op.create_table(
        "events",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        words("subject", 140),
        whole("seq"),
        words("kind", 60),
        words("at", 16),
        words("precision", 8),
        words("recorded_at", 32),
        words("by", 100, nullable=True),
        words("second", 100, nullable=True),
        long("facts"),
        long("private", nullable=True),
        words("salt", 64, nullable=True),
        words("commitment", 64),
        whole("corrects", nullable=True),
        words("source", 40, nullable=True),
        whole("source_row", nullable=True),
        words("prev", 64),
        words("hash", 64),
        sa.UniqueConstraint("subject", "seq"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("events_by_source", "events", ["source", "source_row"])


def hash_copies() -> None:
    """Write the hash of each copy of a paper that lies beside the database; others stay without one."""
    bind = op.get_bind()
    copies, counters = joining.reflected("paper_copies"), joining.reflected("counters")
    database = bind.engine.url.database
    rows = bind.execute(sa.select(copies.c.id, copies.c.file)).all()
    if not rows or not database or bind.dialect.name != "sqlite":
        return
    # Only while this counter is 1 the guards let a cell be written that holds content.
    if not bind.execute(counters.update().where(counters.c.scope == "erasing").values(value=1)).rowcount:
        bind.execute(counters.insert().values(scope="erasing", value=1))
    for key, file in rows:
        path = Path(database).parent / file
        if file and path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            bind.execute(copies.update().where(copies.c.id == key).values(sha256=digest))
    bind.execute(counters.update().where(counters.c.scope == "erasing").values(value=0))
