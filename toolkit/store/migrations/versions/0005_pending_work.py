"""What still has to happen after a commit: no facts, so its rows may be changed, but none may be deleted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")


def upgrade() -> None:
    """Make the table of pending work."""
    op.create_table(
        "pending_work",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(140), nullable=False),
        sa.Column("details", LONG, nullable=False),
        sa.Column("done_at", sa.String(32), nullable=True),
        sa.Column("told_at", sa.String(32), nullable=True),
        sa.Column("result", LONG, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER pending_work_no_delete BEFORE DELETE ON pending_work "
            "BEGIN SELECT RAISE(ABORT, 'pending work is finished, not deleted'); END"
        )
