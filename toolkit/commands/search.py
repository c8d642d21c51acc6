"""`yehua search`: where and when something was said."""

import click

from toolkit import archive, grievances, search
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import WORDS
from toolkit.commands.frame.options import for_the_officer, shared
from toolkit.core import timecode


@click.command("search")
@click.argument("words", nargs=-1, type=WORDS)
@click.option("--speaker", default=None, type=WORDS, help="谁说的，如 发言人2。")
@click.option("--place", default=None, type=WORDS, help="在哪里开的夜话，或者诉求说的地点。")
@click.option("--subject", default=None, help="诉求的内容分类，写一部分也可以。")
@click.option("--colour", default=None, type=click.Choice(["红", "黄", "绿"]), help="诉求的颜色。")
@click.option("--date", default=None, help="夜话的日期：2026-09、2026-01至2026-06、农历八月、农历2026年八月十五。")
@click.option("--code", default=None, help="档号或夜话编号，写开头一部分也可以。")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="最多列出几处。")
@for_the_officer
@shared
def find(
    words: tuple[str, ...],
    *,
    speaker: str | None,
    place: str | None,
    subject: str | None,
    colour: str | None,
    date: str | None,
    code: str | None,
    limit: int,
    accusations: bool,
    by: str,
    console: Console,
) -> None:
    """查找：哪段录音、哪一秒、谁说的。数字说法不限（三万、3万、30000），人名地名可打拼音首字母。"""
    desk = console.desk()
    if accusations:
        grievances.access_log.open_for(desk, by, f"查找 {' '.join(words)}".strip())
    wish = search.Filters(speaker=speaker, place=place, subject=subject, colour=colour, date=date, code=code)
    hits = search.search(desk, " ".join(words), limit, wish, accusations=accusations)
    alike: tuple[search.Hit, ...] = ()
    if words and not hits:
        alike = search.search(desk, " ".join(words), limit, wish, accusations=accusations, alike=True)
    place_of = archive.fixity_of(desk).place_of
    packages = {package.recording: place_of(package.path) for package in archive.list_packages(desk.store)}
    shown = hits or alike
    lines = [f"{hit.code} [{timecode(hit.start_s)}] {hit.text}" for hit in shown]
    lines = lines if hits else [search.ALIKE if alike else _nothing(accusations=accusations), *lines]
    lines += [f"档案包 {packages[code]}" for code in dict.fromkeys(hit.code for hit in shown) if code in packages]
    console.print({"hits": hits, "alike": alike}, lines)


def _nothing(*, accusations: bool) -> str:
    """Return the answer where nothing was found: the same whether or not something is withheld."""
    return (
        search.SEARCHED if accusations else f"{search.SEARCHED}{search.WITHOUT_WITHHELD}专人可以加 --accusations 查。"
    )
