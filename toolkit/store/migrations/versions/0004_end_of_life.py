"""Notice and consent, codes of papers and files, appraisal, erasing, backups.

Facts stay only added. While the counter `erasing` is 1, which it is inside one transaction only, the columns that
hold content may be overwritten; numbers, hashes, who and when may not even then, and no row may ever be deleted.
"""

import sqlalchemy as sa
from alembic import op

from toolkit.store.columns import by, json, recording, words
from toolkit.store.migrations.steps import make_facts, refuse_changes

revision = "0004"
down_revision = "0003"

KEPT = {
    "recordings": ("code", "meeting", "position", "sha256"),
    "transcripts": ("recording", "version", "parent", "sha256"),
    "grievance_lists": ("recording", "transcript_version", "sha256"),
    "grievances": ("number", "version", "meeting", "recording", "ordinal", "transcript_version", "status", "by"),
    "revisions": ("recording", "action", "by"),
    "repeats": ("number", "earlier", "verdict", "by"),
    "entries": ("case_number", "number", "kind", "entry_date", "served_on", "proof_sha256", "corrects"),
    "papers": ("number", "paper", "case_number", "issued_on", "sha256"),
    "paper_copies": ("paper_number", "position"),
    "notices": ("recording", "kind", "by"),
}


def upgrade() -> None:
    """Make the tables and their guards, and let content be erased in the tables that hold it."""
    make_facts("notices", recording(), words("kind", 16), by(), json())
    make_facts(
        "archival_codes",
        words("code", 60),
        words("kind", 8),
        words("number", 140),
        by(),
        json(),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("kind", "number"),
    )
    make_facts("appraisals", recording(), words("decision", 16), by(), json())
    make_facts(
        "erasures",
        words("number", 40),
        words("kind", 16),
        recording(),
        words("sha256", 64),
        by(),
        words("witness", 100, nullable=True),
        json(),
        sa.UniqueConstraint("number"),
    )
    make_facts("backups", words("path", 400), words("root", 64), by(), json())
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION content_is_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE kept text; BEGIN "
            "IF TG_OP = 'DELETE' OR COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 "
            "THEN RAISE EXCEPTION 'facts are only added'; END IF; "
            "FOREACH kept IN ARRAY TG_ARGV LOOP IF to_jsonb(NEW) -> kept IS DISTINCT FROM to_jsonb(OLD) -> kept "
            "THEN RAISE EXCEPTION 'facts are only added'; END IF; END LOOP; RETURN NEW; END $$"
        )
    for table, kept in KEPT.items():
        refuse_changes(table, ("id", "made_at", *kept))
