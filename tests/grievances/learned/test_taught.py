"""Confirmed meetings teach the tagger: apart from what shipped, where it helps, and never by an accusation."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.commands.cli import main
from toolkit.grievances import access_log, confirm_grievances, editing, learned, lists, load_grievances
from toolkit.grievances.finding import tagger
from toolkit.grievances.learned import confirmed, taught, training
from toolkit.grievances.learned.training import Begins
from toolkit.workspace import Desk

# At this centre what is read out is a matter of somebody absent; the shipped weights join it to the matter before.
ECHOES = ("我再念一遍：三组王家门口的路灯坏了三个月，要修。", "我再念一遍：五组李家的低保停了半年，要查。")
MATTERS = (
    "我叫韩小川，是石桥村二组的，村口的路灯坏了三个月，没有人修，晚上走路看不见。",
    "我叫罗玉芳，是石桥村三组的，我家的低保去年停了，我去问了两次都没有答复。",
    "我叫段永福，是石桥村四组的，上头的水渠堵了，我家两亩田浇不上水。",
)
ACCUSES = "我叫周大发，我要举报村会计贪污，低保名单上都是他的舅子，账目从来不公开。"


def _said(number: int) -> tuple[str, ...]:
    matters = MATTERS[number % 3 :] + MATTERS[: number % 3]
    return ("各位乡亲晚上好，今天来听大家说说。", matters[0], ECHOES[0], matters[1], ECHOES[1], matters[2], ACCUSES,
            "好，还有哪位要说？", "没有了，今天就到这里，大家慢走。", "谢谢各位。")  # fmt: skip


@pytest.fixture
def confirm(desk: Desk, heard: Callable[..., str]) -> Callable[[int], str]:
    """Give a function that files a meeting, splits off what is read out, judges, closes and confirms it."""

    def settle(number: int) -> str:
        code = heard(*_said(number), held_on=dt.date(2026, 9, 1) + dt.timedelta(days=number), mark=str(number))
        lists.find_grievances(desk, code)
        listed = editing.mend(desk, code, splits=(3, 5))
        accusing = [each.ordinal for each in listed.grievances if "举报" in each.text]
        access_log.judge(desk, code, accusing, "yes", "何琳")
        access_log.close(desk, code, "何琳", sure=True)
        rest = [
            each.ordinal
            for each in load_grievances(desk.store, code).grievances
            if each.status == "proposed" and each.accusation == "no"
        ]
        confirm_grievances(desk.store, code, rest, {})
        return code

    return settle


@pytest.fixture(autouse=True)
def _fresh() -> None:
    taught._LATEST.clear()
    confirmed._KEPT.clear()


def test_a_lesson_needs_three_confirmed_meetings(desk: Desk, confirm: Callable[[int], str]) -> None:
    confirm(1)
    confirm(2)

    assert learned.lesson_now(desk) is None
    assert "还不到 3 场" in learned.sentence_on(None)


def test_what_was_split_off_is_found_apart_at_the_next_meeting(
    desk: Desk, confirm: Callable[[int], str], heard: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = heard(*_said(9), mark="a")
    found_before = lists.find_grievances(desk, old)
    codes = [confirm(number) for number in (1, 2, 3)]
    shipped = str(tagger.shipped())
    monkeypatch.setattr(training, "held_out", lambda _: (Begins(9, 15, 9), Begins(9, 9, 9)))

    new = heard(*_said(4), held_on=dt.date(2026, 10, 9), mark="b")
    lists.find_grievances(desk, new)

    lesson = learned.lesson_of(desk, new)
    assert lesson is not None
    assert list(lesson.meetings) == codes
    assert len(load_grievances(desk.store, new).grievances) > len(found_before.grievances)
    assert str(tagger.shipped()) == shipped, "what shipped stays as it is"
    assert learned.lesson_of(desk, old) is None
    again = [each.passages for each in lists.find_grievances(desk, old).grievances]
    assert again == [each.passages for each in found_before.grievances], "a list that is there keeps its cut"
    assert "3 场确认过的夜话" in CliRunner().invoke(main, _words(desk, "grievances", new)).stderr


def test_a_lesson_that_does_not_help_is_not_used(
    desk: Desk, confirm: Callable[[int], str], heard: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        confirm(number)
    monkeypatch.setattr(training, "held_out", lambda _: (Begins(9, 9, 9), Begins(9, 9, 9)))

    new = heard(*_said(4), held_on=dt.date(2026, 10, 9), mark="b")
    lists.find_grievances(desk, new)

    assert learned.lesson_of(desk, new) is None
    assert "没有提高，不用" in CliRunner().invoke(main, _words(desk, "learned")).stdout


def test_no_accusation_and_no_word_of_a_meeting_stands_in_what_was_learned(
    desk: Desk, confirm: Callable[[int], str]
) -> None:
    for number in (1, 2, 3):
        confirm(number)

    chains = confirmed.chains(desk)
    lesson = learned.lesson_now(desk)

    assert not any("举报" in sentence.text for chain in chains for sentence in chain.meeting.sentences)
    assert lesson is not None
    known = {name for weights in tagger.shipped().values() for name in weights.features}
    assert set(lesson.weights.features) <= known


def test_erasing_a_meeting_takes_its_code_away_and_leaves_the_cut_of_other_lists(
    desk: Desk, confirm: Callable[[int], str], heard: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [confirm(number) for number in (1, 2, 3)]
    monkeypatch.setattr(training, "held_out", lambda _: (Begins(9, 15, 9), Begins(9, 9, 9)))
    new = heard(*_said(4), held_on=dt.date(2026, 10, 9), mark="b")
    lists.find_grievances(desk, new)
    cut = [each.passages for each in editing.mend(desk, new, merges=((2, 3),)).grievances]

    taught.forget(desk, codes[1])

    lesson = learned.lesson_of(desk, new)
    assert lesson is not None
    assert lesson.meetings == (codes[0], codes[2])
    assert [each.passages for each in lists.find_grievances(desk, new).grievances] == cut
    assert lists.skipped_sentence(desk, new) == ""


def test_revisions_that_match_nothing_without_the_lesson_are_told(
    desk: Desk, confirm: Callable[[int], str], heard: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        confirm(number)
    monkeypatch.setattr(training, "held_out", lambda _: (Begins(9, 15, 9), Begins(9, 9, 9)))
    new = heard(*_said(4), held_on=dt.date(2026, 10, 9), mark="b")
    lists.find_grievances(desk, new)
    editing.mend(desk, new, merges=((2, 3),))

    (desk.workspace.learned / f"{new}.json").unlink()

    assert "1 处人工改动对不上了" in lists.skipped_sentence(desk, new)
    assert "合并" in CliRunner().invoke(main, _words(desk, "grievances", new)).stderr


def test_a_broken_file_of_a_lesson_is_no_lesson(desk: Desk, confirm: Callable[[int], str]) -> None:
    code = confirm(1)
    path = desk.workspace.learned / f"{code}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{", encoding="utf-8")

    assert learned.lesson_of(desk, code) is None
    assert len(lists.find_grievances(desk, code).grievances) > 1
    taught.forget(desk, "0000")
    assert not path.exists(), "what cannot be read might hold something"


def _words(desk: Desk, *words: str) -> list[str]:
    return [*words, "--workspace", str(Path(desk.workspace.root))]
