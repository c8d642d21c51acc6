"""Provincial packs: which article of a province's petition rule lets a notice rest on which ground."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "provinces.toml"


@dataclass(frozen=True)
class Province:
    """A province, the name of its petition rule, and the article for each ground it knows; blank until filled in."""

    name: str
    law: str
    grounds: Mapping[str, str]

    def basis(self, ground: str) -> str | None:
        """Return the article for `ground` (A to F) as a paper cites it, or None when the rule does not know it."""
        article = self.grounds.get(ground)
        return f"《{self.law}》{article}" if article else None


@functools.cache
def provinces() -> Mapping[str, Province]:
    """Return every province by its short name (浙江, 山东 …), blank packs too."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {name: Province(name, row["law"], row.get("grounds", {})) for name, row in rows.items()}


def province(name: str) -> Province | None:
    """Return the pack of the province called `name` (浙江 or 浙江省); None when there is none."""
    return next((pack for known, pack in provinces().items() if name and name.startswith(known)), None)
