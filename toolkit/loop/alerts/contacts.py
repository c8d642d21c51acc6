"""Contacts: each time somebody raises a matter anew, by whatever channel; the opening of its case is the first.

Also contacts are grievances of a later night meeting that a person confirmed as repeats, and what was joined from a
case into which one matter had been split. Who came stands in the plain facts as a label of the case only, so that the
count survives when the name is erased.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.cases import matters
from toolkit.chinese import bare_name, narrow, persons_in, same_person
from toolkit.core import WrongValueError
from toolkit.loop import moments
from toolkit.loop.alerts.counting import FIRST_PERSON, UNCONFIRMED, Contact
from toolkit.loop.events import WHENEVER, Event, View, Wish, history, of_subject, record, refuse
from toolkit.store import CASE_GRIEVANCES, CASES, MATTERS, REPEATS, Transaction
from toolkit.workspace import Desk, normalised

KIND = "contact.recorded"
JOINED = "alert.joined"
LEVELS = ("镇", "县", "市", "省", "国家")
CHANNELS = ("来访", "来信", "来电", "网上", "走访", "夜话", "转交")
_LONGEST_CHANNEL = 20


@dataclass(frozen=True)
class NewContact:
    """A contact as it is written down; without `person` it is the person of the case. Several are parted by 、."""

    case: str
    at: str
    channel: str
    by: str
    person: str | None = None
    level: str | None = None
    source: str | None = None
    source_no: str | None = None


def add(desk: Desk, wish: NewContact, *, again: bool = False) -> str:
    """Record a contact and return its number; raise EventRefusedError naming every fault, or RepeatedError."""
    with desk.store.transaction() as tx:
        case = known_case(tx, wish.case)
        refuse([*faults(tx, wish), *early_faults(tx, case, moments.parsed(wish.at))])
        return write(desk, tx, replace(wish, case=case), again=again)


def faults(tx: Transaction, wish: NewContact) -> Iterator[str]:
    """Give the Chinese faults of a contact as it is written."""
    if not wish.channel.strip() or len(wish.channel) > _LONGEST_CHANNEL:
        yield f"渠道写成“{wish.channel[:30]}”，要写 {'、'.join(CHANNELS)} 的样子"
    if wish.level is not None and wish.level not in LEVELS:
        yield f"层级不能写成“{wish.level}”，可以写 {'、'.join(LEVELS)}"
    if wish.source_no and (before := by_source_no(tx).get(narrow(wish.source_no))):
        yield f"编号 {wish.source_no} 已经记过（{'，'.join(before)}）"


def early_faults(tx: Transaction, case: str, at: str) -> Iterator[str]:
    """Give the reason why nobody can have come again about `case` at the moment `at`: it was not received by then."""
    numbers = [row["grievance"] for row in tx.columns(CASE_GRIEVANCES, ("grievance",), case_number=case)]
    received = min((day[:10] for day in _received(tx, numbers).values()), default="")
    if at[:10] < received:
        yield f"{case} 是 {received} 收到的，{at[:10]} 还没有，不算又来反映"


def by_source_no(tx: Transaction) -> dict[str, tuple[str, str]]:
    """Return case and moment of each contact that has a number of another system, by that number in plain signs."""
    rows = tx.events((KIND,), holding='"source_no":', names=("subject", "at", "facts"))
    known: dict[str, tuple[str, str]] = {}
    for row in rows:
        known.setdefault(narrow(json.loads(row["facts"])["source_no"]), (row["subject"], row["at"]))
    return known


def write(desk: Desk, tx: Transaction, wish: NewContact, *, again: bool = False) -> str:
    """Record a contact without faults in the transaction `tx`, and return its number."""
    at = moments.parsed(wish.at)
    number = f"访{at[:4]}-{tx.next_number(f'contact:{at[:4]}'):05d}"
    person = (wish.person or "").strip()
    person = "" if same_person(person, "本人") else person
    facts = {
        "channel": wish.channel.strip(),
        "level": wish.level,
        "source": wish.source,
        "source_no": narrow(wish.source_no or ""),
        "who": _label(tx, wish.case, person),
    }
    if not again:
        _refuse_repeated(tx, wish.case, at, facts)
    record(desk, tx, Wish(KIND, wish.case, at, wish.by, {**facts, "contact": number}, {"person": person}))
    return number


def _refuse_repeated(tx: Transaction, case: str, at: str, facts: Mapping[str, Any]) -> None:
    """Refuse a contact of the same minute by the same channel and person, which may be a retry after a fault."""
    given = {name: fact for name, fact in facts.items() if fact}
    for event in of_subject(tx, WHENEVER, case, "contact."):
        if event.at == at and {name: fact for name, fact in event.facts.items() if name != "contact"} == given:
            refuse([f"{case} 在 {at} 的这一次已经记过（{event.facts['contact']}）；真的又来一次就加上 --again"])


def known_case(tx: Transaction, text: str) -> str:
    """Return the case meant by `text`; raise UnknownNumberError."""
    return str(tx.known(CASES, "事项", number=normalised(text))["number"])


# -- who came --------------------------------------------------------------------------------------------------


def _label(tx: Transaction, case: str, person: str) -> str:
    """Return the label of `person` in `case`, a new one for somebody who never came."""
    names = names_of(tx, case)
    people = dict.fromkeys(persons_in(person))
    if not people:
        return FIRST_PERSON if names.get(FIRST_PERSON) else UNCONFIRMED
    by_name = _by_name(names)
    labels = []
    for name in people:
        fresh = str(max(map(int, (FIRST_PERSON, *names, *by_name.values()))) + 1)
        labels.append(by_name.setdefault(name, fresh))
    return "+".join(dict.fromkeys(labels))


def _by_name(names: Mapping[str, str | None]) -> dict[str, str]:
    """Return the first label of each of the `names` that are known, by the bare name."""
    by_name: dict[str, str] = {}
    for label, name in names.items():
        if name:
            by_name.setdefault(bare_name(name), label)
    return by_name


def names_of(tx: Transaction, case: str) -> dict[str, str | None]:
    """Return by label the name of everybody who raised `case`, None where it is not known or was erased."""
    numbers = [row["grievance"] for row in tx.columns(CASE_GRIEVANCES, ("grievance",), case_number=case)]
    names: dict[str, str | None] = {}
    for name, label in _numbered(_person(tx, number) for number in numbers).items():
        names.setdefault(label, name)
    for event in of_subject(tx, WHENEVER, case, "contact."):
        people, labels = tuple(dict.fromkeys(persons_in(event.words("person")))), event.facts["who"].split("+")
        if len(people) == len(labels):
            names |= {label: name for label, name in zip(labels, people, strict=True) if label not in names}
    return names


def _numbered(people: Iterable[str | None]) -> dict[str | None, str]:
    """Return the label of each of the different `people`; whoever opened the case is the first.

    One who is written in two ways has the label of the first. That of the second is left out, for contacts that were
    written down keep the labels that they have.
    """
    labels: dict[str | None, str] = {}
    for place, name in enumerate(dict.fromkeys(people), 1):
        known = (label for other, label in labels.items() if same_person(other or "", name or ""))
        labels[name] = next(known, str(place))
    return labels


def _person(tx: Transaction, number: str) -> str | None:
    grievance = matters.grievance_in(tx, number)
    return str(grievance.person.value) if grievance and grievance.person else None


# -- reading ---------------------------------------------------------------------------------------------------


def contacts_at(tx: Transaction, view: View, cases: Collection[str] | None = None) -> dict[str, list[Contact]]:
    """Return by case every contact that happened by the moment of `view`; by default, of all that were raised again."""
    joined = history(tx, view, (JOINED,))
    wanted = set(cases) if cases is not None else _raised_again(tx, view, joined)
    others = {event.facts["other"] for case in wanted for event in joined.get(case, ())}
    contacts = opened(tx, view, wanted | others)
    names = ("subject", "at", "facts")
    rows = tx.events((KIND,), wanted | others, view.until, recorded_before=view.recorded_before, names=names)
    for row in rows:
        contacts.setdefault(row["subject"], []).append(Contact(row["at"], json.loads(row["facts"])["who"]))
    return {
        case: [*contacts.get(case, ()), *_of_joined(contacts, joined.get(case, ()))]
        for case in wanted
        if case in contacts
    }


def _of_joined(contacts: Mapping[str, Sequence[Contact]], joined: Iterable[Event]) -> Iterator[Contact]:
    """Give the contacts of the cases that were joined, each person under the label it has in this one."""
    for event in joined:
        labels = dict(pair.split(">") for pair in event.facts["labels"].split(";"))
        for contact in contacts.get(event.facts["other"], ()):
            yield Contact(contact.at, "+".join(labels.get(label, UNCONFIRMED) for label in contact.people))


def _raised_again(tx: Transaction, view: View, joined: Collection[str]) -> set[str]:
    """Return the cases that have more than their opening."""
    held: dict[str, int] = {}
    for row in tx.columns(CASE_GRIEVANCES, ("case_number",)):
        held[row["case_number"]] = held.get(row["case_number"], 0) + 1
    several = {case for case, count in held.items() if count > 1}
    recorded = tx.subjects((KIND,), (), view.until, recorded_before=view.recorded_before)
    repeated = tx.among(CASE_GRIEVANCES, "grievance", {earlier for earlier, _ in _confirmed(tx)}, ("case_number",))
    return {*recorded, *joined, *several, *(row["case_number"] for row in repeated)}


def opened(tx: Transaction, view: View, cases: Collection[str]) -> dict[str, list[Contact]]:
    """Return by case the contacts that its grievances are, with what was confirmed as a repeat of one."""
    held: dict[str, list[str]] = {}
    for row in tx.among(CASE_GRIEVANCES, "case_number", cases, ("case_number", "grievance")):
        held.setdefault(row["case_number"], []).append(row["grievance"])
    again: dict[str, list[str]] = {}
    for earlier, later in _confirmed(tx):
        again.setdefault(earlier, []).append(later)
    numbers = {
        case: list(dict.fromkeys([*own, *(n for one in own for n in again.get(one, ()))])) for case, own in held.items()
    }
    received = _received(tx, {number for listed in numbers.values() for number in listed})
    return {
        case: [Contact(received[n], who) for n, who in _labelled(tx, listed) if received[n] <= view.until]
        for case, listed in numbers.items()
    }


def _labelled(tx: Transaction, numbers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give each grievance with the label of its person; names are read only where there are several."""
    if len(numbers) == 1:
        yield numbers[0], FIRST_PERSON
        return
    people = {number: _person(tx, number) for number in numbers}
    labels = _numbered(people.values())
    yield from ((number, labels[name]) for number, name in people.items())


def _received(tx: Transaction, numbers: Collection[str]) -> dict[str, str]:
    known = {row["number"]: row["received"] for row in tx.among(MATTERS, "number", numbers, ("number", "received"))}
    return known | {number: matters.receipt(tx, number).received for number in numbers if number not in known}


def _confirmed(tx: Transaction) -> Iterator[tuple[str, str]]:
    """Give the pairs of an earlier grievance and a later one that a person confirmed to repeat it."""
    newest = {
        (row["earlier"], row["number"]): row["verdict"] for row in tx.columns(REPEATS, ("earlier", "number", "verdict"))
    }
    yield from (pair for pair, verdict in newest.items() if verdict == "confirmed")


# -- joining ---------------------------------------------------------------------------------------------------


def join(desk: Desk, case: str, other: str, *, at: str, by: str) -> None:
    """Record that `other` is the same matter as `case`, so that its contacts count there from their own days on.

    Raise EventRefusedError or UnknownNumberError.
    """
    with desk.store.transaction() as tx:
        into, out_of = known_case(tx, case), known_case(tx, other)
        if into == out_of:
            raise WrongValueError(field="并入的事项", value=out_of, why="不能并入它自己")
        logs = history(tx, WHENEVER, (JOINED,))
        refuse(
            f"{a} 已经并入 {b}"
            for b, events in logs.items()
            for a in (event.facts["other"] for event in events)
            if a in {out_of, into}
        )
        by_name = _by_name(names_of(tx, into))
        theirs = names_of(tx, out_of)
        free = max(map(int, (FIRST_PERSON, *by_name.values()))) + 1
        labels = {
            label: by_name.get(bare_name(name or ""), str(free + place))
            for place, (label, name) in enumerate(theirs.items())
        }
        facts = {"other": out_of, "labels": ";".join(f"{label}>{own}" for label, own in labels.items())}
        record(desk, tx, Wish(JOINED, into, at, by, facts, once=True))
