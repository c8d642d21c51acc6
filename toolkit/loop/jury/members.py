"""The roster of the panel: respected neighbours (五老) and delegates, by kind and term; names are private."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import bare_name, dates
from toolkit.core import WrongDateError, YehuaError
from toolkit.formats import read_texts, write_rows
from toolkit.loop.events import EVER, View, Wish, history, record
from toolkit.store import Transaction
from toolkit.workspace import Desk

SUBJECT = "评议团"
FIVE_OLD = ("老干部", "老战士", "老专家", "老教师", "老模范", "老党员", "老军人")
DELEGATES = ("党代表", "人大代表", "政协委员")
HEADINGS = ("姓名", "类别", "起", "止")


class MembersRefusedError(YehuaError):
    """Raised when a roster of the panel has faults; `listing` has a line for each."""

    sentence = "{path} 没有收进来，有 {count} 处要改，什么也没有记下：\n{listing}"


@dataclass(frozen=True)
class Member:
    """A member: the number, the name (empty where it was erased), the kind, and the term."""

    member: str
    name: str
    kind: str
    first: str
    last: str

    @property
    def group(self) -> str:
        """The group by which seats are given: 五老, or the kind of delegate."""
        return "五老" if self.kind in FIVE_OLD else self.kind


def members_at(tx: Transaction, view: View, day: str) -> tuple[Member, ...]:
    """Return the members in office on the ISO `day`, by number."""
    log = history(tx, View(EVER, view.known), ("member.",)).get(SUBJECT, [])
    newest = {event.facts["member"]: event for event in sorted(log, key=lambda event: event.position)}
    there = (
        Member(number, event.words("name"), event.facts["kind"], event.facts["from"], event.facts["to"])
        for number, event in sorted(newest.items())
    )
    return tuple(member for member in there if member.first <= day <= member.last)


def write_form(path: Path) -> None:
    """Write an empty roster with the headings and a made-up row to the Excel file `path`."""
    write_rows(path, HEADINGS, [("王老师（示例，请删去）", "老教师", "2026-01-01", "2028-12-31")], "评议团名册")


def take_in(desk: Desk, path: Path, by: str) -> int:
    """Take the roster of the Excel file `path` in, all of it; return how many were new.

    Raise MembersRefusedError naming every fault, UnreadableFileError or MissingFileError.
    """
    wishes = _read(path)
    with desk.store.transaction() as tx:
        view = View(desk.present)
        known = {
            (bare_name(event.words("name")), event.facts["kind"], event.facts["from"], event.facts["to"])
            for event in history(tx, View(EVER, view.known), ("member.",)).get(SUBJECT, [])
        }
        fresh = [wish for wish in wishes if (bare_name(wish[0]), *wish[1:]) not in known]
        for name, kind, first, last in fresh:
            facts = {"member": f"{tx.next_number('jury:member'):03d}", "kind": kind, "from": first, "to": last}
            record(desk, tx, Wish("member.joined", SUBJECT, desk.present, by, facts, {"name": name}))
    return len(fresh)


def _read(path: Path) -> list[tuple[str, str, str, str]]:
    names, rows = read_texts(path)
    if lacking := [name for name in HEADINGS if name not in names]:
        _refuse(path, [f"第 1 行缺少列名：{'、'.join(lacking)}（照 yehua jury form 出的空表填）"])
    filled = [(number, cells) for number, cells in enumerate(rows, 2) if any(cells.values())]
    faults = [f"第 {number} 行{fault}" for number, cells in filled for fault in _faults(cells)]
    seen: dict[str, int] = {}
    for number, cells in filled:
        if (name := bare_name(cells["姓名"])) in seen:
            faults.append(f"第 {number} 行的{cells['姓名']}和第 {seen[name]} 行重复")
        seen.setdefault(name, number)
    _refuse(path, faults or ([] if filled else ["表里没有填任何一行"]))
    days = ([dates.parse_date(cells[name]).isoformat() for name in HEADINGS[2:]] for _, cells in filled)
    return [(cells["姓名"], cells["类别"], first, last) for (_, cells), (first, last) in zip(filled, days, strict=True)]


def _faults(cells: Mapping[str, str]) -> Iterator[str]:
    if empty := [name for name in HEADINGS if not cells.get(name)]:
        yield f"没有填{'、'.join(empty)}"
    if cells.get("类别") and cells["类别"] not in {*FIVE_OLD, *DELEGATES}:
        yield f"的类别“{cells['类别']}”可以写 {'、'.join((*FIVE_OLD, *DELEGATES))}"
    for name in HEADINGS[2:]:
        try:
            dates.parse_date(cells.get(name) or "2026-01-01")
        except WrongDateError:
            yield f"的{name}“{cells[name]}”不是日期"


def _refuse(path: Path, faults: list[str]) -> None:
    if faults:
        raise MembersRefusedError(path=path, count=len(faults), listing="\n".join(f"{fault}。" for fault in faults))
