"""One case, one file: in order, paged through without a gap."""

from pathlib import Path

import pytest

from toolkit.core.errors import UnknownNumberError, WrongValueError
from toolkit.formats.word import WordFile
from toolkit.papers import case_file, drafting
from toolkit.papers.register import list_papers


@pytest.mark.slow
def test_a_case_file_has_its_papers_in_order_and_a_contents_page(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk = sample_run.desk
    paper = next(one for one in list_papers(desk.store) if one.paper == "mediation_agreement")
    loose = {"当事人身份证明": 2, "履行凭证": 1, paper.number: 6}

    made = case_file.put_together(desk, paper.case, tmp_path / "卷", filed_by="田小禾", loose=loose)

    contents = made.facts["contents"]
    assert [one["name"] for one in contents] == ["当事人身份证明", "人民调解协议书", "履行凭证"]
    assert [(one["first_page"], one["last_page"]) for one in contents] == [(1, 2), (3, 8), (9, 9)]
    assert [path.name[:2] for path in made.papers] == ["02"]
    text = "\n".join(WordFile.open(made.cover).lines)
    assert all(words in text for words in ("卷内目录", paper.number, "3—8", "孙玉兰、吴建国纠纷"))
    back = "".join(WordFile.open(made.back).lines)
    assert "3件，9页" in back
    assert not [one for one in drafting.check("file_cover", made.facts, desk.workspace) if one.level == "error"]


@pytest.mark.slow
def test_material_that_no_file_has_is_refused(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    case = next(one.case for one in list_papers(sample_run.desk.store) if one.paper == "mediation_agreement")

    with pytest.raises(WrongValueError, match="当事人身份证明"):
        case_file.put_together(sample_run.desk, case, tmp_path / "卷", filed_by="田小禾", loose={"发票": 1})


def test_a_case_that_is_not_there_has_no_file(desk, tmp_path: Path) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError):
        case_file.put_together(desk, "案2026-0999", tmp_path / "卷", filed_by="田小禾")

    assert not (tmp_path / "卷").exists()
