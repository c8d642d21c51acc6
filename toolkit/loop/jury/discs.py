"""The disc of a session (阳光碟): its video as a package, where everybody on it consents (民法典 Art 1019, PIPL 25).

Where one objects there is no disc: those who want theirs get their own parts (partial copies of the recording, made
without whoever objects), or the minutes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import is_among
from toolkit.core import copy_verified, make_folder
from toolkit.formats.word import Grid, signatures, write_tables
from toolkit.loop.events import WHENEVER, Wish, of_subject, record, refuse
from toolkit.loop.jury.sessions import find
from toolkit.workspace import Desk


@dataclass(frozen=True)
class Disc:
    """A copy of a session's video: its number, its hash, and the files of the package."""

    session: str
    copy: int
    sha256: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """A copy as it is wanted: the video, everybody who is on it, and those who consented."""

    video: Path
    people: tuple[str, ...]
    consents: tuple[str, ...]
    by: str


def make(desk: Desk, number: str, wish: Wanted, folder: Path) -> Disc:
    """Write the package of a session's video to `folder`, and return it; raise EventRefusedError naming who lacks."""
    with desk.store.transaction() as tx:
        session = find(desk, tx, number)
        refuse(_faults(wish))
        copy = 1 + len(of_subject(tx, WHENEVER, session.session, "disc.made"))
        target = make_folder(folder) / f"{session.session}-第{copy}份{wish.video.suffix}"
        sha256 = copy_verified(wish.video, target)
        label = folder / f"{session.session}-第{copy}份-盘面和签收.docx"
        _write_label(desk, (session.session, session.date, copy, sha256), label)
        facts = {"copy": copy, "sha256": sha256, "people": len(wish.people)}
        record(desk, tx, Wish("disc.made", session.session, desk.present, wish.by, facts))
    return Disc(session.session, copy, sha256, (str(target), str(label)))


def _faults(wish: Wanted) -> Iterator[str]:
    named = [name.strip() for name in wish.people if name.strip()]
    if not named:
        yield "没有写录像里有谁（--person），每个人都要写"
    if lacking := [name for name in named if not is_among(name, wish.consents)]:
        yield (
            f"{'、'.join(lacking)}没有同意，不做阳光碟；可以只给本人自己那一段（yehua case 的部分副本），或者给会议记录"
        )


def _write_label(desk: Desk, label: tuple[str, str, int, str], path: Path) -> None:
    session, date, copy, sha256 = label
    groups: Sequence[str] = [sha256[first : first + 8] for first in range(0, len(sha256), 8)]
    parts: list[str | Grid] = [
        Grid((), (("评议", session), ("日期", date), ("第几份", str(copy)), ("校验值", " ".join(groups))), (40, 130)),
        "签收：只给本人看，不得上传、转发、公开播放。",
        signatures("领取人", "发放人"),
    ]
    write_tables(path, f"{desk.settings.office.name}阳光碟", parts)


def receive(desk: Desk, number: str, copy: int, *, person: str, at: str, by: str) -> None:
    """Record that `person` received a copy; raise EventRefusedError for a copy that was not made."""
    with desk.store.transaction() as tx:
        session = find(desk, tx, number)
        made = {event.facts["copy"] for event in of_subject(tx, WHENEVER, session.session, "disc.made")}
        refuse([] if copy in made else [f"{session.session} 没有第 {copy} 份"])
        wish = Wish("disc.received", session.session, at, by, {"copy": copy}, {"person": person.strip()}, once=True)
        record(desk, tx, wish)
