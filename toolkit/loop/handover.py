"""Hand-over (交接): nobody leaves while something open would be nobody's.

Everything that is open on the last day goes to one successor, from the day after; the sheet with every line is signed
by both and by whoever watches over it. What was late before stays with whoever had it then.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import dates, is_among, official_date, persons_in, same_person
from toolkit.core import WrongValueError, YehuaError, make_folder
from toolkit.formats.word import Grid, signatures, write_tables
from toolkit.loop import moments
from toolkit.loop.calls import answered_cards
from toolkit.loop.cards import all_cards, births
from toolkit.loop.case_entries import entries_of
from toolkit.loop.duties import SUBJECT, Duties
from toolkit.loop.events import View, Wish, head_line, record, refuse
from toolkit.loop.followup import all_follow_ups
from toolkit.loop.photos import FOLDER
from toolkit.loop.stages import closed_on
from toolkit.loop.today import Office, items_of, office_at
from toolkit.workspace import Desk, file_name_of

CARD = "首问卡"
_MOST_AHEAD = dt.timedelta(days=366)


class NoSuccessorError(YehuaError):
    """Raised when somebody would leave with open items and nobody takes over; `listing` has a line for each."""

    sentence = "{person} 手上还有 {count} 件没有办完，要写明交给谁，没有登记离任：\n{listing}"


@dataclass(frozen=True)
class OpenItem:
    """Something open that is somebody's: what, its number, by when, if there is a day, and why by then."""

    what: str
    subject: str
    due: str | None
    why: str = ""

    @property
    def words(self) -> str:
        """The item in one line; two tasks of one case differ by what follows the day."""
        return " ".join(filter(None, (self.what, self.subject, self.due, self.why)))


@dataclass(frozen=True)
class HandedOver:
    """A hand-over: what moved, and the sheet to sign."""

    moved: tuple[OpenItem, ...]
    file: str


def open_items(desk: Desk, person: str, on: str | None = None) -> tuple[OpenItem, ...]:
    """Return everything open that is `person`'s at the moment `on` (now), cards first; raise WrongDateError."""
    with desk.store.reading() as tx:
        return _open_items(office_at(desk, tx, View(moments.looked_at(desk, on))), person.strip())


def _open_items(office: Office, person: str) -> tuple[OpenItem, ...]:
    cards = _live_cards(office, person)
    rest = [
        OpenItem(item.what, item.subject, item.due, item.why)
        for item in items_of(office)
        if is_among(person, persons_in(item.owner)) and item.subject not in cards
    ]
    return (
        *(OpenItem(CARD, number, None) for number in sorted(cards)),
        *sorted(rest, key=lambda item: (item.due or "", item.subject)),
    )


def _live_cards(office: Office, person: str) -> set[str]:
    """Return the cards of `person` that are neither void nor at their end."""
    tx, view = office.tx, office.view
    known = births(tx, view)
    mine = {
        number
        for number, birth in known.items()
        if is_among(person, persons_in(office.duties.owner(birth.receiver, birth.issued)))
    }
    cards = [card for card in all_cards(tx, view, mine) if card.voided is None] if mine else []
    entries = entries_of(tx, view, {card.case for card in cards if card.case})
    lasts = {each.case: each for each in all_follow_ups(office.desk, tx, view, answered_cards(tx, view))}
    return {card.number for card in cards if closed_on(card, entries, lasts) is None}


def make(desk: Desk, person: str, to: str | None, *, on: str, by: str, witness: str | None = None) -> HandedOver:
    """Record that `person` is in office to the end of the day `on` and `to` takes over; return that and its sheet.

    A day that is over is written down on the word of two. Raise NoSuccessorError with every open item where nobody
    takes over, EventRefusedError, WrongValueError, WrongDateError.
    """
    leaving, successor, day = person.strip(), (to or "").strip(), dates.parse_date(on)
    if not leaving or same_person(leaving, successor):
        raise WrongValueError(field="交接", value=leaving, why="要写明谁离任，接手的要是另一个人")
    if several := [name for name in (leaving, successor) if len(persons_in(name)) > 1]:
        raise WrongValueError(field="交接", value=several[0], why="一个人交给一个人，几个人的分开登记")
    if day > desk.today + _MOST_AHEAD:
        raise WrongValueError(field="离任日期", value=on, why="离今天一年以上，请核对")
    if day < desk.today and not (witness or "").strip():
        refuse([f"{official_date(day)}已经过去，补记交接要两个人，没有写监交人（--witness）"])
    with desk.store.transaction() as tx:
        office = office_at(desk, tx, View(day.isoformat()))
        refuse(_again(office, leaving, day))
        moved = _open_items(office, leaving)
        if moved and not successor:
            listing = "\n".join(item.words for item in moved)
            raise NoSuccessorError(person=leaving, count=len(moved), listing=listing)
        facts = {"person": leaving, "to": successor or None, "on": day.isoformat(), "items": len(moved)}
        record(desk, tx, Wish("duty.ended", SUBJECT, desk.present, by, facts, second=witness))
    return HandedOver(moved, str(_write_sheet(desk, (leaving, successor), day, moved)))


def _again(office: Office, leaving: str, day: dt.date) -> Iterator[str]:
    """Give the reason why `leaving` cannot hand over on `day`: it was done, and nothing would move any more."""
    if heir := office.duties.heir(leaving, day.isoformat()):
        yield f"{leaving}{official_date(day)}已经交给{heir}；要交给别人，由{heir}再交接一次"


def _write_sheet(desk: Desk, people: tuple[str, str], day: dt.date, moved: tuple[OpenItem, ...]) -> Path:
    leaving, successor = people
    folder = make_folder(desk.workspace.root / FOLDER)
    name = "-".join(filter(None, ("交接", leaving, successor, day.isoformat())))
    path = folder / f"{file_name_of(name)}.docx"
    rows = tuple((str(n), item.what, item.subject, item.due or "", item.why) for n, item in enumerate(moved, 1))
    parts: list[str | Grid] = [
        f"{leaving}任职到{official_date(day)}为止，从次日起下列事项由{successor or '（没有未办事项）'}负责。",
        Grid(("序号", "事项", "编号", "期限", "怎么算的"), rows, (12, 28, 38, 34, 58)),
        f"共 {len(moved)} 件。此前已经逾期的，责任仍在移交人。",
        head_line(desk),
        signatures("移交人", "接收人", "监交人"),
    ]
    write_tables(path, f"{desk.settings.office.name}岗位交接清单", parts)
    return path


def duties_of(desk: Desk, person: str, on: str | None = None) -> tuple[str, ...]:
    """Return the posts that `person` holds at the moment `on` (now), each with its village if it has one."""
    with desk.store.reading() as tx:
        posts = Duties(tx, View(moments.looked_at(desk, on))).posts_of(person.strip())
    return tuple(f"{each.village or ''}{each.post}" for each in posts)
