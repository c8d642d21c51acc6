"""Proposals (以案促治, 信访工作条例 Art 40): like complaints of a quarter, or one that came back, tell of a cause.

The machine puts a proposal up, a person makes it to the organ that can mend the cause; it is asked, answered in
writing, adopted or not, and counted in the yearly report (Art 41).
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.cases import matters
from toolkit.core import UnknownNumberError
from toolkit.grievances.tagging import ranked_subjects
from toolkit.loop import moments
from toolkit.loop.alerts import recusals
from toolkit.loop.alerts.contacts import known_case
from toolkit.loop.alerts.proposals import quarter_to
from toolkit.loop.case_entries import entries_of
from toolkit.loop.events import Event, View, Wish, history, record, refuse
from toolkit.loop.rules import Rules
from toolkit.records import Grievance
from toolkit.store import CASE_GRIEVANCES, CASES, Transaction
from toolkit.workspace import Desk

KINDS = ("完善政策", "改进工作", "给予处分建议")
ADOPTED = ("采纳", "部分采纳", "没有采纳")


@dataclass(frozen=True)
class Proposed:
    """What the machine puts up: why, about what, and the cases it comes from."""

    why: str
    topic: str
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A proposal as it stands: to whom, about what, from which cases, when made, by when to be answered."""

    proposal: str
    to: str
    topic: str
    kind: str
    cases: tuple[str, ...]
    made: str
    due: str
    answered: str | None
    adopted: str | None


def put_up(desk: Desk, on: str | None = None) -> tuple[Proposed, ...]:
    """Return what should become a proposal at the moment `on` (now): like complaints of the quarter, and returns.

    What may not be shown is left out, and cases about which a proposal was made.
    """
    view = View(moments.looked_at(desk, on))
    with desk.store.reading() as tx:
        done = {case for proposal in proposals_at(tx, view) for case in proposal.cases}
        least = Rules(tx, view).number("同类件数")
        opened = {row["number"]: row["opened_on"] for row in tx.columns(CASES, ("number", "opened_on"))}
        held = [
            (row["case_number"], row["grievance"]) for row in tx.columns(CASE_GRIEVANCES, ("case_number", "grievance"))
        ]
        first = quarter_to(moments.day_of(view.on)).isoformat()
        recent = {case for case, day in opened.items() if first <= day <= view.on[:10]} - done
        back = _came_back(tx, view, set(opened) - done)
        hidden = matters.withheld_cases(tx, recent.union(back))
    shown = recent - hidden
    topics = _topics(desk, [(case, number) for case, number in held if case in shown])
    proposed = [
        Proposed(f"本季度同类反映 {len(cases)} 件", topic, tuple(sorted(cases)))
        for topic, cases in topics.items()
        if len(cases) >= least
    ]
    proposed += [Proposed("办结以后又反映", "", (case,)) for case in back if case not in hidden]
    return tuple(sorted(proposed, key=lambda each: (-len(each.cases), each.cases)))


def _topics(desk: Desk, held: Sequence[tuple[str, str]]) -> Mapping[str, set[str]]:
    """Return by subject the cases among `held`; a matter that was written down gets its subject by its words."""
    known = matters.grievances_of(desk.store, {number for _, number in held})
    topics: dict[str, set[str]] = {}
    for case, number in held:
        grievance = known.get(number)
        if grievance is None:
            continue
        topic = subject_of(grievance)
        if topic:
            topics.setdefault(topic, set()).add(case)
    return topics


def subject_of(grievance: Grievance) -> str:
    """Return the first-level subject of a grievance, by its words where nobody named one; empty where none fits."""
    if grievance.subject.level1:
        return grievance.subject.level1
    ranked = ranked_subjects(grievance.text)
    return (ranked[0].level1 or "") if ranked else ""


def _came_back(tx: Transaction, view: View, cases: set[str]) -> list[str]:
    """Return the cases that were reopened after their conclusion."""
    entries = entries_of(tx, view, cases.intersection(tx.subjects(("entry.reopened",))))
    return sorted(case for case, there in entries.items() if any(entry.kind == "reopened" for entry in there))


# -- made and answered -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NewProposal:
    """A proposal as it is made: to which organ, about what, of which kind, from which cases, in what words."""

    to: str
    topic: str
    kind: str
    cases: tuple[str, ...]
    text: str
    at: str
    by: str


def make(desk: Desk, wish: NewProposal) -> Proposal:
    """Record a proposal and return it; raise EventRefusedError naming every fault, or UnknownNumberError."""
    with desk.store.transaction() as tx:
        known = [known_case(tx, case) for case in wish.cases]
        refuse([*_faults(wish), *_leaks(tx, wish, known)])
        year = moments.parsed(wish.at)[:4]
        number = f"建{year}-{tx.next_number(f'proposal:{year}'):03d}"
        facts = {
            "proposal": number,
            "to": wish.to.strip(),
            "topic": wish.topic.strip(),
            "kind": wish.kind,
            "cases": len(known),
        }
        private = {"text": "\n".join((*known, wish.text.strip()))}
        record(desk, tx, Wish("proposal.made", number, wish.at, wish.by, facts, private))
        return _known(desk, tx, number)


def _faults(wish: NewProposal) -> Iterator[str]:
    if wish.kind not in KINDS:
        yield f"建议的种类不能写成“{wish.kind}”，可以写 {'、'.join(KINDS)}"
    for what, text in (("给哪个单位（--to）", wish.to), ("什么事（--topic）", wish.topic), ("建议的内容", wish.text)):
        if not text.strip():
            yield f"没有写{what}"
    if not wish.cases:
        yield "没有写从哪些事项来的"


def _leaks(tx: Transaction, wish: NewProposal, cases: Sequence[str]) -> Iterator[str]:
    """Give why no proposal is made of `cases`: what accuses, or nobody judged; or it would go to whom it is against."""
    for case in sorted(matters.withheld_cases(tx, cases)):
        yield f"{case} 里有检举控告，或者还没有人判断是不是，不从它提建议；请按检举控告交专人"
    view = View(moments.parsed(wish.at))
    for case in cases:
        if wish.to.strip() and recusals.barred(tx, view, case).bars(wish.to):
            yield f"{case} 反映的正是{wish.to.strip()}，建议要给能管它的上一级"


def answer(desk: Desk, number: str, *, adopted: str, words: str, at: str, by: str) -> Proposal:
    """Record the written answer to a proposal; raise EventRefusedError or UnknownNumberError."""
    with desk.store.transaction() as tx:
        known = _known(desk, tx, number)
        wrong = [] if adopted in ADOPTED else [f"不能写成“{adopted}”，可以写 {'、'.join(ADOPTED)}"]
        wrong += [f"{known.proposal} {known.answered} 已经答复"] if known.answered else []
        refuse([*wrong, *([] if words.strip() else ["没有写答复的内容"])])
        facts = {"proposal": known.proposal, "adopted": adopted}
        record(desk, tx, Wish("proposal.answered", known.proposal, at, by, facts, {"words": words.strip()}))
        return _known(desk, tx, number)


def proposals_at(tx: Transaction, view: View) -> tuple[Proposal, ...]:
    """Return every proposal made by the moment of `view`, by number."""
    told, rules = history(tx, view, ("proposal.",)), Rules(tx, view)
    return tuple(_proposal(told[number], rules) for number in sorted(told))


def _proposal(events: Sequence[Event], rules: Rules) -> Proposal:
    made = next(event for event in events if event.kind == "proposal.made")
    answered = next((event for event in events if event.kind == "proposal.answered"), None)
    facts, days = made.facts, rules.number("建议答复", made.at[:10])
    return Proposal(
        proposal=facts["proposal"],
        to=facts["to"],
        topic=facts["topic"],
        kind=facts["kind"],
        cases=tuple(made.words("text").splitlines()[: facts["cases"]]),
        made=made.at,
        due=(made.day + dt.timedelta(days=days)).isoformat(),
        answered=answered.at if answered else None,
        adopted=answered.facts["adopted"] if answered else None,
    )


def _known(desk: Desk, tx: Transaction, number: str) -> Proposal:
    there = proposals_at(tx, View(desk.present))
    proposal = next((each for each in there if each.proposal == number.strip()), None)
    if proposal is None:
        raise UnknownNumberError(what="以案促治建议", number=number)
    return proposal


def refer_relief(desk: Desk, case: str, *, to: str, at: str, by: str) -> None:
    """Record that the person of `case` was referred for 司法救助 to a court or procuratorate."""
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        refuse([] if to.strip() else ["没有写移送哪里（--to）"])
        record(desk, tx, Wish("relief.referred", known, at, by, {"to": to.strip()}, once=True))
