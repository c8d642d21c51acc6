"""The form of a paper at the workbench: answers are in the workspace at once, the way to the paper is whole."""

import base64
import json
from typing import Any

import pytest

from tests.agreement_sample import KIND, do, edited, filled_in
from toolkit.cases import cases
from toolkit.core import FactsRefusedError, WrongValueError
from toolkit.grievances import confirm_grievances, judge_accusations, lists
from toolkit.meetings import list_recordings
from toolkit.papers import interview, list_papers, read_facts, unwrapped
from toolkit.workbench import pages
from toolkit.workspace import Desk

SAID = "我叫孙玉兰，是柳树湾村二组的。我跟隔壁吴建国家的院墙和排水沟争了八年，村里调解了三次，请镇上调解一下。"


@pytest.fixture
def case(desk: Desk, heard: Any, judged: Any) -> str:
    """Give a case between neighbours whose mediation was accepted."""
    code = heard(SAID, "我叫段永福，三组的路灯坏了三个月，没有人来修。")
    lists.find_grievances(desk, code)
    changes = {"person": "孙玉兰", "home": "柳树湾村二组", "against": "吴建国", "mediation": "邻里"}
    (one,) = confirm_grievances(desk.store, code, [1], changes, "田小禾")
    judged(code)
    opened = cases.open_case(desk, [str(one.number)], "2026-09-28")
    cases.add_entry(desk, opened.case, "mediation_accepted", "2026-10-15")
    return opened.case


def test_an_answer_lies_in_the_workspace_before_the_page_hears_of_it(desk: Desk, case: str) -> None:
    do(desk, case, "form_answer", answers=json.dumps({"place": "村委会", "parties.0.age": "58"}))

    facts = unwrapped(read_facts(interview.place_of(desk, case, KIND)))
    assert (facts["place"], facts["parties"][0]["age"], facts["signing"]["place"]) == ("村委会", 58, "村委会")


def test_a_wrong_answer_is_kept_as_typed_and_told_at_its_field(desk: Desk, case: str) -> None:
    form = do(desk, case, "form_answer", answers=json.dumps({"parties.0.age": "五十八", "date": "十月底"})).form

    fields = {one.path: one for step in form.steps for one in interview.all_fields(step.fields)}
    assert fields["parties.0.age"].value == "五十八"
    assert all("写法不对" in fields[path].faults[0].message for path in ("parties.0.age", "date"))


@pytest.mark.parametrize("path", ["没有", "parties.9.name", "place.x", "parties.name", "0", ""])
def test_a_field_that_no_paper_has_is_refused_and_nothing_is_written(desk: Desk, case: str, path: str) -> None:
    pages.PAGES["paper_form"](desk, {"case": case, "paper": KIND})
    before = interview.place_of(desk, case, KIND).read_bytes()

    with pytest.raises(WrongValueError):
        do(desk, case, "form_answer", answers=json.dumps({"place": "村委会", path: "写"}))

    assert interview.place_of(desk, case, KIND).read_bytes() == before


def test_a_filled_in_form_is_ready_and_issues_a_paper(desk: Desk, case: str) -> None:
    assert filled_in(desk, case).is_ready

    done = do(desk, case, "form_issue", seen="")

    (issued,) = list_papers(desk.store, case)
    assert done.number == issued.number
    assert done.form.issued.is_current
    assert set(done.form.issued.holders) == {"孙玉兰", "吴建国", desk.settings.committee.name}
    copy = do(desk, case, "paper_copy", holder="吴建国").sheet
    assert base64.b64decode(copy.content)[:2] == b"PK"


def test_a_form_with_gaps_issues_nothing(desk: Desk, case: str) -> None:
    with pytest.raises(FactsRefusedError):
        do(desk, case, "form_issue", seen="")

    assert list_papers(desk.store, case) == ()


def test_a_slot_left_empty_bars_the_paper(desk: Desk, case: str) -> None:
    filled_in(desk, case)

    form = do(desk, case, "form_slot", path="terms.0.duty", slot="距离", text="").form

    assert not form.is_ready


def test_an_edited_draft_is_issued_once_its_changes_are_agreed_to(desk: Desk, case: str) -> None:
    filled_in(desk, case)
    sheet = do(desk, case, "form_draft").sheet

    back = do(desk, case, "form_take_back", file=edited(sheet, "争了八年", "争了将近八年"), file_name="改.docx").form
    assert [(change.old[-6:], change.new[-6:]) for change in back.draft.changes] != []
    assert "将近" in back.draft.changes[0].new

    with pytest.raises(WrongValueError, match="看过、同意"):
        do(desk, case, "form_issue", seen="")
    number = do(desk, case, "form_issue", seen=back.draft.seen).number

    assert [paper.number for paper in list_papers(desk.store, case)] == [number]


def test_a_harmful_edit_is_told_and_bars_the_issue(desk: Desk, case: str) -> None:
    filled_in(desk, case)
    sheet = do(desk, case, "form_draft").sheet

    back = do(desk, case, "form_take_back", file=edited(sheet, "不认定", "认定"), file_name="改.docx").form

    assert any(finding.level == "error" for finding in back.draft.findings)
    with pytest.raises(FactsRefusedError):
        do(desk, case, "form_issue", seen=back.draft.seen)
    assert list_papers(desk.store, case) == ()


def test_a_draft_of_older_facts_is_not_taken_back(desk: Desk, case: str) -> None:
    filled_in(desk, case)
    sheet = do(desk, case, "form_draft").sheet
    do(desk, case, "form_answer", answers=json.dumps({"place": "镇上"}))

    with pytest.raises(WrongValueError, match="又改过"):
        do(desk, case, "form_take_back", file=sheet.content, file_name="改.docx")


def test_a_changed_form_corrects_the_paper_that_was_issued(desk: Desk, case: str) -> None:
    filled_in(desk, case)
    first = do(desk, case, "form_issue", seen="").number

    form = do(desk, case, "form_answer", answers=json.dumps({"recorder.name": "李静"})).form
    assert not form.issued.is_current
    second = do(desk, case, "form_issue", seen="").number

    assert [paper.facts.get("corrects") for paper in list_papers(desk.store, case)] == [None, first]
    assert second != first


def test_a_party_of_an_earlier_case_is_used_again(desk: Desk, case: str) -> None:
    filled_in(desk, case)
    do(desk, case, "form_answer", answers=json.dumps({"parties.1.phone": "13800000072", "parties.1.age": "61"}))
    do(desk, case, "form_issue", seen="")
    code = list_recordings(desk.store)[0].code
    (two,) = confirm_grievances(desk.store, code, [2], {"person": "段永福", "against": "吴建国", "mediation": "邻里"})
    other = cases.open_case(desk, [str(two.number)], "2026-09-28").case

    form = pages.PAGES["paper_form"](desk, {"case": other, "paper": KIND})
    (line,) = [line for line in form.people if line.name == "吴建国"]
    assert (line.path, line.case) == ("parties.1", case)
    do(desk, other, "form_person", path=line.path, name=line.name, of=line.case)

    facts = unwrapped(read_facts(interview.place_of(desk, other, KIND)))
    assert (facts["parties"][1]["phone"], facts["parties"][1]["age"]) == ("13800000072", 61)
    assert facts["mediators"] == [{"name": "周明礼"}]


def test_a_case_that_is_judged_an_accusation_shows_no_form(desk: Desk, case: str) -> None:
    filled_in(desk, case)
    judge_accusations(desk.store, list_recordings(desk.store)[0].code, [1], "yes", "何琳")

    with pytest.raises(WrongValueError, match="不在这里显示"):
        pages.PAGES["paper_form"](desk, {"case": case, "paper": KIND})


def test_a_lawyer_is_given_the_bundle_and_the_library_of_clauses(desk: Desk, case: str) -> None:
    filled_in(desk, case)
    do(desk, case, "form_draft")

    table = do(desk, case, "clauses_out").sheet
    assert "院墙后移" in base64.b64decode(table.content).decode("utf-8-sig")
    assert "共" in do(desk, case, "clauses_in", file=table.content, file_name="条款库.csv").words


def test_a_question_is_answered_on_the_form(desk: Desk, case: str) -> None:
    form = filled_in(desk, case)
    asked = form.questions

    for number, _ in asked:
        form = do(desk, case, "form_reply", question=number, answer="核对过", by="何琳").form

    assert form.questions == ()


def test_the_facts_of_a_case_are_shown_with_where_they_come_from_and_nothing_is_begun(desk: Desk, case: str) -> None:
    facts: Any = pages.PAGES["case_facts"](desk, {"case": case, "paper": KIND})

    known = {line.name: (line.value, line.origin) for line in facts.known}
    assert known["受理日期"] == ("2026-10-15", "来自台账记录")
    assert [line.page for line in facts.known if line.origin == "来自诉求"]
    assert any("调解地点" in finding.message for finding in facts.missing)
    assert not interview.place_of(desk, case, KIND).exists()


def test_facts_of_a_case_that_is_judged_an_accusation_show_no_words(desk: Desk, case: str) -> None:
    (recording,) = list_recordings(desk.store)
    judge_accusations(desk.store, recording.code, [1], "yes", "何琳")

    shown = str(pages.PAGES["case_facts"](desk, {"case": case, "paper": KIND}))

    assert not [secret for secret in ("孙玉兰", "吴建国", "院墙") if secret in shown]


def test_a_paper_stands_in_the_list_from_its_beginning_on(desk: Desk, case: str) -> None:
    def listed(**given: str) -> list[tuple[str, str]]:
        page: Any = pages.PAGES["papers"](desk, given)
        return [(line.number, line.state) for line in page.papers]

    assert listed() == []
    filled_in(desk, case)
    begun = listed()
    do(desk, case, "form_issue")
    (paper,) = list_papers(desk.store)

    assert (begun, listed()) == ([("", "还没有签发")], [(paper.number, "已签发")])
    assert listed(words=case, state="已签发") == listed()
    assert listed(words="没有这个号") == listed(state="还没有签发") == []


def test_an_issued_paper_is_shown_as_it_was_issued_with_the_fields_of_its_lines(desk: Desk, case: str) -> None:
    filled_in(desk, case)
    sheet = do(desk, case, "form_draft").sheet
    form = do(desk, case, "form_take_back", file=edited(sheet, "争了八年", "已经争了八年")).form

    issued = do(desk, case, "form_issue", seen=form.draft.seen)

    pieces = [piece for section in issued.form.preview.sections for cell in section.cells for piece in cell]
    assert [piece.text for piece in pieces if piece.field == "facts.0"] == ["1. 两家是邻居，院墙的位置已经争了八年。"]
    assert [piece.text for piece in pieces if piece.field == "parties.1.address"] == ["青石镇柳树湾村二组"]
    assert any(issued.number in piece.text for piece in pieces)
    assert not any(piece.is_gap for piece in pieces)


@pytest.mark.parametrize("content", [b"", b"no Word file", None], ids=["empty", "other", "cut off"])
def test_an_issued_paper_whose_file_is_damaged_still_opens_and_says_so(
    desk: Desk, case: str, content: bytes | None
) -> None:
    filled_in(desk, case)
    do(desk, case, "form_issue")
    whole = pages.PAGES["paper_form"](desk, {"case": case, "paper": KIND}).preview
    (paper,) = list_papers(desk.store)
    file = desk.workspace.root / paper.file
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:2000] if content is None else content)

    form = pages.PAGES["paper_form"](desk, {"case": case, "paper": KIND})

    assert whole.fault == ""
    assert form.preview.fault.startswith("签发的文件打不开")
    assert paper.file.rsplit("/", 1)[-1] in form.preview.fault
    assert form.preview.sections
