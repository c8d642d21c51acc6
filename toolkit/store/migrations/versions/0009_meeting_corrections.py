"""How the date or the place of a meeting was corrected, with who and why."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")


def upgrade() -> None:
    """Make the table, and let SQLite and PostgreSQL refuse to change or delete its rows."""
    op.create_table(
        "meeting_corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting", sa.String(120), sa.ForeignKey("meetings.number"), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("reason", LONG, nullable=False),
        sa.Column("json", LONG, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
    )
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER meeting_corrections_no_{act.lower()} BEFORE {act} ON meeting_corrections "
                f"BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
            )
    elif dialect == "postgresql":
        op.execute(
            "CREATE TRIGGER meeting_corrections_no_change BEFORE UPDATE OR DELETE ON meeting_corrections "
            "FOR EACH ROW EXECUTE FUNCTION facts_are_only_added()"
        )
