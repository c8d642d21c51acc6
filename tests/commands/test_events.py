"""The commands of the chain show a matter in Chinese and in JSON, and exit with one where the chain does not hold."""

import json
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner, Result

from toolkit.cases import cases
from toolkit.commands.cli import main
from toolkit.grievances.register import confirm_grievances
from toolkit.workspace.desk import Desk


@pytest.fixture
def used(kept) -> Desk:  # noqa: ANN001
    """Give a desk with a case."""
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {}, by="王芳")
    cases.open_case(kept.desk, [one.number or ""], "2026-10-08")
    desk: Desk = kept.desk
    return desk


def run(desk: Desk, *words: str) -> Result:
    """Return what `yehua events` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, ["events", *words, "--workspace", str(desk.workspace.root)])


def test_a_case_is_shown_in_chinese_and_in_json(used: Desk) -> None:
    assert "2026-10-08 台账记录：立项" in run(used, "show", "案2026-0001").output
    events = json.loads(run(used, "show", "案2026-0001", "--json").stdout)["events"]
    named = {"position", "subject", "kind", "at", "recorded_at", "by", "facts", "hash", "previous"}
    assert all(named <= set(event) for event in events)


def test_verify_tells_count_and_head_and_what_is_broken(used: Desk) -> None:
    sound = run(used, "verify", "--json")
    told = json.loads(sound.stdout)
    assert (sound.exit_code, told["broken"], told["head"]) == (0, [], used.events.head())
    with closing(sqlite3.connect(used.workspace.root / "yehua.db")) as connection, connection:
        connection.execute("DROP TRIGGER cases_no_delete")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM cases")
    faulty = run(used, "verify")
    assert (faulty.exit_code, "不见了：被删除过" in faulty.output) == (1, True)


def test_a_head_from_paper_is_held_against_the_chain(used: Desk) -> None:
    head = used.events.head()
    assert run(used, "verify", "--head", f"{head[:4].upper()} {head[4:]}").exit_code == 0
    assert run(used, "verify", "--head", "f" * 64).exit_code == 1
    assert "与纸上的哈希核对" in run(used, "show", "全账").output
