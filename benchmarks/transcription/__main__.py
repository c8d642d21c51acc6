"""Measure transcription: ours against openai-whisper, faster-whisper and sherpa-onnx as they come, same weights.

Run by hand: `python -m benchmarks.transcription [--second] [--speech] [--only NAME…]`, for hours with `--long`,
`--silence` or `--kills 20`.
Each contestant runs in a process of its own; the clock starts when the weights are loaded and the sound is samples.
In every run each contestant has its turn, so that ratios are of one hour and one load of the machine.
What is measured here must not flow back into the program: bounds, word lists and options are settled elsewhere.

How texts are compared is said in `comparison`. Columns of the table:

  load s     seconds to load the weights          lost      characters said that have no counterpart
  time s     median of the runs                   invented  characters written that nobody said
  x real     seconds of sound in one of work      ends      turns whose last four characters have counterparts (3 of 4)
  cpu s      seconds of work of all cores         words     words of the lexicon that stand where they were said
  peak MB    most memory, samples included        forced    words of the lexicon that stand where nobody said them
  CER %      (wrong + lost + invented) / said     names     people's names that stand where they were said
  of ours    time of this contestant in that of ours (of the first, without ours); above 1 it is slower
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.transcription.contestants import CONTESTANTS, TOLD
from benchmarks.transcription.figures import figures, measure, table
from benchmarks.transcription.kills import kills
from benchmarks.transcription.materials import Material, clips, long, meeting, quiet

TOP = Path(__file__).parents[2]
SAMPLE = TOP / "examples" / "2026-09-night-meeting"
SECOND = TOP / "benchmarks" / "second_meeting"


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Measure transcription against its peers.")
    parser.add_argument("--only", nargs="+", choices=CONTESTANTS, metavar="NAME", help=", ".join(CONTESTANTS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--second", action="store_true", help="the second meeting instead of the sample")
    parser.add_argument("--sound", type=Path, help="another meeting, with --truth and perhaps --lexicon")
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--lexicon", type=Path)
    shared = TOP.parent / "shared" / "speech"
    parser.add_argument("--speech", type=Path, nargs="?", const=shared, metavar="FOLDER", help="read sentences as well")
    instead = "instead of the meeting once: "
    parser.add_argument("--long", action="store_true", help=instead + "over and over with noise, for two hours")
    parser.add_argument("--silence", action="store_true", help=instead + "where nobody can be understood")
    parser.add_argument("--kills", type=int, default=0, metavar="TIMES", help=instead + "kill -9 and resume")
    parser.add_argument("--model", default="base")
    parser.add_argument("--models", type=Path, default=TOP / "archive" / "models", help="where weights may lie")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="write all figures and texts to this file")
    asked = parser.parse_args()
    if (asked.sound is None) != (asked.truth is None):
        parser.error("--sound and --truth go together")
    return asked


def chosen_meeting(asked: argparse.Namespace) -> Material:
    """Return the meeting that was asked for."""
    if asked.sound:
        return meeting(asked.sound.name, asked.sound, asked.truth, asked.lexicon)
    if asked.second:
        parts = [SECOND / name for name in ("meeting.mp3", "meeting.truth.json", "lexicon.csv")]
        return meeting("second meeting", parts[0], parts[1], asked.lexicon or parts[2])
    sound, truth = SAMPLE.with_suffix(".mp3"), SAMPLE.with_suffix(".truth.json")
    return meeting("sample meeting", sound, truth, asked.lexicon or SAMPLE.parent / "lexicon.csv")


def materials(asked: argparse.Namespace, folder: Path) -> Iterator[Material]:
    """Give what is to be heard, made in `folder` where it must be made."""
    one = chosen_meeting(asked)
    if not (asked.long or asked.silence or asked.kills):
        yield one
    if asked.speech:
        yield clips(asked.speech, one)
    if asked.long:
        yield long(one, folder)
    if asked.silence:
        yield from quiet(one, folder)


def main() -> None:
    """Measure what was asked for and print it."""
    asked = arguments()
    measured: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for material in materials(asked, Path(folder)):
            chosen = [name for name in CONTESTANTS if not asked.only or name in asked.only]
            chosen = [name for name in chosen if material.lexicon or name not in TOLD]
            rows = [figures(material, row) for row in measure(material, chosen, asked)]
            table(rows)
            measured += rows
    survived = kills(asked.kills, chosen_meeting(asked).sounds[0]) if asked.kills else {}
    if survived:
        print("\nkill -9 and resume:", ", ".join(f"{name} {value}" for name, value in survived.items()))
    if asked.json:
        asked.json.write_text(json.dumps({"rows": measured, "kills": survived}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
