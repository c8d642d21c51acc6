"""A paper filled from a mould has the bytes of one that docxtpl filled."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.core import FactsRefusedError, TemplateRefusedError
from toolkit.formats.word import rendered, templates
from toolkit.papers import forms
from toolkit.papers.values import context
from toolkit.workspace import Desk

FIRST, SECOND = "a" * 32, "b" * 32
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


def plainly(template: Path, values: dict[str, Any], identifier: str) -> tuple[bytes, tuple[str, ...]]:
    """Return what docxtpl makes, as if it were the first paper of its template."""
    templates._MOULDS.clear()
    made = rendered(template, values, template, identifier=identifier)
    return made.content, made.lines


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_both_ways_give_the_same_bytes_and_lines(desk: Desk, paper: str) -> None:
    template = forms.shipped_template(paper)
    values = context(paper, forms.example(paper), desk.workspace)
    plainly(template, values, FIRST)
    assert len(templates._MOULDS) == 1, "the template gives a mould"

    fast = rendered(template, values, template, identifier=SECOND)

    assert (fast.content, fast.lines) == plainly(template, values, SECOND)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS | st.sampled_from(["一行\n两行", "制\t表", "a<b&c", "“引号”", "{{", "　"]))
def test_any_words_come_out_alike(desk: Desk, words: str) -> None:
    template = forms.shipped_template("mediation_application")
    values = context("mediation_application", forms.example("mediation_application"), desk.workspace)
    changed = copy.deepcopy(values) | {"summary": words}
    plainly(template, values, FIRST)

    def filled() -> Any:
        try:
            made = rendered(template, changed, template, identifier=SECOND)
        except (FactsRefusedError, TemplateRefusedError) as fault:
            return str(fault)
        return made.content, made.lines

    fast = filled()
    templates._MOULDS.clear()
    assert fast == filled()


def test_a_field_that_is_missing_is_refused_by_both_ways(desk: Desk) -> None:
    template = forms.shipped_template("mediation_application")
    values = context("mediation_application", forms.example("mediation_application"), desk.workspace)
    plainly(template, values, FIRST)
    del values["summary"]

    with pytest.raises(TemplateRefusedError, match="summary"):
        rendered(template, values, template, identifier=SECOND)
