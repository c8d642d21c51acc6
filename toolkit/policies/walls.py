"""Walls with a code: where each plate hangs, whether the patrol could read it, and the plates to print.

Whose shop it is stays in the office; the page of a wall names its code only.
"""

import datetime as dt
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import formats
from toolkit.core import UnknownNumberError, WrongValueError, YehuaError, make_folder, write_whole
from toolkit.loop import events
from toolkit.policies.directory import Directory
from toolkit.store import Transaction
from toolkit.workspace import Desk

_CODE = re.compile(r"d\d{3}", re.ASCII)
READABLE, UNREADABLE, COVERED, GONE = STATES = ("读得出", "读不出", "被盖住", "不见了")
_SMALLEST_MM, _LARGEST_MM = 60, 200
# A code is read from ten times its width: from a metre and a half at 150 mm.
STANDARD_MM = 150
_WIDEST_MM = 265  # of a sheet in A3 with its margins
MONTH = dt.timedelta(days=31)
_SHEET = Path(__file__).parent / "sheets" / "plate.typ"
_SEEN = ("wall.placed", "wall.patrolled", "wall.replaced")
_TEASER = "低保 · 医保 · 宅基地 · 讨薪……一看就懂"


class PlatesRefusedError(YehuaError):
    """Raised when plates cannot be printed; `listing` has a line for each fault."""

    sentence = "扫码牌没有做：\n{listing}"


@dataclass(frozen=True)
class Wall:
    """A wall: its code (d007), its village, the width of its code in mm, and when a patrol last saw it how.

    `walk` is the walk of the walk-round ledger on which it was seen.
    """

    code: str
    village: str
    side_mm: int
    since: dt.date
    shop: str = ""
    seen_on: dt.date | None = None
    state: str = ""
    walk: str = ""

    @property
    def last(self) -> dt.date:
        """The day on which a patrol last saw it, or that on which it was hung up."""
        return self.seen_on or self.since

    @property
    def needs_plate(self) -> bool:
        """Whether the last patrol found no code that can be read."""
        return self.state in {UNREADABLE, COVERED, GONE}

    def is_due(self, on: dt.date) -> bool:
        """Return whether the monthly patrol is due on the day `on`."""
        return on - self.last >= MONTH


def place(desk: Desk, code: str, village: str, *, by: str, shop: str = "", side_mm: int = STANDARD_MM) -> Wall:
    """Record that a plate with `code` hangs in `village`, and return the wall; raise EventRefusedError."""
    facts = {"wall": code, "village": village.strip(), "side_mm": side_mm}
    with desk.store.transaction() as tx:
        events.refuse(_faults(desk, code, village, side_mm, _used(tx)))
        private = {"shop": shop.strip() or None}
        wish = events.Wish("wall.placed", subject(code), desk.present, by, facts, private)
        events.record(desk, tx, wish)
    return Wall(code, village.strip(), side_mm, desk.today, shop.strip())


def place_many(desk: Desk, rows: Sequence[tuple[str, str, str]], *, by: str) -> tuple[Wall, ...]:
    """Record the walls of `rows` (village, shop, width in mm or empty) under the next free codes, all or none.

    Raise EventRefusedError naming every fault with its row.
    """
    with desk.store.transaction() as tx:
        used = _used(tx)
        free = (code for number in range(1, 1000) if (code := f"d{number:03d}") not in used)
        placed, faults = [], []
        for number, (village, shop, side) in enumerate(rows, 2):
            width = int(side) if side.strip().isdecimal() else 0 if side.strip() else STANDARD_MM
            wall = Wall(next(free, ""), village.strip(), width, desk.today, shop.strip())
            faults += [f"第 {number} 行：{why}" for why in _faults(desk, wall.code, village, width, set())]
            placed.append(wall)
        events.refuse(faults)
        for wall in placed:
            facts = {"wall": wall.code, "village": wall.village, "side_mm": wall.side_mm}
            private = {"shop": wall.shop or None}
            wish = events.Wish("wall.placed", subject(wall.code), desk.present, by, facts, private)
            events.record(desk, tx, wish)
    return tuple(placed)


def read_list(path: Path) -> tuple[tuple[str, str, str], ...]:
    """Return village, shop and width of each row of the Excel file at `path` (村, 店家, 边长毫米).

    Raise WrongValueError without the column 村, or as `formats.read_rows`.
    """
    names, rows = formats.read_texts(path)
    if "村" not in names:
        raise WrongValueError(field="表头", value="、".join(names), why="第一行要有“村”一列，可以另有“店家”“边长毫米”")
    return tuple((cells["村"], cells.get("店家", ""), cells.get("边长毫米", "")) for cells in rows)


def renew(desk: Desk, code: str, reason: str, *, by: str) -> Wall:
    """Record that the plate of `code` was replaced by a new one of the same code, and return the wall."""
    return _noted(desk, code, "wall.replaced", {"reason": reason.strip()}, by)


def remove(desk: Desk, code: str, reason: str, *, by: str) -> None:
    """Record that the plate of `code` was taken down for good; its code is not used again."""
    _noted(desk, code, "wall.removed", {"reason": reason.strip()}, by)


def standing(tx: Transaction) -> tuple[Wall, ...]:
    """Return the walls whose plates hang, by code."""
    return _hanging(_wall_logs(tx))


def _hanging(logs: Mapping[str, Sequence[events.Event]]) -> tuple[Wall, ...]:
    walls = (_wall(acts) for acts in logs.values())
    return tuple(sorted((wall for wall in walls if wall), key=lambda wall: wall.code))


def not_seen_since(tx: Transaction, view: events.View, day: dt.date) -> tuple[Wall, ...]:
    """Return the walls whose plates hang and were seen last on `day` or before, by code, at the moment of `view`."""
    later = tx.events(_SEEN, None, view.until, since=(day + dt.timedelta(days=1)).isoformat(), names=("subject",))
    seen = {row["subject"] for row in later}
    hung = tx.subjects(("wall.placed",), (), view.until)
    return _hanging(events.history(tx, view, ("wall.",), [each for each in hung if each not in seen]))


def to_replace(tx: Transaction, view: events.View) -> tuple[Wall, ...]:
    """Return the walls whose plates nobody could read when they were last looked at, by code."""
    unread = [f'"state":"{state}"' for state in STATES if state != READABLE]
    unreadable = {subject for text in unread for subject in tx.subjects(_SEEN, (), view.until, holding=text)}
    found = _hanging(events.history(tx, view, ("wall.",), unreadable)) if unreadable else ()
    return tuple(wall for wall in found if wall.needs_plate)


def known(tx: Transaction, code: str) -> Wall:
    """Return the wall `code`; raise UnknownNumberError where no plate of that code hangs."""
    wall = next((wall for wall in standing(tx) if wall.code == code.strip().lower()), None)
    if wall is None:
        raise UnknownNumberError(what="扫码牌", number=code)
    return wall


def _noted(desk: Desk, code: str, kind: str, facts: dict[str, str], by: str) -> Wall:
    with desk.store.transaction() as tx:
        wall = known(tx, code)
        wish = events.Wish(kind, subject(wall.code), desk.present, by, {"wall": wall.code, **facts})
        events.record(desk, tx, wish)
        return next((each for each in standing(tx) if each.code == wall.code), wall)


def _used(tx: Transaction) -> set[str]:
    """Return every code that a plate ever had."""
    logs = _wall_logs(tx).values()
    return {act.facts["wall"] for acts in logs for act in acts if act.kind == "wall.placed"}


def _wall_logs(tx: Transaction) -> dict[str, list[events.Event]]:
    return events.history(tx, events.WHENEVER, ("wall.",))


def _wall(acts: Sequence[events.Event]) -> Wall | None:
    """Return the wall that the `acts` on it came to, by the order they were written in; None once it was removed."""
    wall: Wall | None = None
    for act in sorted(acts, key=lambda act: act.position):
        if act.kind == "wall.placed":
            wall = Wall(act.facts["wall"], act.facts["village"], int(act.facts["side_mm"]), act.day, act.words("shop"))
        elif act.kind == "wall.removed" or wall is None:
            wall = None
        else:
            state = READABLE if act.kind == "wall.replaced" else act.facts["state"]
            wall = replace(wall, seen_on=act.day, state=state, walk=act.facts.get("walk", ""))
    return wall


def _faults(desk: Desk, code: str, village: str, side_mm: int, used: set[str]) -> Iterator[str]:
    if not _CODE.fullmatch(code):
        yield f"点位代号“{code}”要写成 d 加三位数字，如 d007" if code else "点位代号用完了，最多 999 个"
    if code in used:
        yield f"点位 {code} 已经有牌子，或者有过；撤下的代号不再用"
    if village.strip() not in desk.settings.places:
        yield f"“{village}”不在设置的村里；请先在“设置”里加上"
    if not _SMALLEST_MM <= side_mm <= _LARGEST_MM:
        yield f"二维码的边长要在 {_SMALLEST_MM} 到 {_LARGEST_MM} 毫米之间"


def subject(code: str) -> str:
    """Return the subject of the events about the plate of `code`."""
    return f"扫码牌:{code}"


# -- plates ----------------------------------------------------------------------------------------------------


def address_of(desk: Desk, code: str) -> str:
    """Return the address that the plate of `code` leads to; the path is the count."""
    return f"{desk.settings.policies.url.rstrip('/')}/z/{code}/"


def write_plates(desk: Desk, out: Path, codes: Sequence[str] = (), *, stencils: bool = False) -> tuple[Path, ...]:
    """Write the plates of `codes` (by default of every wall) to the folder `out` and return the files.

    With `stencils` there is an SVG file of each code, too, to be cut out and painted.

    Each code is read back from the very pages before they count. Raise PlatesRefusedError, UnknownNumberError, or
    what `formats.typeset` raises.
    """
    with desk.store.reading() as tx:
        walls = tuple(known(tx, code) for code in codes) if codes else standing(tx)
        general = [*Directory(tx).general_faults(desk.settings.policies.telephone, desk.today)]
    policies = desk.settings.policies
    faults = [
        *([] if policies.url else ["还没有写网址（设置里的“政策词典的网址”）。"]),
        *(f"{why}。" for why in general),
        *([] if walls else ["还没有登记点位（yehua policy wall，或者页面“政策”）。"]),
    ]
    if faults:
        raise PlatesRefusedError(listing="\n".join(faults))
    content = _set(desk, walls)
    unread = _unread(desk, walls, content)
    if unread:
        raise PlatesRefusedError(listing=f"印出来的码读不回来：{'、'.join(unread)}。请把边长改大一些。")
    codes_apart = {wall.code: formats.qr_svg(address_of(desk, wall.code))[0] for wall in (walls if stencils else ())}
    plates = write_whole(make_folder(out) / "扫码牌.pdf", content)
    return (plates, *(write_whole(out / f"{code}.svg", picture) for code, picture in codes_apart.items()))


def _set(desk: Desk, walls: Sequence[Wall]) -> bytes:
    policies, files, plates = desk.settings.policies, {}, []
    for wall in walls:
        picture, modules = formats.qr_svg(address_of(desk, wall.code))
        files[f"{wall.code}.svg"] = picture
        plates.append(
            {
                "file": f"{wall.code}.svg",
                # The page holds no wider code; the quiet zone is outside of its side.
                "whole_mm": min(wall.side_mm * (modules + 8) / modules, _WIDEST_MM),
                "code": wall.code,
                "village": wall.village,
                "address": address_of(desk, wall.code),
            }
        )
    data = {"plates": plates, "telephone": policies.telephone, "teaser": _TEASER, "office": desk.settings.office.name}
    return formats.typeset(_SHEET, data, files=files, on=desk.today)


def _unread(desk: Desk, walls: Sequence[Wall], content: bytes) -> list[str]:
    """Return the codes of `walls` that are not read back from their pages in `content`."""
    with tempfile.TemporaryDirectory(prefix="yehua-plates-", ignore_cleanup_errors=True) as name:
        path = write_whole(Path(name) / "plates.pdf", content)
        pages = formats.codes_of_pages(path)
        return [wall.code for wall, codes in zip(walls, pages, strict=True) if codes != (address_of(desk, wall.code),)]
