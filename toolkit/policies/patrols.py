"""The monthly patrol of walls (扫村): a list to take along on the walk round, and what it found at each plate.

Each find belongs to a walk of the walk-round ledger (民情台账), so that one can see who was there and when.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.core import UnknownNumberError, WrongValueError, refuse_existing
from toolkit.formats import PaperList
from toolkit.loop import events, walks
from toolkit.policies import pictures
from toolkit.policies import walls as plates
from toolkit.policies.walls import STATES, Wall
from toolkit.store import Transaction
from toolkit.workspace import Desk

_COLUMNS = {"点位": 16, "村": 32, "店家": 46, "上次扫村": 32, "上次": 24, "读不读得出": 36, "备注": 60}
_CODE, _STATE = "点位", "读不读得出"


@dataclass(frozen=True)
class Find:
    """What was found at a wall: the code of its plate, and one of STATES."""

    code: str
    state: str


def patrol(desk: Desk, find: Find, *, by: str, walk: str = "", photo: Path | None = None) -> Wall:
    """Record what a patrol found at a plate, as of the walk `walk`, and return the wall.

    Without `walk` it is the walk of `by` of that day, if there is one. `photo` shows the wall. Raise EventRefusedError,
    UnknownNumberError, or as `pictures.kept`.
    """
    with pictures.kept(desk, photo, find.code.strip().lower(), by) as tx:
        events.refuse(_faults(tx, find))
        _record(desk, tx, find, _walk(desk, tx, walk, by), by)
        return plates.known(tx, find.code)


def write_list(desk: Desk, out: Path, *, due_only: bool = False, replace: bool = False) -> tuple[Path, Path]:
    """Write the list for a patrol to `out` as .docx, to be written on, and as .xlsx, to be handed back; return both.

    With `due_only` it has only the plates that nobody saw for a month. Raise as `refuse_existing`.
    """
    refuse_existing(out.with_suffix(".docx"), out.with_suffix(".xlsx"), replace=replace)
    with desk.store.reading() as tx:
        standing = [wall for wall in plates.standing(tx) if not due_only or wall.is_due(desk.today)]
    rows = [_row(wall) for wall in sorted(standing, key=lambda wall: (wall.village, wall.code))]
    before = (
        f"{desk.settings.office.name}　{desk.today.isoformat()}　共 {len(rows)} 块　走访：______________",
        f"每块牌用手机扫一下，写上{'、'.join(STATES)}；有人盖了别的码，拍下来，当场撕掉。",
    )
    return PaperList("扫村清单", _COLUMNS, rows, before).write(out, "扫村清单")


def _row(wall: Wall) -> tuple[str, ...]:
    return (wall.code, wall.village, wall.shop, str(wall.seen_on or wall.since), wall.state, "", "")


def take_in(desk: Desk, path: Path, *, by: str, walk: str = "") -> tuple[Wall, ...]:
    """Record what a filled list found, all or nothing, and return the walls; rows without a find are passed over.

    Raise WrongValueError without the columns, EventRefusedError naming every fault with its row, or UnknownNumberError.
    """
    names, rows = formats.read_texts(path)
    if missing := [name for name in (_CODE, _STATE) if name not in names]:
        raise WrongValueError(field="表头", value="、".join(names), why=f"少了{'、'.join(missing)}；请用扫村清单填")
    finds = [(n, Find(row[_CODE], row[_STATE])) for n, row in enumerate(rows, 2) if row[_STATE]]
    with desk.store.transaction() as tx:
        faults = [f"第 {n} 行：{why}" for n, find in finds for why in _faults(tx, find)]
        codes = [find.code for _, find in finds]
        faults += [f"点位 {code} 写了 {codes.count(code)} 次" for code in sorted(set(codes)) if codes.count(code) > 1]
        events.refuse(faults)
        known = _walk(desk, tx, walk, by)
        for _, find in finds:
            _record(desk, tx, find, known, by)
        return tuple(plates.known(tx, code) for code in codes)


def _walk(desk: Desk, tx: Transaction, walk: str, by: str) -> str | None:
    if walk.strip():
        return walks.ledger.known_walk(desk, tx, walk).number
    return walks.ledger.walk_of(tx, desk.today, by)


def _record(desk: Desk, tx: Transaction, find: Find, walk: str | None, by: str) -> None:
    code = plates.known(tx, find.code).code
    facts = {"wall": code, "state": find.state, "walk": walk}
    events.record(desk, tx, events.Wish("wall.patrolled", plates.subject(code), desk.present, by, facts))


def _faults(tx: Transaction, find: Find) -> Iterator[str]:
    try:
        plates.known(tx, find.code)
    except UnknownNumberError:
        yield f"没有点位 {find.code}"
    if find.state not in STATES:
        yield f"“{find.state}”要写{'、'.join(STATES)}中的一个"


def torn(standing: Sequence[Wall]) -> tuple[str, ...]:
    """Return the codes of the walls whose last patrol found no code that can be read: the list to print again."""
    return tuple(wall.code for wall in standing if wall.needs_plate)
