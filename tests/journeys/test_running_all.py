"""Running all cells, twice, in a real workspace writes nothing that nobody asked for: no row, no file."""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from toolkit.cases import cases
from toolkit.core.files import sha256_of
from toolkit.grievances import lists
from toolkit.grievances.register import confirm_grievances
from toolkit.papers import drafting

TOP = Path(__file__).parents[2]
NOTEBOOKS = sorted((TOP / "notebooks").glob("*.ipynb"))
# What may be thrown away at will, is kept for whoever helps, or only keeps two processes apart.
PASSING = {"logs", "peaks", "search.db", "repeats.db"}
LOCKS = (".lock", ".who", "-door", "-turn", "-journal")
FACTS = {
    "4": {"OPINION": "legal_opinion", "NOTICE": "termination_notice"},
    "5": {"AGREEMENT": "mediation_agreement"},
}


def state_of(root: Path) -> set[str]:
    """Return a line for every row of the database and every file of the workspace at `root`, with its content."""
    files = [path for path in root.rglob("*") if path.is_file() and not path.name.endswith(LOCKS)]
    lasting = [path for path in files if path.relative_to(root).parts[0] not in PASSING | {"practice"}]
    held = {f"{path.relative_to(root).as_posix()} {sha256_of(path)}" for path in lasting if path.name != "yehua.db"}
    with contextlib.closing(sqlite3.connect(root / "yehua.db")) as database:
        return held | set(database.iterdump())


def cells_of(path: Path, given: dict[str, str]) -> Iterator[str]:
    """Give the code cells of the notebook at `path` as a clerk has it: not to practise, with the parameters `given`."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        yield "".join(cell["source"]).replace("PRACTICE = True", "PRACTICE = False")
        if "parameters" in cell["metadata"].get("tags", []):
            yield "\n".join(f"{name} = {value!r}" for name, value in given.items())


def run(*cells: str) -> list[Any]:
    """Run `cells` in a kernel of their own and return them with what they gave; a fault fails the test."""
    made: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    where = {"metadata": {"path": str(TOP)}}
    done: Any = NotebookClient(made, timeout=300, kernel_name="python3", resources=where).execute()
    return list(done.cells)


@pytest.fixture
def real(kept: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a real workspace: two recordings with lists, a confirmed grievance, a case, and facts for its papers."""
    root: Path = kept.desk.workspace.root
    monkeypatch.setenv("YEHUA_WORKSPACE", str(root))
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    lists.find_grievances(kept.desk, kept.code)
    (confirmed,) = confirm_grievances(kept.desk.store, kept.code, [1], {})
    for code in (kept.code, kept.other):  # the lists as they stand, with what each may repeat
        lists.find_grievances(kept.desk, code)
    case = cases.open_case(kept.desk, [str(confirmed.number)], "2026-09-28").case
    (root / "facts").mkdir()
    for paper in ("legal_opinion", "termination_notice", "mediation_agreement"):
        facts = drafting.example(paper) | {"case": case, "grievances": [confirmed.number]}
        (root / "facts" / f"{paper}.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return root


def real_cells(root: Path) -> list[str]:
    """Return the cells of all notebooks for real work, one after the other."""
    cells: list[str] = []
    for path in NOTEBOOKS[1:]:
        facts = FACTS.get(path.name[0], {})
        cells += cells_of(path, {name: str(root / "facts" / f"{paper}.json") for name, paper in facts.items()})
    return cells


def test_run_all_twice_in_every_notebook_changes_no_row_and_no_file(real: Path) -> None:
    cells = real_cells(real)
    before = state_of(real)

    done = run(*cells, *cells)

    assert state_of(real) ^ before == set()
    plain = [part["data"]["text/plain"] for cell in done for part in cell.outputs if "data" in part]
    shown = [part["data"].get("text/html", "") for cell in done for part in cell.outputs if "data" in part]
    assert [text for text in plain if text.startswith(("'", '"', "PosixPath", "WindowsPath", "[PosixPath"))] == []
    assert any("没有打包" in text for text in shown)


def test_the_inbox_and_the_progress_of_an_empty_workspace_are_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEHUA_WORKSPACE", str(tmp_path / "新 文件夹"))
    monkeypatch.setenv("PYTHONPATH", str(TOP))

    done = run(*cells_of(NOTEBOOKS[1], {}))

    assert "还没有收录录音" in done[-1].outputs[-1]["data"]["text/html"]


@pytest.mark.slow
def test_the_welcome_notebook_writes_beside_its_own_practice_folder_nothing(real: Path, sample_run: Any) -> None:
    shutil.copytree(sample_run.desk.workspace.root, real / "practice")
    cells = list(cells_of(NOTEBOOKS[0], {}))
    before = state_of(real)

    run(*cells, *cells)

    assert state_of(real) ^ before == set()
