"""Word's own revisions: written, listed by person, accepted or refused one by one."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.core import WrongValueError
from toolkit.formats.word import WordFile, as_revisions, open_by, revisions, settled_revisions

NOW = dt.datetime(2026, 11, 29, 3, 0, tzinfo=dt.UTC)
LINES = st.lists(st.text("甲乙丙丁一二三，。1a", min_size=1, max_size=12), min_size=1, max_size=6)


def word(folder: Path, name: str, lines: list[str], *, bold: bool = True) -> WordFile:
    """Write a Word file of `lines`, each in two runs, and return it."""
    document = Document()
    for line in lines:
        paragraph = document.add_paragraph()
        paragraph.add_run(line[: len(line) // 2])
        paragraph.add_run(line[len(line) // 2 :]).bold = bold
    document.save(str(folder / name))
    return WordFile.open(folder / name)


def opened(folder: Path, content: bytes) -> WordFile:
    """Return the Word file whose bytes are `content`."""
    (folder / "开.docx").write_bytes(content)
    return WordFile.open(folder / "开.docx")


def numbers(file: WordFile) -> list[int]:
    """Return the numbers of the open revisions of `file`."""
    return [revision.number for revision in revisions(file)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=LINES, new=LINES)
def test_accepting_all_gives_the_new_text_and_refusing_all_the_old(
    tmp_path: Path, old: list[str], new: list[str]
) -> None:
    before, after = word(tmp_path, "前.docx", old), word(tmp_path, "后.docx", new)
    marked = opened(tmp_path, as_revisions(before, after, "何琳", NOW))
    every = numbers(marked)

    accepted = opened(tmp_path, settled_revisions(marked, every, []))
    assert accepted.lines == after.lines
    refused = opened(tmp_path, settled_revisions(marked, [], every))
    assert refused.lines == before.lines
    assert revisions(accepted) == revisions(refused) == ()
    assert accepted.editing_marks() == refused.editing_marks() == ()


def test_a_revision_tells_who_when_and_what(tmp_path: Path) -> None:
    before, after = word(tmp_path, "前.docx", ["付款六百元。"]), word(tmp_path, "后.docx", ["付款七百元。"])

    marked = opened(tmp_path, as_revisions(before, after, "何琳", NOW))

    told = [(each.kind, each.text, each.by, each.at) for each in revisions(marked)]
    assert told == [
        ("deleted", "六", "何琳", "2026-11-29T03:00:00Z"),
        ("inserted", "七", "何琳", "2026-11-29T03:00:00Z"),
    ]


def inserted(document: Any, by: str, text: str) -> None:
    """Leave an insertion of `text` by `by` in a paragraph of its own."""
    mark, run, words = OxmlElement("w:ins"), OxmlElement("w:r"), OxmlElement("w:t")
    mark.set(qn("w:id"), "1")
    mark.set(qn("w:author"), by)
    words.text = text
    run.append(words)
    mark.append(run)
    document.add_paragraph("原文")._p.append(mark)


@pytest.fixture
def by_three(tmp_path: Path) -> WordFile:
    """Return a file with revisions of three people."""
    document = Document()
    for by, text in (("王律师", "甲"), ("李所长", "乙"), ("王律师", "丙"), ("周明礼", "丁")):
        inserted(document, by, text)
    content = io.BytesIO()
    document.save(content)
    return opened(tmp_path, content.getvalue())


def test_revisions_of_three_people_are_counted_and_settled_apart(by_three: WordFile, tmp_path: Path) -> None:
    assert open_by(by_three) == {"王律师": 2, "李所长": 1, "周明礼": 1}

    left = opened(tmp_path, settled_revisions(by_three, [1], [2]))

    assert left.lines == ("原文甲", "原文", "原文丙", "原文丁")
    assert open_by(left) == {"王律师": 1, "周明礼": 1}


@pytest.mark.parametrize("accepted,refused", [([9], []), ([0], []), ([1], [1])])
def test_a_number_that_no_revision_has_is_refused(by_three: WordFile, accepted: list[int], refused: list[int]) -> None:
    with pytest.raises(WrongValueError, match="从 1 到 4"):
        settled_revisions(by_three, accepted, refused)


def test_a_change_of_format_is_taken_back(tmp_path: Path) -> None:
    document = Document()
    run = document.add_paragraph().add_run("粗体")
    run.bold = True
    change, old = OxmlElement("w:rPrChange"), OxmlElement("w:rPr")
    change.set(qn("w:author"), "何琳")
    change.append(old)
    run._r.rPr.append(change)
    content = io.BytesIO()
    document.save(content)
    file = opened(tmp_path, content.getvalue())

    assert [(each.kind, each.text) for each in revisions(file)] == [("formatted", "粗体")]
    refused = opened(tmp_path, settled_revisions(file, [], [1]))
    accepted = opened(tmp_path, settled_revisions(file, [1], []))
    assert refused.document.paragraphs[0].runs[0].bold is None
    assert accepted.document.paragraphs[0].runs[0].bold is True
