"""How well boundaries agree: precision, recall and F1 within a tolerance, Pk and WindowDiff.

Pk after Beeferman, Berger and Lafferty (1999), WindowDiff after Pevzner and Hearst (2002); both over units (sentences),
with a window of half the mean true length; 0 is best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Agreement:
    """Counts over several meetings; boundaries are the numbers of the units that begin something new, 0 left out."""

    tolerance: int
    hit_said: int = 0
    hit_true: int = 0
    said: int = 0
    true: int = 0
    pk: list[float] = field(default_factory=list)
    window_diff: list[float] = field(default_factory=list)

    def add(self, said: Sequence[int], true: Sequence[int], units: int) -> None:
        """Count one meeting of so many `units`."""
        self.said += len(said)
        self.true += len(true)
        self.hit_said += sum(any(abs(one - other) <= self.tolerance for other in true) for one in said)
        self.hit_true += sum(any(abs(one - other) <= self.tolerance for other in said) for one in true)
        window = max(2, round(units / (len(true) + 1) / 2))
        places = range(units - window)
        if not places:
            return
        counts = [(_between(said, at, window), _between(true, at, window)) for at in places]
        self.pk.append(sum((ours > 0) != (truth > 0) for ours, truth in counts) / len(counts))
        self.window_diff.append(sum(ours != truth for ours, truth in counts) / len(counts))

    def __str__(self) -> str:
        precision, recall = self.hit_said / max(1, self.said), self.hit_true / max(1, self.true)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        errors = ""
        if self.pk:
            errors = f", Pk {_mean(self.pk):.3f}, WindowDiff {_mean(self.window_diff):.3f}"
        return (
            f"precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f} ({self.said} said, {self.true} true){errors}"
        )


def _between(bounds: Sequence[int], at: int, window: int) -> int:
    return sum(at < bound <= at + window for bound in bounds)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
