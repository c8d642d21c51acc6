"""Measure transcription on the meetings that `benchmarks.spoken_meetings` spoke: what is lost, and what is flagged.

Run by hand: `python -m benchmarks.spoken_measures FOLDER [--only NAME…] [--keep FOLDER]`. Figures are sums over the
meetings; `--keep` keeps the transcripts, so that bounds of flags are tried without hearing everything again. A sentence
is wrong when a character in it is misheard or invented, or one was lost inside it. The corrector stops at a sentence
when a word in it has a probability below its bound (`_UNSURE` in `toolkit/notebook/panels/corrector_rows.py`).
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.transcription.comparison import aligned, normal
from toolkit import records
from toolkit.recognition import Recognizer, decoders, guards, lexicon
from toolkit.records import RecordingRef, Segment, Transcript
from toolkit.sound import SAMPLE_RATE, audio
from toolkit.transcribe import transcribe

BOUNDS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)


def heard(recognizer: Recognizer, sound: Path, kept: Path | None) -> Transcript:
    """Return the transcript of `sound`, read from the folder `kept` where it lies there."""
    place = kept / f"{sound.stem}.json" if kept else None
    if place and place.exists():
        return records.from_file(Transcript, place)
    samples = audio.samples(sound)
    made = transcribe(recognizer, samples, RecordingRef(None, "0" * 64, len(samples) / SAMPLE_RATE))
    if place:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(records.to_text(made), encoding="utf-8")
    return made


def counted(said: str, segments: Sequence[Segment]) -> tuple[Counter[str], list[bool]]:
    """Return the counts of characters, and for each of `segments` whether it is wrong."""
    parts = [normal(segment.text) for segment in segments]
    text = "".join(parts)
    places, before = aligned(said, text)
    right = {place for place, char in zip(places, said, strict=True) if place >= 0 and text[place] == char}
    lost = [before[number] for number, place in enumerate(places) if place < 0]
    counts = Counter(said=len(said), lost=len(lost), invented=len(text) - len(said) + len(lost))
    counts["wrong"] = len(said) - len(lost) - len(right)
    flaws, at = [], 0
    for part in parts:
        own = range(at, at + len(part))
        at += len(part)
        flaws.append(not right.issuperset(own) or any(own.start < place < own.stop for place in lost))
    return counts, flaws


def least_sure(segment: Segment) -> float:
    """Return the confidence of the word of `segment` that is least sure, 1 without any."""
    known = [word.confidence for word in segment.words if word.confidence is not None and guards.letters(word.text)]
    return min(known, default=1.0)


def stops(flagged: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """Yield a line for each bound: wrong sentences stopped at, and stops on a wrong one."""
    wrong = sum(flaw for _, flaw in flagged)
    for bound in BOUNDS:
        stopped = [flaw for sure, flaw in flagged if sure < bound]
        yield (
            f"  below {bound:.2f}: {sum(stopped)} of {wrong} wrong sentences stopped at,"
            f" {sum(stopped)} of {len(stopped)} stops on a wrong one"
        )


def main() -> None:
    """Measure, and print the sums."""
    parser = argparse.ArgumentParser(description="Measure on made-up meetings.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=())
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--engine", default="faster-whisper")
    parser.add_argument("--model", default="base")
    asked = parser.parse_args()
    words = lexicon.load()
    decoder = decoders.load(asked.engine, asked.model, asked.folder / "models", 2)
    recognizer = Recognizer(decoder, decoders.Options(prompt_words=lexicon.prompt_words(words)), words)
    sums: Counter[str] = Counter()
    flagged: list[tuple[float, bool]] = []
    begun = time.perf_counter()
    for sound in sorted(asked.folder.glob("*.wav")):
        if asked.only and sound.stem not in asked.only:
            continue
        truth = json.loads(sound.with_suffix(".truth.json").read_text(encoding="utf-8"))
        made = heard(recognizer, sound, asked.keep)
        counts, flaws = counted("".join(normal(turn["text"]) for turn in truth), made.segments)
        sums += counts
        sums["uncovered"] += len(made.coverage.uncovered)
        sums["removed"] += len(made.removed)
        flagged += [(least_sure(segment), flaw) for segment, flaw in zip(made.segments, flaws, strict=True)]
    edits = sums["wrong"] + sums["lost"] + sums["invented"]
    print(f"{dict(sums)}, {100 * edits / sums['said']:.2f} % wrong, {time.perf_counter() - begun:.0f} s of work")
    print(f"{len(flagged)} sentences", *stops(flagged), sep="\n")


if __name__ == "__main__":
    main()
