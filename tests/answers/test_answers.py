"""Answers: one disposition a grievance, accusations on no list, replies that start the call, rates that sum."""

import datetime as dt
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.answers.conftest import ACCUSED, COUNT, HELD, MEETING, NIGHT, OPEN, number
from tests.second_calendar import rolled
from toolkit.answers import dispositions, meetings, notices, plans, rates, register
from toolkit.answers.dispositions import NewAnswer
from toolkit.cases import cases, ledger_of, procedure
from toolkit.chinese import Calendar
from toolkit.chinese.dates import lunar
from toolkit.commands.cli import main
from toolkit.commands.policy import answers as commands
from toolkit.formats import read_rows, write_rows
from toolkit.grievances.register import confirm_grievances, save_grievances
from toolkit.loop import calls, events
from toolkit.loop.alerts import contacts
from toolkit.loop.alerts.contacts import NewContact
from toolkit.loop.events import EventRefusedError
from toolkit.meetings import find_meeting
from toolkit.meetings.recordings import add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.records import Meeting, TranscriptRef
from toolkit.records.grievance import GrievanceList
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace import Desk

AT = f"{NIGHT} 20:10"


def wish(kind: str, **more: object) -> NewAnswer:
    fields: dict[str, object] = {"organ": "镇农业农村办", "official": "李强", "words": "这就办"}
    fields |= {
        "B": {"due": "2026-12-30"},
        "C": {"basis": "青石镇临时救助办法 第二条"},
        "D": {"due": "2027-01-20"},
        "E": {"channel": "申请行政复议"},
    }.get(kind, {})
    return NewAnswer(kind, AT, "何琳", **(fields | more))  # type: ignore[arg-type]


def give(desk: Desk, ordinal: int, kind: str, **more: object) -> register.Answer:
    return dispositions.give(desk, number(ordinal), wish(kind, **more))


# -- days --------------------------------------------------------------------------------------------------------


def test_notices_of_a_meeting_leave_before_its_answer_night() -> None:
    deadline = meetings.notice_deadline(HELD, Calendar())

    assert deadline.day == dt.date(2026, 12, 8)
    assert meetings.answer_night(Meeting(MEETING, "柳树湾", 2026, 10, leap=False, held_on=HELD)) == NIGHT


@pytest.mark.parametrize("days_later, is_of_the_night", [(-3, False), (0, True), (6, True), (40, False)])
def test_the_answers_are_heard_in_the_next_meeting_at_the_same_place(
    office: Desk, days_later: int, *, is_of_the_night: bool
) -> None:
    day = NIGHT + dt.timedelta(days=days_later)
    codes = {}
    for place, mark in (("柳树湾", "2"), ("石桥", "3")):
        held, new = open_meeting(office.store, place, day, lunar(day)), builders.new_recording(mark)
        (taken,) = add_recordings(office.store, held, office.settings.archive, [new], builders.settle)
        codes[place] = taken.code

    heard = [each.code for each in meetings.night_recordings(office, find_meeting(office.store, MEETING))]

    assert heard == ([codes["柳树湾"]] if is_of_the_night else [])


def every_night(first: int, last: int) -> list[dt.date]:
    days = (dt.date(first, 1, 1) + dt.timedelta(days=step) for step in range(366 * (last - first + 1)))
    return [day for day in days if day.year <= last and lunar(day).day == 15]


def test_no_notice_of_any_fifteenth_leaves_later_than_the_law_allows() -> None:
    calendar = Calendar()
    for held in every_night(2023, 2033):
        deadline = meetings.notice_deadline(held, calendar)
        assert held < deadline.day <= held + dt.timedelta(days=15) == deadline.raw
        if deadline.is_known:
            # Counted by the second calendar: a working day does not roll.
            assert rolled(deadline.day) == deadline.day


def test_a_meeting_is_answered_on_the_next_fifteenth_leap_months_too() -> None:
    nights = every_night(2023, 2033)
    for held, following in pairwise(nights):
        meeting = Meeting("夜话", "柳树湾", 2026, 1, leap=False, held_on=held)
        assert meetings.answer_night(meeting) == following
        assert meetings.plan_day(meeting) == following - dt.timedelta(days=7)


def test_two_meetings_of_one_gregorian_month_are_two_links() -> None:
    first = Meeting("夜话", "柳树湾", 2026, 3, leap=False, held_on=dt.date(2026, 5, 1))

    assert meetings.answer_night(first) == dt.date(2026, 5, 31)


# -- the plan ------------------------------------------------------------------------------------------------------


def test_an_accusation_is_on_no_plan_and_gets_no_answer(office: Desk, tmp_path: Path) -> None:
    lines = plans.write(office, MEETING, tmp_path / "plan.xlsx")

    assert [line.number for line in lines] == [number(ordinal) for ordinal in OPEN]
    assert all(number(9) not in map(str, row) for row in read_rows(tmp_path / "plan.xlsx"))
    with pytest.raises(EventRefusedError, match="检举控告"):
        give(office, 9, "A")


def test_a_filled_plan_is_taken_whole_and_a_second_time_adds_nothing(office: Desk, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    plans.write(office, MEETING, path)
    header, *rows = read_rows(path)
    kinds = ["A", "B", "C", "D", "E", "A", "A", "A", "A"]
    filled = [fill(list(header), list(row), kind) for row, kind in zip(rows, kinds, strict=True)]
    write_rows(path, header, filled)

    taken = plans.read(office, MEETING, path, by="何琳", at=AT)

    assert [answer.disposition for answer in taken] == kinds
    assert plans.read(office, MEETING, path, by="何琳", at=AT) == ()


def fill(header: list[str], row: list[object], kind: str) -> list[object]:
    """Return a row of the plan with an answer of `kind`."""
    told = wish(kind)
    cells = {"去向": kind, "答复部门": told.organ, "答复人": told.official, "答复": told.words, "依据": told.basis}
    cells |= {"哪天办到": told.due, "法定途径": told.channel}
    return [cells.get(name, cell) for name, cell in zip(header, row, strict=True)]


def test_of_a_plan_with_a_bad_row_nothing_is_taken(office: Desk, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    plans.write(office, MEETING, path)
    header, *rows = read_rows(path)
    names = list(header)
    rows = [list(row) for row in rows]
    rows[0] = fill(names, rows[0], "A")
    rows[1][names.index("去向")] = "C"
    rows[2][names.index("诉求编号")] = "夜话2026-10-柳树湾-诉099"
    rows[3] = [rows[0][at] for at in range(len(names))]
    write_rows(path, header, rows)

    with pytest.raises(plans.PlanRefusedError) as told:
        plans.read(office, MEETING, path, by="何琳", at=AT)

    assert all(words in str(told.value) for words in ("第 3 行", "依据", "第 4 行", "诉099", "写了 2 次"))
    assert len(register.lacking(register.of_meeting(office, MEETING))) == len(OPEN)


# -- dispositions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind, more, why",
    [
        ("B", {"due": ""}, "哪天办到"),
        ("B", {"due": "2026-12-01"}, "在答复以前"),
        ("B", {"due": "下周"}, "下周"),
        ("C", {"basis": ""}, "依据"),
        ("C", {"basis": "青石镇临时救助办法 第九条"}, "还没有收入"),
        ("E", {"basis": "青石镇临时救助办法　第九条"}, "《青石镇临时救助办法》第九条的原文还没有收入"),
        ("A", {"basis": "青石镇临时救助办法第九条"}, "《青石镇临时救助办法》第九条的原文还没有收入"),
        ("E", {"channel": "无"}, "法定途径"),
        ("E", {"channel": "信访"}, "法定途径"),
        ("D", {"words": "这事我们不 受理，请回", "channel": "无"}, "不予受理"),
        ("D", {"words": "不归我们管"}, "不予受理"),
        ("A", {"words": "低保给你弄好了，下月就领"}, "县级民政部门"),
        ("E", {"channel": ""}, "法定途径"),
        ("A", {"organ": ""}, "哪个部门"),
        ("A", {"words": "办" * 201}, "最多 200"),
        ("G", {"same_as": number(1)}, "先记那一件"),
        ("X", {}, "去向"),
    ],
)
def test_an_answer_that_lacks_something_is_refused(office: Desk, kind: str, more: dict[str, object], why: str) -> None:
    with pytest.raises(EventRefusedError, match=why):
        give(office, 2, kind, **more)


def test_whoever_is_complained_of_does_not_answer(office: Desk) -> None:
    surname = ACCUSED[0]
    for official in (ACCUSED, f"{ACCUSED}书记", f"{surname}书记", f"柳树湾{ACCUSED}"):
        with pytest.raises(EventRefusedError, match="不能来答复这一件"):
            give(office, 3, "A", official=official)


def test_whoever_is_complained_of_does_not_answer_as_an_organ_or_after_leaving_the_post(office: Desk) -> None:
    for organ in (ACCUSED, f"{ACCUSED}办公室", " ".join(ACCUSED)):
        with pytest.raises(EventRefusedError, match="不能来答复这一件"):
            give(office, 3, "A", organ=organ)
    assert give(office, 3, "E").organ == "镇农业农村办"


@pytest.mark.parametrize(
    "basis", ["青石镇临时救助办法第二条", "青石镇临时救助办法　第二条", "《青石镇临时救助办法》 第二条"]
)
def test_a_basis_is_read_with_any_blank_or_none(office: Desk, basis: str) -> None:
    assert give(office, 1, "C", basis=basis).disposition == "C"


@pytest.mark.parametrize("proof", ["无", "暂无。", "-", "没 有", "（无）"])
def test_no_proof_in_other_words_is_none(office: Desk, proof: str) -> None:
    assert give(office, 1, "A", proof=proof).counted == "B"


def test_each_answer_is_told_with_those_of_its_meeting_and_what_is_lacking(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "desk_at", lambda _: office)
    given = ["--at", AT, "--organ", "镇", "--channel", "申请行政复议", "--by", "何琳", "--json"]

    told = CliRunner().invoke(main, ["answers", "set", number(1), "E", *given])

    data = json.loads(told.stdout)
    assert (data["grievance"], data["disposition"]) == (number(1), "E")
    assert [each["grievance"] for each in data["answers"]] == [number(1)]
    assert data["lacking"] == [number(ordinal) for ordinal in OPEN[1:]]


def test_what_was_raised_again_within_ninety_days_came_back(office: Desk) -> None:
    first, *_ = [give(office, ordinal, "E" if ordinal > 3 else "B") for ordinal in OPEN]
    later = replace(office, today=dt.date(2027, 3, 30))
    contacts.add(later, NewContact(first.case, "2026-12-23", "来访", "何琳"))
    assert rates.rates(later, MEETING).came_back == rates.Share(0, 3), "what was raised on the night was answered"

    contacts.add(later, NewContact(first.case, "2027-03-23", "来访", "何琳"))

    assert rates.rates(later, MEETING).came_back == rates.Share(1, 3)


@pytest.mark.parametrize("cell, kind", [("Ａ", "A"), ("b 当场拍板", "B"), ("E", "E"), ("Bad", "BAD"), ("", "")])
def test_a_disposition_in_a_cell_is_read_whole(cell: str, kind: str) -> None:
    assert plans._kind(cell) == kind


@pytest.mark.parametrize("day", ["2026年12月30日", "2026-12-30 00:00:00", "２０２６-１２-３０"])
def test_a_day_in_a_cell_is_read_whole(office: Desk, tmp_path: Path, day: str) -> None:
    path = tmp_path / "plan.xlsx"
    plans.write(office, MEETING, path)
    header, first, *_ = read_rows(path)
    row = fill(list(header), list(first), "B")
    row[list(header).index("哪天办到")] = day
    write_rows(path, header, [row])

    (answer,) = plans.read(office, MEETING, path, by="何琳", at=AT)

    assert answer.due == "2026-12-30"


def test_a_grievance_has_one_disposition_until_two_persons_revoke_it(office: Desk) -> None:
    give(office, 1, "D")
    with pytest.raises(EventRefusedError, match="已经记了 D"):
        give(office, 1, "E")

    dispositions.revoke(office, number(1), by="何琳", second="周敏", reason="记错了一件")

    assert give(office, 1, "E").disposition == "E"


@pytest.mark.parametrize("kind", ["A", "B", "C", "D", "E"])
def test_every_answer_is_a_served_reply_and_starts_the_call(office: Desk, kind: str) -> None:
    answer = give(office, 1, kind)

    (entry,) = [entry for entry in ledger_of(office).state(answer.case, NIGHT).entries if entry.served_on]
    assert (entry.kind, entry.served_on) == ("reply" if kind == "D" else "concluded", NIGHT)
    with office.store.reading() as tx:
        follow_up = calls.follow_up_of(office, tx, events.View(AT), answer.case)
    assert follow_up is not None
    assert follow_up.due.raw == "2027-01-07"


def test_what_goes_into_the_loop_stays_open_with_its_promise(office: Desk) -> None:
    answer = give(office, 1, "D")

    state = ledger_of(office).state(answer.case, NIGHT)
    assert [(entry.kind, entry.served_on) for entry in state.entries] == [("opened", None), ("reply", NIGHT)]
    assert procedure.is_open(state.entries)
    with office.store.reading() as tx:
        (promise,) = calls.promises_of(tx, events.View("9999-12-31"), answer.case)
    assert (promise.due, promise.owner) == ("2027-01-20", "李强")


def test_a_call_about_what_goes_on_reopens_nothing_and_the_conclusion_is_called_about_again(office: Desk) -> None:
    case = give(office, 1, "D").case
    late = replace(office, today=dt.date(2027, 1, 8))
    call = calls.Call("2027-01-08 10:00", "电话", "周敏")

    told = calls.note_answers(late, case, call, calls.Answers("没有", "没办到", "清楚"))

    assert (told.reopened, told.state) == (False, "已回访")
    cases.add_entry(late, case, "concluded", "2027-01-08", served="2027-01-08")
    with office.store.reading() as tx:
        last = calls.follow_up_of(late, tx, events.View("2027-01-09"), case)
    assert last is not None
    assert (last.served, last.is_open) == (dt.date(2027, 1, 8), True)
    assert [each.case for each in calls.open_calls(late, "2027-01-09")] == [case]


def test_what_was_ended_by_mistake_is_reopened_when_it_goes_into_the_loop(office: Desk) -> None:
    case = give(office, 1, "A").case
    dispositions.revoke(office, number(1), by="何琳", second="周敏", reason="没有修好")

    give(office, 1, "D")

    entries = ledger_of(office).state(case, NIGHT).entries
    assert [entry.kind for entry in entries] == ["opened", "concluded", "reopened", "reply"]
    assert procedure.is_open(entries)


def test_a_case_of_two_grievances_ends_with_the_answer_to_the_last(office: Desk) -> None:
    case = cases.open_case(office, [number(1), number(2)], "2026-11-24").case
    give(office, 1, "C")
    assert all(entry.kind != "concluded" for entry in ledger_of(office).state(case, NIGHT).entries)

    give(office, 2, "C")
    assert any(entry.kind == "concluded" for entry in ledger_of(office).state(case, NIGHT).entries)


# -- notices --------------------------------------------------------------------------------------------------------


def test_every_grievance_gets_a_case_and_a_notice_or_what_it_lacks(office: Desk, tmp_path: Path) -> None:
    desk = replace(office, today=dt.date(2026, 11, 25))

    made = notices.write(desk, MEETING, tmp_path / "notices")

    assert [each.grievance for each in made] == [number(ordinal) for ordinal in OPEN]
    assert len({each.case for each in made}) == len(OPEN)
    assert all(each.by == dt.date(2026, 12, 8) and (each.file or each.lacking) for each in made)
    assert [each.case for each in notices.write(desk, MEETING, tmp_path / "notices")] == [each.case for each in made]


# -- rates ----------------------------------------------------------------------------------------------------------


def test_rates_are_refused_until_nothing_is_left(office: Desk) -> None:
    for ordinal in OPEN[:-1]:
        give(office, ordinal, "E")
    with pytest.raises(rates.RatesRefusedError, match="诉010"):
        rates.rates(office, MEETING)

    give(office, 10, "G", same_as=number(1))
    told = rates.rates(office, MEETING)
    assert (told.n, told.e, told.g) == (8, 8, 1)


def test_nothing_is_repeated_or_withdrawn_without_ground(office: Desk) -> None:
    with pytest.raises(EventRefusedError, match="没有撤回"):
        give(office, 2, "G")
    for same_as in (number(2), number(3)):
        with pytest.raises(EventRefusedError, match="先记那一件"):
            give(office, 2, "G", same_as=same_as)
    give(office, 1, "E")
    give(office, 2, "G", same_as=number(1))
    with pytest.raises(EventRefusedError, match="先记那一件"):
        give(office, 3, "G", same_as=number(2))


def test_what_repeats_an_answer_that_was_taken_back_drops_out_of_no_rate(office: Desk) -> None:
    for ordinal in OPEN[:-1]:
        give(office, ordinal, "E")
    give(office, 10, "G", same_as=number(1))
    dispositions.revoke(office, number(1), by="何琳", second="周敏", reason="记错了")
    give(office, 1, "D")
    assert rates.rates(office, MEETING).g == 1

    dispositions.revoke(office, number(1), by="何琳", second="周敏", reason="又记错了")

    with pytest.raises(rates.RatesRefusedError, match="诉010 记了 G"):
        rates.rates(office, MEETING)


def test_what_nobody_judged_drops_out_of_no_rate_and_is_told_by_its_count_only(office: Desk) -> None:
    for ordinal in OPEN:
        give(office, ordinal, "E")
    new = builders.new_recording("2")
    meeting = find_meeting(office.store, MEETING)
    (recording,) = add_recordings(office.store, meeting, office.settings.archive, [new], builders.settle)
    save_transcript(office.store, recording.code, builders.said_transcript(texts=["水管漏了"], mark="2"))
    listed = GrievanceList(TranscriptRef(recording.code, 1), (builders.grievance(1, (0.0, 9.0), text="水管漏了"),))
    save_grievances(office.store, recording.code, listed)
    (found,) = confirm_grievances(office.store, recording.code, [COUNT + 1], {}, "田小禾")

    with pytest.raises(rates.RatesRefusedError) as told:
        rates.rates(office, MEETING)

    assert "还有 1 件没有判断" in str(told.value)
    assert found.number is not None
    assert found.number not in str(told.value)


def test_done_without_proof_counts_as_promised(office: Desk) -> None:
    give(office, 1, "A")
    give(office, 2, "A", proof="灯亮了，有照片")
    for ordinal in OPEN[2:]:
        give(office, ordinal, "D", is_private=ordinal == 10)

    told = rates.rates(office, MEETING)

    assert (told.a, told.b, told.d, told.no_proof, told.private) == (1, 1, 7, 1, 1)


def test_promises_are_kept_by_their_day_or_not(office: Desk) -> None:
    first, second = give(office, 1, "B"), give(office, 2, "B")
    for ordinal in OPEN[2:]:
        give(office, ordinal, "E")
    later = replace(office, today=dt.date(2027, 1, 5))
    calls.keep_promise(later, first.case, 1, at="2026-12-29", by="何琳")
    calls.keep_promise(later, second.case, 1, at="2027-01-02", by="何琳")

    told = rates.rates(later, MEETING)

    assert (told.kept_by_due.part, told.kept_by_due.whole) == (1, 2)


def test_the_seeds_own_figures_are_recomputed() -> None:
    counts = {"A": 400, "B": 331, "C": 400, "D": 500, "E": 193}

    assert sum(counts.values()) == 1824
    assert rates.shares(counts)["现场答复"] == "62.0 %"
    assert rates.shares(counts)["闭环"] == "38.0 %"


@given(st.lists(st.integers(0, 500), min_size=5, max_size=5))
def test_the_parts_sum_to_a_hundred(values: list[int]) -> None:
    counts = dict(zip("ABCDE", values, strict=True))
    shown = rates.partition(counts)

    if not sum(values):
        assert set(shown.values()) == {"—"}
        return
    tenths = {kind: int(text.removesuffix(" %").replace(".", "")) for kind, text in shown.items()}
    assert sum(tenths.values()) == 1000
    assert all(abs(tenths[kind] - counts[kind] * 1000 / sum(values)) < 1 for kind in counts)


def test_small_counts_are_not_posted() -> None:
    assert [rates.public(count) for count in (0, 1, 2, 3)] == ["0", "<3", "<3", "3"]
