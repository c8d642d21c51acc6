"""What follow-up calls write down: conclusions with promises, tries, answers, and the reopening of what is half done.

The answer to the first question is about officials. It stands in the private part of the event only, whatever it is,
so that nothing outside differs between a person who accuses and one who does not. Other words that may accuse an
official reach no handler either.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit import grievances
from toolkit.cases import Matter, ledger_of, matters, procedure
from toolkit.chinese import clocks, dates, is_among, persons_in
from toolkit.core import UnknownNumberError, WrongDateError, WrongValueError
from toolkit.grievances.accusations import cues
from toolkit.loop import moments
from toolkit.loop.cards import all_cards
from toolkit.loop.case_entries import entries_of
from toolkit.loop.draw.standing import answered_calls
from toolkit.loop.duties import Duties, who_may_faults
from toolkit.loop.events import WHENEVER, Event, View, Wish, history, of_subject, record, refuse
from toolkit.loop.followup import (
    ANSWERS,
    NOT_REACHED,
    REOPENS,
    SERVED_KINDS,
    WAYS,
    Course,
    FollowUp,
    open_follow_ups,
    rounds,
)
from toolkit.loop.rules import Rules
from toolkit.records import Entry
from toolkit.store import CASES, Transaction
from toolkit.workspace import Desk, normalised

_MARKS = (":", "：")
_QUESTIONS = ("问题一", "问题二", "问题三")


@dataclass(frozen=True)
class Promise:
    """Something that was promised in a reply: by when, who does it, the days of making and keeping it.

    `late` says that its keeping was written down more than a day afterwards (补记).
    """

    case: str
    number: int
    text: str
    due: str
    owner: str | None
    made: str
    done: str | None
    late: bool = False


@dataclass(frozen=True)
class Answers:
    """The answers to the three questions, each `CODE` or `CODE:words`, and whether somebody coached the person."""

    q1: str
    q2: str
    q3: str
    coached: str | None = None


@dataclass(frozen=True)
class Call:
    """A call: when, how (电话, 入户), and by whom; `again` says that it is no retry of one that was recorded so."""

    at: str
    how: str
    by: str
    again: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a call: the state of the follow-up, whether the case was reopened, and what to do next."""

    case: str
    state: str
    tries: int
    reopened: bool
    next: tuple[str, ...]


def questions(desk: Desk, on: str | None = None) -> tuple[str, ...]:
    """Return the three questions as the office words them on the day `on`."""
    with desk.store.reading() as tx:
        rules = Rules(tx, View(moments.looked_at(desk, on)))
        return tuple(rules.text(name) for name in _QUESTIONS)


# -- concluding ------------------------------------------------------------------------------------------------


def promised(
    desk: Desk, kind: str, served: str | None, promises: Sequence[str], by: str
) -> Callable[[Transaction, Entry], None]:
    """Return what writes down the `promises` of a conclusion, each `TEXT|DATE` or `TEXT|DATE|OWNER`, with its entry.

    Raise WrongValueError for a conclusion without a day of service, for promises of another kind of entry, or naming
    every promise that cannot be read.
    """
    is_conclusion = procedure.kind_id(kind) == "concluded"
    if is_conclusion and not served:
        why = "答复、意见送达了，或者协议书交付了，才算办结；请用 --served 写明送达的日期"
        raise WrongValueError(field="答复办结", value="没有送达日期", why=why)
    if promises and not is_conclusion:
        raise WrongValueError(field="答应的事（--promise）", value=kind, why="只能和答复办结（concluded）一起写")
    read = [_promise(text) for text in promises]
    if wrong := [text for text, promise in zip(promises, read, strict=True) if promise is None]:
        raise WrongValueError(
            field="答应的事",
            value="；".join(wrong),
            why="每件都要写明办什么、哪天以前办好；命令行写成 事情|2026-11-20 或 事情|2026-11-20|承办人",
        )

    def write_down(tx: Transaction, entry: Entry) -> None:
        for text, due, owner in filter(None, read):
            at = (entry.served_on or entry.date).isoformat()
            record(desk, tx, Wish("promise.made", entry.case, at, by, {"due": due, "owner": owner}, {"text": text}))

    return write_down


def _promise(text: str) -> tuple[str, str, str | None] | None:
    words, _, rest = text.replace("｜", "|").partition("|")
    day, _, owner = rest.partition("|")
    try:
        return (words.strip(), dates.parse_date(day).isoformat(), owner.strip() or None) if words.strip() else None
    except WrongDateError:
        return None


def promises_of(tx: Transaction, view: View, case: str) -> tuple[Promise, ...]:
    """Return what was promised in `case`, in the order of the days promised for."""
    return promises_in(of_subject(tx, view, case, "promise."))


def with_promises_to_keep(tx: Transaction, view: View) -> set[str]:
    """Return the cases in which more was promised than kept by the moment of `view`."""
    until, known = view.until, view.recorded_before
    made = tx.events(("promise.made",), None, until, recorded_before=known, names=("subject",))
    done = tx.events(("promise.done",), None, until, recorded_before=known, names=("subject", "facts"))
    left = Counter(row["subject"] for row in made)
    left.subtract(case for case, _ in {(row["subject"], row["facts"]) for row in done})
    return {case for case, count in left.items() if count > 0}


def promises_in(events: Sequence[Event]) -> tuple[Promise, ...]:
    """Return what was promised by the `events` of a case, numbered as written down, the first due first."""
    made = sorted((event for event in events if event.kind == "promise.made"), key=lambda event: event.position)
    done = {event.facts["promise"]: event for event in events if event.kind == "promise.done"}
    promises = [_promise_of(n, event, done.get(n)) for n, event in enumerate(made, 1)]
    return tuple(sorted(promises, key=lambda promise: (promise.due, promise.number)))


def _promise_of(number: int, made: Event, done: Event | None) -> Promise:
    facts, ends = made.facts, (done.at, done.is_late) if done else (None, False)
    return Promise(made.subject, number, made.words("text"), facts["due"], facts.get("owner"), made.at, *ends)


def keep_promise(desk: Desk, case: str, number: int, *, at: str, by: str, words: str | None = None) -> Promise:
    """Record that promise `number` of `case` was kept at `at`, and return it.

    Raise UnknownNumberError, or EventRefusedError where it was kept before.
    """
    with desk.store.transaction() as tx:
        known = _known(tx, case)
        view = View(desk.present)
        promise = _promise_numbered(tx, view, known, number)
        refuse([f"{known} 第 {number} 件答应的事 {promise.done} 已经记了办到"] if promise.done else [])
        record(desk, tx, Wish("promise.done", known, at, by, {"promise": number}, {"text": words}))
        return _promise_numbered(tx, View(desk.present), known, number)


def _promise_numbered(tx: Transaction, view: View, case: str, number: int) -> Promise:
    numbered = next((promise for promise in promises_of(tx, view, case) if promise.number == number), None)
    if numbered is None:
        raise UnknownNumberError(what="答应的事", number=f"{case} 第 {number} 件")
    return numbered


# -- calling ---------------------------------------------------------------------------------------------------


def note_try(desk: Desk, case: str, call: Call, outcome: str, words: str | None = None) -> Outcome:
    """Record a call that reached nobody, and return what that comes to; raise EventRefusedError or RepeatedError."""
    with desk.store.transaction() as tx:
        known = _known(tx, case)
        listed = [
            *_call_faults(call),
            *(() if outcome in NOT_REACHED else (_one_of("--outcome", outcome, NOT_REACHED),)),
        ]
        refuse([*listed, *_not_served(tx, known, call), *who_may_faults(tx, "call.tried", call.by, call.at)])
        facts = {"how": call.how, "outcome": outcome}
        wish = Wish("call.tried", known, call.at, call.by, facts, {"words": words}, once=not call.again)
        record(desk, tx, wish)
        return _outcome(desk, tx, known, reopened=False, lines=())


def note_answers(desk: Desk, case: str, call: Call, answers: Answers) -> Outcome:
    """Record what the person said to the three questions, reopen the case if it is not done, and return the outcome.

    Raise EventRefusedError naming every fault, or RepeatedError.
    """
    with desk.store.transaction() as tx:
        known = _known(tx, case)
        codes, faults = _read(answers)
        wrong = [*_call_faults(call), *faults, *_not_served(tx, known, call)]
        refuse([*wrong, *who_may_faults(tx, "followup.done", call.by, call.at)])
        private = {"q1": codes["q1"][0], "coached": answers.coached}
        private |= {f"words{name[1]}": words for name, (_, words) in codes.items()}
        facts = {"how": call.how, "outcome": "接通", "q2": codes["q2"][0], "q3": codes["q3"][0]}
        event = record(desk, tx, Wish("followup.done", known, call.at, call.by, facts, private, once=not call.again))
        ledger_of(desk).append(tx, Entry(0, known, "follow_up", event.day), desk.today, again=True)
        is_undone = codes["q2"][0] in REOPENS
        reopened = is_undone and reopen(desk, tx, known, event.day)
        return _outcome(
            desk, tx, known, reopened=reopened, lines=_outcome_lines(codes, undone=is_undone, reopened=reopened)
        )


def reopen(desk: Desk, tx: Transaction, case: str, day: dt.date) -> bool:
    """Reopen `case` on `day` where it is closed, and return whether it was.

    After a reply alone the matter is still being handled: there is nothing to reopen, its clocks run on.
    """
    if procedure.is_open(ledger_of(desk).state_within(tx, case, day).entries):
        return False
    ledger_of(desk).append(tx, Entry(0, case, "reopened", day), desk.today, again=True)
    return True


def _outcome_lines(codes: Mapping[str, tuple[str, str]], *, undone: bool, reopened: bool) -> tuple[str, ...]:
    going = "已重新办理" if reopened else "事项还在办"
    lines = [f"没有办完，{going}，期限仍按原来的算。"] if undone else []
    lines += ["请把不服的途径（复查三十日、诉讼、调解）再说清楚一遍。"] if codes["q3"][0] == "不清楚" else []
    lines += ["有新难处，请另行登记：yehua case open --source 来电。"] if codes["q3"][0] == "有新难处" else []
    return tuple(lines)


def _read(answers: Answers) -> tuple[dict[str, tuple[str, str]], list[str]]:
    codes, faults = {}, []
    for name, allowed in ANSWERS.items():
        text = getattr(answers, name).strip()
        cut = min((text.index(mark) for mark in _MARKS if mark in text), default=len(text))
        code, words = text[:cut].strip(), text[cut + 1 :].strip()
        codes[name] = (code, words)
        if code not in allowed:
            faults.append(_one_of(f"--{name}", code, allowed))
    return codes, faults


def _one_of(field: str, text: str, allowed: Sequence[str]) -> str:
    return f"{field} 不能写成“{text}”，可以写 {'、'.join(allowed)}"


def _call_faults(call: Call) -> Iterator[str]:
    if call.how not in WAYS:
        yield _one_of("--how", call.how, WAYS)
    if len(moments.parsed(call.at)) == len("2026-09-30"):
        yield "打电话、上门的时间（--at）要写到分钟，如 “2026-09-30 20:30”"


def _not_served(tx: Transaction, case: str, call: Call) -> Iterator[str]:
    """Give the reason why nobody can call about `case` yet: no reply was served by then."""
    entries = entries_of(tx, View(moments.parsed(call.at)), (case,)).get(case, ())
    if not any(entry.kind in SERVED_KINDS and entry.served_on for entry in entries):
        yield f"{case} 到那时还没有送达的答复（答复办结），不能回访；先登记：yehua case add {case} concluded"
    handlers = handlers_of(tx, case)
    yield from (
        f"{caller}是这件事的经办人，不能由他回访" for caller in persons_in(call.by) if is_among(caller, handlers)
    )


def handlers_of(tx: Transaction, case: str) -> set[str]:
    """Return who does or did what was promised in `case` or set in its plan: none of them calls about it."""
    duties = Duties(tx, WHENEVER)
    log = of_subject(tx, WHENEVER, case, "promise.made", "task.set")
    named = ((name, event.at) for event in log for name in persons_in(event.facts.get("owner", "")))
    return {person for name, since in named for person, _, _ in duties.owners(name, since)}


def _outcome(desk: Desk, tx: Transaction, case: str, *, reopened: bool, lines: tuple[str, ...]) -> Outcome:
    last = follow_up_of(desk, tx, View(desk.present), case)
    state, tries = (last.state, len(last.tries)) if last else ("重新办理", 0)
    return Outcome(case, state, tries, reopened, lines)


def open_calls(desk: Desk, on: str | None = None) -> tuple[FollowUp, ...]:
    """Return every open follow-up at the moment `on` (now), the most urgent first; raise WrongDateError."""
    with desk.store.reading() as tx:
        view = View(moments.looked_at(desk, on))
        return open_follow_ups(desk, tx, view, answered_cards(tx, view))


def answered_cards(tx: Transaction, view: View) -> dict[str, list[dt.date]]:
    """Return by case the days on which somebody answered a call about its card after the card was drawn."""
    answered = answered_calls(tx, view)
    cards = all_cards(tx, view, set(answered)) if answered else ()
    days: dict[str, list[dt.date]] = {}
    for card in cards:
        if card.case:
            days.setdefault(card.case, []).extend(answered[card.number])
    return days


def follow_up_of(
    desk: Desk, tx: Transaction, view: View, case: str, spoken: Mapping[str, Sequence[dt.date]] | None = None
) -> FollowUp | None:
    """Return the follow-up of the last conclusion of `case`, or None where none was served.

    `spoken` holds the answered calls about cards, where they were read already.
    """
    entries = entries_of(tx, view, (case,)).get(case, ())
    answered = answered_cards(tx, view) if spoken is None else spoken
    course = Course(case, entries, of_subject(tx, view, case, "call.", "followup."), answered.get(case, ()))
    return next(reversed(rounds(course, view, Rules(tx, view), desk.calendar)), None)


def _known(tx: Transaction, case: str) -> str:
    return str(tx.known(CASES, "事项", number=normalised(case))["number"])


# -- what was said ---------------------------------------------------------------------------------------------


_ABOUT_OFFICIALS = frozenset({"有", "说不清"})


@dataclass(frozen=True)
class Said:
    """What a person said in a call: `codes` and `words` of the three questions, first those about officials.

    The words of a call that reached nobody stand in the place of the second question; it has no codes.
    """

    case: str
    at: str
    by: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    coached: str

    @property
    def about_officials(self) -> tuple[str, ...]:
        """The words that are or may be about officials: those of the first question, and others that seem to accuse."""
        first, *others = self.words
        return tuple(words for words in (first, *filter(may_accuse, others)) if words)

    @property
    def concerns_officials(self) -> bool:
        """Whether somebody who may see accusations has to read it."""
        return bool(self.codes[0] in _ABOUT_OFFICIALS or self.coached or self.about_officials)

    @property
    def line(self) -> str:
        """What was said about officials, on one line in Chinese."""
        coached = f"（有人教：{self.coached}）" if self.coached else ""
        return f"{self.case} {self.at}：{'；'.join(filter(None, (self.codes[0], *self.about_officials)))}{coached}"


def may_accuse(words: str) -> bool:
    """Return whether `words` may accuse an official: one cue is enough, for another than the handler may read them."""
    if not words:
        return False
    (queued,) = cues.queue(matters.alone(Matter("来电", "2000-01-01", words)))
    return queued.warn or bool(queued.why)


def said_about_conduct(desk: Desk, by: str) -> tuple[Said, ...]:
    """Return what was said about officials in every call, for a person who may see accusations; the look is recorded.

    Raise WrongValueError for any other name.
    """
    grievances.access_log.open_for(desk, by, "回访中关于干部的话")
    with desk.store.reading() as tx:
        logs = history(tx, View(desk.present), ("followup.done", "call.tried"))
    said = (said for _, log in sorted(logs.items()) for said in said_in(log))
    return tuple(each for each in said if each.concerns_officials)


def said_in(events: Sequence[Event]) -> Iterator[Said]:
    """Give what was said in the calls `events`, in order."""
    for event in events:
        if event.kind == "followup.done":
            codes = (event.words("q1"), event.facts["q2"], event.facts["q3"])
            words = tuple(event.words(f"words{n}") for n in (1, 2, 3))
            yield Said(event.subject, event.at, event.by, codes, words, event.words("coached"))
        elif event.kind == "call.tried":
            yield Said(event.subject, event.at, event.by, ("", "", ""), ("", event.words("words"), ""), "")


def first_due(promises: Sequence[Promise], follow_up: FollowUp, handling: clocks.Due | None) -> clocks.Due:
    """Return the due date that a reopened case keeps: that of the first promise, of the handling, or of the call."""
    if promises:
        day = promises[0].due
        return clocks.Due(
            day, day, "known", f"答应{dates.official_date(dt.date.fromisoformat(day))}办到，重新办理不改期限。"
        )
    return handling or follow_up.due
