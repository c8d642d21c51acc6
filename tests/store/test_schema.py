"""The tables keep every fact with its moment, and no fact has a column that would invite a change."""

import pytest

from toolkit.store.schema import COUNTERS, EVENTS, METADATA

# Events are known by their position and the moment at which they were recorded.
FACTS = [table for table in METADATA.sorted_tables if table not in {COUNTERS, EVENTS}]


@pytest.mark.parametrize("table", FACTS, ids=lambda table: table.name)
def test_every_fact_has_an_id_and_a_moment(table: object) -> None:
    columns = table.columns  # type: ignore[attr-defined]
    assert [column.name for column in columns if column.primary_key] == ["id"]
    assert not columns["made_at"].nullable


def test_facts_come_after_what_they_point_to() -> None:
    names = [table.name for table in METADATA.sorted_tables]
    pointed = [(key.parent.table.name, key.column.table.name) for table in FACTS for key in table.foreign_keys]
    assert pointed
    assert all(names.index(target) < names.index(source) for source, target in pointed)
