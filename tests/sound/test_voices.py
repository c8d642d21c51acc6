"""Voices are heard the same each time, by the network that was pinned, and tell people apart."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from toolkit.core.errors import MissingWeightsError, WrongWeightsError
from toolkit.records import Stretch
from toolkit.sound import audio, voice_weights, voices

SAMPLE = Path(__file__).parents[2] / "examples" / "2026-09-night-meeting.mp3"
RATE = 16_000


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Let torch work with one thread, as it does in `on_all_cores`: several wait for each other on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def sample() -> NDArray[np.float32]:
    return audio.samples(SAMPLE)


def voice(samples: NDArray[np.float32], start_s: float, end_s: float) -> NDArray[np.float32]:
    """Return the voice of one stretch of `samples`."""
    heard = voices.voice_track(samples, [Stretch(start_s, end_s)])
    return heard.voices(np.array([0]), np.array([len(heard)]))[0]


def test_the_blocks_of_a_stretch_cover_it_without_a_gap(sample: NDArray[np.float32]) -> None:
    heard = voices.voice_track(sample, [Stretch(2.0, 3.1), Stretch(3.5, 4.0)])

    assert heard.times[0, 0] == 2.0
    assert heard.times[-1, 1] == 4.0
    gaps = heard.times[1:, 0] - heard.times[:-1, 1]
    assert gaps[gaps > 1e-9].tolist() == pytest.approx([0.4])


def test_one_person_sounds_more_like_herself_than_like_another(sample: NDArray[np.float32]) -> None:
    # The third speaker comes back at 204 s; the second is another person.
    third, again, second = voice(sample, 43, 47), voice(sample, 206, 210), voice(sample, 19, 23)

    assert third @ again > third @ second + 0.2


def test_a_voice_is_the_same_at_another_loudness(sample: NDArray[np.float32]) -> None:
    assert voice(sample, 43, 47) @ voice(sample * 0.1, 43, 47) > 0.995


def test_a_voice_pooled_from_sums_is_the_voice_of_the_whole_network(sample: NDArray[np.float32]) -> None:
    part = sample[20 * RATE : 23 * RATE + 240]
    network = voices._definition().CAMPPlus(feat_dim=80, embedding_size=192)
    network.load_state_dict(torch.load(voice_weights.weights_file(), weights_only=True))
    bank = voices._filter_bank(part)
    with torch.inference_mode():
        whole = network.eval()(torch.from_numpy(bank - bank.mean(axis=0))[None])[0].numpy()

    assert voice(sample, 20, 23) == pytest.approx(whole / np.linalg.norm(whole), abs=1e-4)


def test_a_tone_lies_in_the_band_of_its_pitch() -> None:
    for band, hertz in ((10, 309.9), (40, 1841.6), (70, 5696.1)):  # centres on the mel scale
        tone = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE).astype(np.float32)

        assert np.argmax(voices._filter_bank(tone), axis=1).tolist() == [band] * 98


def test_speech_at_the_very_end_of_a_recording_is_heard_as_far_as_it_goes(sample: NDArray[np.float32]) -> None:
    short = sample[: 5 * RATE]

    assert len(voices.voice_track(short, [Stretch(4.0, 5.0)])) == 5
    assert len(voices.voice_track(short, [Stretch(4.99, 5.0)])) == 0
    assert len(voices.voice_track(short, [])) == 0


def test_work_on_all_cores_keeps_its_order_and_torch_its_threads() -> None:
    torch.set_num_threads(2)

    with voices.on_all_cores(lambda number: number * 2, range(50)) as results:
        assert list(results) == list(range(0, 100, 2))
    assert torch.get_num_threads() == 2


def test_without_the_package_the_message_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_weights, "_PACKAGE", "no_such_package")

    with pytest.raises(MissingWeightsError, match="分辨发言人"):
        voice_weights.weights_file()


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrong = tmp_path / voice_weights._WEIGHTS
    wrong.parent.mkdir(parents=True)
    shutil.copyfile(voice_weights.weights_file(), wrong)
    with wrong.open("r+b") as file:
        file.write(b"x")
    monkeypatch.setattr(voice_weights, "_package", lambda: tmp_path)

    with pytest.raises(WrongWeightsError):
        voice_weights.weights_file()
