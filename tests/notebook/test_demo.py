"""The sample meeting goes the whole way, and goes it the same way twice."""

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from toolkit.cases import cases, ledger_of
from toolkit.core import locks
from toolkit.grievances import lists
from toolkit.notebook import demo
from toolkit.notebook.demo import OccupiedError, StillPreparingError
from toolkit.records import CaseState
from toolkit.transcripts import making
from toolkit.workspace import Desk

TRUTH = json.loads(
    (Path(__file__).parents[2] / "examples" / "2026-09-night-meeting.truth.json").read_text(encoding="utf-8")
)


def true_starts() -> dict[int, float]:
    """Return the start of each grievance of the sample, in seconds, as labelled by hand."""
    labelled = [(turn["label"]["grievance"], turn["start"]) for turn in TRUTH if turn["label"]]
    return dict(reversed(labelled))


@pytest.mark.slow
def test_the_demo_leaves_its_seven_results_on_the_disk(sample_run) -> None:  # noqa: ANN001
    root = Path(sample_run.told.workspace)

    assert [paper.paper for paper in sample_run.told.papers] == [
        "legal_opinion",
        "termination_notice",
        "mediation_agreement",
    ]
    assert all(
        (root / copy.file).exists() or Path(copy.file).exists()
        for paper in sample_run.told.papers
        for copy in paper.copies
    )
    assert (Path(sample_run.told.package) / "index.html").exists() or list(
        Path(sample_run.told.package).rglob("index.html")
    )
    assert sample_run.told.faults == 0


@pytest.mark.slow
def test_at_least_eight_of_nine_grievances_begin_where_they_begin(sample_run) -> None:  # noqa: ANN001
    found = lists.find_grievances(sample_run.desk, sample_run.told.recordings[0])
    starts = [grievance.start_s for grievance in found.grievances]

    hit = [number for number, true in true_starts().items() if any(abs(start - true) <= 3 for start in starts)]

    assert len(hit) >= 8
    assert len(starts) <= 11


@pytest.mark.slow
def test_the_sample_has_no_speech_without_text(sample_run) -> None:  # noqa: ANN001
    transcript = making.transcribe(sample_run.desk, sample_run.told.recordings[0])

    assert transcript.coverage.uncovered == ()


@pytest.mark.slow
def test_an_agreement_of_two_parties_has_three_copies(sample_run) -> None:  # noqa: ANN001
    assert len(sample_run.told.papers[2].copies) == 3


def test_a_folder_that_is_not_a_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "证词.txt").write_text("x", encoding="utf-8")

    with pytest.raises(OccupiedError, match="没有动它"):
        demo.fresh(tmp_path)

    assert (tmp_path / "证词.txt").exists()


def test_an_earlier_demo_makes_room_for_the_next(tmp_path: Path) -> None:
    demo.fresh(tmp_path / "demo")
    (tmp_path / "demo" / "yehua.db").write_text("x", encoding="utf-8")

    demo.fresh(tmp_path / "demo")

    assert [path.name for path in (tmp_path / "demo").iterdir()] == [".yehua-demo"]


@pytest.mark.slow
def test_two_notebooks_opened_at_once_prepare_the_practice_once(tmp_path: Path) -> None:
    ask = f"from pathlib import Path; from toolkit.notebook import demo; demo.practice_desk(Path({str(tmp_path)!r}))"
    both = [subprocess.Popen([sys.executable, "-c", ask], stderr=subprocess.PIPE, text=True) for _ in range(2)]

    assert [process.communicate(timeout=900)[1] for process in both] == ["", ""]
    assert [process.returncode for process in both] == [0, 0]
    desk = demo.practice_desk(tmp_path)
    assert len(ledger_of(desk).cases(desk.today)) == 3


@pytest.mark.slow
def test_a_preparation_killed_between_two_cases_is_ended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def dying(desk: Desk, grievances: Sequence[str], on: str) -> CaseState:
        if opened:
            raise KeyboardInterrupt
        opened.append(cases.open_case(desk, grievances, on))
        return opened[0]

    with monkeypatch.context() as patch:
        patch.setattr(demo, "cases", SimpleNamespace(open_case=dying, add_entry=cases.add_entry))
        with pytest.raises(KeyboardInterrupt):
            demo.practice_desk(tmp_path)
    desk = demo.practice_desk(tmp_path)

    assert len(ledger_of(desk).cases(desk.today)) == 3


@pytest.mark.slow
def test_a_prepared_practice_opens_while_another_holds_the_lock(
    tmp_path: Path,
    sample_run,  # noqa: ANN001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(sample_run.told.workspace, tmp_path / "practice")
    monkeypatch.setattr(demo, "_WAIT_S", 0.0)

    with locks.held(tmp_path / "practice" / ".practice.lock"):
        desk = demo.practice_desk(tmp_path)

    assert len(ledger_of(desk).cases(desk.today)) == 3
    desk.store.close()


def test_what_another_prepares_is_waited_for_and_then_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_WAIT_S", 0.0)

    with locks.held(tmp_path / "practice" / ".practice.lock"), pytest.raises(StillPreparingError, match="正在准备练习"):
        demo.practice_desk(tmp_path)


@pytest.mark.parametrize("fault", [OSError("no locks"), NotImplementedError(), PermissionError("no locks")])
def test_where_no_lock_can_be_made_the_practice_is_prepared_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def refused(_path: Path, _wait_s: float) -> contextlib.AbstractContextManager[None]:
        raise fault

    prepared: list[Path] = []
    monkeypatch.setattr(locks, "held_in_turn", refused)
    monkeypatch.setattr(demo, "_prepare", lambda desk, _story: prepared.append(desk.workspace.root))

    demo.practice_desk(tmp_path).store.close()

    assert prepared == [tmp_path / "practice"]
