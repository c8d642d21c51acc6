"""How the engine does on written meetings: boundaries, facts, colours, mediation, repeats, each way a meeting is heard.

Beside it stand the two trivial rules: every turn of 30 characters is a grievance; every paragraph is one.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import scripts
from scripts import Script, Way

from toolkit.grievances.finding import find
from toolkit.records import Grievance, Segment

TURN = 30


def starts(script: Script) -> dict[str, int]:
    """Return at which line each grievance of `script` begins."""
    found: dict[str, int] = {}
    for at, line in enumerate(script.lines):
        if line.grievance is not None:
            found.setdefault(line.grievance, at)
    return found


def found_at(segments: Sequence[Segment], found: Sequence[Grievance]) -> list[int]:
    """Return at which line each grievance that was found begins."""
    place = {one.id: at for at, one in enumerate(segments)}
    return [place[one.passages[0].first] for one in found]


def paired(true: dict[str, int], said: Sequence[int]) -> dict[str, int]:
    """Return for each true grievance which of those found begins within one sentence, each once."""
    free = set(range(len(said)))
    pairs = {}
    for reach in (0, 1):
        for number, at in true.items():
            near = [one for one in sorted(free) if abs(said[one] - at) == reach]
            if number not in pairs and near:
                pairs[number] = near[0]
                free.discard(near[0])
    return pairs


def by_turns(script: Script, way: Way) -> list[int]:
    """Return where the trivial rule sees grievances: every turn, or stretch between pauses, of 30 characters."""
    segments = scripts.transcript(script, way).segments
    edges = [0]
    for at in range(1, len(segments)):
        before, one = segments[at - 1], segments[at]
        voices = way.labels and before.speaker != one.speaker
        if voices or (not way.labels and one.start_s - before.end_s > 0.55):  # noqa: PLR2004
            edges.append(at)
    edges.append(len(segments))
    first = segments[0].speaker if way.labels else None
    lengths = {a: sum(len(one.text) for one in segments[a:b]) for a, b in pairwise(edges)}
    return [at for at, size in lengths.items() if size >= TURN and (first is None or segments[at].speaker != first)]


def f1(right: int, said: int, true: int) -> str:
    """Return precision, recall and their harmonic mean as text."""
    precision, recall = right / max(1, said), right / max(1, true)
    return (
        f"F1 {2 * right / max(1, said + true):.3f} (precision {precision:.3f}, recall {recall:.3f}, {right} of {true})"
    )


def boundaries(written: Sequence[Script], *, verbose: bool = False) -> None:
    """Print how many grievances are found, each way a meeting may be heard, and what the trivial rules find."""
    for name, way in scripts.WAYS.items():
        ours, trivial = Counter(), Counter()
        for script in written:
            true = starts(script)
            transcript = scripts.transcript(script, way)
            found = find.find(transcript, script.villages).grievances
            said = found_at(transcript.segments, found)
            pairs = paired(true, said)
            ours.update(right=len(pairs), said=len(said), true=len(true))
            turns = by_turns(script, way)
            trivial.update(right=len(paired(true, turns)), said=len(turns), true=len(true))
            if verbose:
                _errors(script, true, said, pairs)
        print(f"   {name}: {f1(**ours)}; turns of {TURN}: {f1(**trivial)}")


def _errors(script: Script, true: dict[str, int], said: Sequence[int], pairs: dict[str, int]) -> None:
    for number in sorted(set(true) - set(pairs)):
        print("  lost", script.name, number, [line.text for line in script.lines[true[number] - 1 : true[number] + 2]])
    for one in sorted(set(range(len(said))) - set(pairs.values())):
        print("  extra", script.name, [line.text for line in script.lines[said[one] - 1 : said[one] + 2]])
