"""Count the faulty fact sets of a blind author that the rules catch, and the lawful ones that they refuse.

`python -m benchmarks.blind_papers`. The sets in `benchmarks/blind_papers/` were written from the law without
sight of the rules and are used up: the rules were mended by them afterwards.
"""

import copy
import json
from functools import reduce
from pathlib import Path
from typing import Any

from toolkit.chinese import Calendar
from toolkit.papers import forms
from toolkit.papers.rules import check
from toolkit.workspace import Workspace

HERE = Path(__file__).parent / "blind_papers"


def facts_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the example that the row names, with its changes by dotted path; a null deletes nothing."""
    facts: dict[str, Any] = copy.deepcopy(forms.example(row["base"]))
    for path, value in row["change"].items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        reduce(lambda inner, step: inner[step], way, facts)[last] = value
    return facts


def main() -> None:
    """Print the figures, and every set that was missed or refused."""
    settings = Workspace(Path(__file__).parents[1] / "examples").settings
    counts: dict[str, int] = {}
    for name in ("broken", "lawful"):
        rows = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
        for row in rows:
            bare = {
                one.message
                for one in check.findings(row["paper"], forms.example(row["base"]), settings, Calendar(None))
            }
            told = [
                one
                for one in check.findings(row["paper"], facts_of(row), settings, Calendar(None))
                if one.message not in bare
            ]
            level = min((one.level for one in told), default="nothing")
            counts[f"{name}: {level}"] = counts.get(f"{name}: {level}", 0) + 1
            if (name == "broken") == (level == "nothing") or (name == "lawful" and level == "error"):
                print(row["id"], row["paper"], row.get("kind", ""), row.get("fault", ""), [one.message for one in told])
    print(dict(sorted(counts.items())))


if __name__ == "__main__":
    main()
