"""Recusal (回避): the persons a matter is against and those recused do not work on it (信访工作条例 Art 28)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.cases import matters
from toolkit.chinese import is_among, persons_in
from toolkit.loop import moments
from toolkit.loop.alerts.contacts import known_case
from toolkit.loop.duties import Duties, Holder
from toolkit.loop.events import View, Wish, of_subject, record, refuse
from toolkit.loop.walks.accused import why_not
from toolkit.store import CASE_GRIEVANCES, Transaction
from toolkit.workspace import Desk

KIND = "recusal.decided"


@dataclass(frozen=True)
class Barred:
    """Who may not work on a case: those recused by name, and those it speaks against, with where it comes from."""

    recused: frozenset[str]
    against: tuple[tuple[str, str], ...]
    holders: tuple[Holder, ...]

    def bars(self, name: str) -> bool:
        """Return whether `name` may not work on the case, also where nobody can tell who is meant."""
        return is_among(name, self.recused) or any(
            why_not(side, name, self.holders, place) for side, place in self.against
        )

    def faults(self, names: Iterable[str]) -> Iterator[str]:
        """Give a Chinese fault for each of `names` that is barred; it does not tell which of the reasons holds."""
        yield from (
            f"{name.strip()}要回避（被反映的人，或者已经决定回避），请换人" for name in names if self.bars(name)
        )


def barred(tx: Transaction, view: View, case: str) -> Barred:
    """Return who may not work on `case` at the moment of `view`."""
    numbers = [row["grievance"] for row in tx.columns(CASE_GRIEVANCES, ("grievance",), case_number=case)]
    known = [grievance for number in numbers if (grievance := matters.grievance_in(tx, number))]
    sides = tuple(
        (str(each.against.value), f"{each.home.value if each.home else ''} {each.text}")
        for each in known
        if each.against
    )
    recused = frozenset(
        name for event in of_subject(tx, view, case, KIND) for name in persons_in(event.words("person"))
    )
    return Barred(recused, sides, Duties(tx, view).holders())


def recuse(desk: Desk, case: str, person: str, *, at: str, by: str, reason: str) -> None:
    """Record that `person` does not work on `case` from then on; raise EventRefusedError or UnknownNumberError."""
    empty = [f"没有写{what}" for what, text in (("谁回避", person), ("事由", reason)) if not text.strip()]
    refuse(empty)
    with desk.store.transaction() as tx:
        known = known_case(tx, case)
        moments.parsed(at)
        record(desk, tx, Wish(KIND, known, at, by, {}, {"person": person.strip(), "reason": reason.strip()}))
