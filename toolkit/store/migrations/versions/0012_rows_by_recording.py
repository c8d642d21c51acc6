"""Rows are found by what they are about: pages stay quick with hundreds of meetings and tens of thousands of rows."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_INDEXES = {
    "grievance_lists_by_recording": ("grievance_lists", "recording"),
    "grievances_by_recording": ("grievances", "recording"),
    "revisions_by_recording": ("revisions", "recording"),
    "judgements_by_recording": ("accusation_judgements", "recording"),
    "repeats_by_number": ("repeats", "number"),
    "matter_judgements_by_matter": ("matter_judgements", "matter"),
    "cases_by_grievance": ("case_grievances", "grievance"),
    "corrections_by_meeting": ("meeting_corrections", "meeting"),
    "papers_by_case": ("papers", "case_number"),
}


def upgrade() -> None:
    """Make the indexes; they hold no content."""
    for name, (table, column) in _INDEXES.items():
        op.create_index(name, table, [column])
