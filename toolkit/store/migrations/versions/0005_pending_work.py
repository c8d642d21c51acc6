"""Pending work, which must follow a commit: no facts, so its rows may be changed, but none may be deleted."""

from alembic import op

from toolkit.store.columns import long, words
from toolkit.store.migrations.steps import make_table

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of pending work."""
    make_table(
        "pending_work",
        words("kind", 32),
        words("subject", 140),
        long("details"),
        words("done_at", 32, nullable=True),
        words("told_at", 32, nullable=True),
        long("result"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER pending_work_no_delete BEFORE DELETE ON pending_work "
            "BEGIN SELECT RAISE(ABORT, 'pending work is finished, not deleted'); END"
        )
