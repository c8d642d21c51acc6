"""The steps of the notebooks are those of the packages, given the desk."""

from typing import Any

from toolkit.grievances.register import load_grievances, load_shown_transcript
from toolkit.meetings.recordings import list_recordings
from toolkit.notebook import steps


def test_the_steps_read_what_the_packages_keep(kept: Any) -> None:
    assert steps.recordings(kept.desk) == list_recordings(kept.desk.store)
    assert steps.shown_transcript(kept.desk, kept.code) == load_shown_transcript(kept.desk.store, kept.code)
    assert steps.revision_history(kept.desk, kept.code) == ()
    assert steps.cases(kept.desk) == ()


def test_nothing_is_confirmed_without_an_ordinal(kept: Any) -> None:
    listed = load_grievances(kept.desk.store, kept.code)

    assert steps.confirm(kept.desk, kept.code, [], {}, "王芳", seen=listed) == ()
    assert [each.status for each in load_grievances(kept.desk.store, kept.code).grievances] == ["proposed"] * len(
        listed.grievances
    )
