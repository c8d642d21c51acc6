"""The commands of the archive: fixity checks, copies, sheets."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.commands.parts import desk_at, digest, printed, refuse_pair, replace_option, shared, warned
from toolkit.core import refuse_existing, refuse_no_folder

if TYPE_CHECKING:
    from toolkit.archive import Check
    from toolkit.workspace import Desk

_PATH = click.Path(path_type=Path)
_BY = click.option("--by", required=True, help="核验人的姓名。")


@click.group()
def fixity() -> None:
    """固化核验：定期核验档案包、与异地副本比对和恢复、出固化信息表。"""  # noqa: D400 - shown to Chinese users


@fixity.command("check")
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--at", type=_PATH, default=None, help="核验放在别处的一份，如光盘；可写放着多个档案包的文件夹。")
@click.option("--due", "months", type=click.IntRange(1), default=None, help="只核验超过这么多个月没有核验的。")
@_BY
@shared
def check_packages(codes: tuple[str, ...], workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """核验档案包并记入固化账；不写档号就核验全部。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import checks as archiving

    desk = desk_at(workspace)
    if wish["months"]:
        checks = archiving.check_due(desk, wish["by"], wish["months"])
    else:
        checks = archiving.check(desk, wish["by"], codes, wish["at"])
    lines = [line for one in checks for line in _lines(desk, one)]
    printed(as_json, {"checks": records.to_json(checks)}, lines or ["没有到期要核验的档案包。"])
    if any(one.result == "faulty" for one in checks):
        raise SystemExit(1)


def _lines(desk: "Desk", check: "Check") -> list[str]:
    from toolkit.archive import KIND_NAMES, RESULT_NAMES
    from toolkit.archive import checks as archiving

    head = f"{check.position}. {check.at[:19]}Z {KIND_NAMES[check.kind]} {check.recording} {RESULT_NAMES[check.result]}"
    return [
        f"{head}（{check.by}，{check.path}）",
        *(
            f"   {one.path}：{one.fault}，影响：{archiving.concerned(desk, one, check.recording)}"
            for one in check.faults
        ),
    ]


@fixity.command("list")
@click.argument("code", required=False, metavar="[CODE]")
@click.option("--head", default=None, help="固化信息表上抄下的哈希，固化账的或总账的，用来证明账没有被删改。")
@shared
def list_checks(code: str | None, head: str | None, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """列出固化账，并核对它没有被删改。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import fixity_of

    desk = desk_at(workspace)
    checks = fixity_of(desk).checks(code)
    printed_head = digest(head)
    of_the_chain = printed_head is not None and desk.events.holds(printed_head)
    broken = fixity_of(desk).broken(None if of_the_chain else printed_head)
    if printed_head and not broken:
        desk.events.note_held(printed_head)
    heads = {"head": fixity_of(desk).head(), "events_head": desk.events.head()}
    data = {"checks": records.to_json(checks), **heads, "broken": list(broken)}
    lines = [line for one in checks for line in _lines(desk, one)]
    lines += [f"账被动过：{fault}" for fault in broken] or [f"固化账前后相接，账末哈希：{heads['head']}"]
    lines += [f"总账末条哈希：{heads['events_head']}（逐条核对用 yehua events verify）"]
    printed(as_json, data, lines)
    if broken:
        raise SystemExit(1)


@fixity.command()
@click.option("--months", type=click.IntRange(1), default=12, show_default=True, help="每隔几个月核验一次。")
@shared
def plan(months: int, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """列出今天该核验的档案包，最久没有核验的在前。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import checks as archiving

    due = archiving.plan(desk_at(workspace), months)
    lines = [f"{one.recording}：上次 {one.last[:10]}，应在 {one.due} 前核验（{one.path}）" for one in due]
    printed(as_json, {"due": records.to_json(due)}, lines or ["没有到期要核验的档案包。"])


@fixity.command()
@click.argument("code")
@click.option("--out", required=True, type=_PATH, help="写到哪个 .docx 文件。")
@replace_option
@shared
def sheet(code: str, out: Path, workspace: Path | None, as_json: bool, replace: bool) -> None:  # noqa: FBT001
    """出固化信息表（Word）：档号、根值、时间，两人签名。"""  # noqa: D400
    from toolkit.archive import checks as archiving

    refuse_existing(out, replace=replace)
    path = archiving.write_fixity_sheet(desk_at(workspace), code, out)
    printed(as_json, {"file": str(path)}, [f"固化信息表：{path}，请打印一式两份，由两人签名。"])


@fixity.command()
@click.argument("code")
@click.option("--from", "copy", required=True, type=_PATH, help="异地副本：档案包，或放着档案包的文件夹。")
@click.option("--at", "package", type=_PATH, default=None, help="要修的档案包，默认固化时的位置。")
@click.option("--agree", is_flag=True, help="看过比对结果，同意恢复。没有这一项就只比对、不改动。")
@_BY
@shared
def restore(code: str, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """与副本比对；经人同意后用副本恢复坏掉的文件，换下的文件留在旁边。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import VERDICT_NAMES
    from toolkit.archive import checks as archiving

    desk = desk_at(workspace)
    found = archiving.compare(desk, code, wish["copy"], wish["package"])
    lines = [f"{one.path}：{one.fault}——{VERDICT_NAMES[one.verdict]}，影响：{one.affects}" for one in found]
    if not wish["agree"]:
        advice = ["以上只是比对，没有改动。同意恢复请加 --agree。"] if found else ["与固化时一致，不需要恢复。"]
        printed(as_json, {"compared": records.to_json(found), "restored": [], "faults": []}, lines + advice)
        return
    done = archiving.restore(desk, code, wish["copy"], wish["by"], wish["package"])
    data = {
        "compared": records.to_json(found),
        "restored": records.to_json(done.put_back),
        "faults": records.to_json(done.left),
    }
    lines = [f"{one.path}：{one.affects}，已处理" for one in done.put_back]
    lines += [f"{one.path}：{one.fault}，仍未恢复" for one in done.left]
    if not done.left:
        lines += ["恢复后核验通过。"] if done.put_back else ["与固化时一致，没有要恢复的。"]
    printed(as_json, data, lines)
    if done.left:
        raise SystemExit(1)


@click.group()
def archive() -> None:
    """档案目录：移交清单、阅览目录、到期鉴定清单。"""  # noqa: D400 - shown to Chinese users


@archive.command()
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--out", required=True, type=_PATH, help="写到哪个文件，Word 和 Excel 各一份。")
@click.option("--due", is_flag=True, help="只列满十年、该移交县档案馆的。")
@replace_option
@shared
def handover(codes: tuple[str, ...], workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """出移交清单；先逐件核验，有一件不完好就不出。"""  # noqa: D400
    from toolkit.archive import inventories
    from toolkit.grievances import access_log

    out: Path = wish["out"]
    refuse_pair(out, replace=wish["replace"])
    desk = desk_at(workspace)
    wanted = codes or (inventories.due_for_handover(desk) if wish["due"] else ())
    if wish["due"] and not wanted:
        printed(as_json, {"files": []}, ["没有满十年的录音。"])
        return
    files = inventories.write_handover(desk, out, wanted)
    warned(access_log.goes_along(desk, wanted))
    printed(as_json, {"files": [str(file) for file in files]}, [f"移交清单：{file}" for file in files])


@archive.command("list")
@click.option("--out", required=True, type=_PATH, help="写到哪个 .xlsx 文件。")
@replace_option
@shared
def reading_list(out: Path, workspace: Path | None, as_json: bool, replace: bool) -> None:  # noqa: FBT001
    """出阅览目录（Excel）：没有人名，检举控告不列。"""  # noqa: D400
    from toolkit.archive import inventories

    refuse_existing(out, replace=replace)
    path = inventories.write_reading_list(desk_at(workspace), out)
    printed(as_json, {"file": str(path)}, [f"阅览目录：{path}"])


@archive.command()
@shared
def expired(workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """列出保管期限已满、该鉴定的录音。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import inventories

    found = inventories.expired(desk_at(workspace))
    lines = [f"{one.code} {one.title}：{one.ended_on} 期满" for one in found]
    printed(as_json, {"expired": records.to_json(found)}, lines or ["没有保管期限已满的录音。"])


@archive.command()
@click.argument("code")
@click.option("--out", required=True, type=_PATH, help="放到哪个文件夹。")
@click.option("--agree", "agreed", is_flag=True, help="清单已逐处核对，同意放行；清单里没有打√的地方会略去。")
@replace_option
@shared
def publish(code: str, out: Path, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """出公开用的文字：去掉姓名、号码、住址、病情，检举控告不含。

    还有可能认得出是谁的地方，就先出预览和待核对清单，不放行；人核对以后加 --agree 才出可以张贴的文字。
    """  # noqa: D400
    from toolkit import records
    from toolkit.publishing import copies

    done = copies.publish(desk_at(workspace), code, out, **wish)
    name = "公开文字" if done.released else "未放行"
    lines = [f"{name}：{file}" for file in done.files]
    if not done.released:
        lines += [f"请看 {one.where}：{one.what}“{one.words}”" for one in done.residues]
        lines += ["还没有放行。请在清单里给可以公开的打√，再加 --agree 运行一次；没有打√的会略去。"]
    lines += ["机器认不全，请人通读以后再用。"]
    files = [str(file) for file in done.files]
    data = {"files": files, "residues": records.to_json(done.residues), "released": done.released}
    printed(as_json, data, lines)


@archive.command("file")
@click.argument("numbers", nargs=-1, required=True, metavar="CASE|PAPER…")
@click.option("--by", required=True, help="立卷人的姓名。")
@click.option("--kept-as", default=None, help="保管期限的类别，须在 retention.csv 里；不写就按 yehua.toml。")
@shared
def file_papers(numbers: tuple[str, ...], workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """归档编号：事项按卷（一案一卷），不属于事项的文书按件。再做一次只补新签发的。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import archival_codes
    from toolkit.workspace import kind_of

    desk = desk_at(workspace)
    found: list[archival_codes.Filed] = []
    for number in numbers:
        if kind_of(number) == "case":
            found += archival_codes.file_case(desk, number, wish["by"], wish["kept_as"])
        else:
            found.append(archival_codes.file_paper(desk, number, wish["by"], wish["kept_as"]))
    printed(as_json, {"filed": records.to_json(found)}, [f"{one.code} {one.number} {one.title}" for one in found])


@archive.command("filed")
@click.option("--out", type=_PATH, default=None, help="归档文件目录写到哪个文件，Word 和 Excel 各一份；不写只列出。")
@replace_option
@shared
def list_filed(out: Path | None, workspace: Path | None, as_json: bool, replace: bool) -> None:  # noqa: FBT001
    """归档文件目录：档号、文号、题名、日期。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import archival_codes

    if out is not None:
        refuse_pair(out, replace=replace)
    desk = desk_at(workspace)
    found = archival_codes.listing(desk)
    files = archival_codes.write_list(desk, out) if out is not None else ()
    lines = [f"{one.code} {one.number} {one.title} {one.day}" for one in found]
    lines += [f"归档文件目录：{file}" for file in files]
    data = {"filed": records.to_json(found), "files": [str(file) for file in files]}
    printed(as_json, data, lines or ["还没有归档。"])


@click.group()
def discs() -> None:
    """光盘：按容量分盘、备好要刻的内容、登记、读回检测。"""  # noqa: D400 - shown to Chinese users


_KIND = click.option(
    "--kind", type=click.Choice(["dvd", "bd"]), default="dvd", show_default=True, help="4.7 或 25 GB。"
)
_SET = click.option("--set", "set_name", type=click.Choice(["封存", "利用", "异地"]), default="封存", show_default=True)


@discs.command("plan")
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@_KIND
@_SET
@shared
def plan_discs(codes: tuple[str, ...], workspace: Path | None, as_json: bool, **wish: str) -> None:  # noqa: FBT001
    """看看要几张盘、每张放什么；不做任何改动。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import discs as room

    found = room.plan(desk_at(workspace), wish["kind"], wish["set_name"], codes)
    lines = [
        f"第 {number} 张：{len(items)} 件，{items[0].code} 至 {items[-1].code}，{sum(one.size for one in items):,} 字节"
        for number, items in enumerate(found, start=1)
    ]
    printed(as_json, {"discs": records.to_json(found)}, lines or ["这一套没有还没上盘的档案包。"])


@discs.command("make")
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--out", required=True, type=_PATH, help="要刻的内容放到哪个文件夹，一张盘一个子文件夹。")
@click.option("--by", required=True, help="制作人的姓名。")
@_KIND
@_SET
@shared
def make_discs(codes: tuple[str, ...], out: Path, workspace: Path | None, as_json: bool, **wish: str) -> None:  # noqa: FBT001
    """备好要刻的内容，给盘号，出盘签和目录，登记。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import discs as room
    from toolkit.grievances import access_log

    refuse_no_folder(out)
    desk = desk_at(workspace)
    made = room.make(desk, out, wish["by"], kind=wish["kind"], set_name=wish["set_name"], codes=codes)
    lines = [
        f"{one.label}：{len(one.items)} 件，请把 {out / one.label} 里的全部内容刻成一张盘，卷标写盘号" for one in made
    ]
    burned = [item.code for one in made for item in one.items]
    warned(access_log.goes_along(desk, burned) if burned else ())
    printed(as_json, {"discs": records.to_json(made)}, lines or ["这一套没有还没上盘的档案包。"])


@discs.command("check")
@click.argument("label")
@click.option("--at", required=True, type=_PATH, help="光驱，或放着盘上内容的文件夹。")
@click.option("--report", type=_PATH, default=None, help="读回检测报告写到哪个 .docx 文件。")
@_BY
@replace_option
@shared
def check_disc(label: str, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """读回检测：盘上每一件都与固化时比对，记入固化账。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import discs as room

    if wish["report"] is not None:
        refuse_existing(wish["report"], replace=wish["replace"])
    desk = desk_at(workspace)
    reading = room.read_back(desk, label, wish["at"], wish["by"], wish["report"])
    lines = [line for one in reading.checks for line in _lines(desk, one)]
    lines += [f"报告：{wish['report']}"] if wish["report"] else []
    printed(as_json, {"checks": records.to_json(reading.checks), "lacking": list(reading.lacking)}, lines)
    if not reading.is_sound:
        raise SystemExit(1)


@discs.command("list")
@shared
def list_discs(workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """光盘登记簿。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import discs as room

    found = room.listing(desk_at(workspace))
    lines = [f"{one.label} {one.set_name} {len(one.items)} 件 {one.by} {one.made_at[:10]}" for one in found]
    printed(as_json, {"discs": records.to_json(found)}, lines or ["还没有制作光盘。"])
