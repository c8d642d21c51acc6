"""The index is built a few recordings at a time; meanwhile what is indexed is found, nothing that is out of date."""

import pytest

from tests.builders import CODE, Shelf, said_transcript
from tests.conftest import keep_two
from toolkit.search import building, search
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace import Desk

WORDS = "路灯"


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Give a workspace with two recordings in which the same is said."""
    keep_two(desk)
    return desk


@pytest.fixture(autouse=True)
def one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.search.index._AT_ONCE", 1)


def found(desk: Desk, *, update: bool) -> set[str]:
    return {hit.code for hit in search(desk, WORDS, accusations=True, update=update)}


def test_what_is_indexed_is_found_while_the_rest_is_being_indexed(two: Desk) -> None:
    seen: list[tuple[int, set[str]]] = []

    def pause() -> bool:
        seen.append((building.left(two), found(two, update=False)))
        return False

    assert found(two, update=False) == set()
    building.build(two, pause)

    ((left, early),) = seen
    assert left == 1
    assert len(early) == 1
    assert building.left(two) == 0
    assert found(two, update=False) == found(two, update=True) > early


def test_a_search_that_may_wait_finds_everything_although_the_building_was_stopped(two: Desk) -> None:
    building.build(two, lambda: True)

    assert building.left(two) == 0
    assert len(found(two, update=False)) == 1
    assert len(found(two, update=True)) == 2


def test_words_that_are_no_longer_in_the_newest_version_are_not_found_before_it_is_indexed(listed: Shelf) -> None:
    assert found(listed, update=True) == {CODE}
    save_transcript(listed.store, CODE, said_transcript(texts=("水管坏了。",), parent=1))

    assert found(listed, update=False) == set()


def test_nothing_is_built_where_the_file_cannot_be_written(two: Desk) -> None:
    two.workspace.index_file.mkdir()

    building.build(two, lambda: False)

    assert building.left(two) == 0
    assert len(found(two, update=True)) == 2
