"""Measure how long the closed loop takes in a town of 136 villages after five years.

Run by hand: `python -m benchmarks.loop [FOLDER]`. It fills a workspace with 20,000 notes, 9,000 cards and 4,000 cases
(some minutes), in FOLDER if one is named, where a second run finds it, and prints the seconds of each question: what is
due today, the same on a past day as known now and as known then, the list of an evening, and a card that is asked for;
at last the whole command `yehua today` in a process of its own, with the load of the machine.
"""

import datetime as dt
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cases import matters
from toolkit.loop import calls, card_checks, cards, draws, events, month, today
from toolkit.loop.events import Wish
from toolkit.loop.walks import ledger, listing
from toolkit.store import CASE_GRIEVANCES, CASES, ENTRIES, MATTER_JUDGEMENTS, MATTERS, Transaction
from toolkit.workspace import Desk, case_number, matter_number, open_desk

if TYPE_CHECKING:
    from collections.abc import Callable

VILLAGES, NOTES, CARDS, CASES_IN_ALL, WALKS = 136, 20_000, 9_000, 4_000, 2_500
TODAY = dt.date(2026, 11, 23)
FIRST = dt.date(2022, 1, 1)
DAYS = (TODAY - FIRST).days
COLOURS = ("红", "黄", "绿")
TARGETS = {"today": 0.5, "a past day": 1.0}


def main() -> None:
    """Fill the workspace if it is new, ask, and print."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "town"
        is_new = not (root / "yehua.db").exists()
        desk = open_desk(root, today=TODAY)
        if is_new:
            began = time.perf_counter()
            fill(desk)
            print(f"filled in {time.perf_counter() - began:.0f} s")
        ask(desk)
        desk.store.close()
        run(root)


def fill(desk: Desk) -> None:
    """Write the town's five years, the same each time."""
    dice = random.Random(20261129)  # noqa: S311 - the same town each time
    with desk.store.transaction() as tx:
        numbers = [add_case(desk, tx, n, dice) for n in range(CASES_IN_ALL)]
        for n in range(CARDS):
            add_card(desk, tx, n, dice, numbers)
        for n in range(NOTES):
            add_note(desk, tx, n, dice)
        for n in range(WALKS):
            add_walk(desk, tx, n)


def some_day(dice: random.Random, margin: int = 60) -> dt.date:
    """Return a day of the five years, `margin` days before their end at the latest."""
    return FIRST + dt.timedelta(days=dice.randrange(DAYS - margin))


def add_case(desk: Desk, tx: Transaction, n: int, dice: random.Random) -> str:
    """Write a case from a letter: nineteen in twenty concluded and called about."""
    is_open = n % 20 == 0
    day = TODAY - dt.timedelta(days=dice.randrange(60)) if is_open else some_day(dice)
    matter, case = matter_number(day.year, n + 1), case_number(day.year, n + 1)
    tx.add(MATTERS, number=matter, source="来信", received=day.isoformat(), by="何琳", json=matters._content(letter(n)))  # noqa: SLF001 - as the register writes it
    tx.add(MATTER_JUDGEMENTS, matter=matter, verdict="no", by="何琳")
    tx.add(CASES, number=case, opened_on=day.isoformat())
    tx.add(CASE_GRIEVANCES, case_number=case, grievance=matter)
    entries = (
        [("opened", 0, None)] if is_open else [("opened", 0, None), ("acceptance_notice", 3, 3), ("concluded", 30, 30)]
    )
    for number, (kind, after, served) in enumerate(entries, 1):
        at = day + dt.timedelta(days=after)
        served_on = (day + dt.timedelta(days=served)).isoformat() if served else None
        tx.add(ENTRIES, case_number=case, number=number, kind=kind, entry_date=at.isoformat(), served_on=served_on)
    if not is_open:
        facts = {"how": "电话", "outcome": "接通", "q2": "办到", "q3": "清楚"}
        due = {"due": (day + dt.timedelta(days=60)).isoformat(), "owner": "李强"}
        events.record(desk, tx, Wish("promise.made", case, day.isoformat(), "何琳", due, {"text": "修好路灯"}))
        if n % 10:
            events.record(desk, tx, Wish("promise.done", case, day.isoformat(), "何琳", {"promise": 1}))
        at = f"{day + dt.timedelta(days=46)} 09:00"
        if at[:10] <= TODAY.isoformat():
            events.record(desk, tx, Wish("followup.done", case, at, "赵敏", facts, {"q1": "没有", "words2": "修好了"}))
    return case


def letter(n: int) -> matters.Matter:
    """Return the matter of letter `n`."""
    return matters.Matter("来信", "2026-01-01", f"第 {n} 件：门前的路灯坏了三个月", f"村民{n}", channel="31(6)")


def add_card(desk: Desk, tx: Transaction, n: int, dice: random.Random, numbers: list[str]) -> None:
    """Write a card: most of a case or answered at once, one in twenty still waiting."""
    is_open = n % 20 == 0
    day = TODAY - dt.timedelta(days=dice.randrange(30)) if is_open else some_day(dice)
    number = cards.card_numbers.card_number(day.year, n + 1)
    case = numbers[n % len(numbers)] if n % 5 in {0, 1, 2} and not is_open else None
    facts = {"receiver": f"干部{n % 40}", "post": "综合岗", "case": case, "call_ok": True, "board_ok": False}
    private = {"about": "门前的路灯", "holder": f"村民{n}"}
    events.record(desk, tx, Wish("card.issued", number, f"{day} 09:00", f"干部{n % 40}", facts, private))
    if not is_open and case is None:
        events.record(desk, tx, Wish("card.progressed", number, f"{day} 10:00", f"干部{n % 40}", {"stage": "已答复"}))


def add_walk(desk: Desk, tx: Transaction, n: int) -> None:
    """Write a walk, two a working day."""
    day = FIRST + dt.timedelta(days=n * DAYS // WALKS)
    wish = ledger.NewWalk(day.isoformat(), f"路线{n % 7}", (f"干部{n % 40}",), "09:00", "11:30")
    ledger.write_walk(desk, tx, wish)


def add_note(desk: Desk, tx: Transaction, n: int, dice: random.Random) -> None:
    """Write a note with its colour: one in a hundred still waits for its answer."""
    is_open = n % 100 == 0
    day = TODAY - dt.timedelta(days=dice.randrange(10)) if is_open else some_day(dice, 15)
    number = f"民{day.year}-{n + 1:05d}"
    colour = COLOURS[0] if n % 30 == 0 else COLOURS[1 + n % 2]
    facts = {"date": day.isoformat(), "place": f"村{n % VILLAGES}一组"}
    text = {"text": "路灯坏了三个月，没有人来修"}
    events.record(desk, tx, Wish("note.written", number, day.isoformat(), "何琳", facts, text))
    events.record(desk, tx, Wish("note.triaged", number, f"{day} 20:00", "何琳", {"triage": colour}))
    if is_open:
        return
    if colour == COLOURS[0]:
        visit = {"leader": "周", "post": "镇长"}
        events.record(desk, tx, Wish("visit.done", number, f"{day + dt.timedelta(days=1)} 09:00", "何琳", visit))
    if colour == COLOURS[1]:
        events.record(desk, tx, Wish("note.forwarded", number, f"{day} 21:00", "何琳", {"to": f"干部{n % 40}"}))
    at = f"{day + dt.timedelta(days=2)} 09:00"
    events.record(desk, tx, Wish("note.answered", number, at, "何琳", {}, {"words": "修好了"}))


def ask(desk: Desk) -> None:
    """Print how long each question takes, the best of three, and how many answers it gets."""
    some = next(iter(today.items(desk)), None)
    print(f"first item: {some.what if some else 'none'}")
    questions: dict[str, Callable[[], object]] = {
        "today": lambda: today.due(desk),
        "a past day": lambda: today.due(desk, "2024-06-30"),
        "a past day as known on another": lambda: today.items(desk, "2024-06-30", "2024-07-31"),
        "follow-ups": lambda: calls.open_calls(desk),
        "notes of an evening": lambda: listing.listed(desk),
        "a card": lambda: card_checks.answer(desk, cards.card_numbers.card_number(2026, 1), None),
        "trend of a year": lambda: listing.trend(desk, 2025),
        "figures of a month": lambda: month.figures(desk, "2026-10"),
        "population of a draw": lambda: population(desk),
    }
    for name, question in questions.items():
        times, found = [], 0
        for _ in range(3):
            began = time.perf_counter()
            answer = question()
            times.append(time.perf_counter() - began)
            found = len(answer) if isinstance(answer, tuple) else 1
        target = f" (target {TARGETS[name]} s)" if name in TARGETS else ""
        print(f"{name}: {min(times):.2f} s{target}, {found} answers")


def run(root: Path) -> None:
    """Print how long the whole command takes, with the start of Python: wall and processor, the median of five."""
    command = [sys.executable, "-m", "toolkit", "today", "--on", TODAY.isoformat(), "--workspace", str(root)]
    # As at a user's, where the compiled modules lie beside their sources.
    with tempfile.TemporaryDirectory() as compiled:
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = compiled
        spent = []
        for _ in range(6):
            began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            spent.append((time.perf_counter() - began, processor))
    wall, processor = (statistics.median(times) for times in zip(*spent[1:], strict=True))
    load = os.getloadavg()[0]
    print(f"yehua today: {wall:.2f} s (target 0.5 s), {processor:.2f} s of processor, load {load:.1f}")


def population(desk: Desk) -> tuple[cards.Card, ...]:
    """Return the cards that the draw of October would freeze."""
    with desk.store.reading() as tx:
        return draws.population(desk, tx, dt.date(2026, 10, 1), dt.date(2026, 10, 31))


if __name__ == "__main__":
    main()
