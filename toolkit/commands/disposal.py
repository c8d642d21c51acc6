"""`yehua disposal …`: appraisal, destruction by two people, deletion at a person's request, the register of both."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from toolkit import archive, cases, grievances, meetings, restricted
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import WORDS
from toolkit.commands.frame.options import PATH, filled, refuse_pair, replace_option, shared

if TYPE_CHECKING:
    from toolkit.restricted import Destroyed
    from toolkit.workspace import Desk

_BY = click.option("--by", required=True, callback=filled, help="经手人的姓名。")
_WITNESS = click.option("--witness", required=True, callback=filled, help="监销人的姓名，另一个人。")
_AGREE = click.option("--agree", is_flag=True, help="看过清单，两人同意。没有这一项就只核对、不改动。")
_DECISIONS: dict[str, Literal["destroy", "keep"]] = {"销毁": "destroy", "续存": "keep"}
_SEALED_AT = click.option("--at", type=PATH, default=None, help="封存文件夹今天在哪里，有封存内容时要接上。")


@click.group()
def disposal() -> None:
    """鉴定与销毁：期满鉴定、两人销毁、依本人请求删除、销毁清册。"""


@disposal.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE…")
@click.option("--decision", required=True, type=click.Choice(["销毁", "续存"]), help="鉴定的结论。")
@click.option("--until", type=int, default=None, help="续存到哪一年年底。")
@click.option("--reason", required=True, type=WORDS, help="鉴定的理由。")
@click.option("--by", "people", multiple=True, required=True, type=WORDS, help="鉴定人，至少两人，每人写一次 --by。")
@shared
def appraise(
    codes: tuple[str, ...], *, decision: str, until: int | None, reason: str, people: tuple[str, ...], console: Console
) -> None:
    """记下期满鉴定的结论。"""
    desk = console.desk()
    if decision == "销毁":
        archive.inventories.refuse_early(desk, codes)
    appraisals = [archive.Appraisal(code, _DECISIONS[decision], people, reason, until) for code in codes]
    entered = [archive.appraise(desk.store, appraisal, desk.today.year) for appraisal in appraisals]
    lines = [f"{appraisal.recording}：{decision}" for appraisal in entered]
    console.print({"appraisals": entered}, lines)


@disposal.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE…")
@_BY
@_WITNESS
@_AGREE
@_SEALED_AT
@shared
def destroy(codes: tuple[str, ...], *, by: str, witness: str, agree: bool, at: Path | None, console: Console) -> None:
    """两人销毁期满并鉴定为销毁的录音：抹去内容，留编号和校验值。先核对，同意后才做。"""
    desk = console.desk(at)
    resumed = [restricted.destruction.finished_earlier(desk, code) for code in codes] if agree else []
    earlier = [entry for entry in resumed if entry is not None]
    codes = tuple(code for code in codes if not _is_among(desk, code, earlier))
    against = {code: restricted.destruction.refusals(desk, code, by, witness) for code in codes}
    faults = [f"{code}：{why}" for code, reasons in against.items() for why in reasons]
    if faults or not agree:
        lines = [f"还不能销毁 {fault}" for fault in faults] or ["可以销毁。以上只是核对，没有改动。同意请加 --agree。"]
        console.print({"destroyed": [], "refused": faults}, lines, failed=faults)
        return
    sealed = any(meetings.find_recording(desk.store, code).sealed for code in codes)
    vault = restricted.sealed_workspace.vault_of(desk, at) if sealed else None
    done = [restricted.destruction.destroy(desk, code, by, witness, vault) for code in codes]
    _print_destroyed([*earlier, *done], console=console)


def _is_among(desk: "Desk", code: str, done: "list[Destroyed]") -> bool:
    """Return whether recording `code` is among those `done`, which an earlier command began to destroy."""
    return meetings.find_recording(desk.store, code).destroyed in {erased.number for erased in done}


@disposal.command()
@click.argument("code")
@click.argument("ordinals", nargs=-1, type=int, metavar="[ORDINAL…]")
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
def remove(
    code: str,
    ordinals: tuple[int, ...],
    *,
    ground: str,
    also: tuple[int, ...],
    by: str,
    witness: str,
    agree: bool,
    console: Console,
) -> None:
    """依本人请求删除几件诉求：消音、抹去文字，留编号。不可恢复；先列清单（谁看的会记下来），同意后才做。

    来信、窗口来的（件…）不写第几件。
    """
    desk = console.desk()
    order = meetings.ErasureOrder("withdrawn", by, witness, ground)
    if cases.matters.is_matter(code):
        _delete_matter(desk, code, order, agree=agree, console=console)
        return
    restricted.destruction.refuse_unanswered(code, ordinals, order)
    if agree and (earlier := restricted.sealing_results.finished_earlier(desk, code, ordinals, also)):
        _print_destroyed([restricted.destruction.deleted(earlier)], console=console)
        return
    planned = restricted.sealing_plan.plan(desk, code, ordinals, also)
    if not agree:
        restricted.agreeing.open_list(desk, planned, "删除", order.by)
        lines = [f"要删除：第 {sentence.number} 句 {sentence.text}" for sentence in planned.sentences]
        lines += [f"提到有关的人、没有列入：第 {sentence.number} 句 {sentence.text}" for sentence in planned.mentions]
        lines += [f"请看：{place}" for place in planned.repeated]
        lines += ["以上只是清单，没有改动。删除以后不能恢复；同意请加 --agree。"]
        console.print({"sentences": [sentence.number for sentence in planned.sentences], "destroyed": []}, lines)
        return
    restricted.agreeing.refuse_other_list(desk, planned, "删除", order.by)
    _print_destroyed([restricted.destruction.remove(desk, code, ordinals, order, also)], console=console)


def _delete_matter(desk: "Desk", number: str, order: meetings.ErasureOrder, *, agree: bool, console: Console) -> None:
    matter = cases.matters.find_matter(desk.store, number)
    restricted.destruction.refuse_unanswered(matter.number, (1,), order)
    if agree:
        grievances.access_log.refuse_stranger(desk, order.by)
        _print_destroyed([restricted.matter_deletion.delete(desk, matter.number, order)], console=console)
        return
    grievances.access_log.open_for(desk, order.by, f"删除清单 {matter.number}")
    lines = [f"要删除：{matter.number} {matter.person or '（没有写姓名）'}：{matter.about}"]
    lines += ["以上只是清单，没有改动。删除以后不能恢复；同意请加 --agree。"]
    console.print({"sentences": [], "destroyed": []}, lines)


def _print_destroyed(destroyed: "list[Destroyed]", *, console: Console) -> None:
    lines = [f"已抹去：{erased.number}" for erased in destroyed]
    lines += [f"还有痕迹，请处理：{place}" for erased in destroyed for place in erased.left]
    lines += [f"请看，有没有要一并处理的：{place}" for erased in destroyed for place in erased.look]
    lines += [f"本程序够不着的副本，请另行销毁：{place}" for erased in destroyed for place in erased.elsewhere]
    console.print({"destroyed": destroyed, "refused": []}, lines, failed=any(erased.left for erased in destroyed))


@disposal.command("list")
@click.option("--out", type=PATH, default=None, help="写到哪个文件，Word（签字用）和 Excel 各一份；不写只列出。")
@replace_option
@shared
def list_destroyed(*, out: Path | None, replace: bool, console: Console) -> None:
    """销毁清册。"""
    if out is not None:
        refuse_pair(out, replace=replace)
    desk = console.desk()
    entries = restricted.destruction.listing(desk)
    files = restricted.destruction.write_register(desk, out) if out is not None else ()
    lines = [
        f"{entry.number} {entry.recording} {entry.made_at[:10]} {entry.by}、{entry.witness}：{entry.ground}"
        for entry in entries
    ]
    lines += [f"销毁清册：{file}" for file in files]
    data = {"destroyed": entries, "files": [str(file) for file in files]}
    console.print(data, lines or ["还没有销毁过。"], failed=desk.unfinished)
