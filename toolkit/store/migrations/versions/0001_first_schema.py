"""The first schema: facts that are only added, and the counters.

The tables are written out and not taken from `schema`, so that this step stays what it was when `schema` moves on.
"""

import sqlalchemy as sa
from alembic import op

from toolkit.store.columns import by, json, long, recording, whole, words
from toolkit.store.migrations.steps import make_facts

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, and let SQLite and PostgreSQL refuse to change or delete facts."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION facts_are_only_added() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'facts are only added'; END $$"
        )
    make_meetings()
    make_grievances()
    make_cases()
    make_papers()
    op.create_table("counters", sa.Column("scope", sa.String(200), primary_key=True), whole("value"))


def make_meetings() -> None:
    """Make meetings, recordings and transcripts."""
    make_facts(
        "meetings",
        words("number", 120),
        words("place", 100),
        whole("lunar_year"),
        whole("lunar_month"),
        sa.Column("leap", sa.Boolean, nullable=False),
        words("held_on", 10),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("place", "lunar_year", "lunar_month", "leap"),
    )
    make_facts(
        "recordings",
        words("code", 60),
        words("meeting", 120, "meetings.number"),
        whole("position"),
        words("sha256", 64),
        json(),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("sha256"),
        sa.UniqueConstraint("meeting", "position"),
    )
    make_facts(
        "transcripts",
        recording(),
        whole("version"),
        whole("parent", nullable=True),
        words("sha256", 64),
        json(),
        sa.UniqueConstraint("recording", "version"),
    )


def make_grievances() -> None:
    """Make the proposed lists, and the versions of confirmed grievances."""
    make_facts("grievance_lists", recording(), whole("transcript_version"), words("sha256", 64), json())
    make_facts(
        "grievances",
        words("number", 140),
        whole("version"),
        words("meeting", 120, "meetings.number"),
        recording(),
        whole("ordinal"),
        whole("transcript_version"),
        words("status", 16),
        by(),
        long("reason", nullable=True),
        long("changes"),
        json(),
        sa.UniqueConstraint("number", "version"),
    )


def make_cases() -> None:
    """Make cases, the grievances they were opened from, and the entries of the ledger."""
    make_facts("cases", words("number", 40), words("opened_on", 10), sa.UniqueConstraint("number"))
    make_facts(
        "case_grievances",
        words("case_number", 40, "cases.number"),
        words("grievance", 140),
        sa.UniqueConstraint("case_number", "grievance"),
    )
    make_facts(
        "entries",
        words("case_number", 40, "cases.number"),
        whole("number"),
        words("kind", 40),
        words("entry_date", 10),
        words("document", 200, nullable=True),
        words("served_on", 10, nullable=True),
        words("proof", 400, nullable=True),
        words("proof_sha256", 64, nullable=True),
        long("note", nullable=True),
        whole("corrects", nullable=True),
        sa.UniqueConstraint("case_number", "number"),
    )


def make_papers() -> None:
    """Make issued papers, their copies, and archive packages."""
    make_facts(
        "papers",
        words("number", 120),
        words("paper", 60),
        words("case_number", 40, "cases.number", nullable=True),
        words("issued_on", 10),
        words("file", 400),
        words("sha256", 64),
        long("facts"),
        json(),
        sa.UniqueConstraint("number"),
    )
    make_facts(
        "paper_copies",
        words("paper_number", 120, "papers.number"),
        whole("position"),
        words("holder", 200),
        words("file", 400),
        sa.UniqueConstraint("paper_number", "position"),
    )
    make_facts("packages", recording(), words("root", 64), words("path", 400))
