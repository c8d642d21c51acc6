"""The documentation is held to what the program really has."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import toolkit
from toolkit.commands import cli

TOP = Path(__file__).parents[2]
NOTEBOOKS = sorted((TOP / "notebooks").glob("*.ipynb"))


def read(name: str) -> str:
    """Return the text of the file `name` of the project."""
    return (TOP / name).read_text(encoding="utf-8")


def test_the_changelog_begins_with_the_version_of_the_package() -> None:
    # A heading "(unreleased)" gathers what the next version will bring.
    newest = re.search(r"^## (\S+)$", read("CHANGELOG.md"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == toolkit.__version__ == tomllib.loads(read("pyproject.toml"))["project"]["version"]


def test_ci_runs_the_commands_of_the_readme_as_written() -> None:
    block = re.search(r"## Two commands.*?```\n(.*?)```", read("README.md"), re.DOTALL)
    run = read(".ci/run").splitlines()

    assert block is not None
    assert block[1].splitlines() == [line for line in run if line.startswith("python3")]


@pytest.mark.parametrize("command", sorted(name for name, one in cli.main.commands.items() if not one.hidden))
def test_every_command_is_told_in_the_readme(command: str) -> None:
    assert re.search(rf"`(yehua )?{command}\b", read("README.md"))


def test_there_are_eight_notebooks_and_staff_are_told_of_each() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{number}-" for number in range(8)]
    assert all(f"`{path.name}`" in read("README.zh-CN.md") for path in NOTEBOOKS)


def code_cells(path: Path) -> list[str]:
    """Return the sources of the code cells of the notebook at `path`."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_output_since_it_may_be_testimony(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]

    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_calls_and_no_logic(path: Path) -> None:
    source = "\n".join(code_cells(path))

    assert re.findall(r"^\s*(?:def|class|if|try|while|with|for)\b", source, re.MULTILINE) == []
    assert set(re.findall(r"^(?:from|import) (\w+)", source, re.MULTILINE)) <= {"toolkit", "pathlib", "datetime"}
    assert max(cell.count("\n") + 1 for cell in code_cells(path)) <= 8


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_ends_with_a_call_that_raises_on_unsound_results(path: Path) -> None:
    assert code_cells(path)[-1].startswith("soundness.")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_cells_of_a_notebook_cannot_be_cut_by_a_stray_key(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]

    assert all(cell["metadata"].get("deletable") is False for cell in cells)
