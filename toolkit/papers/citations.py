"""Table of the articles that papers cite: editions of laws with the days on which each came into force and ended.

The table is `templates/docx/citations.csv`; a lawyer keeps it in Excel or WPS, and a workspace's own copy wins.
"""

import csv
import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from toolkit.chinese import official_date
from toolkit.core import UnreadableFileError, office_text, open_to_read
from toolkit.papers.law.periods import durations, same
from toolkit.papers.law.statutes import Edition, Statute, article_number, bare, statute_named
from toolkit.records import Finding

_COLUMNS = ("法律", "版本", "施行", "失效", "条文", "要点")
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十])?")
_CITED = re.compile(
    r"《([^《》]+)》(?:[（(][^）)]*[）)])?((?:第[零一二三四五六七八九十百千]+条[^《，；。、]{0,12}、?)+)"
)
_NAMED = re.compile(r"《([^《》]+)》")
_OF_THEN = re.compile(
    r"当时|施行前|当年的?法|彼时|其时|时施行|时有效|时生效|行为时|事发时|发生时|签订时|旧法|原《|修正前|修订前|已废止|已经废止|失效前"
)
_SENTENCE_ENDS = re.compile(r"[。；\n]")
_BASIS = "引用法律应当写明名称、条款和出具之日有效的版本"
_ADD = "请对照官方文本核对后，把它加进条文表 citations.csv。"


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


def laws_named_alone(text: str) -> Iterator[str]:
    """Yield the name of every law in `text`, with an article or without."""
    return (match[1] for match in _NAMED.finditer(text))


def speaks_of_then(text: str, law: str = "") -> bool:
    """Return whether `text`, or a sentence of it that names `law`, speaks of the law as it was at another time."""
    parts = [part for part in _SENTENCE_ENDS.split(text) if _names(part, law)] if law else [text]
    return any(_OF_THEN.search(part) for part in parts)


def _names(sentence: str, law: str) -> bool:
    """Return whether `sentence` names `law`, in marks by any of its names, or without them."""
    statute = statute_named(law)
    in_marks = (
        bare(name) == bare(law) or (statute and statute_named(name) is statute) for name in _NAMED.findall(sentence)
    )
    return any(in_marks) or bare(law) in _NAMED.sub("", sentence)


def short(law: str) -> str:
    """Return `law` as `statutes.bare` does: without 中华人民共和国, by which full and short names agree."""
    return bare(law)


def editions(known: Sequence[Article], law: str) -> list[Article]:
    """Return the articles of every edition of `law` in the table `known`."""
    return [article for article in known if short(article.law) == short(law)]


def flaws(
    laws: Sequence[Mapping[str, Any]], on: dt.date, known: Sequence[Article], text: str = ""
) -> Iterator[Finding]:
    """Yield a finding for each of the `laws` whose edition is not in force on the day `on` or whose article is unknown.

    Each law has `law`, `article`, `version` and `holds`. What neither the table nor the list of statutes knows is a
    warning: both are small. An edition that has ended is a warning when the `text` of the paper speaks of it as it was.
    """
    for position, law in enumerate(laws):
        field, version = f"laws.{position}", dt.date.fromisoformat(law["version"])
        edition = [article for article in editions(known, law["law"]) if article.version == version]
        statute = statute_named(law["law"])
        listed = next((each for each in statute.editions if each.version == version), None) if statute else None
        if version > on:
            yield _finding("error", field, f"《{law['law']}》引用的版本晚于出具日期。", "请改引当日有效的版本。")
        elif edition or listed:
            yield from _of_edition(law, field, on, _Known(tuple(edition), listed), text)
        else:
            unknown = _unknown(law, field, on, editions(known, law["law"]), statute)
            # An edition that nobody listed, of a statute that ended, may be the law as it was then too.
            is_of_then = bool(statute and statute.edition_on(on) is None and speaks_of_then(text, law["law"]))
            yield from (replace(each, level="warning") if is_of_then else each for each in unknown)


@dataclass(frozen=True)
class _Known:
    """What is known of one edition: its rows of the table, its place in the list of statutes."""

    rows: tuple[Article, ...]
    listed: Edition | None

    @property
    def days(self) -> tuple[dt.date, dt.date, dt.date | None]:
        """Version, first day in force, first day no longer in force."""
        first = self.rows[0] if self.rows else self.listed
        if first is None:
            raise LookupError
        return first.version, first.in_force, first.ended


def _unknown(
    law: Mapping[str, Any], field: str, on: dt.date, same: Sequence[Article], statute: Statute | None
) -> Iterator[Finding]:
    """Yield what is wrong with an edition that neither the table nor the list knows."""
    if statute and statute.edition_on(on) is None:
        yield _repealed(law["law"], field, statute)
    elif not same and not statute:
        yield _finding("warning", field, f"条文表里没有《{law['law']}》。", _ADD)
    else:
        days = [article.version for article in same] + [each.version for each in (statute.editions if statute else ())]
        versions = "、".join(dict.fromkeys(official_date(day) for day in days))
        version = official_date(dt.date.fromisoformat(law["version"]))
        message = f"条文表里没有《{law['law']}》{version}的版本，有的是：{versions}。"
        yield _finding("warning", field, message, "请核对版本日期；确有这一版的，把它加进条文表。")
    yield from _article_flaws(law, field, _Known((), statute.edition_on(on) if statute else None))


def _repealed(law: str, field: str, statute: Statute) -> Finding:
    instead = f"，由《{statute.replaced_by}》代替" if statute.replaced_by else ""
    return _finding("error", field, f"《{law}》已经失效{instead}。", "请改引现行有效的法律。")


def _finding(level: Literal["error", "warning"], field: str, message: str, remedy: str) -> Finding:
    return Finding("R24", level, field, message, remedy, _BASIS)


def _of_edition(law: Mapping[str, Any], field: str, on: dt.date, known: _Known, text: str) -> Iterator[Finding]:
    version, in_force, ended = known.days
    name = f"《{law['law']}》（{official_date(version)}）"
    if on < in_force:
        message = f"{name}到{official_date(in_force)}才施行。"
        yield _finding("error", field, message, "请改引出具之日有效的版本。")
    elif ended and on >= ended:
        message = f"{name}到{official_date(ended)}已经失效。"
        remedy = "请改引出具之日有效的版本，条文号可能也变了；说的是当时的法律，请写明“当时施行”。"
        yield _finding("warning" if speaks_of_then(text, law["law"]) else "error", field, message, remedy)
    yield from _article_flaws(law, field, known)


def _article_flaws(law: Mapping[str, Any], field: str, known: _Known) -> Iterator[Finding]:
    """Yield what is wrong with the articles: none named, beyond the last, unknown, with other periods."""
    articles = sorted(set(_ARTICLE.findall(law["article"])))
    if not articles:
        yield _finding("error", field, f"“{law['article']}”没有写明是第几条。", "请写成 第三十六条第三款 的样子。")
    for article in articles:
        if fault := _beyond(law["law"], article, known.listed):
            yield _finding("error", field, fault, "请核对条文号。")
        elif known.rows and article not in {row.article for row in known.rows}:
            yield _finding("warning", field, f"条文表里没有《{law['law']}》{article}。", _ADD)
    held = "；".join(row.holds for row in known.rows if row.article in articles)
    for period in _contradicting(str(law.get("holds") or ""), held):
        message = f"要点写的“{period}”和条文表不一致：{held}。"
        yield _finding("error", field, message, "请对照官方文本核对。")


def _contradicting(holds: str, held: str) -> list[str]:
    """Return the periods of `holds` that are none of those that the table has, if it has any."""
    table = list(durations(held))
    return [each.words for each in durations(holds) if table and not any(same(each, own) for own in table)]


def _beyond(law: str, article: str, edition: Edition | None) -> str:
    number = article_number(article)
    if edition and edition.articles and number is not None and number > edition.articles:
        return f"《{law}》只有{edition.articles}条，没有{article}。"
    return ""


def text_flaws(law: str, article: str, on: dt.date, known: Sequence[Article], sentence: str) -> Iterator[Finding]:
    """Yield what is wrong with `law` and `article` as a `sentence` of a text cites them on the day `on`."""
    same_law, statute = editions(known, law), statute_named(law)
    valid = [row.article for row in same_law if row.is_in_force(on)]
    edition = statute.edition_on(on) if statute else None
    if statute and edition is None:
        if not speaks_of_then(sentence, law):
            yield _repealed(law, "", statute)
    elif fault := _beyond(law, article, edition):
        yield _finding("error", "", fault, "请核对条文号。")
    elif article in valid or (edition and edition.articles and not valid):
        return
    elif not same_law:
        yield _finding("warning", "", f"文字里引用的《{law}》不在条文表里，不能确认有这部法律。", _ADD)
    else:
        listing = "、".join(dict.fromkeys(valid)) or "没有现行有效的条文"
        message = f"文字里引用的《{law}》{article}不在条文表里；表里现行有效的有：{listing}。"
        yield _finding(
            "warning", "", message, "请核对条文号；确有这一条的，先加进条文表 citations.csv，或者列进引用的法律。"
        )
