"""A doubt is a question of its own kind, put where no sharper rule speaks, and shown as far as a reader needs it."""

import pytest

from tests.papers.made_up import found
from toolkit.papers.rules.doubts import _shown, is_doubt, is_name
from toolkit.records import Finding

MARK = "《民法典》第五条；文字不能判断的，由律师答复"


def finding(level: str, basis: str) -> Finding:
    return Finding("R10", level, "on_default", "这样约定合法吗？", "请改写。", basis)  # type: ignore[arg-type] # a level


@pytest.mark.parametrize(
    "level,basis,expected",
    [("question", MARK, True), ("question", "《民法典》第五条", False), ("error", MARK, False)],
)
def test_a_doubt_is_a_question_that_no_words_decide(level: str, basis: str, *, expected: bool) -> None:
    assert is_doubt(finding(level, basis)) is expected


@pytest.mark.parametrize(
    "field,text,expected",
    [
        ("parties.0.name", "孙玉兰", True),
        ("parties.0.name", "孙玉兰，住二组", False),
        ("on_default", "逾期的可以起诉", False),
        ("on_default", "逾期的，可以起诉", False),
    ],
)
def test_a_name_without_a_mark_is_not_read_as_a_sentence(field: str, text: str, *, expected: bool) -> None:
    assert is_name(field, text) is expected


@pytest.mark.parametrize("length,shown", [(39, 39), (40, 40), (41, 41)])
def test_a_long_sentence_is_shown_by_its_first_forty_characters(length: int, shown: int) -> None:
    text = _shown("甲" * length)

    assert len(text) == shown
    assert text.endswith("…") is (length > 40)


def test_a_sharper_rule_silences_the_doubt_on_its_field() -> None:
    told = found("mediation_agreement", {"on_default": "谁先动手，罚款500元交村委会"})

    assert "error" in {one.level for one in told if one.field == "on_default"}
    assert not any(is_doubt(one) for one in told)


def test_one_doubt_is_put_on_a_field_however_many_its_words_raise() -> None:
    words = "往后再说，罚他一只羊，谁也别声张"
    told = [one for one in found("mediation_agreement", {"terms.2.way": words}) if is_doubt(one)]

    assert len([one for one in told if one.field == "terms.2.way"]) <= 1
