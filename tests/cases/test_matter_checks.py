"""A matter is registered only when nothing is wrong with it, and all that is wrong is named at once."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from toolkit.cases.matter_checks import MatterRefusedError, checked
from toolkit.cases.matters import SOURCES, Matter

TODAY = dt.date(2026, 11, 23)
RIGHT = Matter("来信", "2026-11-02", "路灯坏了", "李国强")


def refused(opened: str | None = None, **wish: Any) -> str:
    with pytest.raises(MatterRefusedError) as caught:
        checked(replace(RIGHT, **wish), opened, TODAY)
    return str(caught.value)


def test_what_is_right_is_taken_tidily() -> None:
    wish = Matter("来信 ", "2026年11月2日 8:05", " 路灯坏了\n", " 李国强 ", home=" ", channel="３１（６）")
    assert checked(wish, None, TODAY) == (
        Matter("来信", "2026-11-02 08:05", "路灯坏了", "李国强", channel="31(6)"),
        TODAY,
    )
    assert checked(RIGHT, "2026-11-03", TODAY)[1] == dt.date(2026, 11, 3)


def test_everything_wrong_is_named_at_once() -> None:
    told = refused(
        "2026-13-01",
        source="微信",
        about=" ",
        received="2026-12-01",
        channel="31(7)",
        origin="2026-00371-80",
        against="李国强",
    )
    assert told.startswith("还不能立项，有 7 处要改，什么也没有记下：\n")
    for words in ("微信", "什么事", "12-01 还没有到", "31(7)", "2026-00371-80", "同一个人", "没有 13 月"):
        assert words in told


@pytest.mark.parametrize("source", SOURCES)
def test_the_petitioner_is_named_but_for_what_a_walker_saw(source: str) -> None:
    if source == "台账":
        assert checked(replace(RIGHT, source=source, person=" "), None, TODAY)[0].person is None
    else:
        assert "第十九条" in refused(source=source, person=None)


@pytest.mark.parametrize(
    "received, words",
    [
        ("", "没有填写"),
        ("昨天", "看不出年、月、日"),
        ("2026-11-24", "还没有到"),
        ("2026-11-02 24:00", "钟点要在"),
        ("农历八月十五", "这是农历"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(received: str, words: str) -> None:
    assert words in refused(received=received)


def test_a_minute_of_today_that_is_still_to_come_is_refused() -> None:
    now = dt.datetime.now().astimezone()
    late, today = now.replace(hour=23, minute=59), now.date()
    if now.strftime("%H:%M") != "23:59":
        with pytest.raises(MatterRefusedError, match="还没有到"):
            checked(replace(RIGHT, received=late.strftime("%Y-%m-%d %H:%M")), None, today)
    assert checked(replace(RIGHT, received=now.strftime("%Y-%m-%d %H:%M")), None, today)


@pytest.mark.parametrize("opened, words", [("2026-11-01", "早于收到的日期"), ("2026-11-24", "在今天")])
def test_a_case_is_opened_between_the_receipt_and_today(opened: str, words: str) -> None:
    assert words in refused(opened)


@pytest.mark.parametrize("origin", ["民2026-00123", "2026-00317-80", " 2026－00317－80"])
def test_notes_and_cards_are_taken_for_where_it_came_from(origin: str) -> None:
    assert checked(replace(RIGHT, origin=origin), None, TODAY)[0].origin in {"民2026-00123", "2026-00317-80"}


@pytest.mark.parametrize("origin", ["2026-00371-80", "2026-00713-80", "2026-00318-80", "2026-00137-80", "案2026-0001"])
def test_a_card_whose_digits_are_wrong_is_refused(origin: str) -> None:
    assert "出处（--from）" in refused(origin=origin)


def test_characters_that_cannot_be_kept_are_refused() -> None:
    assert "不能保存的字符" in refused(about="路灯\ud800")
    assert "不能保存的字符" in refused(by="甲\0")
    assert "请写成一行" in refused(person="李国强\n王桂芳")
    assert "最多 100 个" in refused(home="长" * 101)
    assert "没有写登记人" in refused(by=" ")
    assert checked(replace(RIGHT, about="第一行\n第二行"), None, TODAY)
