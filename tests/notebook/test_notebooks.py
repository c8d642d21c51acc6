"""The shipped notebooks are safe to click in, hold no logic, and know for which version they were made."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit import __version__, documents
from toolkit.cases import cases
from toolkit.core.errors import WrongValueError
from toolkit.grievances.register import confirm_grievances
from toolkit.meetings import current_recording
from toolkit.meetings.recordings import list_recordings
from toolkit.notebook import notebooks
from toolkit.notebook.demo import MadeUpError
from toolkit.papers import forms
from toolkit.papers.register import list_papers

TOP = Path(__file__).parents[2]
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
def test_whatever_a_notebook_uses_it_imports_or_sets(path: Path) -> None:
    nodes = [node for cell in code_of(path) for node in ast.walk(ast.parse("".join(cell["source"])))]
    imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    names = [node for node in nodes if isinstance(node, ast.Name)]

    assert {name.id for name in names if isinstance(name.ctx, ast.Load)} <= imported | {
        name.id for name in names if isinstance(name.ctx, ast.Store)
    }


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


def run_all(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run the code cells of the notebook as people do for a case of their own: not to practise, on facts `given`."""
    (path,) = (one for one in SHIPPED if one.name.startswith(name))
    known: dict[str, Any] = {}
    for cell in code_of(path):
        source = "".join(cell["source"]).replace("PRACTICE = True", "PRACTICE = False")
        exec(compile(source, str(path), "exec"), known)  # noqa: S102 - our own notebooks
        if "parameters" in cell["metadata"].get("tags", []):
            known.update(given)
    return known


@pytest.mark.parametrize("name", ["2", "3"])
def test_the_recording_that_was_chosen_is_worked_at(kept: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("YEHUA_WORKSPACE", str(kept.desk.workspace.root))

    assert run_all(name, {})["recording"].code == kept.other
    current_recording.choose(kept.desk, kept.code)
    assert run_all(name, {})["recording"].code == kept.code


@pytest.fixture
def own_case(kept: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Give a function that writes the facts of a paper in a case of the centre's own, and says where they lie."""
    root = kept.desk.workspace.root
    monkeypatch.setenv("YEHUA_WORKSPACE", str(root))
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {})
    case = cases.open_case(kept.desk, [str(one.number)], "2026-09-28").case

    def write(paper: str) -> Path:
        path = root / "facts" / f"{paper}.json"
        path.parent.mkdir(exist_ok=True)
        told = forms.example(paper) | {"case": case, "grievances": [one.number]}
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return path

    return write


OWN = (("4", {"OPINION": "legal_opinion", "NOTICE": "termination_notice"}), ("5", {"AGREEMENT": "mediation_agreement"}))


@pytest.mark.parametrize("name,papers", OWN)
def test_running_all_for_a_real_case_neither_drafts_nor_issues(
    kept: Any, own_case: Callable[[str], Path], name: str, papers: dict[str, str]
) -> None:
    facts = {parameter: own_case(paper) for parameter, paper in papers.items()}
    before = {path: path.read_bytes() for path in facts.values()}

    for _ in range(2):
        run_all(name, dict(facts))

    assert list_papers(kept.desk.store) == ()
    assert not kept.desk.workspace.drafts.exists()
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("name,papers", OWN)
def test_running_all_leaves_a_draft_that_was_edited_in_word_as_it_is(
    kept: Any, own_case: Callable[[str], Path], name: str, papers: dict[str, str]
) -> None:
    facts = {parameter: own_case(paper) for parameter, paper in papers.items()}
    drafts = [documents.draft_path(kept.desk, paper, facts[parameter]) for parameter, paper in papers.items()]
    for draft in drafts:
        draft.parent.mkdir(exist_ok=True)
        draft.write_bytes("律师改过的".encode())

    for wanted in (False, True):
        run_all(name, {**facts, "DRAFT": wanted})

    assert [draft.read_bytes() for draft in drafts] == ["律师改过的".encode()] * len(drafts)
    assert list_papers(kept.desk.store) == ()


def test_running_all_issues_when_a_person_set_it_and_once_only(kept: Any, own_case: Callable[[str], Path]) -> None:
    facts = {"AGREEMENT": own_case("mediation_agreement"), "DRAFT": True, "ISSUE": True}

    for _ in range(2):
        run_all("5", facts)

    assert len(list_papers(kept.desk.store)) == 1


@pytest.mark.parametrize("name", ["4", "5"])
def test_what_is_made_up_to_practise_on_goes_into_no_real_case(
    kept: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("YEHUA_WORKSPACE", str(kept.desk.workspace.root))

    with pytest.raises(WrongValueError, match="虚构样例"):
        run_all(name, {})

    assert not (kept.desk.workspace.root / "facts").exists()


def test_the_made_up_meeting_left_in_a_real_notebook_is_refused_in_plain_words(
    kept: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YEHUA_WORKSPACE", str(kept.desk.workspace.root))
    before = list_recordings(kept.desk.store)

    with pytest.raises(MadeUpError, match="这是练习用的样例，不能收进正式档案"):
        run_all("1", {"SOUNDS": ["examples/2026-09-night-meeting.mp3"], "DATE": "2026-09-25", "PLACE": "柳树湾"})

    assert list_recordings(kept.desk.store) == before
