"""What an old workspace holds counts as judged only where a person had set the kind."""

import json
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from toolkit.store import database
from toolkit.store.database import Store
from toolkit.store.schema import ACCUSATION_JUDGEMENTS


def test_of_an_old_workspace_only_the_kinds_that_people_set_are_judged(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'alt.db'}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.exec_driver_sql(
            "INSERT INTO meetings VALUES (1, 'M', '柳树湾', 2026, 8, 0, '2026-09-25', '2026-09-26')"
        )
        connection.exec_driver_sql("INSERT INTO recordings VALUES (1, 'R', 'M', 1, 'f', '{}', '2026-09-26')")
        for n, changes in enumerate(({}, {"kinds": "检举控告"}, {"kinds": "咨询"}, {"person": "王桂芳"}), start=1):
            told = json.dumps({field: {"old": "", "new": text} for field, text in changes.items()})
            said = json.dumps({"passages": [{"first": "s", "last": "s", "start_s": n * 10, "end_s": n * 10 + 9}]})
            row = (n, f"诉{n}", 1, "M", "R", n, 1, "confirmed", "李静", None, told, said, f"2026-09-27T0{n}")
            connection.exec_driver_sql("INSERT INTO grievances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    engine.dispose()

    opened = Store.open(url)
    with opened.reading() as tx:
        rows = tx.rows(ACCUSATION_JUDGEMENTS)
    opened.close()

    assert [(row["verdict"], row["by"], row["made_at"]) for row in rows] == [
        ("yes", "李静", "2026-09-27T02"),
        ("no", "李静", "2026-09-27T03"),
    ]
    assert json.loads(rows[0]["json"])["stretches"] == [{"start_s": 20, "end_s": 29}]
    assert list(tmp_path.glob("*.bak")), "what was there before is kept"
