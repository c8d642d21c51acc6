"""Random histories: the state by steps equals the state recounted, in any order of writing; erasing keeps the chain.

The test command runs a small part of them, the same each time; `pytest --all` runs ten thousand.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.loop.conftest import FixedRules
from toolkit.chinese.dates import Calendar
from toolkit.core.errors import YehuaError
from toolkit.loop import cards, events
from toolkit.loop.cards import NewCard
from toolkit.loop.walks import ledger, listing, notes
from toolkit.loop.walks.ledger import Act, Colouring, NewNote
from toolkit.workspace.desk import Desk, open_desk

SMALL, WHOLE = 300, 10_000
DAY = dt.date(2026, 9, 24)
CALENDAR = Calendar()


def history(dice: random.Random) -> list[events.Event]:
    """Return the events of a note in the order in which they happened."""
    told: list[tuple[str, dict[str, str]]] = [("note.triaged", {"triage": dice.choice(notes.COLOURS)})]
    acts: list[tuple[str, dict[str, str]]] = [
        *(("note.recoloured", {"triage": colour, "before": "红"}) for colour in notes.COLOURS),
        *(("visit.done", {"leader": "周", "post": post}) for post in ("镇长", "副镇长")),
        ("note.forwarded", {"to": "李强"}),
        ("note.replied", {}),
        ("note.answered", {}),
    ]
    told += dice.choices(acts, k=dice.randrange(8))
    hours = sorted(dice.randrange(24 * 20) for _ in told)
    birth = event("note.written", DAY.isoformat(), {"date": DAY.isoformat(), "place": "柳树湾"}, 1)
    return [
        birth,
        *(
            event(kind, f"{DAY + dt.timedelta(days=hour // 24)} {hour % 24:02d}:{n:02d}", facts, n + 2)
            for n, ((kind, facts), hour) in enumerate(zip(told, hours, strict=True))
        ),
    ]


def event(kind: str, at: str, facts: dict[str, str], position: int) -> events.Event:
    return events.Event(position, "民2026-00001", kind, at, at, "何琳", None, facts, {})


def state(listed: list[events.Event], on: str) -> tuple[object, ...]:
    """Return the state of a note by the events that happened by `on`, in the order in which they are folded."""
    then = events.in_order([one for one in listed if one.at <= on])
    note = notes._note(then, is_withheld=False)
    clocks = notes.clocks_of(note, FixedRules(), CALENDAR)  # type: ignore[arg-type]
    return (note, [(clock.name, clock.due.due, clock.state(on)) for clock in clocks])


def test_the_state_by_steps_is_the_state_recounted_in_any_order(request: pytest.FixtureRequest) -> None:
    dice = random.Random(20261129)  # noqa: S311 - the same histories each time
    for _ in range(WHOLE if request.config.getoption("--all") else SMALL):
        told = history(dice)
        order = dice.sample(range(len(told)), len(told))
        written = [replace(told[place], position=position) for position, place in enumerate(order, 1)]
        for step in range(1, len(told) + 1):
            on = told[step - 1].at
            assert state(told[:step], on) == state(told, on) == state(written, on)


# -- the store -------------------------------------------------------------------------------------------------


class Ledger(RuleBasedStateMachine):
    """Notes and cards written at a desk, beside a plain model of what they must be."""

    folder: Iterator[Path]

    @initialize()
    def open(self) -> None:
        """Open a fresh desk."""
        self.desk: Desk = open_desk(next(self.folder), today=dt.date(2026, 11, 23))
        self.colours: dict[str, list[str]] = {}
        self.visits: dict[str, list[str]] = {}
        self.moment = dt.datetime(2026, 11, 2, 8, 0)  # noqa: DTZ001 - local, as all moments are
        self.cards: dict[str, bool] = {}
        self.erased: set[str] = set()

    def now(self) -> str:
        """Return the next minute."""
        self.moment += dt.timedelta(minutes=7)
        return self.moment.strftime("%Y-%m-%d %H:%M")

    @rule(text=st.sampled_from(["路灯坏了", "桥面坏了", "药快吃完了"]))
    def write(self, text: str) -> None:
        """Write a note."""
        number = ledger.add_note(self.desk, NewNote(text, "2026-11-02", "柳树湾三组", "何琳")).number
        assert number not in self.colours
        self.colours[number], self.visits[number] = [], []

    @precondition(lambda self: self.colours)
    @rule(data=st.data(), colour=st.sampled_from(notes.COLOURS), pair=st.booleans())
    def colour(self, data: st.DataObject, colour: str, *, pair: bool) -> None:
        """Colour a note, alone or by two."""
        number = data.draw(st.sampled_from(sorted(self.colours)))
        told = self.colours[number]
        milder = bool(told) and notes.COLOURS.index(colour) < notes.COLOURS.index(told[-1])
        refused = (bool(told) and told[-1] == colour) or (milder and not pair)
        wish = Colouring(colour, self.now(), "何琳", *(("李静", "说好了") if pair else ()))
        try:
            ledger.give_colour(self.desk, number, wish)
        except YehuaError:
            assert refused
        else:
            assert not refused
            told.append(colour)

    @precondition(lambda self: self.colours)
    @rule(data=st.data())
    def forward(self, data: st.DataObject) -> None:
        """Forward a note."""
        number = data.draw(st.sampled_from(sorted(self.colours)))
        assert ledger.forward(self.desk, number, Act(self.now(), "何琳"), "李强").forwarded

    @precondition(lambda self: self.colours)
    @rule(data=st.data(), minute=st.integers(0, 12 * 60))
    def remember(self, data: st.DataObject, minute: int) -> None:
        """Write down a visit of any earlier minute, whatever was written down before."""
        number = data.draw(st.sampled_from(sorted(self.colours)))
        at = f"2026-11-02 {8 + minute // 60:02d}:{minute % 60:02d}"
        act = Act(at, "何琳", again=True)
        ledger.visit(self.desk, number, act, leader="周", post=data.draw(st.sampled_from(["镇长", "副镇长"])))
        self.visits[number].append(at)

    @rule()
    def issue(self) -> None:
        """Issue a card."""
        number = cards.issue(self.desk, NewCard("李强", "综合岗", "路灯", self.now(), holder="王桂芳")).card.number
        assert number not in self.cards
        self.cards[number] = False

    @precondition(lambda self: self.cards)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """Make a card void."""
        number = data.draw(st.sampled_from(sorted(self.cards)))
        cards.void(self.desk, number, by="何琳", second="李静", reason="写错")
        self.cards[number] = True

    @precondition(lambda self: self.colours or self.cards)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        """Erase what is private of a note or a card."""
        number = data.draw(st.sampled_from(sorted({*self.colours, *self.cards})))
        events.erase(self.desk, number, by="何琳", second="李静", reason="本人请求")
        self.erased.add(number)

    @invariant()
    def state_is_that_of_the_model(self) -> None:
        """Hold the register against the model."""
        if not hasattr(self, "desk"):
            return
        lines = {line.note: line for line in listing.listed(self.desk)}
        assert {number: told[-1:] for number, told in self.colours.items()} == {
            number: [line.triage] if line.triage else [] for number, line in lines.items()
        }
        with self.desk.store.reading() as tx:
            known = {card.number: card for card in cards.all_cards(tx, events.View("2026-11-23"))}
            written = notes.notes_at(tx, events.View("2026-11-23"))
            noon = notes.notes_at(tx, events.View("2026-11-02 12:00"))
        # In the order of the visits, not of writing them down; and as it stood at noon, whatever was written later.
        assert {note.number: [step.at for step in note.visits] for note in written} == {
            number: sorted(told) for number, told in self.visits.items()
        }
        assert {note.number: len(note.visits) for note in noon} == {
            number: sum(at <= "2026-11-02 12:00" for at in told) for number, told in self.visits.items()
        }
        assert {number: card.voided is not None for number, card in known.items()} == self.cards
        assert all((card.holder is None) == (number in self.erased) for number, card in known.items())

    def teardown(self) -> None:
        """Hold the chain against the store."""
        if hasattr(self, "desk"):
            assert self.desk.events.verify().broken == ()
            self.desk.store.close()


def test_whatever_is_written_the_register_is_the_model_and_the_chain_holds(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    whole = request.config.getoption("--all")
    machine = type("Machine", (Ledger,), {"folder": (tmp_path / str(n) for n in range(1_000_000))})
    options = settings(
        max_examples=200 if whole else 6, stateful_step_count=30 if whole else 12, derandomize=True, deadline=None
    )

    run_state_machine_as_test(machine, settings=options)
