"""`yehua jury …`: respected neighbours give an opinion; it decides nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import loop
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, replace_option, shared
from toolkit.commands.loop.frame import AT, OUT, WRITER, desk_at, second_and_reason, write_sheet
from toolkit.core import refuse_existing

if TYPE_CHECKING:
    from toolkit.loop import Session

_FOLDER = click.option("--out", required=True, type=PATH, help="写到哪个文件夹。")


@click.group()
def jury() -> None:
    """评议团：抽签的乡亲给一个意见，仅供参考，不影响依法受理。"""


@jury.command()
@click.argument("file", type=PATH)
@WRITER
@shared
def roster(file: Path, *, by: str, console: Console) -> None:
    """收评议员名册（Excel：姓名、类别、起、止），全收或者全不收。"""
    added = loop.jury.members.take_in(desk_at(console), file, by)
    console.print({"added": added}, [f"收进 {added} 人。"])


@jury.command()
@click.option("--out", required=True, type=PATH, help="写到哪个 .xlsx 文件。")
@replace_option
@shared
def form(*, out: Path, replace: bool, console: Console) -> None:
    """出一张空的名册（Excel）。"""
    refuse_existing(out, replace=replace)
    loop.jury.members.write_form(out)
    console.print({"file": str(out)}, [f"空表：{out}"])


@jury.command()
@click.argument("case")
@click.option("--date", "on", required=True, help="哪一天开会。")
@click.option("--public", default="", help="抽签用的公开数字，如 某日某指数收盘价；和骰子至少写一样。")
@click.option("--dice", default="", help="当场掷的骰子，如 36115264。")
@click.option("--whole", is_flag=True, help="不去掉最高最低；开会以前就要定。")
@_FOLDER
@WRITER
@shared
def call(case: str, *, on: str, public: str, dice: str, whole: bool, out: Path, by: str, console: Console) -> None:
    """召集一次评议：回避以后按席位抽签，写好通知、签到、评议票、计票表；一件事项只抽一次。"""
    desk = desk_at(console)
    session = loop.jury.sessions.call(desk, case, loop.jury.sessions.Call(on, by, public, dice, not whole))
    papers = loop.jury.sheets.write_all(desk, session, out)
    if desk.present[:10] > session.call_by:
        warned([f"请留意：应在 {session.call_by} 以前通知到，已经晚了。"])
    lines = [*_lines(session), f"写好 {len(papers.files)} 个文件：{out}"]
    console.print({**vars(session), "files": papers.files}, lines)


@jury.command()
@click.argument("session")
@WRITER
@second_and_reason
@shared
def cancel(session: str, *, by: str, second: str, reason: str, console: Console) -> None:
    """取消一次还没有计票的评议（两个人，写明事由）；取消的仍然看得到，以后可以另外召集。"""
    sitting = loop.jury.sessions.cancel(desk_at(console), session, by=by, second=second, reason=reason)
    console.print(sitting, _lines(sitting))


@jury.command()
@click.argument("session")
@click.argument("side", metavar="来访人|承办单位")
@click.option("--absent", is_flag=True, help="没有到场陈述。")
@AT
@WRITER
@shared
def heard(session: str, side: str, *, absent: bool, at: str, by: str, console: Console) -> None:
    """记一方陈述了没有；有一方没有听取就不计分。"""
    sitting = loop.jury.sessions.note_side(desk_at(console), session, side, heard=not absent, at=at, by=by)
    console.print(sitting, _lines(sitting))


@jury.command()
@click.argument("session")
@click.argument("first", type=PATH)
@click.argument("second", type=PATH)
@click.option("--by", default=None, help="录第一份的计票人；不写就用文件名。")
@click.option("--second", "other", default=None, help="录第二份的计票人；不写就用文件名。")
@click.option("--at", default=None, help="什么时候计的，默认现在。")
@click.option("--unheard", multiple=True, help="哪一方没有到场陈述；写了就不计分。")
@shared
def score(
    session: str,
    first: Path,
    second: Path,
    *,
    by: str | None,
    other: str | None,
    at: str | None,
    unheard: tuple[str, ...],
    console: Console,
) -> None:
    """计票：两个人各录一份，一样才有分；写了半分、超过 10 分、空着的作废。双方都听取过，没有的用 --unheard 写明。"""
    desk = desk_at(console)
    tellers = loop.jury.tally.Tellers(by or first.stem, other or second.stem, loop.moments.looked_at(desk, at), unheard)
    tally = loop.jury.tally.count(desk, session, (first, second), tellers)
    result = f"{tally.score or tally.why}，建议 {tally.suggestion or '没有'}（仅供参考）"
    lines = [f"{tally.session}：{tally.ballots} 张，作废 {tally.void} 张，{result}。"]
    lines += [f"票号 {one.slot} {one.field}：{one.first} / {one.second}" for one in tally.differences]
    console.print(tally, lines, failed=tally.differences)


@jury.command()
@click.argument("session")
@OUT
@WRITER
@replace_option
@shared
def opinion(session: str, *, out: Path, by: str, replace: bool, console: Console) -> None:
    """出评议意见书（Word）：仅供参考，法定依据另写。"""
    desk = desk_at(console)
    sitting = write_sheet(out, lambda word: loop.jury.sheets.write_opinion(desk, session, word, by), replace=replace)
    console.print({"file": str(out), "session": sitting.session}, [f"评议意见书：{out}"])


@jury.command()
@click.argument("session")
@click.argument("route", metavar="受理|绿色通道|引导法定途径|不予受理")
@click.option("--ground", default=None, help="法定依据，如 31(2)；分数不是依据。")
@AT
@WRITER
@shared
def route(session: str, route: str, *, ground: str | None, at: str, by: str, console: Console) -> None:
    """记承办机关决定怎么办；不改事项的状态，告知书另出。"""
    wish = loop.jury.sessions.Decision(route, ground, at, by)
    sitting = loop.jury.sessions.decide_route(desk_at(console), session, wish)
    console.print(sitting, _lines(sitting))


@jury.command()
@click.argument("session")
@shared
def show(session: str, *, console: Console) -> None:
    """看一次评议。"""
    desk = desk_at(console)
    with desk.store.reading() as tx:
        sitting = loop.jury.sessions.find(desk, tx, session)
    console.print(sitting, _lines(sitting))


@jury.command()
@click.argument("session")
@click.option("--video", required=True, type=PATH, help="录像文件。")
@click.option("--person", "people", required=True, multiple=True, type=WORDS, help=f"录像里的人，一个一个写。{HELP}")
@click.option("--consent", "consents", multiple=True, type=WORDS, help=f"谁同意了，一个一个写。{HELP}")
@_FOLDER
@WRITER
@shared
def disc(
    session: str,
    *,
    video: Path,
    people: tuple[str, ...],
    consents: tuple[str, ...],
    out: Path,
    by: str,
    console: Console,
) -> None:
    """做阳光碟：录像里的每个人都同意才做。"""
    wish = loop.jury.discs.Wanted(video, people, consents, by)
    made = loop.jury.discs.make(desk_at(console), session, wish, out)
    console.print(made, [f"第 {made.copy} 份：{made.files[0]}，校验值 {made.sha256}"])


@jury.command()
@click.argument("session")
@click.argument("copy", type=int)
@click.option("--person", required=True, type=WORDS, help=f"谁领的。{HELP}")
@AT
@WRITER
@shared
def received(session: str, copy: int, *, person: str, at: str, by: str, console: Console) -> None:
    """记第几份阳光碟谁领了。"""
    loop.jury.discs.receive(desk_at(console), session, copy, person=person, at=at, by=by)
    console.print({"session": session, "copy": copy}, [f"{session} 第 {copy} 份已领。"])


def _lines(session: "Session") -> list[str]:
    lines = [
        f"{session.session} {session.case} {session.date}，席位 {len(session.seats)}，应在 {session.call_by} 以前通知。"
    ]
    lines += [
        f"  {seat.seat} {seat.name} {seat.kind}{'（回避，空席）' if seat.recused else ''}" for seat in session.seats
    ]
    if session.ballots:
        counted = f"  {session.ballots} 张票，作废 {session.void} 张，{session.exact or '不计分'}"
        lines.append(f"{counted}，建议 {session.suggestion or '没有'}。")
    if session.route:
        lines.append(f"  决定：{session.route}，法定依据 {session.ground or '不用'}。")
    if end := session.cancelled:
        lines.append(f"  已取消：{end.at} {end.by}、{end.second}：{end.reason}。")
    return lines
