"""The facts of a paper are shown by an example that fits their schema."""

import json

import jsonschema
from click.testing import CliRunner, Result

from toolkit.commands.cli import main


def run(*words: object) -> Result:
    """Return what `yehua` answers to `words`."""
    return CliRunner().invoke(main, [str(word) for word in words])


def test_an_example_of_facts_is_printed_and_passes_its_schema() -> None:
    for paper in ("legal_opinion", "termination_notice", "mediation_agreement"):
        example = json.loads(run("fill", paper, "--example").stdout)
        schema = json.loads(run("fill", paper, "--schema").stdout)
        jsonschema.validate(example, schema)
