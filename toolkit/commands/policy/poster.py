"""`yehua poster …`: public notices in large type, and where they hang."""

from pathlib import Path

import click

from toolkit import answers, policies
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, replace_option, shared
from toolkit.commands.loop.frame import BY, desk_at
from toolkit.core import WrongValueError
from toolkit.workspace import kind_of


@click.group()
def poster() -> None:
    """政策公示：法条一字不差，能多大就多大，窗口电话和二维码在下面。"""


@poster.command()
@click.argument("what", metavar="MATTER|NUMBER…", nargs=-1, required=True)
@click.option("--out", required=True, type=PATH, help="写到哪个 .pdf 文件；旁边另有拼 A4 用的一份。")
@click.option("--place", default="", help="准备贴在哪里，印在脚注里。")
@BY
@replace_option
@shared
def make(what: tuple[str, ...], *, out: Path, place: str, by: str, replace: bool, console: Console) -> None:
    """做一件事的公示（A3），或者写诉求编号，公示当众解释过的那几条；有一处不行就不做，一次都说出来。"""
    desk = desk_at(console)
    if kind_of(what[0]) == "grievance":
        made = answers.explained.make(desk, what, out, by=by, place=place, replace=replace)
    elif len(what) == 1:
        made = policies.posters.make(desk, what[0], out, by=by, place=place, replace=replace)
    else:
        raise WrongValueError(field="公示什么", value=" ".join(what), why="一次写一件事的代号，或者写诉求编号")
    data = {
        "poster": made.number,
        "matter": made.matter,
        "files": [str(file) for file in made.files],
        "type_pt": made.type_pt,
        "sheets": made.sheets,
    }
    console.print(data, [f"{made.number}：{made.type_pt} 磅，{made.sheets} 张", *map(str, made.files)])


@poster.command()
@click.argument("number", metavar="NUMBER")
@click.option("--place", required=True, help="贴在哪里。")
@click.option("--at", default=None, help="贴的时间，默认现在。")
@click.option("--photo", type=PATH, default=None, help="贴好的照片，不要拍到人。")
@BY
@shared
def hang(number: str, *, place: str, at: str | None, photo: Path | None, by: str, console: Console) -> None:
    """记下公示贴上了；至少贴十五天。"""
    posted = policies.postings.hang(desk_at(console), number, place, by=by, at=at, photo=photo)
    console.print(posted, [f"{posted.number}　{posted.place}　{posted.since} 到 {posted.until}"])


@poster.command("remove")
@click.argument("number", metavar="NUMBER")
@click.option("--at", default=None, help="撤的时间，默认现在。")
@BY
@shared
def remove(number: str, *, at: str | None, by: str, console: Console) -> None:
    """记下公示撤下了；不满十五天不能撤。"""
    posted = policies.postings.take_down(desk_at(console), number, by=by, at=at)
    console.print(posted, [f"{posted.number}　{posted.down} 撤下"])


@poster.command("list")
@click.option("--out", type=PATH, default=None, help="另写成张贴记录（Word 和 Excel）。")
@replace_option
@shared
def list_posters(*, out: Path | None, replace: bool, console: Console) -> None:
    """列出做过的公示：贴在哪里、贴到哪天。"""
    desk = desk_at(console)
    with desk.store.reading() as tx:
        posted = policies.postings.register(tx)
    lines = [f"{each.number}　{each.matter}　{each.place or '还没有贴'}　{each.until or ''}" for each in posted]
    files = policies.postings.write_list(desk, out, replace=replace) if out else ()
    lines += [f"张贴记录：{file}" for file in files]
    console.print({"posters": posted}, lines or ["还没有做过公示。"])
