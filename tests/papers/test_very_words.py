"""Where a workspace keeps the text of a law, a paper that cites it shows the very words of the place it cites."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from toolkit.papers import drafting, drafts, forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.law.library import import_law, kept_laws, words_cited
from toolkit.papers.law.statutes import chinese_number
from toolkit.workspace import Desk, open_desk

VERSION = dt.date(2022, 2, 25)
ITEMS = "有下列情形的，分别处理：\n（一）甲办法；\n（二）乙办法，可以申请强制执行；\n“丙”段落。"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    """Yield the desk of a workspace that keeps a made-up text of the regulation."""
    desk = open_desk(tmp_path / "workspace", today=dt.date(2026, 11, 23))
    articles = (f"第{chinese_number(n)}条　{ITEMS if n == 31 else f'第{n}处内容。'}" for n in range(1, 51))
    path = tmp_path / "law.txt"
    path.write_text("信访工作条例\n（2022年2月25日发布）\n" + "\n".join(articles), encoding="utf-8")
    import_law(desk, path, name="信访工作条例", version=VERSION)
    yield desk
    desk.store.close()


def lines(desk: Desk, out: Path, facts: dict[str, Any]) -> list[str]:
    """Return the lines of a handling opinion that quote a law."""
    drafting.fill("handling_opinion", facts, desk.workspace, out)
    return [line for line in drafts.open_draft(desk.workspace, out).word.lines if "原文" in line]


def test_a_paper_quotes_the_article_and_passes_its_own_check(desk: Desk, tmp_path: Path) -> None:
    facts = unwrapped(forms.example("handling_opinion"))
    quoted = lines(desk, tmp_path / "draft.docx", facts)

    assert "原文：“有下列情形的，分别处理：（一）甲办法；（二）乙办法，可以申请强制执行；‘丙’段落”。" in quoted[0]
    assert "原文：“第32处内容”。" in quoted[1]
    assert drafts.recheck(desk.workspace, tmp_path / "draft.docx").findings == ()


def test_an_edition_that_is_not_kept_is_not_quoted(desk: Desk) -> None:
    assert words_cited(kept_laws(desk.workspace), "信访工作条例", "第三十一条", dt.date(2005, 1, 10)) is None
    assert words_cited(kept_laws(desk.workspace), "民法典", "第一条", VERSION) is None
    assert words_cited(kept_laws(desk.workspace), "信访工作条例", "第九十九条", VERSION) is None


@pytest.mark.parametrize(
    "place, words",
    [
        ("第三十一条第二项", "（二）乙办法，可以申请强制执行；"),
        ("第三十一条第一款第一项", "（一）甲办法；"),
        ("第三十一条第二款", "“丙”段落。"),
        ("第三十一条第三款", ITEMS.replace("\n", "")),
        ("第三十二条第一款", "第32处内容。"),
    ],
)
def test_paragraph_and_item_are_found(desk: Desk, place: str, words: str) -> None:
    assert words_cited(kept_laws(desk.workspace), "中华人民共和国信访工作条例", place, VERSION) == words


def test_without_a_text_the_summary_stands_alone(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "workspace", today=dt.date(2026, 11, 23))

    assert lines(desk, tmp_path / "draft.docx", unwrapped(forms.example("handling_opinion"))) == []
    desk.store.close()


def test_a_text_that_comes_later_makes_another_draft(desk: Desk, tmp_path: Path) -> None:
    facts = unwrapped(forms.example("handling_opinion"))
    other = open_desk(tmp_path / "other", today=dt.date(2026, 11, 23))
    lines(desk, tmp_path / "a.docx", facts)
    lines(other, tmp_path / "b.docx", facts)

    ours, theirs = ({path.name for path in each.workspace.drafts.iterdir()} for each in (desk, other))
    assert not ours & theirs
    other.store.close()
