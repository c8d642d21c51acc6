"""`yehua today` is asked many times a day: it loads nothing that only sheets, models and migrations need."""

import subprocess
import sys

from toolkit.loop.walks import ledger
from toolkit.loop.walks.ledger import NewNote
from toolkit.workspace import Desk

HEAVY = (
    "alembic",
    "openpyxl",
    "docx",
    "numpy",
    "pandas",
    "matplotlib",
    "jsonschema",
    "icalendar",
    "sqlalchemy.dialects.mysql",
)
ASK = f"""
import sys
from toolkit.commands import main
main(["today", "--workspace", sys.argv[1]], standalone_mode=False)
print("loaded:", [name for name in {HEAVY!r} if name in sys.modules])
"""


def test_what_is_due_is_told_without_loading_what_only_sheets_need(desk: Desk) -> None:
    ledger.add_note(desk, NewNote("路灯坏了", desk.today.isoformat(), "柳树湾三组", "何琳"))

    told = subprocess.run(
        [sys.executable, "-c", ASK, str(desk.workspace.root)], check=True, capture_output=True, encoding="utf-8"
    ).stdout

    assert "分色 民" in told
    assert told.splitlines()[-1] == "loaded: []"
