"""What a model invents is told from what people say, and no number is harmed when text is made plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.recognition import guards


@pytest.mark.parametrize(
    "text,seconds,reason",
    [
        ("谢谢大家" * 9, 20, "机器打转"),
        ("好" * 40, 20, "机器打转"),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", 9, "套话"),
        ("字幕由 Amara.org 社区提供", 5, "套话"),
        ("今晚开院落夜话", 5, "提示词"),
        ("Thank you for watching this video", 5, "别的文字"),
        ("ご視聴ありがとうございました", 5, "别的文字"),
        ("路灯坏了快三个月了到现在都没有人来修你们管不管", 1.0, "说不完"),
    ],
)
def test_what_nobody_said_is_seen_with_its_reason(text: str, seconds: float, reason: str) -> None:
    found = guards.fault(text, seconds, "各位乡亲,今晚开院落夜话。")

    assert found is not None
    assert reason in found


@pytest.mark.parametrize(
    "text,seconds",
    [
        ("对对对，就是那里，就是那里", 3),
        ("做了 CT，又做了 B 超，花了三万多", 5),
        ("谢谢大家", 1),
        ("一分钱、一分钱、一分钱都没有拿到", 4),
    ],
)
def test_what_people_do_say_passes(text: str, seconds: float) -> None:
    assert guards.fault(text, seconds, "") is None


def test_half_a_sentence_in_a_long_stretch_is_sparse() -> None:
    assert guards.is_sparse("我说", 6.0)
    assert not guards.is_sparse("我说一下路灯的事", 6.0)
    assert not guards.is_sparse("", 1.0)


@pytest.mark.parametrize(
    "raw,plain",
    [
        ("請不要 點頭,好嗎?", "請不要，點頭，好嗎？"),
        ("补了10,000元,还差3.5亩", "补了10,000元，还差3.5亩"),
        ("早上8:30来的:没人", "早上8:30来的：没人"),
        ("好,。", "好。"),
        ("  \ufffd路灯坏了, ", "路灯坏了"),
    ],
)
def test_marks_become_wide_and_numbers_stay(raw: str, plain: str) -> None:
    assert guards.tidy(raw) == plain


@given(st.text(alphabet="路灯坏了三个月，。？,.?! 3:5", max_size=40))
def test_making_plain_loses_no_letter(text: str) -> None:
    assert guards.letters(guards.tidy(text)) == guards.letters(text)


@pytest.mark.parametrize("text", ["我要去做CT，村里4G信号不好", "新款的手机标配SAMSUNG PAY，孩子要用WIFI上网课"])
def test_letters_in_a_chinese_sentence_are_no_other_language(text: str) -> None:
    assert not guards.is_foreign(text)


@pytest.mark.parametrize("text", ["Thank you for watching", "ご視聴ありがとうございました", "thanks for watching谢谢"])
def test_another_language_is_known_by_its_words(text: str) -> None:
    assert guards.is_foreign(text)
