"""The made-up township: its villages, officials, villagers and what they say; the same for the same seed."""

import csv
import json
import random
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"
VILLAGES = 136
_GROUPS = 6


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of the shipped table `name`."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Seat:
    """An appointment of an adviser: village, adviser, kind, firm, contract, and the day of the month."""

    village: str
    adviser: str
    kind: str
    firm: str
    contract: str
    slot: str


class Township:
    """The people and places of the township that the seed `dice` makes up."""

    def __init__(self, dice: random.Random) -> None:
        """Read the shipped names and sentences."""
        self._dice = dice
        self.cast: dict[str, Any] = json.loads((_DATA / "cast.json").read_text(encoding="utf-8"))
        self.matters, self.notes, self.speeches = (table(name) for name in ("matters", "notes", "speeches"))

    @cached_property
    def villages(self) -> tuple[str, ...]:
        """The names of the villages; the sample's own is the first."""
        named = [f"{first}{last}" for last in self.cast["village_last"] for first in self.cast["village_first"]]
        return tuple(named[:VILLAGES])

    @cached_property
    def secretaries(self) -> dict[str, str]:
        """The party secretary of each village."""
        return {village: self.person() for village in self.villages}

    @cached_property
    def advisers(self) -> tuple[Seat, ...]:
        """The adviser of each village; each advises four villages, on four days of the month."""
        firms, names = self.cast["firms"], [self.person() for _ in range(self.cast["advisers"])]
        seats = []
        for place, village in enumerate(self.villages):
            number = place % len(names)
            firm, kind = firms[number % len(firms)]
            slot = f"第{place // len(names) % 4 + 1}个周{'一二三四五'[number % 5]}"
            seats.append(Seat(village, names[number], kind, firm, f"法顾2026-{number + 1:02d}", slot))
        return tuple(seats)

    def person(self) -> str:
        """Return the made-up name of a villager."""
        return str(self._dice.choice(self.cast["surnames"])) + str(self._dice.choice(self.cast["given"]))

    def village(self) -> str:
        """Return one of the villages."""
        return self._dice.choice(self.villages)

    def home(self, village: str) -> str:
        """Return a group of `village`, as an address is given."""
        return f"{village}{'一二三四五六'[self._dice.randrange(_GROUPS)]}组"

    def speech(self, said: str, village: str) -> str:
        """Return what somebody of `village` says in a night meeting by the pattern `said`."""
        person = self.person()
        group = "一二三四五六"[self._dice.randrange(_GROUPS)]
        return str(said).format(person=person, surname=person[0], village=village, group=group)

    def settings(self, shipped: str) -> str:
        """Return the settings of the township, from the text of the `shipped` example."""
        before, _, rest = shipped.partition("[[villages]]")
        _, mark, after = rest.partition("[words]")
        listed = "".join(f'[[villages]]\nname = "{name}"\ngroups = {_GROUPS}\n\n' for name in self.villages)
        may_see = f'may_see = ["{self.cast["clerk"]}", "{self.cast["second_clerk"]}", "{self.cast["discipline"]}"]'
        lines = [may_see if line.startswith("may_see") else line for line in f"{mark}{after}".splitlines()]
        return f"{before}{listed}" + "\n".join(lines) + "\n"
