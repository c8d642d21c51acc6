"""Judgements of accusations, and those that follow from kinds of grievances which people had set before.

Any other grievance of an old workspace counts as not judged, and so as an accusation, until somebody judges it.
"""

import json

import sqlalchemy as sa
from alembic import op

from toolkit.store import columns
from toolkit.store.migrations import joining
from toolkit.store.migrations.steps import make_facts

revision = "0008"
down_revision = "0007"

NAME = "accusation_judgements"


def upgrade() -> None:
    """Make the table with the judgements that follow from kinds that people set."""
    make_facts(
        NAME,
        columns.recording(),
        columns.words("verdict", 8),
        columns.whole("transcript_version"),
        columns.by(),
        columns.json(),
    )
    if rows := judgements_by_kind():
        op.bulk_insert(joining.reflected(NAME), rows)
    joining.join((NAME,))


def judgements_by_kind() -> list[dict[str, object]]:
    """Return a judgement for each version of a grievance in which a person set the kind, oldest first."""
    grievances = joining.reflected("grievances")
    judgements = []
    for row in op.get_bind().execute(sa.select(grievances).order_by(grievances.c.id)).mappings():
        kinds = json.loads(row["changes"]).get("kinds")
        passages = json.loads(row["json"])["passages"]
        stretches = [{"start_s": passage["start_s"], "end_s": passage["end_s"]} for passage in passages]
        if kinds is not None:
            verdict = "yes" if "检举控告" in kinds["new"] else "no"
            kept = {name: row[name] for name in ("recording", "transcript_version", "by", "made_at")}
            judgements.append({**kept, "verdict": verdict, "json": json.dumps({"stretches": stretches})})
    return judgements
