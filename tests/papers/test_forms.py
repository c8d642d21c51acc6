"""The forms are data: a schema, a template and an example each, and the schema says who keeps a copy."""

import pytest

from toolkit.cases import procedure
from toolkit.core.errors import WrongValueError
from toolkit.papers import forms
from toolkit.workspace.desk import Desk
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


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_the_shipped_template_gives_way_to_the_workspaces_own(desk: Desk, paper: str) -> None:
    assert forms.template_of(paper, desk.workspace).parent != desk.workspace.templates
    desk.workspace.templates.mkdir()
    own = desk.workspace.templates / f"{paper}.docx"
    own.write_bytes(b"")

    assert forms.template_of(paper, desk.workspace) == own
