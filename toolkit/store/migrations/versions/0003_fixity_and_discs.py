"""The ledger of fixity checks, each row bound to the one before it by its hash, and the register of discs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")
TABLES = ("fixity_checks", "discs")


def upgrade() -> None:
    """Make the tables, and let SQLite and PostgreSQL refuse to change or delete their rows."""
    op.create_table(
        "fixity_checks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("recording", sa.String(60), sa.ForeignKey("recordings.code"), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("path", sa.String(400), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("result", sa.String(16), nullable=False),
        sa.Column("faults", LONG, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("position"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "discs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("label", sa.String(32), nullable=False),
        sa.Column("set_name", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("contents", LONG, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("label"),
    )
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        if dialect == "sqlite":
            forbid_on_sqlite(table)
        elif dialect == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION facts_are_only_added()"
            )


def forbid_on_sqlite(table: str) -> None:
    """Make SQLite itself refuse to change or delete a row of `table`, whoever asks."""
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
        )
