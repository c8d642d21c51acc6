"""The official text of a law as a centre downloads it (Word, HTML, plain text), split into its articles."""

import datetime as dt
import hashlib
import html.parser
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from toolkit.chinese import number_value
from toolkit.core import UnreadableFileError, office_text, open_to_read

_NUMERAL = "零一二三四五六七八九十百千"
_ARTICLE = re.compile(rf"^第([{_NUMERAL}]+)条(之[一二三四五六七八九十])?[\s\u3000　]*(.*)$")
_HEADING = re.compile(rf"^第[{_NUMERAL}]+(?:编|分编|章|节)(?:[\s\u3000　]|$)|^附[\s\u3000　]*则$")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_IN_FORCE = re.compile(r"自(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日起(?:施行|实施|执行)")
_ADOPTED = re.compile(r"通过|修正|修订|公布|发布|印发|颁布")
_ITEM = re.compile(rf"^（[{_NUMERAL}]+）")
_PARAGRAPH = re.compile(rf"(?:第([{_NUMERAL}]+)款)?(?:第?（?([{_NUMERAL}]+)）?项)?")
_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "td", "title"}
_SKIPPED = {"script", "style", "head"}
_LARGEST = 20 * 1024 * 1024
_FEWEST_SIGNS = 2


@dataclass(frozen=True)
class ArticleText:
    """One article: its place (第三十六条), and its paragraphs and items as the official text has them."""

    place: str
    text: str

    def passage(self, place: str) -> str | None:
        """Return the words at `place` (第三十六条第三款第（二）项), an article, paragraph or item; None if absent.

        An item (（一）…) is a line of the paragraph it stands under, as the official text has it.
        """
        paragraphs: list[list[str]] = []
        for line in self.text.splitlines():
            if paragraphs and _ITEM.match(line):
                paragraphs[-1].append(line)
            else:
                paragraphs.append([line])
        rest = place.removeprefix(self.place)
        match = _PARAGRAPH.fullmatch(rest)
        if match is None or not rest:
            return None if rest else self.text
        number = int(number_value(match[1]) or 0) if match[1] else 1
        if not 0 < number <= len(paragraphs):
            return None
        lines = paragraphs[number - 1]
        if match[2] is None:
            return "\n".join(lines)
        return next((line for line in lines if line.startswith(f"（{match[2]}）")), None)


@dataclass(frozen=True)
class LawText:
    """The official text of one edition of a law; `sha256` is that of the file it came from, `source` its name.

    `copied_by` put it into the workspace, `checked_by` compared it with the official one; "" where nobody is named.
    `doubt` says in Chinese why the kept text cannot be relied on, "" where it is as it was registered.
    """

    name: str
    version: dt.date
    in_force: dt.date | None
    source: str
    sha256: str
    articles: tuple[ArticleText, ...]
    copied_by: str = ""
    checked_by: str = ""
    doubt: str = ""

    def article(self, place: str) -> ArticleText | None:
        """Return the article that `place` (第三十六条第三款) lies in, or None."""
        # The longest: 第一百三十三条之一 begins with 第一百三十三条, too.
        around = (article for article in self.articles if place.startswith(article.place))
        return max(around, key=lambda article: len(article.place), default=None)


def read_law(path: Path, *, name: str | None = None, version: dt.date | None = None) -> LawText:
    """Return the law in the file at `path`; `name` and `version` win over what the text says of itself.

    Raise MissingFileError, or UnreadableFileError naming every fault: no articles, a gap or a repetition in their
    numbers, no name, no day of promulgation.
    """
    with open_to_read(path) as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise UnreadableFileError(path=path, why="文件太大，不像一部法律的文本")
    lines = [line for line in map(_stripped, _lines(path, content)) if line]
    return _law_of(lines, path, hashlib.sha256(content).hexdigest(), name, version)


def _law_of(lines: Sequence[str], path: Path, sha256: str, name: str | None, version: dt.date | None) -> LawText:
    head, articles = _split(lines)
    name, version = name or _name_of(head), version or _version_of(head)
    faults = [*_number_faults(articles)]
    if not name:
        faults.append("看不出法律的名称，请用 --name 写明")
    if version is None:
        faults.append("看不出公布或者最后修改的日期，请用 --version 写明")
    if faults or name is None or version is None:
        raise UnreadableFileError(path=path, why="；".join(faults))
    in_force = _days(_IN_FORCE, "\n".join([*head, articles[-1].text]))
    return LawText(name, version, in_force[-1] if in_force else None, path.name, sha256, tuple(articles))


def _stripped(line: str) -> str:
    return line.replace("\u00a0", " ").strip(" \t\u3000\ufeff")


def _lines(path: Path, content: bytes) -> Iterator[str]:
    if content.startswith(b"PK"):
        from toolkit.formats.word import WordFile  # noqa: PLC0415 - Word is loaded only where a Word file is read

        yield from (line for text in WordFile.open(path).lines for line in text.splitlines())
        return
    try:
        text = office_text(content)
    except UnicodeDecodeError as fault:
        why = "不是 Word（.docx）、网页或者 UTF-8、GB 18030 编码的文字"
        raise UnreadableFileError(path=path, why=why) from fault
    if re.search(r"<(?:html|body|p|div|!doctype)\b", text[:2000], re.IGNORECASE):
        reader = _PageReader()
        reader.feed(text)
        text = "".join(reader.parts)
    yield from text.splitlines()


class _PageReader(html.parser.HTMLParser):
    """Reader of a web page: its visible text, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block, and hide what no reader sees."""
        del attrs
        self._hidden += tag in _SKIPPED
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line at a block."""
        self._hidden -= tag in _SKIPPED and self._hidden > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what a reader sees."""
        if not self._hidden:
            self.parts.append(data.replace("\n", " "))


# -- articles --------------------------------------------------------------------------------------------------


def _split(lines: Sequence[str]) -> tuple[list[str], list[ArticleText]]:
    """Return the lines before the first article, and the articles; headings of chapters belong to none."""
    head: list[str] = []
    articles: list[tuple[str, list[str]]] = []
    for line in lines:
        match = _ARTICLE.match(line)
        if match:
            articles.append((f"第{match[1]}条{match[2] or ''}", [match[3]] if match[3] else []))
        elif _HEADING.match(line):
            continue
        elif articles:
            articles[-1][1].append(line)
        else:
            head.append(line)
    return head, [ArticleText(place, "\n".join(text)) for place, text in articles]


def _number_faults(articles: Sequence[ArticleText]) -> Iterator[str]:
    """Yield what is wrong with the numbers of the articles: none, empty ones, a gap, a repetition."""
    if len(articles) < _FEWEST_SIGNS:
        yield "没有找到“第一条……第二条……”这样的条文"
        return
    numbers = [int(number_value(article.place[1 : article.place.index("条")]) or 0) for article in articles]
    if numbers[0] != 1:
        yield f"第一个条文是{articles[0].place}，前面缺条文"
    for (one, other), article in zip(pairwise(numbers), articles[1:], strict=False):
        is_inserted = "之" in article.place and other == one
        if other != one + 1 and not is_inserted:
            yield f"第{one}条后面是{article.place}，条文号不连续"
    yield from (f"{article.place}没有内容" for article in articles if not article.text.strip())


def _name_of(head: Sequence[str]) -> str | None:
    lines = (line for line in head if not line.startswith(("（", "(", "目")) and not _DATE.search(line))
    name = next(lines, "").strip("《》")
    return re.sub(r"\s", "", name) or None


def _version_of(head: Sequence[str]) -> dt.date | None:
    """Return the last day of adoption or amendment that the head tells."""
    days = _days(_DATE, "\n".join(line for line in head if _ADOPTED.search(line)))
    return max(days, default=None)


def _days(pattern: re.Pattern[str], text: str) -> list[dt.date]:
    days = []
    for match in pattern.finditer(text):
        try:
            days.append(dt.date(int(match[1]), int(match[2]), int(match[3])))
        except ValueError:
            continue
    return days
