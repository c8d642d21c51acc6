"""`yehua policy …`: matters, policy texts, telephones and pages of the policy dictionary."""

import datetime as dt
from pathlib import Path

import click

from toolkit import policies
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import WORDS
from toolkit.commands.frame.options import PATH, filled, replace_option, shared
from toolkit.commands.loop.frame import BY, desk_at
from toolkit.commands.policy.media import media
from toolkit.commands.policy.visits import visits, window
from toolkit.commands.policy.walls import wall, walls

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def policy() -> None:
    """政策词典：墙上的码后面的页面，一件事一页，依据一字不差。"""


policy.add_command(walls)
policy.add_command(wall)
policy.add_command(visits)
policy.add_command(window)
policy.add_command(media)


@policy.command()
@shared
def check(*, console: Console) -> None:
    """检查每件事能不能上线：没填的、没核对的、依据失效的、电话没试拨的，一次都说出来。"""
    desk = desk_at(console)
    checked = policies.checks.checked(desk)
    lines = [
        f"{'不能上线' if fault.bars else '请看看'}　{fault.matter or '全部'}　{fault.why}" for fault in checked.faults
    ]
    lines += [f"还要收入：《{law}》{'、'.join(places)}" for law, places in checked.needed.items()]
    data = {"faults": checked.faults, "needed": checked.needed}
    console.print(data, lines or ["每件事都可以上线。"], failed=checked.bars)


@policy.command("list")
@shared
def list_matters(*, console: Console) -> None:
    """列出每件事：谁写的、谁核对的、到哪天复核、还有几处没填。"""
    desk = desk_at(console)
    with desk.store.reading() as tx:
        matters = policies.matters.all_matters(desk, tx)
    rows = [
        {
            "matter": matter_id,
            "title": each.matter.title,
            "written_by": each.written_by,
            "checked_by": each.checked_by,
            "review_by": each.review_by,
            "blanks": len(each.matter.blanks),
        }
        for matter_id, each in matters.items()
    ]
    lines = [
        f"{each.matter.id}　{each.matter.title}　"
        f"{f'{each.checked_by}核对' if each.checked_by else '没有核对'}　{len(each.matter.blanks)} 处没填"
        for each in matters.values()
    ]
    console.print({"matters": rows}, lines)


@policy.command()
@click.argument("matter", metavar="ID")
@click.option("--out", required=True, type=PATH, help="写到哪个 .toml 文件。")
@replace_option
@shared
def export(matter: str, *, out: Path, replace: bool, console: Console) -> None:
    """把一件事写成文件，填好、改好以后用 policy write 交回来。"""
    desk = desk_at(console)
    policies.matters.export(desk, matter, out, replace=replace)
    console.print({"matter": matter, "file": str(out)}, [f"已写好：{out}"])


@policy.command()
@click.argument("file", type=PATH)
@BY
@shared
def write(file: Path, *, by: str, console: Console) -> None:
    """收入一件写好的事（.toml）；还要另一个人核对。"""
    desk = desk_at(console)
    standing = policies.matters.write(desk, policies.matters.read_matter(file), by=by)
    blanks = len(standing.matter.blanks)
    line = f"已收入“{standing.matter.title}”，还有 {blanks} 处没填；请另一个人核对。"
    console.print({"matter": standing.matter.id, "sha256": standing.matter.sha256, "blanks": blanks}, [line])


@policy.command()
@click.argument("matter", metavar="ID")
@click.option("--by", required=True, callback=filled, help="谁核对的，不能是写的人。")
@click.option("--review-by", required=True, type=_DAY, help="到哪天再复核。")
@shared
def approve(matter: str, *, by: str, review_by: dt.datetime, console: Console) -> None:
    """核对一件事：照现在的文字记下，改了就要再核对。"""
    standing = policies.matters.check(desk_at(console), matter, by=by, review_by=review_by.date())
    data = {"matter": matter, "checked_by": by, "review_by": standing.review_by}
    console.print(data, [f"“{standing.matter.title}”由{by}核对，{standing.review_by} 前复核。"])


@policy.command()
@click.argument("tel", metavar="TEL")
@click.option("--organ", required=True, help="是哪个单位的电话。")
@click.option("--answered/--no-answer", default=True, help="有没有人接。")
@BY
@shared
def dial(tel: str, *, organ: str, answered: bool, by: str, console: Console) -> None:
    """记下试拨过一个窗口的电话；印出去的电话要在 90 天内试拨过。"""
    tried = policies.directory.dial(desk_at(console), tel, organ, answered=answered, by=by)
    console.print(tried, [f"{tried.tel}（{tried.organ}）{'有人接' if answered else '没有人接'}，{tried.on} {by}"])


@policy.group()
def text() -> None:
    """本地政策的原文：一个人录入，另一个人核对，停止施行要两个人记。"""


@text.command("add")
@click.argument("words", metavar="TEXT", type=WORDS)
@click.option("--name", required=True, help="文件的名称，如 青石镇临时救助办法。")
@click.option("--place", required=True, help="第几条、第几部分。")
@click.option("--version", "version", required=True, type=_DAY, help="公布的日期。")
@click.option("--in-force", "in_force", required=True, type=_DAY, help="从哪天起施行。")
@click.option("--source", required=True, help="从哪里抄的：文号、网址。")
@BY
@shared
def add_text(
    words: str,
    *,
    name: str,
    place: str,
    version: dt.datetime,
    in_force: dt.datetime,
    source: str,
    by: str,
    console: Console,
) -> None:
    """收入一段本地政策的原文（TEXT 可以写 @文件），一字不差。"""
    given = policies.PolicyText(name, place, words, version.date(), in_force.date(), source, by)
    kept = policies.texts.add_text(desk_at(console), given)
    console.print({"sha256": kept.sha256, "cited": kept.cited}, [f"已收入{kept.cited}，校验号 {kept.sha256[:16]}。"])


@text.command("check")
@click.argument("sha256")
@BY
@shared
def check_text(sha256: str, *, by: str, console: Console) -> None:
    """与官方文本核对过一段原文（校验号的开头几位就行）。"""
    kept = policies.texts.check_text(desk_at(console), sha256, by=by)
    console.print({"sha256": kept.sha256, "checked_by": by}, [f"{kept.cited}由{by}核对。"])


@text.command("end")
@click.argument("basis", metavar="BASIS")
@click.option("--from", "until", required=True, type=_DAY, help="从哪天起不再施行。")
@click.option("--successor", default="", help="被什么代替。")
@click.option("--second", required=True, callback=filled, help="第二个人。")
@BY
@shared
def end_text(basis: str, *, until: dt.datetime, successor: str, second: str, by: str, console: Console) -> None:
    """记下一部法律、一份文件或者其中一条停止施行，如 “某某办法 第三条”。"""
    named = policies.Basis.parsed(basis)
    desk = desk_at(console)
    policies.texts.end_text(desk, named, until.date(), by=by, second=second, successor=successor)
    console.print(
        {"basis": basis, "until": until.date()}, [f"《{named.law}》{named.place}从 {until.date()} 起不再施行。"]
    )


@policy.command()
@click.option("--out", required=True, type=PATH, help="写到哪个文件夹；旁边另有一个 .zip。")
@click.option("--release", is_flag=True, help="做可以上线的；有一处没办好就不做，一次都说出来。")
@replace_option
@shared
def build(*, out: Path, release: bool, replace: bool, console: Console) -> None:
    """做成一个文件夹，交给县门户网站的栏目；不加 --release 是预览，每页都标明。"""
    site = policies.site.build(desk_at(console), out, release=release, replace=replace)
    kind = "可以上线" if site.is_release else "预览，不得上线"
    lines = [f"{site.pages} 页，{site.bytes / 1000:.0f} KB（{kind}）：{out}", f"校验号 {site.sha256}"]
    console.print(site, lines)


@policy.command()
@click.option("--out", required=True, type=PATH, help="写到哪个文件夹。")
@click.option("--release", is_flag=True, help="做可以张贴的；有一处没办好就不做，一次都说出来。")
@replace_option
@shared
def handouts(*, out: Path, release: bool, replace: bool, console: Console) -> None:
    """做明白纸：一件事一张 A4，给没有网的小店贴。"""
    files = policies.handouts.write(desk_at(console), out, release=release, replace=replace)
    console.print({"files": [str(file) for file in files]}, [f"做好了 {len(files)} 张：{out}"])
