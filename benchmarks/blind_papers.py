"""Count what the rules tell of the sets of a blind author: faulty facts, lawful facts, edits in Word.

`python -m benchmarks.blind_papers [FOLDER]`. The sets in `benchmarks/blind_papers/` were written from the law without
sight of the rules and are used up: the rules were mended by them afterwards. At first sight 48 of the 60 faulty facts
of `second` were told and 2 of 6 harmless edits barred; of `third` 55 of 60, 2 of 45 lawful facts and 6 of 10 harmless
edits barred, 19 of 20 harmful ones (the other did nothing to the paper); of `fourth` 56 of 60, 1 of 45 and 6 of 10, 19
of 20 again. The sets of `fifth` are whole papers: 55 of 60 were told (16 by an error, 35 by a question, 4 by a warning;
about 44 of them for the fault itself), 3 of 45 lawful ones barred and 33 asked about
(after the rules were mended by them 1 and 2), 1 of 10 harmless edits barred and
all 28 harmful ones that could be drafted. Of `sixth` 46 of 60 were told and 18 of 45 lawful
papers barred or asked about, of `seventh-a` 43 of 45 and 13 of 25, of `seventh-b` 36 of 45 and 12 of 25, before the
rules were mended by them. Of `eighth` 52 of 60 were told (15 by an error, 36 by a question, 1 by a warning), 8 of 45
lawful papers barred, 10 asked about and 4 warned of, all 28 harmful edits that could be drafted barred and 8 of 9
harmless ones passed (3 could not be drafted); after the rules were mended by it 60 (34 by an error), none barred or
asked about, 7 warned of, 30 and 10. Of `ninth` 47 of 57 were told (21 by an error, 24 by a question, 2 by a warning), 8
of 43 lawful papers barred and 7 asked about, all 17 harmful edits that could be drafted barred and 7 of 10
harmless ones passed. A finding on the example itself does not count; a harmful edit counts as barred
when an error stands against it, a harmless one as passed when none does.
"""

import copy
import datetime as dt
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache, reduce
from pathlib import Path
from typing import Any

from toolkit.chinese import Calendar
from toolkit.core import FactsRefusedError
from toolkit.formats.word import differences
from toolkit.papers import draft_changes, drafting, drafts, forms
from toolkit.papers.drafts import OpenedDraft
from toolkit.papers.facts import unwrapped
from toolkit.papers.rules import check
from toolkit.records import Finding
from toolkit.workspace import Workspace, open_desk

HERE = Path(__file__).parent / "blind_papers"
FOLDERS = (
    HERE,
    HERE / "second",
    HERE / "third",
    HERE / "fourth",
    HERE / "fifth",
    HERE / "sixth",
    HERE / "seventh-a",
    HERE / "seventh-b",
    HERE / "eighth",
    HERE / "ninth",
)
SETTINGS = Workspace(Path(__file__).parents[1] / "examples").settings
TODAY = dt.date(2026, 11, 23)


def facts_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the whole facts of the row, or the example that it names with its changes by dotted path."""
    if "facts" in row:
        return copy.deepcopy(row["facts"])
    facts: dict[str, Any] = copy.deepcopy(forms.example(row.get("base") or row["paper"]))
    for path, value in row.get("change", {}).items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        reduce(lambda inner, step: inner[step], way, facts)[last] = value
    return facts


@cache
def of_example(paper: str) -> frozenset[str]:
    """Return the messages of what the rules have against the example of `paper`."""
    return frozenset(one.message for one in check.findings(paper, forms.example(paper), SETTINGS, Calendar(None)))


def findings(row: dict[str, Any]) -> list[Finding]:
    """Return what the rules have against the facts of `row`, beyond what they have against the example it changes."""
    told = check.findings(row["paper"], facts_of(row), SETTINGS, Calendar(None))
    known = of_example(row["base"]) if "base" in row else frozenset()
    return [finding for finding in told if finding.message not in known]


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the sets of the file called `name`."""
    path = folder / f"{name}.json"
    yield from json.loads(path.read_text(encoding="utf-8")) if path.exists() else ()


def facts_told(folder: Path) -> Iterator[str]:
    """Yield the kind of each set and the level of what was told of it; print what was missed or refused."""
    for name in ("broken", "lawful"):
        for row in rows(folder, name):
            told = findings(row)
            level = min((finding.level for finding in told), default="nothing")
            if (name == "broken") == (level == "nothing"):
                reason = row.get("fault") or row.get("why")
                print(row["id"], row["paper"], level, reason, [finding.message for finding in told])
            yield f"{name}: {level}"


def edits_told(folder: Path) -> Iterator[str]:
    """Yield whether each edit was harmful and barred; print those that were not as they should be."""
    with tempfile.TemporaryDirectory() as place:
        desk = open_desk(Path(place) / "workspace", today=TODAY)
        for row in rows(folder, "edits"):
            if "doubtful" in row:  # its facts are refused
                continue
            paper = row.get("base") or row["paper"]
            path = Path(place) / f"{paper}.docx"
            try:
                drafting.fill(paper, facts_of(row), desk.workspace, path)
            except FactsRefusedError:  # the lawful facts are barred themselves
                print(row["id"], paper, "no draft")
                yield f"edits: {'harmful' if row['harmful'] else 'harmless'}, no draft"
                continue
            told = edit_findings(drafts.open_draft(desk.workspace, path), row, desk.workspace)
            barred = any(finding.level == "error" for finding in told)
            if barred != row["harmful"]:
                print(row["id"], paper, row.get("why") or row["find"], [finding.message for finding in told])
            yield f"edits: {'harmful' if row['harmful'] else 'harmless'}, {'barred' if barred else 'passed'}"
        desk.store.close()


def edit_findings(draft: OpenedDraft, row: dict[str, Any], workspace: Workspace) -> list[Finding]:
    """Return what a recheck has against the draft after the edit of `row`."""
    lines = draft.word.lines
    after = [line.replace(row.get("find") or "\0", row.get("replace") or "") for line in lines]
    after = [line for line in after if line.strip()] + [row[name] for name in ("append_paragraph",) if row.get(name)]
    if after == list(lines):
        print(row["id"], "does nothing")
    facts = unwrapped(draft.facts)
    changed = [(each.old or "", each.new or "") for each in differences(lines, after)]
    return [
        *draft_changes.findings(draft.paper, lines, after, facts),
        *check.text_findings(draft.paper, after, draft.facts),
        *drafting.check_edits(draft.paper, changed, draft.facts, workspace),
    ]


def main() -> None:
    """Print the figures, and every set that was missed or refused."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else HERE
    print(dict(sorted(Counter([*facts_told(folder), *edits_told(folder)]).items())))


if __name__ == "__main__":
    main()
