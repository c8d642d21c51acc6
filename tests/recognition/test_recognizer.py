"""Misheard local words are corrected while the engine still holds the sound, and nothing else is touched."""

import pytest

from tests.recognition.stand_in import REFERENCE, SILENT_SAMPLES, Stand, spread
from toolkit.recognition import Recognizer, lexicon
from toolkit.recognition.decoders import Heard, HeardWord
from toolkit.recognition.word_lists import Entry, Lexicon
from toolkit.records import Segment, Stretch, length_s
from toolkit.sound import speech
from toolkit.transcribe import transcribe

WORDS = Lexicon((Entry("大槐营", "place", local=True), *lexicon.load().entries))


@pytest.fixture
def one_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one person speak without a pause."""
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: (Stretch(1.0, 5.0),))


def heard_as(stand: Stand, words: Lexicon) -> Segment:
    """Return the first sentence of what a decoder hears, when these `words` are known."""
    return transcribe(Recognizer(stand, words=words), SILENT_SAMPLES, REFERENCE).segments[0]


def hearing(text: str) -> Stand:
    """Return a decoder that hears `text`."""
    return Stand(lambda sound, _options: spread(text, len(sound) / 16_000))


@pytest.mark.usefixtures("one_speaks")
def test_a_misheard_place_is_put_right_and_can_be_undone() -> None:
    put_right = heard_as(hearing("我是大怀迎二组的"), WORDS)

    assert put_right.text == "我是大槐营二组的"
    (change,) = put_right.corrections
    before = put_right.text[: change.at] + change.from_ + put_right.text[change.at + len(change.to) :]
    assert before == "我是大怀迎二组的"
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

    told = transcribe(Recognizer(stand, words=WORDS), SILENT_SAMPLES, REFERENCE)

    (sentence,) = (one for one in told.segments if one.corrections)
    assert all(end - start == pytest.approx(length_s(sentence) + 2, abs=0.1) for start, end in stand.parts)
    assert 0 < len(stand.parts) < len(told.segments)
