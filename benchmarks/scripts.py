"""Written meetings with labels, read from the folders of their authors, and the ways they are made harder.

A transcript of a script is `labels` (perfect voices and pauses), `plain` (pauses only), `bare` (neither), and so on:
see `WAYS`. The form of a file is told in `tests/data/training/README.md`.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.chinese import syllable
from toolkit.records import Coverage, Engine, RecordingRef, Segment, Transcript
from toolkit.workspace import Village

CHARACTERS_A_SECOND = 5.0
_TOP = Path(__file__).parent.parent


@dataclass(frozen=True)
class Line:
    """One sentence of a script: who says it, whether it begins a turn, and the grievance it belongs to."""

    text: str
    speaker: str
    role: str
    grievance: str | None
    pause_s: float
    begins_turn: bool


@dataclass(frozen=True)
class Script:
    """A written meeting of `author`: its lines and the labels of its grievances by their number."""

    name: str
    author: str
    style: str
    villages: tuple[Village, ...]
    lines: tuple[Line, ...]
    labels: dict[str, dict]


def read(path: Path) -> Script:
    """Return the script in the JSON file `path`; its folder is its author.

    What takes up a matter of the same meeting again (`same_as` names it) is a further passage of that matter.
    """
    script = json.loads(path.read_text(encoding="utf-8"))
    labels = {str(key): value for key, value in script["labels"].items()}
    again = {key: str(label.get("same_as")) for key, label in labels.items() if str(label.get("same_as")) in labels}
    lines: list[Line] = []
    for turn in script["turns"]:
        for at, one in enumerate(turn["sentences"]):
            number = one.get("grievance")
            pause = float(turn.get("pause_before_s") or 0.5) if at == 0 else 0.35
            key = None if number is None else again.get(str(number), str(number))
            lines.append(Line(one["text"], str(turn["speaker"]), str(turn.get("role")), key, pause, at == 0))
    villages = tuple(
        Village(str(each if isinstance(each, str) else each.get("name"))) for each in script.get("villages", ())
    )
    told = {key: label for key, label in labels.items() if key not in again}
    return Script(script["meeting"], path.parent.name, script.get("style", ""), villages, tuple(lines), told)


def of_folders(*folders: Path) -> Iterator[Script]:
    """Give the scripts of all JSON files in `folders`, in the order of their names; a broken one is named and left."""
    for folder in folders:
        for path in sorted(folder.rglob("*.json")):
            try:
                script = read(path)
            except (KeyError, ValueError, TypeError, AttributeError) as fault:
                print(f"left out {path.name}: {fault!r}")
                continue
            yield script


def training_folders() -> list[Path]:
    """Return the folders of the authors whose meetings are learned from."""
    folders = sorted(path for path in (_TOP / "tests" / "data" / "training").iterdir() if path.is_dir())
    first, second, *others = (_TOP / "benchmarks" / "unheard" / f"train-{author}" for author in "abeghjmn")
    return [first, second, *folders, *others]


@dataclass(frozen=True)
class Way:
    """The noise of a transcript made of a script: voices or none, pauses or none, shares of wrong ends and sounds."""

    labels: bool = False
    pauses: bool = True
    wrong_ends: float = 0.0
    misheard: float = 0.0


WAYS = {
    "plain": Way(),
    "labels": Way(labels=True),
    "bare": Way(pauses=False),
    "labels, no pauses": Way(labels=True, pauses=False),
    "plain, 20 % of turn ends wrong": Way(wrong_ends=0.2),
    "labels, 20 % of turn ends wrong": Way(labels=True, wrong_ends=0.2),
    "plain, 15 % misheard": Way(misheard=0.15),
}


def transcript(script: Script, way: Way, seed: int = 1) -> Transcript:
    """Return the transcript of `script`, a segment a line."""
    dice = random.Random(seed)  # noqa: S311 - noise, not a secret
    lines = _with_wrong_ends(script.lines, way.wrong_ends, dice)
    now, segments = 0.0, []
    for number, line in enumerate(lines, start=1):
        now += (line.pause_s if line.begins_turn else dice.uniform(0.2, 0.5)) if way.pauses else 0.3
        end = now + max(1, len(line.text)) / CHARACTERS_A_SECOND
        text = misheard(line.text, way.misheard, dice) if way.misheard else line.text
        voice = line.speaker if way.labels else None
        segments.append(Segment(f"s{number:04d}", number, round(now, 2), round(end, 2), text, speaker=voice))
        now = end
    ref = RecordingRef(None, "0" * 64, now + 1)
    return Transcript(ref, Engine("none", "0", "none", None), tuple(segments), (), Coverage(0, 0, ()))


def _with_wrong_ends(lines: tuple[Line, ...], share: float, dice: random.Random) -> list[Line]:
    """Move a share of the turn ends by one sentence: voice and pause change one too early or too late."""
    moved = list(lines)
    for at in [at for at, line in enumerate(lines) if at and line.begins_turn and dice.random() < share]:
        before, line = moved[at - 1], moved[at]
        if dice.random() < 0.5 and at + 1 < len(lines) and not lines[at + 1].begins_turn:  # noqa: PLR2004
            moved[at] = replace(line, speaker=before.speaker, begins_turn=False, pause_s=0.35)
            moved[at + 1] = replace(moved[at + 1], begins_turn=True, pause_s=line.pause_s)
        elif not before.begins_turn:
            moved[at - 1] = replace(before, speaker=line.speaker, begins_turn=True, pause_s=line.pause_s)
            moved[at] = replace(line, begins_turn=False, pause_s=0.35)
    return moved


def misheard(text: str, share: float, dice: random.Random) -> str:
    """Return `text` with a `share` of its characters heard as others of the same sound."""
    return "".join(_heard(char, dice) if dice.random() < share else char for char in text)


_POOL: dict[str, list[str]] = {}


def _heard(char: str, dice: random.Random) -> str:
    if not _POOL:
        for code in range(0x4E00, 0x9FA6):
            if chr(code).encode("gb2312", "ignore"):
                _POOL.setdefault(syllable(chr(code)), []).append(chr(code))
    return dice.choice(_POOL.get(syllable(char), [char]))
