"""What was decoded is never lost and never counted for another sound."""

import json
import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.core.errors import BusyRecordingError, DiskFullError
from toolkit.recognition import journal
from toolkit.recognition.journal import Journal

KEY = {"sound": "0" * 64, "options": ["柳树湾"]}
PLAN = {"batches": [[0, 1], [2]]}
WHAT = "录音 0194-LY·2026-D30-0001"


def begun(path: Path) -> Journal:
    """Return a journal at `path` with its plan and one batch."""
    made = Journal(path)
    made.fits(KEY)
    made.begin(KEY, PLAN)
    made.append(0, {"text": "路灯坏了"})
    return made


def test_what_was_appended_is_there_when_opened_again(tmp_path: Path) -> None:
    begun(tmp_path / "甲.journal")

    again = Journal(tmp_path / "甲.journal")

    assert again.fits(KEY)
    assert (again.plan, again.done, again.started_anew) == (PLAN, {0: {"text": "路灯坏了"}}, False)


def test_another_model_or_sound_begins_anew_and_says_so(tmp_path: Path) -> None:
    begun(tmp_path / "甲.journal")

    again = Journal(tmp_path / "甲.journal")

    assert not again.fits(KEY | {"options": []})
    assert (again.done, again.started_anew) == ({}, True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_cut_off_anywhere_it_holds_whole_batches_only_and_goes_on(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "甲.journal"
    whole = begun(path)
    whole.append(1, {"text": "补偿款没有拿到"})
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])

    cut = Journal(path)
    known = cut.fits(KEY)

    assert all(cut.done[batch] == whole.done[batch] for batch in cut.done)
    if known:
        cut.append(1, whole.done[1])
        assert Journal(path).done.keys() == cut.done.keys()


def test_a_changed_line_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "甲.journal"
    begun(path)
    path.write_text(path.read_text(encoding="utf-8").replace("路灯", "路牌"), encoding="utf-8")

    assert Journal(path).done == {}


def test_the_second_is_told_who_is_at_it(tmp_path: Path) -> None:
    path = tmp_path / "甲.journal"

    with (
        journal.opened(path, WHAT),
        pytest.raises(BusyRecordingError, match=rf"{WHAT}.*进程 {os.getpid()}"),
        journal.opened(path, WHAT),
    ):
        pass


def hold_and_die(path: Path) -> None:
    """Open the journal at `path` and end as if the power failed."""
    with journal.opened(path, WHAT):
        os._exit(9)


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "甲.journal"
    process = multiprocessing.get_context("spawn").Process(target=hold_and_die, args=(path,))
    process.start()
    process.join()

    with journal.opened(path, WHAT) as free:
        assert free.done == {}


def test_a_full_disk_is_told_and_what_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "甲.journal"
    kept = begun(path)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolkit.core.append_log.os.fsync", full)
    with pytest.raises(DiskFullError):
        kept.append(1, {"text": "补偿款"})

    monkeypatch.undo()
    assert json.dumps(Journal(path).done[0], ensure_ascii=False) == '{"text": "路灯坏了"}'
    kept.append(1, {"text": "补偿款"})
    assert Journal(path).done.keys() == {0, 1}


def test_a_finished_journal_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "甲.journal"
    begun(path).remove()

    assert not path.exists()
