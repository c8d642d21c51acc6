"""What must follow a commit is done at the next opening, once, and told until it is."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from toolkit.core import locks
from toolkit.core.errors import MissingFileError, ReadOnlyWorkspaceError
from toolkit.meetings.recordings import list_recordings
from toolkit.workspace import pending
from toolkit.workspace.desk import Desk, open_desk
from toolkit.workspace.pending import Work


@pytest.fixture
def ordered(desk: Desk) -> int:
    """Give the key of a piece of work that nobody finished."""
    with desk.store.transaction() as tx:
        return pending.enter(tx, "backup", "D盘", {"secret": "村主任"})


def handle(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[Work]:
    """Let work of the kind `backup` be finished with `answer`, a result or a fault; return the list of its calls."""
    calls: list[Work] = []

    def finish(_desk: Desk, work: Work, _at: Path | None) -> dict[str, Any]:
        calls.append(work)
        if isinstance(answer, BaseException):
            raise answer
        return dict(answer)

    monkeypatch.setattr("toolkit.archive.backups.finish", finish)
    return calls


def test_it_is_finished_once_at_the_next_opening_and_told_to_who_ordered_it(
    desk: Desk, ordered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = handle(monkeypatch, {"number": 3})
    assert open_desk(desk.workspace.root).unfinished == open_desk(desk.workspace.root).unfinished == ()
    assert [(one.id, one.details) for one in calls] == [(ordered, {"secret": "村主任"})]
    with desk.store.transaction() as tx:
        (known,) = pending.unreported(tx, "backup", "D盘")
        assert (known.result, known.details) == ({"number": 3}, {}), "the details go"
        pending.mark_reported(tx, known.id)
        assert pending.unreported(tx, "backup", "D盘") == ()


@pytest.mark.parametrize("is_void", [True, False])
def test_work_whose_block_raises_waits_only_if_something_is_left_of_it(desk: Desk, *, is_void: bool) -> None:
    with (
        pytest.raises(KeyError),
        pending.entered(desk.store, "backup", "D盘", {"staging": "x"}, is_void=lambda: is_void),
    ):
        raise KeyError
    with desk.store.reading() as tx:
        assert [work.subject for work in pending.waiting(tx)] == ([] if is_void else ["D盘"])
        assert pending.unreported(tx, "backup") == ()


def test_work_whose_block_ends_well_waits_until_it_is_closed(desk: Desk) -> None:
    with pending.entered(desk.store, "backup", "D盘", {"staging": "x"}, is_void=lambda: True) as key:
        pass
    with desk.store.transaction() as tx:
        assert [work.id for work in pending.waiting(tx)] == [key]
        pending.close(tx, key)
        assert (pending.waiting(tx), pending.unreported(tx, "backup")) == ((), ())


@pytest.mark.parametrize("fault", [MissingFileError(path="E:"), PermissionError("denied"), KeyError("x")])
def test_what_cannot_be_finished_is_told_at_every_opening_and_stops_nobody(
    desk: Desk, ordered: int, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    calls = handle(monkeypatch, fault)
    for _ in range(2):
        again = open_desk(desk.workspace.root)
        assert "D盘 的备份还没有收尾" in again.unfinished[0]
        assert list_recordings(again.store) == ()
    assert [one.id for one in calls] == [ordered, ordered]
    handle(monkeypatch, {})
    assert open_desk(desk.workspace.root).unfinished == ()


def test_work_whose_process_is_at_it_is_left_to_it(desk: Desk, ordered: int, monkeypatch: pytest.MonkeyPatch) -> None:
    handle(monkeypatch, pending.StillRunningError())
    assert open_desk(desk.workspace.root).unfinished == ()
    with desk.store.reading() as tx:
        assert [one.id for one in pending.waiting(tx)] == [ordered]


def test_one_window_finishes_at_a_time(desk: Desk, ordered: int, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = handle(monkeypatch, {})
    with locks.held(desk.workspace.root / ".pending.lock"):
        assert "另一个窗口" in open_desk(desk.workspace.root).unfinished[0]
    assert calls == []
    assert open_desk(desk.workspace.root).unfinished == ()
    assert [one.id for one in calls] == [ordered]


def test_every_kind_of_work_has_a_handler_and_a_name() -> None:
    assert set(pending.HANDLERS) == set(pending.NAMES)
    for where in pending.HANDLERS.values():
        module, name = where.split(":")
        assert callable(getattr(pending.importlib.import_module(module), name))


def test_a_workspace_that_cannot_be_written_to_opens_and_says_what_is_pending(
    desk: Desk, ordered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _wait_s: float) -> None:
        raise ReadOnlyWorkspaceError(path=path)

    assert ordered
    monkeypatch.setattr(locks, "held_in_turn", refuse)
    again = open_desk(desk.workspace.root)
    assert "还没有收尾" in again.unfinished[0]
    assert "不能写入" in again.unfinished[0]
    assert list_recordings(again.store) == ()


def test_a_workspace_copied_in_the_middle_of_a_transaction_opens_as_of_before_it(kept, tmp_path: Path) -> None:  # noqa: ANN001
    with kept.desk.store.transaction() as tx:
        pending.enter(tx, "backup", "D盘", {})
        shutil.copytree(kept.desk.workspace.root, tmp_path / "抄走的")
    copy = open_desk(tmp_path / "抄走的")
    assert copy.store.flaws() == ()
    assert copy.unfinished == ()
    assert [one.code for one in list_recordings(copy.store)] == [kept.code, kept.other]
