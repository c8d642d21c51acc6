"""The figures of the contestants on one material, and the table of them."""

import argparse
import statistics
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.transcription.comparison import score
from benchmarks.transcription.contestants import TOLD, Outcome, Task, alone
from benchmarks.transcription.materials import Material, seconds_of

SPENT = ("load_s", "seconds", "cpu_s", "peak_mb")
COUNTED = (
    *("said", "wrong", "lost", "invented", "turns", "ends"),
    *("words", "words said", "words forced", "names", "names said"),
)


@dataclass
class Row:
    """The figures of one contestant on one material."""

    contestant: str
    runs: list[Outcome] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def measure(material: Material, chosen: Sequence[str], asked: argparse.Namespace) -> list[Row]:
    """Let each of the `chosen` contestants hear `material` in every run, and return their figures."""
    rows = [Row(name) for name in chosen]
    for _ in range(asked.runs):
        for row in rows:
            lexicon = material.lexicon if row.contestant in TOLD else None
            task = Task(row.contestant, material.sounds, lexicon, asked.model, asked.models, asked.threads)
            row.runs.append(alone(task))
            print(f"{material.name}: {row.contestant} took {row.runs[-1].seconds:.1f} s", file=sys.stderr, flush=True)
        for row in rows:
            row.ratios.append(row.runs[-1].seconds / rows[0].runs[-1].seconds)
    for row in rows:
        for said, heard in zip(material.said, row.runs[-1].texts, strict=True):
            row.counts += score(said, heard, material.words, material.names)
    return rows


def figures(material: Material, row: Row) -> dict[str, Any]:
    """Return what is told of `row`: medians of the runs, and the counts of the last."""
    middle = {name: statistics.median(getattr(run, name) for run in row.runs) for name in SPENT}
    counts = row.counts
    edits = counts["wrong"] + counts["lost"] + counts["invented"]
    return {
        "material": material.name,
        "contestant": row.contestant,
        "sound_s": round(sum(map(seconds_of, material.sounds)), 1),
        **{name: round(value, 2) for name, value in middle.items()},
        "of_ours": round(statistics.median(row.ratios), 3),
        "cer": round(100 * edits / counts["said"], 2) if counts["said"] else None,
        **{name: counts[name] for name in COUNTED},
        "same_in_all_runs": len({run.texts for run in row.runs}) == 1,
        "texts": row.runs[-1].texts,
        "runs": [{name: round(getattr(run, name), 2) for name in SPENT} for run in row.runs],
    }


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print one table of the figures of all contestants on one material."""
    print(f"\n{rows[0]['material']}, {rows[0]['sound_s']:.0f} s of sound, {rows[0]['said']} characters said")
    print(
        f"  {'':<15}{'load s':>7}{'time s':>9}{'x real':>8}{'of ours':>8}{'cpu s':>9}{'peak MB':>8}"
        f"{'CER %':>7}{'wrong':>6}{'lost':>6}{'invented':>9}{'ends':>9}{'words':>8}{'forced':>7}{'names':>8}"
    )
    for row in rows:
        cer = "-" if row["cer"] is None else f"{row['cer']:.2f}"
        shares = [f"{row[kind]}/{row[total]}" for kind, total in (("ends", "turns"), ("words", "words said"))]
        speed = row["sound_s"] / max(row["seconds"], 0.001)  # of pure silence nothing is decoded
        print(
            f"  {row['contestant']:<15}{row['load_s']:>7.1f}{row['seconds']:>9.2f}{speed:>8.1f}{row['of_ours']:>8.2f}"
            f"{row['cpu_s']:>9.1f}{row['peak_mb']:>8.0f}{cer:>7}{row['wrong']:>6}{row['lost']:>6}{row['invented']:>9}"
            f"{shares[0]:>9}{shares[1]:>8}{row['words forced']:>7}{row['names']:>5}/{row['names said']}"
        )
        if not row["same_in_all_runs"]:
            print("                 (another text in another run)")
