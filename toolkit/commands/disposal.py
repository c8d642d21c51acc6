"""The commands for the end of life: appraisal, destruction by two people, deletion at somebody's request."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.commands.given_words import WORDS
from toolkit.commands.parts import desk_at, filled, printed, refuse_pair, replace_option, shared

if TYPE_CHECKING:
    from toolkit.restricted import Destroyed
    from toolkit.workspace import Desk

_PATH = click.Path(path_type=Path)
_BY = click.option("--by", required=True, callback=filled, help="经手人的姓名。")
_WITNESS = click.option("--witness", required=True, callback=filled, help="监销人的姓名，另一个人。")
_AGREE = click.option("--agree", is_flag=True, help="看过清单，两人同意。没有这一项就只核对、不改动。")
_SEALED_AT = click.option("--at", type=_PATH, default=None, help="封存文件夹今天在哪里，有封存内容时要接上。")


@click.group()
def disposal() -> None:
    """鉴定与销毁：期满鉴定、两人销毁、依本人请求删除、销毁清册。"""  # noqa: D400 - shown to Chinese users


@disposal.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE…")
@click.option("--decision", required=True, type=click.Choice(["销毁", "续存"]), help="鉴定的结论。")
@click.option("--until", type=int, default=None, help="续存到哪一年年底。")
@click.option("--reason", required=True, type=WORDS, help="鉴定的理由。")
@click.option("--by", "people", multiple=True, required=True, type=WORDS, help="鉴定人，至少两人，每人写一次 --by。")
@shared
def appraise(codes: tuple[str, ...], workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """记下期满鉴定的结论。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import Appraisal, inventories
    from toolkit.archive import appraise as enter

    desk = desk_at(workspace)
    decision: Any = {"销毁": "destroy", "续存": "keep"}[wish["decision"]]
    if decision == "destroy":
        inventories.refuse_early(desk, codes)
    told = [Appraisal(code, decision, wish["people"], wish["reason"], wish["until"]) for code in codes]
    found = [enter(desk.store, one, desk.today.year) for one in told]
    printed(as_json, {"appraisals": records.to_json(found)}, [f"{one.recording}：{wish['decision']}" for one in found])


@disposal.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE…")
@_BY
@_WITNESS
@_AGREE
@_SEALED_AT
@shared
def destroy(codes: tuple[str, ...], workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """两人销毁期满并鉴定为销毁的录音：抹去内容，留编号和校验值。先核对，同意后才做。"""  # noqa: D400
    from toolkit.meetings import find_recording
    from toolkit.restricted import destruction, sealed_workspace

    desk = desk_at(workspace, wish["at"])
    resumed = [destruction.finished_earlier(desk, code) for code in codes] if wish["agree"] else []
    earlier = [one for one in resumed if one is not None]
    codes = tuple(code for code in codes if not _is_among(desk, code, earlier))
    against = {code: destruction.refusals(desk, code, wish["by"], wish["witness"]) for code in codes}
    faults = [f"{code}：{why}" for code, found in against.items() for why in found]
    if faults or not wish["agree"]:
        lines = [f"还不能销毁 {one}" for one in faults] or ["可以销毁。以上只是核对，没有改动。同意请加 --agree。"]
        printed(as_json, {"destroyed": [], "refused": faults}, lines)
        if faults:
            raise SystemExit(1)
        return
    sealed = any(find_recording(desk.store, code).sealed for code in codes)
    vault = sealed_workspace.vault_of(desk, wish["at"]) if sealed else None
    done = [destruction.destroy(desk, code, wish["by"], wish["witness"], vault) for code in codes]
    _tell([*earlier, *done], as_json=as_json)


def _is_among(desk: "Desk", code: str, done: "list[Destroyed]") -> bool:
    """Tell whether recording `code` is one of those whose destruction was just finished."""
    from toolkit.meetings import find_recording

    return find_recording(desk.store, code).destroyed in {one.number for one in done}


@disposal.command()
@click.argument("code")
@click.argument("ordinals", nargs=-1, type=int, required=True, metavar="ORDINAL…")
@click.option(
    "--ground",
    required=True,
    callback=filled,
    help="依据，如“本人2026年9月1日书面请求（个人信息保护法第四十七条）”；不要写姓名。",
)
@click.option("--also", multiple=True, type=int, help="还要一并删除的句子的序号。")
@_BY
@_WITNESS
@_AGREE
@shared
def remove(code: str, ordinals: tuple[int, ...], workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """依本人请求删除几件诉求：消音、抹去文字，留编号。不可恢复；先列清单（谁看的会记下来），同意后才做。"""  # noqa: D400
    from toolkit.grievances import access_log
    from toolkit.meetings import Order
    from toolkit.restricted import destruction, sealing

    desk = desk_at(workspace)
    order = Order("withdrawn", wish["by"], wish["witness"], wish["ground"])
    destruction.refuse_unanswered(code, ordinals, order)
    if wish["agree"] and (earlier := sealing.finished_earlier(desk, code, ordinals, wish["also"])):
        _tell([destruction.Destroyed(earlier.number, earlier.left, earlier.elsewhere)], as_json=as_json)
        return
    if not wish["agree"]:
        planned = sealing.plan(desk, code, ordinals, wish["also"])
        access_log.open_for(desk, order.by, f"删除清单 {planned.recording.code}")
        lines = [f"要删除：第 {one.number} 句 {one.text}" for one in planned.sentences]
        lines += [f"提到有关的人、没有列入：第 {one.number} 句 {one.text}" for one in planned.mentions]
        lines += ["以上只是清单，没有改动。删除以后不能恢复；同意请加 --agree。"]
        printed(as_json, {"sentences": [one.number for one in planned.sentences], "destroyed": []}, lines)
        return
    _tell([destruction.remove(desk, code, ordinals, order, wish["also"])], as_json=as_json)


def _tell(done: "list[Destroyed]", *, as_json: bool) -> None:
    from toolkit import records

    lines = [f"已抹去：{one.number}" for one in done]
    lines += [f"还有痕迹，请处理：{place}" for one in done for place in one.left]
    lines += [f"本程序够不着的副本，请另行销毁：{place}" for one in done for place in one.elsewhere]
    printed(as_json, {"destroyed": records.to_json(done), "refused": []}, lines)
    if any(one.left for one in done):
        raise SystemExit(1)


@disposal.command("list")
@click.option("--out", type=_PATH, default=None, help="写到哪个文件，Word（签字用）和 Excel 各一份；不写只列出。")
@replace_option
@shared
def list_destroyed(out: Path | None, workspace: Path | None, as_json: bool, replace: bool) -> None:  # noqa: FBT001
    """销毁清册。"""  # noqa: D400
    from toolkit import records
    from toolkit.restricted import destruction

    if out is not None:
        refuse_pair(out, replace=replace)
    desk = desk_at(workspace)
    found = destruction.listing(desk)
    files = destruction.write_register(desk, out) if out is not None else ()
    lines = [f"{one.number} {one.recording} {one.made_at[:10]} {one.by}、{one.witness}：{one.ground}" for one in found]
    lines += [f"销毁清册：{file}" for file in files]
    data = {"destroyed": records.to_json(found), "files": [str(file) for file in files]}
    printed(as_json, data, lines or ["还没有销毁过。"])
    if desk.unfinished:
        raise SystemExit(1)
