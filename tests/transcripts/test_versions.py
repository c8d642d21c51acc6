"""Versions of a transcript are never changed, and none is lost."""

from dataclasses import replace

import pytest

from toolkit.core.errors import ChangedMeanwhileError
from toolkit.transcripts import correcting
from toolkit.transcripts.versions import load_transcript, save_transcript


def test_a_correction_does_not_silently_undo_one_that_was_made_meanwhile(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    seen = load_transcript(desk.store, code)
    mine = replace(seen, segments=(replace(seen.segments[0], text="我改的"), *seen.segments[1:]), parent=1)
    correcting.correct(desk, code, {1: "别人改的"}, {})

    with pytest.raises(ChangedMeanwhileError, match="没有改动"):
        save_transcript(desk.store, code, mine)

    assert load_transcript(desk.store, code).segments[0].text == "别人改的"
