"""The documentation is held to what the program really has."""

import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

import toolkit
from toolkit.commands import main

TOP = Path(__file__).parents[2]
NOTEBOOKS = sorted((TOP / "notebooks").glob("*.ipynb"))
PAGES = [TOP / "README.md", TOP / "README.zh-CN.md", TOP / "CONTRIBUTING.md", *sorted((TOP / "docs").rglob("*.md"))]
# Folders of the project whose files the pages name in full.
FOLDERS = ("toolkit", "tests", "docs", "templates", "examples", "notebooks", "benchmarks", "requirements")
LONGEST_LINE = 120


def read(name: str) -> str:
    """Return the text of the file `name` of the project."""
    return (TOP / name).read_text(encoding="utf-8")


def test_the_changelog_begins_with_the_version_of_the_package() -> None:
    # A heading "(unreleased)" gathers what the next version will bring.
    newest = re.search(r"^## (\S+) \(\d{4}-\d{2}-\d{2}\)$", read("CHANGELOG.md"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == toolkit.__version__ == tomllib.loads(read("pyproject.toml"))["project"]["version"]


def test_ci_runs_the_commands_of_the_readme_as_written() -> None:
    block = re.search(r"## Two commands.*?```\n(.*?)```", read("README.md"), re.DOTALL)
    run = read(".ci/run").splitlines()

    assert block is not None
    assert block[1].splitlines() == [line for line in run if line.startswith("python3")]


def code_spans(path: Path) -> list[str]:
    """Return what stands between backticks in the running text of the page at `path`."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def test_the_page_of_commands_is_what_the_command_line_says_today() -> None:
    place = TOP / "docs" / "make_commands.py"
    spec = importlib.util.spec_from_file_location("make_commands", place)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)

    assert maker.page().encode() == maker.PAGE.read_bytes(), "run python docs/make_commands.py"


@pytest.mark.parametrize("command", sorted(name for name, known in main.commands.items() if not known.hidden))
def test_every_command_is_on_the_page_of_commands(command: str) -> None:
    assert re.search(rf"^\| `yehua {command}\b", read("docs/commands.md"), re.MULTILINE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TOP).as_posix())
def test_every_link_of_a_page_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))

    assert {link for link in links if not (path.parent / link).exists()} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TOP).as_posix())
def test_every_file_that_a_page_names_is_there(path: Path) -> None:
    words = {word for span in code_spans(path) for word in span.split()}
    # NAME and NNNN stand for a name that the reader chooses.
    named = {word for word in words if word.split("/")[0] in FOLDERS and not re.search(r"NAME|NNNN|[*…<>]", word)}

    assert {word for word in named if not (TOP / word).exists()} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(TOP).as_posix())
def test_every_package_and_module_that_a_page_names_is_there(path: Path) -> None:
    named = {span for span in code_spans(path) if re.fullmatch(r"toolkit(\.\w+)+", span)}
    places = {name: TOP.joinpath(*name.split(".")) for name in named}

    assert {name for name, at in places.items() if not at.is_dir() and not at.with_suffix(".py").is_file()} == set()


def test_every_name_in_a_recipe_is_a_word_of_the_code() -> None:
    recipes = read("docs/architecture.md").partition("## How to add")[2]
    named = set(re.findall(r"`(_?[A-Za-z]\w*)[`(]", recipes))
    folders = (("toolkit", "*.[jp][sy]"), ("tests", "*.py"), ("docs/schemas", "*.json"))
    files = [path for folder, kind in folders for path in (TOP / folder).rglob(kind)]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)

    assert named
    assert {name for name in named if not re.search(rf"\b{name}\b", code)} == set()


def test_the_table_of_packages_has_the_levels_of_the_contract_of_imports() -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    ordered = [(level, set(re.findall(r"\w+", layer))) for level, layer in enumerate(reversed(layers), 1)]

    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", read("docs/architecture.md"), re.MULTILINE)

    assert [(level, {name for at, name in rows if int(at) == level}) for level, _ in ordered] == ordered
    assert [int(at) for at, _ in rows] == sorted((int(at) for at, _ in rows), reverse=True)


def test_the_first_pages_stay_short() -> None:
    assert read("README.md").count("\n") <= 90  # two screens
    assert read("docs/architecture.md").count("\n") <= 130  # two pages of print
    assert max(map(len, read("docs/architecture.md").splitlines())) <= LONGEST_LINE


@pytest.mark.parametrize("path", sorted((TOP / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_says_context_choice_and_consequence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.match(r"\d{4}-[a-z0-9-]+", path.stem)
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Choice", "Consequence"]


def test_there_are_nine_notebooks_and_staff_are_told_of_each() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{number}-" for number in range(9)]
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
    # Imports name one package a line, so they are not counted.
    calls = [[line for line in cell.splitlines() if not re.match("from|import", line)] for cell in code_cells(path)]
    assert max(map(len, calls)) <= 7


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_ends_with_a_call_that_raises_on_unsound_results(path: Path) -> None:
    assert code_cells(path)[-1].startswith("soundness.")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_cells_of_a_notebook_cannot_be_cut_by_a_stray_key(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]

    assert all(cell["metadata"].get("deletable") is False for cell in cells)
