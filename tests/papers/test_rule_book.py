"""The rules are printed beside their law, with its very words where the workspace keeps the text."""

import datetime as dt
from pathlib import Path

import pytest

from toolkit.core import WrongValueError
from toolkit.formats.word import WordFile
from toolkit.papers.law.library import import_law
from toolkit.papers.rule_book import printed_rules, touched_by, write_rule_book
from toolkit.workspace import Desk, Workspace, open_desk

DAY = dt.date(2026, 11, 1)
MADE_UP = "".join(f"第{sign}条　假想的条文{sign}。\n" for sign in "一二三四五")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return the desk of a new workspace."""
    return open_desk(tmp_path / "workspace")


@pytest.fixture
def workspace(desk: Desk) -> Workspace:
    """Return the workspace of the desk."""
    return desk.workspace


def test_law_rule_and_cases_stand_side_by_side(tmp_path: Path, workspace: Workspace) -> None:
    book = write_rule_book(workspace, "mediation_agreement", DAY, tmp_path / "rules.docx")

    text = "\n".join(WordFile.open(tmp_path / "rules.docx").lines)
    assert len(book) > 40
    assert all(rule.title in text for rule in book)
    assert (
        "《中华人民共和国人民调解法》第四条（2010年8月28日，2011年1月1日起施行）：要点：人民调解不收取任何费用" in text
    )
    assert "双方各交调解费100元" in text


def test_an_edition_is_that_of_the_day(workspace: Workspace) -> None:
    laws = "\n".join(line for rule in printed_rules(workspace, None, dt.date(2021, 6, 1)) for line in rule.law)

    assert "《信访工作条例》第三十六条第三款（当日没有查到施行的版本）" in laws


def test_the_very_words_of_a_text_that_is_kept_are_shown(tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "law.txt"
    path.write_text(MADE_UP, encoding="utf-8")
    import_law(desk, path, name="中华人民共和国人民调解法", version=dt.date(2010, 8, 28))

    laws = "\n".join(line for rule in printed_rules(desk.workspace, None, DAY) for line in rule.law)
    assert "原文：第四条　假想的条文四。" in laws


def test_a_new_edition_tells_the_rules_and_citations_it_touches(tmp_path: Path, desk: Desk) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(MADE_UP, encoding="utf-8")
    new.write_text(MADE_UP.replace("条文四", "条文肆"), encoding="utf-8")
    import_law(desk, old, name="中华人民共和国人民调解法", version=dt.date(2010, 8, 28))

    imported = import_law(desk, new, name="人民调解法", version=dt.date(2027, 1, 1))

    touched = touched_by(desk.workspace, imported)
    assert touched.rules == ("R12 这是收费、收礼吗？", "R12 调解不收费")
    assert touched.citations == ("《中华人民共和国人民调解法》第四条",)


def test_an_unknown_paper_is_refused(workspace: Workspace) -> None:
    with pytest.raises(WrongValueError, match="termination_notice"):
        printed_rules(workspace, "承诺书", DAY)
