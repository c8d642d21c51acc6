"""The chain of facts: each event holds the hash of the event before it and a salted hash of its own content.

The chain holds a commitment, SHA-256(salt‖content), instead of the content. When content is lawfully erased its salt
goes with it: the chain still holds, and nobody can guess the content (a telephone number, a name) from the rest.
"""

import datetime as dt
import functools
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.core import HashChain, hash_chain
from toolkit.store.schema import now

Precision = Literal["minute", "day"]

_DAY_LENGTH = len("2026-09-30")
SERIES = "events"
WHOLE = "全账"
# The kind of an event that says that the private part of the event in `corrects` was lawfully erased.
ERASED = "event.erased"
# `salt` and `private` may be erased, so the hash covers only the commitment to them.
EVENT_CHAIN = HashChain(
    (
        "position",
        "subject",
        "seq",
        "kind",
        "at",
        "precision",
        "recorded_at",
        "by",
        "second",
        "facts",
        "commitment",
        "corrects",
        "source",
        "source_row",
        "prev",
    ),
    previous="prev",
)


@dataclass(frozen=True)
class Source:
    """A table whose rows join the chain.

    `name` is the Chinese name of a row, `kind` the kind of its events, `subject` the column with the number of
    the matter, `detail` a column that makes the kind finer, `day` a column with the day or local minute at which it
    happened, and `facts` the columns that the event shows. Those must be columns that stay when content is erased.
    """

    name: str
    kind: str
    subject: str
    detail: str | None = None
    day: str | None = None
    facts: tuple[str, ...] = ()


# A new table of facts joins the chain by a line here; what its table held before is joined by a migration.
SOURCES = {
    "meetings": Source("夜话", "meeting", "number", day="held_on"),
    "recordings": Source("录音", "recording", "code", facts=("position", "sha256")),
    "transcripts": Source("转写", "transcript", "recording", facts=("version", "parent")),
    "grievance_lists": Source("诉求清单", "grievance_list", "recording", facts=("transcript_version",)),
    "grievances": Source("诉求", "grievance", "number", "status", facts=("version",)),
    "revisions": Source("诉求清单的改动", "revision", "recording", "action"),
    "repeats": Source("重复诉求的认定", "repeat", "number", "verdict", facts=("earlier",)),
    "cases": Source("事项", "case", "number", day="opened_on"),
    "case_grievances": Source("事项的诉求", "case_grievance", "case_number", facts=("grievance",)),
    "entries": Source("台账记录", "entry", "case_number", "kind", "entry_date", ("number", "served_on", "corrects")),
    "papers": Source("文书", "paper", "number", "paper", "issued_on", ("case_number", "sha256")),
    "paper_copies": Source("文书副本", "paper_copy", "paper_number", facts=("position",)),
    "packages": Source("档案包", "package", "recording", facts=("root",)),
    "fixity_checks": Source("固化账记录", "fixity", "recording", "kind", facts=("position", "result", "hash")),
    "discs": Source("光盘", "disc", "label", facts=("set_name", "kind")),
    "notices": Source("告知记录", "notice", "recording", "kind"),
    "archival_codes": Source("归档编号", "archival_code", "number", "kind", facts=("code",)),
    "appraisals": Source("鉴定", "appraisal", "recording", "decision"),
    "erasures": Source("封存或删除的登记", "erasure", "recording", "kind", facts=("number",)),
    "backups": Source("备份登记", "backup", "root"),
    # The verdict is not shown: who looks at the events of a recording must not learn that it holds an accusation.
    "accusation_judgements": Source("检举控告的判定", "judgement", "recording", facts=("transcript_version",)),
    "matters": Source("收到的诉求", "matter", "number", day="received", facts=("source",)),
    "matter_judgements": Source("检举控告的判定", "judgement", "matter"),
    "meeting_corrections": Source("夜话日期、地点的更正", "meeting_correction", "meeting"),
}


@dataclass(frozen=True)
class News:
    """A fact to be chained.

    `at` is when it happened, a local minute (`2026-09-30 20:30`) or a day; `recorded_at` is the machine's moment (UTC,
    ISO); `facts` stay for ever and must hold nothing personal; `content` is committed to. `private` is content that is
    kept in the event itself, `source` and `source_row` name the row that holds it instead. Without `recorded_at` the
    transaction that appends it gives the moment.
    """

    subject: str
    kind: str
    at: str
    precision: Precision = "minute"
    by: str | None = None
    second: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: str | None = None
    content: str = ""
    corrects: int | None = None
    source: str | None = None
    source_row: int | None = None
    recorded_at: str = ""


def content_of(row: Mapping[str, Any]) -> str:
    """Return the content of a `row` of the store in canonical form, without empty cells.

    So a column added by a later version changes no commitment while it is empty in the older rows.
    """
    cells = {name: int(cell) if isinstance(cell, bool) else cell for name, cell in row.items() if cell is not None}
    return hash_chain.canonical(cells)


def news_of(table: str, row: Mapping[str, Any]) -> News:
    """Return the fact to chain for a `row`, with all its columns, that was added to `table`."""
    source = SOURCES[table]
    recorded_at = str(row["made_at"])
    day = row[source.day] if source.day else None
    return News(
        subject=str(row[source.subject]),
        kind=f"{source.kind}.{row[source.detail]}" if source.detail else source.kind,
        at=str(day) if day else local_minute(recorded_at),
        precision="day" if day and len(str(day)) == _DAY_LENGTH else "minute",
        by=row.get("by"),
        facts={name: row[name] for name in source.facts},
        content=content_of(row),
        source=table,
        source_row=int(row["id"]),
        recorded_at=recorded_at,
    )


def news_of_erased(table: str, row: Mapping[str, Any], moment: str) -> News:
    """Return the fact to chain for a `row` of `table` erased at `moment` (UTC, ISO); it holds the remaining cells."""
    source = SOURCES[table]
    return News(
        subject=str(row[source.subject]),
        kind=f"{source.kind}.erased",
        at=local_minute(moment),
        content=content_of(row),
        source=table,
        source_row=int(row["id"]),
        recorded_at=moment,
    )


def news(subject: str, kind: str, facts: Mapping[str, Any], by: str | None = None, *, moment: str = "") -> News:
    """Return a fact of `moment` (UTC, ISO; by default now), to be chained, that holds nothing personal."""
    then = moment or now()
    return News(subject, kind, local_minute(then), by=by, facts=facts, recorded_at=then)


@functools.lru_cache(maxsize=1 << 16)  # a page reads the same events again and again
def local_minute(moment: str) -> str:
    """Return the UTC `moment` (ISO) as local time to the minute, such as `2026-09-30 20:30`."""
    return dt.datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def linked(news: News, position: int, seq: int, prev: str) -> dict[str, Any]:
    """Return the event of `news` as a row: at `position`, the `seq`-th of its subject, after the hash `prev`."""
    salt = secrets.token_hex(32)
    content = news.content if news.private is None else news.private
    event = vars(news) | {
        "position": position,
        "seq": seq,
        "facts": hash_chain.canonical(news.facts),
        "salt": salt,
        "commitment": commitment(salt, content),
    }
    del event["content"]
    return EVENT_CHAIN.linked(event, prev)


def commitment(salt: str, content: str) -> str:
    """Return SHA-256(salt‖content), where `salt` is written in hexadecimal digits."""
    return hashlib.sha256(bytes.fromhex(salt) + content.encode()).hexdigest()
