"""That people were told is entered by a person, with the second; what is missing is marked, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from toolkit.core.errors import RepeatedError, UnknownNumberError, WrongValueError
from toolkit.meetings import notices
from toolkit.meetings.notices import Notice
from toolkit.records import Stretch, Transcript


def transcript(*texts: str, at: float = 0.0) -> Transcript:
    return builders.transcript(*texts, mark="a", first=0, start_s=at, step_s=5.0, length_s=4.0)


def test_what_is_entered_comes_back_and_the_newest_counts(kept) -> None:  # noqa: ANN001
    store = kept.desk.store
    assert notices.told(notices.of(store, kept.code)) == notices.MISSING
    notices.enter(store, kept.code, Notice("given", "王芳", "李强", start_s=1.5))
    assert notices.told(notices.of(store, kept.code)) == "录音里说明，王芳，00:00:01.5"
    notices.enter(store, kept.code.replace("·", "."), Notice("given", "王芳", " 李强 ", how="board"))
    entered = notices.of(store, kept.code)
    assert [(one.how, one.by) for one in entered] == [("spoken", "李强"), ("board", "李强")]
    assert notices.told(entered) == "现场告知牌，王芳"
    assert notices.of(store, kept.other) == ()


def test_a_notice_tried_again_after_a_fault_is_not_entered_twice(kept) -> None:  # noqa: ANN001
    store = kept.desk.store
    one = Notice("objection", "说话人3", "李强", start_s=6.0, end_s=9.0, wish="不公开")
    notices.enter(store, kept.code, one)
    with pytest.raises(RepeatedError, match="--again"):
        notices.enter(store, kept.code, one)
    assert len(notices.of(store, kept.code)) == 1
    notices.enter(store, kept.other, one)
    notices.enter(store, kept.code, one, again=True)
    assert len(notices.of(store, kept.code)) == 2


@pytest.mark.parametrize(
    "one, fault",
    [
        (Notice("given", "王芳", "李强"), "第几秒"),
        (Notice("given", "王芳", "李强", start_s=10.0), "以内"),
        (Notice("given", "王芳", "李强", start_s=-1.0), "以内"),
        (Notice("objection", "发言人2", "李强", start_s=3.0, end_s=6.0), "要求"),
        (Notice("objection", "发言人2", "李强", wish="不公开"), "从第几秒到第几秒"),
        (Notice("minor", "发言人3", "李强", start_s=6.0, end_s=3.0), "起在前"),
        (Notice("given", " ", "", how="board"), "登记人；要写明是谁"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_entered(kept, one: Notice, fault: str) -> None:  # noqa: ANN001
    with pytest.raises(WrongValueError, match=fault):
        notices.enter(kept.desk.store, kept.code, one)
    assert notices.of(kept.desk.store, kept.code) == ()


def test_an_unknown_recording_is_told(kept) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError):
        notices.enter(kept.desk.store, "0194-LY·2026-D30-0099", Notice("given", "王芳", "李强", how="board"))


def test_who_objects_and_children_without_consent_are_protected() -> None:
    entered = (
        Notice("given", "王芳", "李强", start_s=0.0),
        Notice("objection", "发言人2", "李强", start_s=3.0, end_s=6.0, wish="不公开"),
        Notice("minor", "发言人3", "李强", start_s=7.0, end_s=8.0),
        Notice("minor", "发言人4", "李强", start_s=8.0, end_s=9.0, guardian="张三"),
    )
    assert notices.protected(entered) == (Stretch(3.0, 6.0), Stretch(7.0, 8.0))


def test_sentences_that_may_be_the_notice_are_proposed() -> None:
    said = transcript(
        "乡亲们晚上好。", "今晚由镇政府全程录音，存档备查，不愿意录的先说一声。", "路灯坏了，我手机录音没录上。"
    )
    assert [one.number for one in notices.proposed(said)] == [1]
    assert notices.proposed(transcript("今晚全程录音存档。", at=700.0)) == ()


def test_what_the_spoken_line_does_not_say_is_told() -> None:
    assert notices.lacking("今晚全程录音，存档备查。") == ("由谁录音", "保存多久", "有什么权利")
    assert notices.lacking("青石镇综治中心录音，用于登记办理，保存三十年，可以要求删除。") == ()


@given(st.text(max_size=60))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert set(notices.lacking(text)) <= {"由谁录音", "为了什么", "保存多久", "有什么权利"}
    assert len(notices.proposed(transcript(text))) <= 1
