"""The pages 首问卡 and 抽样: a card by number and code, and the monthly draw in three public steps with calls."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit import loop
from toolkit.core import UnknownNumberError
from toolkit.workbench.fields import Done, Given, Sheet, filled, moment_of, read_sheet, sent_file, sheet_of, text_of
from toolkit.workspace import Desk


@dataclass(frozen=True)
class CardsPage:
    """What the page of cards begins with: the day, and the month whose list is drawn next (`2026-10`)."""

    today: str
    month: str


def cards(desk: Desk, _given: Given) -> CardsPage:
    """Return what the page of cards begins with."""
    last_month = desk.today.replace(day=1) - dt.timedelta(days=1)
    return CardsPage(desk.today.isoformat(), last_month.isoformat()[:7])


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
        known = loop.cards.known(tx, loop.events.View(loop.moments.present(desk)), answer.card)
    return CardPage(answer, known.case or "")


# -- the draw --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TryLine:
    """A call about a card: when, how, and what came of it."""

    card: str
    at: str
    how: str
    outcome: str


@dataclass(frozen=True)
class DrawPage:
    """The draw of a month: its frozen list, then what was drawn, then the report; None for each step that is ahead.

    `tries` are the calls about the drawn cards.
    """

    month: str
    frozen: loop.Frozen | None
    drawn: loop.draws.Drawn | None
    figures: loop.month.DrawFigures | None
    tries: tuple[TryLine, ...] = ()


def draw(desk: Desk, given: Given) -> DrawPage:
    """Return how far the draw of `month` is; raise WrongValueError for what is no month."""
    month = given.get("month", "")
    frozen = None
    try:
        frozen = loop.draws.frozen_list(desk, month)
        drawn = loop.draws.show(desk, month)
    except UnknownNumberError:  # nothing is frozen, or the seed is still to be published
        return DrawPage(month, frozen, None, None)
    return DrawPage(month, frozen, drawn, loop.month.figures(desk, month)[0].draw, _tries(desk, drawn))


def _tries(desk: Desk, drawn: loop.draws.Drawn) -> tuple[TryLine, ...]:
    with desk.store.reading() as tx:
        view = loop.events.View(loop.moments.present(desk))
        cards = loop.cards.all_cards(tx, view, {each.card for each in drawn.drawn})
    return tuple(
        TryLine(card.number, call.at, call.facts["how"], call.facts["outcome"]) for card in cards for call in card.calls
    )


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _month(given: Given) -> str:
    return text_of(given, "month", "月份")


def _freeze(desk: Desk, given: Given) -> Done:
    witness, source = text_of(given, "witness", "见证人"), text_of(given, "source", "种子来源")
    frozen = loop.draws.freeze(desk, _month(given), by=_by(given), witness=witness, source=source)
    return Done(f"名单封存好了：{frozen.population} 张卡。", f"/draw/{frozen.month}")


def _seed(desk: Desk, given: Given) -> Done:
    public, dice = text_of(given, "public", "公开数字"), text_of(given, "dice", "骰子点数")
    remarks = loop.draws.seed(desk, _month(given), public=public, dice=dice, by=_by(given))
    return Done("种子登记好了，抽中的卡在下面。", f"/draw/{_month(given)}", lines=remarks)


def _cancel(desk: Desk, given: Given) -> Done:
    second, reason = text_of(given, "second", "第二个人"), text_of(given, "reason", "事由")
    loop.draws.cancel(desk, _month(given), by=_by(given), second=second, reason=reason)
    return Done("这次抽样取消了，记录还看得到。", f"/draw/{_month(given)}")


def _notice(desk: Desk, given: Given) -> Done:
    month = _month(given)
    made = sheet_of(f"抽样公示单-{month}.docx", lambda place: loop.card_sheets.write_notice(desk, month, place))
    return Done("公示单存到了浏览器的下载文件夹。", sheet=made)


def _list(desk: Desk, given: Given) -> Done:
    frozen = loop.draws.write_list(desk, _month(given))
    return Done("名单文件存到了浏览器的下载文件夹。", sheet=read_sheet(Path(frozen.file)))


def _call(desk: Desk, given: Given) -> Done:
    called = loop.draws.call(
        desk,
        text_of(given, "card", "卡号"),
        at=moment_of(desk, given),
        how=given.get("how", "电话"),
        outcome=text_of(given, "outcome", "打的结果"),
        by=_by(given),
        kept=filled(given, "kept"),
    )
    more = f"没有联系上，再打 {called.substitute}。" if called.substitute else ""
    return Done(f"{called.card} 第 {called.tries} 次记好了。{more}", f"/draw/{given.get('month', '')}")


# -- one card --------------------------------------------------------------------------------------------------


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
    "freeze_draw": _freeze,
    "seed_draw": _seed,
    "cancel_draw": _cancel,
    "draw_notice": _notice,
    "draw_list": _list,
    "call_card": _call,
}
