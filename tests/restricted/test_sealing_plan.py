"""The list before sealing tells who else names them and which facts go along."""

import json

from toolkit.core.files import write_whole
from toolkit.grievances.register import confirm_grievances
from toolkit.restricted import sealing_plan
from toolkit.transcripts import correcting


def test_a_host_who_says_surname_and_title_is_among_the_mentions(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    correcting.correct(desk, code, {3: "钱支书，垃圾的事请您记一下。"}, {})
    confirm_grievances(desk.store, code, [2], {"against": "钱永富"}, by="王芳")
    assert [one.number for one in sealing_plan.plan(desk, code).mentions] == [3]


def test_facts_that_name_the_accused_and_no_other_matter_go_along(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    confirm_grievances(desk.store, code, [2], {"against": "钱永富"}, by="王芳")
    facts = desk.workspace.facts
    write_whole(facts / "没有编号.json", json.dumps({"x": "钱永富"}, ensure_ascii=False))
    write_whole(facts / "别的事项.json", json.dumps({"case": "案2026-0007", "x": "钱永富"}, ensure_ascii=False))
    write_whole(facts / "无关.json", json.dumps({"x": "王桂芳"}, ensure_ascii=False))
    assert sealing_plan.plan(desk, code).folders == ("facts/没有编号.json",)
