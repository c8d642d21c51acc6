"""A hash chain names each place where a row was changed, removed or inserted, and only those."""

from collections.abc import Mapping
from typing import Any

import pytest

from toolkit.core.hash_chain import START, HashChain, canonical

CHAIN = HashChain(("position", "text", "previous"))


def chained(*texts: str) -> list[dict[str, Any]]:
    """Return rows with `texts`, each linked to the one before."""
    rows: list[dict[str, Any]] = []
    for position, text in enumerate(texts, start=1):
        rows.append(CHAIN.linked({"position": position, "text": text}, rows[-1]["hash"] if rows else START))
    return rows


def faults(rows: list[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return fault and position of each break in `rows`."""
    return [(gap.fault, gap.row["position"]) for gap in CHAIN.breaks(rows)]


def test_a_whole_chain_has_no_break() -> None:
    assert faults([*chained("固化", "核验", "核验")]) == []
    assert faults([]) == []


def test_a_changed_row_is_named() -> None:
    first, second, third = chained("固化", "核验", "核验")

    assert faults([first, second | {"text": "改过"}, third]) == [("changed", 2)]


def test_a_row_made_anew_breaks_the_link_of_the_next_one() -> None:
    first, second, third = chained("固化", "核验", "核验")

    assert faults([first, CHAIN.linked(second | {"text": "改过"}, first["hash"]), third]) == [("unlinked", 3)]


@pytest.mark.parametrize("gone, named", [(0, 2), (1, 3)])
def test_a_removed_row_is_missing_before_the_next_one(gone: int, named: int) -> None:
    rows = [row for place, row in enumerate(chained("固化", "核验", "核验")) if place != gone]

    assert faults([*rows]) == [("missing", named)]


def test_the_hash_of_a_row_is_the_one_that_workspaces_keep() -> None:
    row = CHAIN.linked({"position": 1, "text": "固化"}, START)

    assert canonical({"text": "固化", "position": 1}) == '{"position":1,"text":"固化"}'
    assert row["hash"] == "5671debd6d24abe28fd0468983952fdda9fcf35fd3fe2eabf3ae1f86346c74d2"
    assert CHAIN.hash_of(row | {"note": "不在其内"}) == row["hash"]
