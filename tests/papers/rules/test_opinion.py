"""An opinion is signed by lawyers that there are, says what it means, and counts right."""

from typing import Any

import pytest

from tests.papers.made_up import found

ONE = {"name": "林远舟", "profession": "律师", "licence": "19901201510900001"}
OTHER = {"name": "何静姝", "profession": "律师", "licence": "19901201911900002"}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"lawyers": [ONE, ONE]}, "R15"),
    ({"lawyers": [ONE, OTHER | {"licence": ONE["licence"]}]}, "R15"),
    ({"lawyers": [ONE]}, "R15"),
    ({"lawyers": [ONE, OTHER | {"profession": "基层法律服务工作者"}]}, "R15"),
    ({"conclusions.0": "请求基本符合规定"}, "R15"),
    ({"issues.0.conclusion": "原则上符合法律"}, "R15"),
    ({"inquiries.0.on": "2026-11-25"}, "R21"),
    ({"instructed_on": "2026-10-25"}, "R21"),
    ({"claim.amount": "43300"}, "R20"),
    ({"claim.paid": "50000"}, "R20"),
    ({"conclusions.0": "依照《中华人民共和国土地管理法》第九十九条应当补偿"}, "R24"),
    ({"limitation.0.basis": "《中华人民共和国民法典》第二百八十九条"}, "R24"),
    ({"limitation.0.basis": "《中华人民共和国民法典》第二百八十八条"}, "R24"),
    ({"advice.0": "依照《中华人民共和国夜话法》第三条办理"}, "R24"),
    ({"conclusions.0": "本所保证李国强胜诉"}, "R15"),
    ({"conclusions.0": "本意见书具有法律效力"}, "R15"),
]
RIGHT: list[dict[str, Any]] = [
    {"lawyers": [ONE, OTHER]},
    {"claim.paid": "43200"},
    {"claim.area_mu": "1.20", "claim.amount": "43200.00"},
    {"inquiries.0.on": "2026-10-20"},
    {"conclusions.0": "本所不能保证胜诉，诉讼结果以法院裁判为准"},
    {"conclusions.0": "人民调解协议具有法律约束力（《中华人民共和国人民调解法》第三十一条）"},
    {"conclusions.0": "请求符合《中华人民共和国农村土地承包法》第十七条"},
]


@pytest.mark.parametrize("changes, rule", WRONG)
def test_an_unsound_opinion_is_told_by_its_rule(changes: dict[str, Any], rule: str) -> None:
    told = found("legal_opinion", changes)

    assert {one.rule for one in told} == {rule}
    assert all(one.message and one.remedy and one.basis for one in told)


@pytest.mark.parametrize("changes", RIGHT)
def test_a_sound_opinion_raises_no_alarm(changes: dict[str, Any]) -> None:
    assert found("legal_opinion", changes) == ()


def test_an_article_that_is_not_there_bars_and_an_unknown_law_is_looked_up() -> None:
    (wrong,) = found("legal_opinion", {"advice.0": "依照《中华人民共和国土地管理法》第九十九条办理"})
    (unknown,) = found("legal_opinion", {"advice.0": "依照《中华人民共和国夜话法》第三条办理"})

    assert (wrong.level, unknown.level) == ("error", "warning")
    assert "只有87条" in wrong.message


def test_a_sum_that_is_not_area_by_price_bars() -> None:
    (told,) = found("legal_opinion", {"claim.amount": "43300"})

    assert told.level == "error"
