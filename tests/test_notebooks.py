"""The shipped notebooks are safe to click in, hold no logic, and know for which version they were made."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from toolkit import __version__, notebooks

TOP = Path(__file__).parent.parent
SHIPPED = sorted((TOP / "notebooks").glob("*.ipynb"))


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def code_of(path: Path) -> list[Any]:
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_cell_can_be_deleted_and_no_prose_be_changed_by_a_stray_key(path: Path) -> None:
    cells = read(path)["cells"]

    assert all(cell["metadata"]["deletable"] is False for cell in cells)
    assert all(cell["metadata"]["editable"] is False for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_only_what_a_clerk_sets_is_unfolded_and_nothing_is_stored(path: Path) -> None:
    for cell in code_of(path):
        is_set_by_hand = "parameters" in cell["metadata"].get("tags", [])
        assert cell["metadata"].get("jupyter", {}).get("source_hidden", False) is not is_set_by_hand
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_notebooks_hold_calls_and_no_logic(path: Path) -> None:
    logic = (ast.If, ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.Try, ast.Lambda, ast.ListComp, ast.With)
    trees = [ast.parse("".join(cell["source"])) for cell in code_of(path)]

    assert [node for tree in trees for node in ast.walk(tree) if isinstance(node, logic)] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_notebook_is_of_this_version(path: Path) -> None:
    assert read(path)["metadata"]["yehua"] == __version__
    assert notebooks.older(path) is None


@pytest.mark.parametrize("made", [{"yehua": "0.0.9"}, {}])
def test_a_notebook_of_another_version_says_what_to_do(tmp_path: Path, made: dict[str, str]) -> None:
    path = tmp_path / "旧.ipynb"
    path.write_text(json.dumps({"metadata": made}), encoding="utf-8")

    told = notebooks.older(path)

    assert told is not None
    assert "打开 notebooks 文件夹里同名的新笔记本" in told
    assert __version__ in told


@pytest.mark.parametrize("content", ["", "{", "[]", "null"])
def test_a_notebook_that_is_just_being_saved_is_no_fault(tmp_path: Path, content: str) -> None:
    path = tmp_path / "半.ipynb"
    path.write_text(content, encoding="utf-8")

    assert notebooks.older(path) is None


def test_the_running_notebook_is_what_the_server_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "夜话 一.ipynb"
    path.write_text("{}", encoding="utf-8")

    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert notebooks.running() == path
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "没有.ipynb"))
    assert notebooks.running() is None
    monkeypatch.delenv("JPY_SESSION_NAME")
    assert notebooks.running() is None
    assert notebooks.older(None) is None
