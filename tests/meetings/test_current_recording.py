"""The recording somebody works at is the one chosen last by him, else the newest; a broken choice is no fault."""

import datetime as dt
import stat
from typing import Any

import pytest

from toolkit.core.errors import UnknownNumberError
from toolkit.meetings import current_recording


def test_the_newest_is_worked_at_until_another_is_chosen(kept: Any) -> None:
    assert current_recording.of(kept.desk).code == kept.other

    current_recording.choose(kept.desk, kept.code)

    assert current_recording.of(kept.desk).code == kept.code


def test_each_user_has_a_choice_of_his_own(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    current_recording.choose(kept.desk, kept.code)
    monkeypatch.setattr("getpass.getuser", lambda: "另一/人")
    assert current_recording.of(kept.desk).code == kept.other

    current_recording.choose(kept.desk, kept.other)
    monkeypatch.undo()

    assert current_recording.of(kept.desk).code == kept.code
    files = list((kept.desk.workspace.root / "chosen").iterdir())
    assert len(files) == 2
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"recording": 3}', '{"recording": "0194-LY·2026-D30-9999"}'])
def test_a_choice_that_cannot_be_read_or_is_gone_is_no_fault(kept: Any, text: str) -> None:
    current_recording.choose(kept.desk, kept.code)
    (file,) = (kept.desk.workspace.root / "chosen").iterdir()
    file.write_text(text, encoding="utf-8")

    assert current_recording.of(kept.desk).code == kept.other


def test_a_user_without_a_name_can_choose_too(kept: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    current_recording.choose(kept.desk, kept.code)

    assert current_recording.of(kept.desk).code == kept.code


def test_an_unknown_recording_is_not_chosen_and_an_empty_workspace_is_told(desk: Any) -> None:
    with pytest.raises(UnknownNumberError):
        current_recording.choose(desk, "0194-LY·2026-D30-0001")
    with pytest.raises(UnknownNumberError, match="还没有收录"):
        current_recording.of(desk)


def test_all_meetings_are_listed_newest_first_with_all_their_parts(kept: Any, heard: Any) -> None:
    older = heard("早先的一场。", held_on=dt.date(2026, 8, 27), mark="8")

    listed = current_recording.listed(kept.desk)

    assert [[one.code for one in each.recordings] for each in listed] == [[kept.code, kept.other], [older]]
