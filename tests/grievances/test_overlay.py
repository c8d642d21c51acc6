"""What was confirmed survives a list that is found anew."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CODE, grievance_list, said_grievance
from tests.builders import transcript as transcript_of
from toolkit.grievances.fields import with_changes
from toolkit.grievances.overlay import ConfirmedGrievance, as_proposed, with_confirmed
from toolkit.records import Evidence, Fact, Grievance, Passage, Transcript

TEXTS = (
    "我是五组的李国祥，不对，李国强。",
    "修路占了我家一亩二分地，",
    "每亩三万六，一共四万三千二，反映了4次。",
    "路灯坏了三个月。",
)
LAND = replace(said_grievance(1, 1, 3), person=Fact("李国祥", (Evidence("s1", 5, 8),), 0.6))
LAMP = said_grievance(2, 4, 4)


def transcript() -> Transcript:
    return transcript_of(*TEXTS, code=CODE)


def confirmed(one: Grievance, number: str, **changes: str) -> ConfirmedGrievance:
    """Return `one` as confirmed under `number` with `changes`."""
    kept = replace(with_changes(one, changes, transcript()), number=number, status="confirmed")
    return ConfirmedGrievance(kept, changes)


def test_list_without_confirmations_only_gets_ordinals() -> None:
    found = with_confirmed(grievance_list(LAND, LAMP), (), None, 4)
    assert [one.ordinal for one in found.grievances] == [4, 5]
    assert [one.number for one in found.grievances] == [None, None]


def test_confirmed_grievance_keeps_number_status_and_changes() -> None:
    known = confirmed(LAND, "诉001", person="李国强")
    moved = replace(LAND, passages=(Passage("s1", "s3", 11.0, 38.0),), summary="另一种说法")
    found = with_confirmed(grievance_list(LAMP, moved), [known], transcript(), 1).grievances[1]
    assert (found.number, found.status, found.summary) == ("诉001", "confirmed", "另一种说法")
    assert found.person == Fact("李国强", (Evidence("s1", 12, 15),), 1.0)


def test_confirmed_grievance_not_found_again_stays_at_the_end() -> None:
    known = confirmed(LAMP, "诉001")
    found = with_confirmed(grievance_list(LAND), [known], transcript(), 1).grievances
    assert [(one.ordinal, one.number) for one in found] == [(1, None), (2, "诉001")]


def test_two_confirmed_in_one_found_are_both_kept() -> None:
    both = [confirmed(said_grievance(1, 1, 1), "诉001"), confirmed(said_grievance(2, 2, 3), "诉002")]
    found = with_confirmed(grievance_list(said_grievance(1, 1, 3)), both, transcript(), 1).grievances
    assert sorted(one.number or "" for one in found) == ["诉001", "诉002"]


spans = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(
    lambda at: (Passage("s1", "s1", float(at[0]), float(at[0] + at[1])),)
)


@given(st.lists(spans, max_size=5), st.lists(spans, max_size=4))
def test_no_confirmed_number_is_ever_lost_or_doubled(new: list, old: list) -> None:
    kept = [confirmed(replace(LAND, passages=at), f"诉{n:03d}") for n, at in enumerate(old, start=1)]
    found = grievance_list(*(replace(LAMP, ordinal=n, passages=at) for n, at in enumerate(new, start=1)))
    shown_list = with_confirmed(found, kept, transcript(), 1).grievances
    assert sorted(one.number for one in shown_list if one.number) == [each.grievance.number for each in kept]
    assert [one.ordinal for one in shown_list] == list(range(1, len(shown_list) + 1))
    assert len(shown_list) >= len(new)


def test_bare_list_has_nothing_that_a_person_gave() -> None:
    kept = replace(LAND, ordinal=7, number="诉001", status="confirmed")
    assert as_proposed(grievance_list(kept, replace(LAMP, status="discarded"))).grievances == (
        replace(LAND, ordinal=1),
        replace(LAMP, ordinal=2, status="discarded"),
    )


def test_what_was_confirmed_keeps_its_subject_though_the_model_has_learned_since() -> None:
    learned = replace(LAND, subject=replace(LAND.subject, level1="民政", level2=None))
    known = ConfirmedGrievance(replace(LAND, number="诉1", status="confirmed"), {})

    shown_again = with_confirmed(grievance_list(learned, LAMP), [known], None, 1)

    assert shown_again.grievances[0].subject == LAND.subject
