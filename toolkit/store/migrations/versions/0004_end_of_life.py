"""Notice and consent, codes of papers and files, appraisal, erasing, backups.

Facts stay only added. While the counter `erasing` is 1, which it is inside one transaction only, the columns that
hold content may be overwritten; numbers, hashes, who and when may not even then, and no row may ever be deleted.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")
TABLES = ("notices", "archival_codes", "appraisals", "erasures", "backups")
# By table the columns that stay as they are whatever is erased.
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
    make_notices_and_codes()
    make_ends()
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        forbid_on_sqlite()
    elif dialect == "postgresql":
        forbid_on_postgresql()


def facts(name: str, *parts: sa.schema.SchemaItem) -> None:
    """Make a table of facts: an id before `parts`, the moment of adding after them."""
    made_at = sa.Column("made_at", sa.String(32), nullable=False)
    op.create_table(name, sa.Column("id", sa.Integer, primary_key=True), *parts, made_at)


def words(name: str, length: int, to: str | None = None, *, nullable: bool = False) -> sa.Column[str]:
    """Return a column of short text, which points to the column `to` if that is given."""
    return sa.Column(name, sa.String(length), *([sa.ForeignKey(to)] if to else []), nullable=nullable)


def make_notices_and_codes() -> None:
    """Make what was said to people before and while recording, and the archival codes of papers and files."""
    facts(
        "notices",
        words("recording", 60, "recordings.code"),
        words("kind", 16),
        words("by", 100),
        sa.Column("json", LONG, nullable=False),
    )
    facts(
        "archival_codes",
        words("code", 60),
        words("kind", 8),
        words("number", 140),
        words("by", 100),
        sa.Column("json", LONG, nullable=False),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("kind", "number"),
    )


def make_ends() -> None:
    """Make appraisals, erasures and backups."""
    facts(
        "appraisals",
        words("recording", 60, "recordings.code"),
        words("decision", 16),
        words("by", 100),
        sa.Column("json", LONG, nullable=False),
    )
    facts(
        "erasures",
        words("number", 40),
        words("kind", 16),
        words("recording", 60, "recordings.code"),
        words("sha256", 64),
        words("by", 100),
        words("witness", 100, nullable=True),
        sa.Column("json", LONG, nullable=False),
        sa.UniqueConstraint("number"),
    )
    facts("backups", words("path", 400), words("root", 64), words("by", 100), sa.Column("json", LONG, nullable=False))


def forbid_on_sqlite() -> None:
    """Make SQLite refuse to change or delete a row, but for content while it is being erased."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
    for table in TABLES:
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        if table not in KEPT:
            op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    closed = "COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0"
    for table, kept in KEPT.items():
        moved = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in ("id", "made_at", *kept))
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {closed} OR {moved} {refuse}")


def forbid_on_postgresql() -> None:
    """Make PostgreSQL refuse it too; there, too, nothing but content may be overwritten, and only while erasing."""
    op.execute(
        "CREATE FUNCTION content_is_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE kept text; BEGIN "
        "IF TG_OP = 'DELETE' OR COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0 "
        "THEN RAISE EXCEPTION 'facts are only added'; END IF; "
        "FOREACH kept IN ARRAY TG_ARGV LOOP IF to_jsonb(NEW) -> kept IS DISTINCT FROM to_jsonb(OLD) -> kept "
        "THEN RAISE EXCEPTION 'facts are only added'; END IF; END LOOP; RETURN NEW; END $$"
    )
    for table in (*TABLES, *KEPT):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
        columns = ", ".join(f"'{column}'" for column in ("id", "made_at", *KEPT.get(table, ())))
        guard = f"content_is_only_erased({columns})" if table in KEPT else "facts_are_only_added()"
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {guard}"
        )
