"""Events of the closed loop: recorded in the one chain, read for any moment, lawfully erased."""

import datetime as dt
import json
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.loop.conftest import Concluded, at_day
from toolkit.cases import cases
from toolkit.chinese.dates import Calendar
from toolkit.commands.cli import main
from toolkit.core.errors import UnknownNumberError, WrongDateError, WrongValueError
from toolkit.loop import events, rules
from toolkit.loop.events import EventRefusedError, View, Wish
from toolkit.store import EVENTS, ClockTurnedBackError, chain, event_kinds, machine_clock
from toolkit.workspace import Desk, open_desk

SAID = "欠了张桂花三千块"


def keep(desk: Desk, wish: Wish) -> events.Event:
    """Record `wish` in a transaction of its own."""
    with desk.store.transaction() as tx:
        return events.record(desk, tx, wish)


def promise(at: str = "2026-11-02", text: str = SAID, by: str = "何琳") -> Wish:
    """Return the wish to note a promise."""
    return Wish("promise.made", "案2026-0001", at, by, {"due": "2026-11-20"}, {"text": text})


def test_an_event_stands_in_the_one_chain_with_its_words_apart(desk: Desk) -> None:
    keep(desk, promise())

    with desk.store.reading() as tx:
        row = tx.row(EVENTS, kind="promise.made")
        assert row is not None
        (event,) = events.of_subject(tx, View("2026-11-23"), "案2026-0001", "promise.")
    assert SAID not in row["facts"]
    assert json.loads(row["private"]) == {"text": SAID}
    assert row["commitment"] == chain.commitment(row["salt"], row["private"])
    assert event.words("text") == SAID
    assert desk.events.verify().broken == ()


def test_erasing_the_private_part_keeps_the_chain_valid(desk: Desk) -> None:
    keep(desk, promise())

    with pytest.raises(UnknownNumberError):
        events.erase(desk, "不存在", by="何琳", second="李强", reason="本人请求")
    assert events.erase(desk, " 案2026－1", by="何琳", second="李强", reason="本人请求") == 1

    with desk.store.reading() as tx:
        (event,) = events.of_subject(tx, View("2026-11-23"), "案2026-0001", "promise.")
    assert event.private is None
    assert desk.events.verify().broken == ()
    assert SAID.encode() not in (desk.workspace.root / "yehua.db").read_bytes()


def test_a_private_part_that_vanished_without_an_order_is_found(desk: Desk) -> None:
    keep(desk, promise())

    with desk.store.transaction() as tx, tx.erasing():
        tx._connection.execute(EVENTS.update().where(EVENTS.c.kind == "promise.made").values(salt=None, private=None))

    (fault,) = desk.events.verify().broken
    assert "没有抹去的记录" in fault


def test_two_persons_order_an_erasure(desk: Desk) -> None:
    with pytest.raises(EventRefusedError, match="同一个人"):
        events.erase(desk, "案2026-0001", by="何琳", second="何琳", reason="本人请求")


def test_who_may_not_see_withheld_words_does_not_erase_them_either(desk: Desk) -> None:
    keep(desk, promise())
    file = desk.workspace.settings_file
    file.write_text(file.read_text("utf-8").replace("may_see = []", 'may_see = ["何琳"]'), "utf-8")
    opened = open_desk(desk.workspace.root, today=desk.today)

    with pytest.raises(WrongValueError, match="没有这个姓名"):
        events.erase(opened, "案2026-0001", by="李强", second="何琳", reason="本人请求")
    assert events.erase(opened, "案2026-0001", by="何琳", second="李强", reason="本人请求") == 1
    opened.store.close()


def test_every_fault_is_told_at_once(desk: Desk) -> None:
    wish = Wish("card.voided", "2026-00001", "2026-12-24", " ", {"reason": "写错"})

    with pytest.raises(EventRefusedError) as refused:
        keep(desk, wish)

    assert refused.value.fields["count"] == 3
    for words in ("--by", "第二个人", "还没有到"):
        assert words in str(refused.value)


def test_a_day_that_does_not_exist_is_refused(desk: Desk) -> None:
    with pytest.raises(WrongDateError):
        keep(desk, promise(at="2026-02-30"))


def test_a_field_that_the_registry_does_not_know_is_a_fault_of_the_program(desk: Desk) -> None:
    with pytest.raises(ValueError, match="no fields"):
        keep(desk, replace(promise(), facts={"telephone": "13800000000"}))


def test_what_was_written_later_is_not_known_before(desk: Desk) -> None:
    keep(desk, promise())

    with desk.store.reading() as tx:
        assert events.of_subject(tx, View("2026-11-23", known="2026-11-02"), "案2026-0001", "promise.") == []


def test_what_is_written_down_a_day_later_is_late() -> None:
    def late(at: str, recorded_at: str) -> bool:
        return events.Event(1, "", "", at, recorded_at, "", None, {}, {}).is_late

    assert not late("2026-11-02 08:00", "2026-11-03 08:00")
    assert late("2026-11-02 08:00", "2026-11-03 08:01")
    assert not late("2026-11-02", "2026-11-04 00:00")
    assert late("2026-11-02", "2026-11-04 00:01")


class TurnedBack(dt.datetime):
    """A machine's clock that stands a year back."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "TurnedBack":
        """Return the moment a year ago."""
        return cls.fromtimestamp(time.time() - 365 * 86400, tz)


def test_a_clock_set_back_is_told_and_nothing_is_back_dated(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(desk, promise())
    monkeypatch.setattr(machine_clock.dt, "datetime", TurnedBack)

    with pytest.raises(ClockTurnedBackError, match="时钟"):
        keep(desk, promise(at="2025-11-02"))


def test_two_persons_correct_a_clock_that_ran_ahead(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(desk, promise())
    with desk.store.transaction() as tx:
        tx.append(chain.news("案2026-0001", "chain.held", {}, moment="2031-01-01T00:00:00+00:00"))
    with pytest.raises(ClockTurnedBackError):
        keep(desk, promise())

    events.correct_clock(desk, by="何琳", second="李强", reason="电池没电，日期乱了")

    keep(desk, promise(text="另一件"))
    monkeypatch.undo()
    assert desk.events.verify().broken == ()


def test_with_a_clock_set_back_no_case_is_opened_and_no_entry_made(
    desk: Desk, concluded: Concluded, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = concluded(desk, "2026-11-02")
    monkeypatch.setattr(machine_clock.dt, "datetime", TurnedBack)

    with pytest.raises(ClockTurnedBackError):
        cases.add_entry(desk, case, "performance", "2026-11-03", again=True)
    with pytest.raises(ClockTurnedBackError):
        concluded(desk, "2026-11-02")
    monkeypatch.undo()
    assert [entry.kind for entry in cases.show_case(desk, case).entries] == ["opened", "concluded"]


@pytest.mark.parametrize("recorded_at,words", [("2025-01-01", "隔了半年以上"), ("2031-01-01", "还早")])
def test_a_doubtful_clock_is_said_by_every_command_of_the_loop(desk: Desk, recorded_at: str, words: str) -> None:
    assert events.clock_remarks(desk) == ()
    with desk.store.transaction() as tx:
        tx.append(chain.news("案2026-0001", "chain.held", {}, moment=f"{recorded_at}T00:00:00+00:00"))

    for asked in (("today",), ("walk", "list"), ("followup", "due"), ("handover", "list", "李静")):
        ended = CliRunner().invoke(main, [*asked, "--json", "--workspace", str(desk.workspace.root)])
        assert ended.exit_code == 0, ended.output
        assert words in ended.stderr
    told = CliRunner().invoke(main, ["today", "--json", "--workspace", str(desk.workspace.root)])
    assert words in json.loads(told.stdout)["clock"][0]


def test_a_rule_counts_from_its_day_and_a_past_day_keeps_its_own(desk: Desk) -> None:
    rules.set_rule(at_day(desk, dt.date(2026, 11, 10)), "绿色答复", "５", since="2026-11-10", by="何琳", second="李静")

    def on(day: str) -> int:
        with desk.store.reading() as tx:
            return rules.Rules(tx, View(day)).number("绿色答复")

    assert [on("2026-11-09"), on("2026-11-10")] == [3, 5]


WRONG_RULES = [
    ("没有这条", "3"),
    ("绿色答复", "0"),
    ("绿色答复", "三天"),
    ("绿色答复", "2周"),
    ("卡告知", "16"),
    ("卡告知", "3周"),
    ("回访", "0周"),
    ("问题一", " "),
    ("抽样封存", "第5个周四"),
    ("抽样封存", "十号"),
]


@pytest.mark.parametrize("name,value", WRONG_RULES)
def test_a_rule_that_makes_no_sense_is_refused(desk: Desk, name: str, value: str) -> None:
    with pytest.raises(Exception, match=r"要写|可以写"):
        rules.set_rule(desk, name, value, since="2026-12-10", by="何琳", second="李静")


def test_a_rule_is_changed_for_no_day_that_is_over_and_a_limit_or_a_post_by_two(desk: Desk) -> None:
    for second, fault in (("李静", "已经过去"), (None, "两个人")):
        since = "2026-01-01" if second else "2026-12-01"
        for name, value in (("红色次数", "999"), ("回访", "900"), ("回访岗位", "综治中心")):
            with pytest.raises(EventRefusedError, match=fault):
                rules.set_rule(desk, name, value, since=since, by="何琳", second=second)
    with pytest.raises(EventRefusedError, match="同一个人"):
        rules.set_rule(desk, "红色次数", "4", since="2026-12-01", by="何琳", second="何 琳")

    rules.set_rule(desk, "红色次数", "4", since="2026-12-01", by="何琳", second="李静")
    rules.set_rule(desk, "办公电话", "0571-12345678", since="2026-12-01", by="何琳")


def test_a_limit_may_be_set_in_weeks_and_a_day_of_the_month_as_an_nth_weekday(desk: Desk) -> None:
    then = at_day(desk, dt.date(2026, 11, 1))
    rules.set_rule(then, "回访", "２周", since="2026-11-01", by="何琳", second="李静")
    rules.set_rule(then, "抽样封存", "第2个周四", since="2026-11-01", by="何琳", second="李静")

    with desk.store.reading() as tx:
        standing = rules.Rules(tx, View("2026-11-23"))
    assert standing.due_after("回访", dt.date(2026, 11, 2), Calendar()).due == "2026-11-16"
    assert standing.due_after("回访", dt.date(2026, 10, 30), Calendar()).raw == "2026-11-14"
    assert standing.number("回访", "2026-11-02") == 14
    assert standing.due_in_month("抽样封存", 2026, 11, Calendar()).due == "2026-11-12"
    assert standing.due_in_month("抽样封存", 2026, 10, Calendar()).due == "2026-10-08"


@given(st.permutations(range(5)))
def test_any_order_of_writing_down_reads_the_same(order: list[int]) -> None:
    written = [
        events.Event(n, "案", kind, at, "2026-11-23 08:00", "何琳", None, {"due": str(n)}, {})
        for n, (kind, at) in enumerate(
            [
                ("promise.made", "2026-11-02"),
                ("promise.done", "2026-11-02"),
                ("call.tried", "2026-11-02 08:00"),
                ("promise.made", "2026-11-02 08:00"),
                ("promise.made", "2026-11-01"),
            ]
        )
    ]
    shuffled = [replace(written[n], position=place) for place, n in enumerate(order)]

    def read(listed: list[events.Event]) -> list[tuple[str, str]]:
        return [(event.kind, event.at) for event in events.in_order(listed)]

    assert read(shuffled) == read(written)


def test_every_kind_of_the_registry_has_a_name_and_fields() -> None:
    assert all(kind.name and (kind.facts or kind.private) for kind in event_kinds.kinds().values())
    assert not any(kind.facts & kind.private for kind in event_kinds.kinds().values())
