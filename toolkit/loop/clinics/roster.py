"""The roster of advisers: who advises which village from when, with firm, licence and contract, taken in from Excel.

An adviser is a lawyer (律师) or a legal worker (基层法律服务工作者), who is never called a lawyer (律师法 Art 13).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.chinese import dates, half_width
from toolkit.core import YehuaError, hash_chain
from toolkit.loop.events import EVER, Event, View, Wish, history, record
from toolkit.loop.rules import known_rules
from toolkit.store import Transaction
from toolkit.workspace import Desk

SUBJECT = "法律诊所"
KINDS = ("律师", "基层法律服务工作者")
HEADINGS = ("村", "姓名", "类别", "执业证号", "机构", "合同编号", "起", "止", "坐诊日", "时间", "其他委托人")
_NEEDED = HEADINGS[:8]


class RosterRefusedError(YehuaError):
    """Raised when a roster has faults; `listing` has a line for each."""

    sentence = "{path} 没有收进来，有 {count} 处要改，什么也没有记下：\n{listing}"


@dataclass(frozen=True)
class Adviser:
    """An adviser of a village from the ISO day `first` to `last`.

    `slot` is the day of the month if it is not the office's own (`第2个周四`), `hours` when the clinic is open, and
    `clients` whom the adviser also works for.
    """

    village: str
    adviser: str
    kind: str
    licence: str
    firm: str
    contract: str
    first: str
    last: str
    slot: str = ""
    hours: str = ""
    clients: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name with the title that the person may bear."""
        return f"{self.adviser}{'律师' if self.kind == KINDS[0] else '（基层法律服务工作者）'}"


@dataclass(frozen=True)
class Roster:
    """Every appointment that was written down by the moment of a view, the newest last."""

    appointments: tuple[Adviser, ...]

    def of(self, village: str, day: str) -> Adviser | None:
        """Return who advises `village` on the ISO `day`; of several the one who was written down last."""
        there = (each for each in reversed(self.appointments) if each.village == village)
        return next((each for each in there if each.first <= day <= each.last), None)

    @property
    def villages(self) -> tuple[str, ...]:
        """The villages that ever had an adviser, in the order of the roster."""
        return tuple(dict.fromkeys(each.village for each in self.appointments))

    def named(self, adviser: str) -> tuple[Adviser, ...]:
        """Return the appointments of `adviser`."""
        return tuple(each for each in self.appointments if each.adviser == adviser.strip())


def roster_at(tx: Transaction, view: View, village: str | None = None) -> Roster:
    """Return the roster (of `village`) as known at the moment of `view`; it is written down before its first day."""
    holding = hash_chain.canonical({"village": village.strip()})[1:-1] if village else ""
    log = history(tx, View(EVER, view.known), ("adviser.",), (SUBJECT,), holding=holding).get(SUBJECT, [])
    ended = {
        (event.facts["village"], event.facts["adviser"]): event.facts["on"]
        for event in log
        if event.kind == "adviser.ended"
    }
    appointed = sorted((event for event in log if event.kind == "adviser.appointed"), key=lambda event: event.position)
    return Roster(tuple(_adviser(event, ended) for event in appointed))


def _adviser(event: Event, ended: Mapping[tuple[str, str], str]) -> Adviser:
    facts = event.facts
    return Adviser(
        village=facts["village"],
        adviser=facts["adviser"],
        kind=facts["kind"],
        licence=facts["licence"],
        firm=facts["firm"],
        contract=facts["contract"],
        first=facts["from"],
        last=min(facts["to"], ended.get((facts["village"], facts["adviser"]), EVER)),
        slot=facts.get("slot", ""),
        hours=facts.get("hours", ""),
        clients=tuple(filter(None, facts.get("clients", "").split("、"))),
    )


# -- taking a roster in ----------------------------------------------------------------------------------------


def write_form(path: Path) -> None:
    """Write an empty roster with the headings and a made-up row to the Excel file `path`."""
    example = ("柳树湾（示例，请删去）", "周正", KINDS[0], "15101202010000001", "某某律师事务所", "法顾2026-01")
    formats.write_rows(
        path, HEADINGS, [(*example, "2026-01-01", "2026-12-31", "第1个周四", "09:00-11:30", "")], "法律顾问名册"
    )


def take_in(desk: Desk, path: Path, by: str) -> tuple[Adviser, ...]:
    """Take the roster of the Excel file `path` in, all of it, and return what was new.

    Raise RosterRefusedError naming every fault, UnreadableFileError or MissingFileError.
    """
    wishes = _read(path)
    with desk.store.transaction() as tx:
        known = set(roster_at(tx, View(desk.present)).appointments)
        fresh = tuple(wish for wish in wishes if wish not in known)
        for wish in fresh:
            record(desk, tx, Wish("adviser.appointed", SUBJECT, desk.present, by, _facts(wish)))
    return fresh


def _facts(wish: Adviser) -> dict[str, str]:
    return {
        "village": wish.village,
        "adviser": wish.adviser,
        "kind": wish.kind,
        "licence": wish.licence,
        "firm": wish.firm,
        "contract": wish.contract,
        "from": wish.first,
        "to": wish.last,
        "slot": wish.slot,
        "hours": wish.hours,
        "clients": "、".join(wish.clients),
    }


def _read(path: Path) -> tuple[Adviser, ...]:
    names, rows = formats.read_texts(path)
    if lacking := [name for name in _NEEDED if name not in names]:
        _refuse(path, [f"第 1 行缺少列名：{'、'.join(lacking)}（照 yehua clinic form 出的空表填）"])
    there = [(number, cells) for number, cells in enumerate(rows, 2) if any(cells.values())]
    faults = [f"第 {number} 行{fault}" for number, cells in there for fault in _faults(cells)]
    faults += _twice(there)
    _refuse(path, faults or ([] if there else ["表里没有填任何一行"]))
    return tuple(_wish(cells) for _, cells in there)


def _wish(cells: Mapping[str, str]) -> Adviser:
    clients = cells.get("其他委托人", "").replace("，", "、").split("、")
    return Adviser(
        village=cells["村"],
        adviser=cells["姓名"],
        kind=cells["类别"],
        licence=cells["执业证号"],
        firm=cells["机构"],
        contract=cells["合同编号"],
        first=dates.parse_date(cells["起"]).isoformat(),
        last=dates.parse_date(cells["止"]).isoformat(),
        slot=_slot(cells),
        hours=half_width(cells.get("时间", "")),
        clients=tuple(filter(None, (name.strip() for name in clients))),
    )


def _slot(cells: Mapping[str, str]) -> str:
    return "".join(half_width(cells.get("坐诊日", "")).split())


def _faults(cells: Mapping[str, str]) -> Iterator[str]:
    if empty := [name for name in _NEEDED if not cells.get(name)]:
        yield f"没有填{'、'.join(empty)}"
    if cells.get("类别") and cells["类别"] not in KINDS:
        yield f"的类别“{cells['类别']}”要写{'或者'.join(KINDS)}"
    if fault := known_rules()["坐诊日"].fault(_slot(cells)) if _slot(cells) else None:
        yield f"的坐诊日“{cells['坐诊日']}”{fault}"
    days = [dates.date_or_none(cells.get(name, "")) for name in ("起", "止")]
    for name, day in zip(("起", "止"), days, strict=True):
        if day is None and cells.get(name):
            yield f"的{name}“{cells[name]}”不是日期"
    if days[0] and days[1] and days[0] > days[1]:
        yield f"的起 {days[0]} 晚于止 {days[1]}"


def _twice(rows: Sequence[tuple[int, Mapping[str, str]]]) -> list[str]:
    seen: dict[tuple[str, str], int] = {}
    faults = []
    for number, cells in rows:
        key = (cells.get("村", ""), cells.get("起", ""))
        if key in seen:
            faults.append(f"第 {number} 行的{key[0]}和第 {seen[key]} 行重复")
        seen.setdefault(key, number)
    return faults


def _refuse(path: Path, faults: Sequence[str]) -> None:
    if faults:
        raise RosterRefusedError(path=path, count=len(faults), listing="\n".join(f"{fault}。" for fault in faults))
