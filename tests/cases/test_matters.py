"""A matter of any source opens a case, fills its papers, keeps its clocks, and shows no word before it is judged."""

import datetime as dt
import itertools
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Kept
from toolkit import documents
from toolkit.archive import packing
from toolkit.cases import cases, matters
from toolkit.cases.ledger import ledger_of
from toolkit.cases.matters import SOURCES, Matter
from toolkit.core.errors import (
    DateOrderError,
    NotConfirmedError,
    RepeatedError,
    UnknownNumberError,
    WrongValueError,
)
from toolkit.grievances.accusations.visibility import may_be_shown
from toolkit.grievances.register import confirm_grievances
from toolkit.papers import case_file, case_gates, gathering, lawyer_bundle
from toolkit.restricted.erase_rows import cases_of
from toolkit.store.schema import MATTERS
from toolkit.workspace.desk import Desk, open_desk

LETTER = Matter(
    source="来信",
    received="2026-09-30 20:30",
    about="三组的路灯坏了三个月，要求修好",
    person="李国强",
    home="柳树湾村三组",
    channel="31(6)",
    by="田小禾",
)
PLAIN = Matter("窗口", "2026-11-02", "门前的水沟堵了", "王桂芳")
ACCUSING = Matter("来信", "2026-11-03", "村主任收了我三万块钱", "赵大山", against="村主任", channel="31(6)")
PRIVATE = Matter("窗口", "2026-11-02", "吴建国的院墙占了通道", "孙玉兰", home="二组", against="吴建国", channel="31(5)")


# -- opening ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES)
def test_a_case_is_opened_from_a_matter_of_any_source(desk: Desk, source: str) -> None:
    state = cases.open_matter(desk, Matter(source, "2026-11-02", "水沟堵了", "王桂芳"), "2026-11-03")

    assert (state.case, state.state, state.grievances) == ("案2026-0001", "已立项", ("件2026-00001",))
    assert (state.source, state.received) == (source, "2026-11-02")
    assert [entry.kind for entry in state.entries] == ["opened"]


def test_a_case_from_a_meeting_names_it_as_the_source(kept: Kept) -> None:
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {}, "何琳")
    state = cases.open_case(kept.desk, [str(one.number)], "2026-10-08")
    assert (state.source, state.received) == ("夜话", "2026-09-25")


def test_a_case_may_be_opened_from_a_meeting_and_a_matter_together(kept: Kept) -> None:
    desk = kept.desk
    (one,) = confirm_grievances(desk.store, kept.code, [1], {}, "何琳")
    first = cases.open_matter(desk, LETTER, "2026-10-08")
    cases.add_entry(desk, first.case, "终结告知", "2026-10-20")

    state = cases.open_case(desk, [str(one.number), "件 2026－1"], "2026-10-21")

    assert state.grievances == (one.number, "件2026-00001")
    assert (state.source, state.received) == ("夜话、来信", "2026-09-25")


def test_an_unknown_matter_opens_nothing_and_one_in_an_open_case_no_second(desk: Desk) -> None:
    with pytest.raises(NotConfirmedError, match="件2026-00001"):
        cases.open_case(desk, ["件2026-00001"])
    cases.open_matter(desk, PLAIN)
    with pytest.raises(WrongValueError, match="已在事项 案2026-0001 里办理"):
        cases.open_case(desk, ["件2026-00001"])


def test_matters_are_numbered_by_the_year_of_receipt(desk: Desk) -> None:
    numbers = [
        cases.open_matter(desk, Matter("来电", day, "水沟堵了", "王桂芳")).grievances[0]
        for day in ("2025-12-31", "2026-01-01", "2026-01-02")
    ]
    assert numbers == ["件2025-00001", "件2026-00001", "件2026-00002"]


def test_the_same_matter_twice_is_asked_about(desk: Desk) -> None:
    cases.open_matter(desk, LETTER)
    cases.open_matter(desk, PLAIN)
    with pytest.raises(RepeatedError, match=r"件2026-00001，案2026-0001.*--again"):
        cases.open_matter(desk, LETTER)
    assert len(ledger_of(desk).cases()) == 2
    assert cases.open_matter(desk, LETTER, again=True).grievances == ("件2026-00003",)


def test_a_matter_that_differs_in_a_word_is_another(desk: Desk) -> None:
    opened = [
        cases.open_matter(desk, Matter("来电", "2026-11-02", about, person)).case
        for about, person in itertools.product(("水沟堵了", "路灯坏了"), ("王桂芳", "李国强"))
    ]
    assert len(set(opened)) == 4


# -- clocks and entries ----------------------------------------------------------------------------------------


def test_clocks_run_from_the_day_of_receipt(desk: Desk) -> None:
    case = cases.open_matter(desk, LETTER, "2026-10-08").case
    (clock,) = ledger_of(desk).clocks(case, dt.date(2026, 10, 9))
    assert (clock.name, clock.due.last_day) == ("书面告知是否受理", dt.date(2026, 10, 15))


def test_sixty_days_hold_for_item_six_only(desk: Desk) -> None:
    names = []
    for matter in (LETTER, PRIVATE):
        case = cases.open_matter(desk, matter).case
        cases.add_entry(desk, case, "受理告知", "2026-11-05")
        cases.add_entry(desk, case, "note", "2026-11-06")
        names.append({clock.name for clock in ledger_of(desk).clocks(case, dt.date(2026, 11, 10))})
    assert names[0] - names[1]


def test_no_entry_is_older_than_the_receipt(desk: Desk) -> None:
    case = cases.open_matter(desk, LETTER, "2026-10-08").case
    with pytest.raises(DateOrderError, match="日期早于收到的日期 2026年9月30日"):
        cases.add_entry(desk, case, "note", "2026-09-29")


# -- judging ---------------------------------------------------------------------------------------------------


def test_whoever_names_an_item_of_article_31_judges_that_it_accuses_nobody(desk: Desk) -> None:
    cases.open_matter(desk, LETTER)
    matter = matters.find_matter(desk.store, "件2026-1")
    assert (matter.accusation, matter.number, matter.by) == ("no", "件2026-00001", "田小禾")
    assert [row["by"] for row in matters.judgement_rows(desk.store)] == ["田小禾"]


def test_a_name_that_may_not_see_accusations_releases_nothing_by_an_item(desk: Desk) -> None:
    settings = desk.workspace.root / "yehua.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("may_see = []", 'may_see = ["何琳"]'), encoding="utf-8"
    )
    restricted = open_desk(desk.workspace.root, today=desk.today)
    assert restricted.settings.accusations.may_see == ("何琳",)

    for wish, accusation in ((LETTER, "unjudged"), (replace(PRIVATE, by="何琳"), "no")):
        (number,) = cases.open_matter(restricted, wish).grievances
        assert matters.find_matter(restricted.store, number).accusation == accusation


@pytest.mark.parametrize("wish", [PLAIN, ACCUSING], ids=["no item", "words that accuse"])
def test_any_other_matter_waits_for_a_person(desk: Desk, wish: Matter) -> None:
    (number,) = cases.open_matter(desk, wish).grievances
    assert matters.find_matter(desk.store, number).accusation == "unjudged"
    assert not matters.all_may_be_shown(desk.store, [number])


def test_a_judgement_releases_or_hides_and_the_newest_counts(desk: Desk) -> None:
    (number,) = cases.open_matter(desk, PLAIN).grievances
    for verdict in ("no", "yes", "yes", "no"):
        (one,) = matters.judge(desk, number, [1], verdict, "何琳", sure=True).grievances
        assert one.accusation == verdict == matters.find_matter(desk.store, number).accusation
        assert may_be_shown(one) == (verdict == "no")
    assert [row["verdict"] for row in matters.judgement_rows(desk.store)] == ["no", "yes", "no"]


def test_only_a_name_of_the_settings_judges_and_only_what_there_is(desk: Desk) -> None:
    cases.open_matter(desk, PLAIN)
    with pytest.raises(WrongValueError):
        matters.judge(desk, "件2026-1", [1], "no", " ")
    with pytest.raises(UnknownNumberError):
        matters.judge(desk, "件2026-1", [2], "no", "何琳")
    with pytest.raises(UnknownNumberError):
        matters.judge(desk, "件2026-9", [1], "no", "何琳")
    assert matters.judgement_rows(desk.store) == ()


# -- papers ----------------------------------------------------------------------------------------------------


def test_a_case_without_a_recording_fills_papers(desk: Desk) -> None:
    case = cases.open_matter(desk, LETTER, "2026-10-08").case
    facts = gathering.gathered(desk, case, "acceptance_notice").facts

    assert facts["grievances"] == ["件2026-00001"]
    assert facts["petitioner"]["name"] == {"value": "李国强", "source": {"grievance": "件2026-00001"}}
    assert facts["petitioner"]["address"]["value"] == "柳树湾村三组"
    assert (facts["raised_on"]["value"], facts["raised_how"]) == ("2026-09-30", "来信中")
    assert facts["received_on"]["value"] == "2026-09-30"
    assert (facts["class"]["value"], facts["channel"]["value"]) == ("申诉求决", "31(6)")
    assert facts["request"]["value"] == LETTER.about


def test_a_dispute_between_neighbours_names_both_sides_and_asks_for_its_kind(desk: Desk) -> None:
    case = cases.open_matter(desk, PRIVATE).case
    known = gathering.gathered(desk, case, "mediation_agreement")
    assert [party["name"]["value"] for party in known.facts["parties"]] == ["孙玉兰", "吴建国"]
    assert "dispute" not in known.facts
    assert "dispute" in {one.field for one in known.missing}


def test_of_a_transfer_it_is_asked_when_and_how_it_was_raised(desk: Desk) -> None:
    case = cases.open_matter(desk, Matter("转交", "2026-11-02", "水沟堵了", "王桂芳", channel="31(6)")).case
    facts = gathering.gathered(desk, case, "acceptance_notice").facts
    assert facts["received_on"]["value"] == "2026-11-02"
    assert not {"raised_on", "raised_how"} & set(facts)


@pytest.mark.parametrize("verdict", [None, "yes"])
def test_a_matter_that_nobody_released_gives_no_word_to_any_paper(
    desk: Desk, tmp_path: Path, verdict: str | None
) -> None:
    state = cases.open_matter(desk, ACCUSING, "2026-11-04")
    if verdict:
        matters.judge(desk, state.grievances[0], [1], verdict, "何琳", sure=True)

    facts = gathering.gathered(desk, state.case, "handling_opinion").facts
    made = lawyer_bundle.write(desk, state.case, tmp_path / "律师")
    with pytest.raises(WrongValueError, match="检举控告"):
        case_file.put_together(desk, state.case, tmp_path / "卷", filed_by="李静")
    told = json.dumps(facts, ensure_ascii=False) + "".join(path.read_text(encoding="utf-8") for path in made.files)
    named = {"grievances": list(state.grievances)}
    with desk.store.reading() as tx:
        barred = list(case_gates.unconfirmed(case_gates.grievances(tx, named), named))

    assert made.left_out == state.grievances
    assert not packing._is_open_case(desk, state.case)
    assert [word for word in ("村主任", "三万", "赵大山") if word in told] == []
    assert [one.rule for one in barred] == ["R04"]


def test_a_released_matter_goes_to_the_lawyer_without_sound(desk: Desk, tmp_path: Path) -> None:
    state = cases.open_matter(desk, LETTER)
    made = lawyer_bundle.write(desk, state.case, tmp_path / "律师")
    (text,) = [path for path in made.files if path.parent.name == "诉求"]
    assert LETTER.about in text.read_text(encoding="utf-8")
    assert not list((tmp_path / "律师").rglob("*.wav"))


def test_a_paper_may_name_its_matter_and_no_other(desk: Desk, tmp_path: Path) -> None:
    first, second = cases.open_matter(desk, LETTER), cases.open_matter(desk, PRIVATE)
    file = tmp_path / "事实.json"

    def bars(case: str) -> list[str]:
        facts = gathering.gathered(desk, case, "acceptance_notice").facts
        file.write_text(json.dumps({**facts, "grievances": list(first.grievances)}), encoding="utf-8")
        return [one.message for one in documents.check(desk, "acceptance_notice", file) if one.field == "grievances"]

    assert bars(first.case) == []
    assert bars(second.case) == [f"诉求 {first.grievances[0]} 不在事项 {second.case} 里。"]


# -- the store -------------------------------------------------------------------------------------------------


def test_matters_join_the_chain_with_their_minute_and_show_no_word(desk: Desk) -> None:
    cases.open_matter(desk, LETTER)
    first, judged = desk.events.of("件2026-00001")
    assert (first.kind, first.at, first.precision, first.by) == ("matter", "2026-09-30 20:30", "minute", "田小禾")
    assert (first.facts, judged.kind, judged.facts) == ({"source": "来信"}, "judgement", {})
    assert desk.events.verify().broken == ()


def test_a_matter_is_changed_or_deleted_by_nobody(desk: Desk) -> None:
    cases.open_matter(desk, LETTER)
    desk.store.close()
    connection = sqlite3.connect(desk.workspace.root / "yehua.db")
    for table in ("matters", "matter_judgements"):
        for statement in (f"UPDATE {table} SET by = 'x'", f"DELETE FROM {table}"):  # noqa: S608 - our own names
            with pytest.raises(sqlite3.DatabaseError, match="only added"):
                connection.execute(statement)
    connection.close()


def test_a_case_outlives_the_content_of_its_matter_and_an_erasure_nobody_registered_is_told(desk: Desk) -> None:
    state = cases.open_matter(desk, LETTER)
    with desk.store.transaction() as tx:
        row = tx.known(MATTERS, "诉求", number="件2026-00001")
        with tx.erasing():
            tx.erase(MATTERS, row["id"], json="{}")
        assert cases_of(tx, ["件2026-00001"]) == (state.case,)
    assert matters.find_matter(desk.store, "件2026-1").about == ""
    assert ledger_of(desk).state(state.case, desk.today).received == LETTER.received
    (told,) = desk.events.verify().broken
    assert "没有封存或删除的登记" in told
