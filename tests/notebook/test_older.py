"""Notebooks that staff saved with version 0.1 still run, and say what to change."""

from typing import Any

import pytest

import toolkit
from toolkit.core.errors import UnknownNumberError
from toolkit.meetings.recordings import list_recordings

# Every call of the notebooks of version 0.1.
CALLS = {
    "archive_desk": ["ArchiveDesk"],
    "confirming": ["confirm_repeat", "mend", "refuse_repeat"],
    "corrector": ["Corrector"],
    "demo": ["notebook_desk", "own_sounds"],
    "grievance_table": ["GrievanceTable"],
    "inbox_panel": ["InboxPanel"],
    "intake": ["of_meeting", "take_in_once"],
    "overview": ["page"],
    "paper_desk": ["PaperDesk", "own_facts"],
    "paperwork": ["check", "fill_once", "issue_once"],
    "progress_panel": ["ProgressPanel"],
    "soundness": ["grievances", "meeting", "package", "papers", "transcript"],
    "tables": ["candidate_table", "cases_table", "channel_table", "check_table", "correction_table", "evidence_table"],
    "workflow": [
        *("add_entry", "confirm", "correct", "correct_from", "exported", "find_grievances"),
        *("latest_recording", "open_case", "pack_into_workspace", "search", "transcribe"),
    ],
}


def imported(name: str) -> Any:
    """Return what `from toolkit import name` gives an old notebook."""
    with pytest.warns(FutureWarning, match=f"from toolkit import {name}”，这一版还能用，.*改成“from toolkit"):
        return getattr(toolkit, name)


@pytest.mark.parametrize("name", CALLS)
def test_what_old_notebooks_call_is_there_with_a_sentence(name: str) -> None:
    module = imported(name)

    assert [call for call in CALLS[name] if not callable(getattr(module, call))] == []


def test_every_old_name_has_its_place() -> None:
    assert set(toolkit.MOVED_FOR_NOTEBOOKS) == set(CALLS)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = toolkit.nonsense


def test_old_calls_answer_as_they_did(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    workflow, intake, demo = imported("workflow"), imported("intake"), imported("demo")
    monkeypatch.setattr("toolkit.notebook.demo.notebook_desk", lambda **_: kept.desk)

    desk = demo.notebook_desk(practice=True)

    recordings = list_recordings(kept.desk.store)
    assert workflow.latest_recording(desk) == recordings[-1]
    assert desk.catalogue.recordings() == recordings
    assert desk.catalogue.revision_history(kept.code) == ()
    assert desk.ledger.cases(desk.today) == ()
    assert set(intake.of_meeting(desk, "2026-09-25", "柳树湾")) <= set(recordings)
    with pytest.raises(UnknownNumberError, match="还没有收录录音"):
        intake.of_meeting(desk, "2020-09-25", "柳树湾")
