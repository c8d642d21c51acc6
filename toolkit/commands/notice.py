"""The commands for notice and consent: what was told, who objected, where a child speaks; the sheet to post."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.commands.given_words import WORDS
from toolkit.commands.parts import desk_at, may_repeat, printed, replace_option, shared
from toolkit.core import refuse_existing

if TYPE_CHECKING:
    from toolkit.meetings import Notice

_BY = click.option("--by", required=True, help="登记人的姓名。")


@click.group()
def notice() -> None:
    """告知与同意：录音前的告知、反对、未成年人；没有告知记录的录音会标出。"""  # noqa: D400 - shown to Chinese users


def _entered(workspace: Path | None, code: str, one: "Notice", *, again: bool, as_json: bool) -> None:
    from toolkit import records
    from toolkit.meetings import notices

    kept = notices.enter(desk_at(workspace).store, code, one, again=again)
    printed(as_json, records.to_json(kept), [f"已登记：{notices.KIND_NAMES[kept.kind]}，{kept.person}"])


@notice.command()
@click.argument("code")
@click.option("--person", required=True, type=WORDS, help="谁宣读或张贴的。")
@click.option("--second", "start_s", type=float, default=None, help="在录音的第几秒说明的。")
@click.option("--how", type=click.Choice(["spoken", "board", "written"]), default="spoken", help="说明、告知牌、书面。")
@_BY
@may_repeat
@shared
def given(code: str, workspace: Path | None, as_json: bool, again: bool, **told: Any) -> None:  # noqa: FBT001
    """登记录音前作过告知：谁、怎样、第几秒。"""  # noqa: D400
    from toolkit.meetings import Notice

    _entered(workspace, code, Notice("given", **told), again=again, as_json=as_json)


@notice.command()
@click.argument("code")
@click.option("--person", required=True, type=WORDS, help="谁反对，可以写发言人几。")
@click.option("--from", "start_s", required=True, type=float, help="他的话从第几秒。")
@click.option("--to", "end_s", required=True, type=float, help="到第几秒。")
@click.option("--wish", required=True, type=WORDS, help="他的要求，如：不公开、停录、删除。")
@_BY
@may_repeat
@shared
def objection(code: str, workspace: Path | None, as_json: bool, again: bool, **told: Any) -> None:  # noqa: FBT001
    """登记有人反对录音或公开；公开用的副本不含他的话。"""  # noqa: D400
    from toolkit.meetings import Notice

    _entered(workspace, code, Notice("objection", **told), again=again, as_json=as_json)


@notice.command()
@click.argument("code")
@click.option("--person", required=True, type=WORDS, help="哪个孩子，可以写发言人几。")
@click.option("--from", "start_s", required=True, type=float, help="孩子的话从第几秒。")
@click.option("--to", "end_s", required=True, type=float, help="到第几秒。")
@click.option("--guardian", default=None, type=WORDS, help="哪位监护人同意的；没有同意，公开用的副本就不含孩子的话。")
@_BY
@may_repeat
@shared
def minor(code: str, workspace: Path | None, as_json: bool, again: bool, **told: Any) -> None:  # noqa: FBT001
    """登记不满十四周岁的孩子说话的地方，和监护人是否同意。"""  # noqa: D400
    from toolkit.meetings import Notice

    _entered(workspace, code, Notice("minor", **told), again=again, as_json=as_json)


@notice.command("list")
@click.argument("code", required=False, metavar="[CODE]")
@shared
def list_notices(code: str | None, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """列出每段录音的告知情况；没有的，指出录音里可能说过告知的句子。"""  # noqa: D400
    from toolkit.transcripts import consent as notice_sheets

    found = notice_sheets.overview(desk_at(workspace), code)
    lines = [line for one in found for line in notice_sheets.lines(one)]
    printed(as_json, {"recordings": [notice_sheets.as_data(one) for one in found]}, lines or ["还没有收录任何录音。"])


@notice.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个 .docx 文件。")
@replace_option
@shared
def sheet(out: Path, workspace: Path | None, as_json: bool, replace: bool) -> None:  # noqa: FBT001
    """出告知牌（Word）：张贴在院坝、开场宣读。"""  # noqa: D400
    from toolkit.transcripts import consent as notice_sheets

    refuse_existing(out, replace=replace)
    path = notice_sheets.write_sheet(desk_at(workspace), out)
    printed(as_json, {"file": str(path)}, [f"告知牌：{path}。联系人和电话请手写填上。"])
