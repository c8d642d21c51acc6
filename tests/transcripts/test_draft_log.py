"""Every edit outlives its window; undo and redo go on where they were, across openings and windows."""

from pathlib import Path

import pytest

from toolkit.core.errors import DiskFullError, WrongValueError
from toolkit.records import Coverage, Engine, RecordingRef, Segment, Transcript
from toolkit.transcripts.draft_log import DraftLog
from toolkit.transcripts.drafts import Draft
from toolkit.transcripts.edits import Action, Edit

SAID = ("我叫王桂芳，是柳树弯三组的。", "路灯坏了三个月，没人来修。", "补偿款三万六还没有拿到。")


def made() -> Transcript:
    segments = tuple(Segment(f"s0000{n}", n, n * 10.0, n * 10.0 + 6, text) for n, text in enumerate(SAID, start=1))
    engine, reference = Engine("无", "1", "无", None), RecordingRef("甲", "0" * 64, 60.0)
    return Transcript(reference, engine, segments, (), Coverage(18, 18, ()), version=3, parent=2)


def edit(action: Action, *items: str, **given: object) -> Edit:
    return Edit(action, "李静", "2026-09-26T01:00:00", items, **given)  # type: ignore[arg-type]


def texts(draft: Draft) -> list[str]:
    return [one.text for one in draft.in_order()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "校对" / "甲-v3.log"


def typed(sheet: DraftLog, text: str, key: str, run: str | None = None) -> None:
    sheet.do(edit("text", "s00002", text=text, run=run), key)


def test_an_edit_is_there_when_the_sheet_is_opened_again(path: Path) -> None:
    typed(DraftLog(made(), path), "路灯亮了。", "a")

    assert texts(DraftLog(made(), path).draft)[1] == "路灯亮了。"


def test_undo_and_redo_go_on_in_another_opening(path: Path) -> None:
    sheet = DraftLog(made(), path)
    typed(sheet, "路灯亮了。", "a")
    sheet.do(edit("split", "s00003", position=6), "b")
    DraftLog(made(), path).undo("李静", "", "c")
    again = DraftLog(made(), path)
    once = texts(again.draft)
    again.undo("李静", "", "d")
    twice = texts(again.draft)
    DraftLog(made(), path).redo("李静", "", "e")

    assert once == [SAID[0], "路灯亮了。", SAID[2]]
    assert twice == list(SAID)
    assert texts(DraftLog(made(), path).draft) == [SAID[0], "路灯亮了。", SAID[2]]


def test_the_letters_of_one_word_are_undone_together(path: Path) -> None:
    sheet = DraftLog(made(), path)
    typed(sheet, "路", "a", run="1")
    typed(sheet, "路灯", "b", run="1")
    typed(sheet, "路灯亮", "c", run="2")

    sheet.undo("李静", "", "d")
    one = texts(sheet.draft)[1]
    sheet.undo("李静", "", "e")

    assert (one, texts(sheet.draft)[1]) == ("路灯", SAID[1])


def test_what_was_sent_twice_is_done_once(path: Path) -> None:
    sheet = DraftLog(made(), path)
    for _ in range(2):
        sheet.do(edit("split", "s00003", position=6), "a")

    assert len(texts(sheet.draft)) == 4
    assert sheet.edits == 1


def test_two_windows_see_what_each_other_did(path: Path) -> None:
    one, other = DraftLog(made(), path), DraftLog(made(), path)
    typed(one, "路灯亮了。", "a")
    other.do(edit("split", "s00003", position=6), "b")

    assert texts(other.draft)[1] == "路灯亮了。"
    assert one.refresh()
    assert one.draft.segments == other.draft.segments
    assert not one.refresh()


def test_ids_made_by_an_undone_split_are_never_used_again(path: Path) -> None:
    sheet = DraftLog(made(), path)
    sheet.do(edit("split", "s00003", position=6), "a")
    first = set(sheet.draft.segments)
    sheet.undo("李静", "", "b")
    sheet.do(edit("split", "s00003", position=3), "c")

    assert set(sheet.draft.segments) & first == {"s00001", "s00002"}


def test_what_cannot_be_done_is_not_kept(path: Path) -> None:
    sheet = DraftLog(made(), path)
    with pytest.raises(WrongValueError):
        sheet.do(edit("split", "s00003", position=0), "a")
    with pytest.raises(WrongValueError, match="没有可以撤销"):
        sheet.undo("李静", "", "b")

    assert texts(DraftLog(made(), path).draft) == list(SAID)


def test_an_edit_that_did_not_reach_the_disk_does_not_stand(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = DraftLog(made(), path)
    typed(sheet, "路灯亮了。", "a")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolkit.core.append_log.os.fsync", full)
    with pytest.raises(DiskFullError):
        typed(sheet, "路灯又坏了。", "b")
    monkeypatch.undo()

    assert texts(sheet.draft)[1] == "路灯亮了。"
    typed(sheet, "路灯又坏了。", "b")
    assert texts(DraftLog(made(), path).draft)[1] == "路灯又坏了。"
