"""Cards: issued, checked by number and code, adopted from older prints, told by stages that betray nothing."""

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.loop.conftest import Concluded, FixedRules, at_day
from tests.second_calendar import rolled, twenty_days
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.chinese.dates import Calendar
from toolkit.commands.cli import main
from toolkit.core.errors import RepeatedError, UnknownNumberError, WrongValueError
from toolkit.loop import calls, card_checks, card_numbers, cards, duties, handover, today
from toolkit.loop.card_checks import CardLockedError
from toolkit.loop.cards import NewCard
from toolkit.loop.events import EventRefusedError
from toolkit.loop.stages import notice_due
from toolkit.loop.walks import ledger
from toolkit.loop.walks.ledger import Act, Colouring, NewNote
from toolkit.store import EVENTS
from toolkit.workspace import Desk

D = dt.date


def issue(desk: Desk, at: str = "2026-11-02 09:00", receiver: str = "李强", **more: str) -> cards.Issued:
    return cards.issue(desk, NewCard(receiver, "综合岗", "路灯坏了", at, **more))


def run(desk: Desk, *words: str, code: int = 0) -> str:
    """Run a command on the workspace of `desk` and return what it printed."""
    ended = CliRunner().invoke(main, [*words, "--workspace", str(desk.workspace.root)])
    assert ended.exit_code == code, ended.output
    return ended.output


# -- issuing and checking --------------------------------------------------------------------------------------


def test_cards_of_a_year_are_numbered_without_gaps(desk: Desk) -> None:
    assert [issue(desk).card.number for _ in range(3)] == [card_numbers.card_number(2026, n) for n in (1, 2, 3)]


def test_a_card_is_known_by_number_and_code(desk: Desk) -> None:
    issued = issue(desk)

    assert card_checks.check(desk, issued.card.number, issued.code).verdict == "有登记"
    assert card_checks.check(desk, issued.card.number, None).verdict == "有登记"
    assert card_checks.check(desk, issued.card.number, "00000000").verdict == "不是本单位的卡"


def test_a_slip_in_the_number_is_told_as_such(desk: Desk) -> None:
    assert card_checks.check(desk, "2026-00371-80", None).verdict == "号码有误"


def test_a_genuine_card_whose_row_was_lost_is_told_as_such_and_never_without_a_code(desk: Desk) -> None:
    issue(desk)
    with desk.store.reading() as tx:
        key = cards.key_of_year(tx, 2026)
    lost = card_numbers.card_number(2026, 317)

    assert card_checks.check(desk, lost, card_numbers.code_of(str(key), lost)).verdict == "真卡但没有登记"
    assert card_checks.check(desk, lost, "12345678").verdict == "不是本单位的卡"
    assert card_checks.check(desk, lost, None).verdict == "不是本单位的卡"


def test_who_cannot_read_the_key_of_the_year_makes_no_second_one(desk: Desk, tmp_path: Path) -> None:
    first = issue(desk)
    (tmp_path / "旧卡.jpg").write_bytes(b"photo")
    with desk.store.reading() as tx:
        (there,) = [row for row in tx.rows(EVENTS) if row["kind"] == "card.key"]
    with desk.store.transaction() as tx, tx.erasing():
        tx.erase_private(there["position"], "王芳", "李强", "依法抹去")

    with pytest.raises(EventRefusedError, match="请由办事员发卡"):
        issue(desk)
    with pytest.raises(EventRefusedError, match="读不到 2026 年的查验密钥"):
        cards.adopt(desk, "综字043号", tmp_path / "旧卡.jpg", receiver="李强", at="2026-11-02")
    with desk.store.reading() as tx:
        rows = tx.rows(EVENTS)
    assert len([row for row in rows if row["kind"] == "card.key"]) == 1
    assert [row["subject"] for row in rows if row["kind"] == "card.issued"] == [first.card.number]


def test_five_wrong_codes_lock_a_card_for_the_day_and_each_is_logged(desk: Desk) -> None:
    issued = issue(desk)
    for _ in range(5):
        card_checks.check(desk, issued.card.number, "00000000")

    with pytest.raises(CardLockedError, match="5 次"):
        card_checks.check(desk, issued.card.number, issued.code)

    with desk.store.reading() as tx:
        assert len(list(tx.events(("card.queried",)))) == 5
    assert card_checks.check(desk, issued.card.number, None).verdict == "有登记"


def test_nothing_is_issued_while_anything_is_missing(desk: Desk) -> None:
    with pytest.raises(EventRefusedError) as refused:
        cards.issue(desk, NewCard(" ", "", "", "2026-11-02 09:00", phone="123"))

    assert refused.value.fields["count"] == 4
    assert issue(desk).card.number == card_numbers.card_number(2026, 1)


def test_the_holder_and_the_matter_are_private_and_the_key_too(desk: Desk) -> None:
    issue(desk, holder="榴张桂花", phone="13800000000")

    with desk.store.reading() as tx:
        facts = " ".join(row["facts"] for row in tx.rows(EVENTS))
        key = cards.key_of_year(tx, 2026)
    assert not any(word in facts for word in ("榴张桂花", "13800000000", "路灯坏了", str(key)))


def test_two_persons_void_a_card(desk: Desk) -> None:
    issued = issue(desk)

    with pytest.raises(EventRefusedError):
        cards.void(desk, issued.card.number, by="何琳", second="何琳", reason="写错")
    assert cards.void(desk, issued.card.number, by="何琳", second="李静", reason="写错").voided


# -- stages ----------------------------------------------------------------------------------------------------


def stages(desk: Desk, number: str, on: str | None = None) -> list[str]:
    """Return the stages that whoever asks about a card is told."""
    return [each.stage for each in card_checks.answer(desk, number, None, on).stages]


def test_a_card_goes_through_its_stages_with_its_case(desk: Desk) -> None:
    matter = Matter("窗口", "2026-11-02", "路灯坏了", "李国强", channel="31(6)", by="何琳")
    case = cases.open_matter(desk, matter, "2026-11-02").case
    number = issue(desk, case=case).card.number
    assert stages(desk, number) == ["已登记"]
    assert card_checks.answer(desk, number, None, "2026-11-02").next == "2026-11-17"

    cases.add_entry(desk, case, "acceptance_notice", "2026-11-03", served="2026-11-03")
    cases.add_entry(desk, case, "mediation_accepted", "2026-11-04")
    cases.add_entry(desk, case, "concluded", "2026-11-05", served="2026-11-05")
    assert stages(desk, number) == ["已登记", "已告知", "办理中", "已答复"]
    told = calls.note_answers(
        desk, case, calls.Call("2026-11-20 19:00", "电话", "赵敏"), calls.Answers("没有", "办到", "清楚")
    )

    assert told.state == "已回访"
    assert stages(desk, number) == ["已登记", "已告知", "办理中", "已答复", "已回访"]
    assert stages(desk, number, "2026-11-04") == ["已登记", "已告知", "办理中"]


def test_a_matter_that_nobody_may_see_stays_at_the_first_stage_as_another_card_does(desk: Desk) -> None:
    secret = Matter("来信", "2026-11-02", "村主任收了我三万块钱", "赵大山", by="何琳")
    case = cases.open_matter(desk, secret, "2026-11-02").case
    cases.add_entry(desk, case, "acceptance_notice", "2026-11-03", served="2026-11-03")
    sealed, plain = issue(desk, case=case), issue(desk)

    told = (card_checks.answer(desk, one.card.number, None) for one in (sealed, plain))

    first, other = ((each.stage, each.stages, each.next, each.receiver, each.say) for each in told)
    assert first == other
    assert first[-1] == "您的事登记了，2026年11月17日以前应当告知您办理情况，没有接到的，我们马上去催，现在由李强负责。"
    on_time = card_checks.answer(desk, plain.card.number, None, "2026-11-10").say
    assert on_time == "您的事登记了，最迟2026年11月17日告知您办理情况，现在由李强负责。"


def test_a_case_opened_from_a_card_is_its_case(desk: Desk) -> None:
    number = issue(desk).card.number
    matter = Matter("窗口", "2026-11-02", "路灯坏了", "李国强", channel="31(6)", origin=number, by="何琳")
    case = cases.open_matter(desk, matter, "2026-11-02").case
    cases.add_entry(desk, case, "acceptance_notice", "2026-11-03", served="2026-11-03")

    assert stages(desk, number) == ["已登记", "已告知"]


def test_a_card_whose_case_was_opened_later_still_waits_on_the_days_before(desk: Desk) -> None:
    number = issue(desk).card.number
    before = today.items(desk, "2026-11-10")
    matter = Matter("窗口", "2026-11-02", "路灯坏了", "李国强", channel="31(6)", origin=number, by="何琳")
    cases.open_matter(desk, matter, "2026-11-12")

    assert [(item.what, item.subject) for item in before] == [("告知来人", number)]
    assert today.items(desk, "2026-11-10") == before
    assert number not in [item.subject for item in today.items(desk, "2026-11-12")]


def test_a_card_without_a_case_is_moved_on_by_hand(desk: Desk, concluded: Concluded) -> None:
    number = issue(desk).card.number
    assert [item.what for item in today.items(desk, "2026-11-10")] == ["告知来人"]
    cards.move_on(desk, number, "已告知", at="2026-11-10", by="李强")

    assert stages(desk, number) == ["已登记", "已告知"]
    assert today.items(desk, "2026-11-10") == ()
    cards.link(desk, number, concluded(desk, "2026-11-12"), "李强")
    with pytest.raises(EventRefusedError, match="事项台账"):
        cards.move_on(desk, number, "已答复", at="2026-11-12", by="李强")


@pytest.mark.parametrize(
    "at,raw,due", [("2026-09-16 10:00", "2026-10-01", "2026-10-08"), ("2026-11-28 10:00", "2026-12-13", "2026-12-14")]
)
def test_the_notice_is_due_fifteen_days_after_the_card(desk: Desk, at: str, raw: str, due: str) -> None:
    desk = at_day(desk, D(2026, 12, 31))
    issue(desk, at=at)

    (item,) = today.items(desk, at[:10])

    assert (item.raw, item.due, item.owner) == (raw, due, "李强")


@pytest.mark.parametrize("day", twenty_days("S3"))
def test_twenty_cards_and_their_draws_are_due_when_the_second_library_says(desk: Desk, day: dt.date) -> None:
    card = issue(at_day(desk, day), f"{day} 09:00").card

    assert notice_due(desk, FixedRules(), card).due == rolled(day + dt.timedelta(days=15)).isoformat()
    frozen = FixedRules().due_in_month("抽样封存", day.year, day.month, Calendar())
    assert frozen.due == rolled(day.replace(day=1)).isoformat()


def test_the_register_of_a_day_shows_gaps_and_who_got_no_card(desk: Desk) -> None:
    def at_the_window(person: str) -> str:
        matter = Matter("窗口", "2026-11-20", f"{person}的路灯坏了", person, channel="31(6)", by="何琳")
        return cases.open_matter(desk, matter, "2026-11-20").case

    first = issue(desk, "2026-11-20 09:00", case=at_the_window("王芳")).card.number
    issue(desk, "2026-11-19 09:00")
    last = issue(desk, "2026-11-20 11:00").card.number
    forgotten = at_the_window("李国强")

    found = card_checks.of_day(desk, "2026-11-20")

    assert [line.card for line in found.cards] == [first, last]
    assert (found.missing, found.without_card) == (("2026-00002",), (forgotten,))
    assert all(line.late for line in found.cards)
    assert "断号：2026-00002" in run(desk, "card", "day", "2026-11-20")
    assert "（补登）" in run(desk, "card", "show", first)


# -- older cards and hand-over ---------------------------------------------------------------------------------


def test_a_card_of_2019_is_found_by_its_print_with_all_its_receivers(desk: Desk, tmp_path: Path) -> None:
    photo = tmp_path / "旧卡.JPG"
    photo.write_bytes(b"a photo")
    adopted = cards.adopt(desk, "综字043号", photo, receiver="王芳", at="2019-05-06")
    handover.make(desk, "王芳", "李强", on="2021-03-31", by="何琳", witness="王敏")
    handover.make(desk, "李强", "赵敏", on="2024-06-30", by="何琳", witness="王敏")

    told = card_checks.answer(desk, "综字43", None)

    assert told.next is None, "whoever holds it waits for no notice of 2019"
    assert adopted.number not in {item.subject for item in today.items(desk) if item.what == "告知来人"}
    assert (told.verdict, told.card, told.receiver) == ("有登记", adopted.number, "赵敏")
    assert [(each.name, each.first, each.last) for each in told.receivers] == [
        ("王芳", "2019-05-06", "2021-03-31"),
        ("李强", "2021-04-01", "2024-06-30"),
        ("赵敏", "2024-07-01", None),
    ]
    kept = desk.workspace.root / "cards" / f"{adopted.number}.jpg"
    assert kept.read_bytes() == b"a photo"
    with pytest.raises(RepeatedError, match=adopted.number):
        cards.adopt(desk, "综字43", photo, receiver="王芳", at="2019-05-06")


def test_an_older_card_without_a_photo_is_not_adopted(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="找不到文件"):
        cards.adopt(desk, "综字043号", tmp_path / "没有.jpg", receiver="王芳", at="2019-05-06")

    with pytest.raises(UnknownNumberError):
        cards.void(desk, "综字043号", by="何琳", second="李静", reason="写错")


def test_nobody_leaves_with_seven_cards_and_no_successor(desk: Desk) -> None:
    numbers = [issue(desk).card.number for _ in range(7)]

    with pytest.raises(handover.NoSuccessorError) as refused:
        handover.make(desk, "李强", None, on="2026-12-31", by="何琳")

    assert refused.value.fields["count"] == 7
    assert all(number in str(refused.value) for number in numbers)
    handover.make(desk, "李强", "赵敏", on="2026-12-31", by="何琳")
    (first, *_) = numbers
    later = at_day(desk, D(2027, 1, 5))
    assert card_checks.answer(later, first, None, "2026-12-31").receiver == "李强"
    assert card_checks.answer(later, first, None, "2027-01-01").receiver == "赵敏"


def test_who_handed_over_on_a_day_hands_over_to_nobody_else_on_it(desk: Desk) -> None:
    number = issue(desk).card.number
    made = handover.make(desk, "李强", "赵敏", on="2026-11-30", by="何琳")

    for name in ("李强", "李 强"):
        with pytest.raises(EventRefusedError, match="已经交给赵敏；要交给别人，由赵敏再交接一次"):
            handover.make(desk, name, "钱多", on="2026-11-30", by="何琳")
    again = handover.make(desk, "赵敏", "钱多", on="2026-12-01", by="何琳")
    assert [item.subject for item in again.moved] == [number]
    assert made.file != again.file
    assert "赵敏" in Path(made.file).name
    with pytest.raises(WrongValueError, match="一个人交给一个人"):
        handover.make(desk, "赵敏", "钱多、孙辉", on="2026-12-02", by="何琳")


def test_what_is_open_is_a_persons_however_the_name_is_written(desk: Desk) -> None:
    number = issue(desk).card.number

    assert [item.subject for item in handover.open_items(desk, "李 强同志")] == [number]
    handover.make(desk, "李 强", "赵敏", on="2026-11-30", by="何琳")
    assert handover.open_items(desk, "李强", "2026-12-01") == ()


def test_ten_lines_are_handed_over(desk: Desk, concluded: Concluded) -> None:
    for _ in range(7):
        issue(desk)
    case = concluded(desk, "2026-11-20", "修路灯|2026-12-20|李强", "补发工钱|2026-12-25|李强")
    duties.begin(desk, duties.Appointment("李强", "镇纪委", "2026-01-01"), "何琳")

    made = handover.make(desk, "李强", "赵敏", on="2026-12-31", by="何琳", witness="王芳")

    assert [item.what for item in made.moved] == ["首问卡"] * 7 + ["案后回访", "答应的事", "答应的事"]
    assert Path(made.file).exists()

    def owners(on: str) -> set[str]:
        # The list of the month before is frozen by another post.
        return {item.owner for item in today.items(desk, on) if item.what != "封存抽样名单"}

    assert (owners("2026-12-31"), owners("2027-01-01")) == ({"李强"}, {"赵敏"})
    assert handover.open_items(desk, "李强", "2027-01-01") == ()
    assert case in {item.subject for item in made.moved}


def test_a_note_that_waits_for_a_reply_is_handed_over_too(desk: Desk) -> None:
    number = ledger.add_note(desk, NewNote("路灯坏了", "2026-11-20", "柳树湾三组", "何琳")).number
    ledger.give_colour(desk, number, Colouring("黄", "2026-11-20 20:00", "何琳"))
    ledger.forward(desk, number, Act("2026-11-20 21:00", "何琳"), "李强")

    made = handover.make(desk, "李强", "赵敏", on="2026-11-22", by="何琳", witness="王芳")

    assert [(item.what, item.subject) for item in made.moved] == [("回复", number)]
    assert [item.owner for item in today.items(desk, "2026-11-23")] == ["赵敏"]


@given(st.lists(st.tuples(st.sampled_from("王李赵"), st.sampled_from("王李赵"), st.integers(1, 27)), max_size=6))
def test_on_every_day_an_item_has_one_owner_and_each_follows_the_one_before(moves: list[tuple[str, str, int]]) -> None:
    ends = sorted(((f"2026-10-{day:02d}", a, b) for a, b, day in moves if a != b), key=lambda end: end[0])
    told = object.__new__(duties.Duties)
    told._on = "2026-12-31"
    told._holders = []
    told._ends = [End({"person": a, "to": b, "on": on}) for on, a, b in ends]

    rows = told.owners("王", "2026-10-01")

    for day in range(1, 32):
        on = f"2026-10-{day:02d}"
        there = [name for name, first, last in rows if first <= on and (last is None or on <= last)]
        assert there == [told.owner("王", "2026-10-01", on)]


class End:
    """The end of a duty, with its facts only."""

    def __init__(self, facts: dict[str, str]) -> None:
        self.facts = facts


# -- the command line ------------------------------------------------------------------------------------------


def test_a_card_on_the_command_line(desk: Desk, tmp_path: Path) -> None:
    words = tmp_path / "事.txt"
    words.write_text("榴家里的事", encoding="utf-8")
    options = ("--receiver", "李强", "--post", "综合岗", "--at", "2026-11-02 09:00", "--json")

    issued = json.loads(run(desk, "card", "issue", "--about", f"@{words}", *options))

    assert issued["card"] == card_numbers.card_number(2026, 1)
    assert Path(issued["file"]).exists()
    shown = json.loads(run(desk, "card", "show", issued["card"], "--code", issued["code"], "--json"))
    assert (shown["verdict"], shown["stage"], shown["receiver"]) == ("有登记", "已登记", "李强")
    assert shown["stages"] == [{"stage": "已登记", "at": "2026-11-02 09:00", "late": True}]
    assert "榴" not in json.dumps(shown, ensure_ascii=False) + run(desk, "events", "show", issued["card"])
    run(desk, "card", "show", "2026-00371-80", code=1)
    run(desk, "handover", "make", "李强", "--on", "2026-12-31", "--by", "何琳", code=1)
    listed = json.loads(run(desk, "handover", "list", "李强", "--json"))
    assert [one["subject"] for one in listed["open"]] == [issued["card"]]
    assert desk.events.verify().broken == ()
