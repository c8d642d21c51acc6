"""Repeats: told again in other words they are found, with the reason; other matters of the same people are not."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.core.errors import UnknownNumberError, WrongValueError
from toolkit.grievances import editing, lists, repeats
from toolkit.grievances.register import close_list, confirm_grievances, judge_accusations
from toolkit.grievances.repeats import Known, Source, When
from toolkit.records import Colour, Evidence, Fact, Grievance, Passage, Repeat, Subject

# Two meetings of invented people; the second repeats three matters of the first in other words, and has two new
# ones by known people, and one like an old one from elsewhere.
FIRST = (
    "大家好，我叫罗光明，住在柳树湾四组。我们四组那口堰塘漏了一年多，栽秧的时候放不出水，十几户的田都干起了。",
    "我叫毛素琴，是石桥村三组的。隔壁唐老四养了二十几头羊，羊圈就挨着我家灶房，臭得很，苍蝇到处飞。",
    "我叫夏兴旺，是柳树湾一组的。我在镇上的木材厂做了五个月，老板拖欠我的工资一万二千元，一直不给。",
    "我叫段永福，住在石桥村四组。我今年七十六了，高龄补贴从三月份就没有发到卡上。",
)
SECOND = (
    "我是柳树湾四组的罗光明。上回讲过，堰塘还是关不住水，今年插秧又耽搁了，田里没得水，请派人补漏。",
    "我叫毛素琴，石桥村三组的。唐老四家那些羊还在灶房边上，热天臭气熏人，跟他说也不听，你们管不管？",
    "我叫夏兴旺，是柳树湾一组的。木材厂欠我的一万二千元工钱，到今天一分没有拿到，老板电话也打不通。",
    "我叫段永福，住在石桥村四组。我们组上的广播坏了，通知都听不到，请来修一下。",
    "我叫梅小容，是石桥村一组的。我家门口的路灯不亮了，晚上看不见路。",
    "我叫古天顺，住在桃花坪二组，我们那里有个堰塘也在漏，田里放不出水。",
)
LATER = dt.date(2026, 10, 24)


def facts(number: str, text: str, **more: str) -> Grievance:
    said = {name: Fact(value, (Evidence("s1", 0, 1),), 0.9) for name, value in more.items()}
    return Grievance(
        1, (Passage("s1", "s1", 0, 9),), 0.0, text, text[:9],
        Subject(None, None, 0, unsure=True, candidates=(), evidence=()),
        ("申诉求决",), Colour(None, "", ()), **said, number=number,
    )  # fmt: skip


def source(*known: Known, gone: tuple[str, ...] = ()) -> Source:
    rows = [(one.number, None if one.number in gone else one) for one in known]
    return Source(len(rows), lambda key: f"行{key}" if 0 < key <= len(rows) else "", lambda key: iter(rows[key:]))


LAMP = Known("诉1", "夜话一", "2026-08-01", "村口的路灯坏了三个月没人修", "韩小川", "柳树湾三组", None, None)
NEW = facts("", "路灯坏了还没有修", person="韩小川", home="三组")


@pytest.fixture
def found(desk, heard):  # noqa: ANN001, ANN201
    """Give the second meeting's grievances, the first having been confirmed."""
    first = heard(*FIRST)
    ordinals = [one.ordinal for one in lists.find_grievances(desk, first).grievances]
    assert len(ordinals) == len(FIRST)
    confirm_grievances(desk.store, first, ordinals, {}, "田小禾")
    close_list(desk.store, first, "何琳")
    return lists.find_grievances(desk, heard(*SECOND, held_on=LATER, mark="2"))


def test_a_second_meeting_in_other_words_repeats_three_and_no_more(found) -> None:  # noqa: ANN001
    offered = {one.ordinal: [repeat.number[-2:] for repeat in one.repeat_of] for one in found.grievances}

    assert len(found.grievances) == len(SECOND)
    assert offered == {1: ["01"], 2: ["02"], 3: ["03"], 4: [], 5: [], 6: []}


def test_the_reason_says_what_is_the_same_and_when_it_was_said(found) -> None:  # noqa: ANN001
    (repeat,) = found.grievances[0].repeat_of

    assert "反映人同为“罗光明”" in repeat.reason
    assert "“堰塘”" in repeat.reason
    assert repeat.reason.endswith("（2026-09-25 已反映）。")
    assert not repeat.confirmed


def test_a_person_confirms_or_refuses_and_the_list_keeps_it(desk, found) -> None:  # noqa: ANN001
    code = found.transcript.recording
    one, two, _ = confirm_grievances(desk.store, code, [1, 2, 3], {}, "田小禾")
    (earlier,), (other,) = (given.repeat_of for given in (one, two))

    confirmed = editing.confirm_repeat(desk, one.number, earlier.number, by="田小禾")
    refused = editing.refuse_repeat(desk, two.number, other.number, "不是同一群羊", by="田小禾")
    anew = lists.find_grievances(desk, code).grievances

    assert [(given.number, given.confirmed, given.reason) for given in confirmed.repeat_of] == [
        (earlier.number, True, earlier.reason)
    ]
    assert refused.repeat_of == ()
    assert (anew[0].repeat_of, anew[1].repeat_of) == (confirmed.repeat_of, ())


def test_a_repeat_nobody_offered_can_be_named_by_a_person(desk, found) -> None:  # noqa: ANN001
    (one,) = confirm_grievances(desk.store, found.transcript.recording, [5], {}, "田小禾")
    earlier = found.grievances[0].repeat_of[0].number

    named = editing.confirm_repeat(desk, one.number, earlier, by="田小禾")

    assert named.repeat_of == (Repeat(earlier, 1.0, "由人认定。", confirmed=True),)
    with pytest.raises(WrongValueError, match="不能是它自己的重复"):
        editing.confirm_repeat(desk, one.number, one.number)
    with pytest.raises(UnknownNumberError):
        editing.confirm_repeat(desk, one.number, "夜话2026-08-柳树湾-诉99")


def test_earlier_means_another_meeting_before(tmp_path: Path) -> None:
    asked = [
        repeats.of(tmp_path / "a.db", source(LAMP), [NEW], when)[0]
        for when in (When(), When("夜话二", "2026-09-01"), When("夜话二", "2026-08-01"), When("夜话一", "2026-09-01"))
    ]

    assert [len(one) for one in asked] == [1, 1, 0, 0]


def test_a_misheard_name_and_text_are_found_by_their_sound(tmp_path: Path) -> None:
    misheard = facts("", "路等坏了还没有休", person="寒小穿", home="柳树弯三组")

    assert repeats.of(tmp_path / "a.db", source(LAMP), [misheard], When())[0]


def test_the_same_trouble_elsewhere_is_no_repeat(tmp_path: Path) -> None:
    (offered,) = repeats.of(
        tmp_path / "a.db", source(LAMP, replace(LAMP, number="诉2", text="低保停了")), [NEW], When()
    )
    assert [one.number for one in offered] == ["诉1"]
    elsewhere = facts("", "村口的路灯坏了两个月没人修", person="梅小容", home="石桥村一组")
    assert repeats.of(tmp_path / "a.db", source(LAMP), [elsewhere], When()) == ((),)


def test_withdrawn_and_changed_grievances_are_known_as_they_are_now(tmp_path: Path) -> None:
    index = tmp_path / "a.db"
    assert repeats.of(index, source(LAMP), [NEW], When())[0]

    changed = source(LAMP, replace(LAMP, text="低保被停了", person="梅小容", home=None))
    assert repeats.of(index, changed, [NEW], When()) == ((),)
    assert repeats.of(tmp_path / "b.db", source(LAMP, LAMP, gone=("诉1",)), [NEW], When()) == ((),)


def test_what_is_withheld_is_in_no_index_and_is_forgotten_when_it_is_judged_later(desk, heard) -> None:  # noqa: ANN001
    first = heard(*FIRST)
    ordinals = [one.ordinal for one in lists.find_grievances(desk, first).grievances]
    confirm_grievances(desk.store, first, ordinals, {}, "田小禾")
    index = desk.workspace.index_file.with_name("repeats.db")
    second, name = heard(*SECOND, held_on=LATER, mark="2"), "罗光明".encode()

    offered, kept = [], []
    for judged in (lambda: None, lambda: close_list(desk.store, first, "何琳"), accuse_first):
        judged() if judged is not accuse_first else accuse_first(desk, first)
        offered.append(len(lists.find_grievances(desk, second).grievances[0].repeat_of))
        kept.append(name in index.read_bytes())

    assert offered == [0, 1, 0]
    assert kept == [False, True, False]


def accuse_first(desk, code: str) -> None:  # noqa: ANN001
    """Judge the first grievance of `code` to be an accusation."""
    judge_accusations(desk.store, code, [1], "yes", "何琳")


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_broken_index_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.db").write_bytes(content)

    assert repeats.of(tmp_path / "a.db", source(LAMP), [NEW], When())[0]


def test_an_index_of_another_store_is_made_anew(tmp_path: Path) -> None:
    other = Source(1, lambda _: "别的行", lambda key: iter([("诉9", replace(LAMP, number="诉9"))][key:]))
    repeats.of(tmp_path / "a.db", other, [NEW], When())

    (offered,) = repeats.of(tmp_path / "a.db", source(LAMP), [NEW], When())

    assert [one.number for one in offered] == ["诉1"]


def test_nothing_said_repeats_nothing(tmp_path: Path) -> None:
    assert repeats.of(tmp_path / "a.db", source(), [facts("", "")], When()) == ((),)
    assert repeats.of(tmp_path / "a.db", source(LAMP), [facts("", "。")], When()) == ((),)
