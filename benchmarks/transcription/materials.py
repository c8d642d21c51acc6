"""The sounds to be heard, with what is said in them: meetings, read sentences, hours, and noise without words."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.sound import SAMPLE_RATE, audio

RATE = SAMPLE_RATE
TEN_MINUTES = 600 * RATE
LONG_S = 7200

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Material:
    """Sounds with what is said in each of them, turn by turn; the words and names to look for."""

    name: str
    sounds: tuple[Path, ...]
    said: tuple[tuple[str, ...], ...]
    lexicon: Path | None = None
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def seconds_of(sound: Path) -> float:
    """Return the length of `sound` in seconds."""
    return len(np.load(sound, mmap_mode="r")) / RATE if sound.suffix == ".npy" else audio.sound_facts(sound).seconds


def lexicon_words(path: Path | None) -> tuple[str, ...]:
    """Return the words of the lexicon file at `path`."""
    if path is None:
        return ()
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return tuple(line["word"] for line in csv.DictReader(opened))


def meeting(name: str, sound: Path, truth: Path, lexicon: Path | None) -> Material:
    """Return a meeting with its truth: a list of turns with `text`, and perhaps `label` with `person`."""
    turns = json.loads(truth.read_text(encoding="utf-8"))
    labels = [turn.get("label") or {} for turn in turns]
    names = tuple({label["person"] for label in labels if label.get("person")})
    said = tuple(turn["text"] for turn in turns)
    return Material(name, (sound,), (said,), lexicon, lexicon_words(lexicon), names)


def clips(folder: Path, other: Material) -> Material:
    """Return the read Mandarin clips in `folder` whose text is a person's; dialect with a machine's text is left out.

    The lexicon is that of the `other` material: its words are not said here, and must not be put there.
    """
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as opened:
        lines = list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
    chosen = [one for one in lines if one["speech"] == "mandarin" and one["reference_kind"].startswith("human")]
    sounds, said = tuple(folder / one["file"] for one in chosen), tuple((one["reference"],) for one in chosen)
    return Material(f"{len(chosen)} clips of read Mandarin", sounds, said, other.lexicon, other.words)


def long(one: Material, folder: Path) -> Material:
    """Return `one` over and over for two hours, each time with other noise (12 to 25 dB below the voices)."""
    samples, dice = audio.samples(one.sounds[0]), np.random.default_rng(1)
    times = round(LONG_S * RATE / len(samples))
    power = np.sqrt(np.mean(np.square(samples)))
    parts = [samples + rumble(len(samples), power * 10 ** (-dice.uniform(12, 25) / 20), dice) for _ in range(times)]
    name = f"long: {one.name} {times} times"
    return Material(
        name, (saved(folder / "long.npy", parts),), (one.said[0] * times,), one.lexicon, one.words, one.names
    )


def quiet(one: Material, folder: Path) -> Iterator[Material]:
    """Give ten minutes each of nothing, hum, crickets, and a murmur nobody can understand: no word is said."""
    dice, seconds = np.random.default_rng(2), np.arange(TEN_MINUTES) / RATE
    hiss = rumble(TEN_MINUTES, 0.0005, dice)
    hum = sum(0.02 / n * np.sin(2 * np.pi * 50 * n * seconds) for n in (1, 2, 3, 5))
    chirping = (np.sin(2 * np.pi * 30 * seconds) > 0) & (seconds % 1.3 < 0.4)  # noqa: PLR2004 - chirps in bursts
    crickets = 0.03 * np.sin(2 * np.pi * 4500 * seconds) * chirping
    # Voices backwards, four at a time, dull as through a wall (below 800 Hz) and hardly louder than the air: one hears
    # that somebody speaks, but there is no word in it.
    voices = np.resize(audio.samples(one.sounds[0])[::-1], TEN_MINUTES)
    babble = np.sum([np.roll(voices, shift * 31 * RATE) for shift in range(4)], axis=0)
    murmur = np.convolve(babble, np.hanning(40) / np.hanning(40).sum(), "same")
    murmur *= 0.0008 / np.sqrt(np.mean(np.square(murmur)))
    kinds = {"nothing": 0 * hiss, "hum": hum + hiss, "crickets": crickets + hiss, "murmur": murmur + hiss}
    for kind, samples in kinds.items():
        yield Material(f"no words: {kind}", (saved(folder / f"{kind}.npy", [samples]),), ((),), one.lexicon)


def rumble(length: int, level: float, dice: np.random.Generator) -> Samples:
    """Return noise as an open yard has it, deep rather than sharp, of the root mean square `level`."""
    noise = np.convolve(dice.standard_normal(length), 0.9 ** np.arange(60), "same")
    loud: Samples = (noise * (level / np.sqrt(np.mean(np.square(noise))))).astype(np.float32)
    return loud


def saved(path: Path, parts: Sequence[NDArray[Any]]) -> Path:
    """Write the samples `parts` in a row to `path`, and return it."""
    np.save(path, np.clip(np.concatenate(parts), -1, 1).astype(np.float32))
    return path
