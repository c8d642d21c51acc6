"""The shape of the house: imports run one way, packages are used through their doors, nothing grows too large."""

import ast
import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TOOLKIT = TOP / "toolkit"
MODULES = sorted(
    path for path in TOOLKIT.rglob("*.py") if not {"migrations", "shipped"} & set(path.relative_to(TOOLKIT).parts)
)
PACKAGES = sorted(path.parent for path in MODULES if path.name == "__init__.py" and path.parent != TOOLKIT)
# Modules beside the packages, each the story of its job.
FRONT_DOORS = {"toolkit.documents", "toolkit.transcribe"}
LINT_IMPORTS = "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports())"


def name_of(path: Path) -> str:
    """Return the dotted name of the module or package at `path`."""
    parts = path.relative_to(TOP).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[ast.ImportFrom]:
    """Give each `from toolkit.… import …` of the module at `path`, also those within functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("toolkit."):
            yield node


def offered_by(package: Path) -> dict[str, str | None]:
    """Return each name that the door of `package` offers, with its module; None for a module."""
    stub = package / "__init__.pyi"
    lines = ast.parse(stub.read_text(encoding="utf-8")).body if stub.exists() else []
    return {alias.name: line.module for line in lines if isinstance(line, ast.ImportFrom) for alias in line.names}


# -- imports ---------------------------------------------------------------------------------------------------


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """Return the end of import-linter in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS], cwd=folder, check=False, capture_output=True, encoding="utf-8"
    )


def test_imports_run_one_way_and_each_library_has_one_owner() -> None:
    ended = linted(TOP)

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    "module,line",
    [
        ("core/errors.py", "from toolkit.commands import main"),
        ("grievances/finding/find.py", "from toolkit.grievances import register"),
        ("papers/forms.py", "import sqlalchemy"),
    ],
    ids=["upwards", "in a circle", "another's library"],
)
def test_an_import_against_the_contracts_is_found(tmp_path: Path, module: str, line: str) -> None:
    shutil.copytree(TOOLKIT, tmp_path / "toolkit", ignore=shutil.ignore_patterns("__pycache__", "vendor", "data"))
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    with (tmp_path / "toolkit" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    ended = linted(tmp_path)

    assert ended.returncode == 1
    assert "BROKEN" in ended.stdout


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_another_package_is_used_through_its_door_only(path: Path) -> None:
    own = name_of(path).split(".")[1:2]
    foreign = [node for node in imports_of(path) if str(node.module).split(".")[1:2] != own]
    doors = {name_of(package / "__init__.py"): offered_by(package) for package in PACKAGES}

    deep = [
        f"{node.module}: {alias.name}"
        for node in foreign
        for alias in node.names
        if node.module not in FRONT_DOORS and alias.name not in doors.get(str(node.module), {})
    ]

    assert deep == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_door_is_passed_by_a_plain_import(path: Path) -> None:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]

    assert [name for name in names if name.startswith("toolkit.")] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_package_that_is_imported_whole_offers_what_is_used_of_it(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = {
        alias.asname or alias.name: offered_by(TOOLKIT / alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "toolkit"
        for alias in node.names
        if (TOOLKIT / alias.name / "__init__.pyi").exists()
    }

    hidden = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in whole
        if node.attr not in whole[node.value.id]
    ]

    assert hidden == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_door_offers_what_there_is(package: Path) -> None:
    door = importlib.import_module(name_of(package / "__init__.py"))

    assert [name for name in offered_by(package) if not hasattr(door, name)] == []


def test_doors_are_ascii_since_windows_reads_them_in_its_own_encoding() -> None:
    assert [stub for stub in TOOLKIT.rglob("*.pyi") if not stub.read_bytes().isascii()] == []


@pytest.mark.parametrize("module", ["toolkit", "toolkit.commands.cli"])
def test_what_starts_loads_no_heavy_library(module: str) -> None:
    heavy = ["docx", "faster_whisper", "numpy", "pandas", "sqlalchemy", "torch", "whisper"]
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP)

    assert ended.stdout.strip() == "[]"


# -- sizes -----------------------------------------------------------------------------------------------------


def definitions(kind: type[ast.FunctionDef] | type[ast.ClassDef]) -> list[tuple[str, ast.AST]]:
    """Return each function or class of the toolkit with its place."""
    return [
        (f"{path.relative_to(TOP)}:{node.lineno} {node.name}", node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, kind)
    ]


def lines_of(node: ast.AST) -> int:
    """Return over how many lines `node` goes."""
    return int(node.end_lineno or 0) - int(node.lineno) + 1  # type: ignore[attr-defined]


def test_functions_are_short() -> None:
    lengths = {place: lines_of(node) for place, node in definitions(ast.FunctionDef)}

    assert {place: length for place, length in lengths.items() if length > 40} == {}
    assert sum(length <= 20 for length in lengths.values()) >= 0.95 * len(lengths)


def test_classes_are_small() -> None:
    def methods(node: ast.AST) -> int:
        return sum(isinstance(part, ast.FunctionDef) for part in node.body)  # type: ignore[attr-defined]

    large = {
        place: (lines_of(node), methods(node))
        for place, node in definitions(ast.ClassDef)
        if lines_of(node) > 250 or methods(node) > 20
    }

    assert large == {}


def test_no_folder_holds_more_than_twenty_modules() -> None:
    crowded = {package.name: count for package in PACKAGES if (count := len([*package.glob("[!_]*.py")])) > 20}

    assert crowded == {}


def test_no_module_is_called_utils_helpers_or_common() -> None:
    assert {"utils", "helpers", "common"}.isdisjoint(path.stem for path in MODULES)
