"""A transcript gets a version; a correction is a new one and the old one stays."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import CODE, Shelf, said_transcript
from toolkit.core.errors import ChangedMeanwhileError, UnknownNumberError, WrongValueError
from toolkit.records import Correction, Transcript
from toolkit.store.transactions import record_of, text_of
from toolkit.transcripts import correcting
from toolkit.transcripts.versions import (
    add_transcript,
    list_versions,
    load_transcript,
    load_transcripts,
    save_transcript,
    transcript_of,
)


def test_transcript_gets_code_and_version(shelf: Shelf) -> None:
    shelf.take_in("1")
    saved = save_transcript(shelf.store, CODE, said_transcript())
    assert (saved.version, saved.recording.code) == (1, CODE)
    assert load_transcript(shelf.store, CODE) == saved


def test_correction_is_a_new_version_and_the_old_one_stays(shelf: Shelf) -> None:
    shelf.take_in("1")
    first = save_transcript(shelf.store, CODE, said_transcript())
    second = save_transcript(shelf.store, CODE, said_transcript(texts=("改过",), parent=1))
    assert (second.version, second.parent) == (2, 1)
    assert load_transcript(shelf.store, CODE) == second
    assert load_transcript(shelf.store, CODE, 1) == first
    assert load_transcripts(shelf.store, CODE) == (first, second)
    assert list_versions(shelf.store, CODE) == (1, 2)


def test_same_content_makes_no_new_version(shelf: Shelf) -> None:
    shelf.take_in("1")
    first = save_transcript(shelf.store, CODE, said_transcript())
    save_transcript(shelf.store, CODE, said_transcript(texts=("改过",), parent=1))
    assert save_transcript(shelf.store, CODE, said_transcript()) == first
    assert save_transcript(shelf.store, CODE, replace(first, version=9)) == first
    assert list_versions(shelf.store, CODE) == (1, 2)


def test_going_back_to_an_old_text_is_a_new_version(shelf: Shelf) -> None:
    shelf.take_in("1")
    save_transcript(shelf.store, CODE, said_transcript())
    save_transcript(shelf.store, CODE, said_transcript(texts=("改过",), parent=1))
    assert save_transcript(shelf.store, CODE, said_transcript(parent=2)).version == 3


def test_transcript_of_another_sound_is_refused(shelf: Shelf) -> None:
    shelf.take_in("1")
    with pytest.raises(WrongValueError, match=f"它不是 {CODE} 的转写"):
        save_transcript(shelf.store, CODE, said_transcript("2"))


def test_missing_transcript_is_named_with_its_version(shelf: Shelf) -> None:
    shelf.take_in("1")
    with pytest.raises(UnknownNumberError, match=f"没有找到转写：{CODE}。"):
        load_transcript(shelf.store, CODE)
    save_transcript(shelf.store, CODE, said_transcript())
    with pytest.raises(UnknownNumberError, match=f"没有找到转写：{CODE} 第 3 版"):
        load_transcript(shelf.store, CODE, 3)
    with pytest.raises(UnknownNumberError, match="第 7 版"):
        save_transcript(shelf.store, CODE, said_transcript(parent=7))


# -- rows -------------------------------------------------------------------------------------------------------


def corrected(text: str) -> Transcript:
    corrections = (Correction("李国祥", "李国强", 0, "听录音改正", "田小禾"),)
    made = said_transcript(texts=(text,))
    return replace(made, segments=(replace(made.segments[0], corrections=corrections),))


def test_transcript_comes_back_as_it_was_filed(shelf: Shelf) -> None:
    (recording,) = shelf.take_in("1")
    with shelf.store.transaction() as tx:
        kept = add_transcript(tx, recording, corrected("李国强"))
        assert transcript_of(tx, recording.code, None) == kept
        assert kept.segments == corrected("李国强").segments
        with pytest.raises(UnknownNumberError, match="第 2 版"):
            transcript_of(tx, recording.code, 2)


@settings(max_examples=50)
@given(st.text(), st.text())
def test_text_is_the_same_only_for_the_same_content(one: str, other: str) -> None:
    first, second = text_of(corrected(one)), text_of(corrected(other))
    assert (first == second) is (one == other)
    assert record_of(Transcript, {"json": first}) == corrected(one)


def test_a_correction_does_not_silently_undo_one_that_was_made_meanwhile(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    seen = load_transcript(desk.store, code)
    mine = replace(seen, segments=(replace(seen.segments[0], text="我改的"), *seen.segments[1:]), parent=1)
    correcting.correct(desk, code, {1: "别人改的"}, {})

    with pytest.raises(ChangedMeanwhileError, match="没有改动"):
        save_transcript(desk.store, code, mine)

    assert load_transcript(desk.store, code).segments[0].text == "别人改的"
