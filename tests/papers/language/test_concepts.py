"""A concept is found in many wordings, and not where it is denied, taken back, quoted or only reported."""

from dataclasses import replace

import pytest

from toolkit.papers.language.concepts import concepts, mentions, pattern, words
from toolkit.papers.language.sentences import Part, split


def said(concept: str, text: str, part: Part = "binds") -> list[str]:
    """Return the words of `text` that mean `concept`."""
    return [mention.words for mention in mentions(concept, tuple(split("a", text, part)))]


def test_every_concept_and_every_list_compiles() -> None:
    assert len(concepts()) > 50
    assert "配偶" in words("亲属")


def test_a_pattern_fills_in_lists_and_gaps() -> None:
    assert pattern("{禁止}…上访").search("不得到县里上访")
    assert not pattern("{禁止}·上访").search("不得打人，也可以上访")


@pytest.mark.parametrize(
    "concept, text",
    [
        ("title_settled", "通道归吴建国所有"),
        ("right_barred", "双方今后不得起诉"),
        ("execution_claimed", "凭本协议申请法院执行"),
        ("vague", "尽快付清"),
    ],
)
def test_a_concept_is_found(concept: str, text: str) -> None:
    assert said(concept, text)


@pytest.mark.parametrize(
    "concept, text, part",
    [
        ("title_settled", "本协议不认定通道归吴建国所有", "binds"),
        ("title_settled", "约定通道归吴建国所有的条款无效", "binds"),
        ("title_settled", "孙玉兰主张通道归她所有", "tells"),
        ("unreasonable_concluded", "村委会认为其属于无理诉求", "states"),
        ("unreasonable_concluded", "不属于无理诉求", "states"),
        ("right_barred", "“今后不得上访”的约定无效", "binds"),
        ("success_promised", "不能保证胜诉", "states"),
    ],
)
def test_what_is_denied_taken_back_or_reported_does_not_count(concept: str, text: str, part: Part) -> None:
    assert said(concept, text, part) == []


def test_what_binds_counts_also_when_a_party_says_it() -> None:
    assert said("right_barred", "孙玉兰表示今后不再上访", "binds")


def test_a_concept_that_hears_counts_what_somebody_only_told() -> None:
    (mention,) = mentions("request_pending", tuple(split("a", "王桂芳说她已提交复查申请", "tells")))

    assert mention.is_spoken_by_others


def test_a_concept_tells_which_texts_hold_it_and_remembers_no_more_than_it_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("toolkit.papers.language.concepts._MOST_KNOWN", 3)
    vague = replace(concepts()["vague"], known={})

    assert vague.held_by(["尽快付清", "今天付清", "尽快付清"]) == [True, False, True]
    assert vague.held_by(["今天付清", "明天付清", "尽快付清", "适当补偿"]) == [False, False, True, True]
    assert len(vague.known) <= 3
