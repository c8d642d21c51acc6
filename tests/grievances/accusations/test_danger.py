"""The table of words of danger is whole; what is in danger stands first."""

import csv
from typing import get_args

from toolkit.grievances.accusations import danger
from toolkit.records import Colour, DangerKind, Fact, Grievance, Passage, Subject


def test_the_table_holds_kinds_and_patterns_only() -> None:
    with danger._TABLE.open(encoding="utf-8-sig", newline="") as file:
        kinds = {row["种类"] for row in csv.DictReader(file)}

    assert kinds == {*get_args(DangerKind), "不算"}
    assert set(danger.KIND_NAMES) == set(get_args(DangerKind))


def test_what_is_in_danger_stands_before_all_others() -> None:
    subject = Subject(None, None, 0, unsure=True, candidates=(), evidence=())
    ones = tuple(
        Grievance(n, (Passage("a", "a", n, n + 1),), n, "", "", subject, (), Colour(None, "", ()), danger=told)
        for n, told in enumerate((None, Fact("sick", (), 0.6), None, Fact("threat", (), 0.8)))
    )

    assert [one.ordinal for one in danger.first(ones)] == [1, 3, 0, 2]
