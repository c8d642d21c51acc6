"""`yehua fixity …`: packages checked, compared with copies and restored; the fixity sheet."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import archive
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, digest, replace_option, shared
from toolkit.core import refuse_existing

if TYPE_CHECKING:
    from toolkit.archive import Check
    from toolkit.workspace import Desk

BY = click.option("--by", required=True, help="核验人的姓名。")


@click.group()
def fixity() -> None:
    """固化核验：定期核验档案包、与异地副本比对和恢复、出固化信息表。"""


@fixity.command("check")
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--at", type=PATH, default=None, help="核验放在别处的一份，如光盘；可写放着多个档案包的文件夹。")
@click.option("--due", "months", type=click.IntRange(1), default=None, help="只核验超过这么多个月没有核验的。")
@BY
@shared
def check_packages(codes: tuple[str, ...], *, at: Path | None, months: int | None, by: str, console: Console) -> None:
    """核验档案包并记入固化账；不写档号就核验全部。"""
    desk = console.desk()
    room = archive.checks
    checks = room.check_due(desk, by, months) if months else room.check(desk, by, codes, at)
    lines = [line for check in checks for line in check_lines(desk, check)]
    console.print(
        {"checks": checks},
        lines or ["没有到期要核验的档案包。"],
        failed=any(check.result == "faulty" for check in checks),
    )


def check_lines(desk: "Desk", check: "Check") -> list[str]:
    """Return in Chinese a line for `check` of a package and fault for each of its faults."""
    kind, result = archive.KIND_NAMES[check.kind], archive.RESULT_NAMES[check.result]
    head = f"{check.position}. {check.at[:19]}Z {kind} {check.recording} {result}"
    return [
        f"{head}（{check.by}，{check.path}）",
        *(
            f"   {fault.path}：{fault.fault}，影响：{archive.checks.concerned(desk, fault, check.recording)}"
            for fault in check.faults
        ),
    ]


@fixity.command("list")
@click.argument("code", required=False, metavar="[CODE]")
@click.option("--head", default=None, help="固化信息表上抄下的哈希，固化账的或总账的，用来证明账没有被删改。")
@shared
def list_checks(code: str | None, *, head: str | None, console: Console) -> None:
    """列出固化账，并核对它没有被删改。"""
    desk = console.desk()
    checks = archive.fixity_of(desk).checks(code)
    printed_head = digest(head)
    of_the_chain = printed_head is not None and desk.events.holds(printed_head)
    broken = archive.fixity_of(desk).broken(None if of_the_chain else printed_head)
    if printed_head and not broken:
        desk.events.note_held(printed_head)
    heads = {"head": archive.fixity_of(desk).head(), "events_head": desk.events.head()}
    data = {"checks": checks, **heads, "broken": list(broken)}
    lines = [line for check in checks for line in check_lines(desk, check)]
    lines += [f"账被动过：{fault}" for fault in broken] or [f"固化账前后相接，账末哈希：{heads['head']}"]
    lines += [f"总账末条哈希：{heads['events_head']}（逐条核对用 yehua events verify）"]
    console.print(data, lines, failed=broken)


@fixity.command()
@click.option("--months", type=click.IntRange(1), default=12, show_default=True, help="每隔几个月核验一次。")
@shared
def plan(*, months: int, console: Console) -> None:
    """列出今天该核验的档案包，最久没有核验的在前。"""
    due = archive.checks.plan(console.desk(), months)
    lines = [
        f"{package.recording}：上次 {package.last[:10]}，应在 {package.due} 前核验（{package.path}）" for package in due
    ]
    console.print({"due": due}, lines or ["没有到期要核验的档案包。"])


@fixity.command()
@click.argument("code")
@click.option("--out", required=True, type=PATH, help="写到哪个 .docx 文件。")
@replace_option
@shared
def sheet(code: str, *, out: Path, replace: bool, console: Console) -> None:
    """出固化信息表（Word）：档号、根值、时间，两人签名。"""
    refuse_existing(out, replace=replace)
    path = archive.checks.write_fixity_sheet(console.desk(), code, out)
    console.print({"file": str(path)}, [f"固化信息表：{path}，请打印一式两份，由两人签名。"])


@fixity.command()
@click.argument("code")
@click.option("--from", "copy", required=True, type=PATH, help="异地副本：档案包，或放着档案包的文件夹。")
@click.option("--at", "package", type=PATH, default=None, help="要修的档案包，默认固化时的位置。")
@click.option("--agree", is_flag=True, help="看过比对结果，同意恢复。没有这一项就只比对、不改动。")
@BY
@shared
def restore(code: str, *, copy: Path, package: Path | None, agree: bool, by: str, console: Console) -> None:
    """与副本比对；经人同意后用副本恢复坏掉的文件，换下的文件留在旁边。"""
    desk = console.desk()
    compared = archive.checks.compare(desk, code, copy, package)
    verdicts = archive.VERDICT_NAMES
    lines = [f"{file.path}：{file.fault}——{verdicts[file.verdict]}，影响：{file.affects}" for file in compared]
    if not agree:
        advice = ["以上只是比对，没有改动。同意恢复请加 --agree。"] if compared else ["与固化时一致，不需要恢复。"]
        console.print({"compared": compared, "restored": [], "faults": []}, lines + advice)
        return
    restored = archive.checks.restore(desk, code, copy, by, package)
    data = {"compared": compared, "restored": restored.put_back, "faults": restored.left}
    lines = [f"{file.path}：{file.affects}，已处理" for file in restored.put_back]
    lines += [f"{file.path}：{file.fault}，仍未恢复" for file in restored.left]
    if not restored.left:
        lines += ["恢复后核验通过。"] if restored.put_back else ["与固化时一致，没有要恢复的。"]
    console.print(data, lines, failed=restored.left)
