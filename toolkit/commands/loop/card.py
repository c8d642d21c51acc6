"""`yehua card …`: cards of whoever receives somebody, their codes, the monthly draw and the calls."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import loop
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, filled, may_repeat, replace_option, shared
from toolkit.commands.loop.frame import AT, BY, ON, OUT, desk_at, second_and_reason, write_sheet
from toolkit.core import WrongValueError, refuse_existing

if TYPE_CHECKING:
    from toolkit.loop import Frozen
    from toolkit.workspace import Desk


@click.group()
def card() -> None:
    """首问兜底卡：谁接待谁负责到底；凭卡号、查验码查进展，每月抽签回访。"""


@card.command()
@click.option("--receiver", required=True, callback=filled, help="谁接待的。")
@click.option("--post", required=True, help="他的岗位。")
@click.option("--about", required=True, type=WORDS, help=f"什么事；不印在卡上，也不列出。{HELP}")
@AT
@click.option("--holder", default=None, type=WORDS, help=f"来人的姓名。{HELP}")
@click.option("--phone", default=None, type=WORDS, help=f"来人的电话。{HELP}")
@click.option("--case", "case", default=None, help="已经立项的，事项编号。")
@click.option("--no-call", is_flag=True, help="来人不愿意接回访电话。")
@click.option("--board", is_flag=True, help="来人同意把卡号和阶段写上公示栏。")
@shared
def issue(
    *,
    receiver: str,
    post: str,
    about: str,
    at: str,
    holder: str | None,
    phone: str | None,
    case: str | None,
    no_call: bool,
    board: bool,
    console: Console,
) -> None:
    """发一张卡，并写好要打印的一页（正面、背面、存根）。"""
    desk = desk_at(console)
    wish = loop.cards.NewCard(receiver, post, about, at, holder, phone, case, call_ok=not no_call, board_ok=board)
    issued = loop.cards.issue(desk, wish)
    path = loop.card_sheets.write_card(desk, issued.card)
    _print_issued(console, issued.card.number, issued.code, path)


def _print_issued(console: Console, number: str, code: str, path: Path) -> None:
    console.print({"card": number, "code": code, "file": str(path)}, [f"卡号 {number}，查验码 {code}；打印：{path}"])


@card.command()
@click.argument("number", metavar="CARD")
@click.option("--code", default=None, type=WORDS, help="卡上的查验码；一天错五次就不再查。")
@ON
@shared
def show(number: str, *, code: str | None, on: str | None, console: Console) -> None:
    """查一张卡：是不是本单位的、办到哪一步、现在谁负责；旧卡编号也可以。没有带卡来的，要报查验码。"""
    answer = loop.card_checks.answer(desk_at(console), number, code, on)
    lines = [f"{answer.verdict}（补登）" if answer.late else answer.verdict]
    lines += [f"{each.at} {each.stage}" for each in answer.stages]
    lines += [f"现在负责：{answer.receiver}"] if answer.receiver else []
    lines += [f"下一个日期：{answer.next}"] if answer.next else []
    lines += [f"可以这样答：{answer.say}"] if answer.say else []
    console.print(answer, lines, failed=answer.verdict != "有登记")


@card.command()
@click.argument("old", metavar="OLD")
@click.option("--photo", required=True, type=PATH, help="旧卡的照片，会复制保存。")
@click.option("--receiver", required=True, callback=filled, help="当时谁接待的。")
@click.option("--post", default=None, help="他当时的岗位。")
@AT
@shared
def adopt(old: str, *, photo: Path, receiver: str, post: str | None, at: str, console: Console) -> None:
    """登记一张旧卡（手写、印刷的），以后旧编号、新卡号都查得到。"""
    desk = desk_at(console)
    adopted = loop.cards.adopt(desk, old, photo, receiver=receiver, at=at, post=post or loop.cards.ADOPTED_POST)
    data = {"card": adopted.number, "aliases": [adopted.alias]}
    console.print(data, [f"旧卡 {adopted.alias} 登记为 {adopted.number}。"])


@card.command()
@click.argument("number", metavar="CARD")
@BY
@second_and_reason
@shared
def void(number: str, *, by: str, second: str, reason: str, console: Console) -> None:
    """作废一张卡（两个人）。"""
    card = loop.cards.void(desk_at(console), number, by=by, second=second, reason=reason)
    console.print({"card": card.number, "voided": card.voided}, [f"{card.number} 已作废。"])


@card.command()
@click.argument("number", metavar="CARD")
@click.argument("case", metavar="CASE")
@BY
@shared
def link(number: str, case: str, *, by: str, console: Console) -> None:
    """卡上的事立了项，登记是哪一个事项，以后阶段由事项台账得出。"""
    linked = loop.cards.link(desk_at(console), number, case, by)
    console.print({"card": linked.number, "case": linked.case}, [f"{linked.number} 的事是 {linked.case}。"])


@card.command()
@click.argument("number", metavar="CARD")
@click.argument("stage")
@AT
@BY
@shared
def stage(number: str, stage: str, *, at: str, by: str, console: Console) -> None:
    """没有立项的卡，登记办到哪一步：已告知、办理中、已答复。"""
    moved = loop.cards.move_on(desk_at(console), number, stage, at=at, by=by)
    console.print({"card": moved.number, "stage": stage}, [f"{moved.number}：{stage}。"])


@card.command("print")
@click.argument("numbers", nargs=-1, required=True, metavar="CARD…")
@OUT
@click.option("--reason", required=True, callback=filled, help="为什么再印，如卡丢了。")
@BY
@replace_option
@shared
def print_cards(
    numbers: tuple[str, ...],
    *,
    out: Path,
    reason: str,
    by: str,
    replace: bool,
    console: Console,
) -> None:
    """把几张卡再印一遍，一页十张；卡号和查验码不变。"""
    refuse_existing(out, replace=replace)
    desk = desk_at(console)
    cards = [loop.cards.reissue(desk, number, by=by, reason=reason).card for number in numbers]
    write_sheet(out, lambda word: loop.card_sheets.write_cards(desk, cards, word), replace=replace)
    console.print({"file": str(out), "cards": [card.number for card in cards]}, [f"打印：{out}"])


@card.command()
@click.argument("day", metavar="DAY")
@shared
def day(day: str, *, console: Console) -> None:
    """一天发了哪些卡，和存根、当天登记对：号码断在哪里，哪些来人没有给卡。"""
    listed = loop.card_checks.of_day(desk_at(console), day)
    lines = [
        f"{one.card} {one.at} {one.receiver}{'（补登）' if one.late else ''}{'（作废）' if one.voided else ''}"
        for one in listed.cards
    ]
    lines += [f"断号：{number}" for number in listed.missing] + [f"没有给卡：{case}" for case in listed.without_card]
    console.print(listed, lines or ["当天没有发卡。"])


@card.command()
@click.argument("number", metavar="CARD")
@OUT
@replace_option
@shared
def slip(number: str, *, out: Path, replace: bool, console: Console) -> None:
    """出抽中的卡的回访记录（Word）；只有卡号和接待人，不写什么事；关于干部的话只记在另一张上，封好交纪委。"""
    desk = desk_at(console)
    write_sheet(out, lambda word: loop.slips.write_card_slip(desk, number, word), replace=replace)
    console.print({"file": str(out)}, [f"回访记录：{out}"])


@card.command()
@click.argument("person", metavar="NAME")
@click.option("--photo", type=PATH, default=None, help="照片，JPG 或 PNG，会复制保存。")
@click.option("--agreed", is_flag=True, help="本人同意把照片印在卡上。")
@click.option("--withdraw", is_flag=True, help="本人不再同意：照片删掉，以后的卡不再印。")
@BY
@shared
def portrait(person: str, *, photo: Path | None, agreed: bool, withdraw: bool, by: str, console: Console) -> None:
    """接待人的照片：本人同意才印在卡上，随时可以收回。"""
    if withdraw == (photo is not None):
        raise WrongValueError(field="--photo", value=str(photo or ""), why="写照片的文件，或者写 --withdraw")
    desk = desk_at(console)
    if photo is not None:
        kept = loop.photos.give_portrait(desk, person, photo, agreed=agreed, by=by)
    else:
        kept = loop.photos.withdraw_portrait(desk, person, by=by)
    line = f"{person}的照片不再印在卡上，已删去。" if withdraw else f"{person}的照片以后印在卡上。"
    console.print({"person": person, "portrait": kept.subject, "withdrawn": withdraw}, [line])


@card.command()
@OUT
@replace_option
@shared
def board(*, out: Path, replace: bool, console: Console) -> None:
    """出公示栏：来人同意公示的卡，只有卡号、阶段、日期。"""
    desk = desk_at(console)
    count = write_sheet(out, lambda word: loop.card_sheets.write_board(desk, word), replace=replace)
    console.print({"file": str(out), "cards": count}, [f"公示栏：{out}，{count} 张卡。"])


# -- the draw --------------------------------------------------------------------------------------------------


@card.group()
def draw() -> None:
    """抽签回访：先封存名单，再公布种子，谁都可以用 sha256sum 重算。"""


@draw.command()
@click.argument("month", metavar="MONTH")
@BY
@click.option("--witness", required=True, callback=filled, help="见证人。")
@click.option("--source", required=True, type=WORDS, help="用哪个公开数字作种子，要在封存以前定下。")
@click.option("--apart", multiple=True, metavar="CARD", help="同名、没有电话，其实是另一个人的卡，可以写几张。")
@shared
def freeze(month: str, *, by: str, witness: str, source: str, apart: tuple[str, ...], console: Console) -> None:
    """封存一个月的名单（一人一张），写成文件，打印它的 SHA-256，两个人签字、张贴。"""
    frozen = loop.draws.freeze(desk_at(console), month, by=by, witness=witness, source=source, apart=apart)
    _print_frozen(console, frozen)


def _print_frozen(console: Console, frozen: "Frozen") -> None:
    lines = [f"{frozen.month}：{frozen.population} 张卡，{frozen.file}", f"SHA-256：{frozen.list_sha256}"]
    lines += frozen.remarks
    console.print(frozen, lines)


@draw.command()
@click.argument("month", metavar="MONTH")
@click.option("--public", required=True, type=WORDS, help="公布出来的公开数字，如 2026-11-02|SSE|3987.65。")
@click.option("--dice", required=True, help="村民掷出的点数，连着写，如 36115264。")
@click.option("--by", default="登记人", callback=filled, help="谁登记的。")
@shared
def seed(month: str, *, public: str, dice: str, by: str, console: Console) -> None:
    """公布种子：公开数字加骰子点数；公布以后不能换。"""
    desk = desk_at(console)
    warned(loop.draws.seed(desk, month, public=public, dice=dice, by=by))
    _print_drawn(console, desk, month)


@draw.command("show")
@click.argument("month", metavar="MONTH")
@shared
def show_draw(month: str, *, console: Console) -> None:
    """看抽中哪些卡、接下来是哪些；作废的去掉，没有联系上的加抽一张。"""
    _print_drawn(console, desk_at(console), month)


def _print_drawn(console: Console, desk: "Desk", month: str) -> None:
    drawn = loop.draws.show(desk, month)
    lines = [f"{each.card} {each.ticket[:8]}" for each in drawn.drawn]
    lines += [f"作废，去掉：{'、'.join(each.card for each in drawn.void)}"] if drawn.void else []
    lines += [f"{card} 没有联系上，加打 {other}" for card, other in drawn.substitutes.items()]
    lines += [f"接下来：{'、'.join(each.card for each in drawn.next)}"] if drawn.next else []
    ended = loop.draws.cancelled(desk, month)
    past = [
        f"取消过：{each.frozen} 封存的 {each.population} 张，{each.at} {each.by}、{each.second} 取消：{each.reason}"
        for each in ended
    ]
    data = {**vars(drawn), "cancelled": ended}
    console.print(data, [*lines, *past, "谁都可以重算：", *drawn.recipe])


@draw.command("sheet")
@click.argument("month", metavar="MONTH")
@OUT
@replace_option
@shared
def draw_sheet(month: str, *, out: Path, replace: bool, console: Console) -> None:
    """出抽样公示单（Word），并把名单文件再写一遍。"""
    desk = desk_at(console)
    frozen, _ = write_sheet(out, lambda word: loop.card_sheets.write_notice(desk, month, word), replace=replace)
    console.print({"file": str(out), "list": frozen.file}, [f"公示单：{out}", f"名单：{frozen.file}"])


@draw.command("cancel")
@click.argument("month", metavar="MONTH")
@BY
@second_and_reason
@shared
def cancel_draw(month: str, *, by: str, second: str, reason: str, console: Console) -> None:
    """取消一次抽样（两个人，写明事由）；取消的仍然看得到，重抽要用以后的公开数字。"""
    loop.draws.cancel(desk_at(console), month, by=by, second=second, reason=reason)
    console.print({"month": month, "cancelled": True}, [f"{month} 的抽样已取消。"])


@card.command()
@click.argument("number", metavar="CARD")
@AT
@click.option("--how", default="电话", help="电话或入户，默认电话。")
@click.option("--outcome", required=True, help="接通、没有接通、不愿说。")
@click.option("--kept", default=None, help="答应的事：办到、部分、没办到。")
@BY
@may_repeat
@shared
def call(
    number: str,
    *,
    at: str,
    how: str,
    outcome: str,
    kept: str | None,
    by: str,
    again: bool,
    console: Console,
) -> None:
    """记一次抽中的卡的回访，没有办完的重新办理；三次没有接通的（分两天、有一次在晚上或周末），换下一张。"""
    wish = loop.CardCall(at, how, outcome, by, kept, again=again)
    called = loop.draw_calls.call(desk_at(console), number, wish)
    lines = [f"{called.card}：第 {called.tries} 次。"]
    lines += [f"没有联系上，再打 {called.substitute}。"] if called.substitute else []
    lines += ["没有办完，事项已重新办理，期限仍按原来的算。"] if called.reopened else []
    console.print(called, lines)
