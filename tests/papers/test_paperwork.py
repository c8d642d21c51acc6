"""A paper is issued only when facts, ledger and confirmed grievances agree."""

import json
import re
from pathlib import Path

import pytest

from toolkit.cases.ledger import ledger_of
from toolkit.core.errors import FactsRefusedError, MissingFileError, WrongValueError
from toolkit.core.files import sha256_of
from toolkit.formats.word import editing
from toolkit.grievances import lists
from toolkit.grievances.register import confirm_grievances
from toolkit.papers import drafting, paperwork
from toolkit.papers.register import list_papers


def test_facts_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="没有"):
        paperwork.facts_of(tmp_path / "没有.json")


def test_facts_of_an_older_notepad_are_read(tmp_path: Path) -> None:
    path = tmp_path / "旧.json"
    path.write_bytes('{"地方": "柳树湾"}'.encode("gb18030"))

    assert paperwork.facts_of(path) == {"地方": "柳树湾"}


@pytest.mark.parametrize("content", [b'{"a": 1,,}', b'{"a" 1}', b"\xff\xff", b"", b"[" * 100_000])
def test_broken_facts_are_told_without_english(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏.json"
    path.write_bytes(content)

    with pytest.raises(WrongValueError) as fault:
        paperwork.facts_of(path)

    assert not re.search("[A-Za-z]{2,}", str(fault.value).replace("坏.json", "").replace("UTF", "").replace("GB", ""))


@pytest.mark.parametrize("text", ["{", "[]"])
def test_facts_that_are_no_object_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "坏.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(WrongValueError, match="事实文件"):
        paperwork.facts_of(path)


def test_an_unconfirmed_grievance_bars_a_paper(desk) -> None:  # noqa: ANN001
    told = paperwork.check(desk, "legal_opinion", Path("examples/facts/legal_opinion.json"))

    assert [finding.rule for finding in told] == ["R27"]


def test_an_accusation_goes_into_no_paper(desk, heard, tmp_path: Path) -> None:  # noqa: ANN001
    code = heard("我叫段永福，我要举报村会计，低保优亲厚友，账目从来不公开。")
    lists.find_grievances(desk, code)
    (one,) = confirm_grievances(desk.store, code, [1], {}, "何琳")
    path = tmp_path / "事实.json"
    facts = drafting.example("legal_opinion") | {"grievances": [one.number]}
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")

    told = paperwork.check(desk, "legal_opinion", path)

    assert [(finding.rule, finding.level) for finding in told] == [("R04", "error")]


@pytest.mark.slow
def test_issuing_again_gives_the_same_number(sample_run) -> None:  # noqa: ANN001
    first = sample_run.told.papers[0]

    again = paperwork.issue(sample_run.desk, sample_run.told.cases[0], "legal_opinion")

    assert (again.number, again.sha256) == (first.number, first.sha256)


@pytest.mark.slow
def test_a_paper_for_another_case_is_refused(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk = sample_run.desk
    facts = drafting.example("mediation_agreement") | {"case": "案2026-0009"}
    path = tmp_path / "事实.json"
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    draft = paperwork.fill(desk, "mediation_agreement", path, tmp_path / "草稿.docx")

    with pytest.raises(FactsRefusedError, match="案2026-0009"):
        paperwork.issue(desk, sample_run.told.cases[0], "mediation_agreement", draft.files[0])


@pytest.mark.slow
def test_a_correction_is_a_new_paper_that_names_the_old(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk = sample_run.desk
    old = next(one for one in list_papers(desk.store) if one.paper == "mediation_agreement")
    before = sha256_of(desk.workspace.root / old.file)
    facts = {**old.facts, "place": "青石镇综治中心调解室"}
    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "更正.docx").files[0]

    new = paperwork.issue(desk, old.case, "mediation_agreement", draft, corrects=old.number)

    assert new.number != old.number
    text = "\n".join(editing.text_lines(desk.workspace.root / new.copies[0].file))
    assert f"更正并代替{old.number}" in text
    assert sha256_of(desk.workspace.root / old.file) == before
    assert paperwork.issue(desk, old.case, "mediation_agreement", draft, corrects=old.number).number == new.number

    other = drafting.fill(
        "mediation_agreement", {**facts, "place": "柳树湾村委会"}, desk.workspace, tmp_path / "又改.docx"
    ).files[0]
    with pytest.raises(WrongValueError, match=rf"已经由 {new.number} 更正并代替.*没有签发"):
        paperwork.issue(desk, old.case, "mediation_agreement", other, corrects=old.number)
    with pytest.raises(WrongValueError, match=r"已签发.*没有签发.*--corrects"):
        paperwork.issue(desk, old.case, "mediation_agreement", other)


@pytest.mark.slow
def test_a_person_cannot_differ_from_paper_to_paper_of_a_case(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk = sample_run.desk
    case = next(one.case for one in list_papers(desk.store) if one.paper == "mediation_agreement")
    facts = drafting.example("mediation_application")
    facts |= {"case": case, "grievances": [], "respondents": [{**facts["respondents"][0], "age": 62}]}
    draft = drafting.fill("mediation_application", facts, desk.workspace, tmp_path / "申请书.docx").files[0]

    with pytest.raises(FactsRefusedError, match="吴建国"):
        paperwork.issue(desk, case, "mediation_application", draft)


@pytest.fixture
def applied(desk, heard, judged, tmp_path: Path):  # noqa: ANN001, ANN201
    """Give a case, and a way to draft an application to mediate at a place in it."""
    code = heard("我叫孙玉兰，吴建国的院墙占了通道，雨水灌到我家墙角，请给我们调解。")
    lists.find_grievances(desk, code)
    (one,) = confirm_grievances(desk.store, code, [1], {}, "何琳")
    judged(code)
    case = ledger_of(desk).open_case([one.number], desk.today).case

    def draft(request: str) -> Path:
        facts = drafting.example("mediation_application")
        facts |= {"case": case, "grievances": [one.number], "requests": [request]}
        facts["date"] = desk.today.isoformat()
        return drafting.fill("mediation_application", facts, desk.workspace, tmp_path / f"{request}.docx").files[0]

    return case, draft


def test_a_file_that_was_not_issued_is_not_told_as_issued(desk, applied) -> None:  # noqa: ANN001
    case, draft = applied
    first = paperwork.issue(desk, case, "mediation_application", draft("请求甲"))

    with pytest.raises(WrongValueError, match=f"{first.number}，这份草稿没有签发；要更正请加 --corrects"):
        paperwork.issue(desk, case, "mediation_application", draft("请求乙"))

    assert paperwork.issue(desk, case, "mediation_application", draft("请求甲")).number == first.number


def test_a_paper_is_corrected_once_and_its_correction_after_that(desk, applied) -> None:  # noqa: ANN001
    case, draft = applied
    first = paperwork.issue(desk, case, "mediation_application", draft("请求甲"))
    second = paperwork.issue(desk, case, "mediation_application", draft("请求乙"), corrects=first.number)

    with pytest.raises(WrongValueError, match=f"已经由 {second.number} 更正并代替"):
        paperwork.issue(desk, case, "mediation_application", draft("请求丙"), corrects=first.number)
    third = paperwork.issue(desk, case, "mediation_application", draft("请求丙"), corrects=second.number)
    with pytest.raises(WrongValueError, match=f"已签发.*{third.number}"):
        paperwork.issue(desk, case, "mediation_application", draft("请求丁"))

    again = paperwork.issue(desk, case, "mediation_application", draft("请求乙"), corrects=first.number)
    assert again.number == second.number
    assert len({first.number, second.number, third.number}) == len(list_papers(desk.store, case))


def test_a_second_correction_of_the_same_facts_is_not_dropped(desk, applied) -> None:  # noqa: ANN001
    case, draft = applied
    first = paperwork.issue(desk, case, "mediation_application", draft("请求甲"))
    second = paperwork.issue(desk, case, "mediation_application", draft("请求乙"), corrects=first.number)
    path = draft("请求乙")
    editing.replace_mark(path, {"请求乙": "请求乙，并予量验"}, path)

    with pytest.raises(WrongValueError, match=second.number):
        paperwork.issue(desk, case, "mediation_application", path, corrects=first.number)
