"""What people judged of accusations, and what they had judged before by setting a grievance's kind.

Whatever else an old workspace holds counts as not judged, and so as an accusation, until somebody judges it.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

from toolkit.store.migrations.joining import join

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")
NAME = "accusation_judgements"


def upgrade() -> None:
    """Make the table with what the kinds that people set tell, and let the database refuse to change its rows."""
    table = op.create_table(
        NAME,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("recording", sa.String(60), sa.ForeignKey("recordings.code"), nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("transcript_version", sa.Integer, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("json", LONG, nullable=False),
        sa.Column("made_at", sa.String(32), nullable=False),
    )
    rows = kinds_that_people_set()
    if rows:
        op.bulk_insert(table, rows)
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {NAME}_no_{act.lower()} BEFORE {act} ON {NAME} "
                f"BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
            )
    elif dialect == "postgresql":
        op.execute(
            f"CREATE TRIGGER {NAME}_no_change BEFORE UPDATE OR DELETE ON {NAME} "
            f"FOR EACH ROW EXECUTE FUNCTION facts_are_only_added()"
        )
    join((NAME,))


def kinds_that_people_set() -> list[dict[str, object]]:
    """Return a judgement for each version of a grievance in which a person set the kind, oldest first."""
    names = ("id", "recording", "transcript_version", "by", "changes", "json", "made_at")
    told = sa.table("grievances", *(sa.column(name) for name in names))
    found = []
    for row in op.get_bind().execute(sa.select(*told.columns).order_by(told.c.id)).mappings():
        kinds = json.loads(row["changes"]).get("kinds")
        said = [
            {"start_s": passage["start_s"], "end_s": passage["end_s"]}
            for passage in json.loads(row["json"])["passages"]
        ]
        if kinds is not None:
            verdict = "yes" if "检举控告" in kinds["new"] else "no"
            kept = {name: row[name] for name in ("recording", "transcript_version", "by", "made_at")}
            found.append({**kept, "verdict": verdict, "json": json.dumps({"stretches": said})})
    return found
