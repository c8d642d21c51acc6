"""Follow-up calls (案后回访): when each is due, what came of it, and what goes on after it.

The clock runs from the service of the reply and never ends earlier: a call before that is noted, and the clock runs
on. Whoever could not be reached is never counted as satisfied. A case that was reopened is called about once more, the
same number of days after the redo was served; concluding a case twice does not move its call. A reply while the matter
goes on is called about, too; where nobody called before the conclusion, the call about the conclusion is the one.
"""

import datetime as dt
import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from toolkit.cases import matters
from toolkit.chinese import Calendar, bare_name, clocks
from toolkit.grievances.accusations import may_be_shown
from toolkit.loop import moments
from toolkit.loop.case_entries import entries_of
from toolkit.loop.events import Event, View, history
from toolkit.loop.rules import Rules
from toolkit.records import Entry
from toolkit.store import CASE_GRIEVANCES, MATTERS, Transaction
from toolkit.workspace import Desk

State = Literal["未到", "将到期", "到期", "逾期", "未校正", "已回访", "未联系上", "重新办理"]

OPEN_STATES = frozenset({"未到", "将到期", "到期", "逾期", "未校正"})
NOT_REACHED = ("没有接通", "不在家", "改约")
WAYS = ("电话", "入户")
# Codes of the answers to the three questions; the first of each counts as satisfied.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "q1": ("没有", "有", "说不清", "不愿答"),
    "q2": ("办到", "部分", "没办到", "不愿答"),
    "q3": ("清楚", "不清楚", "有新难处", "不愿答"),
}
NO_ANSWER = "不愿答"
REOPENS = frozenset({"部分", "没办到"})
# A reply, opinion or refusal that ends a matter, or an answer while it goes on; day 15 hangs on the service of either.
SERVED_KINDS = ("concluded", "reply")
_SERVED_EVENTS = tuple(f"entry.{kind}" for kind in SERVED_KINDS)
ONE_CALL_DAYS = 10  # within these a drawn card and a follow-up are one call
_WATCHED_DAYS = 90
# Of many thousand facts, which are JSON in one form, this takes a tenth of the time of reading them.
_SERVED_IN_FACTS = re.compile(r'"served_on":"(\d{4}-\d{2}-\d{2})"', re.ASCII)
_NOTHING_CORRECTED = '"corrects":null'


@dataclass(frozen=True)
class FollowUp:
    """The call about a conclusion or a reply: `served` is the day of service, `tries` the calls nobody answered."""

    case: str
    served: dt.date
    due: clocks.Due
    state: State
    tries: tuple[Event, ...] = ()
    done: Event | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to call."""
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Course:
    """What the calls about one case are computed from: its entries, its calls, and days on which a drawn card spoke."""

    case: str
    entries: Sequence[Entry]
    calls: Sequence[Event]
    card_days: Sequence[dt.date] = ()


def rounds(course: Course, view: View, rules: Rules, calendar: Calendar) -> tuple[FollowUp, ...]:
    """Return the follow-up of each conclusion of a case, and of replies before; only the last may be open."""
    parts = list(_parts(course.entries))
    ends = [entries[0].date for entries in parts[1:]]
    calls = []
    for entries, end in zip(parts, [*ends, None], strict=True):
        ended, replied = (_first_served(entries, kind) for kind in SERVED_KINDS)
        if replied and (ended is None or replied < ended):
            asked = _round(course, replied, ended or end, (view, rules, calendar))
            calls += [asked] if ended is None or asked.done else []
        if ended:
            calls.append(_round(course, ended, end, (view, rules, calendar)))
    return tuple(calls)


def _first_served(entries: Sequence[Entry], kind: str) -> dt.date | None:
    return min((entry.served_on for entry in entries if entry.kind == kind and entry.served_on), default=None)


def _parts(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Give `entries` in parts, a new one with each reopening."""
    cuts = [0, *(place for place, entry in enumerate(entries) if entry.kind == "reopened"), len(entries)]
    yield from (entries[first:last] for first, last in pairwise(cuts))


def _round(course: Course, served: dt.date, end: dt.date | None, at: tuple[View, Rules, Calendar]) -> FollowUp:
    view, rules, calendar = at
    due = rules.due_after("回访", served, calendar)
    calls = [call for call in course.calls if served <= call.day and (end is None or call.day <= end)]
    tries = tuple(call for call in calls if call.kind == "call.tried")
    done = next((call for call in calls if call.kind == "followup.done" and call.at >= due.raw), None)
    state: State = due.state(view.on)
    if done or any(_stops(day, due) for day in course.card_days):
        state = "已回访"
    elif end is not None:
        state = "重新办理"
    elif is_unreached([call for call in tries if call.at >= due.raw], rules.number("回访次数")):
        state = "未联系上"
    # An early call that led to a redo is still what the person said.
    early = next((call for call in calls if call.kind == "followup.done"), None) if end is not None else None
    return FollowUp(course.case, served, due, state, tries, done or early)


def _stops(day: dt.date, due: clocks.Due) -> bool:
    return abs((day - dt.date.fromisoformat(due.due)).days) <= ONE_CALL_DAYS


def is_unreached(tries: Iterable[Event], most: int) -> bool:
    """Return whether nobody was reached in `most` tries on as many days, one of them at the door."""
    failed = [call for call in tries if call.facts["outcome"] in NOT_REACHED]
    return len({call.day for call in failed}) >= most and any(call.facts["how"] == "入户" for call in failed)


# -- all cases -------------------------------------------------------------------------------------------------


def open_follow_ups(
    desk: Desk, tx: Transaction, view: View, card_days: Mapping[str, Sequence[dt.date]]
) -> tuple[FollowUp, ...]:
    """Return every open follow-up at the moment of `view`, the most urgent first.

    `card_days` holds by case the days on which its drawn card was answered.
    """
    listed = [each for each in _all(desk, tx, view, _unsettled(tx, view), card_days) if each.is_open]
    return tuple(sorted(listed, key=lambda each: (each.due.due, each.case)))


def _unsettled(tx: Transaction, view: View) -> set[str]:
    """Return the cases that may have an open follow-up: all but those plainly answered after the last service."""
    rules = Rules(tx, view)

    @functools.cache
    def earliest(day: str) -> str:
        return (dt.date.fromisoformat(day) + dt.timedelta(rules.number("回访", day))).isoformat()

    served: dict[str, str] = {}
    doubtful = set(tx.subjects(("entry.reopened",)))
    for row in tx.events(_SERVED_EVENTS, None, view.until, names=("subject", "facts")):
        match = _SERVED_IN_FACTS.search(row["facts"])
        served[row["subject"]] = max(served.get(row["subject"], ""), match[1] if match else "")
        if _NOTHING_CORRECTED not in row["facts"] or view.known is not None:
            doubtful.add(row["subject"])
    for row in tx.events(("followup.done",), None, view.until, names=("subject", "at")):
        case = row["subject"]
        if served.get(case) and case not in doubtful and row["at"] >= earliest(served[case]):
            del served[case]
    return {*served, *doubtful}


def all_follow_ups(
    desk: Desk, tx: Transaction, view: View, card_days: Mapping[str, Sequence[dt.date]]
) -> tuple[FollowUp, ...]:
    """Return every follow-up there ever was, by case."""
    return tuple(_all(desk, tx, view, set(tx.subjects(_SERVED_EVENTS)), card_days))


def _all(
    desk: Desk, tx: Transaction, view: View, cases: set[str], card_days: Mapping[str, Sequence[dt.date]]
) -> Iterator[FollowUp]:
    rules = Rules(tx, view)
    entries = entries_of(tx, view, cases)
    calls = history(tx, view, ("call.", "followup."), cases)
    for case in sorted(entries):
        course = Course(case, entries[case], calls.get(case, []), card_days.get(case, ()))
        yield from rounds(course, view, rules, desk.calendar)


# -- coming back -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CameBack:
    """A concluded case whose person came with another matter before the day `until`, ninety days after the service."""

    case: str
    served: dt.date
    until: dt.date
    later: tuple[str, ...]


def came_back(desk: Desk, view: View) -> tuple[CameBack, ...]:
    """Return the cases served in the last ninety days whose person came again, for somebody to ask whether it repeats.

    Persons are compared by their bare names. What may not be shown is left out, so that nothing tells of it.
    """
    today = moments.day_of(view.on)
    with desk.store.reading() as tx:
        concluded = tx.events(("entry.concluded",), None, view.until, names=("subject",))
        cases = {row["subject"] for row in concluded}
        served = {case: day for case, day in _served(tx, view, cases).items() if (today - day).days <= _WATCHED_DAYS}
        since = min(served.values(), default=today)
        rows = [row for row in tx.columns(MATTERS, ("number", "received")) if since.isoformat() <= row["received"]]
        received = {row["number"]: row["received"] for row in rows if row["received"] <= view.until}
        sources = list(tx.among(CASE_GRIEVANCES, "case_number", served, ("case_number", "grievance")))
        later = list(tx.among(CASE_GRIEVANCES, "grievance", received, ("case_number", "grievance")))
    who = _persons(desk, {row["grievance"] for row in (*sources, *later)})
    returned = []
    for case, day in sorted(served.items()):
        names = {who[row["grievance"]] for row in sources if row["case_number"] == case and row["grievance"] in who}
        again = [
            row["case_number"]
            for row in later
            if row["case_number"] != case
            and who.get(row["grievance"]) in names
            and received[row["grievance"]][:10] > day.isoformat()
        ]
        if again:
            returned.append(CameBack(case, day, day + dt.timedelta(days=_WATCHED_DAYS), tuple(dict.fromkeys(again))))
    return tuple(returned)


def _served(tx: Transaction, view: View, cases: Collection[str]) -> dict[str, dt.date]:
    """Return by case the day on which its last conclusion was served."""
    days = {
        case: [entry.served_on for entry in entries if entry.kind == "concluded" and entry.served_on]
        for case, entries in entries_of(tx, view, cases).items()
    }
    return {case: max(served) for case, served in days.items() if served}


def _persons(desk: Desk, numbers: Collection[str]) -> dict[str, str]:
    """Return by number the bare name of the person of each grievance that may be shown and names one."""
    known = matters.grievances_of(desk.store, numbers)
    return {
        number: bare_name(str(grievance.person.value))
        for number, grievance in known.items()
        if grievance.person and may_be_shown(grievance)
    }


# -- figures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Satisfaction:
    """Counts of the calls due in a period; satisfied is who answered all three questions with the best answer.

    `solved` are those of the answered who said that what was promised is done.
    """

    due: int
    reached: int
    answered: int
    satisfied: int
    unreached: int
    overdue: int
    solved: int = 0


def satisfaction(follow_ups: Iterable[FollowUp], first: dt.date, last: dt.date) -> Satisfaction:
    """Return the counts of the follow-ups that fell due from `first` to `last`."""
    due = [each for each in follow_ups if first.isoformat() <= each.due.due <= last.isoformat()]
    reached = [each for each in due if each.done is not None or each.state == "已回访"]
    answered = [codes for each in reached if each.done and NO_ANSWER not in (codes := _codes(each.done))]
    best = tuple(codes[0] for codes in ANSWERS.values())
    return Satisfaction(
        due=len(due),
        reached=len(reached),
        answered=len(answered),
        satisfied=sum(codes == best for codes in answered),
        unreached=sum(each.state == "未联系上" for each in due),
        overdue=sum(each.state == "逾期" for each in due),
        solved=sum(codes[1] == best[1] for codes in answered),
    )


def _codes(call: Event) -> tuple[str, ...]:
    # What was erased counts as no answer.
    return (call.words("q1") or NO_ANSWER, str(call.facts["q2"]), str(call.facts["q3"]))
