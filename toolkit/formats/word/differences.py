"""Differences between the lines of two versions of a text."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

_ALIKE = 0.5  # the least ratio of characters that two versions of one line have in common


@dataclass(frozen=True)
class Difference:
    """A line that differs; `old` is None for an added line, `new` for a removed one."""

    kind: Literal["added", "removed", "changed"]
    old: str | None
    new: str | None


def differences(before: Sequence[str], after: Sequence[str]) -> tuple[Difference, ...]:
    """Return the differences between two versions' lines (see `WordFile.lines`), in the order of the text.

    Two lines count as one changed line when more than half of their characters agree.
    """
    different: list[Difference] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind != "equal":
            different += _pairs(list(before[low:high]), after[new_low:new_high])
    return tuple(different)


def _pairs(old: list[str], new: Sequence[str]) -> Iterator[Difference]:
    """Yield the differences of two blocks of lines: each new line is paired with the next old line that is alike."""
    for line in new:
        partner = next((at for at, earlier in enumerate(old) if _alike(earlier, line)), None)
        if partner is None:
            yield Difference("added", None, line)
            continue
        yield from (Difference("removed", earlier, None) for earlier in old[:partner])
        yield Difference("changed", old[partner], line)
        del old[: partner + 1]
    yield from (Difference("removed", earlier, None) for earlier in old)


def _alike(old: str, new: str) -> bool:
    return difflib.SequenceMatcher(None, old, new, autojunk=False).ratio() > _ALIKE
