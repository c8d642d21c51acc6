"""`yehua archive …`: lists for handover and reading, texts for publication, archival codes."""

from pathlib import Path

import click

from toolkit import archive, grievances, publishing
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.options import PATH, refuse_pair, replace_option, shared
from toolkit.core import refuse_existing
from toolkit.workspace import kind_of


@click.group("archive")
def archive_lists() -> None:
    """档案目录：移交清单、阅览目录、到期鉴定清单。"""


@archive_lists.command()
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--out", required=True, type=PATH, help="写到哪个文件，Word 和 Excel 各一份。")
@click.option("--due", is_flag=True, help="只列满十年、该移交县档案馆的。")
@replace_option
@shared
def handover(codes: tuple[str, ...], *, out: Path, due: bool, replace: bool, console: Console) -> None:
    """出移交清单；先逐件核验，有一件不完好就不出。"""
    refuse_pair(out, replace=replace)
    desk = console.desk()
    wanted = codes or (archive.inventories.due_for_handover(desk) if due else ())
    if due and not wanted:
        console.print({"files": []}, ["没有满十年的录音。"])
        return
    files = archive.inventories.write_handover(desk, out, wanted)
    warned(grievances.access_log.goes_along(desk, wanted))
    console.print({"files": [str(file) for file in files]}, [f"移交清单：{file}" for file in files])


@archive_lists.command("list")
@click.option("--out", required=True, type=PATH, help="写到哪个 .xlsx 文件。")
@replace_option
@shared
def reading_list(*, out: Path, replace: bool, console: Console) -> None:
    """出阅览目录（Excel）：没有人名，检举控告不列。"""
    refuse_existing(out, replace=replace)
    path = archive.inventories.write_reading_list(console.desk(), out)
    console.print({"file": str(path)}, [f"阅览目录：{path}"])


@archive_lists.command()
@shared
def expired(*, console: Console) -> None:
    """列出保管期限已满、该鉴定的录音。"""
    items = archive.inventories.expired(console.desk())
    lines = [f"{item.code} {item.title}：{item.ended_on} 期满" for item in items]
    console.print({"expired": items}, lines or ["没有保管期限已满的录音。"])


@archive_lists.command()
@click.argument("code")
@click.option("--out", required=True, type=PATH, help="放到哪个文件夹。")
@click.option("--agree", "agreed", is_flag=True, help="清单已逐处核对，同意放行；清单里没有打√的地方会略去。")
@replace_option
@shared
def publish(code: str, *, out: Path, agreed: bool, replace: bool, console: Console) -> None:
    """出公开用的文字：去掉姓名、号码、住址、病情，检举控告不含。

    还有可能认得出是谁的地方，就先出预览和待核对清单，不放行；人核对以后加 --agree 才出可以张贴的文字。
    """
    published = publishing.copies.publish(console.desk(), code, out, agreed=agreed, replace=replace)
    name = "公开文字" if published.released else "未放行"
    lines = [f"{name}：{file}" for file in published.files]
    if not published.released:
        lines += [f"请看 {residue.where}：{residue.what}“{residue.words}”" for residue in published.residues]
        lines += ["还没有放行。请在清单里给可以公开的打√，再加 --agree 运行一次；没有打√的会略去。"]
    lines += ["机器认不全，请人通读以后再用。"]
    files = [str(file) for file in published.files]
    data = {"files": files, "residues": published.residues, "released": published.released}
    console.print(data, lines)


@archive_lists.command("file")
@click.argument("numbers", nargs=-1, required=True, metavar="CASE|PAPER…")
@click.option("--by", required=True, help="立卷人的姓名。")
@click.option("--kept-as", default=None, help="保管期限的类别，须在 retention.csv 里；不写就按 yehua.toml。")
@shared
def file_papers(numbers: tuple[str, ...], *, by: str, kept_as: str | None, console: Console) -> None:
    """归档编号：事项按卷（一案一卷），不属于事项的文书按件。再做一次只补新签发的。"""
    desk = console.desk()
    filed: list[archive.archival_codes.Filed] = []
    for number in numbers:
        if kind_of(number) == "case":
            filed += archive.archival_codes.file_case(desk, number, by, kept_as)
        else:
            filed.append(archive.archival_codes.file_paper(desk, number, by, kept_as))
    console.print({"filed": filed}, [f"{item.code} {item.number} {item.title}" for item in filed])


@archive_lists.command("filed")
@click.option("--out", type=PATH, default=None, help="归档文件目录写到哪个文件，Word 和 Excel 各一份；不写只列出。")
@replace_option
@shared
def list_filed(*, out: Path | None, replace: bool, console: Console) -> None:
    """归档文件目录：档号、文号、题名、日期。"""
    if out is not None:
        refuse_pair(out, replace=replace)
    desk = console.desk()
    filed = archive.archival_codes.listing(desk)
    files = archive.archival_codes.write_list(desk, out) if out is not None else ()
    lines = [f"{item.code} {item.number} {item.title} {item.day}" for item in filed]
    lines += [f"归档文件目录：{file}" for file in files]
    data = {"filed": filed, "files": [str(file) for file in files]}
    console.print(data, lines or ["还没有归档。"])
