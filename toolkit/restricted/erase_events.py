"""Erase the private words of events in the chain of facts, after sealing or lawful destruction.

Events of grievances, of their cases, and of what these came from or led to: notes, cards, calls, opinions, panels,
proposals. Their plain facts, hashes, persons and moments stay, and the chain holds.
"""

import json
from collections.abc import Collection, Iterator

from toolkit.meetings import ErasureOrder, erasures
from toolkit.store import CASE_GRIEVANCES, EVENTS, GRIEVANCES, MATTERS, Row, Transaction, chain

# The facts of an answer name the case of its grievance, which may hold other grievances, too.
_OF_A_GRIEVANCE = "answer."
_PROPOSAL, _OLD_CARD = "proposal.made", "card.adopted"
_NOTE, _WALKS = "note.written", ("walk.done", "walk.pictured")


def private_rows(tx: Transaction, numbers: Collection[str], cases: Collection[str]) -> list[Row]:
    """Return the events with private words about the grievances `numbers` or their `cases`, in the order of the chain.

    Events whose words are in a row of another table are not among them: they are erased with that row. Neither are
    proposals that rest on other cases, too: `remains` tells of them.
    """
    settled = {*cases, *erased_cases(tx)}
    proposals = {number for number, rests in _proposals(tx, cases) if rests <= settled}
    subjects = {*numbers, *_subjects_of(tx, cases), *proposals}
    rows = [row for subject in subjects for row in tx.rows(EVENTS, subject=subject)]
    held = (row for row in rows if row["private"] is not None and row["source"] is None)
    return sorted(held, key=lambda row: int(row["position"]))


def erase(tx: Transaction, numbers: Collection[str], cases: Collection[str], order: ErasureOrder) -> None:
    """Erase the private words that `private_rows` returns, as `order` says; inside `tx.erasing()`.

    The photo of an adopted card is content of its adoption: unless `order` seals, that is erased, too, and the file may
    go (see `erased_photos`).
    """
    rows = private_rows(tx, numbers, cases)
    # A sealing deletes nothing that is not in the sealed item.
    if order.kind != "sealed":
        rows += _photographed(tx, cases)
    for row in rows:
        tx.erase_private(row["position"], order.by, order.witness, erasures.KIND_NAMES[order.kind])


def erased_cases(tx: Transaction, **where: str) -> set[str]:
    """Return the cases whose words were erased by the entries `where` (none: all) of the register of erasures.

    A destruction erases the words of a case only where it destroyed all of its grievances.
    """
    held: dict[str, set[str]] = {}
    for row in tx.columns(CASE_GRIEVANCES, ("case_number", "grievance")):
        held.setdefault(row["case_number"], set()).add(row["grievance"])
    cases: set[str] = set()
    for erasure in erasures.register(tx, **where):
        if erasure.kind == "destroyed":
            rows = tx.columns(GRIEVANCES, ("number",), recording=erasure.recording)
            numbers = {row["number"] for row in rows if row["number"]}
            cases.update(case for case, grievances in held.items() if grievances <= numbers)
        else:
            numbers = set(erasure.details["grievances"])
            cases.update(case for case, grievances in held.items() if grievances & numbers)
    return cases


def erased_photos(tx: Transaction) -> set[str]:
    """Return the places of the photos of adopted cards whose adoption was erased, relative to the workspace."""
    erased = {row["corrects"] for row in tx.events((chain.ERASED,), names=("corrects",))}
    adoptions = tx.events((_OLD_CARD,), names=("position", "facts"))
    return {json.loads(row["facts"])["photo"] for row in adoptions if row["position"] in erased}


def remains(tx: Transaction, cases: Collection[str], came_from: Collection[str] = ()) -> Iterator[str]:
    """Yield in Chinese what still tells of the erased `cases`, for a person to decide.

    They are proposals that rest on other cases, too, photos of cards that were sealed, and walk pages of erased notes.
    `came_from` are notes and cards from which the cases came and which no row names any more.
    """
    for number, _ in _proposals(tx, cases):
        yield f"以案促治建议 {number} 还从别的事项来，里面的话没有抹去，请看有没有说到"
    subjects = {*_subjects_of(tx, cases), *came_from}
    for row in _photographed(tx, cases):
        yield f"{json.loads(row['facts'])['photo']} 是旧卡 {row['subject']} 的照片，没有移走，请看上面写了什么"
    notes = tx.events((_NOTE,), subjects, names=("facts", "private"))
    walks = {json.loads(row["facts"]).get("walk") for row in notes if row["private"] is None} - {None}
    for row in tx.events(_WALKS, names=("subject", "facts")):
        facts = json.loads(row["facts"])
        walk = facts.get("walk", row["subject"])
        if walk in walks and facts.get("photo"):
            yield f"{facts['photo']} 是走访 {walk} 的手写页，可能写着抹去的那一条，请看"


def _photographed(tx: Transaction, cases: Collection[str]) -> list[Row]:
    """Return the adoptions, not erased yet, of older cards from which one of `cases` came, with their photos."""
    adoptions = tx.events((_OLD_CARD,), _subjects_of(tx, cases))
    return [row for row in adoptions if row["salt"] is not None]


def _subjects_of(tx: Transaction, cases: Collection[str]) -> set[str]:
    """Return the subjects of events about `cases`, and of what these came from or led to, but proposals."""
    return {*cases, *origins(tx, cases), *_told_of(tx, cases)}


def origins(tx: Transaction, cases: Collection[str]) -> Iterator[str]:
    """Yield the numbers of the notes and cards from which grievances of `cases` were taken."""
    named = {row["grievance"] for row in tx.among(CASE_GRIEVANCES, "case_number", cases, ("grievance",))}
    for row in tx.among(MATTERS, "number", named, ("json",)):
        if origin := json.loads(row["json"]).get("origin"):
            yield str(origin)


def _told_of(tx: Transaction, cases: Collection[str]) -> Iterator[str]:
    """Yield the subjects of events that name one of `cases` in their facts, such as an opinion or a panel on it."""
    for case in cases:
        for row in tx.holding(EVENTS, "facts", f'"case":"{case}"', ("subject", "kind")):
            if not row["kind"].startswith(_OF_A_GRIEVANCE):
                yield row["subject"]


def _proposals(tx: Transaction, cases: Collection[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield the number of each proposal that rests on one of `cases`, and all cases on which it rests.

    They are private: the first lines of its text, as many as its facts say.
    """
    for row in tx.events((_PROPOSAL,), names=("subject", "facts", "private")):
        if row["private"] is None:
            continue
        most = json.loads(row["facts"])["cases"]
        rests = set(json.loads(row["private"])["text"].splitlines()[:most])
        if not rests.isdisjoint(cases):
            yield row["subject"], rests
