"""The tagger: a chain of tags, the likeliest; and meetings that are hard to tag."""

import pytest

from toolkit.grievances.finding.passages import clauses
from toolkit.grievances.finding.tag_features import MeetingFeatures
from toolkit.grievances.finding.tagger import SETS, TAGS, Weights, set_for, shipped, tagged_talks, tags
from toolkit.records import Segment

EVEN = ((0.0, 0.0, 0.0),) * 3


def meeting(*features: tuple[str, ...]) -> MeetingFeatures:
    """Return a meeting of so many sentences with these features."""
    return MeetingFeatures((), features, labels=False, pauses=False)


def segments(*lines: str, speaker: str | None = None) -> tuple[Segment, ...]:
    """Return the lines as segments, a second apart."""
    return tuple(Segment(f"s{n}", n, n * 5.0, n * 5.0 + 4, text, speaker=speaker) for n, text in enumerate(lines, 1))


def test_the_likeliest_chain_is_found_though_one_sentence_alone_says_otherwise() -> None:
    apart = ((0.0, 0.0, -9.0), (0.0, -9.0, 0.0), (0.0, 0.0, 0.0))
    weights = Weights({"start": (0.0, 2.0, 0.0), "more": (0.6, 0.0, 0.5)}, apart, (0.0, 0.0, -9.0))

    assert tags(meeting(("start",), ("more",), ("start",)), weights)[0] == "begin"
    assert tags(meeting(("more",), ("more",)), Weights(weights.features, EVEN, (0.0, 0.0, 0.0))) == ("out", "out")


def test_every_set_that_ships_has_weights_for_every_tag() -> None:
    assert set(shipped()) == set(SETS)
    assert all(len(row) == len(TAGS) for weights in shipped().values() for row in weights.features.values())
    assert {set_for(MeetingFeatures((), (), labels=True, pauses=False)), set_for(meeting())} == {"labels", "bare"}


@pytest.mark.parametrize(
    "lines",
    [(), ("路灯坏了。",), ("大家好。",) * 12, ("我叫韓小川，路燈壞了沒有人修。",) * 10, ("，。", "a", "？")],
    ids=len,
)
@pytest.mark.parametrize("speaker", [None, "A"])
def test_strange_meetings_are_tagged_without_fault_and_no_clause_twice(
    lines: tuple[str, ...], speaker: str | None
) -> None:
    cut = clauses(segments(*lines, speaker=speaker))
    said = [clause for talk in tagged_talks(cut) for clause in talk.clauses]

    assert len(said) == len({(clause.segment.id, clause.start) for clause in said})
    assert all(clause in cut for clause in said)
