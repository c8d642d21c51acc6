"""The tally: two tellers type the same nameless ballots apart, and there is a score only where they agree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import half_width, same_person
from toolkit.core import YehuaError, sha256_of
from toolkit.formats import read_rows, write_rows
from toolkit.loop.events import WHENEVER, Wish, of_subject, record, refuse
from toolkit.loop.jury.scoring import MARKS, Ballot, floored, mark, score, suggestion
from toolkit.loop.jury.sessions import SIDES, Session, early, find, standing_session
from toolkit.store import Transaction
from toolkit.workspace import Desk

_SLOT = ("票号", "slot", "序号", "编号")
_COLUMNS = {
    "合理": ("合理", "诉求合理", "合理性", "诉求合理性", "理", "reason"),
    "困难": ("困难", "生活困难", "困难程度", "情", "hardship"),
    "政策": ("政策", "符合政策", "政策符合度", "法", "policy"),
}
_BLANK = "（空）"


class BallotsRefusedError(YehuaError):
    """Raised when a teller's sheet cannot be read; `listing` has a line for each fault."""

    sentence = "{path} 没有收，有 {count} 处要改：\n{listing}"


@dataclass(frozen=True)
class Difference:
    """A mark that the tellers typed differently."""

    slot: str
    field: str
    first: str
    second: str


@dataclass(frozen=True)
class Tally:
    """The result of a session; `score` and `exact` are None where there is none, and `why` says so."""

    session: str
    ballots: int
    void: int
    score: str | None
    exact: str | None
    suggestion: str | None
    differences: tuple[Difference, ...]
    why: str


@dataclass(frozen=True)
class Tellers:
    """Who typed the two sheets, when, and which sides were not heard."""

    first: str
    second: str
    at: str
    unheard: tuple[str, ...] = ()


def write_form(path: Path, seats: int) -> None:
    """Write a teller's empty sheet with a row for each ballot to the Excel file `path`."""
    write_rows(path, (_SLOT[0], *MARKS), [(str(n), None, None, None) for n in range(1, seats + 1)], path.stem)


def write_typed(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a teller's sheet as it was typed, a ballot a row (slot and three marks), to the Excel file `path`."""
    write_rows(path, (_SLOT[0], *MARKS), [tuple(row) for row in rows], path.stem)


Cells = dict[str, tuple[str, ...]]


def read(path: Path) -> Cells:
    """Return by slot the three cells as they were typed; raise BallotsRefusedError naming every fault."""
    header, *rows = read_rows(path) or ((),)
    names = ["" if cell is None else str(cell).strip() for cell in header]
    places = {name: _place(words, names) for name, words in (("票号", _SLOT), *_COLUMNS.items())}
    if lacking := [name for name, place in places.items() if place is None]:
        _refuse(path, [f"第 1 行缺少列名：{'、'.join(lacking)}（照 yehua jury call 出的计票表填）"])
    cells: Cells = {}
    faults = []
    for number, row in enumerate(rows, 2):
        typed = tuple(_typed(row[place]) for place in places.values() if place is not None)
        if not any(typed):
            continue
        if not typed[0]:
            faults.append(f"第 {number} 行没有票号")
        elif typed[0] in cells:
            faults.append(f"第 {number} 行的票号 {typed[0]} 写了两次")
        cells[typed[0]] = typed[1:]
    _refuse(path, faults or ([] if cells else ["一张票也没有"]))
    return cells


def _place(words: Sequence[str], names: Sequence[str]) -> int | None:
    return next((names.index(word) for word in words if word in names), None)


def _typed(cell: object) -> str:
    return "" if cell is None else half_width(str(cell)).strip().removesuffix(".0")


def _refuse(path: Path, faults: Sequence[str]) -> None:
    if faults:
        raise BallotsRefusedError(path=path, count=len(faults), listing="\n".join(f"{fault}。" for fault in faults))


def differences(first: Cells, second: Cells) -> tuple[Difference, ...]:
    """Return every mark that two tellers typed differently, in the order of the first sheet."""
    differing = []
    for slot in dict.fromkeys((*first, *second)):
        one, other = (cells.get(slot, ("（没有这张票）",) * len(MARKS)) for cells in (first, second))
        differing += [
            Difference(slot, name, a or _BLANK, b or _BLANK)
            for name, a, b in zip(MARKS, one, other, strict=True)
            if a != b
        ]
    return tuple(differing)


def ballots_of(cells: Cells) -> tuple[Ballot, ...]:
    """Return the ballots of a sheet; one with a mark that is none is void."""
    return tuple(_ballot(slot, tuple(mark(cell) for cell in typed)) for slot, typed in cells.items())


def _ballot(slot: str, marks: tuple[int | None, ...]) -> Ballot:
    reason, hardship, policy = marks
    if reason is None or hardship is None or policy is None:
        return Ballot(slot, None)
    return Ballot(slot, (reason, hardship, policy))


# -- counting --------------------------------------------------------------------------------------------------


def count(desk: Desk, session: str, sheets: tuple[Path, Path], tellers: Tellers) -> Tally:
    """Return the tally of a session by two tellers' `sheets`, recorded where they agree, ballots first.

    Raise BallotsRefusedError, EventRefusedError naming every fault, or UnknownNumberError.
    """
    first, second = (read(path) for path in sheets)
    with desk.store.transaction() as tx:
        known = standing_session(desk, tx, session)
        refuse(_faults(known, first, sheets, tellers))
        differing = differences(first, second)
        if differing:
            why = f"两份计票有 {len(differing)} 处不同，对照评议票改好再计"
            return Tally(known.session, len(first), 0, None, None, None, differing, why)
        for side in SIDES:
            _note_side(desk, tx, known.session, side, tellers)
        tally = result(find(desk, tx, known.session), ballots_of(first))
        _record(desk, tx, tally, first, (sheets, tellers))
        return tally


def _faults(session: Session, typed: Cells, sheets: tuple[Path, Path], tellers: Tellers) -> Iterator[str]:
    one, other = sheets
    if session.ballots:
        yield f"{session.session} 已经计过票"
    if len(typed) > len(session.seated):
        yield f"有 {len(typed)} 张票，比 {len(session.seated)} 个席位多（回避的不算）"
    if same_person(tellers.first, tellers.second):
        yield f"计票要两个人，写的都是{tellers.first}"
    if one.resolve() == other.resolve() or sha256_of(one) == sha256_of(other):
        yield "两份计票是同一个文件，要两个人各录一份"
    for side in tellers.unheard:
        if side not in SIDES:
            yield f"没有听取的一方不能写成“{side}”，可以写 {'、'.join(SIDES)}"
    yield from early(tellers.at, session)


def _note_side(desk: Desk, tx: Transaction, session: str, side: str, tellers: Tellers) -> None:
    """Record whether `side` was heard, unless the sitting itself recorded it."""
    noted = of_subject(tx, WHENEVER, session, "side.")
    if side in tellers.unheard or all(event.facts["side"] != side for event in noted):
        facts = {"side": side, "heard": "没有" if side in tellers.unheard else "有"}
        record(desk, tx, Wish("side.heard", session, tellers.at, tellers.first, facts))


def _record(
    desk: Desk, tx: Transaction, result: Tally, cells: Cells, signed: tuple[tuple[Path, Path], Tellers]
) -> None:
    """Record each ballot, and after them the tally."""
    (first, second), tellers = signed
    for slot, marks in cells.items():
        facts = {"slot": slot, "marks": " ".join(cell or _BLANK for cell in marks)}
        record(desk, tx, Wish("ballot.cast", result.session, tellers.at, tellers.first, facts))
    tally = {
        "ballots": result.ballots,
        "void": result.void,
        "exact": result.exact,
        "suggestion": result.suggestion,
        "first_sha256": sha256_of(first),
        "second_sha256": sha256_of(second),
    }
    record(desk, tx, Wish("tally.signed", result.session, tellers.at, tellers.first, tally, second=tellers.second))


def result(session: Session, ballots: Sequence[Ballot]) -> Tally:
    """Return what the agreed `ballots` of a session come to: no score without a quorum or with a side unheard."""
    void = sum(ballot.marks is None for ballot in ballots)
    valid, why = len(ballots) - void, ""
    if valid < session.quorum:
        why = f"有效票 {valid} 张，不到 {session.quorum} 张，不计分"
    if session.unheard:
        why = f"没有听取{'、'.join(session.unheard)}陈述，不计分"
    if why:
        return Tally(session.session, len(ballots), void, None, None, None, (), why)
    value = score(ballots, trim=session.trim)
    return Tally(session.session, len(ballots), void, floored(value), str(value), suggestion(value), (), "")
