"""What corrections teach is told; a proposed word is taken by a person, and only if it helps."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import Kept
from toolkit.commands.cli import main
from toolkit.transcripts import learning

CANDIDATE = learning.Candidate("骆家坳", "place", ("A", 0), ("落家坳",), 4)


def run(place: Path, *words: str) -> Result:
    """Return what `yehua` answers to `words` in the workspace at `place`."""
    return CliRunner().invoke(main, [*words, "--workspace", str(place)])


@pytest.fixture
def taught(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the workspace of a desk whose corrections teach a word."""
    rate = learning.Rate("柳树湾", 40, 4)
    proposal = learning.Proposal(CANDIDATE, 2, 3, 0)
    lesson = learning.Lesson(2, rate, (rate,), (), (), (proposal,))
    monkeypatch.setattr(learning, "learnt", lambda *_: lesson)
    return kept.desk.workspace.root


def test_the_rate_is_told_with_the_word_and_how_it_is_taken(taught: Path) -> None:
    told = run(taught, "words", "learn").stdout

    assert "错字率 10%" in told
    assert "“骆家坳”有 4 句听成“落家坳”" in told
    assert "yehua words accept 骆家坳" in told


def test_others_get_it_as_json(taught: Path) -> None:
    told = json.loads(run(taught, "words", "learn", "--json").stdout)

    assert told["whole"] == {"name": "柳树湾", "said": 40, "wrong": 4, "percent": 10.0}
    (row,) = told["proposals"]
    assert (row["word"], row["kind"], row["helps"], row["better"], row["worse"]) == ("骆家坳", "地名", True, 3, 0)


def test_without_corrections_it_says_what_to_do_first(kept: Kept) -> None:
    told = run(kept.desk.workspace.root, "words", "learn")

    assert told.exit_code == 0
    assert "先校对" in told.stdout


def test_a_word_that_nobody_proposed_is_refused_and_the_list_stays(kept: Kept) -> None:
    file = kept.desk.workspace.lexicon_file
    before = file.read_bytes()

    told = run(kept.desk.workspace.root, "words", "accept", "路灯", "--by", "王芳")

    assert told.exit_code != 0
    assert "没有提议这个词" in told.output
    assert file.read_bytes() == before
