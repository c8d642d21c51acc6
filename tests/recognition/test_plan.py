"""Every chunk is decoded once, in batches of about the same cost."""

import numpy as np
import pytest

from tests.recognition.stand_in import SILENT_SAMPLES, SPEECH
from toolkit.recognition import plan_of
from toolkit.records import Stretch
from toolkit.sound import speech


def test_every_chunk_is_in_exactly_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: SPEECH)
    plan = plan_of(SILENT_SAMPLES)

    assert sorted(number for batch in plan.batches for number in batch) == list(range(len(plan.chunks)))


def test_the_two_batches_of_a_stretch_take_about_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = tuple(Stretch(n * 30.0, n * 30.0 + 5 + n) for n in range(14))
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: spoken)
    fewer, more = sorted(map(len, plan_of(np.zeros(30 * 14 * 16_000, np.float32)).batches))

    assert fewer < more
