"""Photos: copied, hashed, and placed with the event that names them.

They are proofs (an older card, a page of notes), or portraits of officials, which are printed on cards only while the
person agrees (民法典 Art 1019).
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import PendingFiles, UnknownNumberError, WrongValueError, copy_verified, moves, pending_files
from toolkit.loop.events import Event, View, Wish, history, record
from toolkit.store import EVENTS, Transaction
from toolkit.workspace import Desk

FOLDER = "cards"


@dataclass(frozen=True)
class Photo:
    """A copy of a photo that stands in no place yet, and its SHA-256."""

    copy: Path
    sha256: str
    files: PendingFiles

    def place(self, desk: Desk, number: str) -> str:
        """Put the photo to its place, as the last act of the transaction that writes `number`; return that place."""
        place = self.place_of(number)
        self.files.place(place, {self.copy: desk.workspace.root / place})
        return place

    def place_of(self, number: str) -> str:
        """Return the place that the photo of `number` will have, relative to the workspace."""
        return f"{FOLDER}/{number}{self.copy.suffix.lower()}"


@contextlib.contextmanager
def copied(desk: Desk, photo: Path) -> Iterator[Photo]:
    """Give a verified copy of `photo`; it goes again unless an event of its number is in the store at the end.

    Raise MissingFileError, DiskFullError or ReadOnlyWorkspaceError.
    """
    with pending_files.begun(desk.workspace.root / FOLDER, _asking(desk)) as files:
        copy = files.made / photo.name
        yield Photo(copy, copy_verified(photo, copy), files)


def settle(desk: Desk, tx: Transaction) -> None:
    """Take back, inside the transaction `tx`, photos that a process which died had placed without their event."""
    pending_files.settle_left(desk.workspace.root / FOLDER, lambda place: _is_named(tx, place))


def _asking(desk: Desk) -> Callable[[str], bool]:
    def is_kept(place: str) -> bool:
        with desk.store.reading() as tx:
            return _is_named(tx, place)

    return is_kept


def _is_named(tx: Transaction, place: str) -> bool:
    number = place.removeprefix(f"{FOLDER}/").partition(".")[0]
    return tx.row(EVENTS, subject=number) is not None


# -- portraits -------------------------------------------------------------------------------------------------


def give_portrait(desk: Desk, person: str, photo: Path, *, agreed: bool, by: str) -> Event:
    """Keep the `photo` of an official who `agreed` that it is printed on cards, and return the event.

    Raise WrongValueError without consent or for what is no picture, MissingFileError.
    """
    from toolkit.formats.word import is_picture  # noqa: PLC0415 - a tenth of a second that most commands need not wait

    if not person.strip():
        raise WrongValueError(field="姓名", value=person, why="要写是谁的照片")
    if not agreed:
        why = "照片要本人同意才能印在卡上（民法典第一千零一十九条）；问过本人、本人同意了，再写 --agreed"
        raise WrongValueError(field="照片", value=person, why=why)
    with copied(desk, photo) as copy, desk.store.transaction() as tx:
        if not is_picture(copy.copy.read_bytes()):
            raise WrongValueError(field="照片", value=photo.name, why="不是图片，要 JPG 或 PNG")
        settle(desk, tx)
        number = f"照{desk.today.year}-{tx.next_number(f'portrait:{desk.today.year}'):04d}"
        facts = {"person": person.strip(), "photo": copy.place_of(number), "photo_sha256": copy.sha256}
        event = record(desk, tx, Wish("portrait.given", number, desk.present, by, facts))
        copy.place(desk, number)
    return event


def withdraw_portrait(desk: Desk, person: str, *, by: str) -> Event:
    """Record that an official no longer agrees, delete the photo, and return the event.

    Raise UnknownNumberError, or HeldFileError where another program keeps the photo open.
    """
    with desk.store.transaction() as tx:
        given = _given(tx, View(desk.present), person)
        if given is None:
            raise UnknownNumberError(what="同意印在卡上的照片", number=person)
        facts = {"person": person.strip()}
        event = record(desk, tx, Wish("portrait.withdrawn", given.subject, desk.present, by, facts))
        # Last: where a program keeps the photo open, nothing is recorded either.
        moves.remove(desk.workspace.root / given.facts["photo"])
    return event


def with_portraits(desk: Desk) -> tuple[str, ...]:
    """Return the names of the officials whose photo is printed on cards, each with consent, in order."""
    with desk.store.reading() as tx:
        logs = history(tx, View(desk.present), ("portrait.",)).values()
    return tuple(sorted({events[0].facts["person"] for events in logs if len(events) == 1}))


def portrait(desk: Desk, tx: Transaction, view: View, person: str) -> bytes | None:
    """Return the picture of an official who agrees to it at the moment of `view`; None for others."""
    given = _given(tx, view, person)
    place = desk.workspace.root / given.facts["photo"] if given else None
    return place.read_bytes() if place and place.is_file() else None


def _given(tx: Transaction, view: View, person: str) -> Event | None:
    logs = (events for events in history(tx, view, ("portrait.",)).values())
    standing = [events[0] for events in logs if len(events) == 1 and events[0].facts["person"] == person.strip()]
    return max(standing, key=lambda event: event.position, default=None)
