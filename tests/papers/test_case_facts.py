"""From case to paper: what people confirmed and the ledger says is carried over with its source, the rest is asked."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from toolkit.cases import cases
from toolkit.cases.ledger import ledger_of
from toolkit.commands.cli import main
from toolkit.core.errors import WrongValueError
from toolkit.grievances import lists
from toolkit.grievances.register import confirm_grievances, load_grievances
from toolkit.meetings.recordings import list_recordings
from toolkit.papers import case_facts, drafting, forms, paperwork
from toolkit.workspace.desk import Desk

SAID = (
    "我叫孙玉兰，是柳树湾村二组的。我跟隔壁吴建国家的院墙和排水沟争了八年，村里调解了三次，请镇上调解一下。",
    "我叫段永福，我要举报村会计，低保优亲厚友，账目从来不公开。",
)


@pytest.fixture
def case(desk: Desk, heard, judged) -> str:  # noqa: ANN001
    """Give a case opened from a boundary dispute, whose mediation was accepted."""
    code = heard(*SAID)
    lists.find_grievances(desk, code)
    changes = {"person": "孙玉兰", "home": "柳树湾村二组", "against": "吴建国", "mediation": "邻里"}
    (one,) = confirm_grievances(desk.store, code, [1], changes, "田小禾")
    judged(code)
    opened = cases.open_case(desk, [str(one.number)], "2026-09-28")
    cases.add_entry(desk, opened.case, "mediation_accepted", "2026-10-15")
    return opened.case


def test_what_is_known_carries_its_source(desk: Desk, case: str) -> None:
    facts = case_facts.gathered(desk, case, "mediation_agreement").facts
    number = facts["grievances"][0]

    assert [one["name"]["value"] for one in facts["parties"]] == ["孙玉兰", "吴建国"]
    assert facts["parties"][0]["name"]["source"] == {"grievance": number}
    assert facts["dispute"]["value"] == "邻里纠纷"
    assert (facts["accepted_on"]["value"], set(facts["accepted_on"]["source"])) == ("2026-10-15", {"entry"})
    assert facts["committee"] == desk.settings.committee.name


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_only_what_is_missing_is_asked_for(desk: Desk, case: str, paper: str) -> None:
    known = case_facts.gathered(desk, case, paper)

    assert known.missing
    assert all(one.message and one.basis for one in known.missing)
    assert not {one.field for one in known.missing} & {"case", "paper", "committee", "grievances"}
    assert set(known.facts) <= set(forms.schema(paper)["properties"])


def test_what_is_complete_is_asked_nothing(desk: Desk, case: str) -> None:
    known = case_facts.gathered(desk, case, "mediation_agreement")
    rest = {name: value for name, value in drafting.example("mediation_agreement").items() if name not in known.facts}
    parties = [
        {**theirs, **ours}
        for theirs, ours in zip(drafting.example("mediation_agreement")["parties"], known.facts["parties"], strict=True)
    ]

    assert drafting.check("mediation_agreement", {**known.facts, **rest, "parties": parties}, desk.workspace) == ()


def test_facts_are_carried_over_from_an_earlier_paper(desk: Desk, case: str, tmp_path: Path) -> None:
    number = ledger_of(desk).state(case, desk.today).grievances[0]
    facts = drafting.example("mediation_application") | {"case": case, "grievances": [number], "date": "2026-10-16"}
    path = tmp_path / "申请.json"
    path.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    draft = paperwork.fill(desk, "mediation_application", path, tmp_path / "申请.docx")
    paperwork.issue(desk, case, "mediation_application", draft.files[0])

    carried = drafting.unwrapped(case_facts.gathered(desk, case, "mediation_agreement").facts["parties"])
    theirs = drafting.unwrapped([*facts["applicants"], *facts["respondents"]])

    assert [(one["role"], one["name"], one["address"]) for one in carried] == [
        (role, one["name"], one["address"]) for role, one in zip(("甲方", "乙方"), theirs, strict=True)
    ]


def test_an_accusation_gives_nothing_to_a_paper(desk: Desk, case: str) -> None:
    code = list_recordings(desk.store)[0].code
    secret = next(one for one in load_grievances(desk.store, code).grievances if "检举控告" in one.kinds)
    (told,) = confirm_grievances(desk.store, code, [secret.ordinal], {}, "何琳")
    apart = cases.open_case(desk, [str(told.number)], "2026-09-28")

    known = case_facts.gathered(desk, apart.case, "acceptance_notice")

    assert known.facts["grievances"] == []
    assert "会计" not in json.dumps(known.facts, ensure_ascii=False)
    assert case not in json.dumps(known.facts, ensure_ascii=False)


def test_an_answer_is_set_where_it_belongs(desk: Desk, case: str) -> None:
    known = case_facts.gathered(desk, case, "mediation_agreement")
    asked: dict[str, Any] = {field: question for field, question, _ in case_facts.questions(known)}

    assert "如 2026-10-28" in asked["date"]
    told = case_facts.answered(desk, known, "parties.1.age", "61")
    assert told.facts["parties"][1]["age"] == 61
    assert told.facts["parties"][0] == known.facts["parties"][0]
    assert {one.field for one in told.missing} == {one.field for one in known.missing} - {"parties.1.age"}


def test_the_command_asks_writes_and_never_overwrites(desk: Desk, case: str, tmp_path: Path) -> None:
    out = tmp_path / "事实.json"
    words = ["case", "facts", case, "mediation_agreement", "--out", str(out), "--workspace", str(desk.workspace.root)]

    first = CliRunner().invoke(main, [*words, "--ask"], input="2026-10-28\n" + "\n" * 60)
    again = CliRunner().invoke(main, words)

    assert first.exit_code == 0, first.output
    assert json.loads(out.read_text(encoding="utf-8"))["date"] == "2026-10-28"
    assert "还缺" in first.stdout
    assert again.exit_code == 1
    assert "没有覆盖" in again.stderr
    with pytest.raises(WrongValueError):
        case_facts.gathered(desk, case, "没有的文书")
