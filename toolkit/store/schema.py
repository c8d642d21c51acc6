"""The tables of the store: facts that are only ever added, and the counters.

The migrations make them; a test holds both against each other. Days are ISO text, moments are UTC as ISO text,
records are JSON text, which PostgreSQL keeps as JSONB.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, UniqueConstraint

from toolkit.store.columns import by, document, long, recording, whole, with_key, words

Table = sa.Table
METADATA = MetaData()
# Gives the present moment in UTC as ISO text, the form of every `made_at`.
Clock = Callable[[], str]


def now() -> str:
    """Return the present moment in UTC as ISO text, the form of every `made_at`."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def _table(name: str, *parts: Any) -> Table:
    return Table(name, METADATA, *with_key(*parts, default=now))


MEETINGS = _table(
    "meetings",
    words("number", 120, unique=True),
    words("place", 100),
    whole("lunar_year"),
    whole("lunar_month"),
    Column("leap", Boolean, nullable=False),
    words("held_on", 10),
    UniqueConstraint("place", "lunar_year", "lunar_month", "leap"),
)
# How a meeting's date or place was corrected; the newest counts, the number stays. `json` holds before and after.
MEETING_CORRECTIONS = _table(
    "meeting_corrections",
    words("meeting", 120, "meetings.number"),
    by(),
    long("reason"),
    document(),
    Index("corrections_by_meeting", "meeting"),
)
RECORDINGS = _table(
    "recordings",
    words("code", 60, unique=True),
    words("meeting", 120, "meetings.number"),
    whole("position"),
    words("sha256", 64, unique=True),
    document(),
    UniqueConstraint("meeting", "position"),
)
TRANSCRIPTS = _table(
    "transcripts",
    recording(),
    whole("version"),
    whole("parent", nullable=True),
    words("sha256", 64),
    document(),
    UniqueConstraint("recording", "version"),
)
GRIEVANCE_LISTS = _table(
    "grievance_lists",
    recording(),
    whole("transcript_version"),
    words("sha256", 64),
    document(),
    Index("grievance_lists_by_recording", "recording"),
)
GRIEVANCES = _table(
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
    document("changes"),
    document(),
    UniqueConstraint("number", "version"),
    Index("grievances_by_recording", "recording"),
)
# What a person did to a list: split, merge, discard, restore; `old` and `new` are the grievances before and after.
REVISIONS = _table(
    "revisions",
    recording(),
    words("action", 16),
    by(),
    long("reason", nullable=True),
    document("old"),
    document("new"),
    document(),
    Index("revisions_by_recording", "recording"),
)
# Whether a grievance repeats an earlier one, as a person said; the newest row counts.
REPEATS = _table(
    "repeats",
    words("number", 140),
    words("earlier", 140),
    words("verdict", 16),
    by(),
    document(),
    Index("repeats_by_number", "number"),
)
# What people judged of accusations: `yes` or `no` of stretches of a recording, or `closed`, none of the others.
ACCUSATION_JUDGEMENTS = _table(
    "accusation_judgements",
    recording(),
    words("verdict", 8),
    whole("transcript_version"),
    by(),
    document(),
    Index("judgements_by_recording", "recording"),
)
# Matters that reached the office otherwise than at a night meeting; `received` is a local day or minute. They are
# numbered as grievances are, and a case is opened from them in the same way.
MATTERS = _table(
    "matters", words("number", 40, unique=True), words("source", 16), words("received", 16), by(), document()
)
# Whether a matter is an accusation, as a person judged it: `yes` or `no`; the newest row counts.
MATTER_JUDGEMENTS = _table(
    "matter_judgements",
    words("matter", 40, "matters.number"),
    words("verdict", 8),
    by(),
    Index("matter_judgements_by_matter", "matter"),
)
CASES = _table("cases", words("number", 40, unique=True), words("opened_on", 10))
CASE_GRIEVANCES = _table(
    "case_grievances",
    words("case_number", 40, "cases.number"),
    words("grievance", 140),
    UniqueConstraint("case_number", "grievance"),
    Index("cases_by_grievance", "grievance"),
)
ENTRIES = _table(
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
    UniqueConstraint("case_number", "number"),
)
PAPERS = _table(
    "papers",
    words("number", 120, unique=True),
    words("paper", 60),
    words("case_number", 40, "cases.number", nullable=True),
    words("issued_on", 10),
    words("file", 400),
    words("sha256", 64),
    document("facts"),
    document(),
    # Of what it was issued, as a hash; papers issued by older versions have none.
    words("issued_from", 64, nullable=True),
    Index("one_paper_per_draft", "issued_from", unique=True),
    Index("papers_by_case", "case_number"),
)
PAPER_COPIES = _table(
    "paper_copies",
    words("paper_number", 120, "papers.number"),
    whole("position"),
    words("holder", 200),
    words("file", 400),
    words("sha256", 64, nullable=True),
    UniqueConstraint("paper_number", "position"),
)
PACKAGES = _table("packages", recording(), words("root", 64), words("path", 400))
# Each row holds the hash of the one before it, so that no check can be changed, taken out or put in afterwards.
FIXITY_CHECKS = _table(
    "fixity_checks",
    whole("position"),
    words("kind", 20),
    words("at", 32),
    recording(),
    words("root", 64),
    words("path", 400),
    by(),
    words("result", 16),
    document("faults"),
    words("previous", 64),
    words("hash", 64),
    UniqueConstraint("position"),
    UniqueConstraint("hash"),
)
DISCS = _table(
    "discs", words("label", 32, unique=True), words("set_name", 16), words("kind", 8), by(), document("contents")
)
# What was said to people before and while recording; the newest of a kind counts.
NOTICES = _table("notices", recording(), words("kind", 16), by(), document())
# The archival codes of papers and files; recordings have theirs in their own table.
ARCHIVAL_CODES = _table(
    "archival_codes",
    words("code", 60, unique=True),
    words("kind", 8),
    words("number", 140),
    by(),
    document(),
    UniqueConstraint("kind", "number"),
)
APPRAISALS = _table("appraisals", recording(), words("decision", 16), by(), document())
# Sealings and destructions: `sha256` is the original's, `json` holds the ground and the hash of each erased item.
ERASURES = _table(
    "erasures",
    words("number", 40, unique=True),
    words("kind", 16),
    recording(),
    words("sha256", 64),
    by(),
    words("witness", 100, nullable=True),
    document(),
)
BACKUPS = _table("backups", words("path", 400), words("root", 64), by(), document())
# The chain of facts (see `chain`): who added what and when, with the commitment to a content that lies in `private`,
# or in the row `source_row` of the table `source`.
EVENTS = Table(
    "events",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    words("subject", 140),
    whole("seq"),
    words("kind", 60),
    words("at", 16),
    words("precision", 8),
    words("recorded_at", 32),
    words("by", 100, nullable=True),
    words("second", 100, nullable=True),
    document("facts"),
    document("private", nullable=True),
    words("salt", 64, nullable=True),
    words("commitment", 64),
    whole("corrects", nullable=True),
    words("source", 40, nullable=True),
    whole("source_row", nullable=True),
    words("prev", 64),
    words("hash", 64),
    UniqueConstraint("subject", "seq"),
    UniqueConstraint("hash"),
    sa.Index("events_by_source", "source", "source_row"),
    sa.Index("events_by_kind", "kind", "subject", "at"),
)
# Work that must follow a commit, written in that commit. These rows are no facts and are changed: `details` is emptied
# when the work is done, and `told_at` is set when whoever ordered the work was given its `result`.
PENDING_WORK = _table(
    "pending_work",
    words("kind", 32),
    words("subject", 140),
    document("details"),
    words("done_at", 32, nullable=True),
    words("told_at", 32, nullable=True),
    document("result"),
)
# The only other rows that are ever changed: the last number given in each series, and whether content is being erased.
COUNTERS = Table("counters", METADATA, Column("scope", String(200), primary_key=True), whole("value"))
