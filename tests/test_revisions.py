"""What people did to a list is done again on every list found anew, and never loses a word."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import grievances, revisions
from toolkit.errors import WrongValueError
from toolkit.records import (
    Coverage,
    Engine,
    Grievance,
    GrievanceList,
    RecordingRef,
    Segment,
    Stretch,
    Transcript,
)

TEXTS = (
    "我叫韩小川，是石桥村二组的，村口的路灯坏了三个月，没有人修。",
    "那个老井也塌了一角，吃水困难，请安排一下。",
    "我叫田玉芳，我家的低保去年停了，我去问了两次都没有答复。",
    "我家老人还瘫在床上，开销大得很。",
    "我叫罗光明，隔壁毛老三修围墙占了我家宅基地，吵了两年了。",
)


def transcript(texts: tuple[str, ...] = TEXTS) -> Transcript:
    segments = tuple(Segment(f"s{n}", n, n * 10.0, n * 10.0 + 9.5, text) for n, text in enumerate(texts, start=1))
    return Transcript(
        RecordingRef(None, "0" * 64, 999.0), Engine("none", "0", "none", None), segments, (), Coverage(0, 0, ())
    )


HEARD = transcript()
FOUND = grievances.find(HEARD, ())


def read(stretches: tuple[Stretch, ...]) -> Grievance | None:
    return grievances.read(HEARD, stretches, ())


def applied(*done: revisions.Revision, found: GrievanceList = FOUND) -> tuple[Grievance, ...]:
    return revisions.applied(found, done, read).grievances


def words(listed: tuple[Grievance, ...]) -> str:
    return "".join(sorted("".join(one.text for one in listed).replace("\n", "").replace(" ", "")))


def test_a_split_gives_two_grievances_with_their_own_facts() -> None:
    (first, second, *_) = applied(revisions.splitting(FOUND.grievances[0], 20.0, "田小禾"))

    assert (first.text, second.text) == TEXTS[:2]
    assert first.person is not None
    assert first.person.value == "韩小川"
    assert [one.ordinal for one in applied(revisions.splitting(FOUND.grievances[0], 20.0, "田小禾"))] == [1, 2, 3, 4]


def test_a_merge_joins_the_passages_in_order_of_time() -> None:
    joined, *rest = applied(revisions.merging((FOUND.grievances[2], FOUND.grievances[0]), "田小禾"))

    assert len(joined.passages) == 2
    assert joined.passages[0].start_s < joined.passages[1].start_s
    assert joined.text.split("\n")[1] == TEXTS[4]
    assert len(rest) == 1


def test_what_was_split_can_be_merged_again() -> None:
    split = revisions.splitting(FOUND.grievances[0], 20.0, "田小禾")
    halves = applied(split)[:2]

    again = applied(split, revisions.merging(halves, "田小禾"))

    assert words(again) == words(FOUND.grievances)
    assert len(again) == len(FOUND.grievances)


def test_a_discarded_grievance_stands_in_the_list_and_can_be_restored() -> None:
    away = revisions.discarding([FOUND.grievances[1]], "只是闲谈", "田小禾")

    listed = applied(away)
    assert [one.status for one in listed] == ["proposed", "discarded", "proposed"]
    assert applied(away, revisions.restoring([listed[1]], "田小禾")) == FOUND.grievances


def test_every_ordinal_that_changed_is_told_with_what_became_of_it() -> None:
    split = revisions.applied(FOUND, [revisions.splitting(FOUND.grievances[0], 20.0, "田小禾")], read)
    merged = revisions.applied(FOUND, [revisions.merging(FOUND.grievances[:2], "田小禾")], read)

    assert revisions.moved(FOUND, FOUND) == {}
    assert revisions.moved(FOUND, split) == {1: (1, 2), 2: (3,), 3: (4,)}
    assert revisions.moved(FOUND, merged) == {2: (1,), 3: (2,)}
    assert revisions.moved(split, FOUND) == {2: (1,), 3: (2,), 4: (3,)}


def test_revisions_hold_for_a_corrected_transcript() -> None:
    mended = transcript((TEXTS[0].replace("路灯", "电灯"), *TEXTS[1:]))
    done = (
        revisions.splitting(FOUND.grievances[0], 20.0, "田小禾"),
        revisions.discarding([FOUND.grievances[1]], "重复录入", "田小禾"),
    )

    anew = revisions.applied(grievances.find(mended, ()), done, lambda at: grievances.read(mended, at, ()))

    assert [one.status for one in anew.grievances] == ["proposed", "proposed", "discarded", "proposed"]
    assert "电灯" in anew.grievances[0].text


def test_what_no_longer_fits_changes_nothing() -> None:
    other = replace(FOUND, grievances=FOUND.grievances[2:])

    assert applied(revisions.merging(FOUND.grievances[:2], "田小禾"), found=other)[0].text == FOUND.grievances[2].text


@pytest.mark.parametrize("at_s", [0.0, 10.0, 29.5, 500.0])
def test_a_split_outside_the_grievance_is_refused(at_s: float) -> None:
    with pytest.raises(WrongValueError, match="第 1 件之内"):
        revisions.splitting(FOUND.grievances[0], at_s, "田小禾")


def test_merging_one_with_itself_and_discarding_without_reason_are_refused() -> None:
    with pytest.raises(WrongValueError, match="至少要写两件"):
        revisions.merging([FOUND.grievances[0]] * 2, "田小禾")
    with pytest.raises(WrongValueError, match="为什么不算"):
        revisions.discarding([FOUND.grievances[0]], "  ", "田小禾")


def test_a_numbered_grievance_is_withdrawn_not_discarded() -> None:
    with pytest.raises(WrongValueError, match="撤回"):
        revisions.discarding([replace(FOUND.grievances[0], number="诉1", status="confirmed")], "弄错", "田小禾")


@given(st.lists(st.tuples(st.sampled_from(["split", "merge", "discard", "restore"]), st.integers(0, 5)), max_size=6))
def test_whatever_is_done_no_word_is_lost_or_doubled(wishes: list[tuple[str, int]]) -> None:
    done: list[revisions.Revision] = []
    for wish, at in wishes:
        listed = applied(*done)
        one, other = listed[at % len(listed)], listed[(at + 1) % len(listed)]
        if wish == "split" and one.passages[0].start_s < 20.0 < one.passages[-1].end_s:
            done.append(revisions.splitting(one, 20.0, "田小禾"))
        elif wish == "merge" and one is not other:
            done.append(revisions.merging((one, other), "田小禾"))
        elif wish in {"discard", "restore"}:
            done.append(revisions.Revision(wish, revisions.stretches_of([one]), "田小禾"))  # type: ignore[arg-type]

    assert words(applied(*done)) == words(FOUND.grievances)
