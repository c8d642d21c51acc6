"""Recordings are numbered once, in their order, and the same sound is taken in once."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import CODE, HELD, MEETING, Shelf, new_recording, settle
from toolkit.chinese.dates import lunar
from toolkit.core.errors import AlreadyAddedError, BrokenRecordError, UnknownNumberError
from toolkit.meetings import meeting_rows
from toolkit.meetings.recordings import (
    NewRecording,
    add_recording,
    add_recordings,
    find_by_sha256,
    find_recording,
    list_recordings,
    recording_of,
    refuse_known,
)
from toolkit.meetings.register import open_meeting
from toolkit.store.database import Store
from toolkit.store.schema import RECORDINGS
from toolkit.store.transactions import Transaction

TOP = Path(__file__).parents[2]


def test_recordings_of_one_call_follow_each_other(shelf: Shelf) -> None:
    taken = shelf.take_in("1", "2") + shelf.take_in("3")
    assert [one.code for one in taken] == [f"0194-LY·2026-D30-000{n}" for n in (1, 2, 3)]
    assert [one.position for one in taken] == [1, 2, 3]
    assert list_recordings(shelf.store) == taken
    assert list_recordings(shelf.store, MEETING.number) == taken
    assert list_recordings(shelf.store, "夜话2026-09-柳树湾") == ()


def test_recording_keeps_what_is_known_of_it(shelf: Shelf) -> None:
    (taken,) = shelf.take_in("1")
    assert (taken.meeting, taken.source_name, taken.original) == (
        MEETING.number,
        "1.m4a",
        f"recordings/{CODE}/{CODE}.m4a",
    )
    assert find_recording(shelf.store, "0194-ly.2026-d30-1") == taken
    assert find_by_sha256(shelf.store, "1" * 64) == taken
    assert find_by_sha256(shelf.store, "9" * 64) is None


def test_code_has_the_gregorian_year_of_the_meeting(shelf: Shelf) -> None:
    (taken,) = shelf.take_in("1", held_on=dt.date(2026, 2, 2))
    assert (taken.code, taken.meeting) == ("0194-LY·2026-D30-0001", "夜话2025-12-柳树湾")


def test_same_sound_is_refused_with_its_code(shelf: Shelf) -> None:
    shelf.take_in("1", "2")
    with pytest.raises(AlreadyAddedError, match=f"这段录音已经收录过：.*1.m4a 与 {CODE} 内容完全相同"):
        shelf.take_in("3", "1")
    assert len(list_recordings(shelf.store)) == 2
    assert shelf.take_in("3")[0].code == "0194-LY·2026-D30-0003"


def test_all_sounds_known_already_are_named(shelf: Shelf) -> None:
    shelf.take_in("1", "2")
    with pytest.raises(AlreadyAddedError) as caught:
        shelf.take_in("1", "3", "2")
    assert caught.value.fields["code"] == "0194-LY·2026-D30-0001、0194-LY·2026-D30-0002"


def test_same_sound_twice_in_one_call_is_refused(shelf: Shelf) -> None:
    with pytest.raises(AlreadyAddedError, match=r"1\.m4a 与 1\.m4a 内容完全相同"):
        shelf.take_in("1", "1")


def test_recording_that_cannot_be_settled_uses_no_number(shelf: Shelf) -> None:
    def fail(code: str, each: NewRecording) -> tuple[str, str]:
        if each.sha256[0] == "2":
            raise KeyboardInterrupt
        return settle(code, each)

    meeting = open_meeting(shelf.store, "柳树湾", HELD, lunar(HELD))
    with pytest.raises(KeyboardInterrupt):
        add_recordings(
            shelf.store, meeting, shelf.workspace.settings.archive, [new_recording("1"), new_recording("2")], fail
        )
    assert list_recordings(shelf.store) == ()
    assert shelf.take_in("1")[0].code == CODE


def test_unknown_recording_is_named(shelf: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match=f"没有找到录音：{CODE}"):
        find_recording(shelf.store, CODE)


def test_processes_taking_in_at_once_share_no_code(shelf: Shelf) -> None:
    code = """
import sys, datetime as dt; from pathlib import Path
from toolkit.meetings.recordings import *; from toolkit.meetings import meeting_rows
from toolkit.store.database import Store
from toolkit.store.transactions import Transaction
from toolkit.store.schema import RECORDINGS
from collections.abc import Iterator
from toolkit.core.errors import BrokenRecordError
from toolkit.meetings.register import open_meeting
from toolkit.chinese.dates import lunar; from toolkit.records import SoundFacts
from toolkit.workspace.settings import Workspace; from toolkit.store.database import Store
ws = Workspace.open(sys.argv[1]); store = Store.open(ws.database_url)
day = dt.date(2026, 9, 25); meeting = open_meeting(store, '柳树湾', day, lunar(day))
for n in range(6):
    new = NewRecording(Path('x'), f'{sys.argv[2]}{n:063d}', 1.0, '', SoundFacts('', '', 1, 1, 1.0, 1))
    add_recordings(store, meeting, ws.settings.archive, [new], lambda code, _: (code, code))
"""
    run = [sys.executable, "-c", code, str(shelf.workspace.root)]
    children = [subprocess.Popen([*run, mark], cwd=TOP) for mark in "abc"]
    assert [child.wait(120) for child in children] == [0, 0, 0]
    taken = list_recordings(shelf.store)
    assert [one.position for one in taken] == list(range(1, 19))
    assert [one.code for one in taken] == [f"0194-LY·2026-D30-{n:04d}" for n in range(1, 19)]


# -- rows -------------------------------------------------------------------------------------------------------


@pytest.fixture
def tx() -> Iterator[Transaction]:
    """Give a transaction on a fresh store in memory that holds the meeting."""
    store = Store.open("sqlite://")
    with store.transaction() as begun:
        meeting_rows.open_meeting(begun, MEETING)
        yield begun
    store.close()


def test_meeting_comes_back_as_it_was_filed(tx: Transaction) -> None:
    assert meeting_rows.open_meeting(tx, replace(MEETING, held_on=dt.date(2026, 9, 26))) == MEETING


def test_recording_comes_back_as_it_was_filed(tx: Transaction) -> None:
    recording = add_recording(tx, new_recording("1"), CODE, MEETING, ("a", "b"))
    assert recording_of(tx, "0194-LY.2026-D30-0001") == recording
    with pytest.raises(AlreadyAddedError, match="已经收录过"):
        refuse_known(tx, [(new_recording("1").path, new_recording("1").sha256)])


def test_row_that_is_no_record_is_told(tx: Transaction) -> None:
    tx.add(RECORDINGS, code="x", meeting=MEETING.number, position=1, sha256="3" * 64, json='{"code": 1}')
    with pytest.raises(BrokenRecordError, match="文件内容不符合格式 Recording"):
        recording_of(tx, "x")
