"""A year of a made-up township of 136 villages as a workspace: made once from a seed number, opened at its last day.

It is made by the functions that the commands call, beside its place, and moved there when it is whole. Each abuse that
the specification of the closed loop names is tried once; `花招.md` says how it was refused or shown.
"""

import contextlib
import datetime as dt
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from toolkit.core import WrongValueError, hash_chain, moves, write_whole
from toolkit.notebook import demo
from toolkit.practice import abuses, matters, nights, panels, repeats, rounds, seasons, windows
from toolkit.practice.clinics import Clinics
from toolkit.practice.office import END, FIRST, LAST, Abuse, Office, PlayedClock
from toolkit.practice.township import Township
from toolkit.store import EVENTS
from toolkit.workspace import Desk, open_desk, shipped

SEED = 20261123
FOLDER = "practice-year"
_SUMMARY = "样例年.json"
_ABUSES = "花招.md"
_OPENING = dt.datetime.combine(FIRST, dt.time(8, 0))
_STRANDS = (rounds, windows, matters, repeats, panels, nights, seasons, abuses)

Progress = Callable[[float, float], None]


@dataclass(frozen=True)
class Year:
    """A year that was made: its workspace, seed and days, how many facts it has, and every abuse with its answer."""

    workspace: str
    seed: int
    first: str
    last: str
    villages: int
    events: int
    head: str
    abuses: tuple[Abuse, ...]


def make(root: Path, seed: int = SEED, progress: Progress | None = None) -> Year:
    """Make the year of `seed` as the workspace `root`, and return what it holds.

    Raise OccupiedError when `root` holds anything but an earlier demo.
    """
    if seed < 0:
        raise WrongValueError(field="种子（--seed）", value=str(seed), why="写 0 或更大的整数")
    demo.fresh(root)
    with _being_made(root) as half_made:
        abuses = _lived(half_made, seed, progress)
        desk = open_desk(half_made, today=LAST, clock=PlayedClock(END))
        verdict = desk.events.verify()
        desk.store.close()
        year = Year(
            str(root), seed, str(FIRST), str(LAST), len(desk.settings.places), verdict.count, verdict.head, abuses
        )
        write_whole(half_made / _SUMMARY, hash_chain.canonical(asdict(year)).encode())
        write_whole(half_made / _ABUSES, _listing(abuses).encode())
    return year


@contextlib.contextmanager
def _being_made(root: Path) -> Iterator[Path]:
    """Give a folder beside `root`, which takes the place of `root` when the block ends well."""
    half_made = root.with_name(f".{root.name}-making")
    moves.remove_tree(half_made)
    demo.fresh(half_made)
    try:
        yield half_made
        moves.remove_tree(root)
        moves.move(half_made, root)
    finally:
        if half_made.exists():
            moves.remove_tree(half_made)


def _lived(root: Path, seed: int, progress: Progress | None) -> tuple[Abuse, ...]:
    dice = random.Random(seed)  # noqa: S311 - the same year for the same seed
    town = Township(dice)
    write_whole(root / "yehua.toml", town.settings(shipped("examples/yehua.toml").read_text(encoding="utf-8")).encode())
    clock = PlayedClock(_OPENING)
    desk = open_desk(root, today=FIRST, clock=clock)
    papers_folder = tempfile.TemporaryDirectory(prefix="yehua-year-", ignore_cleanup_errors=True)
    with contextlib.closing(desk.store), papers_folder as papers:
        office = Office(desk, clock, town, dice, Path(papers))
        # One transaction: the year is there as a whole or not at all.
        with desk.store.together():
            _live(office, progress)
    return tuple(office.abuses)


def _live(office: Office, progress: Progress | None) -> None:
    abuses.begin(office)
    seasons.begin(office)
    rounds.begin(office)
    panels.take_in_members(office)
    clinics = Clinics(office)
    days = (LAST - FIRST).days + 1
    for done, on in enumerate(office.go_on()):
        if progress:
            progress(done, days)
        clinics.day(on)
        for strand in _STRANDS:
            strand.day(office, on)


def _listing(abuses: tuple[Abuse, ...]) -> str:
    lines = [f"- {each.section} {each.what}：{each.how}。{' '.join(each.sentence.split())}" for each in abuses]
    return "# 样例年里试过的花招，每一样是怎么说破的\n\n" + "\n".join(lines) + "\n"


# -- opening ---------------------------------------------------------------------------------------------------


def is_made(root: Path) -> bool:
    """Return whether the workspace `root` holds a year that was made."""
    return (root / _SUMMARY).is_file()


class _LastDay:
    """The clock of whoever practises: the last day of the year at the machine's time of day, never turned back."""

    def __init__(self, noted: dt.datetime) -> None:
        """Begin after the UTC moment `noted`."""
        self._last = noted

    def __call__(self) -> str:
        """Return the moment in UTC as ISO text."""
        time = dt.datetime.now().astimezone().time()
        self._last = max(self._last + dt.timedelta(microseconds=1), dt.datetime.combine(LAST, time).astimezone(dt.UTC))
        return self._last.isoformat(timespec="microseconds")


def open_year(root: Path) -> Desk:
    """Return the desk of the year at `root` on its last day; raise what `open_desk` raises."""
    desk = open_desk(root, today=LAST)
    with desk.store.reading() as tx:
        newest = tx.row(EVENTS)
    desk.store.clock = _LastDay(dt.datetime.fromisoformat(newest["recorded_at"]) if newest else END.astimezone(dt.UTC))
    return desk
