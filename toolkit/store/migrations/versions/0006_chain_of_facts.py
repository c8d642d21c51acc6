"""The chain of facts: who added what and when, each fact bound to the one before it, its content by a salted hash.

What the store held before joins the chain in the order in which it was added. Copies of issued papers get a hash, for
those that were issued before as the files lie there now.
"""

import hashlib
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

from toolkit.store.migrations import joining

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")
# In the order in which they are joined where several were added at the same moment.
SOURCES = (
    "meetings",
    "recordings",
    "transcripts",
    "grievance_lists",
    "grievances",
    "revisions",
    "repeats",
    "cases",
    "case_grievances",
    "entries",
    "papers",
    "paper_copies",
    "packages",
    "fixity_checks",
    "discs",
    "notices",
    "archival_codes",
    "appraisals",
    "erasures",
    "backups",
)
KEPT = (
    "position",
    "subject",
    "seq",
    "kind",
    "at",
    "precision",
    "recorded_at",
    "by",
    "second",
    "facts",
    "commitment",
    "corrects",
    "source",
    "source_row",
    "prev",
    "hash",
)


def upgrade() -> None:
    """Make the chain and its guards, and let join it what is there."""
    make_events()
    op.add_column("paper_copies", sa.Column("sha256", sa.String(64), nullable=True))
    hash_copies()
    joining.join(SOURCES)
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        forbid_on_sqlite()
    elif dialect == "postgresql":
        forbid_on_postgresql()


def make_events() -> None:
    """Make the table of the chain."""
    op.create_table(
        "events",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(140), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("at", sa.String(16), nullable=False),
        sa.Column("precision", sa.String(8), nullable=False),
        sa.Column("recorded_at", sa.String(32), nullable=False),
        sa.Column("by", sa.String(100)),
        sa.Column("second", sa.String(100)),
        sa.Column("facts", LONG, nullable=False),
        sa.Column("private", LONG),
        sa.Column("salt", sa.String(64)),
        sa.Column("commitment", sa.String(64), nullable=False),
        sa.Column("corrects", sa.Integer),
        sa.Column("source", sa.String(40)),
        sa.Column("source_row", sa.Integer),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("subject", "seq"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("events_by_source", "events", ["source", "source_row"])


# -- what was there --------------------------------------------------------------------------------------------


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


# -- guards ----------------------------------------------------------------------------------------------------


def forbid_on_sqlite() -> None:
    """Make SQLite refuse to change or delete an event, but for its salt and its private part, which may be emptied."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
    closed = "COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0"
    moved = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in KEPT)
    filled = "NEW.salt IS NOT NULL OR NEW.private IS NOT NULL"
    op.execute(f"CREATE TRIGGER events_no_delete BEFORE DELETE ON events {refuse}")
    op.execute(f"CREATE TRIGGER events_no_update BEFORE UPDATE ON events WHEN {closed} OR {moved} OR {filled} {refuse}")


def forbid_on_postgresql() -> None:
    """Make PostgreSQL refuse it too."""
    columns = ", ".join(f"'{column}'" for column in KEPT)
    op.execute(
        "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events "
        f"FOR EACH ROW EXECUTE FUNCTION content_is_only_erased({columns})"
    )
