"""A paper is issued only when facts, ledger and confirmed grievances agree."""

import json
from pathlib import Path

import pytest

from toolkit import documents
from toolkit.cases.ledger import ledger_of
from toolkit.core.errors import FactsRefusedError, WrongValueError
from toolkit.core.files import sha256_of, write_whole
from toolkit.formats.word import WordFile
from toolkit.grievances import lists
from toolkit.grievances.register import confirm_grievances
from toolkit.papers import drafting, forms
from toolkit.papers.register import list_papers


def test_an_unconfirmed_grievance_bars_a_paper(desk) -> None:  # noqa: ANN001
    told = documents.check(desk, "legal_opinion", Path("examples/facts/legal_opinion.json"))

    assert [finding.rule for finding in told] == ["R27"]


def test_an_accusation_goes_into_no_paper(desk, heard, tmp_path: Path) -> None:  # noqa: ANN001
    code = heard("我叫段永福，我要举报村会计，低保优亲厚友，账目从来不公开。")
    lists.find_grievances(desk, code)
    (one,) = confirm_grievances(desk.store, code, [1], {}, "何琳")
    path = tmp_path / "事实.json"
    facts = forms.example("legal_opinion") | {"grievances": [one.number]}
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")

    told = documents.check(desk, "legal_opinion", path)

    assert [(finding.rule, finding.level) for finding in told] == [("R04", "error")]


@pytest.mark.slow
def test_issuing_again_gives_the_same_number(sample_run) -> None:  # noqa: ANN001
    first = sample_run.told.papers[0]

    again = documents.issue(sample_run.desk, sample_run.told.cases[0], "legal_opinion")

    assert (again.number, again.sha256) == (first.number, first.sha256)


@pytest.mark.slow
def test_a_paper_for_another_case_is_refused(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk = sample_run.desk
    facts = forms.example("mediation_agreement") | {"case": "案2026-0009"}
    path = tmp_path / "事实.json"
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    draft = documents.fill(desk, "mediation_agreement", path, tmp_path / "草稿.docx")

    with pytest.raises(FactsRefusedError, match="案2026-0009"):
        documents.issue(desk, sample_run.told.cases[0], "mediation_agreement", draft.files[0])


@pytest.mark.slow
def test_a_correction_is_a_new_paper_that_names_the_old(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk = sample_run.desk
    old = next(one for one in list_papers(desk.store) if one.paper == "mediation_agreement")
    before = sha256_of(desk.workspace.root / old.file)
    facts = {**old.facts, "place": "青石镇综治中心调解室"}
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "更正.docx").files[0]

    new = documents.issue(desk, old.case, "mediation_agreement", draft, corrects=old.number)

    assert new.number != old.number
    text = "\n".join(WordFile.open(desk.workspace.root / new.copies[0].file).lines)
    assert f"更正并代替{old.number}" in text
    assert sha256_of(desk.workspace.root / old.file) == before
    assert documents.issue(desk, old.case, "mediation_agreement", draft, corrects=old.number).number == new.number

    other = drafting.fill(
        "mediation_agreement", {**facts, "place": "柳树湾村委会"}, desk.workspace, tmp_path / "又改.docx"
    ).files[0]
    with pytest.raises(WrongValueError, match=rf"已经由 {new.number} 更正并代替.*没有签发"):
        documents.issue(desk, old.case, "mediation_agreement", other, corrects=old.number)
    with pytest.raises(WrongValueError, match=r"已签发.*没有签发.*--corrects"):
        documents.issue(desk, old.case, "mediation_agreement", other)


@pytest.mark.slow
def test_a_person_cannot_differ_from_paper_to_paper_of_a_case(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk = sample_run.desk
    case = next(one.case for one in list_papers(desk.store) if one.paper == "mediation_agreement")
    facts = forms.example("mediation_application")
    facts |= {"case": case, "grievances": [], "respondents": [{**facts["respondents"][0], "age": 62}]}
    draft = drafting.fill("mediation_application", facts, desk.workspace, tmp_path / "申请书.docx").files[0]

    with pytest.raises(FactsRefusedError, match="吴建国"):
        documents.issue(desk, case, "mediation_application", draft)


@pytest.fixture
def applied(desk, heard, judged, tmp_path: Path):  # noqa: ANN001, ANN201
    """Give a case, and a way to draft an application to mediate at a place in it."""
    code = heard("我叫孙玉兰，吴建国的院墙占了通道，雨水灌到我家墙角，请给我们调解。")
    lists.find_grievances(desk, code)
    (one,) = confirm_grievances(desk.store, code, [1], {}, "何琳")
    judged(code)
    case = ledger_of(desk).open_case([one.number], desk.today).case

    def draft(request: str) -> Path:
        facts = forms.example("mediation_application")
        facts |= {"case": case, "grievances": [one.number], "requests": [request]}
        facts["date"] = desk.today.isoformat()
        return drafting.fill("mediation_application", facts, desk.workspace, tmp_path / f"{request}.docx").files[0]

    return case, draft


def test_a_file_that_was_not_issued_is_not_told_as_issued(desk, applied) -> None:  # noqa: ANN001
    case, draft = applied
    first = documents.issue(desk, case, "mediation_application", draft("请求甲"))

    with pytest.raises(WrongValueError, match=f"{first.number}，这份草稿没有签发；要更正请加 --corrects"):
        documents.issue(desk, case, "mediation_application", draft("请求乙"))

    assert documents.issue(desk, case, "mediation_application", draft("请求甲")).number == first.number


def test_a_paper_is_corrected_once_and_its_correction_after_that(desk, applied) -> None:  # noqa: ANN001
    case, draft = applied
    first = documents.issue(desk, case, "mediation_application", draft("请求甲"))
    second = documents.issue(desk, case, "mediation_application", draft("请求乙"), corrects=first.number)

    with pytest.raises(WrongValueError, match=f"已经由 {second.number} 更正并代替"):
        documents.issue(desk, case, "mediation_application", draft("请求丙"), corrects=first.number)
    third = documents.issue(desk, case, "mediation_application", draft("请求丙"), corrects=second.number)
    with pytest.raises(WrongValueError, match=f"已签发.*{third.number}"):
        documents.issue(desk, case, "mediation_application", draft("请求丁"))

    again = documents.issue(desk, case, "mediation_application", draft("请求乙"), corrects=first.number)
    assert again.number == second.number
    assert len({first.number, second.number, third.number}) == len(list_papers(desk.store, case))


def test_a_second_correction_of_the_same_facts_is_not_dropped(desk, applied) -> None:  # noqa: ANN001
    case, draft = applied
    first = documents.issue(desk, case, "mediation_application", draft("请求甲"))
    second = documents.issue(desk, case, "mediation_application", draft("请求乙"), corrects=first.number)
    path = draft("请求乙")
    write_whole(path, WordFile.open(path).with_marks_replaced({"请求乙": "请求乙，并予量验"}))

    with pytest.raises(WrongValueError, match=second.number):
        documents.issue(desk, case, "mediation_application", path, corrects=first.number)
