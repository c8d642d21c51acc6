"""Events are found by their kind: what is due today is computed from the chain of facts, over all matters."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; it holds no content."""
    op.create_index("events_by_kind", "events", ["kind", "subject", "at"])
