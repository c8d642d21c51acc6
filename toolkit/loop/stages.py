"""Stages of the matter on a card (已登记, 已告知, 办理中, 已答复, 已回访): what may be told to whoever holds the card.

They say how far a matter is and nothing of what it is. A matter that is sealed or not judged yet stays at the first
stage, as that of any card may.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.cases import all_may_be_shown, procedure
from toolkit.chinese import clocks
from toolkit.loop import card_numbers, moments
from toolkit.loop.calls import follow_up_of
from toolkit.loop.cards import PROGRESS, Card
from toolkit.loop.duties import Duties
from toolkit.loop.events import View
from toolkit.loop.followup import FollowUp
from toolkit.loop.rules import Rules
from toolkit.records import Entry
from toolkit.store import CASE_GRIEVANCES, Transaction
from toolkit.workspace import Desk

STAGES = ("已登记", *PROGRESS, "已回访")
_HANDLING = frozenset({"referral", "mediation_accepted", "extension", "legal_opinion", "review_request", "reopened"})


@dataclass(frozen=True)
class Stage:
    """A stage and the local day or minute at which it was reached; `late`: written down afterwards (补记)."""

    stage: str
    at: str
    late: bool = False


@dataclass(frozen=True)
class Progress:
    """What the holder of a card is told: its stage with those before, the receiver of now and before, the next date."""

    stage: str
    stages: tuple[Stage, ...]
    receiver: str
    receivers: tuple[tuple[str, str, str | None], ...]
    next: str | None


def progress_of(desk: Desk, tx: Transaction, view: View, card: Card, entries: Sequence[Entry]) -> Progress:
    """Return what the holder of `card` may be told at the moment of `view`; `entries` are those of its case."""
    duties = Duties(tx, view)
    is_shown = not entries or _may_be_shown(desk, tx, card)
    last = follow_up_of(desk, tx, view, card.case) if card.case and is_shown else None
    reached = stages(card, entries if is_shown else (), last)
    return Progress(
        stage=reached[-1].stage,
        stages=reached,
        receiver=duties.owner(card.receiver, card.issued),
        receivers=duties.owners(card.receiver, card.issued),
        next=_next(desk, Rules(tx, view), card, reached, last),
    )


def stages(card: Card, entries: Sequence[Entry], last: FollowUp | None) -> tuple[Stage, ...]:
    """Return the stages that the matter on `card` went through, in their order."""
    reached = [*(Stage(*step) for step in card.progress), *_of_entries(entries), *_of_calls(card, last)]
    in_order = sorted(reached, key=lambda each: (each.at[:10], STAGES.index(each.stage)))
    first = Stage("已登记", card.issued, card.is_late)
    return (first, *_without_repeats(in_order))


def _of_entries(entries: Sequence[Entry]) -> Iterator[Stage]:
    for entry in entries:
        if entry.kind in procedure.NOTICES and entry.served_on:
            yield Stage("已告知", entry.served_on.isoformat())
        elif entry.kind in _HANDLING:
            yield Stage("办理中", entry.date.isoformat())
        elif entry.kind == "concluded" and entry.served_on:
            yield Stage("已答复", entry.served_on.isoformat())


def _of_calls(card: Card, last: FollowUp | None) -> Iterator[Stage]:
    if last is not None and last.state in {"已回访", "未联系上"}:
        ends = [last.done.at] if last.done else [call.at for call in (*last.tries, *card.calls)]
        yield Stage("已回访", max(ends))
    elif last is None and card.progress and card.progress[-1][0] == "已答复":
        answered = [
            call.at for call in card.calls if call.facts["outcome"] == "接通" and call.at >= card.progress[-1][1]
        ]
        yield from (Stage("已回访", at) for at in answered[:1])


def _without_repeats(in_order: Sequence[Stage]) -> Iterator[Stage]:
    before = ""
    for each in in_order:
        if each.stage != before:
            yield each
        before = each.stage


def _may_be_shown(desk: Desk, tx: Transaction, card: Card) -> bool:
    numbers = [row["grievance"] for row in tx.rows(CASE_GRIEVANCES, case_number=card.case)]
    return all_may_be_shown(desk.store, numbers)


def notice_due(desk: Desk, rules: Rules, card: Card) -> clocks.Due:
    """Return by when the holder of `card` is told what became of it: fifteen days by 信访工作条例 Art 23."""
    day = moments.day_of(card.issued)
    return rules.due_after("卡告知", day, desk.calendar)


def _next(desk: Desk, rules: Rules, card: Card, reached: Sequence[Stage], last: FollowUp | None) -> str | None:
    if card.voided or reached[-1].stage == "已回访":
        return None
    if reached[-1].stage == "已登记":
        if card.alias is not None:  # whoever adopts an older card cannot tell what was told when it was given
            return None
        return notice_due(desk, rules, card).due
    return last.due.due if last is not None and last.is_open else None


def closed_on(card: Card, entries: Mapping[str, Sequence[Entry]], lasts: Mapping[str, FollowUp]) -> str | None:
    """Return the day on which the matter of `card` came to its end (已回访), or None while it is live.

    `entries` and `lasts` hold by case the entries and the last follow-up.
    """
    case = card.case or ""
    last = stages(card, entries.get(case, ()), lasts.get(case))[-1]
    return last.at[:10] if last.stage == "已回访" else None


def board_line(progress: Progress, card: Card) -> tuple[str, str, str]:
    """Return the line of a posted board: number without check digits, stage, and the day on which it was reached."""
    return (card_numbers.bare(card.number), progress.stage, progress.stages[-1].at[:10])
