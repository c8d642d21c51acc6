"""A machine of a cluster played on this one: a process of the program whose decoder needs no weights."""

import hashlib
import importlib.metadata
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.recognition.stand_in import spread
from toolkit.cluster import demands
from toolkit.commands.cli import main
from toolkit.recognition.decoders import Heard, Options
from toolkit.sound import Samples

SIGNS = "路灯坏了三个月没人来修水渠又堵半年低保还有发呢工钱给清娃儿上学要走"


class PlayedDecoder:
    """A decoder whose text is a pure function of the sound and the options, and which takes its time."""

    name, version, model, takes_options, at_once = "played", "1", "base", True, 1

    def __init__(self, sha256: str, slow_s: float) -> None:
        self.sha256, self._slow_s = sha256, slow_s

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Have room for two."""
        return tuple(words[:2])

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Hear signs that stand for the very samples."""
        time.sleep(self._slow_s)
        return tuple(self._heard(sound, options) for sound in sounds)

    @staticmethod
    def _heard(sound: Samples, options: Options) -> Heard:
        digest = hashlib.sha256(np.asarray(sound).tobytes() + repr(options).encode()).digest()
        seconds = len(sound) / 16_000
        text = "".join(SIGNS[digest[n % 32] % len(SIGNS)] for n in range(max(1, int(seconds * 2))))
        return spread(text, seconds)

    def likelihoods(
        self, sound: Any, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Find what was heard likelier than anything else."""
        del sound, part_s, words
        return (0.0, *(-3.0 for _ in texts[1:]))

    def close(self) -> None:
        """Have nothing to free."""


@dataclass(frozen=True)
class Kind:
    """How a played machine differs: the hash of its weights, the seconds a decoding takes, versions, and its clock.

    `clock_s` are the seconds its clock is ahead. With `is_real` it decodes with the weights it has.
    """

    weights: str = "a" * 64
    slow_s: float = 0.0
    versions: Mapping[str, str] = field(default_factory=dict)
    clock_s: float = 0.0
    is_real: bool = False


def run(words: Sequence[str], kind: Kind, log: Path) -> None:
    """Be the machine that runs `yehua WORDS…`, until it is killed; what it says goes to `log`."""
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    play(kind)
    main(list(words))


def play(kind: Kind) -> None:
    """Make this process a machine of that `kind`."""
    if kind.clock_s:
        right = time.time
        time.time = lambda: right() + kind.clock_s
    known = importlib.metadata.version
    importlib.metadata.version = lambda name: kind.versions.get(name) or known(name)
    demands.version = importlib.metadata.version  # type: ignore[attr-defined]
    if not kind.is_real:
        made = PlayedDecoder(kind.weights, kind.slow_s)
        demands.decoders = SimpleNamespace(load=lambda *_given: made, reserve=lambda *_given: None)  # type: ignore[attr-defined]
