"""Rates of the answers: a partition of all grievances, each figure with its formula, and the honest ones beside it."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.answers import plans
from toolkit.answers.dispositions import Answer
from toolkit.answers.plans import PlanLine
from toolkit.cases import ledger_of
from toolkit.core import YehuaError
from toolkit.loop import calls, events
from toolkit.workspace import Desk

_KINDS = ("A", "B", "C", "D", "E")
_BACK = dt.timedelta(days=90)
_SMALL = 3
FORMULAS: Mapping[str, str] = {
    "当场办结": "A ÷ N",
    "当场拍板": "（A＋B）÷ N",
    "现场答复": "（A＋B＋C）÷ N",
    "闭环": "（D＋E）÷ N",
}
_PARTS = {"当场办结": "A", "当场拍板": "AB", "现场答复": "ABC", "闭环": "DE"}


class RatesRefusedError(YehuaError):
    """Raised while grievances have no disposition; `listing` has a line for each."""

    sentence = "还不能算：有 {count} 件没有去向：\n{listing}"


@dataclass(frozen=True)
class Share:
    """A part of a whole, both counted."""

    part: int
    whole: int


@dataclass(frozen=True)
class Rates:
    """The counts by disposition (A without proof counted as B), the shares in per cent, and what was kept.

    `n` is every grievance but the repeated and withdrawn ones (`g`). `partition` gives A to E in tenths of a per cent
    that sum to 100. `kept_by_due` counts promises of B that were kept in time among those whose day is over,
    `came_back` matters of A to C that were reopened within ninety days. `private` answers are among A to E.
    """

    n: int
    a: int
    b: int
    c: int
    d: int
    e: int
    g: int
    shares: Mapping[str, str]
    partition: Mapping[str, str]
    kept_by_due: Share
    came_back: Share
    private: int
    no_proof: int


def rates(desk: Desk, meeting: str) -> Rates:
    """Return the rates of the answers to a meeting's grievances.

    Raise RatesRefusedError while one has no disposition, or UnknownNumberError.
    """
    return rates_of(desk, plans.plan(desk, meeting))


def rates_of(desk: Desk, lines: Sequence[PlanLine]) -> Rates:
    """Return the rates of the answers in the `lines` of a plan; raise RatesRefusedError while one has none."""
    if without := plans.lacking(lines):
        raise RatesRefusedError(count=len(without), listing="\n".join(without))
    return _of(desk, [line.answer for line in lines if line.answer])


def _of(desk: Desk, answers: Sequence[Answer]) -> Rates:
    counts = Counter(answer.counted for answer in answers)
    n = sum(counts[kind] for kind in _KINDS)
    return Rates(
        n=n,
        a=counts["A"],
        b=counts["B"],
        c=counts["C"],
        d=counts["D"],
        e=counts["E"],
        g=counts["G"],
        shares=shares(counts),
        partition=partition({kind: counts[kind] for kind in _KINDS}),
        kept_by_due=_kept(desk, [answer for answer in answers if answer.counted == "B"]),
        came_back=_came_back(desk, [answer for answer in answers if answer.counted in "ABC"]),
        private=sum(answer.is_private for answer in answers),
        no_proof=sum(answer.disposition != answer.counted for answer in answers),
    )


def shares(counts: Mapping[str, int]) -> dict[str, str]:
    """Return each rate of FORMULAS in per cent to one place, by its name; of nothing there is no rate."""
    n = sum(counts.get(kind, 0) for kind in _KINDS)
    return {
        name: _tenths(_rounded(sum(counts.get(kind, 0) for kind in kinds) * 1000, n)) if n else "—"
        for name, kinds in _PARTS.items()
    }


def partition(counts: Mapping[str, int]) -> dict[str, str]:
    """Return the share of each of `counts` in tenths of a per cent that sum to 100 (largest remainder)."""
    whole = sum(counts.values())
    if not whole:
        return dict.fromkeys(counts, "—")
    floors = {name: count * 1000 // whole for name, count in counts.items()}
    by_remainder = sorted(counts, key=lambda name: (-(counts[name] * 1000 % whole), name))
    for name in by_remainder[: 1000 - sum(floors.values())]:
        floors[name] += 1
    return {name: _tenths(tenths) for name, tenths in floors.items()}


def public(count: int) -> str:
    """Return a count as it may be posted: fewer than three is "<3"."""
    return str(count) if count >= _SMALL or count == 0 else f"<{_SMALL}"


def _kept(desk: Desk, answers: Sequence[Answer]) -> Share:
    """Count the promises of B whose day is over, and those kept by then."""
    over = [answer for answer in answers if answer.due and dt.date.fromisoformat(answer.due) < desk.today]
    kept = 0
    with desk.store.reading() as tx:
        for answer in over:
            promises = calls.promises_of(tx, events.View("9999-12-31"), answer.case)
            kept += any(each.due == answer.due and each.done and each.done[:10] <= each.due for each in promises)
    return Share(kept, len(over))


def _came_back(desk: Desk, answers: Sequence[Answer]) -> Share:
    """Count the answers whose case was reopened within ninety days."""
    back = 0
    for answer in answers:
        entries = ledger_of(desk).state(answer.case, desk.today).entries
        given = dt.date.fromisoformat(answer.at[:10])
        back += any(entry.kind == "reopened" and given <= entry.date <= given + _BACK for entry in entries)
    return Share(back, len(answers))


def _rounded(part: int, whole: int) -> int:
    """Return part / whole rounded to the nearest, halves up."""
    return (2 * part + whole) // (2 * whole)


def _tenths(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10} %"
