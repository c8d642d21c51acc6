"""Three of a kind in a quarter are listed for a proposal; what is withheld counts nowhere."""

import datetime as dt
from pathlib import Path

from tests.loop.conftest import at_day
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.formats.word import WordFile
from toolkit.loop import month
from toolkit.loop.alerts import proposals
from toolkit.loop.events import View
from toolkit.loop.walks import ledger
from toolkit.loop.walks.ledger import Colouring, NewNote
from toolkit.workspace import Desk

D = dt.date


def note(desk: Desk, text: str, date: str) -> str:
    number = ledger.add_note(desk, NewNote(text, date, "柳树湾三组", "何琳")).number
    ledger.give_colour(desk, number, Colouring("绿", f"{date} 20:00", "何琳"))
    return number


def letter(desk: Desk, text: str, day: str, channel: str | None = "31(6)") -> str:
    matter = Matter("来信", day, text, "李国强", channel=channel, by="何琳")
    return cases.open_matter(desk, matter, day, again=True).grievances[0]


def found(desk: Desk, last: D) -> list[tuple[str, ...]]:
    with desk.store.reading() as tx:
        return [each.numbers for each in proposals.of_a_kind(desk, tx, View(last.isoformat()), last)]


def test_three_of_a_kind_in_a_quarter_are_listed_and_two_are_not(desk: Desk) -> None:
    desk = at_day(desk, D(2026, 11, 30))
    numbers = [letter(desk, "老板拖欠工资两个月没有发", "2026-10-09")]
    note(desk, "包工头拖欠工资", "2026-09-30")
    numbers.append(note(desk, "工地拖欠工资，老板不发", "2026-10-20"))

    assert found(desk, D(2026, 11, 30)) == []
    numbers.append(note(desk, "厂里拖欠工资，一直不发", "2026-11-10"))
    assert found(desk, D(2026, 11, 30)) == [tuple(sorted(numbers))]
    assert found(desk, D(2026, 10, 31)) == []


def test_what_nobody_judged_or_is_sensitive_is_in_no_list_of_a_kind(desk: Desk) -> None:
    desk = at_day(desk, D(2026, 11, 30))
    for text in ("老板拖欠工资，孩子没有钱上学", "村支书拖欠工资，收了好处"):
        note(desk, text, "2026-10-20")
    letter(desk, "村主任拖欠工资，收了两条烟", "2026-10-09")

    assert found(desk, D(2026, 11, 30)) == []


def test_the_month_shows_shares_with_their_counts_and_what_is_alike(desk: Desk, tmp_path: Path) -> None:
    desk = at_day(desk, D(2026, 11, 30))
    for day in ("2026-10-20", "2026-11-02", "2026-11-10"):
        note(desk, "工地拖欠工资，老板不发", day)

    month.write(desk, "2026-11", tmp_path / "月报.docx")

    told = "\n".join(WordFile.open(tmp_path / "月报.docx").lines)
    assert "民2026-00001、民2026-00002、民2026-00003" in told
    assert "第四十条" in told


def test_a_share_is_told_only_where_nobody_is_told_from_it() -> None:
    assert month.share(9, 12) == "9/12，75.0%"
    assert [month.share(*counts) for counts in ((0, 0), (2, 9), (8, 9), (1, 2))] == ["", "", "", ""]
    assert month.share(0, 5) == "0/5，0.0%"
    assert month.share(5, 5) == "5/5，100.0%"
