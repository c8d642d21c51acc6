"""Procedure of a case: kinds of ledger entries, the state that they result in, and the statutory clocks.

All of it is computed from entries, for any day; the order in which entries were written down makes no difference.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.chinese import Calendar, Deadline, deadline, official_date
from toolkit.core import WrongValueError
from toolkit.records import Entry

# By kind its name, and the state of a case whose last entry it is; None where the kind leaves the state as it is. Of
# entries with one date, the one whose kind stands later here is the later one.
_KINDS: dict[str, tuple[str, str | None]] = {
    "opened": ("立项", "已立项"),
    "registered": ("登记", "已登记"),
    "referral": ("转送交办", "已转送交办"),
    "acceptance_notice": ("受理告知", "已受理"),
    "non_acceptance_notice": ("不予受理告知", "不予受理"),
    "extension": ("延期告知", "已受理，延期办理"),
    "mediation_accepted": ("受理调解", "调解中"),
    "mediation_failed": ("调解终止", "调解终止"),
    "legal_opinion": ("法律意见", None),
    "handling_opinion": ("处理意见", "已作出处理意见"),
    "review_request": ("申请复查", "复查中"),
    "review_opinion": ("复查意见", "已作出复查意见"),
    "final_review_request": ("申请复核", "复核中"),
    "final_review_opinion": ("复核意见", "已作出复核意见"),
    "mediation_agreement": ("调解协议", "已达成调解协议"),
    "confirmation_request": ("共同申请司法确认", None),
    "performance": ("履行", "已履行"),
    # A reply, opinion or refusal was served, or the copies of an agreement handed over; day 15 hangs on it.
    "concluded": ("答复办结", "已办结"),
    "follow_up": ("回访", None),
    "reopened": ("重新办理", "重新办理"),
    # The person was answered and the matter goes on: no clock of the law stops, and day 15 hangs on it, too.
    "reply": ("当面答复", None),
    "termination_notice": ("终结告知", "已告知终结"),
    "note": ("记事", None),
}
KINDS = tuple(_KINDS)
# After one of these nothing more is due, and the grievance may be taken up in another case.
CLOSING = frozenset({"non_acceptance_notice", "performance", "concluded", "termination_notice"})
# They tell the petitioner by paper whether the matter is taken up.
NOTICES = frozenset({"acceptance_notice", "non_acceptance_notice"})

# What happens once in a case, or once more after one of the kinds named.
_ONCE = {
    **dict.fromkeys(("opened", "registered", "acceptance_notice", "non_acceptance_notice", "extension"), ("reopened",)),
    **dict.fromkeys(("review_request", "review_opinion", "final_review_request"), ("reopened",)),
    **dict.fromkeys(("final_review_opinion", "confirmation_request", "termination_notice", "concluded"), ("reopened",)),
    "handling_opinion": ("reopened", "review_opinion", "final_review_opinion"),
    "mediation_agreement": ("reopened", "mediation_failed"),
}
# What only a case that is open gets: after its end it must be reopened first.
_WHILE_OPEN = frozenset(
    {"registered", "referral", "acceptance_notice", "extension", "mediation_accepted", "handling_opinion"}
)

_RANK = {kind: rank for rank, kind in enumerate(_KINDS)}
_BY_NAME = {name: kind for kind, (name, _) in _KINDS.items()}
_NEAR_DAYS = 10


def kind_id(text: str) -> str:
    """Return the id of the kind that `text` names by id or Chinese name; raise WrongValueError with all of them."""
    tidy = text.strip()
    kind = tidy if tidy in _KINDS else _BY_NAME.get(tidy)
    if kind is None:
        possible = "、".join(f"{name}（{kind}）" for kind, (name, _) in _KINDS.items())
        raise WrongValueError(field="记录的种类", value=text, why=f"可以写 {possible}")
    return kind


def kind_name(kind: str) -> str:
    """Return the Chinese name of a kind of entry, `受理告知` for `acceptance_notice`."""
    return _KINDS[kind][0]


# -- entries and state -----------------------------------------------------------------------------------------


def effective(entries: Iterable[Entry], on: dt.date) -> tuple[Entry, ...]:
    """Return the entries that hold on the day `on`: corrected ones replaced, none later, in the order of the case.

    A correction replaces the entry it names; of several corrections of one entry the last written holds. A service
    after `on` has not happened yet, nor has a conclusion whose reply was served after it.
    """
    newest: dict[int, Entry] = {}
    roots: dict[int, int] = {}
    for entry in sorted(entries, key=lambda entry: entry.id):
        roots[entry.id] = entry.id if entry.corrects is None else roots.get(entry.corrects, entry.corrects)
        newest[roots[entry.id]] = entry
    held = (_so_far(entry, on) for entry in newest.values() if held_from(entry) <= on)
    return tuple(sorted(held, key=_place))


def held_from(entry: Entry) -> dt.date:
    """Return the day from which `entry` counts: nothing is concluded before the person has the reply."""
    return entry.served_on if entry.kind == "concluded" and entry.served_on else entry.date


def _so_far(entry: Entry, on: dt.date) -> Entry:
    return entry if entry.served_on is None or served(entry, on) else replace(entry, served_on=None)


def _place(entry: Entry) -> tuple[dt.date, int, dt.date, int]:
    # A case that was opened later than a step was taken has no earlier state for it: the opening always comes first.
    day = dt.date.min if entry.kind == "opened" else held_from(entry)
    # The number comes last: what was written first must not decide.
    return (day, _RANK[entry.kind], entry.served_on or dt.date.min, entry.id)


def state_of(entries: Sequence[Entry], on: dt.date) -> str:
    """Return in Chinese the state of a case with these `effective` entries on the day `on`."""
    last = _last_decisive(entries)
    if last is None:
        return "未立项"
    if last.kind.endswith("_opinion") and served(last, on):
        return f"{kind_name(last.kind)}已送达"
    return str(_KINDS[last.kind][1])


def is_open(entries: Sequence[Entry]) -> bool:
    """Return whether a case with these `effective` entries is still open: its last decisive entry is not closing."""
    last = _last_decisive(entries)
    return last is None or last.kind not in CLOSING


def is_being_redone(entries: Sequence[Entry]) -> bool:
    """Return whether a case with these `effective` entries was reopened, and no reply was served since."""
    since = [entry for entry in entries if entry.kind == "reopened" or (entry.kind == "concluded" and entry.served_on)]
    return bool(since) and since[-1].kind == "reopened"


def first_of_kind(wish: Entry, entries: Iterable[Entry]) -> Entry | None:
    """Return the one of `entries` that holds for the same step as `wish`, of which there is only one; else None."""
    held = effective(entries, dt.date.max)
    anew = _ONCE.get(wish.kind)
    if anew is None:
        return None
    begun = max((entry.date for entry in held if entry.kind in anew and entry.date <= wish.date), default=dt.date.min)
    return next((entry for entry in held if entry.kind == wish.kind and entry.date >= begun), None)


def taken_back(wish: Entry, entries: Sequence[Entry]) -> Entry | None:
    """Return the conclusion served among `entries` that the correction `wish` takes away or dates later; else None.

    From the day of service the call afterwards is counted. Of a reply that was entered twice one may be taken away.
    """
    if wish.corrects is None:
        return None
    last = max((entry.id for entry in entries), default=0)
    left = _served_conclusions((*entries, replace(wish, id=last + 1)))
    for lost in _served_conclusions(entries):
        if not any(each.id == lost.id or _covers(each, lost, entries) for each in left):
            return lost
    return None


def _served_conclusions(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in effective(entries, dt.date.max) if entry.kind == "concluded" and entry.served_on]


def _covers(entry: Entry, lost: Entry, entries: Iterable[Entry]) -> bool:
    """Return whether the conclusion `entry` was served by the day of `lost`, after the same reopening if there was."""
    held = [each.date for each in effective(entries, dt.date.max) if each.kind == "reopened"]
    begun = max((day for day in held if lost.served_on and day <= lost.served_on), default=dt.date.min)
    return bool(entry.served_on and lost.served_on and begun <= entry.served_on <= lost.served_on)


def ended_before(wish: Entry, entries: Iterable[Entry]) -> Entry | None:
    """Return the entry by which the case ended on a day before that of `wish`, if `wish` needs an open case."""
    held = effective(entries, wish.date - dt.timedelta(days=1))
    return None if wish.kind not in _WHILE_OPEN or is_open(held) else _last_decisive(held)


def _last_decisive(entries: Sequence[Entry]) -> Entry | None:
    return next((entry for entry in reversed(entries) if _KINDS[entry.kind][1]), None)


def served(entry: Entry, on: dt.date) -> bool:
    """Return whether `entry` has been served by the day `on`."""
    return entry.served_on is not None and entry.served_on <= on


# -- clocks ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    """A clock that runs or has run out: what for, by when, whose it is, and the article it stands in."""

    name: str
    due: Deadline
    duty: bool
    basis: str


@dataclass(frozen=True)
class _Rule:
    """A statutory clock: `days` from the last entry of kind `start` (None: from the receipt) until one of `stops`.

    `duty` clocks bind an office, the others are a person's right. With `from_service` the clock starts when the
    paper is received, with `until_service` it stops only on a record of service.
    """

    name: str
    days: int
    start: str | None
    stops: frozenset[str]
    basis: str
    duty: bool = True
    from_service: bool = False
    until_service: bool = False


_HANDLED = frozenset({"handling_opinion", "mediation_agreement", "non_acceptance_notice", "referral", *CLOSING})
_NOTIFIED = frozenset({"acceptance_notice", "referral", "mediation_accepted", *_HANDLED})
HANDLING, CONFIRMATION = "作出处理意见", "当事人共同申请司法确认"
_HANDLING = _Rule(HANDLING, 60, "acceptance_notice", _HANDLED, "《信访工作条例》第三十四条")
_EXTENSION_DAYS = 30
_RULES = (
    _Rule("书面告知是否受理", 15, None, _NOTIFIED, "《信访工作条例》第二十三条", until_service=True),
    _HANDLING,
    _Rule(
        name="信访人申请复查",
        days=30,
        start="handling_opinion",
        stops=frozenset({"review_request", "mediation_agreement", *CLOSING}),
        basis="《信访工作条例》第三十五条",
        duty=False,
        from_service=True,
    ),
    _Rule("作出复查意见", 30, "review_request", frozenset({"review_opinion", *CLOSING}), "《信访工作条例》第三十五条"),
    _Rule(
        name="信访人申请复核",
        days=30,
        start="review_opinion",
        stops=frozenset({"final_review_request", "mediation_agreement", *CLOSING}),
        basis="《信访工作条例》第三十六条",
        duty=False,
        from_service=True,
    ),
    _Rule(
        name="作出复核意见",
        days=30,
        start="final_review_request",
        stops=frozenset({"final_review_opinion", *CLOSING}),
        basis="《信访工作条例》第三十六条",
    ),
    _Rule(
        name=CONFIRMATION,
        days=30,
        start="mediation_agreement",
        stops=frozenset({"confirmation_request", *CLOSING}),
        basis="《民事诉讼法》第二百零五条",
        duty=False,
    ),
)
# Papers whose service starts a person's clock: without a record of service it never starts.
_SERVICE_STARTS = {rule.start for rule in _RULES if rule.from_service}


@dataclass(frozen=True)
class Course:
    """The input of the clocks: effective entries, the day of receipt, and whether Art 34 applies."""

    entries: tuple[Entry, ...]
    received_on: dt.date
    sixty_days: bool
    calendar: Calendar
    roll_forward: bool


def clocks(course: Course, on: dt.date) -> tuple[Clock, ...]:
    """Return every clock that has started by the day `on` and is not stopped, whether or not it has run out.

    The sixty days of Art 34 (with thirty more after an extension) hold only for matters of Art 31(6).
    """
    started = ((rule, _start(rule, course, on)) for rule in _RULES)
    return tuple(
        _clock(rule, start, course)
        for rule, start in started
        if start is not None and not _stopped(rule, start, course, on)
    )


def _start(rule: _Rule, course: Course, on: dt.date) -> dt.date | None:
    if rule is _HANDLING and not course.sixty_days:
        return None
    if rule.start is None:
        return course.received_on if course.received_on <= on else None
    last = next((entry for entry in reversed(course.entries) if entry.kind == rule.start), None)
    if last is None:
        return None
    if rule.from_service:
        return last.served_on if served(last, on) else None
    return last.date


def _stopped(rule: _Rule, start: dt.date, course: Course, on: dt.date) -> bool:
    stops = [
        entry for entry in _standing(rule, course.entries) if entry.kind in rule.stops and held_from(entry) >= start
    ]
    return any(not rule.until_service or _reaches(entry, on) for entry in stops)


def _standing(rule: _Rule, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return `entries`, for the handling of a case without conclusions undone since: reopening keeps the first date."""
    last = max((place for place, entry in enumerate(entries) if entry.kind == "reopened"), default=0)
    if rule is not _HANDLING:
        return entries
    return tuple(entry for place, entry in enumerate(entries) if place > last or entry.kind != "concluded")


def _reaches(entry: Entry, on: dt.date) -> bool:
    """Return whether the petitioner knows of `entry`: a mediation is joined in person, papers have to be served."""
    return entry.kind.startswith("mediation") or entry.kind == "performance" or served(entry, on)


def _clock(rule: _Rule, start: dt.date, course: Course) -> Clock:
    if rule is _HANDLING:
        due = handling_due(start, course.entries, course.calendar, roll_forward=course.roll_forward)
    else:
        due = deadline(start, rule.days, course.calendar, roll_forward=course.roll_forward)
    return Clock(rule.name, due, rule.duty, rule.basis)


def handling_due(start: dt.date, entries: Iterable[Entry], calendar: Calendar, *, roll_forward: bool) -> Deadline:
    """Return the end of the sixty days of handling from the day `start` (信访工作条例 Art 34).

    An extension among `entries` adds thirty days where it is dated within the sixty: what is overdue is not extended.
    """
    due = deadline(start, _HANDLING.days, calendar, roll_forward=roll_forward)
    if any(entry.kind == "extension" and entry.date <= due.last_day for entry in entries):
        return deadline(start, _HANDLING.days + _EXTENSION_DAYS, calendar, roll_forward=roll_forward)
    return due


def warnings(course: Course, on: dt.date) -> tuple[str, ...]:
    """Return a Chinese sentence for each thing that needs attention on the day `on`.

    These are clocks that end within ten days or have ended, and papers without a record of service. A deadline in a
    year whose holidays are not known says so.
    """
    if not is_open(course.entries):
        return ()
    sentences = [
        f"{kind_name(entry.kind)}还没有送达记录，{official_date(entry.date)}的这份文书的期限不能起算。"
        for entry in course.entries
        if entry.kind in _SERVICE_STARTS and not served(entry, on)
    ]
    for clock in clocks(course, on):
        sentences += _of_clock(clock, on)
        sentences += _late_extension(clock, course.entries)
    return tuple(dict.fromkeys(sentences))


def _late_extension(clock: Clock, entries: Iterable[Entry]) -> Iterator[str]:
    late = [entry for entry in entries if entry.kind == "extension" and entry.date > clock.due.last_day]
    if clock.name == HANDLING and late:
        yield f"延期告知（{official_date(late[-1].date)}）在办理期限{clock.due.text}以后，期限不延长（{clock.basis}）。"


def _of_clock(clock: Clock, on: dt.date) -> list[str]:
    left = (clock.due.last_day - on).days
    if left > _NEAR_DAYS:
        return []
    if left >= 0:
        text = f"{clock.name}的期限是{clock.due.text}，还有 {left} 天（{clock.basis}）。"
    elif clock.duty:
        text = f"{clock.name}的期限{clock.due.text}已过 {-left} 天，请立即补办并说明原因（{clock.basis}）。"
    else:
        text = f"{clock.name}的期限已于{clock.due.text}届满，台账里没有这项申请（{clock.basis}）。"
    return [text, *clock.due.warnings]
