"""Measure the warning at a release: recall on true accusations, false alarms on innocent matters, places in the queue.

A true one is warned at when a found matter that holds a sentence of it is. Last come the true ones that stand in the
first third of the queue of their meeting.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import scripts
import unheard
from scripts import Script, Way

from toolkit.grievances.accusations import cues
from toolkit.grievances.finding import find
from toolkit.grievances.tagging import tags
from toolkit.records import Grievance, Transcript, any_overlap


@dataclass(frozen=True)
class Asked:
    """A labelled matter: whether it accuses, its release is warned at, it stands in the first third of the queue."""

    name: str
    accuses: bool
    warned: bool = False
    early: bool = False


def asked(script: Script, way: Way) -> Iterator[Asked]:
    """Yield each labelled matter of `script` with its place in the queue; an unfound one is not warned at."""
    transcript = scripts.transcript(script, way)
    found = tags.tag(find.find(transcript, script.villages), transcript)
    queue = cues.queue(found, transcript)
    place = {one.ordinal: at for at, one in enumerate(queue)}
    pairs = unheard.paired(unheard.starts(script), unheard.found_at(transcript.segments, found.grievances))
    for number, label in script.labels.items():
        accuses = bool(label.get("accusation"))
        held = [each for each in found.grievances if _shares(each, transcript, script, number)]
        own = found.grievances[pairs[number]] if number in pairs else None
        chosen = held if accuses or own is None else [own]
        warned = any(queue[place[each.ordinal]].warn for each in chosen)
        early = own is not None and place[own.ordinal] < len(queue) / 3
        yield Asked(f"{script.name}#{number}", accuses, warned, early)


def _shares(one: Grievance, transcript: Transcript, script: Script, number: str) -> bool:
    """Return whether `one` holds a sentence of the matter `number`: its release would let it out."""
    said = [
        segment for segment, line in zip(transcript.segments, script.lines, strict=True) if line.grievance == number
    ]
    return any(any_overlap(one.passages, [segment]) for segment in said)


def warnings(written: Sequence[Script], way: Way, name: str) -> None:
    """Print the figures of `written` as heard in the `way` called `name`."""
    counts: Counter[str] = Counter()
    for one in (each for script in written for each in asked(script, way)):
        kind = "true" if one.accuses else "innocent"
        counts.update({kind: 1, f"{kind} warned": one.warned, f"{kind} early": one.early})
    print(
        f"   {name}: warned at {counts['true warned']} of {counts['true']} true ones, falsely at "
        f"{counts['innocent warned']} of {counts['innocent']} "
        f"({counts['innocent warned'] / max(1, counts['innocent']):.2f}); "
        f"first third of the queue: {counts['true early']} of {counts['true']}"
    )
