"""What must follow a commit is done at the next opening, once, and told until it is."""

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from toolkit.archive.backup_files import files_of
from toolkit.core import locks
from toolkit.core.errors import HeldFileError, MissingFileError, ReadOnlyWorkspaceError, WrongValueError
from toolkit.meetings.recordings import list_recordings
from toolkit.store import Store, chain
from toolkit.workspace import pending
from toolkit.workspace.desk import Desk, open_desk
from toolkit.workspace.pending import Work


@pytest.fixture
def ordered(desk: Desk) -> int:
    """Give the key of a piece of work that nobody finished."""
    with desk.store.transaction() as tx:
        return pending.enter(desk, tx, "backup", "D盘", {"secret": "村主任"})


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
        pending.entered(desk, "backup", "D盘", {"staging": "x"}, is_void=lambda: is_void),
    ):
        raise KeyError
    with desk.store.reading() as tx:
        assert [work.subject for work in pending.waiting(tx)] == ([] if is_void else ["D盘"])
        assert pending.unreported(tx, "backup") == ()


def test_work_whose_block_ends_well_waits_until_it_is_closed(desk: Desk) -> None:
    with pending.entered(desk, "backup", "D盘", {"staging": "x"}, is_void=lambda: True) as key:
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
        pending.enter(kept.desk, tx, "backup", "D盘", {})
        shutil.copytree(kept.desk.workspace.root, tmp_path / "抄走的")
    copy = open_desk(tmp_path / "抄走的")
    assert copy.store.flaws() == ()
    assert copy.unfinished == ()
    assert [one.code for one in list_recordings(copy.store)] == [kept.code, kept.other]


@pytest.fixture
def shared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a desk whose store lies on a server, as far as pending work can tell."""
    monkeypatch.setattr(Store, "is_on_server", property(lambda _store: True))
    return desk


def elsewhere(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    """Be another machine, so many hours later."""
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)
    monkeypatch.setattr(pending.socket, "gethostname", lambda: "乙机")
    monkeypatch.setattr(pending, "dt", SimpleNamespace(**vars(dt) | {"datetime": Frozen(later)}))


@dataclass(frozen=True)
class Frozen:
    """A class of moments whose present is `moment`."""

    moment: dt.datetime

    def now(self, _zone: dt.tzinfo) -> dt.datetime:
        """Return the moment."""
        return self.moment

    @staticmethod
    def fromisoformat(text: str) -> dt.datetime:
        """Return the moment that is written down."""
        return dt.datetime.fromisoformat(text)


def test_the_work_of_another_machine_is_left_to_it_and_told_when_it_has_waited(
    shared: Desk, ordered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = handle(monkeypatch, {})
    here = pending.socket.gethostname()
    elsewhere(monkeypatch, 0.5)
    assert pending.finish(shared).unfinished == []
    elsewhere(monkeypatch, 2)
    (told,) = pending.finish(shared).unfinished
    assert f"D盘 的备份还没有收尾，文件在电脑 {here} 上" in told
    assert calls == []
    monkeypatch.setattr(pending.socket, "gethostname", lambda: here)
    assert [work.id for work in pending.finish(shared).finished] == [ordered]


def test_another_folder_of_the_same_machine_is_another_holder(shared: Desk, ordered: int, tmp_path: Path) -> None:
    assert ordered
    with shared.store.reading() as tx:
        (work,) = pending.waiting(tx)
    assert work.held_by == pending.holder_of(shared.workspace.root) != pending.holder_of(tmp_path)


def test_the_work_of_a_machine_that_is_gone_is_taken_over_on_the_word_of_a_person(
    shared: Desk, ordered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = handle(monkeypatch, {})
    gone = pending.socket.gethostname()
    elsewhere(monkeypatch, 2)
    with pytest.raises(WrongValueError, match=f"没有来过的机器.*{gone}"):
        pending.take_over(shared, "没有来过的机器", "何琳")
    assert [work.id for work in pending.take_over(shared, gone, "何琳")] == [ordered]
    assert [work.id for work in pending.finish(shared).finished] == [ordered]
    assert [work.details for work in calls] == [{"secret": "村主任"}]
    (event,) = [event for event in shared.events.of(chain.WHOLE) if event.kind == pending.TAKEN_OVER]
    assert (event.by, dict(event.facts)) == ("何琳", {"from": gone, "to": "乙机", "count": 1})
    with pytest.raises(WrongValueError, match="没有一台"):
        pending.take_over(shared, gone, "何琳")


def test_details_that_change_leave_the_holder(shared: Desk, ordered: int) -> None:
    with shared.store.transaction() as tx:
        pending.set_details(tx, ordered, {"target": "x"})
        work = pending.work_of(tx, ordered)
    assert (work.details, work.held_by) == ({"target": "x"}, pending.holder_of(shared.workspace.root))


def test_work_that_may_still_be_done_is_not_taken_over(
    shared: Desk, ordered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = pending.socket.gethostname()
    elsewhere(monkeypatch, 0.5)
    with pytest.raises(WrongValueError, match="D盘 的备份还不到 1 小时"):
        pending.take_over(shared, gone, "何琳")
    with shared.store.reading() as tx:
        assert pending.work_of(tx, ordered).held_by.startswith(f"{gone}:")


@pytest.mark.parametrize("kind", ["apart", "destroyed"])
def test_an_erasure_is_taken_over_only_where_the_files_are(
    shared: Desk, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with shared.store.transaction() as tx:
        key = pending.enter(shared, tx, kind, "石桥-0001", {})
    gone = pending.socket.gethostname()
    elsewhere(monkeypatch, 2)
    with pytest.raises(WrongValueError, match=r"不在本机.*恢复"):
        pending.take_over(shared, gone, "何琳")

    folder = shared.workspace.recordings / "石桥-0001"
    folder.mkdir(parents=True)
    (folder / "石桥-0001.txt").touch()  # a text that somebody corrected here
    with pytest.raises(WrongValueError, match="要删的录音不在本机"):
        pending.take_over(shared, gone, "何琳")
    (folder / "石桥-0001-试听.mp3").touch()
    assert [work.id for work in pending.take_over(shared, gone, "何琳")] == [key]


def test_a_workspace_of_the_same_name_on_a_cloned_computer_is_another_holder(shared: Desk) -> None:
    root = shared.workspace.root
    before = pending.holder_of(root)
    assert pending.holder_of(root) == before, "the id is made once"
    (mark,) = root.glob(".holder")
    assert mark not in tuple(files_of(root, shared.workspace.database_file))

    mark.unlink()
    assert pending.holder_of(root) != before


def test_work_entered_while_the_id_could_not_be_read_is_finished_by_the_same_workspace(
    shared: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as held, shared.store.transaction() as tx:
        held.setattr(pending.moves, "patiently", failing)
        pending.enter(shared, tx, "backup", "E盘", {"target": "y"})

    assert [work.subject for work in pending._own(shared)] == ["E盘"]


def failing(_act: object) -> str:
    """Fail as where another program keeps the file."""
    raise HeldFileError(path=".holder")
