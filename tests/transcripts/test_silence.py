"""Sealed and deleted seconds take no text again; the sentences beside them may still be set right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcripts.drafting import edit, made
from toolkit.core.errors import WrongValueError
from toolkit.records import Stretch
from toolkit.transcripts.draft_edits import apply
from toolkit.transcripts.drafts import Draft
from toolkit.transcripts.silence import written_in_silence

STANDING = (Stretch(0.0, 3.0), Stretch(6.0, 9.0))
SILENCED = (Stretch(2.7, 6.3),)
times = st.floats(2.7, 6.3)


@given(times, times)
def test_no_sentence_lies_in_silence(one: float, other: float) -> None:
    start_s, end_s = min(one, other), max(one, other)
    added = Stretch(start_s, end_s)
    brings_text = min(end_s, 6.0) > max(start_s, 3.0)
    assert (added in written_in_silence([added], STANDING, SILENCED)) == brings_text


def test_sentences_that_stand_beside_it_stay_and_may_be_set_right() -> None:
    assert written_in_silence(STANDING, STANDING, SILENCED) == ()
    assert written_in_silence([Stretch(0.0, 3.2)], STANDING, SILENCED) == ()
    assert written_in_silence([Stretch(0.0, 5.0)], STANDING, SILENCED) == (Stretch(0.0, 5.0),)
    assert written_in_silence([Stretch(4.0, 5.0)], STANDING, ()) == ()


def test_a_draft_takes_no_insertion_and_no_merging_over_silence() -> None:
    draft = Draft(made(), (Stretch(25.7, 30.3),))
    before = dict(draft.segments)
    with pytest.raises(WrongValueError, match="已经封存或者删去"):
        apply(draft, edit("insert", start_s=27.0, end_s=29.0, text="村主任收钱"), "v3e1")
    with pytest.raises(WrongValueError, match="已经封存或者删去"):
        apply(draft, edit("merge", "s00002", "s00003"), "v3e2")
    assert draft.segments == before
    apply(draft, edit("insert", start_s=37.0, end_s=40.0, text="好的"), "v3e3")
    assert len(draft.segments) == len(before) + 1
