"""A draft signed off is a transcript that names who changed what and keeps every id."""

import pytest

from tests.transcripts.drafting import SAID, edit, edited, made
from toolkit.core.errors import WrongValueError
from toolkit.records import Correction
from toolkit.transcripts.draft_edits import apply
from toolkit.transcripts.drafts import Draft


def test_without_an_edit_the_transcript_says_the_same() -> None:
    told = Draft(made()).transcript()

    assert (told.segments, told.removed, told.coverage) == (made().segments, made().removed, made().coverage)
    assert told.parent == 3


def test_a_corrected_text_names_who_changed_what_and_keeps_the_id() -> None:
    draft = edited("text", "s00001", text="我叫王桂芳，是柳树")
    apply(draft, edit("text", "s00001", text="我叫王桂芳，是柳树湾三组的。"), "v3e2")

    one = draft.transcript().segments[0]

    assert (one.id, one.text) == ("s00001", "我叫王桂芳，是柳树湾三组的。")
    assert one.corrections[-1] == Correction(SAID[0], one.text, 0, "听录音改正", "李静")
    assert one.corrections[:-1] == made().segments[0].corrections
    assert len(one.corrections) == 2


def test_a_text_put_back_as_it_was_is_no_change() -> None:
    draft = edited("text", "s00002", text="路灯")
    apply(draft, edit("text", "s00002", text=SAID[1]), "v3e2")

    assert draft.transcript().segments == made().segments
    assert not draft.is_changed(draft.segments["s00002"])


def test_an_empty_sentence_is_not_signed_off() -> None:
    with pytest.raises(WrongValueError, match=r"00:00:20\.0 处的句子没有文字"):
        edited("text", "s00002", text=" ").transcript()
