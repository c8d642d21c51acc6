"""The fewest edits from one short text to another."""

from collections.abc import Iterator


def aligned(heard: str, said: str) -> list[tuple[str, str]]:
    """Return the characters of `heard` and `said` side by side with the fewest edits, "" where one has none.

    Where several alignments have the fewest, a character misheard is preferred to one lost and one invented.
    """
    if heard == said:
        return [(char, char) for char in said]
    return list(_path(heard, said, _costs(heard, said)))[::-1]


def edits(heard: str, said: str) -> int:
    """Return the number of characters misheard, lost or invented."""
    return 0 if heard == said else _costs(heard, said)[-1][-1]


def _costs(heard: str, said: str) -> list[list[int]]:
    """Return the fewest edits from each beginning of `heard` to each of `said`."""
    rows = [list(range(len(said) + 1))]
    for number, char in enumerate(heard, start=1):
        above, row = rows[-1], [number]
        for at, other in enumerate(said):
            row.append(min(above[at] + (char != other), above[at + 1] + 1, row[at] + 1))
        rows.append(row)
    return rows


def _path(heard: str, said: str, costs: list[list[int]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a cheapest way, the last first."""
    at, place = len(heard), len(said)
    while at or place:
        if at and place and costs[at][place] == costs[at - 1][place - 1] + (heard[at - 1] != said[place - 1]):
            at, place = at - 1, place - 1
            yield heard[at], said[place]
        elif at and costs[at][place] == costs[at - 1][place] + 1:
            at -= 1
            yield heard[at], ""
        else:
            place -= 1
            yield "", said[place]
