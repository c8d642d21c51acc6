"""Local words are put right with a log, words keep their seconds, and without voices nobody is named."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from toolkit import finishing, lexicon, speakers
from toolkit.audio import Samples
from toolkit.decoders import Options
from toolkit.errors import MissingWeightsError
from toolkit.finishing import Finishing
from toolkit.records import Segment, Stretch, Word
from toolkit.word_lists import Entry, Lexicon

SAMPLES = np.zeros(16_000 * 10, np.float32)
SPOKEN = (Stretch(1.0, 9.0),)
WORDS = Lexicon((Entry("大槐营", "place", local=True), *lexicon.load().entries))


class Doubting:
    """A decoder to which what it wrote sounds a little more likely than anything else."""

    name, version, model, sha256, at_once = "stand-in", "1", "none", None, 2

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return all of them."""
        return tuple(words)

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[()]:
        """Hear nothing."""
        assert sounds is not None
        assert options
        return ()

    def likelihoods(self, sound: Samples, texts: Sequence[str], options: Options) -> tuple[float, ...]:
        """Find the first text the likeliest."""
        assert len(sound)
        assert options
        return (0.0, *(-3.0 for _ in texts[1:]))


def segment_of(text: str) -> Segment:
    """Return `text` as a segment with a word a character."""
    step = 8.0 / len(text)
    words = tuple(Word(1 + n * step, 1 + (n + 1) * step, sign) for n, sign in enumerate(text))
    return Segment("s00001", 1, 1.0, 9.0, text, words=words)


def finished(text: str, *, who: bool = False, warn: list[str] | None = None) -> Segment:
    """Return the finished segment of `text`."""
    told = warn if warn is not None else []
    made = Finishing(Doubting(), Options(), WORDS, who, told.append).segments(SAMPLES, (segment_of(text),), SPOKEN)
    return made[0]


def test_a_misheard_place_is_put_right_and_can_be_undone() -> None:
    made = finished("我是大怀迎二组的")

    assert made.text == "我是大槐营二组的"
    assert lexicon.undone(made.text, made.corrections[0]) == "我是大怀迎二组的"
    assert "大槐营" in made.corrections[0].reason


def test_words_keep_their_seconds_and_follow_the_text() -> None:
    made = finished("我是大怀迎二组的")

    assert "".join(word.text for word in made.words) == made.text
    assert [word.start_s for word in made.words] == [word.start_s for word in segment_of("我是大怀迎二组的").words]


@pytest.mark.parametrize("text", ["孩子吃出了虫子", "娃儿读三年级", "没有人来修", "补偿三万六千元"])
def test_what_may_have_been_said_is_left_alone(text: str) -> None:
    assert finished(text) == segment_of(text)


def test_without_the_model_of_voices_nobody_is_named_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_samples: Samples, _spoken: object, _told: object) -> None:
        raise MissingWeightsError(model="CAM++", folder="-", known="无")

    monkeypatch.setattr(speakers, "turns", missing)
    told: list[str] = []

    assert finished("没有人来修", who=True, warn=told).speaker is None
    assert "CAM++" in told[0]


def test_each_segment_gets_the_speaker_of_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speakers, "turns", lambda _samples, _spoken, _told: (speakers.Turn(0.5, 9.5, "发言人1"),))

    assert finished("没有人来修", who=True) == replace(segment_of("没有人来修"), speaker="发言人1")


def test_the_sound_asked_about_lies_around_the_segment() -> None:
    assert finishing._AROUND_S < 0.5


def test_how_far_it_is_grows_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speakers, "turns", lambda _samples, _spoken, told: [told(part) for part in (0.5, 1.0)][:0])
    parts: list[float] = []

    segments = (segment_of("没有人来修"), segment_of("路灯坏了"))
    Finishing(Doubting(), Options(), WORDS, speakers=True, warn=print).segments(SAMPLES, segments, SPOKEN, parts.append)

    assert parts == sorted(parts)
    assert parts[-1] == pytest.approx(1.0)
    assert len(parts) == 4
