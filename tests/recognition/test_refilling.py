"""A sentence that a model skips when it hears a whole chunk is heard by itself, in its place and once."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition.stand_in import REFERENCE, SILENT_SAMPLES, Answer, Stand, spread
from toolkit.recognition import Recognizer, refilling
from toolkit.recognition.decoders import Heard, HeardWord, Options, Reserve
from toolkit.records import Stretch, Transcript
from toolkit.sound import SAMPLE_RATE, Samples, speech
from toolkit.transcribe import transcribe

SAID = "水渠又堵了半年。"
GAP = Stretch(7.0, 9.0)
LONGEST_S = 5.2  # of the gap with the sound around it; a piece of the chunk is longer


@pytest.fixture(autouse=True)
def people_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let speech be heard in three stretches, which make one chunk."""
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: (Stretch(1.0, 5.5), GAP, Stretch(10.5, 15.0)))


def moved(text: str, seconds: float, start_s: float) -> tuple[HeardWord, ...]:
    """Return `text` heard evenly over `seconds` from `start_s`."""
    words = spread(text, seconds).words
    return tuple(HeardWord(w.start_s + start_s, w.end_s + start_s, w.text, w.probability) for w in words)


def answering(when: Answer) -> Answer:
    """Return an answer that skips the second of three sentences in the whole chunk, and hears the gap as `when` does.

    In parts of the chunk that hold more than the gap it hears nothing.
    """

    def answer(sound: Samples, options: Options) -> Heard:
        seconds = len(sound) / SAMPLE_RATE
        if seconds < LONGEST_S:
            return when(sound, options)
        first, third = moved("路灯坏了三个月没人修。", 4.5, 0.4), moved("低保还没有发给我们呢。", 4.5, seconds - 4.9)
        return Heard((*first, *third) if seconds > 2 * LONGEST_S else (), -0.2)

    return answer


def centred(sound: Samples, _options: Options) -> Heard:
    """Hear the sentence in the middle two seconds of a sound."""
    return Heard(moved(SAID, 2.0, (len(sound) / SAMPLE_RATE - 2.0) / 2), -0.2)


def nothing(_sound: Samples, _options: Options) -> Heard:
    """Hear nothing."""
    return Heard((), -0.2)


def made(answer: Answer, reserve: Answer | None = None) -> Transcript:
    """Return the transcript that a decoder makes, perhaps with another in reserve."""
    other = Reserve("small", lambda: Stand(reserve)) if reserve else None
    return transcribe(Recognizer(Stand(answer), reserve=other), SILENT_SAMPLES, REFERENCE)


def only_wider(sound: Samples, options: Options) -> Heard:
    """Hear the sentence only with more than a second around it."""
    return centred(sound, options) if len(sound) > 4.5 * SAMPLE_RATE else nothing(sound, options)


def only_with_a_beam(sound: Samples, options: Options) -> Heard:
    """Hear the sentence only with a beam."""
    return centred(sound, options) if options.beam_size > 1 else nothing(sound, options)


@pytest.mark.parametrize("when", [centred, only_wider, only_with_a_beam])
def test_a_sentence_skipped_in_the_middle_is_heard_by_itself(when: Answer) -> None:
    transcript = made(answering(when))

    assert transcript.coverage.uncovered == ()
    assert [one.text for one in transcript.segments][1] == SAID
    assert GAP.start_s <= transcript.segments[1].start_s < transcript.segments[1].end_s <= GAP.end_s
    assert [one.text for one in transcript.segments][::2] == ["路灯坏了三个月没人修。", "低保还没有发给我们呢。"]


def test_what_the_model_cannot_hear_in_any_way_the_other_model_hears() -> None:
    transcript = made(answering(nothing), reserve=answering(centred))

    assert SAID in [one.text for one in transcript.segments]
    assert transcript.coverage.uncovered == ()


def test_what_nobody_hears_is_listed_and_what_was_heard_stays() -> None:
    transcript = made(answering(nothing), reserve=answering(nothing))

    assert transcript.coverage.uncovered == (GAP,)
    assert len(transcript.segments) == 2


def test_a_loop_heard_in_a_gap_is_not_taken_over() -> None:
    transcript = made(answering(lambda _sound, _options: spread("谢谢大家" * 30, 2.0)))

    assert transcript.coverage.uncovered == (GAP,)
    assert "谢谢" not in "".join(one.text for one in transcript.segments)


def said(texts: Sequence[str]) -> tuple[HeardWord, ...]:
    """Return `texts` as words, one each half second."""
    return tuple(HeardWord(n / 2, n / 2 + 0.5, text, 0.9) for n, text in enumerate(texts))


letters = st.lists(st.sampled_from("路灯坏了三个月没人修"), min_size=2, max_size=30)


@given(whole=letters, piece=letters, start=st.integers(0, 14), length=st.integers(1, 14))
def test_words_outside_a_gap_stay_and_those_in_it_are_exchanged(
    whole: list[str], piece: list[str], start: int, length: int
) -> None:
    gap = Stretch(start / 2, (start + length) / 2)

    both = refilling.spliced(Heard(said(whole), -0.3), gap, Heard(said(piece), -0.1))

    outside = [word for word in said(whole) if not gap.start_s <= word.start_s < gap.end_s]
    assert [word for word in both.words if word in outside] == outside
    assert all(word in said(piece) for word in both.words if word not in outside)
    assert all(one.start_s <= two.start_s for one, two in pairwise(both.words))
    assert -0.3 <= (both.log_probability or 0) <= -0.1 or not both.words


def test_a_character_at_the_edge_that_both_heard_stands_once() -> None:
    whole = Heard(said("路灯坏"), -0.2)
    piece = Heard((HeardWord(1.4, 1.8, "坏", 0.9), HeardWord(1.8, 2.2, "了", 0.9)), -0.2)

    assert refilling.spliced(whole, Stretch(1.5, 2.5), piece).text == "路灯坏了"
