"""A paper with every check takes no longer than docxtpl alone takes to fill it, also on a busy machine."""

from functools import partial
from pathlib import Path

from benchmarks.papers import PAPER, agreement, bare, timed
from toolkit.papers import drafting, forms
from toolkit.papers.values import context
from toolkit.workspace import Desk

TURNS = 5  # by turns, so that a busy machine slows both; the fastest of each counts


def test_a_checked_paper_computes_no_longer_than_docxtpl_alone(desk: Desk, tmp_path: Path) -> None:
    workspace, target = desk.workspace, tmp_path / "草稿.docx"
    drafting.fill(PAPER, agreement(0), workspace, target)
    ours, theirs = [], []
    for number in range(1, TURNS + 1):
        facts = agreement(number)
        values = context(PAPER, facts, workspace)
        template = forms.template_of(PAPER, workspace)
        theirs.append(timed(partial(bare, template, values, target))[1])
        ours.append(timed(partial(drafting.fill, PAPER, facts, workspace, target))[1])

    assert min(ours) < min(theirs)
