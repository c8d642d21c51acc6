"""No second of speech is lost when a recording is cut into chunks."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Chunk, Stretch
from toolkit.sound.speech import LONGEST_S, chunks, heard_at, moment, parts_heard, speech_stretches

gaps = st.lists(st.tuples(st.floats(0.31, 5), st.floats(0.15, 90)), max_size=30)


def heard_s(chunk: Chunk) -> float:
    """Return how many seconds are heard of `chunk`."""
    return sum(part.end_s - part.start_s for part in parts_heard(chunk))


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
    assert all(heard_s(chunk) <= LONGEST_S + 1e-6 for chunk in made)
    assert all(one.end_s <= two.start_s + 1e-6 for one, two in pairwise(made))


@given(gaps)
def test_all_speech_is_heard_and_no_pause_longer_than_half_a_second(parts: list[tuple[float, float]]) -> None:
    speech = laid_out(parts)

    for chunk in chunks(speech, speech[-1].end_s + 1 if speech else 1.0):
        heard = parts_heard(chunk)
        assert all(
            any(one.start_s <= said.start_s and said.end_s <= one.end_s for one in heard) for said in chunk.speech
        )
        pauses = [two.start_s - one.end_s for one, two in pairwise(chunk.speech)]
        spoken_s = sum(said.end_s - said.start_s for said in chunk.speech)
        margins_s = chunk.speech[0].start_s - chunk.start_s + chunk.end_s - chunk.speech[-1].end_s
        assert heard_s(chunk) == pytest.approx(spoken_s + margins_s + sum(min(pause, 0.5) for pause in pauses))


@given(gaps, st.floats(0, 1))
def test_every_moment_heard_is_known_by_its_second_of_the_recording(
    parts: list[tuple[float, float]], share: float
) -> None:
    speech = laid_out(parts)

    for chunk in chunks(speech, speech[-1].end_s + 1 if speech else 1.0):
        heard = parts_heard(chunk)
        at_s = moment(heard, share * heard_s(chunk))
        before_s = sum(max(0.0, min(one.end_s, at_s) - one.start_s) for one in heard)
        assert any(one.start_s - 1e-6 <= at_s <= one.end_s + 1e-6 for one in heard)
        assert before_s == pytest.approx(share * heard_s(chunk), abs=1e-6)


@given(gaps, st.floats(0, 1))
def test_where_a_second_is_heard_leads_back_to_it(parts: list[tuple[float, float]], share: float) -> None:
    speech = laid_out(parts)

    for chunk in chunks(speech, speech[-1].end_s + 1 if speech else 1.0):
        heard = parts_heard(chunk)
        at_s = share * heard_s(chunk)
        assert heard_at(heard, moment(heard, at_s)) == pytest.approx(at_s, abs=1e-6)


def test_a_long_silence_is_not_heard_and_does_not_end_a_chunk() -> None:
    (chunk,) = chunks((Stretch(1, 2), Stretch(2.4, 4), Stretch(10, 11)), 12)

    assert parts_heard(chunk) == (Stretch(0.6, 4.25), Stretch(9.75, 11.4))


def test_nobody_speaks_in_silence() -> None:
    assert speech_stretches(np.zeros(16_000 * 5, dtype=np.float32)) == ()


def test_nobody_speaks_in_a_recording_of_no_length() -> None:
    assert speech_stretches(np.zeros(0, dtype=np.float32)) == ()
