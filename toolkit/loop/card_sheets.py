"""Printed sheets of cards: cards with a QR code to be cut, the notice of a draw, and the board of stages."""

from collections.abc import Sequence
from pathlib import Path

from toolkit.chinese import official_date
from toolkit.core import UnknownNumberError
from toolkit.formats import qr_png
from toolkit.formats.word import PER_PAGE, Grid, Label, signatures, write_labels, write_tables
from toolkit.loop import card_numbers, draw, moments
from toolkit.loop.cards import Card, all_cards, code_of
from toolkit.loop.case_entries import entries_of
from toolkit.loop.draws import Drawn, Frozen, show, write_list
from toolkit.loop.events import View, head_line
from toolkit.loop.photos import FOLDER, portrait
from toolkit.loop.rules import Rules
from toolkit.loop.stages import board_line, notice_due, progress_of
from toolkit.workspace import Desk

_TICKET_SHOWN = 16
_LISTED_IN_A_ROW = 5


def write_cards(desk: Desk, cards: Sequence[Card], path: Path) -> Path:
    """Write the fronts, backs and stubs of `cards` to the Word file `path`, ten on a page; return `path`.

    Of several cards the backs stand on pages of their own, so that a printer that turns the sheet puts each behind its
    front; a single card stands with its back and its stub on one page.
    """
    with desk.store.reading() as tx:
        rules = Rules(tx, View(desk.present))
        due = {card.number: notice_due(desk, rules, card).due for card in cards}
        portraits = {card.receiver: portrait(desk, tx, View(desk.present), card.receiver) for card in cards}
    phone = rules.text("办公电话")
    fronts = [_front(desk, card, phone, portraits[card.receiver]) for card in cards]
    backs = [_back(desk, card, due[card.number]) for card in cards]
    stubs = [_stub(card) for card in cards]
    pages = [*fronts, *backs, *stubs] if len(cards) == 1 else [*_page(fronts), *_page(_turned(backs)), *stubs]
    write_labels(path, "首问兜底卡", pages)
    return path


def _page(labels: Sequence[Label | None]) -> list[Label | None]:
    """Return `labels` with empty places to the end of the page."""
    return [*labels, *[None] * (-len(labels) % PER_PAGE)]


def _turned(labels: Sequence[Label]) -> list[Label | None]:
    """Return `labels` with those of each row changed over, as they lie behind the fronts."""
    padded = _page(labels)
    return [label for left, right in zip(padded[::2], padded[1::2], strict=True) for label in (right, left)]


def write_card(desk: Desk, card: Card) -> Path:
    """Write the sheet of one card to its place in the workspace, and return it."""
    return write_cards(desk, (card,), desk.workspace.root / FOLDER / f"{card.number}.docx")


def _front(desk: Desk, card: Card, phone: str, photo: bytes | None) -> Label:
    lines = (
        f"{card.post}　{card.receiver}",
        f"办公电话：{phone}",
        f"卡号　{card.number}",
        f"查验码　{code_of(desk, card)}",
        "请保管好这张卡，凭卡号和查验码可以查进展。",
    )
    return Label(desk.settings.office.name, lines, qr_png(card.number), photo)


def _back(desk: Desk, card: Card, due: str) -> Label:
    day = official_date(moments.day_of(card.issued))
    lines = (
        f"{day}接待。谁接待、谁盯办、谁反馈：{card.receiver}（{card.post}）。",
        f"最迟 {official_date(moments.day_of(due))} 告知您办理情况。",
        "经办人调走的，由接手的人继续负责，卡一直有效。",
        f"查询：到{desk.settings.office.name}窗口，或者打办公电话报卡号和查验码。",
        "每月抽五分之一的卡由镇纪委回访；没有给卡的，请告诉我们。",
    )
    return Label(f"卡号　{card.number}", lines)


def _stub(card: Card) -> Label:
    lines = (
        f"{card.issued}　{card.post}　{card.receiver}",
        "领卡人签字：＿＿＿＿＿＿＿＿",
        "接待人签字：＿＿＿＿＿＿＿＿",
    )
    return Label(f"存根　{card.number}", lines)


def write_draw(desk: Desk, frozen: Frozen, drawn: Drawn | None, path: Path) -> Path:
    """Write the notice of a draw (抽样公示单) to the Word file `path`: the frozen list, the seed, how to repeat it."""
    parts: list[str | Grid] = [
        f"抽样月份：{frozen.month}。名单共 {frozen.population} 张卡，名单文件的 SHA-256：",
        frozen.list_sha256,
        f"种子来源（封存名单以前定下）：{frozen.source}。",
        *([f"和别的卡同名、另算一个人的：{'、'.join(frozen.apart)}。"] if frozen.apart else []),
    ]
    if drawn is not None:
        parts += [*drawn.recipe, _tickets(drawn)]
    parts += [signatures("封存人", "见证人", "掷骰子的村民"), head_line(desk), "名单：", _listed(frozen)]
    write_tables(path, f"{desk.settings.office.name}首问卡抽样公示单", parts)
    return path


def _listed(frozen: Frozen) -> Grid:
    """Return the frozen list as it is posted: the numbers without check digits, five in a row."""
    numbers = draw.cards_of(Path(frozen.file).read_text(encoding="utf-8"))
    padded = [*numbers, *[""] * (-len(numbers) % _LISTED_IN_A_ROW)]
    rows = tuple(zip(*[iter(padded)] * _LISTED_IN_A_ROW, strict=True))
    return Grid((), rows or (("没有卡", *[""] * 4),), (34,) * _LISTED_IN_A_ROW)


def write_notice(desk: Desk, month: str, path: Path) -> tuple[Frozen, Path]:
    """Write the notice of the draw of `month`, before or after its seed, and its list once more; return both."""
    frozen = write_list(desk, month)
    try:
        drawn = show(desk, month)
    except UnknownNumberError:
        drawn = None
    return frozen, write_draw(desk, frozen, drawn, path)


def _tickets(drawn: Drawn) -> Grid:
    rows = tuple(
        (str(n), card_numbers.bare(each.card), each.ticket[:_TICKET_SHOWN]) for n, each in enumerate(drawn.drawn, 1)
    )
    return Grid(("次序", "卡号", "签（前 16 位）"), rows, (20, 60, 90))


def write_board(desk: Desk, path: Path) -> int:
    """Write the board of stages (number, stage, date) of the cards whose holders agreed, and return how many."""
    view = View(desk.present)
    with desk.store.reading() as tx:
        cards = [card for card in all_cards(tx, view) if card.board_ok and card.voided is None]
        entries = entries_of(tx, view, {card.case for card in cards if card.case})
        rows = [board_line(progress_of(desk, tx, view, card, entries.get(card.case or "", ())), card) for card in cards]
    title = f"首问卡办理进展（{official_date(desk.today)}）"
    write_tables(path, title, [Grid(("卡号", "阶段", "日期"), tuple(rows), (60, 55, 55))])
    return len(rows)
