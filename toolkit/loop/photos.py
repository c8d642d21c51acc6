"""Photos kept as proof (an older card, a page of notes): copied, hashed, and placed with the event that names them."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import PendingFiles, copy_verified, pending_files
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
