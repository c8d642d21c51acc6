"""The register of answers: which disposition (处理去向) holds for a grievance."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.answers import meetings
from toolkit.core import UnknownNumberError
from toolkit.loop import events
from toolkit.store import Transaction
from toolkit.workspace import Desk, normalised

DISPOSITIONS: Mapping[str, str] = {
    "A": "当场办结",
    "B": "当场拍板",
    "C": "政策解释",
    "D": "转入闭环",
    "E": "告知其他途径",
    "G": "重复或撤回",
}
GIVEN, REVOKED, PROPOSED = "answer.given", "answer.revoked", "answer.proposed"


@dataclass(frozen=True)
class Answer:
    """An answer as it stands; `counted` is the disposition in the rates: A without proof counts as B."""

    grievance: str
    disposition: str
    at: str
    organ: str
    official: str
    due: str
    basis: str
    channel: str
    same_as: str
    is_private: bool
    has_proof: bool
    case: str
    words: str
    position: int

    @property
    def counted(self) -> str:
        """The disposition as the rates count it."""
        return "B" if self.disposition == "A" and not self.has_proof else self.disposition


def of_grievance(desk: Desk, number: str) -> Answer:
    """Return the answer that holds for a grievance; raise UnknownNumberError."""
    with desk.store.reading() as tx:
        answer = all_answers(tx, (number,)).get(number)
    if answer is None:
        raise UnknownNumberError(what="答复", number=number)
    return answer


def all_answers(tx: Transaction, grievances: Sequence[str], view: events.View = events.WHENEVER) -> dict[str, Answer]:
    """Return by number the answers that hold for `grievances` at the moment of `view`, by default the newest."""
    logs = events.history(tx, view, (GIVEN, REVOKED), grievances)
    last = {number: max(acts, key=lambda act: act.position) for number, acts in logs.items()}
    return {number: _answer(act) for number, act in last.items() if act.kind == GIVEN}


def proposals(tx: Transaction, grievances: Sequence[str]) -> dict[str, Answer]:
    """Return by number what a department proposed last to answer to `grievances`; nothing of it holds yet."""
    logs = events.history(tx, events.WHENEVER, (PROPOSED,), grievances)
    return {number: _answer(max(acts, key=lambda act: act.position)) for number, acts in logs.items()}


def of_meeting(desk: Desk, meeting: str, view: events.View = events.WHENEVER) -> dict[str, Answer | None]:
    """Return by number the answer to each grievance of a meeting that may be shown, None while there is none.

    It is that of the moment of `view`, by default the newest. Raise UnknownNumberError.
    """
    _, found = meetings.grievances_of(desk, meeting)
    numbers = [each.number or "" for each in found]
    with desk.store.reading() as tx:
        answers = all_answers(tx, numbers, view)
    return {number: answers.get(number) for number in numbers}


def day_of(answer: Answer) -> dt.date:
    """Return the day on which it was answered."""
    return dt.date.fromisoformat(answer.at[:10])


def lacking(answers: Mapping[str, Answer | None]) -> tuple[str, ...]:
    """Return the grievances that have no disposition."""
    return tuple(number for number, answer in answers.items() if answer is None)


def is_answered(tx: Transaction, grievance: str) -> bool:
    """Return whether a grievance has an answer from A to E, so that another one may be its repetition."""
    number = normalised(grievance)
    answer = all_answers(tx, (number,)).get(number)
    return answer is not None and answer.disposition != "G"


def groundless(tx: Transaction, answers: Mapping[str, Answer | None]) -> tuple[str, ...]:
    """Return those of the confirmed grievances that are out of the rates (G) and repeat none that was answered."""
    out = ((number, answer.same_as) for number, answer in answers.items() if answer and answer.disposition == "G")
    return tuple(number for number, same_as in out if not (same_as and is_answered(tx, same_as)))


def _answer(last: events.Event) -> Answer:
    facts = last.facts
    return Answer(
        grievance=last.subject,
        disposition=facts["disposition"],
        at=last.at,
        organ=facts.get("organ", ""),
        official=facts.get("official", ""),
        due=facts.get("due", ""),
        basis=facts.get("basis", ""),
        channel=facts.get("channel", ""),
        same_as=facts.get("same_as", ""),
        is_private=bool(facts.get("is_private")),
        has_proof=bool(facts.get("has_proof")),
        case=facts.get("case", ""),
        words=last.words("words"),
        position=last.position,
    )
