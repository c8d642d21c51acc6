"""The transcript loses nothing and invents nothing, whatever a decoder comes back with, and wherever it is cut off."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.errors import NoSpeechError
from toolkit.recognition import lexicon, recognizer
from toolkit.recognition.decoders import Heard, HeardWord, Options, Reserve
from toolkit.recognition.journal import Journal
from toolkit.recognition.word_lists import Entry, Lexicon
from toolkit.records import RecordingRef, Segment, Stretch, Transcript, length_s
from toolkit.sound import speech
from toolkit.sound.audio import Samples

REFERENCE = RecordingRef(None, "0" * 64, 120.0)
SPEECH = tuple(Stretch(start, start + 3.0) for start in (1.0, 6.0, 40.0, 47.0, 90.0, 110.0))
SILENT_SAMPLES = np.zeros(120 * 16_000, dtype=np.float32)
WITHOUT_END = tuple(Stretch(start, start + 4.0) for start in range(0, 120, 5))
TALK = (
    *("路灯坏了三个月。", "没有人来修一修。", "水渠又堵了半年。"),
    *("低保还没有发呢。", "工钱也没有给清。", "娃儿上学要走路。"),
)

WORDS = Lexicon((Entry("大槐营", "place", local=True), *lexicon.load().entries))

Answer = Callable[[Samples, Options], Heard]


class Stand:
    """A decoder that answers as it is told; `asked` counts the sounds it was given."""

    name, version, model, sha256 = "stand-in", "1", "none", None

    def __init__(self, answer: Answer, at_once: int = 2) -> None:
        self._answer = answer
        self.at_once = at_once
        self.asked = 0
        self.parts: list[tuple[float, float]] = []

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Have room for two."""
        return tuple(words[:2])

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Answer for each sound."""
        self.asked += len(sounds)
        return tuple(replace(self._answer(sound, options), sound=len(sound) / 16_000) for sound in sounds)

    def likelihoods(
        self, sound: float, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Find what was heard a little likelier than anything else."""
        assert set(words) <= {"大槐营"}
        assert part_s[0] < sound
        self.parts.append(part_s)
        return (0.0, *(-3.0 for _ in texts[1:]))


def spread(text: str, seconds: float, log_probability: float = -0.2) -> Heard:
    """Return `text` heard evenly over `seconds`."""
    step = seconds / max(1, len(text))
    words = (HeardWord(n * step, (n + 1) * step, sign, 0.9) for n, sign in enumerate(text))
    return Heard(tuple(words), log_probability)


def plainly(sound: Samples, _options: Options) -> Heard:
    """Hear enough for the sound's length."""
    seconds = len(sound) / 16_000
    return spread("".join(TALK[: max(1, round(seconds / 3))]), seconds)


@pytest.fixture(autouse=True)
def people_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let speech be heard in six stretches of any two minutes."""
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: SPEECH)


def made(answer: Answer, journal: Journal | None = None) -> Transcript:
    """Return the transcript of two minutes in which a decoder gives `answer`."""
    return recognizer.transcribe(Stand(answer), SILENT_SAMPLES, REFERENCE, Options(), journal=journal)


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


def test_coverage_counts_only_speech_and_what_is_missing_in_a_segment() -> None:
    text = (Segment("s1", 1, 0.0, 4.0, "路灯坏了"),)

    told = recognizer.coverage((Stretch(1, 4), Stretch(6, 9)), text, [Stretch(2, 3.5)])

    assert (told.speech_s, told.text_s) == (6.0, 1.5)
    assert told.uncovered == (Stretch(2, 3.5), Stretch(6, 9))


def test_a_chunk_is_decoded_again_with_the_words_it_sounds_like_when_not_all_find_room() -> None:
    prompted: list[tuple[str, ...]] = []

    def answer(sound: Samples, options: Options) -> Heard:
        prompted.append(options.prompt_words)
        heard = plainly(sound, options)
        return heard if options.prompt_words[0] == "路灯" else replace(heard, log_probability=-0.5)

    words = ("甲村", "乙村", "路灯")
    listed = Lexicon(tuple(Entry(word, "place", local=True) for word in words))
    made = recognizer.transcribe(Stand(answer), SILENT_SAMPLES, REFERENCE, Options(words), words=listed)

    assert set(prompted) == {words, ("路灯", "甲村", "乙村")}
    assert all((one.confidence or 0) > 0.7 for one in made.segments)


def test_where_all_words_find_room_nothing_is_decoded_again() -> None:
    stand = Stand(plainly)

    listed = Lexicon((Entry("路灯", "place", local=True),))
    recognizer.transcribe(stand, SILENT_SAMPLES, REFERENCE, Options(("路灯",)), words=listed)

    assert stand.asked == len(recognizer.plan_of(SILENT_SAMPLES).chunks)


def test_what_cannot_be_right_is_heard_by_the_stronger_model_which_else_is_never_loaded() -> None:
    loaded: list[Stand] = []

    def load() -> Stand:
        loaded.append(Stand(plainly))
        return loaded[-1]

    def looping(sound: Samples, _options: Options) -> Heard:
        return spread("谢谢大家" * 30, len(sound) / 16_000)

    told = [
        recognizer.transcribe(Stand(answer), SILENT_SAMPLES, REFERENCE, Options(), reserve=Reserve("small", load))
        for answer in (plainly, looping)
    ]

    assert len(loaded) == 1
    assert [one.text for one in told[0].segments] == [one.text for one in told[1].segments]
    assert told[1].removed == ()
    assert told[1].engine.options["reserve"] == "small"


@pytest.fixture
def one_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one person speak without a pause."""
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: (Stretch(1.0, 5.0),))


def heard_as(stand: Stand, words: Lexicon) -> Segment:
    """Return the first sentence of what a decoder hears, when these `words` are known."""
    return recognizer.transcribe(stand, SILENT_SAMPLES, REFERENCE, Options(), words=words).segments[0]


def hearing(text: str) -> Stand:
    """Return a decoder that hears `text`."""
    return Stand(lambda sound, _options: spread(text, len(sound) / 16_000))


@pytest.mark.usefixtures("one_speaks")
def test_a_misheard_place_is_put_right_and_can_be_undone() -> None:
    put_right = heard_as(hearing("我是大怀迎二组的"), WORDS)

    assert put_right.text == "我是大槐营二组的"
    assert lexicon.undone(put_right.text, put_right.corrections[0]) == "我是大怀迎二组的"
    assert "大槐营" in put_right.corrections[0].reason


@pytest.mark.usefixtures("one_speaks")
def test_words_keep_their_seconds_and_follow_the_text() -> None:
    as_heard, put_right = (heard_as(hearing("我是大怀迎二组的"), words) for words in (Lexicon(()), WORDS))

    assert "".join(word.text for word in put_right.words) == put_right.text
    assert [word.start_s for word in put_right.words] == [word.start_s for word in as_heard.words]


@pytest.mark.usefixtures("one_speaks")
@pytest.mark.parametrize("text", ["孩子吃出了虫子", "娃儿读三年级", "没有人来修", "补偿三万六千元"])
def test_what_may_have_been_said_is_left_alone(text: str) -> None:
    put_right = heard_as(hearing(text), WORDS)

    assert (put_right.text, put_right.corrections) == (text, ())


def test_the_sound_is_asked_about_the_sentence_and_a_second_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: (Stretch(10.0, 14.0), Stretch(20.0, 26.0)))
    first = spread("路灯坏了三个月。", 4.5)
    second = (HeardWord(5 + n * 0.6, 5.6 + n * 0.6, sign, 0.9) for n, sign in enumerate("我是大怀迎二组的。"))
    stand = Stand(lambda _sound, _options: Heard((*first.words, *second), -0.2))

    told = recognizer.transcribe(stand, SILENT_SAMPLES, REFERENCE, Options(), words=WORDS)

    (sentence,) = (one for one in told.segments if one.corrections)
    assert all(end - start == pytest.approx(length_s(sentence) + 2, abs=0.1) for start, end in stand.parts)
    assert 0 < len(stand.parts) < len(told.segments)


def test_every_chunk_is_in_exactly_one_batch() -> None:
    plan = recognizer.plan_of(SILENT_SAMPLES)

    assert sorted(number for batch in plan.batches for number in batch) == list(range(len(plan.chunks)))


@pytest.mark.parametrize("after", range(4))
def test_cut_off_anywhere_it_goes_on_to_the_same_transcript(
    after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognizer, "_AHEAD", 1)
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: WITHOUT_END)
    uninterrupted, resumed = Stand(plainly), Stand(plainly)
    whole = recognizer.transcribe(uninterrupted, SILENT_SAMPLES, REFERENCE, Options())
    dying = Stand(_dies_after(after), at_once=1)
    with pytest.raises(KeyboardInterrupt):
        recognizer.transcribe(dying, SILENT_SAMPLES, REFERENCE, Options(), journal=Journal(tmp_path / "甲.journal"))

    again = recognizer.transcribe(resumed, SILENT_SAMPLES, REFERENCE, Options(), journal=Journal(tmp_path / "甲.journal"))

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

    recognizer.transcribe(fresh, SILENT_SAMPLES, REFERENCE, Options(("柳树湾",)), journal=kept)

    assert fresh.asked
    assert kept.started_anew


def test_other_local_words_do_not_go_on_with_what_was_decoded(tmp_path: Path) -> None:
    made(plainly, Journal(tmp_path / "甲.journal"))
    kept = Journal(tmp_path / "甲.journal")

    recognizer.transcribe(Stand(plainly), SILENT_SAMPLES, REFERENCE, Options(), journal=kept, words=WORDS)

    assert kept.started_anew


def test_the_two_batches_of_a_stretch_take_about_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = tuple(Stretch(n * 30.0, n * 30.0 + 5 + n) for n in range(14))
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: spoken)
    fewer, more = sorted(map(len, recognizer.plan_of(np.zeros(30 * 14 * 16_000, np.float32)).batches))

    assert fewer < more


def test_progress_ends_at_the_whole_recording() -> None:
    told: list[tuple[float, float]] = []

    recognizer.transcribe(
        Stand(plainly), SILENT_SAMPLES, REFERENCE, Options(), progress=lambda done, total: told.append((done, total))
    )

    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (pytest.approx(120.0), 120.0)
