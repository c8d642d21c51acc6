"""Table of the articles that papers cite: editions of laws with the days on which each came into force and ended.

The table is `templates/docx/citations.csv`; a lawyer keeps it in Excel or WPS, and a workspace's own copy wins.
"""

import csv
import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from toolkit.chinese import official_date
from toolkit.core import UnreadableFileError, office_text, open_to_read
from toolkit.records import Finding

_COLUMNS = ("法律", "版本", "施行", "失效", "条文", "要点")
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十])?")
_CITED = re.compile(
    r"《([^《》]+)》(?:[（(][^）)]*[）)])?((?:第[零一二三四五六七八九十百千]+条[^《，；。、]{0,12}、?)+)"
)
_BASIS = "引用法律应当写明名称、条款和出具之日有效的版本"


@dataclass(frozen=True)
class Article:
    """One article of one edition: `version` is the day of its promulgation or last amendment."""

    law: str
    version: dt.date
    in_force: dt.date
    ended: dt.date | None
    article: str
    holds: str

    def is_in_force(self, on: dt.date) -> bool:
        """Return whether this edition is in force on the day `on`."""
        return self.in_force <= on and (self.ended is None or on < self.ended)


@functools.cache
def table(path: Path) -> tuple[Article, ...]:
    """Return the articles in the CSV file at `path` (UTF-8 or GB 18030); raise UnreadableFileError naming the line."""
    with open_to_read(path) as file:
        content = file.read()
    rows = csv.DictReader(_decoded(content, path).splitlines())
    if set(_COLUMNS) - set(rows.fieldnames or ()):
        raise UnreadableFileError(path=path, why=f"条文表要有这些列：{'、'.join(_COLUMNS)}")
    return tuple(_article(row, number, path) for number, row in enumerate(rows, start=2))


def _decoded(content: bytes, path: Path) -> str:
    try:
        return office_text(content)
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(path=path, why="不是 UTF-8 或者 GB 18030 编码的文字") from fault


def _article(row: Mapping[str, str], number: int, path: Path) -> Article:
    try:
        days = [dt.date.fromisoformat(row[name].strip()) for name in ("版本", "施行")]
        ended = dt.date.fromisoformat(row["失效"].strip()) if row["失效"].strip() else None
    except (ValueError, AttributeError) as fault:
        raise UnreadableFileError(path=path, why=f"条文表第 {number} 行的日期要写成 2026-09-25 的样子") from fault
    return Article(row["法律"].strip(), days[0], days[1], ended, row["条文"].strip(), row["要点"].strip())


def cited_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield every (law, article) cited in `text`; 《某法》第一条、第二条 gives two, 款 and 项 are left out."""
    for law, articles in _CITED.findall(text):
        yield from ((law, article) for article in _ARTICLE.findall(articles))


def short(law: str) -> str:
    """Return `law` without 中华人民共和国, by which full and short names agree."""
    return law.removeprefix("中华人民共和国")


def editions(known: Sequence[Article], law: str) -> list[Article]:
    """Return the articles of every edition of `law` in the table `known`."""
    return [article for article in known if short(article.law) == short(law)]


def flaws(laws: Sequence[Mapping[str, Any]], on: dt.date, known: Sequence[Article]) -> Iterator[Finding]:
    """Yield a finding for each of the `laws` whose edition is not in force on the day `on` or whose article is unknown.

    Each law has `law`, `article` and `version`. A law that is missing from the table is a warning: the table is small.
    """
    for position, law in enumerate(laws):
        field, version = f"laws.{position}", dt.date.fromisoformat(law["version"])
        same = editions(known, law["law"])
        edition = [article for article in same if article.version == version]
        if version > on:
            yield _finding("error", field, f"《{law['law']}》引用的版本晚于出具日期。", "请改引当日有效的版本。")
        elif not same:
            remedy = "请对照官方文本核对后，把它加进条文表 citations.csv。"
            yield _finding("warning", field, f"条文表里没有《{law['law']}》。", remedy)
        elif not edition:
            versions = "、".join(dict.fromkeys(official_date(article.version) for article in same))
            message = f"《{law['law']}》没有{official_date(version)}的版本，条文表里有：{versions}。"
            yield _finding("error", field, message, "请改正版本日期，或者把新的版本加进条文表。")
        else:
            yield from _of_edition(law, field, on, edition)


def _finding(level: Literal["error", "warning"], field: str, message: str, remedy: str) -> Finding:
    return Finding("R24", level, field, message, remedy, _BASIS)


def _of_edition(law: Mapping[str, Any], field: str, on: dt.date, edition: Sequence[Article]) -> Iterator[Finding]:
    first = edition[0]
    name = f"《{law['law']}》（{official_date(first.version)}）"
    if on < first.in_force:
        message = f"{name}到{official_date(first.in_force)}才施行。"
        yield _finding("error", field, message, "请改引出具之日有效的版本。")
    elif first.ended and on >= first.ended:
        message = f"{name}到{official_date(first.ended)}已经失效。"
        yield _finding("error", field, message, "请改引出具之日有效的版本，条文号可能也变了。")
    articles = set(_ARTICLE.findall(law["article"]))
    if not articles:
        yield _finding("error", field, f"“{law['article']}”没有写明是第几条。", "请写成 第三十六条第三款 的样子。")
    for article in sorted(articles - {known.article for known in edition}):
        message = f"条文表里没有{name}{article}。"
        yield _finding("warning", field, message, "请对照官方文本核对后，把它加进条文表 citations.csv。")
