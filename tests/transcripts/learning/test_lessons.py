"""What a workspace teaches as a whole, and a word taken into its list by a person, never by itself."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.conftest import Kept
from tests.transcripts.learning.judging import correct_both
from toolkit import grievances
from toolkit.recognition import lexicon
from toolkit.recognition.lexicon import Hearing
from toolkit.records import Fact
from toolkit.transcripts import learning
from toolkit.transcripts.learning.pairs import Pair


def agreeing(_pair: Pair) -> Hearing:
    """Find all texts as likely."""

    def hearing(texts: Sequence[str], _words: Sequence[str]) -> Sequence[float]:
        return [0.0] * len(texts)

    return hearing


@pytest.fixture
def corrected(kept: Kept) -> Kept:
    """Give a desk at which both recordings heard 落家坳 for 骆家坳, which a person corrected."""
    correct_both(kept)
    return kept


def learnt(kept: Kept) -> learning.Lesson:
    """Return what the desk teaches."""
    return learning.learnt(kept.desk, grievances.load_open_stretches, agreeing)


def test_without_corrections_there_is_nothing_to_tell(kept: Kept) -> None:
    lesson = learnt(kept)

    assert (lesson.recordings, lesson.proposals) == (0, ())
    assert lesson.sentence.startswith("还没有校对过的")


def test_the_rate_and_the_word_are_told_and_nothing_of_the_accusation(corrected: Kept) -> None:
    lesson = learnt(corrected)

    assert lesson.recordings == 2
    assert (lesson.whole.said, lesson.whole.wrong) == (40, 4)
    assert "错字率 10%" in lesson.sentence
    (proposal,) = lesson.proposals
    assert (proposal.candidate.word, proposal.helps, proposal.candidate.times) == ("骆家坳", True, 4)
    assert "主任" not in repr(lesson)


def test_no_word_is_taken_by_itself_and_one_is_taken_by_a_person(corrected: Kept) -> None:
    file = corrected.desk.workspace.lexicon_file
    before = lexicon.load(file)
    learnt(corrected)
    assert lexicon.load(file) == before

    learning.accept(corrected.desk, grievances.load_open_stretches, "骆家坳", "王芳", agreeing)

    now = lexicon.load(file)
    assert now.entries[: len(before.local)] == before.local
    assert (now.by_word["骆家坳"].kind, now.by_word["骆家坳"].local) == ("place", True)
    assert now.by_word["骆家坳"].note.startswith("王芳 ")
    (event,) = corrected.desk.events.of("表:本单位的词表")
    assert (event.kind, event.by, event.facts["rows"]) == ("table.changed", "王芳", len(now.local))
    assert learnt(corrected).proposals == ()


def test_a_name_of_a_grievance_is_not_proposed(corrected: Kept) -> None:
    store, code = corrected.desk.store, corrected.code
    listed = grievances.load_grievances(store, code)
    person = replace(listed.grievances[0], person=Fact("骆家明", (), 0.9))
    grievances.register.save_grievances(store, code, replace(listed, grievances=(person, *listed.grievances[1:])))

    assert learnt(corrected).proposals == ()


def test_a_word_that_was_not_proposed_is_not_taken(corrected: Kept) -> None:
    with pytest.raises(learning.WordNotTakenError, match=r"^没有采纳“路灯”：校对稿里没有提议"):
        learning.accept(corrected.desk, grievances.load_open_stretches, "路灯", "王芳", agreeing)


def test_a_word_that_the_sound_speaks_against_is_not_taken(corrected: Kept) -> None:
    def doubting(_pair: Pair) -> Hearing:
        return lambda texts, _words: [0.0, *(-40.0 for _ in texts[1:])]

    with pytest.raises(learning.WordNotTakenError, match="不采纳"):
        learning.accept(corrected.desk, grievances.load_open_stretches, "骆家坳", "王芳", doubting)
