"""What was computed from the facts is used again until a fact is noted, and never later."""

import contextlib
import datetime as dt

import pytest

from tests.builders import Shelf
from tests.conftest import Kept
from toolkit.cases import add_entry, ledger_of, open_case
from toolkit.grievances import confirm_grievances
from toolkit.store import CASES, ENTRIES, Transaction, remembered
from toolkit.store.database import Store

KEY = "the number of entries"


@pytest.fixture
def asked() -> list[int]:
    """Give the list of what was computed."""
    return []


def ask(store: Store, asked: list[int], basis: str | None = None) -> int:
    """Return how many entries `store` has, remembered; what was computed for it is added to `asked`."""
    with store.reading() as tx:
        return remembered(tx, KEY, lambda: count(tx, asked), basis=basis)


def count(tx: Transaction, asked: list[int]) -> int:
    """Return how many entries there are, and add it to `asked`."""
    asked.append(len(tx.rows(ENTRIES)))
    return asked[-1]


def add(store: Store, number: int) -> None:
    """Add an entry, and the case of the first."""
    with store.transaction() as tx:
        if number == 1:
            tx.add(CASES, number="案2026-0001", opened_on="2026-09-28")
        tx.add(ENTRIES, case_number="案2026-0001", number=number, kind="note", entry_date="2026-09-28")


def test_what_no_fact_has_changed_is_computed_once(shelf: Shelf, asked: list[int]) -> None:
    add(shelf.store, 1)

    assert [ask(shelf.store, asked) for _ in range(3)] == [1, 1, 1]
    assert asked == [1]


def test_a_fact_that_another_process_notes_counts_at_once(shelf: Shelf, asked: list[int]) -> None:
    other = Store.open(shelf.workspace.database_url)
    add(other, 1)
    assert ask(shelf.store, asked) == 1

    add(other, 2)
    other.close()

    assert ask(shelf.store, asked) == 2


def test_what_is_taken_back_was_never_remembered(shelf: Shelf, asked: list[int]) -> None:
    add(shelf.store, 1)

    with contextlib.suppress(ZeroDivisionError), shelf.store.transaction() as tx:
        tx.add(ENTRIES, case_number="案2026-0001", number=2, kind="note", entry_date="2026-09-28")
        assert remembered(tx, KEY, lambda: count(tx, asked)) == 2
        raise ZeroDivisionError

    assert ask(shelf.store, asked) == 1


def test_of_what_was_erased_nothing_stays_in_memory(listed: Shelf) -> None:
    store = listed.store
    with store.transaction() as tx:
        tx.add(CASES, number="案2026-0001", opened_on="2026-09-28")
        key = tx.add(
            ENTRIES, case_number="案2026-0001", number=1, kind="note", entry_date="2026-09-28", note="她说的话"
        )

    def notes() -> tuple[str, ...]:
        with store.reading() as tx:
            return remembered(tx, "notes", lambda: tuple(str(row["note"]) for row in tx.rows(ENTRIES)))

    assert notes() == ("她说的话",)
    with store.transaction() as tx, tx.erasing():
        tx.erase(ENTRIES, key, note="")
    ask(store, [])

    assert "她说的话" not in str(store._memory)
    assert notes() == ("",)


def test_what_depends_on_one_thing_alone_is_computed_once_for_it(shelf: Shelf, asked: list[int]) -> None:
    add(shelf.store, 1)
    assert [ask(shelf.store, asked, "第一版"), ask(shelf.store, asked, "第一版")] == [1, 1]

    add(shelf.store, 2)

    assert [ask(shelf.store, asked, "第一版"), ask(shelf.store, asked, "第二版")] == [1, 2]


def test_another_day_and_another_entry_change_what_a_list_of_cases_says(kept: Kept) -> None:
    (grievance,) = confirm_grievances(kept.desk.store, kept.code, [1], {})
    case = open_case(kept.desk, [str(grievance.number)], "2026-09-28").case
    late, soon = dt.date(2026, 12, 20), dt.date(2026, 9, 29)

    def states(on: dt.date) -> list[tuple[str, tuple[str, ...]]]:
        return [(each.state, each.warnings) for each in ledger_of(kept.desk).cases(on)]

    before = states(soon), states(late)
    add_entry(kept.desk, case, "concluded", "2026-09-30", served="2026-10-01")

    assert before[0] != before[1]
    assert states(soon) == before[0]
    assert states(late) == [("已办结", ())]
