"""What is heard again stands beside the old text until a person chooses, and nothing is lost when one does."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from toolkit.core.errors import ChangedMeanwhileError, NoSpeechError, UnknownNumberError, WrongValueError
from toolkit.meetings import recording_of
from toolkit.recognition.decoders import Heard as Told
from toolkit.recognition.decoders import HeardWord, Options
from toolkit.records import RecordingRef, Stretch
from toolkit.sound import speech
from toolkit.sound.audio import Samples
from toolkit.store import RECORDINGS, text_of
from toolkit.transcripts import making as workflow
from toolkit.transcripts import rehearing
from toolkit.transcripts.versions import load_transcript, load_transcripts
from toolkit.workspace.desk import Desk

TEXTS = ("大家晚上好。", "我反映路灯的市坏了三个月没人来秀。", "我说完了。")
BETTER = ("我反映路灯的事。", "坏了三个月，没人来修。")


class Listener:
    """A decoder that hears all of BETTER, evenly over each sound."""

    name, version, model, sha256, at_once = "stand-in", "1", "patient", None, 1
    takes_options = True

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return all of them."""
        return tuple(words)

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Told, ...]:
        """Hear the same in each sound."""
        assert options.beam_size > 1
        return tuple(self._spread(len(sound) / 16_000) for sound in sounds)

    @staticmethod
    def _spread(seconds: float) -> Told:
        said = "".join(BETTER)
        step = seconds / len(said)
        words = (HeardWord(n * step, (n + 1) * step, sign, 0.9) for n, sign in enumerate(said))
        return Told(tuple(words), -0.1)

    def likelihoods(
        self, sound: None, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Find all as likely."""
        assert sound is None
        assert part_s[0] < part_s[1]
        assert words == ()
        return (0.0,) * len(texts)


@pytest.fixture
def code(heard, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ANN001
    """Give the code of a meeting of three statements, which a patient listener hears better."""
    samples = np.zeros(16_000 * 60, np.float32)

    def sound_of(_path: Path, code: str, _warn: object = None) -> tuple[Samples, RecordingRef]:
        return samples, RecordingRef(code, "1" * 64, 60.0)

    def all_speak(samples: Samples) -> tuple[Stretch, ...]:
        return (Stretch(0.4, len(samples) / 16_000 - 0.4),)

    monkeypatch.setattr(workflow, "sound_of", sound_of)
    monkeypatch.setattr(speech, "speech_stretches", all_speak)
    return heard(*TEXTS)


def test_hearing_again_changes_nothing_until_somebody_chooses(desk: Desk, code: str) -> None:
    before = load_transcript(desk.store, code)

    made = rehearing.hear_again(desk, code, 22.0, 25.0, model="small", decoder=Listener())

    assert made.text == "".join(BETTER)
    assert (made.start_s, made.end_s) == (20.0, 29.5)
    assert all(20.0 <= one.start_s < one.end_s <= 29.5 for one in made.segments)
    assert rehearing.rehearings(desk, code) == (made,)
    assert load_transcripts(desk.store, code) == (before,)


def test_the_chosen_text_takes_the_place_and_keeps_what_stood_there(desk: Desk, code: str) -> None:
    before = load_transcript(desk.store, code)
    rehearing.hear_again(desk, code, 22.0, 25.0, decoder=Listener())

    after = rehearing.choose(desk, code, 1, "张三")

    assert [one.text for one in after.segments] == [TEXTS[0], *BETTER, TEXTS[2]]
    assert [one.number for one in after.segments] == [1, 2, 3, 4]
    assert all(one.end_s <= two.start_s for one, two in pairwise(after.segments))
    assert len({one.id for one in (*before.segments, *after.segments)}) == 5
    new = after.segments[1:3]
    assert [one.from_ids for one in new] == [("s2",), ("s2",)]
    assert [change.from_ for one in new for change in one.corrections] == ["", TEXTS[1]]
    assert {change.by for one in new for change in one.corrections} == {"张三"}
    assert load_transcript(desk.store, code, before.version) == before


def test_two_rehearings_stand_side_by_side(desk: Desk, code: str) -> None:
    for _ in range(2):
        rehearing.hear_again(desk, code, 22.0, 25.0, decoder=Listener())

    assert [one.number for one in rehearing.rehearings(desk, code)] == [1, 2]


def test_all_of_a_recording_is_heard_again_as_a_second_opinion(desk: Desk, code: str) -> None:
    before = load_transcripts(desk.store, code)

    made = rehearing.hear_all_again(desk, code, decoder=Listener())

    assert (made.start_s, made.end_s) == (0.0, before[0].recording.seconds)
    assert rehearing.rehearings(desk, code) == (made,)
    assert load_transcripts(desk.store, code) == before


@pytest.mark.parametrize("change", [{"sha256": "2" * 64}, {"silenced": (Stretch(1.0, 2.0),)}, {"destroyed": "销1"}])
def test_a_hearing_that_ends_after_a_sealing_or_destruction_keeps_nothing(
    desk: Desk, code: str, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded = workflow.decoded

    def sealed_meanwhile(*given: Any, **more: Any) -> Any:
        heard = decoded(*given, **more)
        with desk.store.transaction() as tx, tx.erasing():
            changed = replace(recording_of(tx, code), **change)
            tx.erase(RECORDINGS, tx.known(RECORDINGS, "录音", code=code)["id"], json=text_of(changed))
        return heard

    monkeypatch.setattr(workflow, "decoded", sealed_meanwhile)

    with pytest.raises(ChangedMeanwhileError, match=code):
        rehearing.hear_all_again(desk, code, decoder=Listener())

    assert list(desk.workspace.recordings.rglob("再听/*")) == []


@pytest.mark.parametrize("start_s,end_s", [(-1.0, 5.0), (30.0, 20.0), (10_000.0, 10_001.0)])
def test_a_stretch_outside_the_recording_is_refused(desk: Desk, code: str, start_s: float, end_s: float) -> None:
    with pytest.raises(WrongValueError, match="录音之内"):
        rehearing.hear_again(desk, code, start_s, end_s, decoder=Listener())


def test_where_nobody_is_heard_nothing_is_kept(desk: Desk, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: ())

    with pytest.raises(NoSpeechError):
        rehearing.hear_again(desk, code, 22.0, 25.0, decoder=Listener())

    assert rehearing.rehearings(desk, code) == ()


def test_a_second_hearing_of_the_whole_is_not_taken_over_at_one_stroke(desk: Desk, code: str) -> None:
    before = load_transcripts(desk.store, code)
    made = rehearing.hear_all_again(desk, code, decoder=Listener())
    assert made.segments

    with pytest.raises(WrongValueError, match="整段"):
        rehearing.choose(desk, code, made.number, "张三")

    assert load_transcripts(desk.store, code) == before


def test_a_rehearing_that_is_not_there_cannot_be_chosen(desk: Desk, code: str) -> None:
    with pytest.raises(UnknownNumberError):
        rehearing.choose(desk, code, 7, "张三")
