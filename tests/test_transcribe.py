"""The transcript loses nothing and invents nothing, whatever a decoder comes back with."""

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import speech, transcribe
from toolkit.errors import NoSpeechError, UnknownEngineError
from toolkit.records import Engine, RecordingRef, Segment, Stretch
from toolkit.transcribe import Heard, Options, Samples

REFERENCE = RecordingRef(None, "0" * 64, 10.0)
TWO_STRETCHES = (Stretch(1.0, 4.0), Stretch(6.0, 9.0))
SILENT_SAMPLES = np.zeros(160_000, dtype=np.float32)


class Stand:
    """A decoder that answers with what it was given."""

    engine = Engine("stand-in", "1", "none", None)

    def __init__(self, answer: Callable[[str | None], tuple[Heard, ...]]) -> None:
        self._answer = answer

    def decode(self, samples: Samples, prompt: str | None, beam_size: int) -> tuple[Heard, ...]:
        """Answer by the prompt alone."""
        assert len(samples)
        assert beam_size
        return self._answer(prompt)


@pytest.fixture(autouse=True)
def two_people_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let speech be heard from second 1 to 4 and from 6 to 9 of any ten seconds."""
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: TWO_STRETCHES)


def made(answer: Callable[[str | None], tuple[Heard, ...]], words: tuple[str, ...] = ()) -> transcribe.Transcript:
    """Return the transcript of ten seconds in which a decoder gives `answer`."""
    return transcribe.transcribe(Stand(answer), SILENT_SAMPLES, REFERENCE, Options(prompt_words=words))


heard = st.builds(
    Heard,
    st.floats(-1, 40, allow_nan=False),
    st.floats(-1, 40, allow_nan=False),
    st.text(alphabet="路灯坏了三個月", max_size=12),
    st.floats(-5, 0.5, allow_nan=False),
)


@given(st.lists(heard, max_size=6))
def test_segments_follow_each_other_inside_the_recording(answer: list[Heard]) -> None:
    transcript = made(lambda _prompt: tuple(answer))

    assert all(0 <= one.start_s < one.end_s <= 10 for one in transcript.segments)
    assert all(one.end_s <= two.start_s for one, two in pairwise(transcript.segments))
    assert [one.number for one in transcript.segments] == list(range(1, len(transcript.segments) + 1))
    assert all(one.text and 0 <= (one.confidence or 0) <= 1 for one in transcript.segments)


def test_text_is_always_simplified_with_chinese_punctuation() -> None:
    transcript = made(lambda _prompt: (Heard(0, 3, "請不要 點頭,好嗎?", -0.1),))

    assert transcript.segments[0].text == "请不要，点头，好吗？"


def test_a_loop_is_decoded_again_more_carefully() -> None:
    loop, plain = (Heard(0, 3, "谢谢大家" * 9, -0.1),), (Heard(0, 3, "谢谢大家", -0.1),)

    transcript = made(lambda prompt: loop if prompt else plain)

    assert [one.text for one in transcript.segments] == ["谢谢大家", "谢谢大家"]
    assert transcript.removed == ()


def test_what_stays_a_loop_is_removed_with_its_reason_and_listed() -> None:
    transcript = made(lambda _prompt: (Heard(0, 3, "谢谢大家" * 9, -0.1),))

    assert transcript.segments == ()
    assert {gone.reason for gone in transcript.removed} == {"反复说同一句，像是机器打转"}
    assert transcript.coverage.uncovered == TWO_STRETCHES


def test_an_echo_of_the_prompt_is_removed() -> None:
    transcript = made(lambda _prompt: (Heard(0, 3, "以下是普通话的院落夜话录音", -0.1),))

    assert {gone.reason for gone in transcript.removed} == {"照抄了提示词"}


def test_text_after_the_speech_has_ended_is_removed() -> None:
    transcript = made(lambda _prompt: (Heard(0, 3, "路灯坏了", -0.1), Heard(30, 32, "请订阅", -0.1)))

    assert {gone.text for gone in transcript.removed} == {"请订阅"}
    assert transcript.coverage.uncovered == ()


def test_speech_without_text_is_listed_to_be_listened_to() -> None:
    transcript = made(lambda _prompt: ())

    assert transcript.coverage.uncovered == TWO_STRETCHES
    assert math.isclose(transcript.coverage.speech_s, 6.0)


def test_coverage_counts_only_speech() -> None:
    told = transcribe.coverage(TWO_STRETCHES, (Segment("s1", 1, 0.0, 4.0, "路灯坏了"),))

    assert (told.speech_s, told.text_s, told.uncovered) == (6.0, 3.0, (Stretch(6.0, 9.0),))


def test_a_recording_without_speech_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: ())

    with pytest.raises(NoSpeechError, match="没有听到人说话"):
        made(lambda _prompt: ())


def test_an_unknown_engine_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngineError, match="faster-whisper、whisper"):
        transcribe.load("听写机", "base", tmp_path)


def test_the_prompt_holds_the_local_names_within_the_models_limit() -> None:
    prompt = Options(prompt_words=("柳树湾", *("某地",) * 200)).prompt

    assert "柳树湾" in prompt
    assert len(prompt) < 160
