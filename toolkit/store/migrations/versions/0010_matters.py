"""Matters that reach the office otherwise than at a night meeting, and the judgement of each.

The content of a matter may be lawfully erased; its number, source, moment, and who wrote it down may not. Both tables
are new and empty, so nothing in them has to be joined to the chain of facts.
"""

import sqlalchemy as sa

from toolkit.store.columns import by, json, words
from toolkit.store.migrations.steps import make_facts, refuse_changes

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables, and let SQLite and PostgreSQL refuse to change or delete their rows."""
    make_facts(
        "matters",
        words("number", 40),
        words("source", 16),
        words("received", 16),
        by(),
        json(),
        sa.UniqueConstraint("number"),
    )
    refuse_changes("matters", ("id", "made_at", "number", "source", "received", "by"))
    make_facts("matter_judgements", words("matter", 40, "matters.number"), words("verdict", 8), by())
