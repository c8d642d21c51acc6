"""The report on written meetings by style: boundaries each way they may be heard, facts, warnings, repeats.

Run by hand: `python benchmarks/unheard_report.py FOLDER…`, each folder the meetings of one author in their order.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import scripts
import unheard
import unheard_facts
import unheard_warnings
from scripts import WAYS, Script

from toolkit.grievances import EarlierGrievance, EarlierGrievances, MeetingTime, repeats
from toolkit.grievances.finding import find
from toolkit.records import Fact, Grievance


def report(folders: Sequence[Path]) -> None:
    """Print the figures of the meetings in `folders`."""
    written = list(scripts.of_folders(*folders))
    for style in sorted({one.style for one in written}):
        print(f"-- {style}")
        unheard.boundaries([one for one in written if one.style == style])
    print("-- all")
    unheard.boundaries(written)
    for name in ("plain", "labels"):
        unheard_facts.printed(unheard_facts.facts(written, WAYS[name]), name)
        unheard_warnings.warnings(written, WAYS[name], name)
    for author in sorted({one.author for one in written}):
        told_again(author, [one for one in written if one.author == author])


def told_again(author: str, written: Sequence[Script]) -> None:
    """Print how many matters of earlier meetings are offered, the right one among three."""
    known: list[EarlierGrievance] = []
    right = offered = labelled = 0
    for month, script in enumerate(written, start=1):
        transcript = scripts.transcript(script, WAYS["labels"])
        found = find.find(transcript, script.villages).grievances
        pairs = unheard.paired(unheard.starts(script), unheard.found_at(transcript.segments, found))
        wanted = {
            pairs.get(number): label["same_as"] for number, label in script.labels.items() if label.get("same_as")
        }
        when = MeetingTime(script.name, f"2026-{month:02d}-01")
        for at, offers in enumerate(_offers(known, found, when)):
            offered += bool(offers)
            right += wanted.get(at) in {one.number for one in offers}
        labelled += sum(one.split("#")[0] in {other.meeting for other in known} for one in wanted.values())
        known += [_known(f"{script.name}#{number}", when, found[at]) for number, at in pairs.items()]
    print(f"   repeats of {author}: {right} of {labelled} right among three, {offered} offered")


def _offers(
    known: Sequence[EarlierGrievance], found: Sequence[Grievance], when: MeetingTime
) -> tuple[tuple[repeats.Repeat, ...], ...]:
    source = EarlierGrievances(len(known), str, lambda key: iter([(one.number, one) for one in known[key:]]))
    with tempfile.TemporaryDirectory() as folder:
        return repeats.of(Path(folder) / "repeats.db", source, found, when) if known else ()


def _known(number: str, when: MeetingTime, one: Grievance) -> EarlierGrievance:
    facts = (_value(fact) for fact in (one.person, one.home, one.site, one.against))
    return EarlierGrievance(number, str(when.meeting), when.held_on, one.text, *facts)


def _value(fact: Fact | None) -> str | None:
    return None if fact is None else str(fact.value)


if __name__ == "__main__":
    report([Path(one) for one in sys.argv[1:]])
