"""The transcript loses nothing and invents nothing, whatever a decoder comes back with, and wherever it is cut off."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.stand_in import REFERENCE, SILENT_SAMPLES, SPEECH, Answer, Stand, plainly, spread
from toolkit.core import MissingWeightsError, NoSpeechError
from toolkit.recognition import Journal, Recognizer, lexicon, plan, plan_of
from toolkit.recognition.decoders import Heard, HeardWord, Options, Reserve
from toolkit.recognition.word_lists import Entry, Lexicon
from toolkit.records import Stretch, Transcript
from toolkit.sound import Samples, Turn, speakers, speech
from toolkit.transcribe import transcribe

WITHOUT_END = tuple(Stretch(start, start + 4.0) for start in range(0, 120, 5))
WORDS = Lexicon((Entry("大槐营", "place", local=True), *lexicon.load().entries))


@pytest.fixture(autouse=True)
def people_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let speech be heard in six stretches of any two minutes."""
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: SPEECH)


def made(answer: Answer, journal: Journal | None = None) -> Transcript:
    """Return the transcript of two minutes in which a decoder gives `answer`."""
    return transcribe(Recognizer(Stand(answer)), SILENT_SAMPLES, REFERENCE, journal=journal)


heard = st.builds(
    lambda words, sure: Heard(tuple(sorted(words, key=lambda word: word.start_s)), sure),
    st.lists(
        st.builds(
            lambda start, length, text: HeardWord(start, start + length, text, 0.5),
            st.floats(0, 30),
            st.floats(0, 2),
            st.text(alphabet="路灯坏了三個月,。", min_size=1, max_size=3),
        ),
        max_size=12,
    ),
    st.floats(-2, 0),
)


@given(heard)
def test_segments_follow_each_other_inside_the_recording(answer: Heard) -> None:
    transcript = made(lambda _sound, _options: answer)

    assert all(0 <= one.start_s < one.end_s <= 120 for one in transcript.segments)
    assert all(one.end_s <= two.start_s for one, two in pairwise(transcript.segments))
    assert [one.number for one in transcript.segments] == list(range(1, len(transcript.segments) + 1))
    assert len({one.id for one in transcript.segments}) == len(transcript.segments)
    assert all(one.text and 0 <= (one.confidence or 0) <= 1 for one in transcript.segments)


def test_text_is_always_simplified_with_chinese_punctuation() -> None:
    transcript = made(lambda sound, _options: spread("請不要 點頭,好嗎?", len(sound) / 16_000))

    assert set("".join(one.text for one in transcript.segments)) <= set("请不要，点头好吗？")


def test_a_loop_is_decoded_again_more_carefully() -> None:
    def answer(sound: Samples, options: Options) -> Heard:
        return spread("谢谢大家" * 30, len(sound) / 16_000) if options.beam_size == 1 else plainly(sound, options)

    transcript = made(answer)

    assert transcript.removed == ()
    assert "谢" not in "".join(one.text for one in transcript.segments)


def test_what_stays_a_loop_is_removed_with_its_reason_and_listed() -> None:
    transcript = made(lambda sound, _options: spread("谢谢大家" * 30, len(sound) / 16_000))

    assert transcript.segments == ()
    assert {gone.reason for gone in transcript.removed} == {"反复写同一句，是机器打转"}
    assert transcript.coverage.uncovered == SPEECH


def test_a_chunk_that_stays_empty_is_tried_in_shorter_pieces() -> None:
    def answer(sound: Samples, options: Options) -> Heard:
        return plainly(sound, options) if len(sound) < 11 * 16_000 else spread("", 1.0)

    transcript = made(answer)

    assert transcript.coverage.uncovered == ()


def test_speech_without_text_is_listed_to_be_listened_to() -> None:
    transcript = made(lambda _sound, _options: spread("", 1.0))

    assert transcript.coverage.uncovered == SPEECH
    assert math.isclose(transcript.coverage.speech_s, 18.0)
    assert transcript.coverage.text_s == 0


def test_a_recording_without_speech_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: ())

    with pytest.raises(NoSpeechError, match="没有听到人说话"):
        made(plainly)


def test_a_chunk_is_decoded_again_with_the_words_it_sounds_like_when_not_all_find_room() -> None:
    prompted: list[tuple[str, ...]] = []

    def answer(sound: Samples, options: Options) -> Heard:
        prompted.append(options.prompt_words)
        heard = plainly(sound, options)
        return heard if options.prompt_words[0] == "路灯" else replace(heard, log_probability=-0.5)

    words = ("甲村", "乙村", "路灯")
    listed = Lexicon(tuple(Entry(word, "place", local=True) for word in words))
    made = transcribe(Recognizer(Stand(answer), Options(words), listed), SILENT_SAMPLES, REFERENCE)

    assert set(prompted) == {words, ("路灯", "甲村", "乙村")}
    assert all((one.confidence or 0) > 0.7 for one in made.segments)


def test_where_all_words_find_room_nothing_is_decoded_again() -> None:
    stand = Stand(plainly)

    listed = Lexicon((Entry("路灯", "place", local=True),))
    transcribe(Recognizer(stand, Options(("路灯",)), listed), SILENT_SAMPLES, REFERENCE)

    assert stand.asked == len(plan_of(SILENT_SAMPLES).chunks)


def test_what_cannot_be_right_is_heard_by_the_stronger_model_which_else_is_never_loaded() -> None:
    loaded: list[Stand] = []

    def load() -> Stand:
        loaded.append(Stand(plainly))
        return loaded[-1]

    def looping(sound: Samples, _options: Options) -> Heard:
        return spread("谢谢大家" * 30, len(sound) / 16_000)

    told = [
        transcribe(Recognizer(Stand(answer), reserve=Reserve("small", load)), SILENT_SAMPLES, REFERENCE)
        for answer in (plainly, looping)
    ]

    assert len(loaded) == 1
    assert [one.text for one in told[0].segments] == [one.text for one in told[1].segments]
    assert told[1].removed == ()
    assert told[1].engine.options["reserve"] == "small"


@pytest.mark.parametrize("after", range(4))
def test_cut_off_anywhere_it_goes_on_to_the_same_transcript(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "_GROUP", 1)
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: WITHOUT_END)
    uninterrupted, resumed = Stand(plainly), Stand(plainly)
    whole = transcribe(Recognizer(uninterrupted), SILENT_SAMPLES, REFERENCE)
    dying = Stand(_dies_after(after), at_once=1)
    with pytest.raises(KeyboardInterrupt):
        transcribe(Recognizer(dying), SILENT_SAMPLES, REFERENCE, journal=Journal(tmp_path / "甲.journal"))

    again = transcribe(Recognizer(resumed), SILENT_SAMPLES, REFERENCE, journal=Journal(tmp_path / "甲.journal"))

    assert again == whole
    assert not after or resumed.asked < uninterrupted.asked


def _dies_after(sounds: int) -> Answer:
    """Return an answer that serves so many sounds and then is interrupted."""
    left = [sounds]

    def answer(sound: Samples, options: Options) -> Heard:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return plainly(sound, options)

    return answer


def test_other_options_do_not_go_on_with_what_was_decoded(tmp_path: Path) -> None:
    made(plainly, Journal(tmp_path / "甲.journal"))
    fresh = Stand(plainly)
    kept = Journal(tmp_path / "甲.journal")

    transcribe(Recognizer(fresh, Options(("柳树湾",))), SILENT_SAMPLES, REFERENCE, journal=kept)

    assert fresh.asked
    assert kept.started_anew


def test_other_local_words_do_not_go_on_with_what_was_decoded(tmp_path: Path) -> None:
    made(plainly, Journal(tmp_path / "甲.journal"))
    kept = Journal(tmp_path / "甲.journal")

    transcribe(Recognizer(Stand(plainly), words=WORDS), SILENT_SAMPLES, REFERENCE, journal=kept)

    assert kept.started_anew


def test_progress_ends_at_the_whole_recording() -> None:
    told: list[tuple[float, float]] = []

    transcribe(
        Recognizer(Stand(plainly)),
        SILENT_SAMPLES,
        REFERENCE,
        progress=lambda done, total: told.append((done, total)),
    )

    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (pytest.approx(120.0), 120.0)


def test_without_a_speaker_model_nobody_is_labelled_and_the_user_is_warned(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_samples: Samples, _speech: object, _report: object) -> None:
        raise MissingWeightsError(model="CAM++", folder="-", known="无")

    monkeypatch.setattr(speakers, "turns", missing)
    warned: list[str] = []

    labelled = transcribe(Recognizer(Stand(plainly)), SILENT_SAMPLES, REFERENCE, speakers=True, warn=warned.append)

    assert labelled == made(plainly)
    assert "CAM++" in warned[0]


def test_each_segment_gets_the_speaker_of_its_turn_after_the_decoder_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = Stand(plainly)

    def turns(_samples: Samples, spoken: tuple[Stretch, ...], report: Callable[[float], None]) -> tuple[Turn, ...]:
        assert decoder.is_closed
        assert spoken == SPEECH
        report(1.0)
        return (Turn(0.5, 119.5, "发言人1"),)

    monkeypatch.setattr(speakers, "turns", turns)
    told: list[float] = []

    labelled = transcribe(
        Recognizer(decoder), SILENT_SAMPLES, REFERENCE, speakers=True, progress=lambda done, _total: told.append(done)
    )

    assert {segment.speaker for segment in labelled.segments} == {"发言人1"}
    assert told == sorted(told)
    assert told[-1] == pytest.approx(120.0)
