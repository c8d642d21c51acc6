"""No paper is signed with a hole in it, nor with a ban or a threat that no law knows."""

import pytest

from tests.papers.made_up import CALENDAR, SETTINGS
from toolkit.papers import forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.rules import check, wording

HOLES = (
    "（待补）",
    "××××",
    "金额____元",
    "……",
    "TODO",
    "某某",
    "王某某",
    "【】",
    "编号【 】",
    "  年 月 日",
    "待补",
    "（待填）",
)
WHOLE = (
    "8.4米×2米",
    "他说“我……不晓得”",
    "补交材料",
    "待补充材料后再办",
    "（甲方）",
    "2026年9月25日",
    "a__b.wav",
    "某村民小组",
)
BANS = (
    "一辈子不得上访",
    "今后不准再到县里信访",
    "从此不许反映此事",
    "终身不得信访",
    "你再也不能起诉",
    "永远不得申请复查",
    "今后，信访人不得就此事向任何机关反映",
)
NO_BANS = (
    "不得因其多次反映而限制其依法信访",
    "今后任何单位不得限制其依法信访",
    "并不是从此不得信访，有新的事实仍可提出",
    "“一辈子不得上访”的约定无效",
    "今后可以依法起诉",
    "复核以后仍以同一事实和理由提出信访请求的，不再受理",
    "今后不得采取违法方式上访",
    "以后的测量不能反映实际面积",
    "永远有权申请复核",
    "今后不能履行的可以向法院起诉",
)
THREATS = ("如果再上访，移送公安机关处理", "继续信访的，予以拘留", "再去反映就取消低保待遇")
NO_THREATS = (
    "若对方起诉，公安机关出具的材料作为证据",
    "信访中围堵机关、扰乱秩序的，由公安机关依法处置",
    "再次信访的，请到接待室登记",
    "不因其再次上访而移送公安",
)


@pytest.mark.parametrize("text", HOLES)
def test_a_hole_is_found(text: str) -> None:
    assert wording.holes(text)


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_said_and_measured_is_no_hole(text: str) -> None:
    assert not wording.holes(text)


@pytest.mark.parametrize("text", BANS)
def test_a_ban_is_found_in_whatever_words(text: str) -> None:
    assert list(wording.bans(text))


@pytest.mark.parametrize("text", NO_BANS)
def test_the_right_itself_is_no_ban(text: str) -> None:
    assert not list(wording.bans(text))


@pytest.mark.parametrize("text", THREATS)
def test_a_threat_is_found(text: str) -> None:
    assert list(wording.bans(text))


@pytest.mark.parametrize("text", NO_THREATS)
def test_what_the_law_punishes_is_no_threat(text: str) -> None:
    assert not list(wording.bans(text))


@pytest.mark.parametrize("sign", ["（待补）", "\u202e", "{{", "今后不得上访"])
def test_the_field_is_named_in_chinese(sign: str) -> None:
    facts = unwrapped(forms.example("legal_opinion"))
    facts["advice"][3] += sign

    (one,) = check.findings("legal_opinion", facts, SETTINGS, CALENDAR)

    assert (one.level, one.field) == ("error", "advice.3")
    assert "advice" not in one.message
    assert "第4项" in one.message


@pytest.mark.parametrize(
    "words", ["孙玉兰不得就此事起诉", "任何一方不能再向法院起诉", "双方不再上访", "自愿放弃诉讼权利", "孙玉兰息诉罢访"]
)
def test_an_agreement_forbids_no_suit(words: str) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    facts["terms"][2]["duty"] = words

    told = check.findings("mediation_agreement", facts, SETTINGS, CALENDAR)

    assert [(one.rule, one.level, one.field) for one in told] == [("R07", "error", "terms.2.duty")]
