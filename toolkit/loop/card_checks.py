"""Checking a card (验卡): whether a number is ours, by its register and by its code; each try of a code is logged."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.chinese import official_date
from toolkit.core import YehuaError
from toolkit.loop import card_numbers, moments
from toolkit.loop.cards import BIRTHS, Card, all_cards, births_of_cases, find, key_of_year, number_meant
from toolkit.loop.case_entries import entries_of
from toolkit.loop.events import WHENEVER, View, Wish, of_subject, record
from toolkit.loop.stages import Progress, Stage, progress_of
from toolkit.store import CASE_GRIEVANCES, MATTERS, Transaction
from toolkit.workspace import Desk

_TRIES_A_DAY = 5


class CardLockedError(YehuaError):
    """Raised when too many wrong codes were tried on a card on one day."""

    sentence = "卡 {card} 今天查验码已经输错 {tries} 次，今天不再查验。请明天再试，或者请来人带卡到窗口。"


@dataclass(frozen=True)
class Checked:
    """What a number and a code came to: the verdict, and the card where it is on record and the code is right."""

    verdict: str
    card: Card | None = None


def check(desk: Desk, text: str, code: str | None, on: str | None = None) -> Checked:
    """Return whether the card that is meant by `text` is ours; each try of a `code` is logged.

    Without a code an unknown number is never called genuine. Raise CardLockedError after five wrong codes on a day.
    """
    view = View(moments.looked_at(desk, on))
    if code is None:
        with desk.store.reading() as tx:
            return _checked(tx, view, text, None)
    with desk.store.transaction() as tx:
        number = number_meant(tx, text)
        if number is not None:
            _refuse_locked(tx, number)
        checked = _checked(tx, view, text, code)
        if number is not None:
            wish = Wish("card.queried", number, desk.present, "查验", {"verdict": checked.verdict})
            record(desk, tx, wish)
    return checked


def _checked(tx: Transaction, view: View, text: str, code: str | None) -> Checked:
    number = number_meant(tx, text)
    if number is None:
        return Checked("号码有误" if card_numbers.looks_like_number(text) else "不是本单位的卡")
    card = find(tx, view, number)
    key = key_of_year(tx, int(number[:4])) if code is not None else None
    if code is not None and (key is None or not card_numbers.is_code(key, number, code)):
        return Checked("不是本单位的卡")
    if card is not None:
        return Checked("有登记", card)
    return Checked("不是本单位的卡" if code is None else "真卡但没有登记")


def _refuse_locked(tx: Transaction, number: str) -> None:
    """Raise CardLockedError after five wrong codes today; the machine's day counts, whatever day is looked at."""
    today = dt.datetime.fromisoformat(tx.now()).astimezone().date().isoformat()
    tried = of_subject(tx, WHENEVER, number, "card.queried")
    wrong = [event for event in tried if event.recorded_at[:10] == today and event.facts["verdict"] == "不是本单位的卡"]
    if len(wrong) >= _TRIES_A_DAY:
        raise CardLockedError(card=number, tries=len(wrong))


@dataclass(frozen=True)
class Receiver:
    """Who answers for a card from a day on, to a day or (None) still."""

    name: str
    first: str
    last: str | None


@dataclass(frozen=True)
class Answer:
    """The answer to a question about a card: the verdict, and for a card on record the stage of its matter."""

    verdict: str
    card: str | None = None
    aliases: tuple[str, ...] = ()
    stage: str | None = None
    stages: tuple[Stage, ...] = ()
    receiver: str | None = None
    receivers: tuple[Receiver, ...] = ()
    next: str | None = None
    voided: str | None = None
    late: bool = False
    say: str = ""


def answer(desk: Desk, text: str, code: str | None, on: str | None = None) -> Answer:
    """Return what may be told about the card that is meant by `text`; raise as `check`."""
    checked = check(desk, text, code, on)
    card = checked.card
    if card is None:
        return Answer(checked.verdict)
    view = View(moments.looked_at(desk, on))
    with desk.store.reading() as tx:
        entries = entries_of(tx, view, (card.case,)).get(card.case, ()) if card.case else ()
        known = progress_of(desk, tx, view, card, entries)
    return Answer(
        verdict=checked.verdict,
        card=card.number,
        aliases=(card.alias,) if card.alias else (),
        stage=known.stage,
        stages=known.stages,
        receiver=known.receiver,
        receivers=tuple(Receiver(*row) for row in known.receivers),
        next=known.next,
        voided=card.voided,
        late=card.is_late,
        say=_sentence(known, view.on, voided=card.voided is not None),
    )


def _sentence(known: Progress, on: str, *, voided: bool) -> str:
    """Return what is said to whoever asks about a card on record: how far the matter is, never what it is."""
    if voided:
        return "这张卡作废了，请带卡到窗口换一张。"
    sentences = {
        "已登记": "您的事登记了",
        "已告知": "您的事受理不受理已经告知过您",
        "办理中": "您的事正在办",
        "已答复": "您的事已经答复了",
        "已回访": "您的事答复过、也回访过了，有新的情况请再说",
    }
    return f"{sentences[known.stage]}{_by_when(known, on)}，现在由{known.receiver}负责。"


def _by_when(known: Progress, on: str) -> str:
    if known.next is None:
        return ""
    day = official_date(moments.day_of(known.next))
    if known.stage == "已答复":
        return f"，{day}前后有人回访您" if known.next >= on[:10] else f"，{day}应当回访您，没有接到电话的，我们马上去催"
    return (
        f"，最迟{day}告知您办理情况"
        if known.next >= on[:10]
        else f"，{day}以前应当告知您办理情况，没有接到的，我们马上去催"
    )


# -- the register of a day -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DayLine:
    """A card of a day, to be held against the signed stubs; `late` says that it was written down afterwards (补登)."""

    card: str
    at: str
    receiver: str
    late: bool
    voided: bool


@dataclass(frozen=True)
class DayRegister:
    """The cards of a day, serials that no card has, and cases of that day whose petitioners got none."""

    cards: tuple[DayLine, ...]
    missing: tuple[str, ...]
    without_card: tuple[str, ...]


def of_day(desk: Desk, day: str) -> DayRegister:
    """Return the register of cards of the `day` with what is missing in it; raise WrongDateError."""
    on = moments.day_of(moments.parsed(day)).isoformat()
    view = View(desk.present)
    with desk.store.reading() as tx:
        births_of_day = tx.events(BIRTHS, None, moments.end_of(on), since=on, names=("subject",))
        cards = all_cards(tx, view, {row["subject"] for row in births_of_day})
        at_the_window = [row["number"] for row in tx.rows(MATTERS, source="窗口") if row["received"][:10] == on]
        opened = [row["case_number"] for row in tx.among(CASE_GRIEVANCES, "grievance", at_the_window, ("case_number",))]
        known = births_of_cases(tx, view, opened)
        without = tuple(case for case in opened if case not in known)
    lines = tuple(
        DayLine(card.number, card.issued, card.receiver, card.is_late, card.voided is not None) for card in cards
    )
    return DayRegister(lines, _missing([card_numbers.bare(card.number) for card in cards]), without)


def _missing(numbers: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers, without check digits, between the first and the last of `numbers` of a year."""
    gaps = []
    for before, after in pairwise(numbers):
        first, last = int(before[5:]), int(after[5:])
        gaps += [f"{after[:4]}-{n:05d}" for n in range(first + 1, last)] if before[:4] == after[:4] else []
    return tuple(gaps)
