"""What people did to the lists that were found (split, merge, discard), and which earlier grievances are repeated."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")
TABLES = ("revisions", "repeats")


def upgrade() -> None:
    """Make the tables, and let SQLite and PostgreSQL refuse to change or delete their rows."""
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("recording", sa.String(60), sa.ForeignKey("recordings.code"), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("reason", LONG),
        sa.Column("old", LONG, nullable=False),
        sa.Column("new", LONG, nullable=False),
        sa.Column("json", LONG, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "repeats",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(140), nullable=False),
        sa.Column("earlier", sa.String(140), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("json", LONG, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
    )
    forbid = {"sqlite": forbid_on_sqlite, "postgresql": forbid_on_postgresql}.get(op.get_bind().dialect.name)
    if forbid is not None:
        forbid()


def forbid_on_sqlite() -> None:
    """Make SQLite itself refuse to change or delete a row, whoever asks."""
    for table in TABLES:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
            )


def forbid_on_postgresql() -> None:
    """Make PostgreSQL refuse it too; the function was made by the first step."""
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION facts_are_only_added()"
        )
