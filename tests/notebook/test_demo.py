"""The sample meeting goes the whole way, and goes it the same way twice."""

import json
from pathlib import Path

import pytest

from toolkit.grievances import lists
from toolkit.notebook import demo
from toolkit.notebook.demo import OccupiedError
from toolkit.transcripts import making

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
