"""Clauses by kind of dispute: each lawful, with its article, and a table that a lawyer edits in Excel."""

from pathlib import Path

import pytest

from tests.papers.made_up import found
from toolkit.core import WrongValueError
from toolkit.papers.citations import cited_in
from toolkit.papers.interview.answers import answered, with_clause, with_slot
from toolkit.papers.interview.clauses import (
    COLUMNS,
    PLACES,
    Clause,
    file_of,
    filled,
    for_dispute,
    kind_of,
    kinds,
    library,
    replace_own,
    slots,
    written,
)
from toolkit.papers.law.statutes import article_number, statute_named
from toolkit.workspace import Desk, Workspace

COMMITTEE = "青石镇人民调解委员会"
SLOTS = {"日期": "2026年10月1日", "几": "3", "多少": "500", "年份": "2026", "到期日期": "2027年12月31日"}
KINDS = ("相邻", "损害赔偿", "欠薪", "土地流转", "赡养", "借款")


def shipped_clauses() -> tuple[Clause, ...]:
    return library(Workspace(Path("/没有这个文件夹")))


CLAUSES = [each for each in shipped_clauses() if each.place in PLACES]


def test_each_kind_of_dispute_has_clauses_for_duties_or_payments() -> None:
    assert kinds(shipped_clauses()) == KINDS
    for kind in KINDS:
        own = [each for each in shipped_clauses() if each.kind == kind and each.place in ("协议内容", "付款")]
        assert len(own) >= 2
        assert any(slots(each.text) for each in own)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda one: one.name)
def test_a_clause_rests_on_articles_that_the_laws_have(clause: Clause) -> None:
    cited = list(cited_in(clause.basis))

    assert cited
    for law, article in cited:
        statute = statute_named(law)
        assert statute is not None, law
        assert 1 <= article_number(article) <= statute.editions[-1].articles


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda one: one.name)
def test_a_clause_filled_in_breaks_no_rule(clause: Clause) -> None:
    words = filled(clause.worded(COMMITTEE), {name: SLOTS.get(name, f"{name}一") for name in slots(clause.text)})
    way = filled(clause.way, {name: SLOTS.get(name, "三") for name in slots(clause.way)})
    changes = {
        "协议内容": {"terms.0.subject": clause.name, "terms.0.duty": words, "terms.0.way": way},
        "付款": {"payments.0.subject": words, "payments.0.method": way},
        "不履行的责任": {"on_default": words},
        "权属": {"title.text": words},
    }[clause.place]

    assert [finding.message for finding in found("mediation_agreement", changes) if finding.level == "error"] == []


@pytest.mark.parametrize(
    "dispute, kind",
    [
        ("相邻关系（院墙、排水和通道使用）纠纷", "相邻"),
        ("拖欠劳动报酬纠纷", "欠薪"),
        ("土地租金纠纷", "土地流转"),
        ("赡养老人纠纷", "赡养"),
        ("民间借贷纠纷", "借款"),
        ("人身损害赔偿纠纷", "损害赔偿"),
        ("别的纠纷", "通用"),
    ],
)
def test_the_kind_is_known_by_the_words_of_the_dispute(dispute: str, kind: str) -> None:
    assert kind_of(shipped_clauses(), dispute) == kind
    assert {each.kind for each in for_dispute(shipped_clauses(), dispute)} <= {kind, "通用"}


def test_a_slot_is_filled_again_and_again_until_the_words_are_changed_by_hand() -> None:
    clause = next(each for each in shipped_clauses() if each.name == "排水改道")
    facts = with_clause("mediation_agreement", {"terms": [{}]}, clause, COMMITTEE)
    assert len(facts["terms"]) == 1

    for text in ("20", "20厘米"):
        facts = with_slot("mediation_agreement", facts, "terms.0.duty", "管径", text)
    assert "直径20厘米的排水管" in facts["terms"][0]["duty"]["text"]

    by_hand = answered("mediation_agreement", facts, "terms.0.duty", "改走村里的沟")
    with pytest.raises(WrongValueError, match="改成自己的写法"):
        with_slot("mediation_agreement", by_hand, "terms.0.duty", "管径", "30厘米")


def test_a_lawyer_takes_the_table_out_and_puts_it_back(desk: Desk, tmp_path: Path) -> None:
    known = [each for each in library(desk.workspace) if each.name != "修剪树木"]
    basis = "《中华人民共和国民法典》第二百八十八条"
    mine = Clause("相邻", "拆除鸡舍", "协议内容", "拆除【位置】的鸡舍", "自行拆除", basis)
    sheet = tmp_path / "条款库.csv"
    sheet.write_bytes(written([*known, mine]).decode("utf-8-sig").encode("gb18030"))

    replace_own(desk.workspace, sheet)

    names = {each.name for each in library(desk.workspace)}
    assert "拆除鸡舍" in names
    assert "修剪树木" not in names
    assert "院墙后移" in names


@pytest.mark.parametrize(
    "row, fault",
    [
        (["相邻", "", "协议内容", "写", "", ""], "第 2 行没有写"),
        (["相邻", "一", "别处", "写", "", ""], "第 2 行的位置“别处”"),
        (["相邻", "一", "协议内容", "写【长度", "", ""], "第 2 行的【】不成对"),
    ],
)
def test_a_faulty_table_is_refused_by_its_row_and_changes_nothing(
    desk: Desk, tmp_path: Path, row: list[str], fault: str
) -> None:
    sheet = tmp_path / "条款库.csv"
    sheet.write_text("\n".join(",".join(line) for line in (COLUMNS, row)), encoding="utf-8")

    with pytest.raises(WrongValueError, match=fault):
        replace_own(desk.workspace, sheet)

    assert not file_of(desk.workspace).exists()
