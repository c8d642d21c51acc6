"""Follow-up calls: the fixed day, who counts as reached, what reopens a case, and what nobody else sees."""

import datetime as dt
import json
import random
from collections import Counter
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.loop.conftest import Concluded, FixedRules, at_day, conclude_again
from tests.second_calendar import rolled, twenty_days
from toolkit.cases import cases, ledger
from toolkit.cases.matters import Matter
from toolkit.chinese.dates import Calendar
from toolkit.commands.cli import main
from toolkit.core.errors import WrongValueError
from toolkit.loop import calls, duties, events, followup, today
from toolkit.loop.events import Event, EventRefusedError, View
from toolkit.records import Entry
from toolkit.workspace import Desk

D = dt.date
GOOD = calls.Answers("没有", "办到", "清楚")
CALLER = "赵敏"


def call(at: str, how: str = "电话") -> calls.Call:
    return calls.Call(at, how, CALLER)


def only(desk: Desk, on: str) -> followup.FollowUp:
    (found,) = calls.open_calls(desk, on)
    return found


# -- worked examples -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "served,raw,due,calendar",
    [
        ("2026-11-02", "2026-11-17", "2026-11-17", "known"),
        ("2026-11-06", "2026-11-21", "2026-11-23", "known"),
        ("2026-09-17", "2026-10-02", "2026-10-08", "known"),
        ("2026-02-02", "2026-02-17", "2026-02-24", "known"),
        ("2026-04-24", "2026-05-09", "2026-05-09", "known"),
        ("2026-12-20", "2027-01-04", "2027-01-04", "unknown"),
    ],
)
def test_the_call_is_due_fifteen_days_after_service(
    desk: Desk, concluded: Concluded, served: str, *, raw: str, due: str, calendar: str
) -> None:
    desk = at_day(desk, D(2026, 12, 31))
    concluded(desk, served)

    found = only(desk, served)

    assert (found.due.raw, found.due.due, found.due.calendar) == (raw, due, calendar)
    assert found.state == ("未校正" if calendar == "unknown" else "未到")


@pytest.mark.parametrize("served", twenty_days("S9"))
def test_twenty_calls_are_due_when_the_second_library_says(served: dt.date) -> None:
    fortnight = dt.timedelta(days=15)
    course = followup.Course("案2026-0001", entries(("concluded", served)), ())

    (found,) = followup.rounds(course, View("2026-12-31"), FixedRules(), Calendar())

    assert (found.due.raw, found.due.due) == ((served + fortnight).isoformat(), rolled(served + fortnight).isoformat())
    # One call of a drawn card ten days before or after stops it, eleven do not.
    last = D.fromisoformat(found.due.due)
    for days, state in ((10, "已回访"), (11, "逾期")):
        near = replace(course, card_days=(last + dt.timedelta(days=days),))
        assert followup.rounds(near, View("2026-12-31"), FixedRules(), Calendar())[0].state == state


def test_a_call_on_the_third_day_is_noted_and_the_clock_runs_on(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")

    calls.note_answers(desk, case, call("2026-11-05 09:00"), GOOD)

    assert only(desk, "2026-11-05").due.due == "2026-11-17"


def test_the_clock_runs_from_service_and_without_service_nothing_is_concluded(desk: Desk, concluded: Concluded) -> None:
    concluded(desk, "2026-11-09", written="2026-11-02")

    assert only(desk, "2026-11-10").due.due == "2026-11-24"
    with pytest.raises(WrongValueError, match="--served"):
        calls.promised(desk, "concluded", None, (), "何琳")


def test_what_is_half_done_reopens_the_case_with_its_first_due_date(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02", "修好西头的路灯|2026-11-10|李强")

    told = calls.note_answers(desk, case, call("2026-11-17 09:00"), calls.Answers("没有", "部分:只修了一半", "清楚"))

    assert told.reopened
    state = cases.show_case(desk, case)
    assert state.state == "重新办理"
    assert [entry.kind for entry in state.entries][-2:] == ["follow_up", "reopened"]
    assert calls.open_calls(desk) == ()
    redo = next(item for item in today.items(desk, "2026-11-18") if item.what == "重新办理")
    assert (redo.due, redo.state, redo.owner) == ("2026-11-10", "逾期", "李强")


def test_a_note_after_the_reopening_does_not_hide_the_redo(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02", "修好西头的路灯|2026-11-10|李强")
    later = at_day(desk, D(2026, 11, 18))
    calls.note_answers(later, case, call("2026-11-17 10:00"), replace(GOOD, q2="没办到"))
    redo = next(item for item in today.items(later, "2026-11-18") if item.what == today.REDO)

    cases.add_entry(later, case, "note", "2026-11-18", note="去看过了")

    assert redo in today.items(later, "2026-11-18")


def test_two_packs_of_cigarettes_are_seen_by_nobody_else(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")

    told = calls.note_answers(desk, case, call("2026-11-17 09:00"), calls.Answers("有:收了两条烟", "办到", "清楚"))

    assert told == calls.Outcome(case, "已回访", 0, reopened=False, next=())
    (said,) = calls.said_about_conduct(desk, "赵敏")
    assert (said.case, said.words[0]) == (case, "收了两条烟")


@pytest.mark.parametrize(
    "answers",
    [
        calls.Answers("说不清:好像给书记送过两条烟", "办到", "清楚", "李明教的"),
        calls.Answers("说不清", "办到", "清楚"),
        calls.Answers("没有", "办到", "清楚", "李明教的"),
        calls.Answers("不愿答:怕他们报复", "办到", "清楚"),
        calls.Answers("没有", "部分:还差一盏，王主任要了五百块", "清楚"),
        calls.Answers("没有", "办到", "有新难处:书记收了别家的钱"),
    ],
)
def test_whatever_may_be_about_officials_is_read_by_whoever_may_see_accusations(
    desk: Desk, concluded: Concluded, answers: calls.Answers
) -> None:
    case = concluded(desk, "2026-11-02")

    calls.note_answers(desk, case, call("2026-11-17 09:00"), answers)

    (said,) = calls.said_about_conduct(desk, "赵敏")
    words = {text.partition(":")[2] for text in (answers.q1, answers.q2, answers.q3)} | {answers.coached or ""}
    assert [each for each in words if each not in said.line] == []


def test_an_ordinary_answer_is_not_among_what_is_about_officials(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")

    calls.note_try(desk, case, call("2026-11-17 09:00"), "不在家", "下周二再打")
    calls.note_answers(desk, case, call("2026-11-18 09:00"), calls.Answers("没有", "部分:只修了一半", "清楚"))

    assert calls.said_about_conduct(desk, "赵敏") == ()


def test_what_a_neighbour_says_at_the_door_about_officials_is_read_too(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")

    calls.note_try(desk, case, call("2026-11-17 09:00", "入户"), "不在家", "儿子说书记收过钱")

    assert "儿子说书记收过钱" in run(desk, "followup", "conduct", "--by", "赵敏")


def test_three_tries_on_three_days_with_one_at_the_door_are_unreached_and_never_satisfied(
    desk: Desk, concluded: Concluded
) -> None:
    case = concluded(desk, "2026-11-02")

    states = [
        calls.note_try(desk, case, call(at, how), "没有接通").state
        for at, how in [
            ("2026-11-17 09:00", "电话"),
            ("2026-11-17 19:00", "电话"),
            ("2026-11-18 19:00", "电话"),
            ("2026-11-19 19:00", "电话"),
            ("2026-11-20 19:00", "入户"),
        ]
    ]

    assert states == ["逾期", "逾期", "逾期", "逾期", "未联系上"]
    assert calls.open_calls(desk) == ()
    with desk.store.reading() as tx:
        listed = followup.all_follow_ups(desk, tx, View("2026-11-23"), {})
    counted = followup.satisfaction(listed, D(2026, 11, 1), D(2026, 11, 30))
    assert counted == followup.Satisfaction(due=1, reached=0, answered=0, satisfied=0, unreached=1, overdue=0)


def test_tries_before_the_fifteenth_day_do_not_end_the_call(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")

    for at, how in (("2026-11-03 09:00", "电话"), ("2026-11-04 09:00", "电话"), ("2026-11-05 09:00", "入户")):
        told = calls.note_try(desk, case, call(at, how), "没有接通")

    assert (told.state, told.tries) == ("逾期", 3)
    assert [each.case for each in calls.open_calls(desk)] == [case]


def test_a_drawn_card_within_ten_days_stops_the_call_too() -> None:
    answered = entries(("concluded", D(2026, 11, 2)))

    def state(day: dt.date) -> str:
        course = followup.Course("案2026-0001", answered, (), (day,))
        return followup.rounds(course, View("2026-11-30"), FixedRules(), Calendar())[0].state

    days = (D(2026, 11, 6), D(2026, 11, 7), D(2026, 11, 27), D(2026, 11, 28))
    assert [state(day) for day in days] == ["逾期", "已回访", "已回访", "逾期"]


def test_the_second_call_comes_fifteen_days_after_the_redo_was_served(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-10-20")
    calls.note_answers(desk, case, call("2026-11-04 09:00"), calls.Answers("没有", "没办到", "清楚"))
    conclude_again(desk, case, "2026-11-09")

    assert only(desk, "2026-11-10").due.due == "2026-11-24"


def test_concluding_twice_does_not_move_the_call(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")
    conclude_again(desk, case, "2026-11-12")

    assert only(desk, "2026-11-13").due.due == "2026-11-17"


def test_whoever_comes_again_within_ninety_days_is_listed_by_number_unless_withheld(
    desk: Desk, concluded: Concluded
) -> None:
    case = concluded(desk, "2026-08-20", person="张桂花")
    concluded(desk, "2026-08-20", person="王建国")

    def letter(day: str, person: str, channel: str | None = "31(6)") -> str:
        matter = Matter("来信", day, "又坏了", person, channel=channel, by="何琳")
        return cases.open_matter(desk, matter, day, again=True).case

    again = letter("2026-09-10", "张 桂花（本人）")
    letter("2026-09-11", "李国强")
    letter("2026-09-12", "王建国", channel=None)

    def listed(on: str) -> list[tuple[str, tuple[str, ...]]]:
        return [(each.case, each.later) for each in followup.came_back(desk, View(on))]

    assert listed("2026-09-09") == []
    assert listed("2026-11-18") == [(case, (again,))]
    assert listed("2026-11-19") == []
    assert again in run(desk, "followup", "watch", "--on", "2026-11-18")


# -- refusals --------------------------------------------------------------------------------------------------


def test_every_fault_of_a_call_is_told_at_once(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")

    with pytest.raises(EventRefusedError) as refused:
        calls.note_answers(desk, case, calls.Call("2026-11-17", "写信", CALLER), calls.Answers("也许", "部分", ""))

    assert refused.value.fields["count"] == 4
    assert cases.show_case(desk, case).state == "已办结"


def test_nobody_calls_before_a_reply_was_served(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-09")

    with pytest.raises(EventRefusedError, match="没有送达的答复"):
        calls.note_answers(desk, case, call("2026-11-08 09:00"), GOOD)


def test_the_handler_does_not_call_himself(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02", f"修好路灯|2026-11-10|{CALLER}")

    with pytest.raises(EventRefusedError, match="经办人"):
        calls.note_answers(desk, case, call("2026-11-17 09:00"), GOOD)


@pytest.mark.parametrize("name", ["李 明", "李明同志", "李明（本人）", "王芳、李明"])
def test_no_way_of_writing_a_name_lets_a_handler_call(desk: Desk, concluded: Concluded, name: str) -> None:
    case = concluded(desk, "2026-11-02", "修好路灯|2026-11-10|李明、周涛")

    with pytest.raises(EventRefusedError, match="经办人"):
        calls.note_answers(desk, case, calls.Call("2026-11-17 09:00", "电话", name), GOOD)


def test_whoever_has_a_task_of_the_plan_does_not_call(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")
    with desk.store.transaction() as tx:
        task = {"task": 1, "owner": "周涛", "due": "2026-11-10"}
        events.record(desk, tx, events.Wish("task.set", case, "2026-10-20", "何琳", task, {"text": "修灯"}))

    with pytest.raises(EventRefusedError, match="经办人"):
        calls.note_try(desk, case, calls.Call("2026-11-17 09:00", "电话", "周 涛"), "没有接通")


def test_where_somebody_holds_the_post_nobody_else_calls(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02")
    duties.begin(desk, duties.Appointment("王敏", "镇纪委", "2026-11-18"), "何琳")

    for act in (
        lambda: calls.note_try(desk, case, call("2026-11-18 09:00"), "没有接通"),
        lambda: calls.note_answers(desk, case, call("2026-11-18 09:00"), GOOD),
    ):
        with pytest.raises(EventRefusedError, match="镇纪委（王敏）"):
            act()
    calls.note_try(desk, case, call("2026-11-17 09:00"), "没有接通")
    told = calls.note_answers(desk, case, calls.Call("2026-11-18 09:00", "电话", "王敏"), GOOD)
    assert told.state == "已回访"


@pytest.mark.parametrize("promise", ["修好路灯", "|2026-11-10", "修好路灯|十一月十日", "修好路灯|2026-02-30"])
def test_a_promise_without_words_or_day_is_refused(desk: Desk, promise: str) -> None:
    with pytest.raises(WrongValueError, match=r"写成 事情"):
        calls.promised(desk, "concluded", "2026-11-02", (promise,), "何琳")


def test_a_promise_that_was_kept_is_no_longer_due(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02", "修好路灯|2026-11-10|李强", "补发工钱|2026-11-30|李强")

    calls.keep_promise(desk, case, 1, at="2026-11-09", by="何琳")

    assert [item.due for item in today.items(desk, "2026-11-18") if item.what == "答应的事"] == ["2026-11-30"]


# -- histories -------------------------------------------------------------------------------------------------


def entries(*told: tuple[str, dt.date]) -> tuple[Entry, ...]:
    """Return entries of the kinds and days `told`; a conclusion is served on its day."""
    made = (
        Entry(n, "案2026-0001", kind, day, served_on=day if kind == "concluded" else None)
        for n, (kind, day) in enumerate(told, 1)
    )
    return ledger.procedure.effective(made, D(2027, 12, 31))


HISTORIES = st.lists(
    st.tuples(st.sampled_from(["concluded", "reopened", "tried", "done"]), st.integers(0, 60), st.booleans()),
    max_size=12,
)


def called(number: int, kind: str, day: dt.date, *, home: bool) -> Event:
    """Return a call on `day`."""
    facts = {"how": "入户" if home else "电话", "outcome": "没有接通", "q2": "办到", "q3": "清楚"}
    name = "call.tried" if kind == "tried" else "followup.done"
    at = f"{day.isoformat()} 09:{number:02d}"
    return Event(number, "案2026-0001", name, at, at, CALLER, None, facts, {"q1": "没有"})


@given(HISTORIES, st.randoms(use_true_random=False))
def test_any_order_of_writing_down_gives_the_same_rounds(
    history: list[tuple[str, int, bool]], dice: random.Random
) -> None:
    days = [(kind, D(2026, 9, 1) + dt.timedelta(days=n), home) for kind, n, home in history]
    on_paper = entries(*((kind, day) for kind, day, _ in days if kind in {"concluded", "reopened"}))
    told = [called(n, kind, day, home=home) for n, (kind, day, home) in enumerate(days) if kind in {"tried", "done"}]

    def found(listed: list[Event]) -> tuple[followup.FollowUp, ...]:
        course = followup.Course("案2026-0001", on_paper, events.in_order(listed))
        return followup.rounds(course, View("2026-11-30"), FixedRules(), Calendar())

    shuffled = dice.sample(told, len(told))
    assert found(shuffled) == found(told)
    # Every conclusion is done, unreached, reopened, or still open, and only the last may be open.
    assert sum(each.is_open for each in found(told)) <= 1
    assert not any(each.is_open for each in found(told)[:-1])
    for each in found(told):
        assert each.state != "未联系上" or each.done is None


@given(st.lists(st.tuples(*(st.sampled_from(codes) for codes in followup.ANSWERS.values())), max_size=30))
def test_satisfied_are_among_the_answered_and_those_among_the_reached(codes: list[tuple[str, str, str]]) -> None:
    served = D(2026, 11, 2)
    due = followup.clocks.days_after(served, 15, Calendar())
    listed = [
        followup.FollowUp(
            "案", served, due, "已回访", (), Event(1, "", "", "", "", "", None, {"q2": two, "q3": three}, {"q1": one})
        )
        for one, two, three in codes
    ]

    counted = followup.satisfaction(listed, D(2026, 11, 1), D(2026, 11, 30))

    assert counted.satisfied <= counted.answered <= counted.reached == counted.due == len(codes)
    assert counted.satisfied == Counter(codes)["没有", "办到", "清楚"]


# -- secrets ---------------------------------------------------------------------------------------------------


def run(desk: Desk, *words: str, fails: bool = False) -> str:
    """Run a command on the workspace of `desk` and return everything it printed."""
    ended = CliRunner().invoke(main, [*words, "--workspace", str(desk.workspace.root)])
    assert (ended.exit_code != 0) == fails, ended.output
    return ended.output


def test_a_day_of_calls_on_the_command_line(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02", "修好路灯|2026-11-10|李强")

    (due,) = json.loads(run(desk, "followup", "due", "--on", "2026-11-17", "--json"))["due"]
    assert (due["case"], due["raw"], due["state"]) == (case, "2026-11-17", "到期")
    listed = json.loads(run(desk, "today", "--on", "2026-11-17", "--json"))["today"]
    assert {(item["what"], item["state"]) for item in listed} == {("案后回访", "到期"), ("答应的事", "逾期")}
    run(desk, "followup", "try", case, "--at", "2026-11-17 09:00", "--by", CALLER)
    answers = ("--q1", "没有", "--q2", "办到", "--q3", "清楚")
    out = run(desk, "followup", "done", case, *answers, "--at", "2026-11-17 19:00", "--by", CALLER)
    assert "已回访" in out
    run(desk, "followup", "kept", case, "1", "--at", "2026-11-09", "--by", CALLER)
    assert "没有要回访的" in run(desk, "followup", "due", "--on", "2026-11-18")
    assert desk.events.verify().broken == ()


def test_a_thousand_secrets_of_question_one_come_out_nowhere_else(desk: Desk, concluded: Concluded) -> None:
    secrets = [f"榴{n:04d}收钱" for n in range(1000)]
    ordinary = [f"柚{n:04d}欠款" for n in range(1000)]
    case = concluded(desk, "2026-10-20", *(f"{word}|2026-11-20" for word in ordinary[:5]))
    with desk.store.transaction() as tx:
        for n, secret in enumerate(secrets):
            private = {"q1": "有", "words1": secret, "words2": ordinary[n]}
            facts = {"how": "电话", "outcome": "接通", "q2": "办到", "q3": "清楚"}
            wish = events.Wish("followup.done", case, f"2026-11-04 09:{n % 60:02d}", CALLER, facts, private)
            events.record(desk, tx, wish)

    shown = "".join(
        run(desk, *words)
        for words in [
            ("followup", "due", "--on", "2026-11-20", "--json"),
            ("today", "--on", "2026-11-20", "--json"),
            ("case", "show", case, "--json"),
            ("events", "show", case, "--json"),
            ("search", "榴", "--json"),
            ("case", "facts", case, "handling_opinion", "--json"),
        ]
    )

    assert not any(secret in shown for secret in secrets)
    sealed = run(desk, "followup", "conduct", "--by", CALLER)
    assert all(secret in sealed for secret in secrets)
    assert "回访" in desk.workspace.root.joinpath("accusations_seen.csv").read_text("utf-8-sig")


def test_a_promise_keeps_its_number_when_a_later_one_is_due_earlier(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02", "修好路灯|2026-12-20")
    calls.keep_promise(desk, case, 1, at="2026-11-09", by="何琳")
    conclude_again(desk, case, "2026-11-10", "清沟|2026-12-01")

    with desk.store.reading() as tx:
        told = calls.promises_of(tx, View("2026-11-23"), case)
    assert [(promise.number, promise.text, promise.done) for promise in told] == [
        (2, "清沟", None),
        (1, "修好路灯", "2026-11-09"),
    ]


def test_a_promise_is_not_kept_twice(desk: Desk, concluded: Concluded) -> None:
    case = concluded(desk, "2026-11-02", "修好路灯|2026-12-20", "清沟|2026-12-21")
    calls.keep_promise(desk, case, 1, at="2026-11-09", by="何琳")
    with pytest.raises(EventRefusedError, match="已经记了办到"):
        calls.keep_promise(desk, case, 1, at="2026-11-10", by="何琳")
    with desk.store.reading() as tx:
        assert calls.with_promises_to_keep(tx, View("2026-11-23")) == {case}
