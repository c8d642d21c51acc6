"""Each segment gets the speaker of its turn; without a model of voices nobody is named, and it is said."""

from dataclasses import replace

import numpy as np
import pytest

from toolkit.core.errors import MissingWeightsError
from toolkit.records import Segment, Stretch
from toolkit.sound import speakers
from toolkit.sound.audio import Samples
from toolkit.transcripts.finishing import with_speakers

SAMPLES = np.zeros(16_000 * 10, np.float32)
SPOKEN = (Stretch(1.0, 9.0),)
SEGMENT = Segment("s00001", 1, 1.0, 9.0, "没有人来修")


def test_without_the_model_of_voices_nobody_is_named_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_samples: Samples, _spoken: object, _told: object) -> None:
        raise MissingWeightsError(model="CAM++", folder="-", known="无")

    monkeypatch.setattr(speakers, "turns", missing)
    warned: list[str] = []

    assert with_speakers(SAMPLES, [SEGMENT], SPOKEN, print, warned.append) == (SEGMENT,)
    assert "CAM++" in warned[0]


def test_each_segment_gets_the_speaker_of_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speakers, "turns", lambda _samples, _spoken, _told: (speakers.Turn(0.5, 9.5, "发言人1"),))

    assert with_speakers(SAMPLES, [SEGMENT], SPOKEN, print, print) == (replace(SEGMENT, speaker="发言人1"),)
