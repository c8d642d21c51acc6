"""Voices heard by several machines, a minute or two each, are told apart as by one."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cluster.machines import Here
from tests.cluster.test_spread import OWN
from toolkit.cluster import demands, spread
from toolkit.cluster.spread import SpreadHands
from toolkit.core import WrongWeightsError
from toolkit.records import Stretch, length_s
from toolkit.sound import audio, speakers, speech, voice_weights

SAMPLE = Path(__file__).parents[2] / "examples" / "2026-09-night-meeting.mp3"


def test_who_speaks_is_the_same_though_each_task_hears_a_part_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_VOICES_S", 20.0)
    sound = audio.samples(SAMPLE)[: 75 * 16_000]
    spoken = speech.speech_stretches(sound)
    whole = speakers.turns(sound, spoken)
    pool, shares = Here(), []
    hands = SpreadHands(pool, demands.demand_of(OWN), OWN.words.sha256, sound, "5" * 64)  # type: ignore[arg-type]

    made = hands.turns(spoken, shares.append)

    assert made == whole
    assert len({turn.speaker for turn in whole}) >= 3
    assert len(pool.asked) >= 3
    assert set(pool.asked) == {"hear"}
    assert shares[-1] == 1.0
    assert all(one < two for one, two in pairwise(shares))


def test_where_nobody_speaks_nothing_is_asked() -> None:
    pool = Here()
    hands = SpreadHands(pool, demands.demand_of(OWN), "", audio.samples(SAMPLE)[:16_000], "5" * 64)  # type: ignore[arg-type]

    assert hands.turns((), lambda _share: None) == ()
    assert pool.asked == []


@given(st.lists(st.tuples(st.floats(0.1, 5.0), st.floats(0.2, 40.0)), max_size=200))
def test_no_task_hears_more_than_some_minutes(parts: list[tuple[float, float]]) -> None:
    position, spoken = 0.0, []
    for pause, length in parts:
        spoken.append(Stretch(position + pause, position + pause + length))
        position += pause + length

    batches = list(spread._batches_of_runs(spoken))

    assert [run for batch in batches for run in batch] == list(speakers.runs(spoken))
    assert all(sum(length_s(part) for run in batch for part in run) <= spread._VOICES_S + 60 for batch in batches)


def test_a_machine_with_damaged_voice_weights_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> Path:
        raise WrongWeightsError(path="campplus_cn_en_common.pt")

    monkeypatch.setattr(voice_weights, "weights_file", damaged)
    demand = demands.demand_of(OWN)

    faults = demands.account(demand, demands.Equipment(name="甲机")).faults

    assert any("campplus" in fault for fault in faults)
