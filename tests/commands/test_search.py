"""A search leads to the second at which a word was said."""

import json

import pytest
from click.testing import CliRunner, Result

from toolkit.commands.cli import main


def run(*words: object) -> Result:
    """Return what `yehua` answers to `words`."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.slow
def test_a_search_finds_the_second_a_word_was_said(sample_run) -> None:  # noqa: ANN001
    told = json.loads(run("search", "路灯", "--workspace", sample_run.told.workspace, "--json").stdout)

    assert any(abs(hit["start_s"] - 24) < 4 for hit in told["hits"])
    assert set(told["hits"][0]) == {"code", "start_s", "end_s", "text", "speaker", "grievance"}
