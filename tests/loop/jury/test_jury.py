"""The panel: exact scores, seats drawn after recusals, tellers who must agree, and routes that no score decides."""

import datetime as dt
import json
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.loop.conftest import at_day
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.chinese.dates import Calendar
from toolkit.commands.cli import main
from toolkit.formats import read_rows, write_rows
from toolkit.loop.alerts import recusals
from toolkit.loop.events import EventRefusedError
from toolkit.loop.jury import discs, members, scoring, sessions, sheets, tally
from toolkit.loop.jury.members import DELEGATES, FIVE_OLD, MembersRefusedError
from toolkit.loop.jury.scoring import GROUNDS, Ballot, floored, route_faults, score, suggestion
from toolkit.loop.jury.sessions import Call, Decision, call_by
from toolkit.loop.jury.tally import Tellers
from toolkit.workspace import Desk

SMALL, WHOLE = 300, 10_000
SIX, EIGHT = (6, 6, 6), (8, 8, 8)
Marks = tuple[int, int, int]
PUBLIC = "2026-09-21|SSE|3987.65"


def panel(*groups: tuple[int, Marks]) -> list[Ballot]:
    """Return that many ballots with those marks, group by group."""
    marks = [given for count, given in groups for _ in range(count)]
    return [Ballot(str(slot), each) for slot, each in enumerate(marks, 1)]


# -- scores ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ballots,trim,exact,shown,way",
    [
        (panel((15, SIX)), True, "6", "6.00", "普通"),
        (panel((14, SIX), (1, (6, 6, 5))), True, "6", "6.00", "普通"),
        (panel((14, SIX), (1, (6, 6, 5))), False, "269/45", "5.97", "引导法定途径"),
        (panel((14, EIGHT), (1, (0, 0, 0))), True, "8", "8.00", "绿色通道"),
        (panel((14, EIGHT), (1, (0, 0, 0))), False, "112/15", "7.46", "普通"),
        (panel((15, (9, 8, 7))), True, "8", "8.00", "绿色通道"),
        (panel((12, EIGHT), (2, (8, 8, 7)), (1, (9, 9, 9))), True, "311/39", "7.97", "普通"),
    ],
)
def test_scores_are_exact_and_floored(ballots: list[Ballot], trim: bool, exact: str, shown: str, way: str) -> None:  # noqa: FBT001 - a row of the table
    value = score(ballots, trim=trim)

    assert (str(value), floored(value), suggestion(value)) == (exact, shown, way)


def test_floats_put_some_panels_on_the_wrong_side_of_six_or_eight_and_fractions_none(
    request: pytest.FixtureRequest,
) -> None:
    dice = random.Random(20261129)  # noqa: S311 - the same panels each time
    wrong = 0
    for _ in range(200_000 if request.config.getoption("--all") else 2_000):
        edge = dice.choice((6, 8))
        marks = [tuple(edge + dice.choice((-1, 0, 1)) for _ in range(3)) for _ in range(15)]
        plain = sum(sum(each) for each in marks)
        value = score([Ballot(str(n), each) for n, each in enumerate(marks)], trim=False)  # type: ignore[arg-type]
        # Whole numbers alone decide what is right: the sum of 45 marks against 45 times the edge.
        assert (value >= edge) == (plain >= 45 * edge)
        wrong += (sum(sum(mark / 3 for mark in each) for each in marks) / 15 >= edge) != (plain >= 45 * edge)
    assert wrong > 0


@given(st.lists(st.tuples(*[st.integers(0, 10)] * 3), min_size=1, max_size=20))
def test_a_score_lies_within_the_marks_and_is_never_shown_higher_than_it_is(marks: list[Marks]) -> None:
    ballots = [Ballot(str(slot), each) for slot, each in enumerate(marks)]
    value = score(ballots, trim=True)

    assert 0 <= value <= 10
    assert 0 <= value - Fraction(floored(value)) < Fraction(1, 100)


@pytest.mark.parametrize("cell", [None, "", "6.5", 6.5, "11", 11, -1, "八", "1e0", "½", True])
def test_what_is_no_whole_mark_from_zero_to_ten_is_void(cell: object) -> None:
    assert scoring.mark(cell) is None


def test_a_whole_mark_is_read_however_the_sheet_holds_it() -> None:
    assert [scoring.mark(cell) for cell in (0, "10", " 8 ", 8.0, "8.0")] == [0, 10, 8, 8, 8]


def test_no_route_asks_for_a_score_and_each_statutory_one_can_be_decided(request: pytest.FixtureRequest) -> None:
    dice = random.Random(20261129)  # noqa: S311 - the same panels each time
    for _ in range(WHOLE if request.config.getoption("--all") else SMALL):
        ballots = [Ballot(str(n), tuple(dice.randrange(4, 9) for _ in range(3))) for n in range(dice.randrange(10, 16))]  # type: ignore[arg-type]
        value = score(ballots, trim=dice.random() < 0.5)
        assert suggestion(value) in {"普通", "绿色通道", "引导法定途径"}
        assert not list(route_faults("受理", None))
        assert list(route_faults("不予受理", None))
        assert list(route_faults("不予受理", f"评议{floored(value)}分"))
        assert not [ground for ground in GROUNDS if list(route_faults("不予受理", ground))]


# -- sessions --------------------------------------------------------------------------------------------------


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    """Give a desk at the end of September with a panel of eighteen."""
    then = at_day(desk, dt.date(2026, 9, 28))
    kinds = [*(FIVE_OLD[n % 5] for n in range(10)), *(kind for kind in DELEGATES for _ in range(2)), "老党员", "老教师"]
    rows = [(f"评议员{n}", kind, "2026-01-01", "2028-12-31") for n, kind in enumerate(kinds, 1)]
    write_rows(tmp_path / "名册.xlsx", members.HEADINGS, rows, "名册")
    members.take_in(then, tmp_path / "名册.xlsx", "何琳")
    return then


def case_of(desk: Desk, person: str = "李国强", against: str | None = None) -> str:
    matter = Matter("来信", "2026-09-01", "低保没有批", person, channel="31(6)", by="何琳", against=against)
    return cases.open_matter(desk, matter, "2026-09-01", again=True).case


def sheet(path: Path, marks: list[object], count: int = 15) -> Path:
    """Write a teller's sheet with those three marks on each ballot."""
    write_rows(path, ("票号", "合理", "困难", "政策"), [(str(n), *marks) for n in range(1, count + 1)], path.stem)  # type: ignore[misc]
    return path


def fifteen(path: Path, *groups: tuple[int, Marks]) -> Path:
    """Write a teller's sheet with that many ballots of those marks, group by group."""
    rows = [(ballot.slot, *(ballot.marks or ())) for ballot in panel(*groups)]
    write_rows(path, ("票号", "合理", "困难", "政策"), rows, "计票")
    return path


TELLERS = Tellers("甲", "乙", "2026-09-28 16:00")


def twice(path: Path) -> tuple[Path, Path]:
    """Return the sheets of two tellers who typed the ballots of the sheet at `path` alike."""
    rows = read_rows(path)
    other = path.with_name("另一份.xlsx")
    write_rows(other, tuple(map(str, rows[0])), rows[1:], "另一份")
    return path, other


def test_a_session_is_called_three_working_days_before(office: Desk) -> None:
    assert call_by(dt.date(2026, 9, 28), 3, Calendar()) == dt.date(2026, 9, 22)
    assert sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).call_by == "2026-09-22"


def test_seats_are_drawn_after_recusals_by_quota_and_anybody_repeats_the_draw(office: Desk) -> None:
    case = case_of(office, person="评议员1", against="评议员2")
    recusals.recuse(office, case, "评议员3", at="2026-09-20", by="何琳", reason="近亲属")

    session = sessions.call(office, case, Call("2026-09-28", "何琳", PUBLIC, "36115264"))
    seated = {seat.name for seat in session.seats}
    assert len(session.seats) == 15
    assert not seated & {"评议员1", "评议员2", "评议员3"}
    assert Counter(seat.kind for seat in session.seats if seat.kind in DELEGATES) == dict.fromkeys(DELEGATES, 2)
    with office.store.reading() as tx:
        free = [
            each for each in members.members_at(tx, sessions.View("2026-09-28"), "2026-09-28") if each.name in seated
        ]
    quotas = {"五老": 9, **dict.fromkeys(DELEGATES, 2)}
    again = sessions.drawn(session.session, session.seed, free, quotas)
    assert {member.member for member in again} == {seat.member for seat in session.seats}


def test_every_member_of_a_kind_is_drawn_about_as_often() -> None:
    there = [members.Member(f"{n:03d}", "", "老教师", "2026-01-01", "2028-12-31") for n in range(20)]
    counts = Counter(m.member for n in range(1000) for m in sessions.drawn("评2026-001", str(n), there, {"五老": 5}))

    assert all(200 <= counts[each.member] <= 300 for each in there)


def test_a_roster_too_small_or_wrong_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(EventRefusedError, match="15 人"):
        sessions.call(desk, case_of(at_day(desk, dt.date(2026, 9, 28))), Call("2026-11-30", "何琳", PUBLIC))
    write_rows(
        tmp_path / "名册.xlsx", members.HEADINGS, [("", "老干部", "2026-01-01", "x"), ("甲", "村霸", "", "")], "名册"
    )
    with pytest.raises(MembersRefusedError) as refused:
        members.take_in(desk, tmp_path / "名册.xlsx", "何琳")
    assert refused.value.fields["count"] == 4


def test_a_case_has_one_bench_until_two_persons_cancel_it_and_that_stays_visible(office: Desk) -> None:
    case = case_of(office)
    first = sessions.call(office, case, Call("2026-09-28", "何琳", PUBLIC)).session

    with pytest.raises(EventRefusedError, match=f"已经召集过 {first}"):
        sessions.call(office, case, Call("2026-09-28", "何琳", PUBLIC, "1"))
    with pytest.raises(EventRefusedError, match="同一个人"):
        sessions.cancel(office, first, by="何琳", second="何 琳", reason="换个日子")
    sessions.cancel(office, first, by="何琳", second="王芳", reason="换个日子")
    other = sessions.call(office, case, Call("2026-09-30", "何琳", PUBLIC, "1")).session

    with office.store.reading() as tx:
        there = {each.session: each.cancelled for each in sessions.sessions_at(office, tx, sessions.WHENEVER)}
    assert there[first] == sessions.Cancelled("2026-09-28", "何琳", "王芳", "换个日子")
    assert there[other] is None
    with pytest.raises(EventRefusedError, match="已经取消"):
        sessions.note_side(office, first, "来访人", heard=True, at="2026-09-28 15:00", by="何琳")


def test_a_result_is_not_cancelled(office: Desk, tmp_path: Path) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    tally.count(office, session, twice(sheet(tmp_path / "甲.xlsx", [5, 5, 5])), TELLERS)

    with pytest.raises(EventRefusedError, match="已经计过票"):
        sessions.cancel(office, session, by="何琳", second="王芳", reason="分数太低")


@pytest.mark.parametrize(
    "wish,why",
    [
        (Call("2026-09-25", "何琳", PUBLIC), "已经过了"),
        (Call("2026-09-30", "何琳"), "至少要有一样"),
        (Call("2026-09-30", "何琳", dice="三个六"), "骰子"),
    ],
)
def test_no_bench_is_drawn_for_a_past_day_or_by_a_seed_that_the_clerk_can_choose(
    office: Desk, wish: Call, why: str
) -> None:
    with pytest.raises(EventRefusedError, match=why):
        sessions.call(office, case_of(office), wish)


def test_dice_alone_draw_a_bench_in_any_width(office: Desk) -> None:
    assert sessions.call(office, case_of(office), Call("2026-09-28", "何琳", dice="３６ 1")).seed == "|DICE|361"


def test_nothing_of_a_session_happens_before_its_sitting(office: Desk, tmp_path: Path) -> None:
    then = at_day(office, dt.date(2026, 9, 20))
    session = sessions.call(then, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session

    early = Tellers("甲", "乙", "2026-09-21 16:00")
    with pytest.raises(EventRefusedError, match="早于评议"):
        tally.count(office, session, twice(sheet(tmp_path / "甲.xlsx", [8, 8, 8])), early)
    with pytest.raises(EventRefusedError, match="早于评议"):
        sessions.note_side(office, session, "来访人", heard=True, at="2026-09-21 15:00", by="何琳")


def test_one_sheet_is_not_that_of_two_tellers(office: Desk, tmp_path: Path) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    first = sheet(tmp_path / "甲.xlsx", [8, 8, 8])
    copy = tmp_path / "乙.xlsx"
    copy.write_bytes(first.read_bytes())

    for other in (first, copy):
        with pytest.raises(EventRefusedError, match="同一个文件"):
            tally.count(office, session, (first, other), TELLERS)


def test_a_recusal_after_the_draw_leaves_the_seat_empty_and_takes_its_ballot(office: Desk, tmp_path: Path) -> None:
    case = case_of(office)
    session = sessions.call(office, case, Call("2026-09-28", "何琳", PUBLIC))
    out = session.seats[3].name

    recusals.recuse(office, case, f"{out[:2]} {out[2:]}", at="2026-09-28 09:00", by="何琳", reason="近亲属")

    with office.store.reading() as tx:
        now = sessions.find(office, tx, session.session)
    assert [seat.name for seat in now.seats if seat.recused] == [out]
    with pytest.raises(EventRefusedError, match="比 14 个席位多"):
        tally.count(office, session.session, twice(sheet(tmp_path / "甲.xlsx", [8, 8, 8])), TELLERS)
    fewer = sheet(tmp_path / "少一张.xlsx", [8, 8, 8], count=14)
    assert tally.count(office, session.session, twice(fewer), TELLERS).score == "8.00"


@pytest.mark.parametrize("typed", ["{} {}", "{}{}同志", "{}{}（本人）"])
def test_no_way_of_writing_a_name_seats_whoever_is_recused_or_raised_the_matter(office: Desk, typed: str) -> None:
    case = case_of(office, person=typed.format("评议", "员1"), against=None)
    recusals.recuse(office, case, typed.format("评议", "员3"), at="2026-09-20", by="何琳", reason="近亲属")

    session = sessions.call(office, case, Call("2026-09-28", "何琳", PUBLIC))

    assert not {seat.name for seat in session.seats} & {"评议员1", "评议员3"}


def test_a_member_is_on_the_roster_once_however_the_name_is_written(office: Desk, tmp_path: Path) -> None:
    with office.store.reading() as tx:
        (kind,) = {m.kind for m in members.members_at(tx, sessions.WHENEVER, "2026-09-28") if m.name == "评议员1"}
    rows = [("评议员 1", kind, "2026-01-01", "2028-12-31"), ("甲 乙", "老教师", "2026-01-01", "2028-12-31")]
    write_rows(tmp_path / "又一份.xlsx", members.HEADINGS, rows, "名册")

    assert members.take_in(office, tmp_path / "又一份.xlsx", "何琳") == 1


def test_full_width_marks_are_marks(office: Desk, tmp_path: Path) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    first = sheet(tmp_path / "甲.xlsx", ["９", "9", "１０"])
    other = sheet(tmp_path / "乙.xlsx", ["9", "9", "10"])

    told = tally.count(office, session, (first, other), TELLERS)

    assert (told.differences, told.void) == ((), 0)


def test_tellers_must_agree_and_every_difference_is_shown(office: Desk, tmp_path: Path) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    first, second = sheet(tmp_path / "甲.xlsx", [8, 8, 8]), tmp_path / "乙.xlsx"
    rows = [(str(n), 8, 8, 7 if n == 5 else 8) for n in range(1, 15)]
    write_rows(second, ("票号", "合理", "困难", "政策"), rows, "计票")

    told = tally.count(office, session, (first, second), TELLERS)
    assert told.score is None
    assert [(one.slot, one.field, one.first, one.second) for one in told.differences][:1] == [("5", "政策", "8", "7")]
    assert {one.slot for one in told.differences} == {"5", "15"}
    with pytest.raises(EventRefusedError, match="两个人"):
        tally.count(office, session, twice(first), Tellers("甲", "甲", "2026-09-28"))
    agreed = tally.count(office, session, twice(first), TELLERS)
    assert (agreed.score, agreed.suggestion) == ("8.00", "绿色通道")
    with pytest.raises(EventRefusedError, match="已经计过票"):
        tally.count(office, session, twice(first), TELLERS)


def test_every_single_typo_of_a_teller_is_caught() -> None:
    right = {str(n): ("8", "7", "6") for n in range(1, 16)}
    for slot, marks in right.items():
        for place in range(3):
            for typo in ("", "9", "86", "6.5"):
                cells = list(marks)
                cells[place] = typo if typo != cells[place] else "0"
                (found,) = tally.differences(right, {**right, slot: tuple(cells)})
                assert (found.slot, found.field) == (slot, scoring.MARKS[place])


def test_void_ballots_count_as_void_and_nine_valid_ones_give_no_score(office: Desk, tmp_path: Path) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    marks = [(str(n), 8, 8, 8) for n in range(1, 10)] + [("10", 11, 8, 8), ("11", 6.5, 8, 8), ("12", None, 8, 8)]
    write_rows(tmp_path / "甲.xlsx", ("票号", "合理", "困难", "政策"), marks, "计票")

    told = tally.count(office, session, twice(tmp_path / "甲.xlsx"), TELLERS)
    assert (told.ballots, told.void, told.score) == (12, 3, None)
    assert "9 张" in told.why


def test_one_side_unheard_gives_no_score(office: Desk, tmp_path: Path) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    sessions.note_side(office, session, "来访人", heard=False, at="2026-09-28 15:00", by="何琳")

    told = tally.count(office, session, twice(sheet(tmp_path / "甲.xlsx", [8, 8, 8])), TELLERS)
    assert told.score is None
    assert "来访人" in told.why


def test_a_low_score_refuses_nothing_and_the_ground_stands_apart(office: Desk, tmp_path: Path) -> None:
    case = case_of(office)
    before = cases.show_case(office, case)
    session = sessions.call(office, case, Call("2026-09-28", "何琳", PUBLIC, trim=False)).session
    marks = fifteen(tmp_path / "甲.xlsx", (3, (6, 6, 6)), (12, (5, 5, 5)))
    told = tally.count(office, session, twice(marks), TELLERS)
    assert (told.score, told.suggestion) == ("5.20", "引导法定途径")

    with pytest.raises(EventRefusedError, match="法定依据"):
        sessions.decide_route(office, session, Decision("不予受理", None, "2026-09-28", "何琳"))
    with pytest.raises(EventRefusedError, match="早于评议"):
        sessions.decide_route(office, session, Decision("受理", None, "2026-09-21", "何琳"))
    assert sessions.decide_route(office, session, Decision("受理", None, "2026-09-28 16:30", "何琳")).route == "受理"
    assert (
        sessions.decide_route(office, session, Decision("不予受理", "36(3)", "2026-09-28 17:00", "何琳")).ground
        == "36(3)"
    )
    assert cases.show_case(office, case) == before
    sheets.write_opinion(office, session, tmp_path / "意见书.docx", "何琳")
    assert office.events.verify().broken == ()


def test_eight_point_four_is_a_priority_whose_opinion_asks_for_money_approver_amount_and_repayment(
    office: Desk, tmp_path: Path
) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC, trim=False)).session
    marks = fifteen(tmp_path / "甲.xlsx", (9, (8, 8, 8)), (6, (9, 9, 9)))
    told = tally.count(office, session, twice(marks), TELLERS)
    assert (told.score, told.suggestion) == ("8.40", "绿色通道")

    sheets.write_opinion(office, session, tmp_path / "意见书.docx", "何琳")
    document = docx.Document(str(tmp_path / "意见书.docx"))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    text = "".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])
    assert [word for word in ("预算科目", "临时救助", "谁批准", "金额", "归还", "仅供参考") if word not in text] == []


def test_all_ballots_of_a_session_are_alike_and_explain_the_three_marks(office: Desk, tmp_path: Path) -> None:
    with office.store.reading() as tx:
        session = sessions.find(
            office, tx, sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
        )

    path = sheets.write_paper(office, session, "评议票", tmp_path)

    tables = docx.Document(str(path)).tables
    ballots = {tuple(cell.text for row in table.rows for cell in row.cells) for table in tables}
    assert (len(tables), len(ballots)) == (len(session.seats), 1)
    written = "".join(ballots.pop())
    assert [words for words in ("诉求合不合理", "生活有多困难", "符合政策") if words not in written] == []


def test_a_notice_says_when_and_where_and_each_member_may_answer_apart_that_he_is_to_be_recused(
    office: Desk, tmp_path: Path
) -> None:
    case = case_of(office, person="柚国强")
    with office.store.reading() as tx:
        session = sessions.find(office, tx, sessions.call(office, case, Call("2026-09-28", "何琳", PUBLIC)).session)

    path = sheets.write_paper(office, session, "通知", tmp_path)

    meeting, _, _, strips = docx.Document(str(path)).tables
    written = "".join(cell.text for row in meeting.rows for cell in row.cells)
    assert [words for words in ("＿＿时", "地点", "电话", "哪个村", "口头告知") if words not in written] == []
    assert "柚" not in written
    answers = [row.cells[0].text for row in strips.rows[1:]]
    assert [seat.name in answer for seat, answer in zip(session.seats, answers, strict=True)] == [True] * len(answers)


def opinion_of(office: Desk, session: str, folder: Path) -> str:
    """Return the words of the opinion of `session`."""
    sheets.write_opinion(office, session, folder / "意见书.docx", "何琳")
    document = docx.Document(str(folder / "意见书.docx"))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


@pytest.mark.parametrize("ground", sorted(GROUNDS))
def test_an_opinion_says_of_which_law_a_ground_is_and_asks_for_the_organ(
    office: Desk, tmp_path: Path, ground: str
) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    tally.count(office, session, twice(sheet(tmp_path / "甲.xlsx", [7, 7, 7])), TELLERS)
    before = opinion_of(office, session, tmp_path)
    sessions.decide_route(office, session, Decision("引导法定途径", ground, "2026-09-28 17:00", "何琳"))

    written = opinion_of(office, session, tmp_path)

    article = GROUNDS[ground].partition("（")[2]
    assert f"（《信访工作条例》{article}" in written
    assert "找哪个单位" in written
    assert "找哪个单位" not in before, "the panel suggested nothing, and no way was taken"
    assert "普通：照常受理、办理" in before


def test_an_opinion_has_a_figure_for_who_came_for_valid_ballots_and_for_void_ones(office: Desk, tmp_path: Path) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    marks = fifteen(tmp_path / "甲.xlsx", (11, (7, 7, 7)), (2, (7, 7, 11)))
    tally.count(office, session, twice(marks), TELLERS)

    written = opinion_of(office, session, tmp_path)

    assert [
        words for words in ("人（照签到表写），席位 15 个", "有效 11 张，作废 2 张，共收 13 张") if words not in written
    ] == []


def test_there_is_no_disc_where_one_of_three_objects(office: Desk, tmp_path: Path) -> None:
    session = sessions.call(office, case_of(office), Call("2026-09-28", "何琳", PUBLIC)).session
    video = tmp_path / "评议.mp4"
    video.write_bytes(b"moving pictures")
    people = ("李国强", "王桂芳", "赵大山")

    with pytest.raises(EventRefusedError, match="赵大山没有同意"):
        discs.make(office, session, discs.Wanted(video, people, people[:2], "何琳"), tmp_path / "盘")
    made = discs.make(office, session, discs.Wanted(video, people, people, "何琳"), tmp_path / "盘")
    assert Path(made.files[0]).read_bytes() == b"moving pictures"
    discs.receive(office, session, 1, person="李国强", at="2026-09-28", by="何琳")
    with pytest.raises(EventRefusedError, match="第 2 份"):
        discs.receive(office, session, 2, person="李国强", at="2026-09-28", by="何琳")


def test_the_commands_speak_the_agreed_json(office: Desk, tmp_path: Path) -> None:
    case = case_of(office)
    place = ["--workspace", str(office.workspace.root), "--json"]

    def run(*words: str, code: int = 0) -> dict[str, object]:
        answer = CliRunner().invoke(main, ["jury", *words, *place])
        assert answer.exit_code == code, answer.output
        told = json.loads(answer.stdout)
        assert isinstance(told, dict)
        return told

    # The command stands at the machine's day, and ballots are counted on the day of the sitting.
    sitting = dt.datetime.now().astimezone().date().isoformat()
    called = run("call", case, "--date", sitting, "--public", PUBLIC, "--out", str(tmp_path / "评议"))
    session = str(called["session"])
    assert len(called["files"]) == 6  # type: ignore[arg-type]
    first, second = sheet(tmp_path / "甲.xlsx", [8, 8, 7]), sheet(tmp_path / "乙.xlsx", [8, 8, 8])
    assert run("score", session, str(first), str(second), code=1)["score"] is None
    sheet(second, [8, 8, 7])
    told = run("score", session, str(first), str(second))
    assert (told["score"], told["exact"], told["ballots"], told["void"], told["differences"]) == (
        "7.66",
        "23/3",
        15,
        0,
        [],
    )
    assert told["suggestion"] == "普通"
