"""Matters that reach the office otherwise than at a night meeting, and what people judged of each.

The content of a matter may be lawfully erased; its number, source, moment, and who wrote it down may not. Both tables
are new and empty, so nothing in them has to be joined to the chain of facts.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")
# By table the columns that stay as they are when content is erased; the judgements hold no content.
KEPT = {"matters": ("number", "source", "received", "by"), "matter_judgements": None}


def upgrade() -> None:
    """Make the tables, and let SQLite and PostgreSQL refuse to change or delete their rows."""
    op.create_table(
        "matters",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("received", sa.String(16), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("json", LONG, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "matter_judgements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("matter", sa.String(40), sa.ForeignKey("matters.number"), nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
    )
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        forbid_on_sqlite()
    elif dialect == "postgresql":
        forbid_on_postgresql()


def forbid_on_sqlite() -> None:
    """Make SQLite refuse to change or delete a row, but for content while it is being erased."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
    closed = "COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0"
    for table, kept in KEPT.items():
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        moved = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in ("id", "made_at", *(kept or ())))
        condition = f"WHEN {closed} OR {moved} " if kept else ""
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {condition}{refuse}")


def forbid_on_postgresql() -> None:
    """Make PostgreSQL refuse it too, with the functions of earlier migrations."""
    for table, kept in KEPT.items():
        columns = ", ".join(f"'{column}'" for column in ("id", "made_at", *(kept or ())))
        rule = f"content_is_only_erased({columns})" if kept else "facts_are_only_added()"
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {rule}"
        )
