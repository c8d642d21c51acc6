"""The page 首问卡: cards handed out in the last three months, one card by number and code, portraits by consent."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit import loop
from toolkit.workbench.fields import Done, Given, Sheet, filled, moment_of, read_sheet, sent_file, sheet_of, text_of
from toolkit.workspace import Desk

_RECENT = dt.timedelta(days=92)


@dataclass(frozen=True)
class CardLine:
    """A card that was handed out: its day, who received, who answers for it now, its case, and its marks.

    `late` says that it was written down afterwards (补登). What it is about, and whose it is, stands in no list.
    """

    card: str
    issued: str
    receiver: str
    owner: str
    case: str
    late: bool
    voided: bool


@dataclass(frozen=True)
class CardsPage:
    """The day, the month whose list is drawn next (`2026-10`), cards of three months, and whose photo is printed."""

    today: str
    month: str
    cards: tuple[CardLine, ...]
    portraits: tuple[str, ...]


def cards(desk: Desk, _given: Given) -> CardsPage:
    """Return the cards handed out in the last three months, the newest first, and what else the page begins with."""
    last_month = desk.today.replace(day=1) - dt.timedelta(days=1)
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        duties = loop.duties.Duties(tx, view)
        known = loop.cards.issued_since(tx, view, (desk.today - _RECENT).isoformat())
    newest = sorted(known, key=lambda card: (card.issued, card.number), reverse=True)
    lines = tuple(_card_line(each, duties.owner(each.receiver, each.issued)) for each in newest)
    return CardsPage(desk.today.isoformat(), last_month.isoformat()[:7], lines, loop.photos.with_portraits(desk))


def _card_line(card: loop.cards.Card, owner: str) -> CardLine:
    voided = card.voided is not None
    return CardLine(card.number, card.issued, card.receiver, owner, card.case or "", card.is_late, voided)


@dataclass(frozen=True)
class CardPage:
    """A card by its number: what whoever asks is told, and the case that its matter became."""

    answer: loop.card_checks.Answer
    case: str


def card(desk: Desk, given: Given) -> CardPage:
    """Return what may be told about the card `card`, looked up by the staff without its code."""
    return _card_page(desk, given.get("card", ""), None)


def _card_page(desk: Desk, number: str, code: str | None) -> CardPage:
    answer = loop.card_checks.answer(desk, number, code)
    if answer.card is None:
        return CardPage(answer, "")
    with desk.store.reading() as tx:
        known = loop.cards.known(tx, loop.events.View(desk.present), answer.card)
    return CardPage(answer, known.case or "")


# -- acts --------------------------------------------------------------------------------------------------


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _issue(desk: Desk, given: Given) -> Done:
    wish = loop.cards.NewCard(
        text_of(given, "receiver", "接待人"),
        text_of(given, "post", "岗位"),
        text_of(given, "about", "什么事"),
        moment_of(desk, given),
        filled(given, "holder"),
        filled(given, "phone"),
        filled(given, "case"),
        call_ok=given.get("call_ok", "1") == "1",
        board_ok=given.get("board_ok") == "1",
    )
    issued = loop.cards.issue(desk, wish)
    sheet = _printed(desk, issued.card)
    number = issued.card.number
    return Done(f"发好了：卡号 {number}，查验码 {issued.code}。", f"/card/{number}", number, sheet=sheet)


def _check(desk: Desk, given: Given) -> Done:
    """Check a card by number and code; a wrong code is counted."""
    page = _card_page(desk, text_of(given, "card", "卡号"), text_of(given, "code", "查验码"))
    answer = page.answer
    where = f"/card/{answer.card}" if answer.card else ""
    return Done(f"查验：{answer.verdict}。", where, answer.card or "")


def _adopt(desk: Desk, given: Given) -> Done:
    with sent_file(given, "photo", "旧卡的照片", needed=True) as photo:
        assert photo is not None  # noqa: S101 - it is needed
        adopted = loop.cards.adopt(
            desk,
            text_of(given, "old", "旧卡上的编号"),
            photo,
            receiver=text_of(given, "receiver", "接待人"),
            at=moment_of(desk, given),
            post=filled(given, "post") or loop.cards.ADOPTED_POST,
        )
    return Done(f"旧卡 {adopted.alias} 登记为 {adopted.number}。", f"/card/{adopted.number}", adopted.number)


def _void(desk: Desk, given: Given) -> Done:
    second, reason = text_of(given, "second", "第二个人"), text_of(given, "reason", "事由")
    card = loop.cards.void(desk, text_of(given, "card", "卡号"), by=_by(given), second=second, reason=reason)
    return Done(f"{card.number} 作废了。", f"/card/{card.number}", card.number)


def _link(desk: Desk, given: Given) -> Done:
    card = loop.cards.link(desk, text_of(given, "card", "卡号"), text_of(given, "case", "事项"), _by(given))
    return Done(f"{card.number} 的事是 {card.case}。", f"/card/{card.number}", card.number)


def _move_on(desk: Desk, given: Given) -> Done:
    stage = text_of(given, "stage", "办到哪一步")
    card = loop.cards.move_on(desk, text_of(given, "card", "卡号"), stage, at=moment_of(desk, given), by=_by(given))
    return Done(f"{card.number}：{stage}。", f"/card/{card.number}", card.number)


def _reprint(desk: Desk, given: Given) -> Done:
    number, reason = text_of(given, "card", "卡号"), text_of(given, "reason", "为什么再印")
    card = loop.cards.reissue(desk, number, by=_by(given), reason=reason).card
    return Done(f"{card.number} 再印一页。", f"/card/{card.number}", card.number, sheet=_printed(desk, card))


def _of_day(desk: Desk, given: Given) -> Done:
    """Hold the cards of a day against the stubs: gaps in the numbers, cases whose petitioners got no card."""
    day = text_of(given, "day", "哪一天")
    listed = loop.card_checks.of_day(desk, day)
    marks = {"late": "（补登）", "voided": "（作废）"}
    lines = [
        f"{one.card} {one.at} {one.receiver}{''.join(text for name, text in marks.items() if getattr(one, name))}"
        for one in listed.cards
    ]
    lines += [f"断号：{number}" for number in listed.missing]
    lines += [f"没有给卡：{case}" for case in listed.without_card]
    return Done(f"{day} 发了 {len(listed.cards)} 张卡，和存根、当天登记对：", lines=tuple(lines))


def _give_portrait(desk: Desk, given: Given) -> Done:
    person = text_of(given, "person", "谁的照片")
    with sent_file(given, "photo", "照片", needed=True) as photo:
        assert photo is not None  # noqa: S101 - it is needed
        loop.photos.give_portrait(desk, person, photo, agreed=given.get("agreed") == "1", by=_by(given))
    return Done(f"{person}的照片以后印在卡上。", "/cards")


def _withdraw_portrait(desk: Desk, given: Given) -> Done:
    person = text_of(given, "person", "谁的照片")
    loop.photos.withdraw_portrait(desk, person, by=_by(given))
    return Done(f"{person}的照片不再印在卡上，已删去。", "/cards")


def _printed(desk: Desk, card: loop.cards.Card) -> Sheet:
    return read_sheet(loop.card_sheets.write_card(desk, card))


def _board(desk: Desk, _given: Given) -> Done:
    made = sheet_of("首问卡公示栏.docx", lambda place: loop.card_sheets.write_board(desk, place))
    return Done("公示栏存到了浏览器的下载文件夹。", sheet=made)


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "issue_card": _issue,
    "check_card": _check,
    "adopt_card": _adopt,
    "void_card": _void,
    "link_card": _link,
    "move_card": _move_on,
    "reprint_card": _reprint,
    "card_board": _board,
    "card_day": _of_day,
    "give_portrait": _give_portrait,
    "withdraw_portrait": _withdraw_portrait,
}
