"""The server: numbers without names, strangers told nothing, outcomes in the ledger of events, and the fifteen days."""

import concurrent.futures
import datetime as dt
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.parlour.rooms import ALL_DAY, OPERATOR, Clock, ask, made_parlour, served
from toolkit.core import RepeatedError
from toolkit.parlour import outcomes, server
from toolkit.parlour.outcomes import Registration
from toolkit.parlour.reception import Parlour, opened_line, posts
from toolkit.parlour.rooms import LinkEngine, Room
from toolkit.parlour.tickets import Rules
from toolkit.workspace.desk import open_desk

OK, CREATED, UNKNOWN, FULL, REFUSED = 200, 201, 404, 409, 422
DEVICE = "a-device-of-the-test"


def test_twenty_five_at_once_get_twenty_numbers_and_five_telephones(tmp_path: Path) -> None:
    parlour, _ = made_parlour(tmp_path)
    with served(parlour) as address, concurrent.futures.ThreadPoolExecutor(25) as crowd:
        told = list(crowd.map(lambda n: ask(f"{address}/api/take", {}, X_Device=f"{DEVICE}{n}"), range(25)))

    assert Counter(status for status, _ in told) == {CREATED: 20, FULL: 5}
    assert len({answer["number"] for status, answer in told if status == CREATED}) == 20
    assert all("0999-5550126" in answer["say"] for status, answer in told if status == FULL)


def test_one_address_does_not_fill_the_line(tmp_path: Path) -> None:
    parlour, _ = made_parlour(tmp_path, rules=Rules(closes=ALL_DAY.closes))
    with served(parlour) as address:
        told = [ask(f"{address}/api/take", {}, X_Device=f"{DEVICE}{n}") for n in range(7)]
        again = ask(f"{address}/api/take", {}, X_Device=f"{DEVICE}0")
        forged = ask(f"{address}/api/take", {}, X_Device=f"{DEVICE}9", X_Forwarded_For="192.0.2.9")
        ask(f"{address}/api/ticket/{told[0][1]['number']}", {"do": "leave"}, X_Key=told[0][1]["key"])
        after = ask(f"{address}/api/take", {}, X_Device=f"{DEVICE}8")

    assert [status for status, _ in told] == [CREATED] * 5 + [FULL] * 2
    assert "5个人" in told[5][1]["say"]
    assert (again[0], forged[0], after[0]) == (OK, FULL, CREATED)


def test_behind_a_proxy_the_address_is_what_the_proxy_wrote_last(tmp_path: Path) -> None:
    parlour, _ = made_parlour(tmp_path, rules=Rules(each=1, closes=ALL_DAY.closes))
    with served(parlour, behind_proxy=True) as address:
        seen = ["192.0.2.1", "192.0.2.2", "198.51.100.7, 192.0.2.2", ""]
        told = [
            ask(f"{address}/api/take", {}, X_Device=f"{DEVICE}{n}", X_Forwarded_For=a)[0] for n, a in enumerate(seen)
        ]

    assert told == [CREATED, CREATED, FULL, CREATED]


def test_a_stranger_is_told_nothing(tmp_path: Path) -> None:
    parlour, keys = made_parlour(tmp_path)
    with served(parlour) as address:
        mine = ask(f"{address}/api/take", {}, X_Device=DEVICE)[1]
        statuses = [
            ask(f"{address}/api/ticket/{mine['number']}", X_Key="stolen")[0],
            ask(f"{address}/api/ticket/A999", X_Key=mine["key"])[0],
            ask(f"{address}/api/leader", X_Leader="x")[0],
            ask(f"{address}/api/leader", {"do": "call"}, X_Leader=keys["镇长"] + "x")[0],
            ask(f"{address}/api/meetings", {"seats": 3}, X_Operator="x")[0],
        ]
        bad = ask(f"{address}/api/take", {"point": "张三，手机13800000071"}, X_Device=DEVICE + "2")

    assert statuses == [UNKNOWN] * 5
    assert bad[0] == REFUSED
    assert "地名" in bad[1]["say"]


def test_the_server_holds_no_name_and_no_secret(tmp_path: Path) -> None:
    parlour, keys = made_parlour(tmp_path)
    with served(parlour) as address:
        mine = ask(f"{address}/api/take", {"point": "柳树湾", "name": "王桂芳"}, X_Device=DEVICE)[1]
        talk(address, keys["镇长"], parlour, "当场答复")
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert "王桂芳".encode() not in kept
    assert mine["key"].encode() not in kept
    assert DEVICE.encode() not in kept
    page = (Path(outcomes.__file__).parent / "static" / "villager.html").read_text(encoding="utf-8")
    assert not re.search(r"<(?:input|textarea|select)|https?://", page)


def talk(address: str, key: str, parlour: Parlour, outcome: str) -> None:
    """Have the leader with `key` call, talk five minutes and end with `outcome`."""
    assert isinstance(parlour.clock, Clock)
    for wish in ({"do": "call"}, {"do": "begin"}, {"do": "end", "outcome": outcome}):
        assert ask(f"{address}/api/leader", wish, X_Leader=key)[0] == OK
        parlour.clock.now += 60


def test_an_outcome_stands_in_the_ledger_and_its_matter_is_received_on_the_day_of_the_talk(tmp_path: Path) -> None:
    parlour, keys = made_parlour(tmp_path)
    with served(parlour) as address:
        for n, outcome in enumerate(("转入台账", "当场答复")):
            ask(f"{address}/api/take", {}, X_Device=f"{DEVICE}{n}")
            talk(address, keys["镇长"], parlour, outcome)
            parlour.clock.now -= 180  # type: ignore[attr-defined] # the clock of tests
    day = parlour.line.day
    desk = open_desk(tmp_path, today=day)
    answered, raised = outcomes.calls(desk)
    assert (raised.outcome, raised.leader, raised.minutes, raised.waits) == ("转入台账", "镇长", 1, True)
    assert answered.waits

    wish = Registration("李静", "王桂芳", "三组的路灯三个月不亮，要求修好", "柳树湾村三组")
    state = outcomes.register(desk, raised.number, wish)

    assert str(state.received)[:10] == day.isoformat()
    assert next(each for each in outcomes.calls(desk) if each.number == raised.number).case == state.case
    with pytest.raises(RepeatedError):
        outcomes.register(desk, raised.number, wish)
    assert desk.events.verify().broken == ()
    desk.store.close()


def test_a_supervisor_sees_the_line_and_that_the_leader_is_away_and_a_leader_sees_no_such_page(tmp_path: Path) -> None:
    parlour, keys = made_parlour(tmp_path)
    watching, parlour.supervisors = posts(["纪委书记"])
    assert isinstance(parlour.clock, Clock)
    with served(parlour) as address:

        def seen() -> dict[str, Any]:
            status, told = ask(f"{address}/api/supervisor", X_Supervisor=watching["纪委书记"])
            assert status == OK
            return told

        ask(f"{address}/api/take", {"point": "柳树湾"}, X_Device=DEVICE)
        assert (seen()["is_away"], seen()["line"]) == (False, [{"number": "A001", "point": "柳树湾"}])
        parlour.clock.now += 16 * 60
        assert (seen()["is_away"], seen()["idle_s"], seen()["leaders"]) == (True, 16 * 60, ["镇长", "书记"])
        ask(f"{address}/api/leader", {"do": "call"}, X_Leader=keys["镇长"])
        told = seen()
        stranger = ask(f"{address}/api/supervisor", X_Supervisor=keys["镇长"])[0]
        calls = ask(f"{address}/api/leader", {"do": "call"}, X_Leader=watching["纪委书记"])[0]

    assert (told["is_away"], told["held"]) == (False, [{"leader": "镇长", "number": "A001", "state": "called", "s": 0}])
    assert (stranger, calls) == (UNKNOWN, UNKNOWN)


def test_a_restart_goes_on_where_the_line_stood_and_a_line_cut_off_is_left_out(tmp_path: Path) -> None:
    day = dt.date(2026, 11, 30)
    now = dt.datetime.combine(day, dt.time(9)).timestamp()
    line = opened_line(tmp_path, day, Rules())
    taken = line.take(now, DEVICE)
    journal = tmp_path / "2026-11-30.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"what": "taken", "at": 1')

    again = opened_line(tmp_path, day, Rules())

    assert again.mine(taken.number, taken.key)
    again.call("镇长", now)
    assert opened_line(tmp_path, day, Rules()).tickets == again.tickets


def test_a_room_of_a_mediation_is_opened_and_closed_by_who_runs_the_server(tmp_path: Path) -> None:
    parlour, _ = made_parlour(tmp_path)
    with served(parlour) as address:
        status, told = ask(f"{address}/api/meetings", {"seats": 3}, X_Operator=OPERATOR)
        assert (status, len(told["guests"])) == (OK, 2)
        closed = [ask(f"{address}/api/meetings", {"close": told["room"]}, X_Operator=OPERATOR)[1] for _ in range(2)]
        too_many = ask(f"{address}/api/meetings", {"seats": 9}, X_Operator=OPERATOR)

    assert closed == [{"closed": True}, {"closed": False}]
    assert too_many[0] == REFUSED


class Watched(LinkEngine):
    """An engine that notes which rooms were closed."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__("https://meeting.example/1")
        self.closed: list[str] = []

    def close(self, room: Room) -> None:
        """Note the room."""
        self.closed.append(room.number)


def test_a_mediation_ends_at_its_time_though_nobody_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_TIDY_S", 0.05)
    engine = Watched()
    parlour, _ = made_parlour(tmp_path, engine)
    assert isinstance(parlour.clock, Clock)
    with served(parlour) as address:
        told = ask(f"{address}/api/meetings", {"seats": 3, "minutes": 30}, X_Operator=OPERATOR)[1]
        parlour.clock.now += 29 * 60
        time.sleep(0.3)
        assert list(parlour.meetings) == [told["room"]]
        parlour.clock.now += 60
        deadline = time.monotonic() + 20
        while parlour.meetings and time.monotonic() < deadline:
            time.sleep(0.02)
        closed = ask(f"{address}/api/meetings", {"close": told["room"]}, X_Operator=OPERATOR)[1]
        endless = ask(f"{address}/api/meetings", {"seats": 3, "minutes": 100_000}, X_Operator=OPERATOR)

    assert engine.closed == [told["room"]]
    assert closed == {"closed": False}
    assert (endless[0], "分钟" in endless[1]["say"]) == (REFUSED, True)
