"""The tables of the store: facts that are only ever added, and the counters.

The migrations make them; a test holds both against each other. Days are ISO text, moments are UTC as ISO text,
records are JSON text, so that every database keeps them alike.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint
from sqlalchemy.dialects.mysql import LONGTEXT

Table = sa.Table
METADATA = MetaData()


def now() -> str:
    """Return the present moment in UTC as ISO text, the form of every `made_at`."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def _table(name: str, *parts: Any) -> Table:
    made_at = Column("made_at", String(32), nullable=False, default=now)
    return Table(name, METADATA, Column("id", Integer, primary_key=True), *parts, made_at)


def _words(name: str, length: int, to: str | None = None, **options: Any) -> Column[str]:
    reference = (ForeignKey(to),) if to else ()
    return Column(name, String(length), *reference, nullable=options.pop("nullable", False), **options)


def _long(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text().with_variant(LONGTEXT(), "mysql", "mariadb"), nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable)


MEETINGS = _table(
    "meetings",
    _words("number", 120, unique=True),
    _words("place", 100),
    _whole("lunar_year"),
    _whole("lunar_month"),
    Column("leap", Boolean, nullable=False),
    _words("held_on", 10),
    UniqueConstraint("place", "lunar_year", "lunar_month", "leap"),
)
# How a meeting's date or place was corrected; the newest counts, the number stays. `json` holds before and after.
MEETING_CORRECTIONS = _table(
    "meeting_corrections",
    _words("meeting", 120, "meetings.number"),
    _words("by", 100),
    _long("reason"),
    _long("json"),
)
RECORDINGS = _table(
    "recordings",
    _words("code", 60, unique=True),
    _words("meeting", 120, "meetings.number"),
    _whole("position"),
    _words("sha256", 64, unique=True),
    _long("json"),
    UniqueConstraint("meeting", "position"),
)
TRANSCRIPTS = _table(
    "transcripts",
    _words("recording", 60, "recordings.code"),
    _whole("version"),
    _whole("parent", nullable=True),
    _words("sha256", 64),
    _long("json"),
    UniqueConstraint("recording", "version"),
)
GRIEVANCE_LISTS = _table(
    "grievance_lists",
    _words("recording", 60, "recordings.code"),
    _whole("transcript_version"),
    _words("sha256", 64),
    _long("json"),
)
GRIEVANCES = _table(
    "grievances",
    _words("number", 140),
    _whole("version"),
    _words("meeting", 120, "meetings.number"),
    _words("recording", 60, "recordings.code"),
    _whole("ordinal"),
    _whole("transcript_version"),
    _words("status", 16),
    _words("by", 100),
    _long("reason", nullable=True),
    _long("changes"),
    _long("json"),
    UniqueConstraint("number", "version"),
)
# What a person did to a list: split, merge, discard, restore; `old` and `new` are the grievances before and after.
REVISIONS = _table(
    "revisions",
    _words("recording", 60, "recordings.code"),
    _words("action", 16),
    _words("by", 100),
    _long("reason", nullable=True),
    _long("old"),
    _long("new"),
    _long("json"),
)
# Whether a grievance repeats an earlier one, as a person said; the newest row counts.
REPEATS = _table(
    "repeats",
    _words("number", 140),
    _words("earlier", 140),
    _words("verdict", 16),
    _words("by", 100),
    _long("json"),
)
# What people judged of accusations: `yes` or `no` of stretches of a recording, or `closed`, none of the others.
ACCUSATION_JUDGEMENTS = _table(
    "accusation_judgements",
    _words("recording", 60, "recordings.code"),
    _words("verdict", 8),
    _whole("transcript_version"),
    _words("by", 100),
    _long("json"),
)
# Matters that reached the office otherwise than at a night meeting; `received` is a local day or minute. They are
# numbered as grievances are, and a case is opened from them in the same way.
MATTERS = _table(
    "matters",
    _words("number", 40, unique=True),
    _words("source", 16),
    _words("received", 16),
    _words("by", 100),
    _long("json"),
)
# Whether a matter is an accusation, as a person judged it: `yes` or `no`; the newest row counts.
MATTER_JUDGEMENTS = _table(
    "matter_judgements",
    _words("matter", 40, "matters.number"),
    _words("verdict", 8),
    _words("by", 100),
)
CASES = _table("cases", _words("number", 40, unique=True), _words("opened_on", 10))
CASE_GRIEVANCES = _table(
    "case_grievances",
    _words("case_number", 40, "cases.number"),
    _words("grievance", 140),
    UniqueConstraint("case_number", "grievance"),
)
ENTRIES = _table(
    "entries",
    _words("case_number", 40, "cases.number"),
    _whole("number"),
    _words("kind", 40),
    _words("entry_date", 10),
    _words("document", 200, nullable=True),
    _words("served_on", 10, nullable=True),
    _words("proof", 400, nullable=True),
    _words("proof_sha256", 64, nullable=True),
    _long("note", nullable=True),
    _whole("corrects", nullable=True),
    UniqueConstraint("case_number", "number"),
)
PAPERS = _table(
    "papers",
    _words("number", 120, unique=True),
    _words("paper", 60),
    _words("case_number", 40, "cases.number", nullable=True),
    _words("issued_on", 10),
    _words("file", 400),
    _words("sha256", 64),
    _long("facts"),
    _long("json"),
    # Of what it was issued, as a hash; papers issued by older versions have none.
    _words("issued_from", 64, nullable=True),
    Index("one_paper_per_draft", "issued_from", unique=True),
)
PAPER_COPIES = _table(
    "paper_copies",
    _words("paper_number", 120, "papers.number"),
    _whole("position"),
    _words("holder", 200),
    _words("file", 400),
    _words("sha256", 64, nullable=True),
    UniqueConstraint("paper_number", "position"),
)
PACKAGES = _table(
    "packages",
    _words("recording", 60, "recordings.code"),
    _words("root", 64),
    _words("path", 400),
)
# Each row holds the hash of the one before it, so that no check can be changed, taken out or put in afterwards.
FIXITY_CHECKS = _table(
    "fixity_checks",
    _whole("position"),
    _words("kind", 20),
    _words("at", 32),
    _words("recording", 60, "recordings.code"),
    _words("root", 64),
    _words("path", 400),
    _words("by", 100),
    _words("result", 16),
    _long("faults"),
    _words("previous", 64),
    _words("hash", 64),
    UniqueConstraint("position"),
    UniqueConstraint("hash"),
)
DISCS = _table(
    "discs",
    _words("label", 32, unique=True),
    _words("set_name", 16),
    _words("kind", 8),
    _words("by", 100),
    _long("contents"),
)
# What was said to people before and while recording; the newest of a kind counts.
NOTICES = _table(
    "notices",
    _words("recording", 60, "recordings.code"),
    _words("kind", 16),
    _words("by", 100),
    _long("json"),
)
# The archival codes of papers and files; recordings have theirs in their own table.
ARCHIVAL_CODES = _table(
    "archival_codes",
    _words("code", 60, unique=True),
    _words("kind", 8),
    _words("number", 140),
    _words("by", 100),
    _long("json"),
    UniqueConstraint("kind", "number"),
)
APPRAISALS = _table(
    "appraisals",
    _words("recording", 60, "recordings.code"),
    _words("decision", 16),
    _words("by", 100),
    _long("json"),
)
# What was sealed apart or destroyed: `sha256` is the original's, `json` tells ground and the hash of each thing erased.
ERASURES = _table(
    "erasures",
    _words("number", 40, unique=True),
    _words("kind", 16),
    _words("recording", 60, "recordings.code"),
    _words("sha256", 64),
    _words("by", 100),
    _words("witness", 100, nullable=True),
    _long("json"),
)
BACKUPS = _table("backups", _words("path", 400), _words("root", 64), _words("by", 100), _long("json"))
# The chain of facts (see `chain`): who added what and when, with the commitment to a content that lies in `private`,
# or in the row `source_row` of the table `source`.
EVENTS = Table(
    "events",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    _words("subject", 140),
    _whole("seq"),
    _words("kind", 60),
    _words("at", 16),
    _words("precision", 8),
    _words("recorded_at", 32),
    _words("by", 100, nullable=True),
    _words("second", 100, nullable=True),
    _long("facts"),
    _long("private", nullable=True),
    _words("salt", 64, nullable=True),
    _words("commitment", 64),
    _whole("corrects", nullable=True),
    _words("source", 40, nullable=True),
    _whole("source_row", nullable=True),
    _words("prev", 64),
    _words("hash", 64),
    UniqueConstraint("subject", "seq"),
    UniqueConstraint("hash"),
    sa.Index("events_by_source", "source", "source_row"),
    sa.Index("events_by_kind", "kind", "subject", "at"),
)
# Work that must follow a commit, written in that commit. These rows are no facts and are changed: `details` is emptied
# when the work is done, and `told_at` is set when whoever ordered the work was given its `result`.
PENDING_WORK = _table(
    "pending_work",
    _words("kind", 32),
    _words("subject", 140),
    _long("details"),
    _words("done_at", 32, nullable=True),
    _words("told_at", 32, nullable=True),
    _long("result"),
)
# The only other rows that are ever changed: the last number given in each series, and whether content is being erased.
COUNTERS = Table("counters", METADATA, Column("scope", String(200), primary_key=True), _whole("value"))
