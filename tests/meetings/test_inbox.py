"""What is dropped into the inbox is offered when it is whole, taken in as it is, and never touched."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.core.errors import YehuaError
from toolkit.core.files import sha256_of
from toolkit.meetings.inbox import Inbox, NotReadyError, meeting_day
from toolkit.meetings.recordings import list_recordings
from toolkit.workspace.desk import Desk


class Clock:
    """A clock that people move by hand."""

    def __init__(self) -> None:
        """Begin at a second."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the second."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(desk: Desk, clock: Clock) -> Inbox:
    return Inbox(desk, clock)


def states(inbox: Inbox) -> dict[str, str]:
    return {one.name: one.state for one in inbox.look()}


def test_a_copy_that_still_grows_is_waited_for(inbox: Inbox, clock: Clock) -> None:
    path = inbox.folder / "夜话 一.mp3"
    for block in range(5):
        path.write_bytes(bytes(1000 * (block + 1)))
        assert states(inbox) == {path.name: "growing"}
        clock.now += 3.0
    assert states(inbox) == {path.name: "growing"}
    clock.now += 4.0

    assert states(inbox) == {path.name: "whole"}


def test_a_file_of_its_final_size_whose_content_still_comes_is_waited_for(inbox: Inbox, clock: Clock) -> None:
    path = inbox.folder / "夜话.wav"
    path.write_bytes(bytes(4000))
    inbox.look()
    clock.now += 5.0
    path.write_bytes(b"1" * 4000)

    assert states(inbox) == {path.name: "growing"}


def test_an_empty_file_is_waited_for_and_another_kind_is_named(inbox: Inbox, clock: Clock) -> None:
    (inbox.folder / "空.mp3").write_bytes(b"")
    (inbox.folder / "录音.mp3.crdownload").write_bytes(b"1")
    (inbox.folder / ".隐藏.mp3").write_bytes(b"1")
    inbox.look()
    clock.now += 60.0

    assert states(inbox) == {"空.mp3": "growing", "录音.mp3.crdownload": "other"}


def test_what_is_taken_in_has_the_same_hash_and_stays_where_it_was(
    inbox: Inbox, clock: Clock, beginning: Callable[[float], Path], desk: Desk
) -> None:
    dropped = inbox.folder / "柳树湾 第一段.wav"
    dropped.write_bytes(beginning(12.0).read_bytes())
    before = (sha256_of(dropped), dropped.stat().st_mtime_ns)
    inbox.look()
    clock.now += 5.0

    (taken,) = inbox.take_in([dropped.name], "2026-09-25", "柳树湾")

    assert (sha256_of(dropped), dropped.stat().st_mtime_ns) == before
    assert taken.sha256 == before[0] == sha256_of(desk.workspace.root / taken.original)
    (told,) = inbox.look()
    assert (told.state, told.code) == ("taken", taken.code)
    with pytest.raises(NotReadyError, match="已收录"):
        inbox.take_in([dropped.name], "2026-09-25", "柳树湾")


def test_nothing_is_taken_in_while_one_of_the_files_grows(
    inbox: Inbox, clock: Clock, beginning: Callable[[float], Path], desk: Desk
) -> None:
    (inbox.folder / "甲.wav").write_bytes(beginning(12.0).read_bytes())
    inbox.look()
    clock.now += 5.0
    (inbox.folder / "乙.wav").write_bytes(b"RIFF")

    with pytest.raises(NotReadyError, match=r"乙\.wav：还在复制"):
        inbox.take_in(["甲.wav", "乙.wav"], "2026-09-25", "柳树湾")

    assert list_recordings(desk.store) == ()


def test_a_broken_copy_is_refused_and_stays(inbox: Inbox, clock: Clock, beginning: Callable[[float], Path]) -> None:
    dropped = inbox.folder / "断.wav"
    dropped.write_bytes(beginning(12.0).read_bytes()[:100_000])
    inbox.look()
    clock.now += 5.0

    with pytest.raises(YehuaError):
        inbox.take_in([dropped.name], "2026-09-25", "柳树湾")

    assert dropped.stat().st_size == 100_000


def test_a_name_that_is_not_there_and_no_name_are_refused(inbox: Inbox) -> None:
    with pytest.raises(NotReadyError, match=r"没有\.mp3：已经不在收件箱里了"):
        inbox.take_in(["没有.mp3"], "2026-09-25", "柳树湾")
    with pytest.raises(NotReadyError, match="勾上"):
        inbox.take_in([], "2026-09-25", "柳树湾")


@pytest.mark.parametrize(
    "text,fits,said,note",
    [
        ("", False, "", ""),
        ("2026-10-24", True, "2026年10月24日，农历九月十五", ""),
        ("2026-10-25", True, "2026年10月25日，农历九月十六", "不是农历十五"),
        ("2026-11-24", False, "2026年11月24日，农历十月十六", "比今天还晚"),
        ("2026-13-40", False, "", "日期不对"),
        ("10月24日", False, "", "日期不对"),
    ],
)
def test_the_day_of_a_meeting_is_told_with_its_lunar_day_and_what_to_look_at(
    text: str,
    fits: bool,  # noqa: FBT001 - a row of the table above
    said: str,
    note: str,
) -> None:
    told = meeting_day(text, dt.date(2026, 11, 23))

    assert (told.fits, told.said) == (fits, said)
    assert note in told.note
    assert bool(note) == bool(told.note)
