"""A decoder that stands in for a real one: it answers as a test tells it, at once and without weights."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from toolkit.recognition.decoders import Heard, HeardWord, Options
from toolkit.records import RecordingRef, Stretch
from toolkit.sound import Samples

REFERENCE = RecordingRef(None, "0" * 64, 120.0)
SPEECH = tuple(Stretch(start, start + 3.0) for start in (1.0, 6.0, 40.0, 47.0, 90.0, 110.0))
SILENT_SAMPLES = np.zeros(120 * 16_000, dtype=np.float32)
TALK = (
    *("路灯坏了三个月。", "没有人来修一修。", "水渠又堵了半年。"),
    *("低保还没有发呢。", "工钱也没有给清。", "娃儿上学要走路。"),
)

Answer = Callable[[Samples, Options], Heard]


class Stand:
    """A decoder that answers as it is told; `asked` counts the sounds it was given."""

    name, version, model, sha256 = "stand-in", "1", "none", None
    takes_options = True

    def __init__(self, answer: Answer, at_once: int = 2) -> None:
        self._answer = answer
        self.at_once = at_once
        self.asked = 0
        self.is_closed = False
        self.parts: list[tuple[float, float]] = []

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Have room for two."""
        return tuple(words[:2])

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Answer for each sound."""
        self.asked += len(sounds)
        return tuple(replace(self._answer(sound, options), sound=len(sound) / 16_000) for sound in sounds)

    def likelihoods(
        self, sound: float, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Find what was heard a little likelier than anything else."""
        assert set(words) <= {"大槐营"}
        assert part_s[0] < sound
        self.parts.append(part_s)
        return (0.0, *(-3.0 for _ in texts[1:]))

    def close(self) -> None:
        """Note that it was closed."""
        self.is_closed = True


def spread(text: str, seconds: float, log_probability: float = -0.2) -> Heard:
    """Return `text` heard evenly over `seconds`."""
    step = seconds / max(1, len(text))
    words = (HeardWord(n * step, (n + 1) * step, sign, 0.9) for n, sign in enumerate(text))
    return Heard(tuple(words), log_probability)


def plainly(sound: Samples, _options: Options) -> Heard:
    """Hear enough for the sound's length."""
    seconds = len(sound) / 16_000
    return spread("".join(TALK[: max(1, round(seconds / 3))]), seconds)
