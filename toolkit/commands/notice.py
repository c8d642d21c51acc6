"""`yehua notice …`: notices given before recording, objections, children, and the sheet to post."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import meetings, transcripts
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import WORDS
from toolkit.commands.frame.options import PATH, may_repeat, replace_option, shared
from toolkit.core import refuse_existing

if TYPE_CHECKING:
    from toolkit.meetings import Notice

_BY = click.option("--by", required=True, help="登记人的姓名。")
_TO = click.option("--to", "end_s", required=True, type=float, help="到第几秒。")


@click.group()
def notice() -> None:
    """告知与同意：录音前的告知、反对、未成年人；没有告知记录的录音会标出。"""


def _enter(console: Console, code: str, entry: "Notice", *, again: bool) -> None:
    kept = meetings.notices.enter(console.desk().store, code, entry, again=again)
    console.print(kept, [f"已登记：{meetings.notices.KIND_NAMES[kept.kind]}，{kept.person}"])


@notice.command()
@click.argument("code")
@click.option("--person", required=True, type=WORDS, help="谁宣读或张贴的。")
@click.option("--second", "start_s", type=float, default=None, help="在录音的第几秒说明的。")
@click.option("--how", type=click.Choice(["spoken", "board", "written"]), default="spoken", help="说明、告知牌、书面。")
@_BY
@may_repeat
@shared
def given(
    code: str,
    *,
    person: str,
    start_s: float | None,
    how: "meetings.notices.How",
    by: str,
    again: bool,
    console: Console,
) -> None:
    """登记录音前作过告知：谁、怎样、第几秒。"""
    _enter(console, code, meetings.Notice("given", person, by, how=how, start_s=start_s), again=again)


@notice.command()
@click.argument("code")
@click.option("--person", required=True, type=WORDS, help="谁反对，可以写发言人几。")
@click.option("--from", "start_s", required=True, type=float, help="他的话从第几秒。")
@_TO
@click.option("--wish", required=True, type=WORDS, help="他的要求，如：不公开、停录、删除。")
@_BY
@may_repeat
@shared
def objection(
    code: str, *, person: str, start_s: float, end_s: float, wish: str, by: str, again: bool, console: Console
) -> None:
    """登记有人反对录音或公开；公开用的副本不含他的话。"""
    entry = meetings.Notice("objection", person, by, start_s=start_s, end_s=end_s, wish=wish)
    _enter(console, code, entry, again=again)


@notice.command()
@click.argument("code")
@click.option("--person", required=True, type=WORDS, help="哪个孩子，可以写发言人几。")
@click.option("--from", "start_s", required=True, type=float, help="孩子的话从第几秒。")
@_TO
@click.option("--guardian", default=None, type=WORDS, help="哪位监护人同意的；没有同意，公开用的副本就不含孩子的话。")
@_BY
@may_repeat
@shared
def minor(
    code: str,
    *,
    person: str,
    start_s: float,
    end_s: float,
    guardian: str | None,
    by: str,
    again: bool,
    console: Console,
) -> None:
    """登记不满十四周岁的孩子说话的地方，和监护人是否同意。"""
    entry = meetings.Notice("minor", person, by, start_s=start_s, end_s=end_s, guardian=guardian)
    _enter(console, code, entry, again=again)


@notice.command("list")
@click.argument("code", required=False, metavar="[CODE]")
@shared
def list_notices(code: str | None, *, console: Console) -> None:
    """列出每段录音的告知情况；没有的，指出录音里可能说过告知的句子。"""
    overviews = transcripts.spoken_notices.overview(console.desk(), code)
    lines = [line for overview in overviews for line in transcripts.spoken_notices.lines(overview)]
    data = [transcripts.spoken_notices.as_data(overview) for overview in overviews]
    console.print({"recordings": data}, lines or ["还没有收录任何录音。"])


@notice.command()
@click.option("--out", required=True, type=PATH, help="写到哪个 .docx 文件。")
@replace_option
@shared
def sheet(*, out: Path, replace: bool, console: Console) -> None:
    """出告知牌（Word）：张贴在院坝、开场宣读。"""
    refuse_existing(out, replace=replace)
    path = meetings.notice_sheet.write_sheet(console.desk(), out)
    console.print({"file": str(path)}, [f"告知牌：{path}。联系人和电话请手写填上。"])
