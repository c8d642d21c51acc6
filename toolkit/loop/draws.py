"""Draws of a month: the list of cards frozen, the seed published, the draw shown, and cancelled."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.chinese import bare_name, clocks, half_width
from toolkit.core import UnknownNumberError, WrongValueError, write_whole
from toolkit.loop import card_numbers, draw, moments
from toolkit.loop.calls import answered_cards
from toolkit.loop.cards import Card, all_cards, has_cards, known
from toolkit.loop.case_entries import entries_of
from toolkit.loop.draw import Ticket, standing
from toolkit.loop.draw.standing import month_after, subject_of
from toolkit.loop.duties import who_may_faults
from toolkit.loop.events import WHENEVER, Event, View, Wish, of_subject, record, refuse
from toolkit.loop.followup import all_follow_ups
from toolkit.loop.photos import FOLDER
from toolkit.loop.rules import Rules
from toolkit.loop.stages import closed_on
from toolkit.store import Transaction
from toolkit.workspace import Desk

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})", re.ASCII)
_SHOWN_NEXT = 10


@dataclass(frozen=True)
class Frozen:
    """A frozen list: how many cards, its SHA-256, its file, and the public number that was named for the seed.

    `apart` are the cards that a person told to be somebody else's than the namesake's. `doubtful` are, while it is
    frozen, the cards that count as one holder's by the name alone.
    """

    month: str
    population: int
    list_sha256: str
    source: str
    file: str
    apart: tuple[str, ...] = ()
    doubtful: tuple[tuple[str, ...], ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person has to look at, in Chinese."""
        lines = [f"请看看是不是一个人（只凭同名算作一个人）：{'、'.join(numbers)}" for numbers in self.doubtful]
        return (*lines, "其实是另一个人的，取消以后重新封存，写明那张卡的卡号（--apart）。") if lines else ()


@dataclass(frozen=True)
class Drawn:
    """A draw as it stands: `next` are the cards that would follow, `substitutes` who was called for whom.

    `void` are the cards with small lots that were voided afterwards and dropped.
    """

    month: str
    seed: str
    population: int
    drawn: tuple[Ticket, ...]
    next: tuple[Ticket, ...]
    substitutes: dict[str, str]
    recipe: tuple[str, ...]
    void: tuple[Ticket, ...] = ()


@dataclass(frozen=True)
class Cancelled:
    """A draw that was cancelled: its list, its seed if it had one, and who cancelled it when and why."""

    frozen: str
    population: int
    list_sha256: str
    source: str
    seed: str | None
    at: str
    by: str
    second: str | None
    reason: str


# -- freezing --------------------------------------------------------------------------------------------------


def freeze(desk: Desk, month: str, *, by: str, witness: str, source: str, apart: Collection[str] = ()) -> Frozen:
    """Freeze the list of cards live in `month` on the word of two persons, write its file, and return it.

    The cards `apart` are those of somebody else than the namesake on another card. Raise WrongValueError while the
    month is not over, or where its list is frozen, EventRefusedError or UnknownNumberError.
    """
    month = tidy_month(month)
    first = dt.date.fromisoformat(f"{month}-01")
    after = month_after(first)
    if after > desk.today:
        raise WrongValueError(field="月份", value=month, why="这个月还没有过完，下个月第一个工作日再封存名单")
    if not source.strip():
        raise WrongValueError(
            field="种子来源（--source）", value=source, why="要先写明用哪个公开数字，如 某日某指数收盘价"
        )
    with desk.store.transaction() as tx:
        refuse(who_may_faults(tx, "draw.frozen", by, desk.present))
        if _standing(tx, month):
            raise WrongValueError(field="月份", value=month, why="名单已经封存过；要重来，先由两个人取消并公开说明")
        others = _parted(tx, View(desk.present), apart)
        groups = _by_holder(_live(desk, tx, first, after - dt.timedelta(days=1)), others)
        cards = _newest(groups)
        text = draw.list_text(month, (card_numbers.bare(card.number) for card in cards))
        facts = {
            "month": month,
            "population": len(cards),
            "list_sha256": draw.sha256_of(text),
            "source": source.strip(),
        }
        private = {"list": text, "apart": " ".join(sorted(others))}
        record(desk, tx, Wish("draw.frozen", subject_of(month), desk.present, by, facts, private, witness))
    return replace(write_list(desk, month), doubtful=tuple(_doubtful(groups)))


def frozen_list(desk: Desk, month: str) -> Frozen:
    """Return the frozen list of `month`, whose file may have been removed; raise UnknownNumberError."""
    month = tidy_month(month)
    with desk.store.reading() as tx:
        return _as_frozen(desk, month, _frozen(tx, month))


def write_list(desk: Desk, month: str) -> Frozen:
    """Write the frozen list of `month` to its file once more, and return it; raise UnknownNumberError."""
    month = tidy_month(month)
    with desk.store.reading() as tx:
        event = _frozen(tx, month)
    frozen = _as_frozen(desk, month, event)
    write_whole(Path(frozen.file), event.words("list"))
    return frozen


def _as_frozen(desk: Desk, month: str, event: Event) -> Frozen:
    facts, place = event.facts, desk.workspace.root / FOLDER / f"抽样名单-{month}.txt"
    apart = tuple(event.words("apart").split())
    return Frozen(month, facts["population"], facts["list_sha256"], facts["source"], str(place), apart)


def population(desk: Desk, tx: Transaction, first: dt.date, last: dt.date) -> tuple[Card, ...]:
    """Return the cards live on any day from `first` to `last`: the newest of each holder, none void, sealed ones in."""
    return _newest(_by_holder(_live(desk, tx, first, last), ()))


def _live(desk: Desk, tx: Transaction, first: dt.date, last: dt.date) -> list[Card]:
    view = View(desk.present)
    issued = [card for card in all_cards(tx, view) if card.issued[:10] <= last.isoformat() and card.voided is None]
    entries = entries_of(tx, view, {card.case for card in issued if card.case})
    lasts = {each.case: each for each in all_follow_ups(desk, tx, view, answered_cards(tx, view))}
    ends = ((card, closed_on(card, entries, lasts)) for card in issued)
    return [card for card, closed in ends if closed is None or closed >= first.isoformat()]


def _parted(tx: Transaction, view: View, apart: Iterable[str]) -> set[str]:
    """Return the numbers of the cards `apart`; a telephone tells whose a card is, so only cards without one are parted.

    Raise EventRefusedError or UnknownNumberError.
    """
    cards = [known(tx, view, text) for text in apart]
    refuse(
        f"{card.number} 写了电话，或者没有写姓名，不能另算一个人（--apart）"
        for card in cards
        if card.phone or not card.holder
    )
    return {card.number for card in cards}


def _by_holder(cards: Sequence[Card], apart: Collection[str]) -> list[list[Card]]:
    """Return `cards` in groups of one holder each, so that many easy cards of one person do not thin the draw.

    One holder has one telephone, or one name where no two telephones go with it; those `apart` are told to be others'.
    Cards with neither name nor telephone cannot be called: those of one receiver count as one.
    """
    phones: dict[str, set[str]] = {}
    for card in cards:
        phones.setdefault(bare_name(card.holder or ""), set()).update(filter(None, (_phone(card),)))
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in cards:
        groups.setdefault(_holder_of(card, phones, apart), []).append(card)
    return list(groups.values())


def _holder_of(card: Card, phones: Mapping[str, Collection[str]], apart: Collection[str]) -> tuple[str, str]:
    """Return who holds `card`; `phones` are the telephones that go with each name."""
    name, phone = bare_name(card.holder or ""), _phone(card)
    if card.number in apart:
        return "卡", card.number
    if phone or (name and len(phones[name]) == 1):
        return "电话", phone or next(iter(phones[name]))
    if name:
        return ("卡", card.number) if phones[name] else ("姓名", name)
    return "接待", bare_name(card.receiver)


def _phone(card: Card) -> str:
    return "".join(sign for sign in half_width(card.phone or "") if sign.isdecimal())


def _newest(groups: Iterable[Sequence[Card]]) -> tuple[Card, ...]:
    """Return the newest card of each group, by number."""
    newest = (max(group, key=lambda card: (card.issued, card.number)) for group in groups)
    return tuple(sorted(newest, key=lambda card: card.number))


def _doubtful(groups: Iterable[Sequence[Card]]) -> Iterator[tuple[str, ...]]:
    """Give the numbers of the cards that count as one holder's by the name alone, for a person to look at."""
    for group in groups:
        if len(group) > 1 and any(card.holder and not card.phone for card in group):
            yield tuple(card.number for card in group)


def tidy_month(text: str) -> str:
    """Return the month in `text` as `2026-10`; raise WrongValueError."""
    month = half_width(text).strip()
    if not _MONTH.fullmatch(month):
        raise WrongValueError(field="月份", value=text, why="写成 2026-10 的样子")
    return month


def _standing(tx: Transaction, month: str) -> list[Event]:
    """Return the events of the draw of `month` since its last cancelling."""
    return standing.since_cancelling(of_subject(tx, WHENEVER, subject_of(month), "draw."))


def _frozen(tx: Transaction, month: str) -> Event:
    frozen = next((event for event in _standing(tx, month) if event.kind == "draw.frozen"), None)
    if frozen is None:
        raise UnknownNumberError(what="封存的抽样名单", number=month)
    return frozen


# -- seeding ---------------------------------------------------------------------------------------------------


def seed(desk: Desk, month: str, *, public: str, dice: str, by: str) -> tuple[str, ...]:
    """Record the seed of the draw of `month`, and return Chinese warnings; as `freeze`.

    The public number is of a day that is not before the freeze and, after a cancelled draw, later than its seed's.
    """
    month, number, thrown = tidy_month(month), half_width(public).strip(), "".join(half_width(dice).split())
    if not number or not (thrown.isascii() and thrown.isdigit()):
        why = "公开的数字和骰子的点数都要写，骰子只写数字，如 36115264"
        raise WrongValueError(field="种子", value=f"{public} {dice}", why=why)
    with desk.store.transaction() as tx:
        refuse(who_may_faults(tx, "draw.seeded", by, desk.present))
        frozen = _frozen(tx, month)
        log = of_subject(tx, WHENEVER, subject_of(month), "draw.seeded")
        if faults := list(_seed_faults(desk, number, frozen, log)):
            raise WrongValueError(field="种子", value=number, why="；".join(faults))
        facts = {"month": month, "public": number, "dice": thrown}
        record(desk, tx, Wish("draw.seeded", subject_of(month), desk.present, by, facts))
    return ("请留意：骰子只有一到六点。",) if set(thrown) - set("123456") else ()


def _seed_faults(desk: Desk, public: str, frozen: Event, seeded: Sequence[Event]) -> Iterator[str]:
    """Give the reasons why the `public` number cannot be the seed; `seeded` are all seeds of the month."""
    day, used = _day_in(public), [_day_in(event.facts["public"]) for event in seeded]
    newest = max(filter(None, used), default="")
    if any(event.position > frozen.position for event in seeded):
        yield "已经公布过种子，不能换；要重来，先由两个人取消"
    elif day is None:
        yield "要写明是哪一天的数字，如 2026-11-02|SSE|3987.65"
    elif day > desk.today.isoformat():
        yield f"{day} 还没有到，等这个数字公布了再登记"
    elif day < frozen.at[:10]:
        yield f"这个数字是 {day} 的，名单 {frozen.at} 才封存，封存以前就知道的数字不能作种子"
    elif day <= newest:
        yield f"取消过的抽样用过 {newest} 的数字，要等下一个公开数字，日期更晚的"


def _day_in(public: str) -> str | None:
    """Return the ISO day in a public number, None where there is none."""
    match = _DATE.search(public)
    try:
        return dt.date.fromisoformat(match[1]).isoformat() if match else None
    except ValueError:
        return None


def cancel(desk: Desk, month: str, *, by: str, second: str, reason: str) -> None:
    """Record on the word of two persons that the draw of `month` is cancelled; it stays visible."""
    month = tidy_month(month)
    with desk.store.transaction() as tx:
        _frozen(tx, month)
        refuse(who_may_faults(tx, "draw.cancelled", by, desk.present))
        facts = {"month": month, "reason": reason}
        record(desk, tx, Wish("draw.cancelled", subject_of(month), desk.present, by, facts, second=second))


def cancelled(desk: Desk, month: str) -> tuple[Cancelled, ...]:
    """Return the draws of `month` that were cancelled, the earliest first; raise WrongValueError."""
    month = tidy_month(month)
    with desk.store.reading() as tx:
        log = sorted(of_subject(tx, WHENEVER, subject_of(month), "draw."), key=lambda event: event.position)
    found, parts = [], {}
    for event in log:
        parts[event.kind] = event
        if event.kind == "draw.cancelled":
            found.append(_as_cancelled(parts))
            parts = {}
    return tuple(found)


def _as_cancelled(parts: Mapping[str, Event]) -> Cancelled:
    frozen, seeded, end = parts["draw.frozen"], parts.get("draw.seeded"), parts["draw.cancelled"]
    facts = frozen.facts
    return Cancelled(
        frozen=frozen.at,
        population=facts["population"],
        list_sha256=facts["list_sha256"],
        source=facts["source"],
        seed=draw.seed_of(seeded.facts["public"], seeded.facts["dice"]) if seeded else None,
        at=end.at,
        by=end.by,
        second=end.second,
        reason=end.facts["reason"],
    )


def show(desk: Desk, month: str) -> Drawn:
    """Return the draw of `month` as it stands now; raise UnknownNumberError where it has no seed yet."""
    with desk.store.reading() as tx:
        return _shown(desk, tx, tidy_month(month))


def _shown(desk: Desk, tx: Transaction, month: str) -> Drawn:
    _frozen(tx, month)
    draws = standing.seeded_draws(tx, View(desk.present))
    seeded = next((draw for draw in draws if draw.month == month), None)
    if seeded is None:
        raise UnknownNumberError(what="抽样的种子（还没有公布）", number=month)
    marks = standing.marks_of(tx, View(desk.present))
    chosen, places = seeded.drawn(marks)
    void = [each for each in seeded.tickets if standing.is_void(marks, each.card)]
    rest = [each for each in seeded.tickets if each not in (*chosen, *void)]
    dropped = [each for each in void if not chosen or each.ticket < chosen[-1].ticket]
    return Drawn(
        month=month,
        seed=seeded.seed,
        population=len(seeded.listed),
        drawn=_full(chosen),
        next=_full(rest[:_SHOWN_NEXT]),
        substitutes={card_numbers.full(card): card_numbers.full(other) for card, other in places.items()},
        recipe=draw.recipe(
            month, seeded.seed, seeded.listed, draw.sample_size(len(seeded.listed)), tuple(_changes(dropped, places))
        ),
        void=_full(dropped),
    )


def _changes(void: Sequence[Ticket], places: Mapping[str, str]) -> Iterator[str]:
    """Give in Chinese what became of drawn cards: which were void, and who was called for whom."""
    if void:
        yield f"{'、'.join(each.card for each in void)} 作废，去掉，由后面的依次补上"
    for card, other in places.items():
        yield f"{card} 没有联系上，加打 {other}"


def _full(tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """Return `tickets` with the check digits of their cards."""
    return tuple(Ticket(card_numbers.full(each.card), each.ticket) for each in tickets)


def to_freeze(desk: Desk, tx: Transaction, view: View, rules: Rules) -> tuple[str, clocks.Due] | None:
    """Return the month whose list is to be frozen next, the last that is over, and by when; None where it is done.

    A month before the first card has no list.
    """
    this = moments.day_of(view.on).replace(day=1)
    last = this - dt.timedelta(days=1)
    month = last.isoformat()[:7]
    log = of_subject(tx, View(view.on, view.known), subject_of(month), "draw.")
    newest = max(log, key=lambda event: event.position, default=None)
    is_done = newest is not None and newest.kind != "draw.cancelled"
    if is_done or not has_cards(tx, last.isoformat()):
        return None
    return month, rules.due_in_month("抽样封存", this.year, this.month, desk.calendar)
