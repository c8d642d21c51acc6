"""What people did to a list is done again on every list found anew, and never loses a word."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from toolkit.core.errors import RevisionRefusedError, WrongValueError
from toolkit.grievances import revisions
from toolkit.grievances.finding import find
from toolkit.records import (
    Grievance,
    GrievanceList,
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
    return builders.transcript(*texts, length_s=9.5, seconds=999.0)


HEARD = transcript()
FOUND = find.find(HEARD, ())


def read(stretches: tuple[Stretch, ...]) -> Grievance | None:
    return find.read(HEARD, stretches, ())


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

    assert revisions.changed_ordinals(FOUND, FOUND) == {}
    assert revisions.changed_ordinals(FOUND, split) == {1: (1, 2), 2: (3,), 3: (4,)}
    assert revisions.changed_ordinals(FOUND, merged) == {2: (1,), 3: (2,)}
    assert revisions.changed_ordinals(split, FOUND) == {2: (1,), 3: (2,), 4: (3,)}


def test_revisions_hold_for_a_corrected_transcript() -> None:
    mended = transcript((TEXTS[0].replace("路灯", "电灯"), *TEXTS[1:]))
    done = (
        revisions.splitting(FOUND.grievances[0], 20.0, "田小禾"),
        revisions.discarding([FOUND.grievances[1]], "重复录入", "田小禾"),
    )

    anew = revisions.applied(find.find(mended, ()), done, lambda at: find.read(mended, at, ()))

    assert [one.status for one in anew.grievances] == ["proposed", "proposed", "discarded", "proposed"]
    assert "电灯" in anew.grievances[0].text


def test_what_no_longer_fits_changes_nothing() -> None:
    other = replace(FOUND, grievances=FOUND.grievances[2:])

    assert applied(revisions.merging(FOUND.grievances[:2], "田小禾"), found=other)[0].text == FOUND.grievances[2].text


@pytest.mark.parametrize("at_s", [0.0, 10.0, 29.5, 500.0])
def test_a_split_outside_the_grievance_is_refused(at_s: float) -> None:
    with pytest.raises(RevisionRefusedError, match=r"不在第 1 件里|第 1 件的开头"):
        revisions.splitting(FOUND.grievances[0], at_s, "田小禾")


def test_merging_one_with_itself_and_discarding_without_reason_are_refused() -> None:
    with pytest.raises(WrongValueError, match="至少要写两件"):
        revisions.merging([FOUND.grievances[0]] * 2, "田小禾")
    with pytest.raises(WrongValueError, match="为什么不算"):
        revisions.discarding([FOUND.grievances[0]], "  ", "田小禾")


def test_a_numbered_grievance_is_withdrawn_not_discarded() -> None:
    with pytest.raises(WrongValueError, match="撤回"):
        revisions.discarding([replace(FOUND.grievances[0], number="诉1", status="confirmed")], "弄错", "田小禾")


# The list as if the machine had missed the second grievance, which is said from 30 to 49.5 s.
MISSED = replace(FOUND, grievances=(FOUND.grievances[0], FOUND.grievances[2]))


def adding(start_s: float, end_s: float, found: GrievanceList = MISSED) -> revisions.Revision:
    return revisions.adding(Stretch(start_s, end_s), HEARD.segments, found.grievances, "田小禾")


def test_a_missed_stretch_becomes_a_grievance_of_whole_sentences_with_its_facts() -> None:
    added = applied(adding(32.0, 48.0), found=MISSED)[1]

    assert (added.ordinal, added.status, added.text) == (2, "proposed", "".join(TEXTS[2:4]))
    assert added.person is not None
    assert added.person.value == "田玉芳"


@pytest.mark.parametrize(
    "start_s, end_s, told",
    [
        (60.0, 90.0, "没有人说话"),
        (29.6, 29.9, "没有人说话"),
        (20.0, 40.0, "第 2 句已经在第 1 件里.*yehua split"),
        (10.0, 60.0, "第 1、2 句已经在第 1 件里；第 5 句已经在第 3 件里。要从第 1、3 件里"),
    ],
)
def test_what_cannot_be_added_is_told_with_the_grievance_and_what_to_do(
    start_s: float, end_s: float, told: str
) -> None:
    with pytest.raises(RevisionRefusedError, match=told):
        adding(start_s, end_s)


def test_a_discarded_grievance_is_restored_and_not_added_once_more() -> None:
    gone = replace(MISSED, grievances=(*MISSED.grievances, replace(FOUND.grievances[1], status="discarded", ordinal=3)))

    with pytest.raises(RevisionRefusedError, match=r"第 3 件是不采纳的.*恢复"):
        adding(30.0, 50.0, gone)


def test_what_was_added_keeps_its_words_when_the_machine_finds_it_with_other_bounds() -> None:
    added = adding(30.0, 50.0)
    longer = revisions.applied(FOUND, [revisions.merging(FOUND.grievances[1:], "机器")], read)

    assert [one.text for one in applied(added)] == [one.text for one in FOUND.grievances], "found just so"
    assert "".join(TEXTS[2:4]) in [one.text for one in applied(added, found=longer)]
    assert words(applied(added, found=longer)) == words(FOUND.grievances)


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "split", "merge", "discard", "restore"]), st.integers(0, 5)), max_size=6
    ),
    st.sampled_from([MISSED, FOUND]),
)
def test_a_sentence_stands_in_one_grievance_at_most_whatever_is_added_and_found(
    wishes: list[tuple[str, int]], anew: GrievanceList
) -> None:
    done: list[revisions.Revision] = []
    for wish, at in wishes:
        listed = applied(*done, found=MISSED)
        one, other = listed[at % len(listed)], listed[(at + 1) % len(listed)]
        with contextlib.suppress(RevisionRefusedError, WrongValueError):
            done.append(
                {
                    "add": lambda: revisions.adding(Stretch(10.0 * at, 10.0 * at + 20), HEARD.segments, listed, "甲"),  # noqa: B023
                    "split": lambda: revisions.splitting(one, 20.0 + 10 * (at % 3), "甲"),  # noqa: B023
                    "merge": lambda: revisions.merging((one, other), "甲"),  # noqa: B023
                    "discard": lambda: revisions.discarding([one], "闲谈", "甲"),  # noqa: B023
                    "restore": lambda: revisions.restoring([one], "甲"),  # noqa: B023
                }[wish]()
            )

    said = "\n".join(one.text for one in applied(*done, found=anew))
    assert all(said.count(text) == 1 for text in TEXTS[:2] + TEXTS[4:])
    assert said.count(TEXTS[2]) <= 1


@given(st.lists(st.tuples(st.sampled_from(["split", "merge", "discard", "restore"]), st.integers(0, 5)), max_size=6))
def test_whatever_is_done_no_word_is_lost_or_doubled(wishes: list[tuple[str, int]]) -> None:
    done: list[revisions.Revision] = []
    for wish, at in wishes:
        listed = applied(*done)
        one, other = listed[at % len(listed)], listed[(at + 1) % len(listed)]
        if wish == "split" and any(part.start_s < 20.0 < part.end_s for part in one.passages):
            done.append(revisions.splitting(one, 20.0, "田小禾"))
        elif wish == "merge" and one is not other:
            done.append(revisions.merging((one, other), "田小禾"))
        elif wish in {"discard", "restore"}:
            done.append(revisions.Revision(wish, revisions.stretches_of([one]), "田小禾"))  # type: ignore[arg-type]

    assert words(applied(*done)) == words(FOUND.grievances)
