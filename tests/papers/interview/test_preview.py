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
