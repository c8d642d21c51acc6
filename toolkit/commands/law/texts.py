"""`yehua law import`, `law list`, `law show`: official texts of laws in the workspace."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import papers
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import WORDS
from toolkit.commands.frame.options import PATH, shared
from toolkit.core import UnknownNumberError

if TYPE_CHECKING:
    from toolkit.workspace import Desk


@click.group()
def law() -> None:
    """法律的官方文本：收入、列出。"""


@law.command("import")
@click.argument("file", type=PATH)
@click.option("--name", default=None, help="法律的名称；不写就看文本的标题。")
@click.option(
    "--edition",
    "version",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="公布或者最后修改的日期；不写就看文本。",
)
@click.option("--by", default="", type=WORDS, help="谁收入的。")
@click.option("--checked-by", default="", type=WORDS, help="谁与官方文本核对过的，要另一个人。")
@shared
def import_text(
    file: Path, *, name: str | None, version: dt.datetime | None, by: str, checked_by: str, console: Console
) -> None:
    """收入一部法律的官方文本（Word、网页或者纯文本），分成条，说明改了什么、牵涉哪些规则。"""
    desk = console.desk()
    day = version.date() if version else None
    path = desk.file(file)
    imported = papers.import_law(desk, path, name=name, version=day, by=by, checked_by=checked_by)
    touched = papers.touched_by(desk.workspace, imported)
    text, changes = imported.law, imported.changes
    kept = "已收入" if imported.is_new else "已经有了"
    lines = [f"{kept}《{text.name}》（{text.version.isoformat()}），{len(text.articles)} 条，SHA-256 {text.sha256}"]
    if changes:
        lines.append(f"与 {changes.before.isoformat()} 的版本相比：")
        named = (("新增", changes.added), ("删去", changes.removed), ("改动", changes.reworded))
        lines += [f"  {label}：{'、'.join(places)}" for label, places in named if places]
        lines += [f"  移动：{old} → {new}" for old, new in changes.moved]
        lines += [f"  牵涉规则 {rule}" for rule in touched.rules] or ["  没有牵涉规则。"]
        lines += [f"  牵涉条文表 {cited}" for cited in touched.citations]
    data = {
        "law": text.name,
        "name": text.name,
        "version": text.version.isoformat(),
        "in_force": text.in_force.isoformat() if text.in_force else None,
        "sha256": text.sha256,
        "articles": len(text.articles),
        "is_new": imported.is_new,
        "changes": changes,
        "changed": sorted(changes.touched | {*changes.added}) if changes else [],
        "touched": touched,
        "touches": [*touched.rules, *touched.citations],
    }
    console.print(data, lines)


@law.command("list")
@shared
def list_texts(*, console: Console) -> None:
    """列出已经收入的法律文本。"""
    texts = _registered(console.desk())
    rows = [
        {"name": text.name, "version": text.version.isoformat(), "sha256": text.sha256, "doubt": text.doubt}
        for text in texts
    ]
    lines = [
        f"《{text.name}》（{text.version.isoformat()}）{len(text.articles)} 条  {text.source}  {text.doubt}".rstrip()
        for text in texts
    ]
    console.print({"laws": rows}, lines or ["还没有收入法律文本。"])


def _registered(desk: "Desk") -> tuple[papers.LawText, ...]:
    with desk.store.reading() as tx:
        return papers.registered_laws(desk.workspace, tx)


@law.command()
@click.argument("name", metavar="LAW")
@click.argument("place", metavar="ARTICLE")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="哪一天施行的文本，默认今天。")
@shared
def show(name: str, place: str, *, on: dt.datetime | None, console: Console) -> None:
    """显示一条（款、项）的原文，如 law show 人民调解法 第四条。"""
    desk = console.desk()
    day = on.date() if on else desk.today
    text = papers.law_on(_registered(desk), name, day)
    article = text.article(place) if text else None
    words = article.passage(place) if article else None
    if text is None or words is None:
        raise UnknownNumberError(what="条文", number=f"《{name}》{place}")
    data = {
        "law": text.name,
        "article": place,
        "version": text.version.isoformat(),
        "text": words,
        "sha256": text.sha256,
        "copied_by": text.copied_by,
        "checked_by": "" if text.doubt else text.checked_by,
        "doubt": text.doubt,
    }
    checked = f"{text.checked_by}核对" if text.checked_by else "还没有人核对"
    head = f"《{text.name}》（{text.version.isoformat()}）{place}（{text.doubt or checked}）"
    console.print(data, [head, words], failed=bool(text.doubt))
