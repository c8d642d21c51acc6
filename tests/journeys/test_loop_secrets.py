"""What was said about officials, and sealed matters, come out of the closed loop nowhere but where they belong.

Secrets are words of the first question of a call, notes and matters that accuse an official, and cards of such
matters, which have their alert, plan and legal opinion; beside each stands an ordinary one. The test command plants two
dozen of each sort, `pytest --all` a thousand.
"""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.loop_sample import do, sent
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.commands.cli import main
from toolkit.core.errors import YehuaError
from toolkit.loop import calls, cards, draws, events
from toolkit.loop.cards import NewCard
from toolkit.loop.clinics.roster import HEADINGS
from toolkit.loop.walks import ledger
from toolkit.loop.walks.ledger import Act, Colouring, NewNote
from toolkit.notebook import overview
from toolkit.records import to_text
from toolkit.workbench import pages
from toolkit.workspace.desk import Desk, open_desk

PART, WHOLE, KINDS = 24, 1000, 4
SECRET, ORDINARY = "榴", "柚"
CALLER, JUDGE = "赵敏", "何琳"
ADVISER = ("柳树湾", "周正", "律师", "15101", "明理律师事务所", "法顾1", "2026-01-01", "2027-12-31", "", "", "村委会")


def marked(sign: str, n: int) -> str:
    """Return the `n`th planted word of the secret or the ordinary sort; none holds another."""
    return f"{sign}{n:04d}号"


@dataclass
class Planted:
    """The workspace and the numbers of what was planted in it, by kind; a place in a list is the mark divided by 4."""

    desk: Desk
    count: int
    notes: dict[str, list[str]] = field(default_factory=lambda: {SECRET: [], ORDINARY: []})
    cases: dict[str, list[str]] = field(default_factory=lambda: {SECRET: [], ORDINARY: []})
    cards: dict[str, list[str]] = field(default_factory=lambda: {SECRET: [], ORDINARY: []})
    called: list[str] = field(default_factory=list)

    def words(self, sign: str, kind: int | None = None) -> list[str]:
        """Return the planted words of one sort (of one kind)."""
        return [marked(sign, n) for n in range(self.count) if kind is None or n % KINDS == kind]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Planted]:
    """Give the planted workspace; it is made once for this file."""
    desk = open_desk(tmp_path_factory.mktemp("秘密") / "工作 文件夹", today=dt.date(2026, 11, 23))
    here = Planted(desk, WHOLE if request.config.getoption("--all") else PART)
    do(desk, "clinic_roster", JUDGE, **sent(HEADINGS, ADVISER))
    for n in range(here.count):
        (plant_call, plant_note, plant_matter, plant_card)[n % KINDS](here, n)
    draws.freeze(desk, "2026-10", by=JUDGE, witness="王芳", source="上证指数收盘")
    draws.seed(desk, "2026-10", public="2026-11-23|SSE|3987.65", dice="36115264", by=JUDGE)
    quarter = here.count // KINDS
    of_each = (here.notes[SECRET], here.cases[SECRET], here.cards[SECRET], here.called)
    assert [len(numbers) for numbers in of_each] == [quarter, 2 * quarter, quarter, quarter]
    yield here
    desk.store.close()


def plant_call(here: Planted, n: int) -> None:
    """Plant a call in which an official was accused, about a reply with an ordinary promise."""
    case = opened(here.desk, Matter("来信", "2026-10-12", "门前的路灯", "李国强", channel="31(6)", by=JUDGE))
    promise = (f"{marked(ORDINARY, n)}修好|2026-11-30",)
    also = calls.promised(here.desk, "concluded", "2026-10-20", promise, JUDGE)
    cases.add_entry(here.desk, case, "concluded", "2026-10-20", served="2026-10-20", also=also)
    said = calls.Answers(f"有:{marked(SECRET, n)}收了烟", "部分", "清楚", coached=f"{marked(SECRET, n)}教的")
    calls.note_answers(here.desk, case, calls.Call("2026-11-05 09:00", "电话", CALLER), said)
    also = calls.promised(here.desk, "concluded", "2026-11-20", (), JUDGE)
    cases.add_entry(here.desk, case, "concluded", "2026-11-20", served="2026-11-20", also=also)
    here.called.append(case)


def plant_note(here: Planted, n: int) -> None:
    """Plant a note that accuses an official, and an ordinary one, both yellow and forwarded."""
    for sign, against in ((SECRET, "村主任"), (ORDINARY, None)):
        text = f"{marked(sign, n)}的路灯坏了"
        person = f"{marked(sign, n)}某" if sign == SECRET else None
        wish = NewNote(text, "2026-11-02", "柳树湾三组", JUDGE, person, against)
        number = ledger.add_note(here.desk, wish).number
        ledger.give_colour(here.desk, number, Colouring("黄", "2026-11-02 20:00", JUDGE))
        ledger.forward(here.desk, number, Act("2026-11-02 21:00", JUDGE), "镇纪委")
        here.notes[sign].append(number)


def plant_matter(here: Planted, n: int) -> None:
    """Plant a matter that nobody released, and an ordinary one."""
    for sign, channel in ((SECRET, None), (ORDINARY, "31(6)")):
        mark = marked(sign, n)
        against = f"{mark}主任" if sign == SECRET else None
        matter = Matter("来信", "2026-11-02", f"{mark}的事", f"{mark}某", against=against, channel=channel, by=JUDGE)
        here.cases[sign].append(opened(here.desk, matter))


def plant_alert(here: Planted, case: str, mark: str) -> None:
    """Plant a red duty whose plan tells what the matter is, and an opinion asked for whoever came."""
    desk, person = here.desk, f"{mark}某"
    for day in range(4, 9):
        do(desk, "add_contact", JUDGE, case=case, at=f"2026-11-0{day} 09:00", channel="来访", person=person)
    plan = sent(("任务", "责任人", "期限"), (f"查{mark}的事", "赵敏", "2026-11-12"))
    do(desk, "alert_plan", JUDGE, case=case, at="2026-11-08 12:00", **plan)
    asked = {"case": case, "village": "柳树湾", "conflict": "有", "at": "2026-11-09 09:00"}
    do(desk, "ask_opinion", JUDGE, client=person, question=f"{mark}的事怎么办", **asked)


def plant_card(here: Planted, n: int) -> None:
    """Plant a card of a matter that nobody released, and one of an ordinary matter."""
    for sign, channel in ((SECRET, None), (ORDINARY, "31(6)")):
        mark = marked(sign, n)
        case = opened(here.desk, Matter("窗口", "2026-10-12", f"{mark}的事", f"{mark}某", channel=channel, by=JUDGE))
        wish = NewCard("李强", "综合岗", f"{mark}的事", "2026-10-12 09:00", f"{mark}某", None, case, board_ok=True)
        here.cards[sign].append(cards.issue(here.desk, wish).card.number)
        here.cases[sign].append(case)
        plant_alert(here, case, mark)


def opened(desk: Desk, matter: Matter) -> str:
    """Open a case from `matter` and return its number."""
    return cases.open_matter(desk, matter, matter.received, again=True).case


# -- asking ----------------------------------------------------------------------------------------------------


def asked(here: Planted, *words: str) -> str:
    """Return everything that a command prints, in both forms; it has to answer."""
    shown = []
    for more in ((), ("--json",)):
        ended = CliRunner().invoke(main, [*words, *more, "--workspace", str(here.desk.workspace.root)])
        assert ended.exception is None or isinstance(ended.exception, SystemExit), (words, ended.exception)
        # Asked once more, for JSON, some refuse to do the same again.
        assert more or ended.exit_code == 0, (words, ended.output)
        shown.append(ended.output + ended.stderr)
    return "\n".join(shown)


def written(here: Planted, folder: Path, *words: str) -> str:
    """Return what a command prints and all text of the file that it writes."""
    out = folder / f"{len(list(folder.iterdir()))}.docx"
    shown = asked(here, *words, "--out", str(out), "--replace")
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as parts:
        return shown + "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def standing(words: list[str], text: str) -> list[str]:
    """Return those of `words` that stand in `text`, escaped or not."""
    return [word for word in words if word in text or json.dumps(word)[1:-1] in text]


def test_no_list_shows_a_secret(planted: Planted) -> None:
    lists = [
        ("today", "--on", "2027-01-15"),
        ("today",),
        ("followup", "due", "--on", "2027-01-15"),
        ("followup", "watch", "--on", "2026-12-01"),
        ("walk", "list", "--on", "2026-11-03"),
        ("walk", "group", "--date", "2026-11-05"),
        ("card", "day", "2026-10-12"),
        ("walk", "trend", "2026"),
        ("walk", "roster"),
        ("walk", "reread", "2026-W45"),
        ("handover", "list", "李强"),
        ("card", "draw", "show", "2026-10"),
        ("events", "rule"),
        ("events", "verify"),
        ("search", SECRET),
        ("search", ORDINARY),
        ("archive", "expired"),
        ("accusation", "log"),
        ("alert", "list", "--on", "2026-11-20"),
        ("contact", "alike"),
        ("reminder", "list"),
        ("clinic", "list"),
        ("clinic", "opinions"),
        ("report", "proposal", "list"),
    ]
    for words in lists:
        assert standing(planted.words(SECRET), asked(planted, *words)) == [], words


def test_no_number_that_is_asked_for_shows_a_secret(planted: Planted) -> None:
    subjects = [*planted.notes[SECRET], *planted.cases[SECRET], *planted.cards[SECRET], *planted.called]
    commands = [("events", "show", subject) for subject in subjects]
    commands += [("card", "show", number) for number in planted.cards[SECRET]]
    commands += [("case", "show", case) for case in (*planted.cases[SECRET], *planted.called)]
    commands += [("alert", "show", case) for case in planted.cases[SECRET][1::2]]
    commands += [("case", "facts", case, "handling_opinion") for case in (*planted.cases[SECRET], *planted.called)]
    commands += [("walk", "reply", note, "修好了", "--at", "2026-11-05 09:00") for note in planted.notes[SECRET][:3]]

    for words in commands:
        assert standing(planted.words(SECRET), asked(planted, *words)) == [], words


def test_no_print_shows_a_secret(planted: Planted, tmp_path: Path) -> None:
    prints = [("report", "month", "2026-11"), ("report", "month", "2026-10"), ("card", "board")]
    prints += [("card", "draw", "sheet", "2026-10"), ("walk", "reread", "2026-W45")]
    prints += [("walk", "slip", note) for note in planted.notes[SECRET]]
    prints += [("report", "week", "2026-W47"), ("report", "year", "2026"), ("report", "year", "2026", "--lists")]
    prints += [("clinic", "sheet", "周正", "2026-11"), ("reminder", "facts", "赵敏", "2026")]
    prints += [("alert", "notice", case) for case in planted.cases[SECRET][1::2]]
    prints += [("followup", "slip", case) for case in planted.called]
    prints += [("card", "slip", number) for number in planted.cards[SECRET]]
    prints += [("card", "print", number, "--reason", "丢了", "--by", JUDGE) for number in planted.cards[SECRET]]

    for words in prints:
        assert standing(planted.words(SECRET), written(planted, tmp_path, *words)) == [], words


def test_no_export_of_a_case_shows_a_secret(planted: Planted, tmp_path: Path) -> None:
    some = [*planted.cases[SECRET][:6], *planted.called[:3]]
    for n, case in enumerate(some):
        shown = asked(planted, "case", "bundle", case, "--out", str(tmp_path / str(n)))
        assert standing(planted.words(SECRET), shown) == []
    assert leaking_files(planted, tmp_path) == []


def test_overview_and_every_page_of_the_workbench_show_no_secret(planted: Planted) -> None:
    desk = planted.desk
    assert standing(planted.words(SECRET), overview.page(desk).body) == []
    numbers = zip(planted.cases[SECRET], planted.cards[SECRET], planted.notes[SECRET], strict=False)
    paper = {"paper": "handling_opinion"}
    askings = [{"case": case, "card": card, "note": note, "number": note, **paper} for case, card, note in numbers]
    askings += [{"case": case, "number": case, **paper} for case in planted.called]
    askings += [{"month": "2026-10"}, {"person": "李强"}, {"village": "柳树湾"}]
    # A page that answers to nothing is the same whatever is asked.
    of_one = {name for name in pages.PAGES if page_text(desk, name, {}) is None}
    assert {"case"} <= of_one < set(pages.PAGES)
    shown = [page_text(desk, name, {}) or "" for name in set(pages.PAGES) - of_one]
    shown += [page_text(desk, "find", {"words": SECRET}) or ""]
    by_page = {name: "".join(page_text(desk, name, given) or "" for given in askings) for name in of_one}
    # What these are about was not planted here.
    assert {name for name in of_one if not by_page[name]} == {"recording", "grievance", "answers", "policy", "jury"}
    assert standing(planted.words(SECRET), "".join([*shown, *by_page.values()])) == []


def page_text(desk: Desk, name: str, given: dict[str, str]) -> str | None:
    """Return all that a page of the workbench shows; None where it is of something else, or of nothing."""
    try:
        return to_text(pages.PAGES[name](desk, given))
    except (YehuaError, KeyError):
        return None


def test_no_file_of_the_workspace_shows_a_secret_but_the_store(planted: Planted) -> None:
    assert leaking_files(planted, planted.desk.workspace.root) == []


def leaking_files(here: Planted, folder: Path) -> list[str]:
    """Return the names of the files below `folder` that show a secret; the store itself holds them all."""
    words = here.words(SECRET)
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "yehua.db" and standing(words, text_of(path))
    ]


def text_of(path: Path) -> str:
    """Return the text of a file, of the parts of an Office file too."""
    data = path.read_bytes()
    if path.suffix in {".docx", ".xlsx"}:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            data += b"".join(parts.read(name) for name in parts.namelist())
    return path.name + data.decode("utf-8", "replace")


# -- what may be seen ------------------------------------------------------------------------------------------


def test_every_ordinary_one_stands_where_words_are_shown(planted: Planted, tmp_path: Path) -> None:
    promises, notes, matters, of_cards = (planted.words(ORDINARY, kind) for kind in range(KINDS))

    assert standing(notes, asked(planted, "walk", "list", "--on", "2026-11-03")) == notes
    slips = "".join(written(planted, tmp_path, "walk", "slip", note) for note in planted.notes[ORDINARY])
    assert standing(notes, slips) == notes
    forms = "".join(written(planted, tmp_path, "followup", "slip", case) for case in planted.called)
    assert standing(promises, forms) == promises
    facts = "".join(asked(planted, "case", "facts", case, "handling_opinion") for case in planted.cases[ORDINARY])
    assert standing([*matters, *of_cards], facts) == [*matters, *of_cards]
    red = "".join(asked(planted, "alert", "show", case) for case in planted.cases[ORDINARY][1::2])
    assert standing(of_cards, red) == of_cards
    assert standing(of_cards, asked(planted, "clinic", "opinions")) == of_cards


def test_each_secret_is_found_where_it_belongs_and_the_look_is_recorded(planted: Planted) -> None:
    called, notes, matters, of_cards = (planted.words(SECRET, kind) for kind in range(KINDS))

    assert standing(called, asked(planted, "followup", "conduct", "--by", CALLER)) == called
    shown = "".join(asked(planted, "walk", "show", note, "--by", JUDGE) for note in planted.notes[SECRET])
    assert standing(notes, shown) == notes
    look = ("--accusations", "--by", JUDGE)
    opened_cases = "".join(asked(planted, "case", "show", case, *look) for case in planted.cases[SECRET])
    assert standing([*matters, *of_cards], opened_cases) == [*matters, *of_cards]
    with planted.desk.store.reading() as tx:
        known = {card.number: card for card in cards.all_cards(tx, events.View("2026-11-23"))}
    held = " ".join(f"{known[number].about} {known[number].holder}" for number in planted.cards[SECRET])
    assert standing(of_cards, held) == of_cards
    looks = planted.desk.workspace.root.joinpath("accusations_seen.csv").read_text("utf-8-sig")
    assert all(note in looks for note in planted.notes[SECRET])
