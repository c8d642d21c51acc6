"""What is due today (今天要办): the due dates of every feature, the most urgent first, each with its reason."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from toolkit.cases import ledger_of, procedure
from toolkit.chinese import clocks, same_person
from toolkit.formats import ics
from toolkit.loop import calls, followup, moments
from toolkit.loop.alerts.due import open_clocks
from toolkit.loop.alerts.standing import Standing
from toolkit.loop.calls import with_promises_to_keep
from toolkit.loop.cards import all_cards, births_of_cases, unlinked
from toolkit.loop.case_entries import open_cases
from toolkit.loop.clinics import due as clinics_due
from toolkit.loop.draw_calls import to_call
from toolkit.loop.draws import to_freeze
from toolkit.loop.duties import Duties
from toolkit.loop.events import Event, View, history
from toolkit.loop.rules import Rules
from toolkit.loop.stages import notice_due
from toolkit.loop.walks.notes import clocks_of, open_notes
from toolkit.loop.walks.roster import left_out
from toolkit.records import Entry
from toolkit.store import Transaction
from toolkit.workspace import Desk

_URGENCY = ("逾期", "到期", "未校正", "将到期")
NOBODY = "未指定"
WALK, REDO = "走访", "重新办理"
# What a calendar says instead of a reason that names somebody: who walks, whom a villager talked with.
_UNNAMED = {WALK: "走访排班排在这一天。", "登记视频会客": "会客已经谈完，还没有登记成事项。"}


@dataclass(frozen=True)
class Item:
    """Something that somebody has to do: what, about which number, by when, whose it is, and why by then."""

    what: str
    subject: str
    due: str
    raw: str
    state: str
    owner: str
    why: str
    calendar: Literal["known", "unknown"]


@dataclass(frozen=True)
class Office:
    """The desk, the transaction and the moment at which items are computed, with the rules and duties of then."""

    desk: Desk
    tx: Transaction
    view: View
    rules: Rules
    duties: Duties

    def item(self, what: str, subject: str, due: clocks.Due, owner: str | None) -> Item:
        """Return the item of a clock."""
        state = due.state(self.view.on, self.rules.number("临近"))
        return Item(what, subject, due.due, due.raw, state, owner or NOBODY, due.why, due.calendar)

    @cached_property
    def opened(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each open case, by case."""
        return open_cases(self.tx, self.view)

    @cached_property
    def promised(self) -> Mapping[str, Sequence[Event]]:
        """The events of promises by case, of the cases that are open or of which one may still be to keep."""
        return history(self.tx, self.view, ("promise.",), {*self.opened, *with_promises_to_keep(self.tx, self.view)})

    @cached_property
    def spoken(self) -> Mapping[str, Sequence[dt.date]]:
        """The days on which somebody answered a call about the card of a case, by case."""
        return calls.answered_cards(self.tx, self.view)

    @cached_property
    def receivers(self) -> Mapping[str, str]:
        """Who answers for each case that came by a card: its receiver, or whoever took over."""
        births = births_of_cases(self.tx, self.view, {*self.opened, *self.promised})
        return {case: self.duties.owner(birth.receiver, birth.issued) for case, birth in births.items()}

    def owner_of(self, promises: Sequence[calls.Promise], case: str) -> str | None:
        """Return who does what was promised in `case`: the first owner named, or whoever answers for its card."""
        named = [promise for promise in promises if promise.owner]
        return self.duties.owner(str(named[0].owner), named[0].made) if named else self.receivers.get(case)


Feature = Callable[[Office], Iterator[Item]]


def office_at(desk: Desk, tx: Transaction, view: View) -> Office:
    """Return the office as it stood at the moment of `view`."""
    return Office(desk, tx, view, Rules(tx, view), Duties(tx, view))


def items(desk: Desk, on: str | None = None, known: str | None = None) -> tuple[Item, ...]:
    """Return every open item of all features at the moment `on` (now), the most urgent first; raise WrongDateError."""
    view = View(moments.looked_at(desk, on), moments.parsed(known) if known else None)
    with desk.store.reading() as tx:
        return tuple(sorted(items_of(office_at(desk, tx, view)), key=urgency))


def items_of(office: Office) -> Iterator[Item]:
    """Give every open item of all features."""
    for feature in FEATURES:
        yield from feature(office)


def due(desk: Desk, on: str | None = None, who: str | None = None) -> tuple[Item, ...]:
    """Return what is overdue, due or nearly due at the moment `on` (now), of person `who` (everybody)."""
    return tuple(item for item in items(desk, on) if item.state != "未到" and is_of(item, who))


def is_of(item: Item, who: str | None) -> bool:
    """Return whether `item` is that of the person or post `who`, or of anybody where that is None."""
    return who is None or item.owner == who.strip() or same_person(item.owner, who)


def write_calendar(desk: Desk, path: Path, there: Sequence[Item]) -> None:
    """Write the due dates of the items `there` to a calendar file.

    Numbers and reasons only stand there, no names: a phone is lost sooner than a paper.
    """
    appointments = [
        ics.Appointment(
            f"{item.what}|{item.subject}|{item.due}", item.due, f"{item.what} {item.subject}", _unnamed(item)
        )
        for item in there
    ]
    ics.write_calendar(path, "夜话期限", appointments, desk.today)


def _unnamed(item: Item) -> str:
    """Return the reason of `item` without the persons that some reasons name."""
    return _UNNAMED.get(item.what, item.why)


def urgency(item: Item) -> tuple[int, str, str]:
    """Return what items are sorted by, the most urgent first."""
    rank = _URGENCY.index(item.state) if item.state in _URGENCY else len(_URGENCY)
    return (rank, item.due, item.subject)


# -- features --------------------------------------------------------------------------------------------------


def _of_follow_ups(office: Office) -> Iterator[Item]:
    post = office.rules.text("回访岗位")
    for each in followup.open_follow_ups(office.desk, office.tx, office.view, office.spoken):
        yield office.item("案后回访", each.case, each.due, office.duties.holder(post) or post)


def _of_cases(office: Office) -> Iterator[Item]:
    """Give the statutory clocks of open cases, and the redo of those that were reopened."""
    ledger, on = ledger_of(office.desk), moments.day_of(office.view.on)
    clocks_by_case = ledger.clocks_of(office.tx, office.opened, on)
    for case, entries in office.opened.items():
        duties = [clock for clock in clocks_by_case[case] if clock.duty or _may_be_confirmed(clock, on)]
        for clock in duties:
            yield office.item(clock.name, case, _due_of(clock), office.receivers.get(case))
        if procedure.is_being_redone(entries):
            handling = [_due_of(clock) for clock in duties if clock.name == procedure.HANDLING]
            last = calls.follow_up_of(office.desk, office.tx, office.view, case, office.spoken)
            promises = calls.promises_in(office.promised.get(case, ()))
            if last is not None:
                due = calls.first_due(promises, last, handling[0] if handling else None)
                yield office.item(REDO, case, due, office.owner_of(promises, case))


def _may_be_confirmed(clock: procedure.Clock, on: dt.date) -> bool:
    """Return whether `clock` is the parties' right to apply for confirmation, while they still may (民诉法 Art 205)."""
    return clock.name == procedure.CONFIRMATION and on <= clock.due.last_day


def _of_promises(office: Office) -> Iterator[Item]:
    for case, promises in office.promised.items():
        for promise in calls.promises_in(promises):
            if promise.done is None:
                due = clocks.promised_for(dt.date.fromisoformat(promise.due))
                yield office.item("答应的事", case, due, office.owner_of((promise,), case))


def _of_cards(office: Office) -> Iterator[Item]:
    """Give the notices that holders of cards wait for; an older card was answered when it was given."""
    for card in all_cards(office.tx, office.view, unlinked(office.tx, office.view)):
        if card.alias is not None:
            continue
        owner = office.duties.owner(card.receiver, card.issued)
        yield office.item("告知来人", card.number, notice_due(office.desk, office.rules, card), owner)


def _of_draws(office: Office) -> Iterator[Item]:
    """Give the list of cards that is to be frozen, and the drawn cards that are to be called."""
    if frozen := to_freeze(office.desk, office.tx, office.view, office.rules):
        month, due = frozen
        post = office.rules.text("抽样岗位")
        yield office.item("封存抽样名单", month, due, office.duties.holder(post) or post)
    post = office.rules.text("回访岗位")
    for number, last in to_call(office.tx, office.view, office.spoken):
        yield office.item("抽样回访", number, clocks.end_of(last), office.duties.holder(post) or post)


def _of_routes(office: Office) -> Iterator[Item]:
    """Give the walks of the day's roster that nobody wrote down yet."""
    today = moments.day_of(office.view.on).isoformat()
    for each in left_out(office.desk, office.tx, office.view):
        if each.day == today:
            due = clocks.end_of(dt.date.fromisoformat(each.day))
            owner = office.duties.owner(each.walkers[0], each.day)
            yield office.item(WALK, each.route, replace(due, why=f"排班由{'、'.join(each.walkers)}走。"), owner)


def _of_notes(office: Office) -> Iterator[Item]:
    """Give the open clocks of notes: whoever got a note, or wrote it down, answers for it."""
    for note in open_notes(office.tx, office.view):
        holder = note.forwarded[-1] if note.forwarded else None
        owner = office.duties.owner(holder.what, holder.at) if holder else office.duties.owner(note.by, note.date)
        for clock in clocks_of(note, office.rules, office.desk.calendar):
            if clock.done is None:
                yield office.item(clock.name, note.number, clock.due, owner)


def _of_alerts(office: Office) -> Iterator[Item]:
    """Give the plans, tasks, reviews and answers to objections that red matters wait for."""
    standing = Standing(office.desk, office.tx, office.view, office.rules, office.duties)
    yield from (office.item(*open_clock) for open_clock in open_clocks(standing))


def _of_clinics(office: Office) -> Iterator[Item]:
    """Give the opinions, clinics and make-ups that are waited for."""
    for open_clock in clinics_due.open_clocks(office.desk, office.tx, office.view, office.rules):
        yield office.item(*open_clock)


def _due_of(clock: procedure.Clock) -> clocks.Due:
    last, why = clock.due, f"{clock.basis}，期限{clock.due.text}。"
    return clocks.Due(last.raw.isoformat(), last.last_day.isoformat(), "unknown" if last.warnings else "known", why)


FEATURES: tuple[Feature, ...] = (
    _of_follow_ups,
    _of_cases,
    _of_promises,
    _of_cards,
    _of_draws,
    _of_routes,
    _of_notes,
    _of_alerts,
    _of_clinics,
)
