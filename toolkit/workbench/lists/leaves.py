"""Long lists in leaves: a page shows one leaf, and says how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from toolkit.workbench.fields import Given

LINES = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Leaf:
    """Which leaf is shown, counted from 1, of how many, and how many lines they hold together."""

    number: int
    leaves: int
    lines: int


def leafed(lines: Sequence[T], given: Given) -> tuple[Sequence[T], Leaf]:
    """Return the lines of the leaf that `given` names in `leaf`, by default the first, and which that is."""
    leaves = max(1, -(-len(lines) // LINES))
    asked = given.get("leaf", "")
    number = min(max(int(asked), 1), leaves) if asked.isascii() and asked.isdecimal() else 1
    return lines[(number - 1) * LINES : number * LINES], Leaf(number, leaves, len(lines))
