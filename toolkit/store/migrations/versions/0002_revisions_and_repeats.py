"""Manual revisions of lists of grievances (split, merge, discard), and repeats of earlier grievances."""

from toolkit.store.columns import by, json, long, recording, words
from toolkit.store.migrations.steps import make_facts

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, whose rows are only added."""
    make_facts(
        "revisions",
        recording(),
        words("action", 16),
        by(),
        long("reason", nullable=True),
        long("old"),
        long("new"),
        json(),
    )
    make_facts("repeats", words("number", 140), words("earlier", 140), words("verdict", 16), by(), json())
