"""Nothing is shown that no person released, whatever happens to list and text afterwards."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from toolkit.grievances.accusations.visibility import (
    NO_JUDGEMENTS,
    NOTHING_OPEN,
    Judgement,
    Judgements,
    as_others_see,
    judged,
    list_as_others_see,
    may_be_shown,
    open_stretches,
    shown_and_withheld,
    transcript_as_others_see,
)
from toolkit.records import (
    Accusation,
    Colour,
    Evidence,
    Fact,
    Grievance,
    GrievanceList,
    Passage,
    Removed,
    Segment,
    Stretch,
    Subject,
    Transcript,
)

SAID = ("路灯坏了。", "会计收了钱。", "嗯，就是这样。", "水沟堵了。")


def transcript(*texts: str, version: int = 1) -> Transcript:
    plain = builders.transcript(*texts or SAID, code="C", first=0, start_s=0.0)
    return replace(plain, removed=(Removed(11, 12, "主任", "x"),), version=version)


def grievance(ordinal: int, start_s: float, end_s: float, accusation: Accusation = "unjudged") -> Grievance:
    fact = Fact("王桂芳", (Evidence("s0", 0, 1),), 0.9)
    return builders.grievance(
        ordinal,
        (start_s, end_s),
        ids=("s0", "s0"),
        subject=Subject("民政", None, 0.9, unsure=False, candidates=(), evidence=()),
        colour=Colour("红", "理由", ()),
        person=fact,
        against=fact,
        danger=Fact("threat", (Evidence("s0", 0, 1),), 0.9),
        accusation=accusation,
    )


def listed(*grievances: Grievance, version: int = 1) -> GrievanceList:
    return builders.grievance_list(*grievances, code="C", version=version)


def said(*grievances: Grievance) -> tuple[Stretch, ...]:
    return tuple(Stretch(one.start_s, one.end_s) for each in grievances for one in each.passages)


LAMP, MONEY, DITCH = grievance(1, 0, 10), grievance(2, 10, 20), grievance(3, 30, 40)
ALL = listed(LAMP, MONEY, DITCH)
YES, NO = Judgement("yes", said(MONEY), "何琳", 1), Judgement("no", said(LAMP), "何琳", 1)
CLOSED = Judgement("closed", said(DITCH), "何琳", 1)


def verdicts(acts: Judgements, found: GrievanceList = ALL, text: Transcript | None = None) -> list[Accusation]:
    return [one.accusation for one in judged(found, text or transcript(), acts).grievances]


def shown(acts: Judgements, found: GrievanceList = ALL, text: Transcript | None = None) -> list[str]:
    read = text or transcript()
    where = open_stretches(judged(found, read, acts), read, acts)
    return [one.text for one in transcript_as_others_see(read, where).segments]


def test_what_nobody_judged_is_withheld_like_an_accusation() -> None:
    assert not may_be_shown(LAMP)
    assert not may_be_shown(replace(LAMP, accusation="yes"))
    assert shown_and_withheld(ALL) == (listed(), ALL)
    assert shown(NO_JUDGEMENTS) == [""] * 4


def test_a_withheld_item_keeps_ordinal_times_and_verdict_and_no_word() -> None:
    (one,) = list_as_others_see(listed(LAMP)).grievances
    assert (one.ordinal, one.start_s, one.passages, one.accusation) == (1, 0, LAMP.passages, "unjudged")
    assert not any((one.text, one.summary, one.kinds, one.sensitive, one.person, one.against, one.danger))
    assert (one.colour.value, one.colour.reason, one.subject.level1) == (None, "", None)
    assert as_others_see(replace(LAMP, accusation="no")) == replace(LAMP, accusation="no")


def test_without_a_list_nothing_is_open() -> None:
    assert open_stretches(None, transcript(), Judgements((CLOSED,), transcript())) == NOTHING_OPEN


def test_one_released_grievance_shows_its_sentences_and_no_other() -> None:
    acts = Judgements((NO,))
    assert verdicts(acts) == ["no", "unjudged", "unjudged"]
    assert shown(acts) == [SAID[0], "", "", ""]


def test_closing_releases_the_rest_and_never_what_was_judged_an_accusation() -> None:
    acts = Judgements((YES, NO, CLOSED), transcript())
    assert verdicts(acts) == ["no", "yes", "no"]
    assert shown(acts) == [SAID[0], "", SAID[2], SAID[3]]
    (gone,) = transcript_as_others_see(
        transcript(), open_stretches(judged(ALL, transcript(), acts), transcript(), acts)
    ).removed
    assert gone.text == ""


def test_what_is_found_anew_after_closing_is_not_judged() -> None:
    acts = Judgements((YES, NO, CLOSED), transcript())
    new = listed(LAMP, MONEY, grievance(3, 20, 30), grievance(4, 30, 40))
    assert verdicts(acts, new) == ["no", "yes", "unjudged", "no"]
    assert shown(acts, new) == [SAID[0], "", "", SAID[3]]


def test_a_changed_sentence_is_open_no_longer_until_the_list_is_closed_again() -> None:
    after = transcript(SAID[0], SAID[1], "主任也收了。", "水沟被书记堵了。", version=2)
    found = listed(LAMP, MONEY, DITCH, version=2)
    acts = Judgements((YES, NO, CLOSED), transcript())
    assert verdicts(acts, found, after) == ["no", "yes", "unjudged"]
    assert shown(acts, found, after) == [SAID[0], "", "", ""]
    again = Judgements((YES, NO, CLOSED, Judgement("closed", said(DITCH), "何琳", 2)), after)
    assert shown(again, found, after) == [SAID[0], "", "主任也收了。", "水沟被书记堵了。"]


def test_older_versions_of_what_was_closed_stay_open_and_those_of_an_accusation_stay_shut() -> None:
    closed = Judgement("closed", said(DITCH), "何琳", 2)
    acts = Judgements((YES, NO, closed), transcript(version=2))
    before = transcript("路登坏了。", "会记收了钱。", "嗯。", "水沟独了。", version=1)
    assert shown(acts, listed(LAMP, MONEY, DITCH, version=2), before) == ["路登坏了。", "", "嗯。", "水沟独了。"]


def test_a_split_of_what_was_released_adds_no_words_and_stays_open() -> None:
    before = transcript("路灯坏了，没有人修。", *SAID[1:])
    parts = (Segment("s0a", 0, 0, 5, "路灯坏了，"), Segment("s0b", 9, 5, 10, "没有人修。"))
    after = replace(before, segments=(*parts, *before.segments[1:]), version=2)
    acts = Judgements((YES, NO, CLOSED), before)
    assert shown(acts, listed(LAMP, MONEY, DITCH, version=2), after)[:3] == ["路灯坏了，", "没有人修。", ""]


@pytest.mark.parametrize("order", [("yes", "no"), ("no", "yes")])
def test_the_newest_word_on_a_second_counts(order: tuple[Accusation, ...]) -> None:
    acts = Judgements(tuple(Judgement(one, said(LAMP), "何琳", 1) for one in order))  # type: ignore[arg-type]
    assert verdicts(acts)[0] == order[-1]


def test_what_is_merged_with_an_accusation_or_with_what_nobody_judged_is_withheld() -> None:
    both = replace(LAMP, passages=(*LAMP.passages, *MONEY.passages))
    assert verdicts(Judgements((NO, YES)), listed(both)) == ["yes"]
    assert verdicts(Judgements((NO,)), listed(both)) == ["unjudged"]


def test_a_released_matter_found_again_a_little_elsewhere_stays_released() -> None:
    moved = replace(LAMP, passages=(Passage("s0", "s0", 0.4, 10.6),))
    assert verdicts(Judgements((NO,)), listed(moved)) == ["no"]
    longer = replace(LAMP, passages=(Passage("s0", "s0", 0, 14),))
    assert verdicts(Judgements((NO,)), listed(longer)) == ["unjudged"], "a sentence that nobody judged came to it"


def test_kinds_and_marks_agree_with_what_was_judged() -> None:
    sounds_so = replace(LAMP, kinds=("检举控告",), sensitive=("accusation",))
    (cleared,) = judged(listed(sounds_so), None, Judgements((NO,))).grievances
    (accusing,) = judged(listed(LAMP), None, Judgements((Judgement("yes", said(LAMP), "何琳", 1),))).grievances
    assert (cleared.kinds, cleared.sensitive) == (("申诉求决",), ())
    assert (accusing.kinds, accusing.sensitive) == (("检举控告", "申诉求决"), ("accusation",))


@given(
    st.lists(
        st.tuples(st.sampled_from(["yes", "no"]), st.integers(0, 3), st.integers(1, 4)).map(
            lambda drawn: Judgement(drawn[0], (Stretch(drawn[1] * 10.0, (drawn[1] + drawn[2]) * 10.0),), "何琳", 1)  # type: ignore[arg-type]
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_whatever_was_judged_no_sentence_last_judged_an_accusation_is_shown(
    acts: list[Judgement],
    is_closed: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    kept = Judgements((*acts, *((CLOSED,) if is_closed else ())), transcript())
    for segment, text in zip(transcript().segments, shown(kept), strict=True):
        on_it = [
            act
            for act in kept.acts
            if any(one.start_s < segment.end_s and segment.start_s < one.end_s for one in act.stretches)
        ]
        if on_it and on_it[-1].verdict == "yes":
            assert text == ""
        if not on_it and not is_closed:
            assert text == ""


def test_a_newer_text_that_can_be_held_against_nothing_is_withheld() -> None:
    after = transcript(version=2)
    assert shown(Judgements((CLOSED,), None), listed(DITCH, version=2), after) == [""] * 4
