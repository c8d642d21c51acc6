"""State and clocks of a case follow from its entries alone, for any day, in whatever order they were written."""

import datetime as dt
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cases.procedure import (
    CLOSING,
    KINDS,
    Course,
    clocks,
    effective,
    is_being_redone,
    is_open,
    kind_id,
    kind_name,
    state_of,
    warnings,
)
from toolkit.chinese.dates import Calendar
from toolkit.core.errors import WrongValueError
from toolkit.records import Entry

D = dt.date
HELD = D(2026, 9, 25)
CALENDAR = Calendar()


def entries(*told: tuple[str, dt.date] | tuple[str, dt.date, dt.date]) -> tuple[Entry, ...]:
    """Return entries numbered from 1 on; each is told by kind, date and the day of service."""
    numbers = count(1)
    return tuple(
        Entry(next(numbers), "案2026-0001", one[0], one[1], served_on=one[2] if len(one) > 2 else None) for one in told
    )


def course(written: tuple[Entry, ...], on: dt.date, *, sixty_days: bool = True) -> Course:
    return Course(effective(written, on), HELD, sixty_days, CALENDAR, roll_forward=True)


def state(written: tuple[Entry, ...], on: dt.date) -> str:
    return state_of(effective(written, on), on)


def told(written: tuple[Entry, ...], on: dt.date) -> str:
    return "\n".join(warnings(course(written, on), on))


def running(written: tuple[Entry, ...], on: dt.date) -> dict[str, dt.date]:
    return {clock.name: clock.due.last_day for clock in clocks(course(written, on), on)}


# The street lights of the sample story.
LIGHTS = entries(
    ("opened", D(2026, 9, 28)),
    ("acceptance_notice", D(2026, 9, 28), D(2026, 9, 28)),
    ("handling_opinion", D(2026, 10, 9), D(2026, 10, 12)),
    ("termination_notice", D(2026, 11, 16), D(2026, 11, 16)),
)


# -- kinds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_known_by_id_and_by_name(kind: str) -> None:
    assert kind_id(kind) == kind
    assert kind_id(f" {kind_name(kind)} ") == kind


def test_unknown_kind_names_all_possible_ones() -> None:
    with pytest.raises(WrongValueError, match="记录的种类不能写成“开会”：可以写") as caught:
        kind_id("开会")
    assert all(kind in str(caught.value) and kind_name(kind) in str(caught.value) for kind in KINDS)


# -- state -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "on, expected",
    [
        (D(2026, 9, 27), "未立项"),
        (D(2026, 9, 28), "已受理"),
        (D(2026, 10, 8), "已受理"),
        (D(2026, 10, 9), "已作出处理意见"),
        (D(2026, 10, 11), "已作出处理意见"),
        (D(2026, 10, 12), "处理意见已送达"),
        (D(2026, 11, 15), "处理意见已送达"),
        (D(2026, 11, 16), "已告知终结"),
    ],
)
def test_state_of_the_sample_case_on_each_day(on: dt.date, expected: str) -> None:
    assert state(LIGHTS, on) == expected


def test_service_after_the_day_has_not_happened_yet() -> None:
    (opinion,) = (entry for entry in effective(LIGHTS, D(2026, 10, 11)) if entry.kind == "handling_opinion")
    assert opinion.served_on is None


def test_entries_that_decide_nothing_leave_the_state() -> None:
    more = entries(("acceptance_notice", D(2026, 9, 28)), ("legal_opinion", D(2026, 10, 20)), ("note", D(2026, 10, 21)))
    assert state(more, D(2026, 10, 30)) == "已受理"


def test_correction_replaces_the_entry_it_names() -> None:
    wrong = entries(("opened", D(2026, 9, 28)), ("handling_opinion", D(2026, 10, 9)))
    mended = (*wrong, Entry(3, "案2026-0001", "handling_opinion", D(2026, 10, 12), corrects=2))
    assert state(mended, D(2026, 10, 11)) == "已立项"
    assert state(mended, D(2026, 10, 12)) == "已作出处理意见"
    assert [entry.id for entry in effective(mended, D(2026, 10, 12))] == [1, 3]


def test_last_correction_of_an_entry_holds() -> None:
    wrong = entries(("opened", D(2026, 9, 28)), ("note", D(2026, 10, 9)))
    second = Entry(3, "案2026-0001", "note", D(2026, 10, 10), corrects=2)
    for named in (2, 3):
        third = Entry(4, "案2026-0001", "note", D(2026, 10, 11), corrects=named)
        assert [entry.id for entry in effective((*wrong, second, third), D(2026, 12, 1))] == [1, 4]


kinds = st.sampled_from(KINDS)
days = st.dates(HELD, D(2026, 12, 31))
told_entries = st.lists(st.tuples(kinds, days, st.none() | st.integers(0, 30)), max_size=8).map(
    lambda rows: tuple(
        Entry(n, "案2026-0001", kind, day, served_on=None if late is None else day + dt.timedelta(days=late))
        for n, (kind, day, late) in enumerate(rows, start=1)
    )
)


@given(told_entries, days, st.randoms())
def test_state_never_depends_on_the_order_of_writing(written: tuple[Entry, ...], on: dt.date, random: object) -> None:
    shuffled = list(written)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    renumbered = tuple(replace(entry, id=n) for n, entry in enumerate(shuffled, start=1))
    assert state(renumbered, on) == state(written, on)
    assert running(renumbered, on) == running(written, on)


@given(told_entries, days, days)
def test_later_entries_never_change_an_earlier_day(written: tuple[Entry, ...], one: dt.date, other: dt.date) -> None:
    on = min(one, other)
    later = Entry(len(written) + 1, "案2026-0001", "termination_notice", on + dt.timedelta(days=1))
    assert effective((*written, later), on) == effective(written, on)
    assert state((*written, later), on) == state(written, on)
    assert warnings(course((*written, later), on), on) == warnings(course(written, on), on)


@given(told_entries, days, days, st.data())
def test_correcting_is_having_written_it_right(
    written: tuple[Entry, ...], right_day: dt.date, on: dt.date, data: st.DataObject
) -> None:
    if not written:
        return
    wrong = data.draw(st.sampled_from(written))
    right = replace(wrong, date=right_day, kind=data.draw(kinds), served_on=None)
    corrected = (*written, replace(right, id=len(written) + 1, corrects=wrong.id))
    written_right = tuple(right if entry.id == wrong.id else entry for entry in written)
    assert state(corrected, on) == state(written_right, on)
    assert running(corrected, on) == running(written_right, on)


def test_two_papers_of_one_day_count_by_their_service() -> None:
    twice = entries(("handling_opinion", D(2026, 10, 9), D(2026, 10, 12)), ("handling_opinion", D(2026, 10, 9)))
    assert state(twice, D(2026, 10, 12)) == "处理意见已送达"


# -- clocks ----------------------------------------------------------------------------------------------------


def test_notice_is_due_fifteen_days_after_the_meeting() -> None:
    # 10 October 2026 is a Saturday on which people work, so nothing is rolled.
    assert running(LIGHTS[:1], D(2026, 9, 28)) == {"书面告知是否受理": D(2026, 10, 10)}


def test_notice_without_record_of_service_does_not_stop_the_clock() -> None:
    unserved = entries(("acceptance_notice", D(2026, 9, 28)))
    assert "书面告知是否受理" in running(unserved, D(2026, 9, 30))
    assert "书面告知是否受理" not in running(LIGHTS, D(2026, 9, 30))


def test_handling_is_due_sixty_days_after_acceptance() -> None:
    assert running(LIGHTS, D(2026, 9, 30)) == {"作出处理意见": D(2026, 11, 27)}


def test_extension_gives_thirty_days_more() -> None:
    extended = (*LIGHTS[:2], *entries(("extension", D(2026, 11, 20))))
    extended = tuple(replace(entry, id=n) for n, entry in enumerate(extended, start=1))
    # 27 December 2026 is a Sunday.
    assert running(extended, D(2026, 12, 1)) == {"作出处理意见": D(2026, 12, 28)}


def test_sixty_days_hold_only_for_matters_of_31_6() -> None:
    on = D(2026, 9, 30)
    assert clocks(course(LIGHTS, on, sixty_days=False), on) == ()


def test_review_window_runs_from_service_of_the_opinion() -> None:
    assert running(LIGHTS, D(2026, 10, 11)) == {}
    assert running(LIGHTS, D(2026, 10, 12)) == {"信访人申请复查": D(2026, 11, 11)}


def test_opinion_without_service_is_told() -> None:
    assert "处理意见还没有送达记录" in told(LIGHTS, D(2026, 10, 10))
    assert "还没有送达记录" not in told(LIGHTS, D(2026, 10, 12))


@pytest.mark.parametrize(
    "on, words",
    [
        (D(2026, 11, 1), "信访人申请复查的期限是2026年11月11日，还有 10 天（《信访工作条例》第三十五条）。"),
        (D(2026, 11, 11), "还有 0 天"),
        (D(2026, 11, 12), "信访人申请复查的期限已于2026年11月11日届满，台账里没有这项申请"),
    ],
)
def test_review_window_is_told_near_its_end_and_after(on: dt.date, words: str) -> None:
    assert words in told(LIGHTS, on)


def test_far_deadlines_are_not_told_yet() -> None:
    assert told(LIGHTS, D(2026, 10, 31)) == ""


def test_missed_duty_says_what_to_do() -> None:
    assert "书面告知是否受理的期限2026年10月10日已过 3 天，请立即补办并说明原因" in told(LIGHTS[:1], D(2026, 10, 13))


def test_rolled_deadline_shows_both_days() -> None:
    accepted = entries(("acceptance_notice", D(2026, 10, 28), D(2026, 10, 28)))
    assert "2026年12月28日（原为2026年12月27日，因休假日顺延）" in told(accepted, D(2026, 12, 20))


def test_unknown_year_is_told_with_the_deadline() -> None:
    accepted = entries(("acceptance_notice", D(2026, 11, 10), D(2026, 11, 10)))
    assert "2027 年的放假安排还没有登记" in told(accepted, D(2027, 1, 5))


def test_closed_case_has_nothing_due() -> None:
    assert told(LIGHTS, D(2026, 11, 16)) == ""
    assert not is_open(effective(LIGHTS, D(2026, 11, 16)))
    assert is_open(effective(LIGHTS, D(2026, 11, 15)))


@pytest.mark.parametrize("kind", sorted(CLOSING))
def test_closing_entry_closes_whatever_ran(kind: str) -> None:
    closed = (*LIGHTS[:3], Entry(4, "案2026-0001", kind, D(2026, 11, 1)))
    assert not is_open(effective(closed, D(2026, 11, 1)))


def test_whole_way_to_the_final_review_has_its_clocks() -> None:
    way = entries(
        ("acceptance_notice", D(2026, 9, 28), D(2026, 9, 28)),
        ("handling_opinion", D(2026, 10, 9), D(2026, 10, 12)),
        ("review_request", D(2026, 10, 20)),
        ("review_opinion", D(2026, 11, 10), D(2026, 11, 12)),
        ("final_review_request", D(2026, 11, 16)),
        ("final_review_opinion", D(2026, 12, 10), D(2026, 12, 11)),
    )
    seen = [running(way, day) for day in (D(2026, 10, 20), D(2026, 11, 12), D(2026, 11, 16), D(2026, 12, 11))]
    assert seen == [
        {"作出复查意见": D(2026, 11, 19)},
        {"信访人申请复核": D(2026, 12, 14)},
        {"作出复核意见": D(2026, 12, 16)},
        {},
    ]


def test_nothing_is_concluded_before_the_person_has_the_reply() -> None:
    written = (("opened", D(2026, 9, 28)), ("acceptance_notice", D(2026, 9, 28), D(2026, 9, 28)))
    late = entries(*written, ("concluded", D(2026, 10, 12), D(2026, 11, 28)))

    between = D(2026, 11, 27)
    assert is_open(effective(late, between))
    assert state(late, between) == "已受理"
    assert running(late, between)["作出处理意见"] == D(2026, 11, 27)
    assert state(late, D(2026, 11, 28)) == "已办结"
    without_service = entries(*written, ("concluded", D(2026, 10, 12)))
    assert state(without_service, between) == "已办结", "old rows without a service hold as before"


def test_what_is_overdue_is_not_extended() -> None:
    accepted = (("opened", D(2026, 9, 28)), ("acceptance_notice", D(2026, 9, 28), D(2026, 9, 28)))
    last = running(entries(*accepted), D(2026, 12, 10))["作出处理意见"]
    in_time, late = (entries(*accepted, ("extension", last + dt.timedelta(days=n))) for n in (0, 1))

    assert running(in_time, D(2026, 12, 10))["作出处理意见"] > last
    assert running(late, D(2026, 12, 10))["作出处理意见"] == last
    assert "期限不延长" in told(late, D(2026, 12, 10))


@pytest.mark.parametrize("later", [kind for kind in KINDS if kind not in {"concluded", "reopened"}])
def test_what_was_reopened_is_redone_until_a_reply_was_served_whatever_is_entered_meanwhile(later: str) -> None:
    back = (
        ("concluded", D(2026, 10, 12), D(2026, 10, 12)),
        ("reopened", D(2026, 11, 17)),
        (later, D(2026, 11, 18)),
    )
    served = ("concluded", D(2026, 11, 20), D(2026, 11, 20))

    assert is_being_redone(effective(entries(*back), D(2026, 11, 18)))
    assert not is_being_redone(effective(entries(*back), D(2026, 11, 16)))
    assert not is_being_redone(effective(entries(*back, served), D(2026, 11, 20)))


def test_a_case_opened_after_its_steps_has_the_state_of_the_last_step() -> None:
    told_before = entries(("opened", D(2026, 11, 25)), ("reopened", D(2026, 11, 17)))

    assert state(told_before, D(2026, 11, 25)) == "重新办理"


def test_agreement_opens_the_window_for_judicial_confirmation() -> None:
    agreed = entries(("mediation_accepted", D(2026, 9, 30)), ("mediation_agreement", D(2026, 10, 28)))
    assert running(agreed, D(2026, 10, 28)) == {"当事人共同申请司法确认": D(2026, 11, 27)}
    assert state(agreed, D(2026, 10, 28)) == "已达成调解协议"


def test_a_reopened_case_is_open_with_its_first_due_date() -> None:
    accepted = (("opened", D(2026, 9, 28)), ("acceptance_notice", D(2026, 9, 28), D(2026, 9, 28)))
    answered = ("concluded", D(2026, 10, 12), D(2026, 10, 12))
    first = running(entries(*accepted), D(2026, 10, 1))["作出处理意见"]

    assert "作出处理意见" not in running(entries(*accepted, answered), D(2026, 10, 30))
    again = entries(*accepted, answered, ("reopened", D(2026, 10, 28)))
    assert running(again, D(2026, 10, 30))["作出处理意见"] == first
    assert is_open(effective(again, D(2026, 10, 30)))
    assert state(again, D(2026, 10, 30)) == "重新办理"
    once_more = entries(
        *accepted, answered, ("reopened", D(2026, 10, 28)), ("concluded", D(2026, 11, 2), D(2026, 11, 2))
    )
    assert not is_open(effective(once_more, D(2026, 11, 3)))
