"""The forms are data: a schema, a template and an example each, and the schema says who keeps a copy."""

import pytest

from toolkit.cases import procedure
from toolkit.core.errors import WrongValueError
from toolkit.papers import forms
from toolkit.workspace.settings import shipped


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_each_form_has_schema_template_and_example(paper: str) -> None:
    assert forms.schema(paper)["properties"]["paper"]["const"] == paper
    assert shipped(f"templates/docx/{paper}.docx").is_file()
    assert shipped(f"examples/facts/{paper}.json").is_file()


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_issuing_a_form_makes_an_entry_of_a_kind_the_ledger_knows(paper: str) -> None:
    assert forms.entry_kind(paper) in procedure.KINDS


def test_a_form_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(WrongValueError, match="rights_notice"):
        forms.schema("承诺书")


def test_values_are_found_along_a_path_and_gaps_give_none() -> None:
    facts = {"parties": [{"name": "甲"}, {"name": "乙"}, {"name": None}], "ruling": None}

    assert list(forms.values_at(facts, "parties[].name")) == ["甲", "乙"]
    assert list(forms.values_at(facts, "ruling.number")) == []
    assert list(forms.values_at(facts, "absent[].name")) == []
