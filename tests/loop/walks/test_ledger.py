"""The walk-round ledger: colours and their clocks, who never gets a note, what a list shows, sheets taken in whole."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loop.conftest import FixedRules, at_day
from tests.second_calendar import nth_working_day, twenty_days, works
from toolkit.archive import kept_files
from toolkit.cases import cases, ledger_of, matters
from toolkit.cases.matter_checks import MatterRefusedError
from toolkit.cases.matters import Matter
from toolkit.chinese import SURNAMES, Calendar
from toolkit.commands.cli import main
from toolkit.core.errors import MissingFileError, WrongValueError
from toolkit.formats import write_rows
from toolkit.loop import duties, handover, today
from toolkit.loop.duties import Holder
from toolkit.loop.events import EventRefusedError
from toolkit.loop.walks import accused, ledger, listing, notes, sheets
from toolkit.loop.walks.ledger import Act, Colouring, NewNote, NewWalk
from toolkit.workspace import Desk

D = dt.date
PLACE = "柳树湾三组"


def note(desk: Desk, date: str, text: str = "路灯坏了三个月", **more: str) -> str:
    return ledger.add_note(desk, NewNote(text, date, PLACE, "何琳", **more)).number


def colour(desk: Desk, number: str, colour: str, at: str, **more: str) -> None:
    ledger.give_colour(desk, number, Colouring(colour, at, "何琳", **more))


def clocks(desk: Desk, number: str, on: str) -> dict[str, tuple[str, str]]:
    """Return by its name the end of each clock of a note, and how it stands."""
    return {each.name: (each.due, each.state) for each in listing.state_of(desk, number, on).clocks}


@pytest.fixture
def late(desk: Desk) -> Desk:
    """Give a desk that stands at the end of the year."""
    return at_day(desk, D(2026, 12, 31))


# -- worked examples -------------------------------------------------------------------------------------------


def test_a_red_note_is_visited_within_forty_eight_hours_of_any_day(desk: Desk) -> None:
    number = note(desk, "2026-09-30")
    colour(desk, number, "红", "2026-09-30 20:30")

    assert clocks(desk, number, "2026-10-01") == {"主要领导上门": ("2026-10-02 20:30", "将到期")}
    ledger.visit(desk, number, Act("2026-10-02 20:00", "何琳"), leader="钱副镇长", post="副镇长")
    assert clocks(desk, number, "2026-10-02 20:31") == {"主要领导上门": ("2026-10-02 20:30", "逾期")}
    ledger.visit(desk, number, Act("2026-10-02 20:25", "何琳"), leader="周镇长", post="镇长")
    assert clocks(desk, number, "2026-10-02 20:31") == {"主要领导上门": ("2026-10-02 20:30", "已办")}


def test_nobody_visits_in_the_post_of_somebody_else(desk: Desk) -> None:
    for person, post in (("周大海", "镇长"), ("李强", "副镇长")):
        duties.begin(desk, duties.Appointment(person, post, "2026-01-01"), "何琳")
    number = note(desk, "2026-09-30")
    colour(desk, number, "红", "2026-09-30 20:30")

    with pytest.raises(EventRefusedError, match="镇长登记的是周大海"):
        ledger.visit(desk, number, Act("2026-10-02 20:00", "何琳"), leader="李强", post="镇长")
    kept = ledger.visit(desk, number, Act("2026-10-02 20:00", "何琳"), leader="周 大海", post="镇长")
    assert [step.post for step in kept.visits] == ["镇长"]


def test_a_yellow_note_is_forwarded_the_same_day_and_replied_to_in_five_working_days(desk: Desk) -> None:
    number = note(desk, "2026-09-24")
    colour(desk, number, "黄", "2026-09-24 20:30")
    ledger.forward(desk, number, Act("2026-09-24 21:10", "何琳"), "李强")

    assert clocks(desk, number, "2026-10-09") == {"当天转办": ("2026-09-24", "已办"), "回复": ("2026-10-09", "到期")}
    ledger.reply(desk, number, Act("2026-10-10 09:00", "何琳"), "已经修好")
    assert clocks(desk, number, "2026-10-11")["回复"] == ("2026-10-09", "逾期办")


def test_what_is_forwarded_after_midnight_is_listed_as_such(desk: Desk) -> None:
    number = note(desk, "2026-09-24")
    colour(desk, number, "黄", "2026-09-24 20:30")
    ledger.forward(desk, number, Act("2026-09-25 00:05", "何琳"), "李强")

    assert clocks(desk, number, "2026-09-25")["当天转办"] == ("2026-09-24", "隔日转")
    assert number in [line.note for line in listing.listed(desk, "2026-09-25")]


def test_a_late_colour_does_not_start_the_clock_later_than_midnight(desk: Desk) -> None:
    number = note(desk, "2026-09-24")

    assert clocks(desk, number, "2026-09-25 08:00") == {"分色": ("2026-09-24", "逾期")}
    colour(desk, number, "红", "2026-09-26 08:00")
    assert clocks(desk, number, "2026-09-26 09:00") == {"主要领导上门": ("2026-09-27 00:00", "将到期")}


def test_a_note_that_accuses_without_saying_whom_is_forwarded_to_nobody(desk: Desk) -> None:
    number = note(desk, "2026-11-02", "村支书王建国贪污了低保款，收了三万块")

    for receiver in ("王建国", "村支书", "包村领导赵敏"):
        with pytest.raises(EventRefusedError, match="检举控告"):
            ledger.forward(desk, number, Act("2026-11-02 21:00", "何琳"), receiver)


@pytest.mark.parametrize("words", ["退耕还林的补助还没有到账", "低保的表不会填，想请人帮着填", "李主任说要来修路"])
def test_a_note_of_an_everyday_matter_is_forwarded(desk: Desk, words: str) -> None:
    number = note(desk, "2026-11-02", words)

    assert ledger.forward(desk, number, Act("2026-11-02 21:00", "何琳"), "赵敏").forwarded[0].what == "赵敏"


def test_a_note_that_somebody_marked_as_an_accusation_is_forwarded_to_nobody(desk: Desk) -> None:
    wish = NewNote("补助还没有到账", "2026-11-02", PLACE, "何琳", flags=("accusation",))
    number = ledger.add_note(desk, wish).number

    with pytest.raises(EventRefusedError, match="检举控告"):
        ledger.forward(desk, number, Act("2026-11-02 21:00", "何琳"), "赵敏")


def test_a_note_against_the_village_secretary_is_not_forwarded_to_him(desk: Desk) -> None:
    duties.begin(desk, duties.Appointment("王建国", "村支书", "2026-01-01", village="柳树湾"), "何琳")
    number = note(desk, "2026-11-02", "低保给了他侄子", against="村支书")

    for receiver in ("王建国", "王健国", "王支书", "村支书"):
        with pytest.raises(EventRefusedError, match="包村领导"):
            ledger.forward(desk, number, Act("2026-11-02 21:00", "何琳"), receiver)
    assert ledger.forward(desk, number, Act("2026-11-02 21:00", "何琳"), "包村领导赵敏").forwarded


def test_whoever_left_the_post_meanwhile_does_not_get_the_note_against_that_post(desk: Desk) -> None:
    duties.begin(desk, duties.Appointment("陈东", "村支书", "2026-01-01", village="柳树湾"), "何琳")
    number = note(desk, "2026-09-28", "低保给了他侄子", against="村支书")
    handover.make(at_day(desk, D(2026, 9, 30)), "陈东", "孙辉", on="2026-09-30", by="何琳")

    for receiver in ("陈东", "陈 东", "孙辉"):
        with pytest.raises(EventRefusedError, match="不能转给"):
            ledger.forward(desk, number, Act("2026-10-09 10:00", "何琳"), receiver)


def test_a_note_against_somebody_goes_to_no_post_of_which_nobody_knows_the_holder(desk: Desk) -> None:
    number = note(desk, "2026-09-28", "地界的事没有人管", against="王建国")

    for receiver in ("村支书", "柳树湾村支书", "高田村主任"):
        with pytest.raises(EventRefusedError, match="还没有登记谁是"):
            ledger.forward(desk, number, Act("2026-09-28 21:00", "何琳"), receiver)
    duties.begin(desk, duties.Appointment("王建国", "村主任", "2026-01-01", village="高田"), "何琳")
    with pytest.raises(EventRefusedError, match="他就是被反映的人"):
        ledger.forward(desk, number, Act("2026-09-28 21:00", "何琳"), "高田村主任")
    duties.begin(desk, duties.Appointment("陈东", "村支书", "2026-01-01", village="柳树湾"), "何琳")
    assert ledger.forward(desk, number, Act("2026-09-28 21:00", "何琳"), "村支书").forwarded


def test_a_colour_becomes_milder_only_on_the_word_of_two_with_a_reason(desk: Desk) -> None:
    number = note(desk, "2026-11-02")
    colour(desk, number, "红", "2026-11-02 20:00")

    with pytest.raises(EventRefusedError) as refused:
        colour(desk, number, "黄", "2026-11-02 21:00")
    assert refused.value.fields["count"] == 2
    colour(desk, number, "黄", "2026-11-02 21:00", second="李静", reason="当场说好了")

    line = listing.state_of(desk, number)
    assert (line.triage, line.first_triage, line.recoloured) == ("黄", "红", 1)
    assert listing.trend(desk, 2026).red == 1
    colour(desk, number, "红", "2026-11-03 08:00")
    # Red again counts from when it was red first.
    assert clocks(desk, number, "2026-11-03 09:00") == {"主要领导上门": ("2026-11-04 20:00", "将到期")}


def test_a_year_without_holidays_is_told(late: Desk) -> None:
    number = note(late, "2026-12-28")
    colour(late, number, "黄", "2026-12-28 20:00")
    ledger.forward(late, number, Act("2026-12-28 21:00", "何琳"), "李强")

    assert clocks(late, number, "2026-12-29")["回复"] == ("2027-01-04", "未校正")


def test_the_trend_is_told_with_and_without_the_walk_days() -> None:
    told = listing.trend_of((137, 300), (39, 180), year=2026, recoloured=4)

    assert (told.change_percent, told.change_per_walk_day_percent) == (-71.5, -52.6)
    assert (listing.trend_of((0, 0), (137, 300), year=2025, recoloured=0).per_100, told.per_100) == (45.7, 21.7)
    assert listing.trend_of((0, 0), (1, 0), year=2025, recoloured=0).per_100 is None


def test_the_trend_is_built_from_events_alone(desk: Desk) -> None:
    for year, reds in ((2025, 4), (2026, 1)):
        for n in range(1, 6):
            ledger.add_walk(desk, NewWalk(f"{year}-09-0{n}", "一组", ("何琳",), "09:00", "11:00"))
        ledger.add_walk(desk, NewWalk(f"{year}-09-01", "一组", ("李强",), "14:00", "16:00"))
        ledger.add_walk(desk, NewWalk(f"{year}-09-09", "一组", ("何琳",)))
        for n in range(reds):
            colour(desk, note(desk, f"{year}-09-0{n + 1}"), "红", f"{year}-09-0{n + 1} 20:00")

    told = listing.trend(desk, 2026)

    assert (told.red, told.walk_days, told.per_100) == (1, 5, 20.0)
    assert (told.change_percent, told.change_per_walk_day_percent) == (-75.0, -75.0)


@pytest.mark.parametrize("day", twenty_days("S1"))
def test_twenty_notes_are_due_when_the_second_library_says(day: dt.date) -> None:
    def last(colour: str) -> str:
        step = notes.Step(f"{day.isoformat()} 20:00", "何琳", colour)
        return notes.clocks_of(written(day, step), FixedRules(), Calendar())[-1].due.due

    assert last("黄") == nth_working_day(day, 5).isoformat()
    assert last("绿") == nth_working_day(day, 3).isoformat()
    # Hours neither roll nor pause.
    assert last("红") == f"{day + dt.timedelta(days=2)} 20:00"


def written(day: dt.date, step: notes.Step) -> notes.Note:
    """Return a note of `day` that got its colour by `step`."""
    number = "民2026-00001"
    flags: frozenset[str] = frozenset()
    return notes.Note(
        number, day.isoformat(), PLACE, None, "何琳", "", None, None, flags, is_late=False, colours=(step,)
    )


@given(st.dates(D(2025, 1, 1), D(2026, 11, 1)), st.sampled_from(["黄", "绿"]))
def test_mild_notes_are_due_on_a_working_day_of_the_second_library(day: dt.date, mild: str) -> None:
    step = notes.Step(f"{day.isoformat()} 20:00", "何琳", mild)
    last = notes.clocks_of(written(day, step), FixedRules(), Calendar())[-1].due

    due = D.fromisoformat(last.due)
    passed = [day + dt.timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(map(works, passed)) == {"黄": 5, "绿": 3}[mild]
    assert works(due)


# -- who never gets a note -------------------------------------------------------------------------------------

NAMES = st.builds(
    lambda surname, given: surname + given,
    st.sampled_from(sorted(name for name in SURNAMES if len(name) == 1)),
    st.text(st.sampled_from("建国桂芳大山志强海燕文武"), min_size=1, max_size=2),
)
POSTS = st.sampled_from(["村支书", "村主任", "会计", "组长"])


@settings(max_examples=1000)
@given(
    NAMES, POSTS, st.sampled_from(["{name}", "{post}", "{surname}{title}", "{post}{name}", " {name} ", "{name}{title}"])
)
def test_nobody_gets_a_note_against_himself(name: str, post: str, form: str) -> None:
    title = post.removeprefix("村")
    against = form.format(name=name, post=post, title=title, surname=name[0])
    holders = (Holder(name, post, "柳树湾", None, "2026-01-01"), Holder("钱多多", "镇长", None, None, "2026-01-01"))

    for receiver in (name, post, f"{name[0]}{title}", f"{post}{name}", f"{name}{title}"):
        assert accused.why_not(against, receiver, holders, PLACE) is not None
    assert accused.why_not(against, "包村领导", holders, PLACE) is None


@given(NAMES, NAMES, POSTS)
def test_whoever_is_meant_for_certain_hinders_nobody_else(name: str, other: str, post: str) -> None:
    alike = name[0] == other[0] or accused._same_person(name, other)
    holders = (Holder(name, post, "柳树湾", None, "2026-01-01"),)

    assert alike or accused.why_not(name, other, holders, PLACE) is None
    assert accused.why_not(None, name, holders, PLACE) is None


def test_where_nobody_knows_who_holds_the_post_no_person_gets_the_note() -> None:
    assert accused.why_not("村支书", "王建国", (), PLACE) is not None
    assert accused.why_not("高田村书记", "李强", (), PLACE) is not None
    assert accused.why_not("村支书", "镇纪委", (), PLACE) is None


# -- what a list shows -----------------------------------------------------------------------------------------


def test_words_stand_in_a_list_only_once_coloured_and_never_where_sensitive(desk: Desk) -> None:
    secrets = [
        note(desk, "2026-11-02", "榴一家的药快吃完了"),
        note(desk, "2026-11-02", "榴二的孩子没有去上学"),
        note(desk, "2026-11-02", "榴三说村主任收了三万块钱", against="村主任"),
        note(desk, "2026-11-02", "榴四的话", against="村支书"),
        ledger.add_note(desk, NewNote("榴五的话", "2026-11-02", PLACE, "何琳", flags=("accusation",))).number,
    ]
    plain = note(desk, "2026-11-02", "柚路灯坏了，身份证 510781199003078888")
    waiting = note(desk, "2026-11-02", "榴六还没有分色")
    for number in (*secrets, plain):
        colour(desk, number, "黄", "2026-11-02 20:00")

    lines = {line.note: line for line in listing.listed(desk, "2026-11-02")}

    assert [lines[number].text for number in (*secrets, waiting)] == [None] * 6
    assert lines[plain].text == "柚路灯坏了，身份证 （身份证号略）"
    assert listing.show(desk, secrets[2], "赵敏").text == "榴三说村主任收了三万块钱"
    assert secrets[2] in desk.workspace.root.joinpath("accusations_seen.csv").read_text("utf-8-sig")


def test_what_goes_to_a_group_of_villagers_names_nobody(desk: Desk) -> None:
    green = note(desk, "2026-11-02", "张桂花家门前的路灯坏了", person="张桂花")
    secret = note(desk, "2026-11-02", "榴一家的药快吃完了")
    yellow = note(desk, "2026-11-02", "榴二的路坏了")
    for number, mark in ((green, "绿"), (secret, "绿"), (yellow, "黄")):
        colour(desk, number, mark, "2026-11-02 20:00")
        ledger.answer(desk, number, Act("2026-11-04 09:00", "何琳"), "张桂花家的已经换了新灯")

    found = listing.public_answers(desk, "2026-11-04")

    question, answer = "（姓名略）家门前的路灯坏了", "（姓名略）家的已经换了新灯"
    assert found == (listing.PublicAnswer(green, question, answer),)
    assert listing.public_answers(desk, "2026-11-03") == listing.public_answers(desk, "2026-11-05") == ()


def test_a_list_tells_a_place_by_village_and_group_and_the_whole_of_it_to_whoever_looks(desk: Desk) -> None:
    wish = NewNote("榴一家的药快吃完了", "2026-11-02", "柳树湾三组李国强家", "何琳")
    number = ledger.add_note(desk, wish).number

    assert listing.state_of(desk, number).place == "柳树湾三组"
    assert listing.show(desk, number, "赵敏").place == wish.place


def test_the_words_of_a_note_whose_case_is_withheld_stand_nowhere_and_each_look_is_recorded(desk: Desk) -> None:
    number = note(desk, "2026-11-02", "李强拿了修路款", against="李强")
    colour(desk, number, "绿", "2026-11-02 20:00")
    ledger.answer(desk, number, Act("2026-11-04 09:00", "何琳"), "李强的事查过了")
    assert listing.public_answers(desk, "2026-11-04") == (
        listing.PublicAnswer(number, "（姓名略）拿了修路款", "（姓名略）的事查过了"),
    )
    wish = Matter("台账", "2026-11-02", "李强拿了修路款", against="李强", origin=number, by="何琳")
    case = cases.open_matter(desk, wish, "2026-11-03").case
    (matter,) = ledger_of(desk).state(case, desk.today).grievances

    for verdict in ("unjudged", "yes"):
        matters.judge(desk, matter, {1}, verdict, "赵敏", sure=True)
        assert listing.state_of(desk, number).text is None
        assert [line.text for line in listing.listed(desk, "2026-11-02")] == [None], "also before its case was opened"
        assert listing.public_answers(desk, "2026-11-04") == ()
        assert listing.show(desk, number, f"何琳{verdict}").recorded
        assert f"何琳{verdict},{number}" in desk.workspace.root.joinpath("accusations_seen.csv").read_text("utf-8-sig")
        with pytest.raises(WrongValueError):
            listing.show(desk, number, " ")
    matters.judge(desk, matter, {1}, "no", "赵敏", sure=True)

    assert listing.state_of(desk, number).text == "李强拿了修路款"
    assert not listing.show(desk, number, "何琳").recorded


def test_a_note_that_became_a_case_goes_on_there(desk: Desk) -> None:
    number = note(desk, "2026-11-02")
    colour(desk, number, "绿", "2026-11-02 20:00")
    matter = Matter("台账", "2026-11-03", "路灯坏了", channel="31(6)", origin=number, by="何琳")
    case = cases.open_matter(desk, matter, "2026-11-03").case

    line = listing.state_of(desk, number)

    assert (line.case, [clock.state for clock in line.clocks]) == (case, ["已办"])
    assert {item.subject for item in today.items(desk, "2026-11-03")} == {case}
    assert {item.subject for item in today.items(desk, "2026-11-02")} == {number}, "the day before it was still a note"


def test_a_case_opened_too_late_does_not_make_what_was_overdue_done_in_time(desk: Desk) -> None:
    yellow, unsorted = note(desk, "2026-11-02"), note(desk, "2026-11-02")
    colour(desk, yellow, "黄", "2026-11-02 20:00")
    for number in (yellow, unsorted):
        matter = Matter("台账", "2026-11-02", "路灯坏了", channel="31(6)", origin=number, by="何琳")
        cases.open_matter(desk, matter, "2026-11-04", again=True)

    assert clocks(desk, yellow, "2026-11-05")["当天转办"][1] == "逾期办"
    assert clocks(desk, yellow, "2026-11-05")["回复"][1] == "已办"
    assert clocks(desk, unsorted, "2026-11-05")["分色"][1] == "逾期办"


@pytest.mark.parametrize("origin", ["民2026-00009", "2026-00317-80"])
def test_no_case_comes_from_a_note_or_card_that_nobody_wrote_down(desk: Desk, origin: str) -> None:
    matter = Matter("台账", "2026-11-02", "路灯坏了", channel="31(6)", origin=origin, by="何琳")

    with pytest.raises(MatterRefusedError, match="没有登记过"):
        cases.open_matter(desk, matter, "2026-11-04")


def test_every_step_that_was_written_down_afterwards_is_marked_in_the_list(desk: Desk) -> None:
    # The machine notes now what happened weeks ago.
    number = note(desk, "2026-09-24")
    colour(desk, number, "黄", "2026-09-24 20:00")
    ledger.forward(desk, number, Act("2026-09-24 21:00", "何琳"), "李强")

    line = listing.state_of(desk, number)

    assert (line.late, line.late_steps) == (True, ("分色", "转办"))
    told = CliRunner().invoke(main, ["walk", "list", "--on", "2026-10-01", "--workspace", str(desk.workspace.root)])
    assert "（补记）（分色补记）（转办补记）" in told.output


def test_a_note_without_a_walk_with_times_was_not_walked(desk: Desk) -> None:
    ledger.add_walk(desk, NewWalk("2026-11-02", "一组", ("何琳",)))
    kept = ledger.add_walk(desk, NewWalk("2026-11-03", "一组", ("何琳",), "9：00", "11:30"))

    assert listing.state_of(desk, note(desk, "2026-11-02")).walk == "未走"
    assert listing.state_of(desk, note(desk, "2026-11-03")).walk == kept.number


def test_a_tenth_is_read_once_more_and_anybody_draws_the_same(desk: Desk) -> None:
    numbers = [note(desk, "2026-11-02") for _ in range(11)]
    for number in numbers:
        colour(desk, number, "绿", "2026-11-02 20:00")

    found = listing.to_reread(desk, "2026-W45")

    assert len(found) == 2
    assert set(found) < set(numbers)
    assert listing.to_reread(desk, "2026-W45") == found


# -- refusals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text,date,place,count",
    [("", "2026-12-24", "没有这个村", 3), ("路灯", "2026-11-02", "清水", 1), ("路灯", "2026-02-30", PLACE, 1)],
)
def test_a_note_with_faults_is_refused_with_all_of_them(
    desk: Desk, text: str, date: str, place: str, count: int
) -> None:
    with pytest.raises(EventRefusedError) as refused:
        ledger.add_note(desk, NewNote(text, date, place, "何琳"))

    assert refused.value.fields["count"] == count


@pytest.mark.parametrize("first,last,count", [("11:00", "09:00", 1), ("25:00", "九点", 2)])
def test_a_walk_with_wrong_times_is_refused(desk: Desk, first: str, last: str, count: int) -> None:
    with pytest.raises(EventRefusedError) as refused:
        ledger.add_walk(desk, NewWalk("2026-11-02", "一组", ("何琳",), first, last))

    assert refused.value.fields["count"] == count


def test_nothing_happens_to_a_note_before_its_walk(desk: Desk) -> None:
    number = note(desk, "2026-11-02")

    with pytest.raises(EventRefusedError, match="早于走访的日期"):
        colour(desk, number, "红", "2026-11-01 20:00")


# -- sheets ----------------------------------------------------------------------------------------------------

ROW = ("2026-11-02", "一组到三组", "09:00", "11:30", "何琳、李强", "12", PLACE, "路灯坏了", "", "")


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    write_rows(path, sheets.HEADINGS, rows)  # type: ignore[arg-type]
    return path


def test_a_sheet_is_taken_in_as_one_walk(desk: Desk, tmp_path: Path) -> None:
    rest = (*[""] * 6, PLACE, "桥面坏了", "王桂芳", "")

    taken = sheets.take_in(desk, sheet(tmp_path / "走访.xlsx", (D(2026, 11, 2), *ROW[1:]), rest), "何琳")

    assert taken == sheets.TakenIn("巡2026-00001", ("民2026-00001", "民2026-00002"))
    assert listing.state_of(desk, taken.notes[1]).walk == taken.walk


def test_a_photo_of_the_page_is_kept_as_proof(desk: Desk, tmp_path: Path) -> None:
    photo = tmp_path / "第 12 页.JPG"
    photo.write_bytes(b"a page")

    taken = sheets.take_in(desk, sheet(tmp_path / "走访.xlsx", ROW), "何琳", photo)

    assert (desk.workspace.root / "cards" / f"{taken.walk}.jpg").read_bytes() == b"a page"
    with pytest.raises(MissingFileError):
        sheets.take_in(desk, sheet(tmp_path / "走访.xlsx", ROW), "何琳", tmp_path / "没有.jpg")
    assert len(listing.listed(desk, "2026-11-02")) == 1


def test_a_changed_and_a_lost_photo_of_a_page_are_found(desk: Desk, tmp_path: Path) -> None:
    photo = tmp_path / "第 12 页.JPG"
    photo.write_bytes(b"a page")
    taken = sheets.take_in(desk, sheet(tmp_path / "走访.xlsx", ROW), "何琳", photo)
    more = ledger.add_photo(desk, taken.walk, photo, "何琳")
    root = desk.workspace.root
    assert kept_files.look(desk.store, root).faults == ()

    for path in (root / more, root / "cards" / f"{taken.walk}.jpg"):
        path.chmod(0o644)
    (root / more).write_bytes(b"another page")
    (root / "cards" / f"{taken.walk}.jpg").unlink()
    lost, changed = sorted(kept_files.look(desk.store, root).faults)
    assert (taken.walk in lost, more in changed) == (True, True)


def test_of_a_sheet_with_one_bad_row_nothing_is_taken_in_and_all_faults_are_told(desk: Desk, tmp_path: Path) -> None:
    bad = ("2026-11-03", *ROW[1:6], "没有这个村", "", "", "")
    path = sheet(tmp_path / "走访.xlsx", ROW, bad)

    with pytest.raises(sheets.SheetRefusedError) as refused:
        sheets.take_in(desk, path, "何琳")

    assert refused.value.fields["count"] == 3
    assert str(refused.value).count("第 3 行") == 3
    assert listing.listed(desk, "2026-11-23") == ()
    assert note(desk, "2026-11-02") == "民2026-00001"


def test_a_sheet_without_its_columns_or_rows_is_refused(desk: Desk, tmp_path: Path) -> None:
    write_rows(tmp_path / "别的.xlsx", ("甲", "乙"), [("一", "二")])

    for path in (tmp_path / "别的.xlsx", sheet(tmp_path / "空.xlsx")):
        with pytest.raises(sheets.SheetRefusedError):
            sheets.take_in(desk, path, "何琳")


# -- the command line ------------------------------------------------------------------------------------------


def test_an_evening_on_the_command_line(desk: Desk, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        ended = CliRunner().invoke(main, [*words, "--workspace", str(desk.workspace.root)])
        assert ended.exit_code == 0, ended.output
        return ended.output

    done = ("--date", "2026-11-02", "--route", "一组", "--from", "09:00", "--to", "11:00", "--by", "何琳", "--json")
    assert json.loads(run("walk", "done", *done)) == {"walk": "巡2026-00001"}
    said = tmp_path / "话.txt"
    said.write_text("柚路灯坏了", encoding="utf-8")
    made = run("walk", "note", f"@{said}", "--date", "2026-11-02", "--place", PLACE, "--by", "何琳", "--json")
    number = json.loads(made)["note"]
    told = json.loads(run("walk", "triage", number, "黄", "--at", "2026-11-02 20:00", "--by", "何琳", "--json"))
    assert (told["note"], told["triage"], told["first_triage"]) == (number, "黄", "黄")
    assert set(told["clocks"][0]) >= {"name", "due", "state", "why"}
    run("walk", "forward", number, "--to", "李强", "--at", "2026-11-02 21:00", "--by", "何琳")
    listed = json.loads(run("today", "--on", "2026-11-09", "--json"))["today"]
    assert [(item["what"], item["owner"], item["state"]) for item in listed] == [("回复", "李强", "到期")]
    run("walk", "reply", number, "已经修好", "--at", "2026-11-03 09:00", "--by", "何琳")
    run("walk", "answer", number, "告诉他了", "--at", "2026-11-03 10:00", "--by", "何琳")
    assert "柚路灯坏了" in run("walk", "list", "--on", "2026-11-09")
    assert json.loads(run("walk", "trend", "2026", "--json"))["walk_days"] == 1
    run("walk", "form", "--out", str(tmp_path / "空表.xlsx"))
    assert desk.events.verify().broken == ()
