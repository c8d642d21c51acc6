"""Corrections of the date or place of a meeting, with person and reason."""

from toolkit.store.columns import by, json, long, words
from toolkit.store.migrations.steps import make_facts

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table, whose rows are only added."""
    make_facts("meeting_corrections", words("meeting", 120, "meetings.number"), by(), long("reason"), json())
