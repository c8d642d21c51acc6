"""Who speaks is told by anonymous labels, the same each time, and no voice is ever written."""

import builtins
import io
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from toolkit.records import Segment, Stretch
from toolkit.sound import audio, speakers, voices
from toolkit.sound.speakers import Turn, labelled, turns
from toolkit.sound.speech import speech_stretches

SAMPLE = Path(__file__).parents[2] / "examples" / "2026-09-night-meeting.mp3"
RATE = 16_000
Sound = NDArray[np.float32]
# Of the sample: (who, from, to); the third speaker is heard twice, from two of his turns.
HOST, WOMAN, MAN, MAN_AGAIN = ("host", 0.3, 9.0), ("woman", 18.3, 27.0), ("man", 42.5, 51.0), ("man", 205.0, 213.0)


@pytest.fixture(scope="module")
def sample() -> Sound:
    return audio.samples(SAMPLE)


@pytest.fixture(scope="module")
def talk(sample: Sound) -> Sound:
    """Give a talk of three people: the pieces follow each other without a pause, and the man speaks twice."""
    return one_after_another(sample, HOST, WOMAN, MAN, WOMAN, MAN_AGAIN)


@pytest.fixture(scope="module")
def found(talk: Sound) -> tuple[Turn, ...]:
    return turns(talk, (Stretch(0.0, len(talk) / RATE),))


def one_after_another(sample: Sound, *pieces: tuple[str, float, float]) -> Sound:
    """Return `pieces` of the sample without the silence in them, so that nothing but the voice tells who speaks."""
    parts = [sample[int(start * RATE) : int(end * RATE)] for _, start, end in pieces]
    return np.concatenate(
        [part[round(s.start_s * RATE) : round(s.end_s * RATE)] for part in parts for s in speech_stretches(part)]
    )


def edges(sample: Sound, *pieces: tuple[str, float, float]) -> list[float]:
    """Return when each of `pieces` begins in what `one_after_another` makes of them."""
    return [len(one_after_another(sample, *pieces[:count])) / RATE for count in range(1, len(pieces))]


def test_people_are_numbered_as_they_appear_and_known_when_they_speak_again(found: tuple[Turn, ...]) -> None:
    assert [turn.speaker for turn in found] == ["发言人1", "发言人2", "发言人3", "发言人2", "发言人3"]


def test_a_change_without_a_pause_is_found_within_half_a_second(sample: Sound, found: tuple[Turn, ...]) -> None:
    true = edges(sample, HOST, WOMAN, MAN, WOMAN, MAN_AGAIN)

    assert [turn.start_s for turn in found[1:]] == pytest.approx(true, abs=0.5)


def test_the_same_sound_gives_the_same_turns(talk: Sound, found: tuple[Turn, ...]) -> None:
    assert turns(talk, (Stretch(0.0, len(talk) / RATE),)) == found


def test_one_person_alone_is_one_speaker(sample: Sound) -> None:
    alone = one_after_another(sample, WOMAN, ("woman", 27.0, 36.0))

    assert [turn.speaker for turn in turns(alone, speech_stretches(alone))] == ["发言人1"]


def test_turns_follow_each_other_inside_the_speech(sample: Sound) -> None:
    part = sample[: 45 * RATE]
    speech = speech_stretches(part)

    made = turns(part, speech)

    assert made[0].start_s == speech[0].start_s
    assert made[-1].end_s == speech[-1].end_s
    assert all(turn.start_s < turn.end_s for turn in made)
    assert all(one.end_s <= two.start_s for one, two in pairwise(made))
    assert all(any(turn.start_s <= s.start_s and s.end_s <= turn.end_s for turn in made) for s in speech)


def test_where_nobody_speaks_there_are_no_turns() -> None:
    assert turns(np.zeros(RATE, np.float32), ()) == ()
    assert turns(np.zeros(0, np.float32), ()) == ()


@pytest.mark.parametrize("length", [0.01, 0.03, 0.2, 0.9])
def test_a_single_short_sound_is_one_turn_or_none(length: float) -> None:
    noise = np.random.default_rng(1).standard_normal(RATE).astype(np.float32) * np.float32(0.1)

    assert len(turns(noise, (Stretch(1.0 - length, 1.0),))) <= 1


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give a list of all files that are opened for writing from now on."""
    opened: list[Any] = []
    python, system = builtins.open, os.open

    def by_python(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if set(mode) & set("wax+"):
            opened.append(file)
        return python(file, mode, *rest, **named)

    def by_system(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
            opened.append(path)
        return system(path, flags, *rest, **named)

    monkeypatch.setattr(builtins, "open", by_python)
    monkeypatch.setattr(io, "open", by_python)  # pathlib's
    monkeypatch.setattr(os, "open", by_system)
    return opened


def test_no_voice_is_ever_written(sample: Sound, written: list[Any]) -> None:
    voices._loaded.cache_clear()  # loading the weights must not write either

    assert turns(sample[: 12 * RATE], (Stretch(0.4, 12.0),))
    assert written == []


def test_the_watch_sees_what_is_written(tmp_path: Path, written: list[Any]) -> None:
    (tmp_path / "甲").write_bytes(b"1")
    np.save(tmp_path / "乙.npy", np.zeros(3))
    os.close(os.open(tmp_path / "丙", os.O_WRONLY | os.O_CREAT))

    assert [Path(path).name for path in written] == ["甲", "乙.npy", "丙"]


spans = st.lists(st.tuples(st.floats(0.0, 3.0), st.floats(0.15, 40.0)), max_size=40)


@given(spans)
def test_runs_hold_all_speech_in_order_and_end_at_long_pauses(parts: list[tuple[float, float]]) -> None:
    position, speech = 0.0, []
    for pause, length in parts:
        speech.append(Stretch(position + pause, position + pause + length))
        position += pause + length

    runs = list(speakers.runs(speech))

    assert [stretch for run in runs for stretch in run] == speech
    assert all(two.start_s - one.end_s < speakers._PAUSE_S for run in runs for one, two in pairwise(run))
    assert all(len(run) == 1 or run[-1].end_s - run[0].start_s <= speakers._LONGEST_S for run in runs)


@given(st.integers(0, 2**32 - 1), st.integers(1, 7), st.integers(1, 3))
def test_the_best_path_is_the_best_of_all_paths(seed: int, blocks: int, people: int) -> None:
    rng = np.random.default_rng(seed)
    likeness, costs = rng.uniform(0, 1, (blocks, people)).astype(np.float32), rng.uniform(0, 1, blocks)

    def worth(path: tuple[int, ...]) -> float:
        changes = [costs[n] for n in range(1, blocks) if path[n] != path[n - 1]]
        return float(sum(likeness[n, who] for n, who in enumerate(path)) - sum(changes))

    found = tuple(int(who) for who in speakers._best_path(likeness, costs))

    assert worth(found) == pytest.approx(max(worth(path) for path in np.ndindex(*[people] * blocks)), abs=1e-5)


def segment(start_s: float, end_s: float, speaker: str | None = None) -> Segment:
    """Return a segment from `start_s` to `end_s`."""
    return Segment("s1", 1, start_s, end_s, "好", speaker=speaker)


TURNS = (Turn(0.0, 10.0, "发言人1"), Turn(10.0, 20.0, "发言人2"), Turn(22.0, 30.0, "发言人1"))


def test_a_segment_has_the_speaker_of_the_turn_that_covers_it() -> None:
    assert [s.speaker for s in labelled([segment(1, 4), segment(9, 15)], TURNS)] == ["发言人1", "发言人2"]


def test_a_segment_that_two_people_share_has_no_speaker() -> None:
    assert labelled([segment(8, 12)], TURNS)[0].speaker is None


def test_a_segment_outside_all_turns_has_no_speaker() -> None:
    assert [s.speaker for s in labelled([segment(20.2, 21.8), segment(31, 32)], TURNS)] == [None, None]


def test_a_name_that_a_person_gave_is_never_replaced() -> None:
    assert labelled([segment(1, 4, "王桂芳")], TURNS)[0].speaker == "王桂芳"


def test_an_older_label_is_replaced_and_nothing_else_of_the_segment_changes() -> None:
    before = segment(1, 4, "发言人7")

    assert labelled([before], TURNS) == (segment(1, 4, "发言人1"),)
