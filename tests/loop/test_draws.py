"""Draws of a month: frozen before chance, shown with void and unreached cards, never drawn twice."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from tests.loop.conftest import at_day, conclude_again
from toolkit.cases import cases as case_register
from toolkit.cases import ledger_of, matters
from toolkit.cases.matters import Matter
from toolkit.commands.cli import main
from toolkit.core.errors import WrongValueError
from toolkit.loop import (
    calls,
    card_checks,
    card_numbers,
    card_sheets,
    cards,
    draw,
    draw_calls,
    draws,
    duties,
    events,
    month,
    today,
)
from toolkit.loop.cards import NewCard
from toolkit.loop.draw_calls import CardCall
from toolkit.loop.events import EventRefusedError
from toolkit.workspace import Desk

D = dt.date
SERIALS = (301, 302, 305, 307, 308, 310, 311, 312, 314, 315, 316, 317, 319)
PUBLIC, DICE = "2026-11-02|SSE|3987.65", "36115264"


@pytest.fixture
def drawn(desk: Desk) -> Desk:
    """Give a desk with the cards of the example, frozen and seeded."""
    then = at_day(desk, D(2026, 11, 2))
    with desk.store.transaction() as tx:
        tx.set_counter("card:2026", 300)
    wishes = [NewCard("李强", "综合岗", "路灯", "2026-10-08 09:00", f"村民{n}") for n in range(19)]
    issued = [cards.issue(desk, wish).card.number for wish in wishes]
    for number in issued:
        if int(number[5:10]) not in SERIALS:
            cards.void(then, number, by="何琳", second="李静", reason="写错")
    draws.freeze(then, "2026-10", by="何琳", witness="王芳", source="上证指数收盘")
    draws.seed(then, "2026-10", public=PUBLIC, dice=DICE, by="何琳")
    return desk


def serials(tickets: tuple[draw.Ticket, ...]) -> list[int]:
    return [int(each.card[5:10]) for each in tickets]


def full(serial: int) -> str:
    return card_numbers.card_number(2026, serial)


def fail(desk: Desk, serial: int, *moments: str) -> draw_calls.Called:
    """Record calls about a card that nobody answered, and return what the last came to."""
    return [draw_calls.call(desk, full(serial), CardCall(at, "电话", "没有接通", "赵敏")) for at in moments][-1]


def test_the_draw_of_the_example(drawn: Desk) -> None:
    shown = draws.show(drawn, "2026-10")

    assert serials(shown.drawn) == [315, 317, 308]
    assert serials(shown.next)[0] == 311
    assert [each.ticket[:8] for each in shown.drawn] == ["2696f2b5", "41186ca4", "4ec233aa"]
    listed = draws.write_list(drawn, "2026-10")
    assert (listed.population, listed.list_sha256) == (
        13,
        "375db9f1ab9e0415cea324d510963043fbebfee0fc08b71ad43521cee1630549",
    )
    assert draw.sha256_of(Path(listed.file).read_text("utf-8")) == listed.list_sha256


def test_three_failed_tries_bring_a_substitute_and_the_first_stays(drawn: Desk) -> None:
    assert fail(drawn, 317, "2026-11-03 09:00", "2026-11-03 10:00", "2026-11-03 19:00").substitute is None
    # Two days, but none in the evening or at a weekend, would not do either.
    assert fail(drawn, 308, "2026-11-03 09:00", "2026-11-04 09:00", "2026-11-05 09:00").substitute is None

    called = fail(drawn, 317, "2026-11-04 09:00")

    assert (called.tries, called.substitute) == (4, full(311))
    assert serials(draws.show(drawn, "2026-10").drawn) == [315, 317, 308, 311]


def test_a_void_card_is_dropped_with_the_same_seed_and_order(drawn: Desk) -> None:
    cards.void(drawn, full(315), by="何琳", second="李静", reason="没有这个人")

    shown = draws.show(drawn, "2026-10")
    assert serials(shown.drawn) == [317, 308, 311]
    assert serials(shown.void) == [315]
    assert "2026-00315 作废" in shown.recipe[-1]


def test_whoever_repeats_the_draw_by_its_recipe_comes_to_the_cards_that_are_called(drawn: Desk) -> None:
    cards.void(drawn, full(315), by="何琳", second="李静", reason="没有这个人")
    fail(drawn, 317, "2026-11-03 09:00", "2026-11-03 19:00", "2026-11-04 09:00")

    shown = draws.show(drawn, "2026-10")

    left_out = {each.card for each in shown.void}
    smallest = [each.card for each in draw.in_order("2026-10", shown.seed, every_card())]
    called = [card for card in smallest if card_numbers.full(card) not in left_out][: 3 + len(shown.substitutes)]
    assert [card_numbers.bare(each.card) for each in shown.drawn] == called
    assert "2026-00317 没有联系上，加打" in shown.recipe[-1]


def test_a_card_about_an_accusation_is_listed_drawn_called_and_told_of_like_any_other(
    drawn: Desk, tmp_path: Path
) -> None:
    before, figures = draws.show(drawn, "2026-10"), month.draw_figures(drawn, "2026-10")
    wish = Matter("窗口", "2026-10-08", "会计收了我家一千块钱", "李国强", against="会计", origin=full(315), by="何琳")
    case = case_register.open_matter(drawn, wish, "2026-10-09").case
    (matter,) = ledger_of(drawn).state(case, drawn.today).grievances
    matters.judge(drawn, matter, {1}, "yes", "赵敏")

    with drawn.store.reading() as tx:
        listed = [card.number for card in draws.population(drawn, tx, D(2026, 10, 1), D(2026, 10, 31))]
    assert full(315) in listed, "a gap in a posted list would betray it"
    assert draws.show(drawn, "2026-10") == before
    assert month.draw_figures(drawn, "2026-10") == figures
    draw_calls.call(drawn, full(315), CardCall("2026-11-03 09:00", "电话", "接通", "赵敏", "办到"))
    assert full(315) not in [item.subject for item in today.items(drawn) if item.what == "抽样回访"]
    assert stages_of(drawn, full(315)) == ["已登记"]
    posted = card_sheets.write_draw(drawn, draws.frozen_list(drawn, "2026-10"), before, tmp_path / "公示.docx")
    words = [cell.text for table in Document(str(posted)).tables for row in table.rows for cell in row.cells]
    assert full(315) in words or card_numbers.bare(full(315)) in words
    assert not any(said in "".join(words) for said in ("会计", "一千", case, "李国强"))


def stages_of(desk: Desk, number: str) -> list[str]:
    """Return the stages that the holder of the card is told."""
    answer = card_checks.answer(desk, number, None)
    return [stage.stage for stage in answer.stages]


def test_a_list_is_frozen_once_and_seeded_once(drawn: Desk) -> None:
    with pytest.raises(WrongValueError, match="已经封存过"):
        draws.freeze(drawn, "2026-10", by="何琳", witness="王芳", source="另一个")
    with pytest.raises(WrongValueError, match="不能换"):
        draws.seed(drawn, "2026-10", public="另一个", dice="1", by="何琳")


def test_after_a_cancelling_another_public_number_is_needed(drawn: Desk) -> None:
    then = at_day(drawn, D(2026, 11, 2))
    draws.cancel(then, "2026-10", by="何琳", second="王芳", reason="骰子掉了")
    draws.freeze(then, "2026-10", by="何琳", witness="王芳", source="上证指数收盘")

    later = at_day(drawn, D(2026, 11, 3))
    for public in (PUBLIC, "2026-11-02|SSE|3987.650", "2026-11-01|SSE|1"):
        with pytest.raises(WrongValueError, match=r"公开数字|封存"):
            draws.seed(later, "2026-10", public=public, dice="1", by="何琳")
    draws.seed(later, "2026-10", public="2026-11-03|SSE|4000.00", dice="1", by="何琳")
    with drawn.store.reading() as tx:
        assert len(list(tx.events(("draw.cancelled",)))) == 1


@pytest.mark.parametrize(
    "public,why",
    [
        ("2026-11-01|SSE|3987.65", "封存以前就知道"),
        ("20260901上证3800", "哪一天"),
        ("3987.65", "哪一天"),
        ("2026-02-30|SSE|1", "哪一天"),
        ("2026-11-24|SSE|1", "还没有到"),
    ],
)
def test_a_seed_is_a_number_of_a_day_after_the_freeze(desk: Desk, public: str, why: str) -> None:
    draws.freeze(desk, "2026-10", by="何琳", witness="王芳", source="上证指数收盘")

    with pytest.raises(WrongValueError, match=why):
        draws.seed(desk, "2026-10", public=public, dice="1", by="何琳")


def test_dice_of_nine_are_remarked_and_full_width_is_read(desk: Desk) -> None:
    draws.freeze(desk, "２０２６-１０", by="何琳", witness="王芳", source="上证指数收盘")

    remarks = draws.seed(desk, "2026－10", public="２０２６-11-23|SSE|1", dice="７89", by="何琳")

    assert len(remarks) == 1
    assert draws.show(desk, "2026-10").seed == "2026-11-23|SSE|1|DICE|789"


@pytest.mark.parametrize("month", ["2026-11", "2026-13", "2026年10月", ""])
def test_a_month_that_is_not_over_or_none_is_refused(desk: Desk, month: str) -> None:
    with pytest.raises(WrongValueError):
        draws.freeze(desk, month, by="何琳", witness="王芳", source="上证指数收盘")


def test_a_witness_is_another_person(desk: Desk) -> None:
    with pytest.raises(EventRefusedError, match="同一个人"):
        draws.freeze(desk, "2026-10", by="何琳", witness="何琳", source="上证指数收盘")


def test_an_empty_month_draws_nobody(desk: Desk) -> None:
    assert draws.freeze(desk, "2026-10", by="何琳", witness="王芳", source="上证").population == 0
    draws.seed(desk, "2026-10", public="2026-11-23|SSE|1", dice="1", by="何琳")
    assert draws.show(desk, "2026-10").drawn == ()


def test_a_card_typed_after_the_freeze_stands_in_the_next_list(drawn: Desk) -> None:
    late = cards.issue(drawn, NewCard("李强", "综合岗", "补登", "2026-10-31 09:00")).card

    assert late.is_late
    assert draws.write_list(drawn, "2026-10").population == 13
    december = at_day(drawn, D(2026, 12, 1))
    assert draws.freeze(december, "2026-11", by="何琳", witness="王芳", source="上证").population == 14


def test_a_holder_of_many_cards_stands_in_the_list_once(desk: Desk) -> None:
    for about in ("灯", "路", "水"):
        cards.issue(desk, NewCard("李强", "综合岗", about, "2026-10-08 09:00", holder="王桂芳"))

    frozen = draws.freeze(desk, "2026-10", by="何琳", witness="王芳", source="上证")

    assert Path(frozen.file).read_text("utf-8").splitlines()[3:] == ["2026-00003"]


def listed(desk: Desk, *wishes: tuple[str | None, str | None], apart: tuple[int, ...] = ()) -> draws.Frozen:
    """Return the frozen list of cards with those holders and telephones."""
    for holder, phone in wishes:
        cards.issue(desk, NewCard("李强", "综合岗", "灯", "2026-10-08 09:00", holder, phone))
    others = [full(serial) for serial in apart]
    return draws.freeze(desk, "2026-10", by="何琳", witness="王芳", source="上证", apart=others)


MOBILE, OTHER = "13800000001", "13900000002"


@pytest.mark.parametrize(
    "wishes,holders",
    [
        ((("王桂芳", MOBILE), ("王桂芳", None), ("王 桂芳", None)), 1),
        ((("王桂芳", MOBILE), ("老王", "138 0000 0001")), 1),
        ((("张伟", MOBILE), ("张伟", OTHER)), 2),
        ((("张伟", MOBILE), ("张伟", OTHER), ("张伟", None)), 3),
        (((None, None), (None, None), (None, None)), 1),
        (((None, MOBILE), (None, OTHER), (None, None)), 3),
    ],
)
def test_a_holder_is_a_telephone_or_a_name_with_one_telephone(
    desk: Desk, wishes: tuple[tuple[str | None, str | None], ...], holders: int
) -> None:
    assert listed(desk, *wishes).population == holders


def test_namesakes_without_a_telephone_are_shown_and_a_person_may_part_them(desk: Desk) -> None:
    frozen = listed(desk, ("张伟", None), ("张 伟", None), ("李静", MOBILE), ("李静", MOBILE))

    assert (frozen.population, frozen.doubtful) == (2, ((full(1), full(2)),))
    draws.cancel(desk, "2026-10", by="何琳", second="王芳", reason="两个张伟")
    parted = listed(desk, apart=(2,))
    assert (parted.population, parted.apart, parted.doubtful) == (3, (full(2),), ())
    assert draws.frozen_list(desk, "2026-10").apart == (full(2),), "what two persons told stays to be seen"


def test_a_card_with_a_telephone_is_not_parted_from_the_others_of_its_holder(desk: Desk) -> None:
    with pytest.raises(EventRefusedError, match="写了电话"):
        listed(desk, ("李静", MOBILE), ("李静", MOBILE), apart=(2,))


def test_receiver_and_superior_do_not_call(drawn: Desk) -> None:
    duties.begin(drawn, duties.Appointment("李强", "综合岗", "2026-01-01", superior="周主任"), "何琳")

    for caller in ("李强", "周主任"):
        with pytest.raises(EventRefusedError, match="不能由他回访"):
            draw_calls.call(drawn, full(315), CardCall("2026-11-03 09:00", "电话", "接通", caller))
    assert draw_calls.call(drawn, full(315), CardCall("2026-11-03 09:00", "电话", "接通", "赵敏")).tries == 1


def test_no_way_of_writing_a_name_lets_the_receiver_or_the_handler_call(drawn: Desk) -> None:
    case = case_with_card(drawn, 315, "修灯|2026-11-30|周涛")

    for caller in ("李 强", "李强（接待）", "何琳、李强", "周 涛"):
        with pytest.raises(EventRefusedError, match="不能由他回访"):
            draw_calls.call(drawn, full(315), CardCall("2026-11-10 09:00", "电话", "接通", caller, "没办到"))
    assert cases_closed(drawn, case)


def case_with_card(desk: Desk, serial: int, *promises: str) -> str:
    """Return a case that came by a card and whose reply was served on the second of November."""
    wish = Matter("窗口", "2026-10-08", "路灯坏了", "李国强", channel="31(6)", origin=full(serial), by="何琳")
    case = case_register.open_matter(desk, wish, "2026-10-09").case
    conclude_again(desk, case, "2026-11-02", *promises)
    return case


def cases_closed(desk: Desk, case: str) -> bool:
    return case_register.show_case(desk, case).state == "已办结"


def test_a_call_about_a_card_that_was_not_drawn_is_refused_and_ends_no_follow_up(drawn: Desk) -> None:
    case = case_with_card(drawn, 319)

    with pytest.raises(EventRefusedError, match="没有抽中"):
        draw_calls.call(drawn, full(319), CardCall("2026-11-17 09:00", "电话", "接通", "赵敏", "办到"))
    # Of the time when any card could be called.
    with drawn.store.transaction() as tx:
        facts = {"how": "电话", "outcome": "接通", "kept": "办到"}
        events.record(drawn, tx, events.Wish("card.called", full(319), "2026-11-17 09:00", "赵敏", facts))
    assert [each.case for each in calls.open_calls(drawn)] == [case]


def test_no_card_is_called_before_the_seed_that_draws_it(drawn: Desk) -> None:
    for at in ("2026-11-01 09:00", "2026-10-20 19:00"):
        with pytest.raises(EventRefusedError, match="没有抽中"):
            draw_calls.call(drawn, full(315), CardCall(at, "电话", "没有接通", "赵敏"))


def test_a_drawn_card_whose_matter_is_not_done_reopens_its_case(drawn: Desk) -> None:
    case = case_with_card(drawn, 315)

    told = draw_calls.call(drawn, full(315), CardCall("2026-11-16 09:00", "电话", "接通", "赵敏", "没办到"))

    assert told.reopened
    assert case_register.show_case(drawn, case).state == "重新办理"
    assert calls.open_calls(drawn) == ()


def test_a_call_that_reached_nobody_says_nothing_of_what_was_promised(drawn: Desk) -> None:
    with pytest.raises(EventRefusedError, match="--kept"):
        draw_calls.call(drawn, full(315), CardCall("2026-11-16 09:00", "电话", "没有接通", "赵敏", "没办到"))


def test_a_call_counts_in_the_draw_that_it_was_made_for_and_in_no_other(drawn: Desk) -> None:
    draw_calls.call(drawn, full(315), CardCall("2026-11-03 09:00", "电话", "接通", "赵敏", "没办到"))
    fail(drawn, 317, "2026-11-03 09:00", "2026-11-03 19:00", "2026-11-04 09:00")
    later = at_day(drawn, D(2026, 12, 2))
    draws.freeze(later, "2026-11", by="何琳", witness="王芳", source="上证指数收盘")
    # A seed by which the card that was called in November is drawn again.
    for dice in range(1, 100):
        tickets = draw.in_order("2026-11", draw.seed_of("2026-12-02|SSE|1", str(dice)), every_card())
        if {315, 317} <= set(serials(tickets[:3])):
            draws.seed(later, "2026-11", public="2026-12-02|SSE|1", dice=str(dice), by="何琳")
            break

    shown = draws.show(later, "2026-11")
    assert {315, 317} <= set(serials(shown.drawn))
    assert shown.substitutes == {}, "the tries of November are those of November's draw"
    figures = month.draw_figures(later, "2026-11")
    assert figures is not None
    assert (figures.reached, figures.bad) == (0, 0)
    waiting = {item.subject for item in today.items(later, "2026-12-03") if item.due == "2026-12-31"}
    assert {full(315), full(317)} <= waiting


def every_card() -> list[str]:
    """Return the cards of the example without check digits."""
    return [f"2026-{serial:05d}" for serial in SERIALS]


def test_what_is_said_after_the_last_day_for_it_is_not_in_the_report(drawn: Desk) -> None:
    december = at_day(drawn, D(2026, 12, 3))
    draw_calls.call(december, full(315), CardCall("2026-12-02 09:00", "电话", "接通", "赵敏", "没办到"))

    figures = month.draw_figures(december, "2026-10")
    assert figures is not None
    assert figures.reached == 0


def test_drawn_cards_are_due_by_the_end_of_the_next_month_until_somebody_answered(drawn: Desk) -> None:
    def due() -> set[str]:
        return {item.subject for item in today.items(drawn, "2026-11-28") if item.what == "抽样回访"}

    assert due() == {full(n) for n in (315, 317, 308)}
    draw_calls.call(drawn, full(315), CardCall("2026-11-03 09:00", "电话", "接通", "赵敏", "部分"))
    assert due() == {full(317), full(308)}


def test_the_list_of_a_month_is_frozen_on_the_first_working_day_of_the_next(desk: Desk) -> None:
    def due(on: str) -> list[tuple[str, str, str]]:
        return [(item.subject, item.due, item.state) for item in today.items(desk, on) if item.what == "封存抽样名单"]

    cards.issue(desk, NewCard("李强", "综合岗", "路灯", "2026-09-08 09:00"))
    assert due("2026-09-30") == []
    assert due("2026-10-01") == [("2026-09", "2026-10-08", "未到")]
    assert due("2026-10-09") == [("2026-09", "2026-10-08", "逾期")]
    assert due("2026-11-03") == [("2026-10", "2026-11-02", "逾期")]
    draws.freeze(desk, "2026-10", by="何琳", witness="王芳", source="上证指数收盘")
    today_s = at_day(desk, D(2026, 12, 1))
    assert due("2026-11-30") == []
    assert [item.due for item in today.items(today_s, "2026-12-01") if item.what == "封存抽样名单"] == ["2026-12-01"]


def test_a_draw_on_the_command_line(drawn: Desk, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        ended = CliRunner().invoke(main, [*words, "--workspace", str(drawn.workspace.root)])
        assert ended.exit_code == 0, ended.output
        return ended.output

    shown = json.loads(run("card", "draw", "show", "2026-10", "--json"))
    assert (shown["month"], [each["card"] for each in shown["drawn"]]) == (
        "2026-10",
        [full(n) for n in (315, 317, 308)],
    )
    made = json.loads(run("card", "draw", "sheet", "2026-10", "--out", str(tmp_path / "公示.docx"), "--json"))
    assert Path(made["file"]).exists()
    assert "sha256sum" in run("card", "draw", "show", "2026-10")
    called = ("--at", "2026-11-03 09:00", "--outcome", "接通", "--by", "赵敏", "--json")
    assert json.loads(run("card", "call", full(315), *called)) == {
        "card": full(315),
        "tries": 1,
        "substitute": None,
        "reopened": False,
    }
    run("card", "board", "--out", str(tmp_path / "公示栏.docx"))
