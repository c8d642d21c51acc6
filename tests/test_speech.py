"""No second of speech is lost when a recording is cut into chunks."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Stretch
from toolkit.speech import LONGEST_S, chunks, speech_stretches

gaps = st.lists(st.tuples(st.floats(0.31, 5), st.floats(0.15, 90)), max_size=30)


def laid_out(parts: list[tuple[float, float]]) -> tuple[Stretch, ...]:
    """Return stretches of speech from (pause before, length) pairs."""
    position, stretches = 0.0, []
    for pause, length in parts:
        stretches.append(Stretch(position + pause, position + pause + length))
        position += pause + length
    return tuple(stretches)


@given(gaps)
def test_every_second_of_speech_lies_in_exactly_one_chunk(parts: list[tuple[float, float]]) -> None:
    speech = laid_out(parts)
    total = speech[-1].end_s + 1 if speech else 1.0

    held = [part for chunk in chunks(speech, total) for part in chunk.speech]

    assert sum(part.end_s - part.start_s for part in held) == pytest.approx(sum(s.end_s - s.start_s for s in speech))
    assert all(one.end_s <= two.start_s + 1e-6 for one, two in pairwise(held))


@given(gaps)
def test_chunks_follow_each_other_inside_the_recording(parts: list[tuple[float, float]]) -> None:
    speech = laid_out(parts)
    total = speech[-1].end_s if speech else 1.0

    made = chunks(speech, total)

    assert all(0 <= chunk.start_s < chunk.end_s <= total for chunk in made)
    assert all(chunk.end_s - chunk.start_s <= LONGEST_S + 1e-6 for chunk in made)
    assert all(one.end_s <= two.start_s + 1e-6 for one, two in pairwise(made))


def test_a_long_silence_ends_a_chunk() -> None:
    made = chunks((Stretch(0, 2), Stretch(2.4, 4), Stretch(10, 11)), 12)

    assert [len(chunk.speech) for chunk in made] == [2, 1]


def test_nobody_speaks_in_silence() -> None:
    assert speech_stretches(np.zeros(16_000 * 5, dtype=np.float32)) == ()


def test_nobody_speaks_in_a_recording_of_no_length() -> None:
    assert speech_stretches(np.zeros(0, dtype=np.float32)) == ()
