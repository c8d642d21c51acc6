"""A fact is bound to the one before it and to its content, and without its salt nobody can guess the content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core import hash_chain
from toolkit.store import chain
from toolkit.store.schema import METADATA

ROW = {"id": 3, "case_number": "案2026-0001", "number": 2, "kind": "note", "entry_date": "2026-10-09", "note": "来过"}
ROW |= {"served_on": None, "corrects": None, "made_at": "2026-10-09T12:00:00.000000+00:00"}
CELLS = st.none() | st.integers(-9, 9) | st.text(max_size=5)


def test_an_empty_cell_counts_for_nothing_so_that_a_later_column_changes_nothing() -> None:
    assert chain.content_of(ROW) == chain.content_of(ROW | {"later": None})


@given(row=st.dictionaries(st.sampled_from("abc"), CELLS), other=st.dictionaries(st.sampled_from("abc"), CELLS))
def test_rows_have_one_content_only_if_they_say_the_same(row: dict[str, object], other: dict[str, object]) -> None:
    filled = [{name: cell for name, cell in each.items() if cell is not None} for each in (row, other)]
    assert (chain.content_of(row) == chain.content_of(other)) == (filled[0] == filled[1])


def test_an_entry_happened_on_its_day_and_was_recorded_at_its_moment() -> None:
    news = chain.news_of("entries", ROW)
    assert (news.subject, news.kind, news.at, news.precision) == ("案2026-0001", "entry.note", "2026-10-09", "day")
    assert news.recorded_at == ROW["made_at"]
    assert "来过" not in str(dict(news.facts))


@pytest.mark.parametrize("name", sorted(set(ROW) & {"case_number", "number", "kind", "entry_date"}))
def test_every_cell_of_a_row_changes_its_commitment(name: str) -> None:
    event = chain.linked(chain.news_of("entries", ROW), 1, 1, hash_chain.START)
    changed = chain.content_of(ROW | {name: "别的"})
    assert event["commitment"] == chain.commitment(event["salt"], chain.content_of(ROW))
    assert event["commitment"] != chain.commitment(event["salt"], changed)


def test_the_same_content_is_never_committed_to_in_the_same_way() -> None:
    first, second = (chain.linked(chain.news_of("entries", ROW), 1, 1, hash_chain.START) for _ in range(2))
    assert first["commitment"] != second["commitment"]


def test_the_hash_covers_everything_but_what_may_be_erased() -> None:
    event = chain.linked(chain.news_of("entries", ROW), 1, 1, hash_chain.START)
    bound = {name for name in event if chain.EVENT_CHAIN.hash_of(event | {name: "x"}) != event["hash"]}
    assert set(event) - bound == {"private", "salt", "hash"}


def test_what_an_event_shows_is_in_columns_that_stay_when_content_is_erased() -> None:
    for name, source in chain.SOURCES.items():
        columns = set(METADATA.tables[name].columns.keys())
        shown = {source.subject, source.detail, source.day, *source.facts} - {None}
        assert shown <= columns
        assert not shown & {"json", "note", "document", "reason", "changes", "old", "new", "holder", "file", "facts"}
