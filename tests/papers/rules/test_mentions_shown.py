"""A message shows the sentence it speaks of: whole when short, cut around the words when long."""

from toolkit.papers.language.concepts import concepts
from toolkit.papers.language.sentences import split
from toolkit.papers.rules.parties import called, shown


def mention(text: str):  # noqa: ANN201 # a mention
    (sentence,) = split("facts.0", text, "tells")
    return next(concepts()["crime_told"].mentions(sentence))


def test_a_sentence_of_forty_characters_is_shown_whole_and_without_its_stop() -> None:
    text = "甲" * 36 + "涉嫌盗窃"

    assert shown(mention(f"{text}。")) == text


def test_a_longer_sentence_is_shown_from_twelve_characters_before_the_words() -> None:
    words = shown(mention("甲" * 30 + "盗窃" + "乙" * 40))

    assert words == "甲" * 12 + "盗窃" + "乙" * 26


def test_words_at_the_start_of_a_long_sentence_are_shown_from_its_start() -> None:
    assert shown(mention("甲" * 5 + "盗窃" + "乙" * 40)) == "甲" * 5 + "盗窃" + "乙" * 33


def test_somebody_is_called_in_full_or_by_surname_and_office() -> None:
    assert called("周明礼")[:2] == ("周明礼", "周师傅")
    assert "老周" in called("周明礼")
    assert called("阿木") == ("阿木",)
    assert called("") == ("",)
