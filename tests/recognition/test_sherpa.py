"""sherpa-onnx as a decoder: families with and without times, sounds that are too long, and too little memory."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition import tiny_models, whisper_export
from toolkit.chinese import script
from toolkit.core import MissingWeightsError, TooLittleMemoryError
from toolkit.recognition import decoders, families, guards, models
from toolkit.recognition.decoders import HeardWord, Options, Reserve, sherpa
from toolkit.sound import Samples, audio

if TYPE_CHECKING:
    from toolkit.recognition.decoders import Decoder
    from toolkit.recognition.decoders.faster_whisper import FasterWhisper

SAMPLE = Path(__file__).parents[2] / "examples" / "2026-09-night-meeting.mp3"
RATE = 16_000


class Memory(NamedTuple):
    """The free memory of a machine, in bytes."""

    available: int


class Ear:
    """An aligner that spreads a text evenly over the sound; the encoded sound is its length in seconds."""

    def encoded(self, sound: Samples) -> float:
        """Return the length of `sound`."""
        return len(sound) / RATE

    def aligned(self, sound: float, seconds: float, text: str) -> tuple[HeardWord, ...]:
        """Give each character as long as the others."""
        assert sound == seconds
        step = seconds / len(text)
        return tuple(HeardWord(n * step, (n + 1) * step, each, 0.5) for n, each in enumerate(text))

    def likelihoods(
        self, sound: float, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Find the shorter text likelier."""
        assert part_s[1] <= sound
        assert not words
        return tuple(-float(len(text)) for text in texts)

    def close(self) -> None:
        """Have nothing to free."""


def loaded(folder: Path) -> sherpa.SherpaOnnx:
    """Load the model in `folder` with an aligner that stands in."""
    ear = Reserve("ear", lambda: cast("FasterWhisper", Ear()))
    return sherpa.SherpaOnnx(families.folder_of(folder), "tiny", None, 1, ear)


def noise_at(*starts_s: float, seconds: float) -> Samples:
    """Return silence with 0.3 s of noise from each of `starts_s`."""
    sound = np.zeros(int(seconds * RATE), np.float32)
    noise = np.random.default_rng(1).normal(0, 0.3, int(0.3 * RATE)).astype(np.float32)
    for start_s in starts_s:
        sound[int(start_s * RATE) :][: len(noise)] = noise
    return sound


@pytest.mark.parametrize("make", [tiny_models.sense_voice, tiny_models.fire_red_ctc])
def test_characters_stand_where_they_were_heard(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    decoder = loaded(make(tmp_path / "模型"))

    (heard,) = decoder.decode([noise_at(1.0, 3.0, 4.5, seconds=6.0)], Options())

    assert guards.letters(heard.text) == tiny_models.CHARACTER * 3
    assert [word.start_s for word in heard.words] == pytest.approx([1.0, 3.0, 4.5], abs=0.1)
    assert heard.log_probability is None
    assert not decoder.aligner.is_loaded


def test_a_family_that_writes_no_marks_gets_a_comma_at_each_pause(tmp_path: Path) -> None:
    decoder = loaded(tiny_models.fire_red_ctc(tmp_path / "模型"))

    (heard,) = decoder.decode([noise_at(1.0, 3.0, seconds=6.0)], Options())

    assert heard.text == f"{tiny_models.CHARACTER}，{tiny_models.CHARACTER}"


@pytest.mark.parametrize("has_times", [True, False])
def test_a_text_without_times_is_laid_over_the_sound_by_the_aligner(tmp_path: Path, *, has_times: bool) -> None:
    decoder = loaded(tiny_models.paraformer(tmp_path / "模型", has_times=has_times))

    (heard,) = decoder.decode([noise_at(1.0, seconds=3.0)], Options())

    assert decoder.aligner.is_loaded is not has_times
    assert tiny_models.CHARACTER in heard.text
    assert all(0 <= word.start_s <= word.end_s <= 3.0 and word.probability is None for word in heard.words)


def test_the_aligner_judges_which_word_the_sound_fits(tmp_path: Path) -> None:
    decoder = loaded(tiny_models.sense_voice(tmp_path / "模型"))
    (heard,) = decoder.decode([noise_at(1.0, seconds=3.0)], Options())

    assert decoder.likelihoods(heard.sound, (0.0, 2.0), ["柳树湾", "柳树"], ()) == (-3.0, -2.0)


@given(seconds=st.floats(0.5, 90), longest_s=st.floats(10, 30), seed=st.integers(0, 9))
def test_a_long_sound_is_cut_into_pieces_that_together_are_the_sound(
    seconds: float, longest_s: float, seed: int
) -> None:
    sound = np.random.default_rng(seed).random(int(seconds * RATE), np.float32)

    pieces = list(sherpa.pieces(sound, longest_s))

    assert np.array_equal(np.concatenate(pieces), sound)
    assert all(len(piece) <= longest_s * RATE for piece in pieces)


def test_a_long_sound_is_cut_in_the_pause() -> None:
    sound = np.ones(30 * RATE, np.float32)
    sound[17 * RATE : 18 * RATE] = 0

    first, *_ = sherpa.pieces(sound, 20.0)

    assert 17 <= len(first) / RATE <= 18


@pytest.mark.parametrize(
    "tokens,text",
    [
        (["我", "说", "▁Wi", "fi", "坏", "了"], "我说 Wifi坏了"),
        (["wi@@", "fi", "坏", "了", "ok"], "wifi坏了 ok"),
        (["补", "偿", "3", "6", "0"], "补偿360"),
    ],
)
def test_tokens_are_written_as_words(tokens: list[str], text: str) -> None:
    assert "".join(sherpa.written(tokens)) == text


def test_too_little_memory_is_told_before_the_model_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_models.sense_voice(tmp_path / "模型")
    monkeypatch.setattr(psutil, "virtual_memory", lambda: Memory(1000))

    with pytest.raises(TooLittleMemoryError, match="内存不够"):
        decoders.load("sherpa-onnx", "模型", tmp_path)


class Whispering:
    """Stands in for a loaded Whisper of the starter model's size."""

    name, model = "faster-whisper", "base"


def test_without_a_larger_whisper_a_whole_model_of_another_family_is_in_reserve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEHUA_MODELS", str(tmp_path / "shared"))
    monkeypatch.setattr(models, "stronger", lambda *_: None)
    decoder = cast("Decoder", Whispering())
    assert decoders.reserve(decoder, tmp_path) is None
    (tiny_models.sense_voice(tmp_path / "半个") / "tokens.txt").write_bytes(b"")
    assert decoders.reserve(decoder, tmp_path) is None

    tiny_models.sense_voice(tmp_path / "四川话")

    other = decoders.reserve(decoder, tmp_path)
    assert other is not None
    assert (other.model, other.is_loaded) == ("四川话", False)
    assert other.sha256 == decoders.load("sherpa-onnx", "四川话", tmp_path).sha256
    assert other.decoder.name == "sherpa-onnx"


def test_the_engine_follows_from_the_model(tmp_path: Path) -> None:
    tiny_models.sense_voice(tmp_path / "四川话")

    assert decoders.load("auto", "四川话", tmp_path).name == "sherpa-onnx"
    with pytest.raises(MissingWeightsError):
        decoders.load("sherpa-onnx", "没有", tmp_path)


def test_a_changed_file_changes_the_hash_of_the_model(tmp_path: Path) -> None:
    folder = tiny_models.sense_voice(tmp_path / "模型")
    before = decoders.load("auto", "模型", tmp_path).sha256
    with (folder / "tokens.txt").open("a", encoding="utf-8") as file:
        file.write("又 7\n")

    assert decoders.load("auto", "模型", tmp_path).sha256 != before


@pytest.mark.slow
def test_the_starter_model_in_onnx_hears_what_it_hears_elsewhere(tmp_path: Path) -> None:
    whisper_export.main(str(tmp_path / "whisper-base-onnx"))
    clip = audio.samples(SAMPLE)[int(42.0 * RATE) : int(66.0 * RATE)]
    decoder = decoders.load("auto", "whisper-base-onnx", tmp_path)

    first, again = decoder.decode([clip, clip], Options())

    assert first == again
    assert "李国强" in script.simplified(first.text)
    said = next(n for n, word in enumerate(first.words) if "李" in script.simplified(word.text))
    where = (first.words[said].start_s - 0.5, first.words[said].end_s + 0.8)
    right, wrong = decoder.likelihoods(first.sound, where, ["李国强", "没国强"], ())
    assert right > wrong
    assert all(one.start_s <= two.start_s for one, two in zip(first.words, first.words[1:], strict=False))
    decoder.close()
