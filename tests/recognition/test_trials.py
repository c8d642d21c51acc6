"""Two texts side by side: only where they differ, with what stands around."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.recognition.trials import Difference, Trial, differences
from toolkit.records import Segment

TEXTS = st.text("路灯坏了三个月没人修", max_size=30)


def trial(text: str) -> Trial:
    """Return a trial that heard `text`."""
    return Trial("base", "stand-in", (Segment("", 0, 0.0, 1.0, text),), 100.0, 200)


def test_a_word_heard_otherwise_is_shown_with_its_neighbours() -> None:
    found = differences(trial("我说柳树丸的路灯。"), trial("我说柳树湾的路灯，"))

    assert found == (Difference("我说柳树", "丸", "湾", "的路灯"),)


@given(text=TEXTS)
def test_the_same_text_has_no_difference(text: str) -> None:
    assert not differences(trial(text), trial(text))


@given(first=TEXTS, second=TEXTS)
def test_texts_that_differ_always_have_a_difference(first: str, second: str) -> None:
    assert bool(differences(trial(first), trial(second))) == (first != second)
