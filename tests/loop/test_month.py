"""The monthly sheet: denominators beside each figure, small cells hidden, nothing about anybody."""

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.loop.conftest import Concluded, at_day
from toolkit.commands.cli import main
from toolkit.core.errors import WrongValueError
from toolkit.formats.word import WordFile
from toolkit.loop import calls, cards, draw_calls, draws, month
from toolkit.loop.cards import NewCard
from toolkit.loop.draw_calls import CardCall
from toolkit.loop.followup import Satisfaction
from toolkit.loop.walks import ledger, listing
from toolkit.loop.walks.ledger import Colouring, NewNote
from toolkit.workspace import Desk

D = dt.date


def answer(desk: Desk, case: str, q1: str, q2: str) -> None:
    said = calls.Answers(q1, q2, "清楚")
    calls.note_answers(desk, case, calls.Call("2026-11-17 09:00", "电话", "赵敏"), said)


def test_satisfaction_is_told_with_its_denominators(desk: Desk, concluded: Concluded, tmp_path: Path) -> None:
    done = [concluded(desk, "2026-11-02") for _ in range(5)]
    for case in done[:3]:
        answer(desk, case, "没有", "办到")
    answer(desk, done[3], "有:榴收了两条烟", "办到")
    concluded(desk, "2026-11-05")

    told = month.write(desk, "2026-11", tmp_path / "月报.docx")

    assert told.calls == Satisfaction(due=6, reached=4, answered=4, satisfied=3, unreached=0, overdue=2, solved=4)
    # Answers written down in one go are seen by the time between them.
    assert told.quickest_minutes == 0
    text = "\n".join(WordFile.open(tmp_path / "月报.docx").lines)
    assert "榴" not in text
    assert "<3" in text


def test_small_cells_are_hidden() -> None:
    assert [month.few(count) for count in (0, 1, 2, 3, 40)] == ["0", "<3", "<3", "3", "40"]


def test_notes_are_counted_by_village_and_first_colour(desk: Desk, tmp_path: Path) -> None:
    for colour in ("红", "红", "绿"):
        number = ledger.add_note(desk, NewNote("路灯坏了", "2026-11-02", "柳树湾三组", "何琳", person="王桂芳")).number
        ledger.give_colour(desk, number, Colouring(colour, "2026-11-02 20:00", "何琳"))

    told = month.write(desk, "2026-11", tmp_path / "月报.docx")

    assert told.notes == {"柳树湾": {"红": 2, "绿": 1}}


def test_the_draw_is_told_with_its_interval(desk: Desk, tmp_path: Path) -> None:
    for n in range(10):
        cards.issue(desk, NewCard("李强", "综合岗", "路灯", "2026-10-08 09:00", f"村民{n}"))
    then = at_day(desk, dt.date(2026, 11, 2))
    draws.freeze(then, "2026-10", by="何琳", witness="王芳", source="上证")
    draws.seed(then, "2026-10", public="2026-11-02|SSE|3987.65", dice="1", by="何琳")
    first, second = (each.card for each in draws.show(desk, "2026-10").drawn)
    draw_calls.call(desk, first, CardCall("2026-11-03 09:00", "电话", "接通", "赵敏", "没办到"))
    draw_calls.call(desk, second, CardCall("2026-11-03 10:00", "电话", "接通", "赵敏", "办到"))

    told = month.write(desk, "2026-10", tmp_path / "月报.docx").draw

    assert told is not None
    assert (told.population, told.drawn, told.reached, told.bad) == (10, 2, 2, 1)
    assert (told.low, told.high) == (1, 9)
    with zipfile.ZipFile(tmp_path / "月报.docx") as packed:
        text = packed.read("word/document.xml").decode()
    assert "推算的范围不列" in text, "its lower end would tell the count that is hidden"
    # One bad card of ten is met with two calls one time in five.
    assert (told.power_of, told.power_percent) == (1, 20.0)


def test_a_month_and_a_week_are_read_in_full_width(desk: Desk) -> None:
    assert month.figures(desk, "２０２６－１０")[0].month == "2026-10"
    assert listing.first_day("２０２６－Ｗ４１") == D(2026, 10, 5)


@pytest.mark.parametrize("name", ["2026-13", "十月", ""])
def test_what_is_no_month_is_refused(desk: Desk, name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match="2026-10 的样子"):
        month.write(desk, name, tmp_path / "月报.docx")


def test_a_month_on_the_command_line(desk: Desk, tmp_path: Path) -> None:
    words = ("report", "month", "2026-10", "--out", str(tmp_path / "月报.docx"), "--json")
    ended = CliRunner().invoke(main, [*words, "--workspace", str(desk.workspace.root)])

    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.output)["figures"]["calls"]["due"] == 0
