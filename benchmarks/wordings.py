"""Count the faulty wordings that the rules tell, and the lawful ones that they refuse, by kind of fault.

`python -m benchmarks.wordings`. A line of `benchmarks/wordings/*.txt` names a paper, a field of its example and the
text that this field gets; a line with # names the kind of those that follow.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit.chinese import Calendar
from toolkit.papers import forms
from toolkit.papers.facts import steps_of, unwrapped, with_value
from toolkit.papers.rules import check
from toolkit.records import Finding
from toolkit.workspace import Workspace

HERE = Path(__file__).parent / "wordings"
PAPERS = {
    "MA": "mediation_agreement",
    "LO": "legal_opinion",
    "TN": "termination_notice",
    "HO": "handling_opinion",
    "AN": "acceptance_notice",
    "OA": "oral_agreement",
    "CA": "confirmation_application",
    "MP": "mediation_application",
    "MG": "mediation_register",
    "MR": "mediation_record",
    "RN": "rights_notice",
    "IR": "investigation_record",
    "FR": "follow_up_record",
    "FN": "failure_notice",
    "FC": "file_cover",
    "HL": "handover_list",
    "SR": "service_receipt",
}
SETS = tuple(f"{kind}{number}" for kind in ("broken", "lawful") for number in ("", 2, 3, 4, 5))
SETTINGS = Workspace(Path(__file__).parents[1] / "examples").settings


@dataclass(frozen=True)
class Wording:
    """One wording: its kind, paper, field and text."""

    kind: str
    paper: str
    field: str
    text: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that this text adds to those of the bare example."""
        facts = with_value(unwrapped(forms.example(self.paper)), steps_of(self.field), self.text)
        known = {finding.message for finding in _of_example(self.paper)}
        told = check.findings(self.paper, facts, SETTINGS, Calendar(None))
        return tuple(finding for finding in told if finding.message not in known)


@cache
def _of_example(paper: str) -> tuple[Finding, ...]:
    return check.findings(paper, forms.example(paper), SETTINGS, Calendar(None))


def wordings(name: str) -> Iterator[Wording]:
    """Yield the wordings of the file called `name`."""
    kind = ""
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            kind = line[1:].strip()
        elif line:
            place, text = line.split(" | ", 1)
            paper, field = place.split()
            yield Wording(kind, PAPERS[paper], field, text)


def main() -> None:
    """Print each wording that is missed or refused when asked with -v, and the figures by kind."""
    for name in SETS:
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for wording in wordings(name):
            told = wording.findings
            level = min((finding.level for finding in told), default="nothing")
            counts[wording.kind][0] += 1
            counts[wording.kind][1] += bool(told)
            counts[wording.kind][2] += level == "error"
            if "-v" in sys.argv and (not told if name.startswith("broken") else bool(told)):
                print(name, wording.paper, wording.field, wording.text, [(one.level, one.message) for one in told])
        for kind, (count, told_count, errors) in counts.items():
            print(f"{name}: {kind}: {told_count} of {count}, errors {errors}")
        print(name, [sum(each[place] for each in counts.values()) for place in range(3)])


if __name__ == "__main__":
    main()
