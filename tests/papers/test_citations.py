"""A paper cites articles in the edition that is in force on its day."""

import datetime as dt
import re
from pathlib import Path

import pytest

from toolkit.core.errors import UnreadableFileError
from toolkit.formats.word import WordFile
from toolkit.papers import citations
from toolkit.workspace.settings import shipped

TABLE = shipped("templates/docx/citations.csv")
KNOWN = citations.table(TABLE)
TOP = Path(__file__).parents[2]
HEAD = "法律,版本,施行,失效,条文,要点\n"


def law(name: str, article: str, version: str) -> dict[str, str]:
    """Return one cited law of the facts."""
    return {"law": name, "article": article, "version": version, "holds": "要点"}


def told(cited: dict[str, str], on: str) -> list[tuple[str, str]]:
    """Return level and message of what is wrong with one citation in a paper of the day `on`."""
    return [(one.level, one.message) for one in citations.flaws([cited], dt.date.fromisoformat(on), KNOWN)]


@pytest.mark.parametrize(
    "cited,on",
    [
        (law("信访工作条例", "第三十六条第三款", "2022-02-25"), "2026-10-20"),
        (law("民事诉讼法", "第二百零五条", "2023-09-01"), "2024-01-01"),
        (law("中华人民共和国民事诉讼法", "第二百零一条", "2021-12-24"), "2023-12-31"),
    ],
)
def test_an_article_in_force_on_the_day_passes_by_full_or_short_name(cited: dict[str, str], on: str) -> None:
    assert told(cited, on) == []


@pytest.mark.parametrize(
    "cited,on,level,words",
    [
        (law("民事诉讼法", "第二百零一条", "2021-12-24"), "2024-01-01", "error", "已经失效"),
        (law("民事诉讼法", "第二百零五条", "2023-09-01"), "2023-12-31", "error", "才施行"),
        (law("民事诉讼法", "第二百零五条", "2023-09-01"), "2023-08-01", "error", "晚于出具日期"),
        (law("民事诉讼法", "第二百零五条", "2020-01-01"), "2026-01-01", "warning", "2020年1月1日的版本"),
        (law("民事诉讼法", "第九百条", "2023-09-01"), "2026-01-01", "error", "第九百条"),
        (law("民事诉讼法", "有关规定", "2023-09-01"), "2026-01-01", "error", "没有写明是第几条"),
        (law("某某办法", "第一条", "2020-01-01"), "2026-01-01", "warning", "没有《某某办法》"),
    ],
)
def test_a_wrong_citation_is_told(cited: dict[str, str], on: str, level: str, words: str) -> None:
    ((found, message),) = told(cited, on)

    assert (found, words in message) == (level, True)


def test_one_name_may_be_followed_by_several_articles() -> None:
    assert list(citations.cited_in("依照《信访工作条例》第三十五条、第三十六条的规定")) == [
        ("信访工作条例", "第三十五条"),
        ("信访工作条例", "第三十六条"),
    ]


def test_every_article_that_a_template_or_a_rule_cites_is_in_the_table() -> None:
    texts = ["\n".join(WordFile.open(path).lines) for path in sorted(TABLE.parent.glob("*.docx"))]
    texts += [path.read_text(encoding="utf-8") for path in (TOP / "docs" / "schemas").glob("facts-*.json")]
    texts += [(TOP / "toolkit" / "papers" / "rules" / "check.py").read_text(encoding="utf-8")]
    table = {(citations.short(one.law), one.article) for one in KNOWN}

    cited = {(citations.short(law), article) for text in texts for law, article in citations.cited_in(text)}
    assert cited - table == set()
    assert cited


def test_the_table_has_one_edition_in_force_at_a_time() -> None:
    days = {one.in_force for one in KNOWN}
    for name in {one.law for one in KNOWN}:
        editions = {(one.in_force, one.ended) for one in KNOWN if one.law == name}
        assert all(sum(start <= day and (not end or day < end) for start, end in editions) <= 1 for day in days)


@pytest.mark.parametrize("text", ["法律,条文\n", f"{HEAD}甲法,去年,2020-01-01,,第一条,要点\n"])
def test_a_table_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "citations.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableFileError, match="条文表"):
        citations.table(path)


def test_a_table_saved_by_excel_on_a_chinese_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "citations.csv"
    path.write_bytes(f"{HEAD}甲法,2019-01-01,2020-01-01,,第一条,要点\n".encode("gb18030"))

    assert re.fullmatch("甲法", citations.table(path)[0].law)
