"""How a paper reads while it is written: the template's own words, each gap with the field that fills it."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.papers.made_up import DELETE, SETTINGS, with_changes
from toolkit.papers import forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.interview import preview
from toolkit.papers.interview.defaults import Known, refreshed
from toolkit.workspace import Workspace

NOTHING = Known(SETTINGS, dt.date(2026, 10, 28), (), (), ())


def text_of(shown: Any) -> str:
    return "\n".join(piece.text for section in shown.sections for cell in section.cells for piece in cell)


def gaps_of(shown: Any) -> list[str]:
    return [piece.field for section in shown.sections for cell in section.cells for piece in cell if piece.is_gap]


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_a_paper_of_which_nothing_is_known_reads_as_a_form_with_gaps(paper: str, workspace: Workspace) -> None:
    shown = preview(paper, refreshed(paper, {"paper": paper}, NOTHING), workspace)

    assert shown.fault == ""
    assert shown.gaps >= 5
    assert [path for path in gaps_of(shown) if not path] == []


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_a_whole_paper_has_no_gap(paper: str, workspace: Workspace) -> None:
    shown = preview(paper, forms.example(paper), workspace)

    assert (shown.fault, gaps_of(shown)) == ("", [])


def test_a_gap_leads_to_its_field_and_what_is_known_is_printed(workspace: Workspace) -> None:
    facts = with_changes(
        "mediation_agreement",
        {"parties.1.address": DELETE, "payments.0.amount": "不知道", "payments.0.instalments": None},
    )

    shown = preview("mediation_agreement", facts, workspace)

    assert "parties.1.address" in gaps_of(shown)
    assert "payments.0.amount" in gaps_of(shown)
    assert "孙玉兰" in text_of(shown)


def test_a_slot_of_a_clause_is_a_gap_and_the_mark_of_a_draft_is_none(workspace: Workspace) -> None:
    shown = preview(
        "mediation_agreement", with_changes("mediation_agreement", {"terms.0.duty": "后移【长度】"}), workspace
    )

    assert [piece.text for s in shown.sections for cell in s.cells for piece in cell if piece.is_gap] == ["长度"]
    assert "【编号待签发】" in text_of(shown)


def test_a_schedule_shows_its_instalments(workspace: Workspace) -> None:
    schedule = {"count": 3, "first": "2026-10-31", "every": "月"}
    changes = {"payments.0.instalments": None, "payments.0.schedule": schedule}

    read = text_of(preview("mediation_agreement", with_changes("mediation_agreement", changes), workspace))

    assert "2026年10月31日" in read
    assert "2026年12月31日" in read
    assert "400元" in read


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_whatever_is_missing_or_wrong_the_rest_can_be_read(data: st.DataObject, workspace: Workspace) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    names = data.draw(st.lists(st.sampled_from(sorted(facts)), unique=True, max_size=8))
    changed = {**facts, **{name: data.draw(st.sampled_from([None, "", "乱写", [], {}, 5])) for name in names}}

    shown = preview("mediation_agreement", changed, workspace)

    assert shown.fault or shown.sections


def said_by(shown: Any) -> dict[str, list[str]]:
    """Return what the paper says from each field."""
    said: dict[str, list[str]] = {}
    for section in shown.sections:
        for piece in (piece for cell in section.cells for piece in cell if piece.field and not piece.is_gap):
            said.setdefault(piece.field, []).append(piece.text)
    return said


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_every_paper_says_from_which_fields_its_words_are(paper: str, workspace: Workspace) -> None:
    said = said_by(preview(paper, forms.example(paper), workspace))

    assert len(said) >= 5
    assert not [text for texts in said.values() for text in texts if not text.strip()]


def test_each_piece_is_what_its_own_field_holds(workspace: Workspace) -> None:
    changes = {
        "parties.1.address": "青石镇柳树湾村九组",
        "facts": ["第一段事实。", "第二段事实。"],
        "payments.0.amount": "1200",
    }

    said = said_by(preview("mediation_agreement", with_changes("mediation_agreement", changes), workspace))

    assert said["parties.1.address"] == ["青石镇柳树湾村九组"]
    assert (said["facts.0"], said["facts.1"]) == (["第一段事实"], ["第二段事实"])
    assert "1200元" in said["payments.0.amount"]


@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_the_marks_change_no_letter_of_the_paper(data: st.DataObject, workspace: Workspace) -> None:
    words = data.draw(st.text("院墙排水。；，、【】（）“”\n 1", min_size=1, max_size=12))
    facts = with_changes("mediation_agreement", {"place": words, "terms.0.duty": f"后移{words}"})

    read = text_of(preview("mediation_agreement", facts, workspace))

    assert not any("\ue000" <= letter <= "\uf8ff" for letter in read)
