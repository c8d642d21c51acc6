"""The page 视频会客厅: what waits to be registered, and what becomes of it."""

import datetime as dt
import socket
import urllib.error
import urllib.request

import pytest

from tests.loop_sample import do
from tests.servers import free_port
from toolkit.cases import cases
from toolkit.core import YehuaError
from toolkit.parlour import due, outcomes
from toolkit.parlour.tickets import ANSWERED
from toolkit.workbench import pages, today
from toolkit.workspace import Desk

BEGAN = dt.datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - local time, as the leader's page records it


@pytest.fixture(autouse=True)
def _two_calls(office: Desk) -> None:
    """End two calls, one to be registered and one that was answered and is registered."""
    for ticket, outcome in (("A002", ANSWERED), ("A001", "转入台账")):
        number = outcomes.number_of(BEGAN.date(), ticket)
        outcomes.record(office, number, leader="镇长", outcome=outcome, began=BEGAN, minutes=12)
        if outcome == ANSWERED:
            do(office, "register_call", number=number, person="李大山", about="问低保怎么办", reply="说清了要哪些材料")


def test_a_call_waits_in_what_is_due_until_it_is_registered(office: Desk) -> None:
    (waits,) = pages.PAGES["parlour"](office, {}).waiting  # type: ignore[attr-defined]
    assert [task.page for task in today.tasks(office) if waits.number in task.what] == ["/parlour"]

    (item,) = due.all_items(office)
    assert item.why.startswith("2026-11-23 09:30 开始的、与镇长的会客已经谈完")

    case = do(office, "register_call", number=waits.number, person="向桂英", about="路灯坏了三个月").number

    page = pages.PAGES["parlour"](office, {})
    assert (page.waiting, len(page.ended)) == ((), 2)  # type: ignore[attr-defined]
    assert [task for task in today.tasks(office) if waits.number in task.what] == []
    assert cases.show_case(office, case).received[:10] == "2026-11-23"


def test_a_call_is_registered_once_and_only_with_who_and_what(office: Desk) -> None:
    number = outcomes.number_of(BEGAN.date(), "A001")
    with pytest.raises(YehuaError, match="反映人"):
        do(office, "register_call", number=number, person=" ", about="路灯坏了")

    do(office, "register_call", number=number, person="向桂英", about="路灯坏了")
    with pytest.raises(YehuaError, match="登记"):
        do(office, "register_call", number=number, person="向桂英", about="路灯坏了")


def test_a_matter_that_cannot_be_opened_leaves_the_call_waiting(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = outcomes.number_of(BEGAN.date(), "A001")
    monkeypatch.setattr(outcomes, "REGISTERED", "parlour.nothing")
    with pytest.raises(Exception, match="parlour"):
        do(office, "register_call", number=number, person="向桂英", about="路灯坏了")
    monkeypatch.undo()

    assert [call.number for call in pages.PAGES["parlour"](office, {}).waiting] == [number]  # type: ignore[attr-defined]
    do(office, "register_call", number=number, person="向桂英", about="路灯坏了")


def test_the_parlour_is_opened_and_closed_from_its_page(office: Desk) -> None:
    given = {
        "leaders": "镇长、党委书记",
        "supervisors": "纪委书记",
        "port": str(free_port()),
        "link": "https://meet.example.cn/1",
    }
    opened = do(office, "open_parlour", **given)
    url = pages.PAGES["parlour"](office, {}).url  # type: ignore[attr-defined]
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own server
        status = answer.status

    assert (status, [line.partition("的页面")[0] for line in opened.lines[1:4]]) == (
        200,
        ["镇长", "党委书记", "纪委书记（督办）"],
    )
    with pytest.raises(YehuaError, match=r"^会客厅：已经开着，村民的网址是 http"):
        do(office, "open_parlour", **given)

    do(office, "close_parlour")
    assert pages.PAGES["parlour"](office, {}).url == ""  # type: ignore[attr-defined]
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(url, timeout=20)  # noqa: S310 - our own server


def test_a_port_that_is_taken_is_told(office: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(YehuaError, match="被占用"):
            do(
                office,
                "open_parlour",
                leaders="镇长",
                port=str(taken.getsockname()[1]),
                link="https://meet.example.cn/1",
            )

    assert pages.PAGES["parlour"](office, {}).url == ""  # type: ignore[attr-defined]
