"""Cards (首问兜底卡): issued by whoever receives somebody, adopted from older prints, voided, linked to a case, read.

The register of cards is folded from events. What the card is about, and who holds it, is private and stands in no list.
"""

import hashlib
import json
import re
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.chinese import phone_fault
from toolkit.core import RepeatedError, UnknownNumberError
from toolkit.loop import card_numbers, moments, photos
from toolkit.loop.events import WHENEVER, Event, View, Wish, history, of_subject, record, refuse
from toolkit.loop.origins import cases_by_origin, opened_by
from toolkit.store import CASES, EVENTS, Row, Transaction
from toolkit.workspace import Desk, normalised

ADOPTED_POST = "首问接待"
_KEYS = "首问卡密钥"
# How a matter on a card goes on that is in no case.
PROGRESS = ("已告知", "办理中", "已答复")
# Of many thousand facts, which are JSON in one form, this takes a tenth of the time of reading them.
_CASE_IN_FACTS = re.compile(r'"case":"([^"\\]*)"')


@dataclass(frozen=True)
class Card:
    """A card as it stands: `voided` is when it became void, `alias` the number on an older print.

    `progress` holds each stage, its moment, and whether it was written down afterwards. `about`, `holder` and `phone`
    are private, None where they were not written or were erased.
    """

    number: str
    issued: str
    receiver: str
    post: str
    case: str | None
    call_ok: bool
    board_ok: bool
    alias: str | None
    voided: str | None
    is_late: bool
    about: str | None
    holder: str | None
    phone: str | None
    progress: tuple[tuple[str, str, bool], ...] = ()
    calls: tuple[Event, ...] = ()


@dataclass(frozen=True)
class NewCard:
    """What a receiver writes on a new card; `at` is the moment of issue."""

    receiver: str
    post: str
    about: str
    at: str
    holder: str | None = None
    phone: str | None = None
    case: str | None = None
    call_ok: bool = True
    board_ok: bool = False


@dataclass(frozen=True)
class Issued:
    """A card that was issued, with its code."""

    card: Card
    code: str


# -- issuing ---------------------------------------------------------------------------------------------------


def issue(desk: Desk, wish: NewCard) -> Issued:
    """Issue a card and return it with its code; raise EventRefusedError naming every fault, or UnknownNumberError."""
    with desk.store.transaction() as tx:
        return issue_within(desk, tx, wish)


def issue_within(desk: Desk, tx: Transaction, wish: NewCard) -> Issued:
    """Issue a card in a transaction that records more, as `issue` does."""
    refuse(_faults(wish))
    case = _known_case(tx, wish.case)
    year = moments.day_of(moments.parsed(wish.at)).year
    key = _key_of(desk, tx, year, wish.receiver)
    number = card_numbers.card_number(year, tx.next_number(f"card:{year}"))
    facts = {
        "receiver": wish.receiver.strip(),
        "post": wish.post.strip(),
        "case": case,
        "call_ok": wish.call_ok,
        "board_ok": wish.board_ok,
        "key_year": year,
    }
    private = {"about": wish.about.strip(), "holder": _filled(wish.holder), "phone": _filled(wish.phone)}
    event = record(desk, tx, Wish("card.issued", number, wish.at, wish.receiver, facts, private))
    return Issued(_card([event]), card_numbers.code_of(key, number))


def _faults(wish: NewCard) -> Iterator[str]:
    for name, text in (
        ("接待人（--receiver）", wish.receiver),
        ("岗位（--post）", wish.post),
        ("什么事（--about）", wish.about),
    ):
        if not text.strip():
            yield f"没有写{name}"
    if wish.phone and (fault := phone_fault(wish.phone)):
        yield fault


def _filled(text: str | None) -> str | None:
    return (text or "").strip() or None


def _known_case(tx: Transaction, case: str | None) -> str | None:
    return str(tx.known(CASES, "事项", number=normalised(case))["number"]) if case else None


def _key_of(desk: Desk, tx: Transaction, year: int, by: str) -> str:
    """Return the key of `year`, made at the first card of that year.

    Raise EventRefusedError where there is one that cannot be read here: a second key would make all cards false.
    """
    key = key_of_year(tx, year)
    if key is None:
        there = tx.row(EVENTS, subject=f"{_KEYS}{year}", kind="card.key") is not None
        why = f"读不到 {year} 年的查验密钥：您的权限不能发卡，或者密钥已经抹去；请由办事员发卡"
        refuse([why] if there else [])
        key = card_numbers.new_key()
        facts = {"year": year, "sha256": hashlib.sha256(bytes.fromhex(key)).hexdigest()}
        record(desk, tx, Wish("card.key", f"{_KEYS}{year}", desk.present, by, facts, {"key": key}))
    return key


def key_of_year(tx: Transaction, year: int) -> str | None:
    """Return the key of `year` in hexadecimal digits, or None where no card was issued in it, or the key is gone."""
    row = tx.row(EVENTS, subject=f"{_KEYS}{year}", kind="card.key")
    return json.loads(row["private"])["key"] if row and row["private"] else None


def adopt(desk: Desk, old: str, photo: Path, *, receiver: str, at: str, post: str = ADOPTED_POST) -> Card:
    """Take an older card into the register with a photo of it, and return it with its new number.

    It is found by either number afterwards. Raise RepeatedError where it was adopted before, MissingFileError.
    """
    alias = card_numbers.alias_key(old)
    refuse([] if alias and receiver.strip() else ["旧卡上印的编号、接待人都要写"])
    with photos.copied(desk, photo) as copy, desk.store.transaction() as tx:
        photos.settle(desk, tx)
        if known := _by_alias(tx, alias):
            raise RepeatedError(what=f"旧卡 {old}", last=f"已登记为 {known}")
        year = moments.day_of(moments.parsed(at)).year
        _key_of(desk, tx, year, receiver)
        number = card_numbers.card_number(year, tx.next_number(f"card:{year}"))
        facts = {
            "receiver": receiver.strip(),
            "post": post,
            "alias": old.strip(),
            "photo": copy.place_of(number),
            "photo_sha256": copy.sha256,
        }
        event = record(desk, tx, Wish("card.adopted", number, at, receiver, facts))
        copy.place(desk, number)
    return _card([event])


# -- changing --------------------------------------------------------------------------------------------------


def void(desk: Desk, text: str, *, by: str, second: str, reason: str) -> Card:
    """Record on the word of two persons that a card is void, and return it; raise UnknownNumberError."""
    with desk.store.transaction() as tx:
        card = known(tx, View(desk.present), text)
        record(desk, tx, Wish("card.voided", card.number, desk.present, by, {"reason": reason}, second=second))
        return known(tx, View(desk.present), card.number)


def link(desk: Desk, text: str, case: str, by: str) -> Card:
    """Record that the matter on a card became `case`, and return the card; raise UnknownNumberError."""
    with desk.store.transaction() as tx:
        card = known(tx, View(desk.present), text)
        facts = {"case": _known_case(tx, case)}
        record(desk, tx, Wish("card.linked", card.number, desk.present, by, facts))
        return known(tx, View(desk.present), card.number)


def reissue(desk: Desk, text: str, *, by: str, reason: str) -> Issued:
    """Record that a card is printed once more for its holder, and return it: number and code stay."""
    with desk.store.transaction() as tx:
        card = known(tx, View(desk.present), text)
        record(desk, tx, Wish("card.reissued", card.number, desk.present, by, {"reason": reason}))
        return Issued(card, _code(tx, card.number))


def move_on(desk: Desk, text: str, stage: str, *, at: str, by: str) -> Card:
    """Record how the matter on a card without a case goes on (已告知, 办理中, 已答复), and return the card."""
    with desk.store.transaction() as tx:
        card = known(tx, View(desk.present), text)
        refuse(
            [
                *([f"阶段不能写成“{stage}”，可以写 {'、'.join(PROGRESS)}"] if stage not in PROGRESS else []),
                *([f"这张卡的事已立为 {card.case}，阶段由事项台账得出"] if card.case else []),
            ]
        )
        record(desk, tx, Wish("card.progressed", card.number, at, by, {"stage": stage}))
        return known(tx, View(desk.present), card.number)


def _code(tx: Transaction, number: str) -> str:
    key = key_of_year(tx, int(number[:4]))
    if key is None:
        raise UnknownNumberError(what="制卡那一年的查验密钥", number=number[:4])
    return card_numbers.code_of(key, number)


def code_of(desk: Desk, card: Card) -> str:
    """Return the code of `card`; raise UnknownNumberError where the key of its year is gone."""
    with desk.store.reading() as tx:
        return _code(tx, card.number)


# -- reading ---------------------------------------------------------------------------------------------------

BIRTHS = ("card.issued", "card.adopted")


def known(tx: Transaction, view: View, text: str) -> Card:
    """Return the card that is meant by `text`, its number or that of an older print; raise UnknownNumberError."""
    number = number_meant(tx, text)
    card = find(tx, view, number) if number else None
    if card is None:
        raise UnknownNumberError(what="首问卡", number=text)
    return card


def number_meant(tx: Transaction, text: str) -> str | None:
    """Return the number of the card that `text` may name; None when it is no number, of a new card or an older one."""
    return card_numbers.parsed(text) or _by_alias(tx, card_numbers.alias_key(text))


def _by_alias(tx: Transaction, alias: str) -> str | None:
    logs = history(tx, WHENEVER, ("card.adopted",)).values()
    named = (event for events in logs for event in events if card_numbers.alias_key(event.facts["alias"]) == alias)
    return next((event.subject for event in named), None)


def find(tx: Transaction, view: View, number: str) -> Card | None:
    """Return the card `number` as it stood at the moment of `view`, or None where none is on record."""
    events = of_subject(tx, view, number, "card.")
    return _with_matter(tx, _card(events)) if any(event.kind in BIRTHS for event in events) else None


def all_cards(tx: Transaction, view: View, numbers: Collection[str] | None = None) -> tuple[Card, ...]:
    """Return every card (of those `numbers`) as it stood at the moment of `view`, by number."""
    kinds = (*BIRTHS, "card.voided", "card.linked", "card.progressed", "card.called")
    logs = history(tx, view, kinds, numbers)
    origins = cases_by_origin(tx)
    cards = [_card(events) for events in logs.values() if any(event.kind in BIRTHS for event in events)]
    return tuple(
        replace(card, case=card.case or origins.get(card.number))
        for card in sorted(cards, key=lambda card: card.number)
    )


def _card(events: Sequence[Event]) -> Card:
    birth = next(event for event in events if event.kind in BIRTHS)
    facts = birth.facts
    links = [event.facts["case"] for event in events if event.kind == "card.linked"]
    return Card(
        number=birth.subject,
        issued=birth.at,
        receiver=facts["receiver"],
        post=facts.get("post", ADOPTED_POST),
        case=links[-1] if links else facts.get("case"),
        call_ok=facts.get("call_ok", True),
        board_ok=facts.get("board_ok", False),
        alias=facts.get("alias"),
        voided=next((event.at for event in events if event.kind == "card.voided"), None),
        is_late=birth.is_late,
        about=birth.words("about") or None,
        holder=birth.words("holder") or None,
        phone=birth.words("phone") or None,
        progress=tuple(
            (event.facts["stage"], event.at, event.is_late) for event in events if event.kind == "card.progressed"
        ),
        calls=tuple(event for event in events if event.kind == "card.called"),
    )


# -- of all cards in few words, since there are many -----------------------------------------------------------


@dataclass(frozen=True)
class Birth:
    """Who received whoever got a card, and the local day or minute of its issue."""

    receiver: str
    issued: str


def births(tx: Transaction, view: View) -> dict[str, Birth]:
    """Return by number who received whom by every card there was at the moment of `view`."""
    return {row["subject"]: _birth_of(row) for row in _rows_of(tx, view, BIRTHS)}


def has_cards(tx: Transaction, day: str) -> bool:
    """Return whether any card was issued by the ISO `day`."""
    return bool(tx.subjects(BIRTHS, (), moments.end_of(day), most=1))


def births_of_cases(tx: Transaction, view: View, wanted: Container[str]) -> dict[str, Birth]:
    """Return by case who received whoever brought it, for the `wanted` cases that came by a card."""
    numbers = cases_by_origin(tx)
    for row in _rows_of(tx, view, (*BIRTHS, "card.linked"), holding='"case":'):
        match = _CASE_IN_FACTS.search(row["facts"])
        numbers[row["subject"]] = match[1] if match else json.loads(row["facts"])["case"]
    cases = {number: case for number, case in numbers.items() if case in wanted}
    known = {row["subject"]: _birth_of(row) for row in _rows_of(tx, view, BIRTHS, cases)}
    return {case: known[number] for number, case in cases.items() if number in known}


def issued_since(tx: Transaction, view: View, day: str) -> tuple[Card, ...]:
    """Return the cards issued or adopted from the ISO `day` on, by number."""
    born = tx.events(BIRTHS, None, view.until, since=day, names=("subject",))
    return all_cards(tx, view, {row["subject"] for row in born})


def unlinked(tx: Transaction, view: View) -> set[str]:
    """Return the cards whose matter is in no case and of whose progress nothing was written down, void ones out."""
    ended, known = ("card.linked", "card.voided", "card.progressed"), view.recorded_before
    left = tx.subjects(BIRTHS, ended, view.until, lacking='"case":', recorded_before=known)
    waiting = {*left}
    cases = {origin: case for origin, case in cases_by_origin(tx).items() if origin in waiting}
    return waiting - opened_by(tx, view, cases).keys()


def _rows_of(
    tx: Transaction, view: View, kinds: Collection[str], numbers: Collection[str] | None = None, *, holding: str = ""
) -> Iterator[Row]:
    names = ("subject", "kind", "at", "facts")
    return tx.events(kinds, numbers, view.until, holding=holding, recorded_before=view.recorded_before, names=names)


def _birth_of(row: Row) -> Birth:
    return Birth(json.loads(row["facts"])["receiver"], row["at"])


def _with_matter(tx: Transaction, card: Card) -> Card:
    return card if card.case else replace(card, case=cases_by_origin(tx, card.number).get(card.number))
