"""The ledger of fixity checks, each row bound to the one before it by its hash, and the register of discs."""

import sqlalchemy as sa

from toolkit.store.columns import by, long, recording, whole, words
from toolkit.store.migrations.steps import make_facts

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables, whose rows are only added."""
    make_facts(
        "fixity_checks",
        whole("position"),
        words("kind", 20),
        words("at", 32),
        recording(),
        words("root", 64),
        words("path", 400),
        by(),
        words("result", 16),
        long("faults"),
        words("previous", 64),
        words("hash", 64),
        sa.UniqueConstraint("position"),
        sa.UniqueConstraint("hash"),
    )
    make_facts(
        "discs",
        words("label", 32),
        words("set_name", 16),
        words("kind", 8),
        by(),
        long("contents"),
        sa.UniqueConstraint("label"),
    )
