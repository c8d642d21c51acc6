"""`yehua policy media …`: the spoken explanation of a matter, and its words corrected by ear."""

from pathlib import Path

import click

from toolkit import policies
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, replace_option, shared
from toolkit.commands.loop.frame import BY, desk_at


@click.group()
def media() -> None:
    """讲解：声音为主，三分钟上下；字幕由机器听写，人听着改好。"""


@media.command()
@click.argument("matter", metavar="ID")
@click.argument("file", type=PATH)
@click.option("--dialect", required=True, help="哪里的话，如 青石话。")
@click.option("--speaker", default="", type=WORDS, help=f"谁讲的；只存在单位里，不上页面。{HELP}")
@click.option("--agreed", is_flag=True, help="讲的人同意公开声音和画面。")
@click.option("--synthetic", is_flag=True, help="声音是机器合成的；页面上会标明。")
@BY
@shared
def add(
    matter: str,
    file: Path,
    *,
    dialect: str,
    speaker: str,
    agreed: bool,
    synthetic: bool,
    by: str,
    console: Console,
) -> None:
    """收入一段讲解（录音或者录像，20 秒到 4 分钟），压小；然后要写字幕、再核对。"""
    desk = desk_at(console)
    clip = policies.media.NewClip(desk.file(file), dialect, speaker, agreed=agreed, synthetic=synthetic)
    kept = policies.media.add(desk, matter, clip, by=by).matter.media
    seconds = kept.seconds if kept else 0
    console.print(kept, [f"已收入讲解 {seconds} 秒；接着写字幕：yehua policy media draft {matter}"])


@media.command()
@click.argument("matter", metavar="ID")
@click.option("--out", required=True, type=PATH, help="写到哪个 .txt、.vtt 或 .srt 文件。")
@replace_option
@shared
def draft(matter: str, *, out: Path, replace: bool, console: Console) -> None:
    """听写讲解，写成初稿；请一边听一边改，改好用 caption 交回来。"""
    desk = desk_at(console)
    with console.progress("听写") as report:
        policies.media.write_draft(desk, matter, out, replace=replace, progress=report)
    console.print({"file": str(out)}, [f"初稿：{out}（机器听写，不上页面）"])


@media.command()
@click.argument("matter", metavar="ID")
@click.argument("file", type=PATH)
@BY
@shared
def caption(matter: str, file: Path, *, by: str, console: Console) -> None:
    """收入听着改好的字幕；还要另一个人核对这件事。"""
    kept = policies.media.caption(desk_at(console), matter, file, by=by).matter.media
    sentences = len(kept.said) if kept else 0
    console.print({"matter": matter, "sentences": sentences}, [f"字幕 {sentences} 句；请另一个人核对。"])


@media.command("remove")
@click.argument("matter", metavar="ID")
@BY
@shared
def remove(matter: str, *, by: str, console: Console) -> None:
    """把讲解从页面上撤下；收过的文件还在。"""
    policies.media.remove(desk_at(console), matter, by=by)
    console.print({"matter": matter}, [f"{matter} 的讲解撤下了。"])
