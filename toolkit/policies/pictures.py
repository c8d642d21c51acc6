"""Pictures that prove something hung there: a wall with its plate, a notice in its place; no people on them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from toolkit.core import WrongValueError
from toolkit.loop import events, photos
from toolkit.store import Transaction
from toolkit.workspace import Desk

_KIND = "picture.taken"


@contextlib.contextmanager
def kept(desk: Desk, photo: Path | None, about: str, by: str) -> Iterator[Transaction]:
    """Give a transaction, at whose end `photo` (None: there is none) stands as the picture of `about`.

    What is written in the transaction and the picture come in together, or neither. Raise MissingFileError, or
    WrongValueError for what is no picture.
    """
    from toolkit.formats.word import is_picture  # noqa: PLC0415 - a tenth of a second that most acts need not wait

    if photo is None:
        with desk.store.transaction() as tx:
            yield tx
        return
    with photos.copied(desk, photo) as copy, desk.store.transaction() as tx:
        if not is_picture(copy.copy.read_bytes()):
            raise WrongValueError(field="照片", value=photo.name, why="不是图片，要 JPG 或 PNG")
        photos.settle(desk, tx)
        yield tx
        number = f"景{desk.today.year}-{tx.next_number(f'picture:{desk.today.year}'):05d}"
        facts = {"about": about, "photo": copy.place_of(number), "photo_sha256": copy.sha256}
        events.record(desk, tx, events.Wish(_KIND, number, desk.present, by, facts))
        copy.place(desk, number)


def newest(tx: Transaction) -> dict[str, str]:
    """Return by what they show the place in the workspace of the newest picture of each."""
    log = [event for each in events.history(tx, events.WHENEVER, (_KIND,)).values() for event in each]
    return {event.facts["about"]: event.facts["photo"] for event in sorted(log, key=lambda event: event.position)}
