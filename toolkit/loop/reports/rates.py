"""Rates of a period: each a count over a count, with its formula in words and the numbers behind both.

What falls due in a period is the denominator: nothing that is late drops out of it. Rates are whole numbers and exact
fractions; a percentage is printed with one place, rounded down, and a cell below three is hidden.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.cases import procedure
from toolkit.chinese import Calendar, deadline
from toolkit.loop.alerts.contacts import contacts_at, opened
from toolkit.loop.alerts.counting import repeats_in
from toolkit.loop.calls import answered_cards
from toolkit.loop.case_entries import entries_of
from toolkit.loop.events import EVER, WHENEVER, View, is_late
from toolkit.loop.followup import ANSWERS, NO_ANSWER, FollowUp, all_follow_ups
from toolkit.records import Entry
from toolkit.store import CASES, Transaction, event_kinds
from toolkit.workspace import Desk

FEW = 3
_NOTICE_DAYS = 15
_NOTIFIES = frozenset(
    {
        "acceptance_notice",
        "referral",
        "mediation_accepted",
        "handling_opinion",
        "mediation_agreement",
        "non_acceptance_notice",
        "performance",
        "concluded",
        "termination_notice",
    }
)
_IN_PERSON = frozenset({"mediation_accepted", "mediation_agreement", "performance"})
_ENDS = frozenset(
    {"handling_opinion", "mediation_agreement", "non_acceptance_notice", "referral", "performance", "concluded"}
)
# They settle a matter that was never accepted in another way than by handling it.
_OTHER_WAYS = frozenset({"referral", "non_acceptance_notice", "mediation_accepted"})


@dataclass(frozen=True)
class Rate:
    """A rate: its name, its formula in Chinese, and the numbers counted above and below the line."""

    name: str
    formula: str
    above: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def numerator(self) -> int:
        """How many are above the line."""
        return len(self.above)

    @property
    def denominator(self) -> int:
        """How many are below the line."""
        return len(self.below)

    @property
    def percent(self) -> str | None:
        """The percentage with one place, rounded down; None over nothing."""
        return percent(self.numerator, self.denominator)

    @property
    def is_hidden(self) -> bool:
        """Whether a cell of it, or what is left of it, is so small that somebody could be told from it."""
        return any(0 < count < FEW for count in (self.numerator, self.denominator, self.denominator - self.numerator))


def percent(above: int, below: int) -> str | None:
    """Return `above` of `below` as a percentage with one place, rounded down (`62.0`); None over nothing."""
    if not below:
        return None
    thousandths = 1000 * above // below
    return f"{thousandths // 10}.{thousandths % 10}"


def few(count: int) -> str:
    """Return `count` as a sheet prints it: below three nobody must be told from it."""
    return str(count) if count >= FEW or not count else f"<{FEW}"


def part_of(part: int, whole: int) -> str:
    """Return `part` as printed beside `whole`: a dash where subtracting would reveal a count of one or two."""
    return "—" if 0 < whole - part < FEW else few(part)


@dataclass(frozen=True)
class Period:
    """A period from its first day to its last, both included, as it is known at the moment of `view`."""

    first: dt.date
    last: dt.date
    view: View

    def holds(self, day: dt.date | str) -> bool:
        """Return whether `day` lies in the period."""
        return self.first.isoformat() <= str(day)[:10] <= self.last.isoformat()


def rates(desk: Desk, tx: Transaction, period: Period) -> tuple[Rate, ...]:
    """Return the rates of `period`."""
    cases = [row["number"] for row in tx.columns(CASES, ("number",))]
    # Every service is looked at, also one after the period: the entries of a far day hold all of them.
    entries = entries_of(tx, View(EVER, period.view.known), cases)
    received = {
        case: dt.date.fromisoformat(min(contact.day for contact in contacts))
        for case, contacts in opened(tx, WHENEVER, cases).items()
        if contacts
    }
    follow_ups = all_follow_ups(desk, tx, period.view, answered_cards(tx, period.view))
    return (
        _notified(received, entries, period, desk.calendar),
        _handled(received, entries, period, desk.calendar),
        *_calls(follow_ups, period),
        _repeated(tx, period, cases),
        _late(tx, period),
    )


def _notified(
    received: Mapping[str, dt.date], entries: Mapping[str, Sequence[Entry]], period: Period, calendar: Calendar
) -> Rate:
    due = {case: deadline(day, _NOTICE_DAYS, calendar, roll_forward=True).last_day for case, day in received.items()}
    below = [case for case, last in due.items() if period.holds(last)]
    above = [case for case in below if any(_is_notice_by(entry, due[case]) for entry in entries.get(case, ()))]
    formula = "收到之日起十五天内（遇休假顺延）书面告知并送达的 ÷ 告知期限在本期届满的（信访工作条例第二十三条）"
    return Rate("及时告知率", formula, tuple(sorted(above)), tuple(sorted(below)))


def _is_notice_by(entry: Entry, last: dt.date) -> bool:
    day = entry.date if entry.kind in _IN_PERSON else entry.served_on
    return entry.kind in _NOTIFIES and day is not None and day <= last


def _handled(
    received: Mapping[str, dt.date], entries: Mapping[str, Sequence[Entry]], period: Period, calendar: Calendar
) -> Rate:
    above, below = [], []
    for case, there in entries.items():
        start = _handled_from(there, received.get(case))
        if start is None:
            continue
        last = procedure.handling_due(start, there, calendar, roll_forward=True).last_day
        if period.holds(last):
            below.append(case)
            above += [case] if any(_is_end_by(entry, last) for entry in there) else []
    formula = (
        "受理之日起六十天内（期限内批准延期的九十天，重新办理不改期限）办结的，答复办结的以送达为准 ÷ "
        "办理期限在本期届满的；没有受理告知、也没有转送、调解或者不予受理的，从收到之日起算（第三十四条）"
    )
    return Rate("按期办结率", formula, tuple(sorted(above)), tuple(sorted(below)))


def _handled_from(entries: Sequence[Entry], received: dt.date | None) -> dt.date | None:
    """Return the day from which the sixty days run; None where the matter went another way.

    What nobody accepted counts from its receipt, so that leaving out the notice does not take it out of the rate.
    """
    accepted = next((entry.date for entry in entries if entry.kind == "acceptance_notice"), None)
    went_elsewhere = any(entry.kind in _OTHER_WAYS for entry in entries)
    return accepted or (None if went_elsewhere else received)


def _is_end_by(entry: Entry, last: dt.date) -> bool:
    day = entry.served_on if entry.kind == "concluded" else entry.date
    return entry.kind in _ENDS and day is not None and day <= last


def _calls(follow_ups: Sequence[FollowUp], period: Period) -> Iterator[Rate]:
    due = [each for each in follow_ups if period.holds(each.due.due)]
    codes = {each.case: _codes(each) for each in due}
    answered = sorted(case for case, given in codes.items() if given and NO_ANSWER not in given)
    best = tuple(choices[0] for choices in ANSWERS.values())
    yield Rate("参评率", "三个问题都答了的 ÷ 本期到期的回访", tuple(answered), tuple(sorted(each.case for each in due)))
    satisfied = tuple(case for case in answered if codes[case] == best)
    yield Rate("满意率", "没有推诿收受、办到、清楚三项都好的 ÷ 三个问题都答了的", satisfied, tuple(answered))
    solved = tuple(case for case in answered if codes[case][1] == best[1])
    yield Rate("解决率", "答应的事办到的 ÷ 三个问题都答了的", solved, tuple(answered))


def _codes(follow_up: FollowUp) -> tuple[str, ...]:
    call = follow_up.done
    if call is None:
        return ()
    return (call.words("q1") or NO_ANSWER, str(call.facts["q2"]), str(call.facts["q3"]))


def _repeated(tx: Transaction, period: Period, cases: Collection[str]) -> Rate:
    contacts = contacts_at(tx, View(period.last.isoformat(), period.view.known), cases)
    came = {case for case, each in contacts.items() if any(period.holds(contact.day) for contact in each)}
    above = (case for case in came if any(period.holds(day) for day in repeats_in(contacts[case])))
    formula = "本期里同一个人又来反映的事项 ÷ 本期有人反映（头一次或者又来）的事项"
    return Rate("重复率", formula, tuple(sorted(above)), tuple(sorted(came)))


def _late(tx: Transaction, period: Period) -> Rate:
    written = tx.events(
        _of_the_loop(),
        None,
        f"{period.last.isoformat()} 24:00",
        since=period.first.isoformat(),
        names=("position", "at", "recorded_at"),
    )
    rows = [(str(row["position"]), is_late(row["at"], row["recorded_at"])) for row in written]
    late = tuple(position for position, is_so in rows if is_so)
    return Rate(
        "补记率", "发生以后超过二十四小时才记下的 ÷ 本期发生的每一条记录", late, tuple(position for position, _ in rows)
    )


def _of_the_loop() -> Collection[str]:
    return tuple(event_kinds.kinds())
