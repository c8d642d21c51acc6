"""What people decided on repeats, as rows of the store: confirmed ones come first, refused ones are left out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from toolkit.core import WrongValueError
from toolkit.grievances.accusations import judgements, visibility
from toolkit.records import Grievance, Repeat
from toolkit.store import GRIEVANCES, REPEATS, Row, Transaction, record_of, text_of
from toolkit.workspace import normalised


def judge_repeat(tx: Transaction, number: str, repeat: Repeat, by: str) -> Grievance:
    """Store whether grievance `number` repeats the earlier one of `repeat`, and return it with all its repeats."""
    grievance = record_of(Grievance, tx.known(GRIEVANCES, "诉求", number=normalised(number)))
    earlier = record_of(Grievance, tx.known(GRIEVANCES, "诉求", number=normalised(repeat.number)))
    if grievance.number == earlier.number:
        raise WrongValueError(field="重复的诉求", value=str(grievance.number), why="一件诉求不能是它自己的重复")
    verdict = "confirmed" if repeat.confirmed else "refused"
    values = {"verdict": verdict, "by": by, "json": text_of(replace(repeat, number=str(earlier.number)))}
    newest = tx.row(REPEATS, number=grievance.number, earlier=earlier.number) or {}
    if not values.items() <= newest.items():
        tx.add(REPEATS, number=grievance.number, earlier=earlier.number, **values)
    return with_verdicts(tx, (grievance,))[0]


def with_verdicts(tx: Transaction, grievances: Sequence[Grievance]) -> tuple[Grievance, ...]:
    """Return `grievances` with confirmed repeats first, and without repeats that people refused.

    Repeats of an earlier grievance that is withheld are left out too, for their reason quotes it.
    """
    numbers = {each.number for each in grievances if each.number}
    verdicts: dict[str, list[Row]] = {}
    for row in tx.among(REPEATS, "number", numbers, ("number", "earlier", "verdict", "json")):
        verdicts.setdefault(row["number"], []).append(row)
    decided = tuple(_with_verdicts(verdicts.get(each.number or "", ()), each) for each in grievances)
    earlier = {repeat.number for each in decided for repeat in each.repeat_of}
    shown = {number for number in earlier if _may_be_shown(tx, number)}
    return tuple(
        replace(each, repeat_of=tuple(repeat for repeat in each.repeat_of if repeat.number in shown))
        for each in decided
    )


def _may_be_shown(tx: Transaction, number: str) -> bool:
    row = tx.row(GRIEVANCES, number=number)
    return row is not None and visibility.may_be_shown(judgements.with_judgement(tx, row))


def _with_verdicts(verdicts: Iterable[Row], grievance: Grievance) -> Grievance:
    newest = {row["earlier"]: row for row in verdicts}
    confirmed = [record_of(Repeat, row) for row in newest.values() if row["verdict"] == "confirmed"]
    proposed = [repeat for repeat in grievance.repeat_of if repeat.number not in newest]
    return replace(grievance, repeat_of=(*confirmed, *proposed))
