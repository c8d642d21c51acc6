"""The year of a made-up township: its first days in the normal run, the whole of it with `pytest --all`."""

import datetime as dt
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loop.test_slips import text_of
from toolkit.core.errors import WrongValueError, YehuaError
from toolkit.loop import month, today
from toolkit.loop.alerts import acts
from toolkit.loop.events import EventRefusedError
from toolkit.loop.reports import sheets
from toolkit.loop.walks import ledger, listing
from toolkit.loop.walks.notes import Note, seems_to_accuse
from toolkit.notebook.demo import OccupiedError
from toolkit.practice import office, year
from toolkit.practice.office import FIRST, LAST, NotToldError, Office, PlayedClock
from toolkit.practice.township import VILLAGES, Township
from toolkit.store.schema import EVENTS
from toolkit.workspace.desk import Desk, open_desk

D = dt.date
SHORT = 5


def blank(text: str) -> Note:
    """Return a note of which only the words are known."""
    return Note("民2026-00001", "2026-09-10", "柳树湾", None, "何琳", text, None, None, frozenset(), is_late=False)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a year end after its first days."""
    whole = Office.go_on
    monkeypatch.setattr(Office, "go_on", lambda self: itertools.islice(whole(self), SHORT))


@pytest.fixture
def at_work(desk: Desk, tmp_path: Path) -> Office:
    """Give an office that has no diary yet, on the first day of the year."""
    clock = PlayedClock(dt.datetime.combine(FIRST, dt.time(8)))
    dice = random.Random(1)  # noqa: S311 - the same each time
    then = open_desk(desk.workspace.root, today=FIRST, clock=clock)
    return Office(then, clock, Township(dice), dice, tmp_path)


def told(root: Path) -> list[tuple[str, str, str, str]]:
    """Return every fact of the loop but what is random for secrecy: keys, salts, hashes."""
    desk = year.open_year(root)
    with desk.store.reading() as tx:
        rows = tx.columns(EVENTS, ("subject", "kind", "at", "facts"))
    desk.store.close()
    return [tuple(row.values()) for row in rows if row["kind"] not in {"card.key", "session.called"}]  # type: ignore[misc]


# -- the first days --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("cut")
def test_the_same_seed_makes_the_same_days_whose_chain_holds_and_of_which_nothing_is_late(tmp_path: Path) -> None:
    made = year.make(tmp_path / "年", 7)
    first = told(tmp_path / "年")
    year.make(tmp_path / "年", 7)

    assert first == told(tmp_path / "年")
    desk = year.open_year(tmp_path / "年")
    assert desk.events.verify().broken == ()
    assert (made.villages, len(desk.settings.places), desk.today) == (VILLAGES, VILLAGES, LAST)
    assert {line.late for line in listing.listed(desk)} <= {False}
    assert [(each.section, each.what, each.how) for each in made.abuses] == [("S5", "只挑十二个人评", "拒绝")]
    assert year.is_made(tmp_path / "年")
    # Whoever practises writes down today, which is the last day of the year, whenever that is.
    note = ledger.add_note(desk, ledger.NewNote("路灯坏了", str(LAST), desk.settings.places[0], "何琳"))
    with desk.store.reading() as tx:
        (row,) = tx.rows(EVENTS, subject=note.number)
    assert dt.datetime.fromisoformat(row["recorded_at"]).astimezone().date() == LAST


@pytest.mark.usefixtures("cut")
def test_a_year_that_cannot_be_made_leaves_nothing_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(year.rounds, "begin", lambda _: (_ for _ in ()).throw(NotToldError(what="试一试")))

    with pytest.raises(NotToldError, match="试一试"):
        year.make(tmp_path / "年")
    assert not year.is_made(tmp_path / "年")
    assert [path.name for path in tmp_path.iterdir()] == ["年"]


def test_a_folder_with_other_files_and_a_wrong_seed_are_refused(tmp_path: Path) -> None:
    (tmp_path / "证词.txt").write_text("x", encoding="utf-8")

    with pytest.raises(OccupiedError, match="没有动它"):
        year.make(tmp_path)
    with pytest.raises(WrongValueError, match="种子"):
        year.make(tmp_path / "年", -1)


def test_a_story_goes_on_in_the_order_of_its_minutes_and_ends_with_its_last_day(at_work: Office) -> None:
    done: list[str] = []
    at_work.plan(FIRST, "20:00", lambda: done.append(at_work.now))
    at_work.plan(FIRST, "09:30", lambda: at_work.plan(FIRST, "10:15", lambda: done.append(at_work.now)))
    at_work.plan(LAST, "09:00", lambda: done.append("beyond"))
    for _ in at_work.go_on():
        pass

    assert done == [f"{FIRST} 10:15", f"{FIRST} 20:00"]
    assert at_work.today == FIRST


def test_an_abuse_that_went_through_ends_the_making(at_work: Office) -> None:
    def refuse() -> None:
        raise EventRefusedError(count=1, listing="不行。")

    at_work.refused("S1", "一样", refuse)
    at_work.shown("S1", "另一样", "标着补记")
    assert [each.how for each in at_work.abuses] == ["拒绝", "标出"]
    with pytest.raises(NotToldError, match="第三样"):
        at_work.refused("S1", "第三样", lambda: None)
    with pytest.raises(NotToldError, match="第四样"):
        at_work.shown("S1", "第四样", None)


def test_the_township_has_its_villages_and_nobody_twice_at_one_hour() -> None:
    town = Township(random.Random(7))  # noqa: S311 - the same each time
    slots = [(seat.adviser, seat.slot) for seat in town.advisers]

    assert len(set(town.villages)) == VILLAGES
    assert town.villages[0] == "柳树湾"
    assert len(slots) == len(set(slots))


def test_no_note_of_the_township_is_kept_back_as_an_accusation() -> None:
    town = Township(random.Random(7))  # noqa: S311 - the same each time

    assert [row["text"] for row in town.notes if seems_to_accuse(blank(row["text"]))] == []


# -- all of it -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[year.Year, Desk]]:
    """Give the whole year and its desk; only with `--all`."""
    if not request.config.getoption("--all"):
        pytest.skip("the whole year takes a minute: pytest --all")
    root = tmp_path_factory.mktemp("year") / "年"
    made = year.make(root)
    desk = year.open_year(root)
    yield made, desk
    desk.store.close()


ABUSED = {"0.2", "S1", "S3", "S4", "S5", "S6", "S9"}


def test_every_abuse_was_tried_once_and_told(whole: tuple[year.Year, Desk]) -> None:
    made, desk = whole

    assert {part for each in made.abuses for part in each.section.split("、")} == ABUSED
    assert len({each.what for each in made.abuses}) == len(made.abuses) == 32
    assert all(each.sentence for each in made.abuses)
    assert desk.events.verify().broken == ()
    kept = json.loads((desk.workspace.root / "样例年.json").read_text(encoding="utf-8"))
    assert kept["abuses"][0]["what"] == made.abuses[0].what


def test_any_day_of_the_year_is_told_as_a_desk_of_that_day_tells_it(whole: tuple[year.Year, Desk]) -> None:
    _, desk = whole

    dice = random.Random(7)  # noqa: S311 - the same days each time
    for _ in range(5):
        on = FIRST + dt.timedelta(days=dice.randrange(364))
        that_day = open_desk(desk.workspace.root, today=on)
        assert acts.listed(desk, on.isoformat()) == acts.listed(that_day, on.isoformat())
        assert today.due(desk, on.isoformat()) == today.due(that_day, on.isoformat())


def test_month_and_year_are_written(whole: tuple[year.Year, Desk], tmp_path: Path) -> None:
    _, desk = whole

    month.write(desk, "2026-10", tmp_path / "月.docx")
    sheets.write_year(desk, 2026, tmp_path / "年.docx")

    assert "2026-10" in text_of(tmp_path / "月.docx")
    assert "（2026）" in text_of(tmp_path / "年.docx")


def test_a_fault_of_the_year_is_a_sentence() -> None:
    assert issubclass(office.NotToldError, YehuaError)
