"""The first schema: facts that are only added, and the counters.

The tables are written out and not taken from `store`, so that this step stays what it was when `store` moves on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")
FACTS = (
    "meetings",
    "recordings",
    "transcripts",
    "grievance_lists",
    "grievances",
    "cases",
    "case_grievances",
    "entries",
    "papers",
    "paper_copies",
    "packages",
)


def upgrade() -> None:
    """Make the tables, and let SQLite and PostgreSQL refuse to change or delete facts."""
    make_meetings()
    make_grievances()
    make_cases()
    make_papers()
    op.create_table(
        "counters",
        sa.Column("scope", sa.String(200), primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
    )
    forbid = {"sqlite": forbid_on_sqlite, "postgresql": forbid_on_postgresql}.get(op.get_bind().dialect.name)
    if forbid is not None:
        forbid()


def facts(name: str, *parts: sa.schema.SchemaItem) -> None:
    """Make a table of facts: an id before `parts`, the moment of adding after them."""
    made_at = sa.Column("made_at", sa.String(32), nullable=False)
    op.create_table(name, sa.Column("id", sa.Integer, primary_key=True), *parts, made_at)


def words(name: str, length: int, to: str | None = None, *, nullable: bool = False) -> sa.Column[str]:
    """Return a column of short text, which points to the column `to` if that is given."""
    return sa.Column(name, sa.String(length), *([sa.ForeignKey(to)] if to else []), nullable=nullable)


def make_meetings() -> None:
    """Make meetings, recordings and transcripts."""
    facts(
        "meetings",
        words("number", 120),
        words("place", 100),
        sa.Column("lunar_year", sa.Integer, nullable=False),
        sa.Column("lunar_month", sa.Integer, nullable=False),
        sa.Column("leap", sa.Boolean, nullable=False),
        words("held_on", 10),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("place", "lunar_year", "lunar_month", "leap"),
    )
    facts(
        "recordings",
        words("code", 60),
        words("meeting", 120, "meetings.number"),
        sa.Column("position", sa.Integer, nullable=False),
        words("sha256", 64),
        sa.Column("json", LONG, nullable=False),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("sha256"),
        sa.UniqueConstraint("meeting", "position"),
    )
    facts(
        "transcripts",
        words("recording", 60, "recordings.code"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("parent", sa.Integer),
        words("sha256", 64),
        sa.Column("json", LONG, nullable=False),
        sa.UniqueConstraint("recording", "version"),
    )


def make_grievances() -> None:
    """Make the lists as found, and the versions of what a person confirmed."""
    facts(
        "grievance_lists",
        words("recording", 60, "recordings.code"),
        sa.Column("transcript_version", sa.Integer, nullable=False),
        words("sha256", 64),
        sa.Column("json", LONG, nullable=False),
    )
    facts(
        "grievances",
        words("number", 140),
        sa.Column("version", sa.Integer, nullable=False),
        words("meeting", 120, "meetings.number"),
        words("recording", 60, "recordings.code"),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("transcript_version", sa.Integer, nullable=False),
        words("status", 16),
        words("by", 100),
        sa.Column("reason", LONG),
        sa.Column("changes", LONG, nullable=False),
        sa.Column("json", LONG, nullable=False),
        sa.UniqueConstraint("number", "version"),
    )


def make_cases() -> None:
    """Make cases, what they were opened from, and the ledger's entries."""
    facts("cases", words("number", 40), words("opened_on", 10), sa.UniqueConstraint("number"))
    facts(
        "case_grievances",
        words("case_number", 40, "cases.number"),
        words("grievance", 140),
        sa.UniqueConstraint("case_number", "grievance"),
    )
    facts(
        "entries",
        words("case_number", 40, "cases.number"),
        sa.Column("number", sa.Integer, nullable=False),
        words("kind", 40),
        words("entry_date", 10),
        words("document", 200, nullable=True),
        words("served_on", 10, nullable=True),
        words("proof", 400, nullable=True),
        words("proof_sha256", 64, nullable=True),
        sa.Column("note", LONG),
        sa.Column("corrects", sa.Integer),
        sa.UniqueConstraint("case_number", "number"),
    )


def make_papers() -> None:
    """Make issued papers, their copies, and archive packages."""
    facts(
        "papers",
        words("number", 120),
        words("paper", 60),
        words("case_number", 40, "cases.number", nullable=True),
        words("issued_on", 10),
        words("file", 400),
        words("sha256", 64),
        sa.Column("facts", LONG, nullable=False),
        sa.Column("json", LONG, nullable=False),
        sa.UniqueConstraint("number"),
    )
    facts(
        "paper_copies",
        words("paper_number", 120, "papers.number"),
        sa.Column("position", sa.Integer, nullable=False),
        words("holder", 200),
        words("file", 400),
        sa.UniqueConstraint("paper_number", "position"),
    )
    facts("packages", words("recording", 60, "recordings.code"), words("root", 64), words("path", 400))


def forbid_on_sqlite() -> None:
    """Make SQLite itself refuse to change or delete a fact, whoever asks."""
    for table in FACTS:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
            )


def forbid_on_postgresql() -> None:
    """Make PostgreSQL itself refuse to change or delete a fact."""
    op.execute(
        "CREATE FUNCTION facts_are_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'facts are only added'; END $$"
    )
    for table in FACTS:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION facts_are_only_added()"
        )
