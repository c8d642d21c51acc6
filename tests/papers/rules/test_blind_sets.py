"""The sets of blind authors that the rules were mended by: what was told of each is still told, and nothing more."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.blind_papers import FOLDERS, findings

ROWS: list[dict[str, Any]] = [
    row
    for folder in FOLDERS
    for name in ("broken", "lawful")
    for row in json.loads(Path(folder / f"{name}.json").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_what_is_told_of_a_set_stays_as_it_is_kept_beside_it(row: dict[str, Any]) -> None:
    told = {f"{finding.level} {finding.rule} {finding.field}".strip() for finding in findings(row)}

    assert sorted(told) == row["told"]


def test_no_lawful_set_is_barred_and_every_faulty_one_is_told() -> None:
    lawful = [row for row in ROWS if "fault" not in row]
    faulty = [row for row in ROWS if "fault" in row]

    assert len(faulty) == 657
    assert all(row["told"] for row in faulty)
    # A set is doubtful where its author and the law as the project reads it are not of one mind.
    assert not any(finding.startswith("error") for row in lawful if "doubtful" not in row for finding in row["told"])
