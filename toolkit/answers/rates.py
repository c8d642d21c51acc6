"""Rates of the answers: a partition of all grievances, each figure with its formula, and the honest ones beside it."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.answers import meetings, register
from toolkit.answers.register import Answer
from toolkit.cases import ledger_of
from toolkit.core import YehuaError
from toolkit.loop import calls, events
from toolkit.loop.alerts import contacts
from toolkit.store import REPEATS, Transaction
from toolkit.workspace import Desk

_KINDS = ("A", "B", "C", "D", "E")
_BACK = dt.timedelta(days=90)
_SMALL = 3
_HIDDEN = "—"
FORMULAS: Mapping[str, str] = {
    "当场办结": "A ÷ N",
    "当场拍板": "（A＋B）÷ N",
    "现场答复": "（A＋B＋C）÷ N",
    "闭环": "（D＋E）÷ N",
}
# What the plan of the project promises, without saying how it is counted.
_PLANNED = {"现场答复": "62 %", "闭环": "38 %"}
_PARTS = {"当场办结": "A", "当场拍板": "AB", "现场答复": "ABC", "闭环": "DE"}


@dataclass(frozen=True)
class Figure:
    """A figure as it is printed: its value, as it may be posted, how it is computed, and what the plan promises."""

    name: str
    value: str
    public: str
    formula: str
    planned: str = ""


class RatesRefusedError(YehuaError):
    """Raised while grievances have no disposition, or none that holds; `listing` says which."""

    sentence = "还不能算：\n{listing}"


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
    `came_back` matters of A to C that were reopened, raised again or repeated within ninety days. `private` answers
    are among A to E.
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

    Raise RatesRefusedError while `hindrances` gives something, or UnknownNumberError.
    """
    answers = register.of_meeting(desk, meeting)
    if listed := hindrances(desk, meeting, answers):
        raise RatesRefusedError(listing="\n".join(f"{each}。" for each in listed))
    return _of(desk, [answer for answer in answers.values() if answer])


def hindrances(desk: Desk, meeting: str, answers: Mapping[str, Answer | None]) -> tuple[str, ...]:
    """Return in Chinese what hinders the rates of a meeting's `answers`: nothing may drop out of N unseen.

    Raise UnknownNumberError.
    """
    without, unjudged = register.lacking(answers), meetings.unjudged(desk, meeting)
    with desk.store.reading() as tx:
        groundless = register.groundless(tx, answers)
    listed = (
        f"有 {len(without)} 件没有去向：{'、'.join(without)}" if without else "",
        f"{'、'.join(groundless)} 记了 G，没有撤回，也没有重复哪一件答复了的；请先收回再记" if groundless else "",
        f"还有 {unjudged} 件没有判断是不是检举控告" if unjudged else "",
    )
    return tuple(filter(None, listed))


def figures(tally: Rates) -> tuple[Figure, ...]:
    """Return the seven figures of the answers, those that nobody likes beside the others."""
    hidden = hidden_kinds(tally)
    rated = [
        Figure(name, tally.shares[name], _HIDDEN if _tells(kinds, hidden) else tally.shares[name], formula, planned)
        for name, formula in FORMULAS.items()
        for kinds, planned in [(_PARTS[name], _PLANNED.get(name, ""))]
    ]
    kept, back, no_proof = tally.kept_by_due, tally.came_back, Share(tally.no_proof, tally.n)
    # With each the kinds in which it is counted, and from how many its part may be subtracted.
    counted = (
        ("拍板的按期办到", kept, "B", kept.whole, "答应的那天已过的，其中按期办到的"),
        (
            "九十天内又回来",
            back,
            "ABC",
            back.whole,
            "现场答复的（A＋B＋C），其中重新办理的、本人又来反映的、在夜话上又提出的",
        ),
        ("没有证明，按拍板算", no_proof, "B", tally.b, "说当场办结而没有证明的，算进 B"),
    )
    return (
        *rated,
        *(
            Figure(
                name,
                f"{share.part} / {share.whole}",
                _HIDDEN if _tells(kinds, hidden) else _public_share(share, of),
                formula,
            )
            for name, share, kinds, of, formula in counted
        ),
    )


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


# -- what may be posted ----------------------------------------------------------------------------------------


def hidden_kinds(counted: Rates) -> frozenset[str]:
    """Return the kinds whose counts may not be posted: those of one or two, and one more so that none is subtracted.

    Everything posted is computed from N and the counts of the others, so it tells of the hidden ones their sum only.
    """
    counts = _counts(counted)
    small = {kind for kind in _KINDS if 0 < counts[kind] < _SMALL}
    if not small:
        return frozenset()
    # One that is answered on the same side lets the shares of 现场答复 and 闭环 stand.
    sides = [side for side in ("ABC", "DE") if small <= set(side)] + ["ABCDE"]
    for side in sides:
        many = [kind for kind in side if counts[kind] >= _SMALL]
        if many:
            return frozenset({*small, max(many, key=lambda kind: counts[kind])})
    return frozenset(_KINDS)


def public_counts(counted: Rates) -> dict[str, str]:
    """Return the count of each kind in N as it may be posted."""
    hidden, counts = hidden_kinds(counted), _counts(counted)
    # Where all that is hidden is small, their sum would tell two of them from "<3".
    covers = any(counts[kind] >= _SMALL for kind in hidden)
    is_told = {kind: kind not in hidden or (covers and 0 < counts[kind] < _SMALL) for kind in _KINDS}
    return {kind: public(counts[kind]) if is_told[kind] else _HIDDEN for kind in _KINDS}


def public_partition(counted: Rates) -> dict[str, str]:
    """Return the share of each kind in N as it may be posted; with the sum of the hidden ones they make 100."""
    hidden, counts = hidden_kinds(counted), _counts(counted)
    if not hidden:
        return dict(counted.partition)
    # The hidden ones are rounded as one, so that no remainder of theirs shows in the others.
    rest = {_HIDDEN: sum(counts[kind] for kind in hidden)}
    shown = partition({kind: counts[kind] for kind in _KINDS if kind not in hidden} | rest)
    return {kind: shown.get(kind, _HIDDEN) for kind in _KINDS}


def _counts(counted: Rates) -> dict[str, int]:
    return dict(zip(_KINDS, (counted.a, counted.b, counted.c, counted.d, counted.e), strict=True))


def _tells(kinds: str, hidden: frozenset[str]) -> bool:
    """Return whether the sum of `kinds` would tell more of the `hidden` ones than their sum."""
    return bool(hidden & set(kinds)) and not hidden <= set(kinds)


def _public_share(share: Share, of: int) -> str:
    """Return part and whole as they may be posted; a part that leaves one or two `of` so many is not told."""
    left = of - share.part
    part = _HIDDEN if 0 < left < _SMALL <= share.part else public(share.part)
    return f"{part} / {public(share.whole)}"


def _kept(desk: Desk, answers: Sequence[Answer]) -> Share:
    """Count the promises of B whose day is over, and those kept by then."""
    over = [answer for answer in answers if answer.due and dt.date.fromisoformat(answer.due) < desk.today]
    kept = 0
    with desk.store.reading() as tx:
        for answer in over:
            promises = calls.promises_of(tx, events.WHENEVER, answer.case)
            kept += any(each.due == answer.due and each.done and each.done[:10] <= each.due for each in promises)
    return Share(kept, len(over))


def _came_back(desk: Desk, answers: Sequence[Answer]) -> Share:
    """Count the answers whose matter came back within ninety days: reopened, raised again, or repeated at a night."""
    with desk.store.reading() as tx:
        came = contacts.contacts_at(tx, events.WHENEVER, {answer.case for answer in answers if answer.case})
        repeated = _repetitions(tx, [answer.grievance for answer in answers])
    back = 0
    for answer in answers:
        given = register.day_of(answer)
        entries = ledger_of(desk).state(answer.case, desk.today).entries
        reopened = [entry.date for entry in entries if entry.kind == "reopened"]
        raised = [dt.date.fromisoformat(contact.day) for contact in came.get(answer.case, ())]
        raised += [meetings.heard_on(desk, number) for number in repeated.get(answer.grievance, ())]
        back += any(given <= day <= given + _BACK for day in (*reopened, *(day for day in raised if day > given)))
    return Share(back, len(answers))


def _repetitions(tx: Transaction, grievances: Sequence[str]) -> dict[str, list[str]]:
    """Return by grievance those that repeat it, as a person confirmed."""
    rows = tx.among(REPEATS, "earlier", grievances, ("number", "earlier", "verdict"))
    newest = {(row["earlier"], row["number"]): row["verdict"] for row in rows}
    found: dict[str, list[str]] = {}
    for (earlier, number), verdict in newest.items():
        if verdict == "confirmed":
            found.setdefault(earlier, []).append(number)
    return found


def _rounded(part: int, whole: int) -> int:
    """Return part / whole rounded to the nearest, halves up."""
    return (2 * part + whole) // (2 * whole)


def _tenths(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10} %"
