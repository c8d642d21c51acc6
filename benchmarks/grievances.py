"""Measure how grievances are found and tagged: made-up meetings, the sample, and with a folder of shared data more.

Run by hand: `python benchmarks/grievances.py [--shared FOLDER] [--transcript FILE.json] [--meetings FOLDER…]
[--verbose]`.
Nothing measured here may flow back into the word lists: the "held" meetings and the shared data are for measuring only.
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import messages
import repeats
import unheard_report as unheard
from boundaries import Agreement

from toolkit.chinese import syllable
from toolkit.grievances.finding import clauses, find, talks
from toolkit.grievances.tagging import tags
from toolkit.records import (
    Coverage,
    Engine,
    Grievance,
    RecordingRef,
    Segment,
    Transcript,
    from_file,
)
from toolkit.workspace import Settings, Village, Workspace

TOP = Path(__file__).parent.parent
SAMPLE = TOP / "examples" / "2026-09-night-meeting.truth.json"
CHARACTERS_A_SECOND = 5.0
NEAR_S = 3.0
HOUR = 15_000  # characters that are said in one


@dataclass
class Meeting:
    """A labelled meeting: its transcript, where each grievance begins, and its labels."""

    name: str
    use: str
    villages: tuple[Village, ...]
    transcript: Transcript
    starts: dict[int, float]
    labels: dict[int, dict[str, str]]
    turns: tuple[float, ...]


def transcript_of(spoken: list[tuple[float, float, str]]) -> Transcript:
    """Return a transcript of the (start, end, text) of `spoken`."""
    segments = tuple(
        Segment(id=f"s{number:04d}", number=number, start_s=start, end_s=end, text=text)
        for number, (start, end, text) in enumerate(spoken, start=1)
    )
    seconds = segments[-1].end_s + 1
    return Transcript(
        RecordingRef(None, "0" * 64, seconds), Engine("none", "0", "none", None), segments, (), Coverage(0, 0, ())
    )


def made_up(path: Path) -> Iterator[Meeting]:
    """Give the meetings of the text file at `path`."""
    for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, *lines = block.splitlines()
        name, use, *villages = head.split()
        now, spoken, starts, labels, turns = 0.0, [], {}, {}, []
        for line in lines:
            if line.startswith("~"):
                now += float(line[1:])
            elif "|" in line:
                _, told, words = (part.strip() for part in line.split("|"))
                label = dict(item.split("=", 1) for item in told.split())
                if "g" in label:
                    turns.append(now)
                    starts.setdefault(int(label["g"]), now)
                    labels[int(label["g"])] = {**label, **labels.get(int(label["g"]), {})}
                for sentence in re.findall(r"[^。？！]+[。？！]?", words):
                    end = now + len(sentence) / CHARACTERS_A_SECOND
                    spoken.append((now, end, sentence))
                    now = end + 0.35
                now -= 0.35
        yield Meeting(
            name, use, tuple(Village(one) for one in villages), transcript_of(spoken), starts, labels, tuple(turns)
        )


def sample() -> Meeting:
    """Return the sample meeting with a perfect transcript."""
    spoken, starts, labels, turns = [], {}, {}, []
    for turn in json.loads(SAMPLE.read_text(encoding="utf-8")):
        said = turn["text"]
        sentences = re.findall(r"[^。？！]+[。？！]?", said)
        now, pace = turn["start"], (turn["end"] - turn["start"]) / len(said)
        for sentence in sentences:
            spoken.append((now, now + len(sentence) * pace - 0.01, sentence))
            now += len(sentence) * pace
        if turn["label"]:
            number = turn["label"]["grievance"]
            turns.append(turn["start"])
            starts.setdefault(number, turn["start"])
            labels[number] = {**_flat(turn["label"]), **labels.get(number, {})}
    settings = sample_settings()
    return Meeting("sample", "sample", settings.villages, transcript_of(spoken), starts, labels, tuple(turns))


def _flat(label: dict) -> dict[str, str]:
    flat = {
        "p": label["person"],
        "h": label["home"],
        "a": label["against"],
        "s": label["site"],
        "c": "/".join([label["class1"], *label["class1_also"]]),
        "k": label["kind"],
        "col": label["colour"],
        "n": label["people"],
        "r": label["earlier_reports"],
        "m": "1" if label["mediation"] else None,
        "y": ",".join(f"{one['yuan']}" + (f"/{one['per']}" if one["per"] else "") for one in label["amounts"]) or None,
    }
    return {key: str(value) for key, value in flat.items() if value is not None}


def sample_settings() -> Settings:
    """Return the settings of the examples."""
    import tempfile  # noqa: PLC0415 - only here

    return Workspace.open(Path(tempfile.mkdtemp())).settings


def misheard(transcript: Transcript, share: float, seed: int = 1) -> Transcript:
    """Return `transcript` with a `share` of its characters heard as others of the same sound."""
    dice = random.Random(seed)  # noqa: S311 - noise, not a secret
    pool: dict[str, list[str]] = {}
    for code in range(0x4E00, 0x9FA6):
        if chr(code).encode("gb2312", "ignore"):
            pool.setdefault(syllable(chr(code)), []).append(chr(code))
    swap = lambda char: dice.choice(pool.get(syllable(char), [char])) if dice.random() < share else char  # noqa: E731
    segments = tuple(replace(one, text="".join(map(swap, one.text))) for one in transcript.segments)
    return replace(transcript, segments=segments)


def matched(meeting: Meeting, found: tuple[Grievance, ...]) -> dict[int, Grievance]:
    """Return for each label the grievance that begins within three seconds of it."""
    return {
        number: min(near, key=lambda one: abs(one.start_s - start))
        for number, start in meeting.starts.items()
        if (near := [one for one in found if abs(one.start_s - start) <= NEAR_S])
    }


def value(fact: object) -> str | None:
    """Return the value of a fact as text."""
    return None if fact is None else str(fact.value)  # type: ignore[attr-defined]


def told(one: Grievance) -> dict[str, str | None]:
    """Return what was read of `one`, under the keys of the labels."""
    sums = [f"{a.yuan:.10g}" + (f"/{a.per}" if a.per else "") for a in one.amounts if not a.approximate]
    return {
        "p": value(one.person),
        "h": value(one.home),
        "a": value(one.against),
        "s": value(one.site),
        "c": one.subject.level1,
        "k": "/".join(one.kinds),
        "col": one.colour.value,
        "n": value(one.people),
        "r": value(one.earlier_reports),
        "m": "1" if one.mediation else None,
        "y": ",".join(sums) or None,
    }


def measure(meetings: list[Meeting], words: tuple[str, ...], name: str, *, verbose: bool) -> None:
    """Print the figures of `meetings`."""
    counts: Counter[str] = Counter()
    for meeting in meetings:
        found = tags.tag(find.find(meeting.transcript, meeting.villages, words), meeting.transcript)
        pairs = matched(meeting, found.grievances)
        counts["labelled"] += len(meeting.starts)
        counts["found"] += len(pairs)
        counts["extra"] += len(found.grievances) - len({id(one) for one in pairs.values()})
        if verbose:
            for number in sorted(set(meeting.starts) - set(pairs)):
                print("  lost", meeting.name, number, round(meeting.starts[number], 1))
            for one in found.grievances:
                if all(one is not other for other in pairs.values()):
                    print("  extra", meeting.name, one.start_s, one.text[:50])
        for number, one in pairs.items():
            score(counts, meeting, number, told(one), verbose=verbose)
    print(f"{name}: found {counts['found']} of {counts['labelled']}, extra {counts['extra']}")
    for key in (*"phascknrmy", "col"):
        right, missed, wrong, unasked = (counts[key + mark] for mark in "+0-?")
        print(f"   {key}: right {right}, missed {missed}, wrong {wrong}, unasked {unasked}")


def score(counts: Counter[str], meeting: Meeting, number: int, read: dict[str, str | None], *, verbose: bool) -> None:
    """Count for each key whether the value read is right (+), missed (0), wrong (-), or not in the labels (?)."""
    label = meeting.labels[number]
    for key, got in read.items():
        want = label.get(key, "申诉求决" if key == "k" else None)
        if want is None:
            mark = "?" if got is not None else "="
        else:
            mark = (
                "0"
                if got is None
                else "+"
                if got in want.split("/") or got == want or (key in "as" and (got in want or want in got))
                else "-"
            )
        counts[key + mark] += 1
        if verbose and mark in "0-?" and not (key == "col" and mark == "?"):
            print(f"   {mark} {meeting.name} {number} {key}: want {want} got {got}")


def is_right(key: str, want: str, got: str) -> bool:
    """Tell whether `got` answers the label `want`: a site or a side may be named longer or shorter."""
    return got == want or got in want.split("/") or (key in "as" and (got in want or want in got))


def boundaries(meetings: list[Meeting], words: tuple[str, ...]) -> None:
    """Print how the beginnings of passages agree with the labels, within one segment."""
    agreement = Agreement(tolerance=1)
    for meeting in meetings:
        segments = meeting.transcript.segments
        found = find.find(meeting.transcript, meeting.villages, words).grievances
        said = {segment_at(segments, one.start_s) for grievance in found for one in grievance.passages}
        true = {segment_at(segments, start) for start in meeting.turns}
        agreement.add(sorted(said - {0}), sorted(true - {0}), len(segments))
    print(f"   boundaries within one segment: {agreement}")


def segment_at(segments: tuple[Segment, ...], second: float) -> int:
    """Return the place of the segment that begins nearest to `second`."""
    return min(range(len(segments)), key=lambda at: abs(segments[at].start_s - second))


def topics(path: Path) -> None:
    """Print how the splits agree with human topic boundaries of another kind of meeting."""
    agreement = Agreement(tolerance=1)
    for line in path.read_text(encoding="utf-8").splitlines():
        meeting = json.loads(line)
        if not meeting["complete"]:
            continue
        now, spoken, bounds, before = 0.0, [], [], None
        for unit in meeting["units"]:
            if before is not None and unit["seg"] != before:
                bounds.append(len(spoken))
            before = unit["seg"]
            for sentence in re.findall(r"[^。？！]+[。？！]?", unit["text"]):
                spoken.append((now, now + len(sentence) / CHARACTERS_A_SECOND, sentence))
                now += len(sentence) / CHARACTERS_A_SECOND + 0.3
            now += 0.7
        segments = transcript_of(spoken).segments
        starts = [talk.clauses[0].segment.number - 1 for talk in talks(clauses(segments)) if not talk.continues]
        agreement.add(sorted(set(starts) - {0}), sorted(set(bounds)), len(segments))
    print(f"topics of other meetings, within one sentence: {agreement}")


def speed(meetings: list[Meeting]) -> None:
    """Print the seconds an hour of talk takes."""
    segments = [one for meeting in meetings for one in meeting.transcript.segments]
    spoken, now = [], 0.0
    while sum(len(text) for _, _, text in spoken) < HOUR:
        for one in segments:
            spoken.append((now, now + one.end_s - one.start_s, one.text))
            now += one.end_s - one.start_s + 0.4
    hour = transcript_of(spoken)
    begun = time.perf_counter()
    found = tags.tag(find.find(hour, ()), hour)
    print(
        f"speed: {sum(len(one.text) for one in hour.segments)} characters, {len(found.grievances)} grievances, "
        f"{time.perf_counter() - begun:.2f} s"
    )


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--transcript", type=Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--meetings", type=Path, nargs="*", default=[])
    asked = parser.parse_args()
    settings = sample_settings()
    words = settings.words.local
    meetings = list(made_up(TOP / "tests" / "data" / "made_up_meetings.txt"))
    sets = {
        "tune": [one for one in meetings if one.use == "tune"],
        "held": [one for one in meetings if one.use == "held"],
        "fresh": [one for one in meetings if one.use == "fresh"],
        "sample": [sample()],
    }
    if asked.transcript:
        sets["heard"] = [replace(sample(), transcript=from_file(Transcript, asked.transcript))]
    for name, chosen in sets.items():
        if asked.only in {"", name}:
            local = words if name in {"sample", "heard"} else ()
            measure(chosen, local, name, verbose=asked.verbose)
            boundaries(chosen, local)
    if asked.meetings:
        unheard.report(asked.meetings)
    if asked.only == "":
        for share in (0.1, 0.2):
            noisy = [replace(one, transcript=misheard(one.transcript, share)) for one in meetings]
            measure(noisy, (), f"made up, {share:.0%} misheard", verbose=False)
        speed(meetings)
        repeats.measure()
        if asked.shared:
            messages.measure(asked.shared / "grievances" / "complaints_2000.tsv")
            topics(asked.shared / "topics" / "vcsum_dev22.jsonl")


if __name__ == "__main__":
    main()
