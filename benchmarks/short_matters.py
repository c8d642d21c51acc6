"""Short invented matters, a line each, with their subjects, signs and the other side marked in their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts import Line, Script

PATH = Path(__file__).parent.parent / "tests" / "data" / "short_matters.txt"
_SIDE = re.compile(r"\[([pfbo]):(.*?)\]")
_KINDS = {"p": "private", "f": "firm", "b": "public_body", "o": "office_holder"}


@dataclass(frozen=True)
class ShortMatter:
    """A matter in the villager's words, its first-level subjects, its signs (see the file), and the other side."""

    text: str
    classes: tuple[str, ...]
    signs: str
    side: str | None
    side_kind: str | None


def read() -> Iterator[ShortMatter]:
    """Yield the short matters of the file."""
    for line in PATH.read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            classes, signs, text = line.split("\t")
            side = _SIDE.search(text)
            kind = _KINDS[side[1]] if side else None
            yield ShortMatter(_SIDE.sub(r"\2", text), tuple(classes.split("/")), signs, side[2] if side else None, kind)


def scripts_of() -> Iterator[Script]:
    """Yield each short matter as a meeting of one sentence after another."""
    for number, matter in enumerate(read()):
        sentences = [part for part in re.split(r"(?<=[。！？])", matter.text) if part]
        lines = tuple(Line(text, "V", "villager", "1", 0.5, at == 0) for at, text in enumerate(sentences))
        against = None if matter.side is None else {"name": matter.side, "kind": matter.side_kind}
        label = {"against": against, "mediation": "M" in matter.signs, "accusation": "A" in matter.signs}
        yield Script(f"short-{number}", "short", "short", (), lines, {"1": label})
