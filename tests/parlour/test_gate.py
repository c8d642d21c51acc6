"""The gate to Janus: a used link lists nobody and hears nothing, and only what the page says passes."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.parlour.rooms import PLUGIN, made_parlour, served, tabs
from tests.servers import free_port
from toolkit.parlour import gate
from toolkit.parlour.janus import JanusEngine, library

needs_janus = pytest.mark.skipif(library() is None, reason="Janus is not on this machine (Debian: janus)")
FORBIDDEN, NO_SEAT = 403, 433


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, JanusEngine]]:
    """Give the address of a gate and its Janus."""
    port = free_port()
    engine = JanusEngine(base=f"http://127.0.0.1:{port}")
    try:
        with served(made_parlour(tmp_path_factory.mktemp("厅"), engine)[0], port):
            yield f"ws://127.0.0.1:{port}/janus", engine
    finally:
        engine.stop()


def link(url: str) -> dict[str, str]:
    """Return room, PIN and token of an address."""
    words = dict(parse_qsl(urlsplit(url).fragment))
    return {name: words[name] for name in ("room", "pin", "token")}


@needs_janus
def test_with_all_tokens_spent_a_stranger_lists_nobody_and_subscribes_to_nobody(house: tuple[str, JanusEngine]) -> None:
    address, engine = house
    room = engine.open("A001", 2, 60)
    guest = link(room.guest_urls[0])
    place = {"room": guest["room"], "pin": guest["pin"]}
    listen = {"request": "join", "ptype": "subscriber", "streams": [{"feed": "1"}], **place}

    async def talk() -> None:
        async with tabs() as at:
            leader, villager = await at(address), await at(address)
            for tab, url in ((leader, room.leader_url), (villager, room.guest_urls[0])):
                joined = await tab.ask(request="join", ptype="publisher", display="x", **link(url))
                assert joined["videoroom"] == "joined"
            own = joined["private_id"]

            stranger = await at(address)
            assert (await stranger.ask(request="listparticipants", room=place["room"]))["code"] == FORBIDDEN
            assert (await stranger.ask(request="join", ptype="publisher", **guest))["error_code"] == NO_SEAT
            assert (await stranger.ask(**listen))["error_code"] == NO_SEAT
            assert (await stranger.ask(**listen, private_id=own))["error_code"] == NO_SEAT
            # Whoever has a seat is authorised; there is no such feed yet.
            villager.handle = (await villager.say(janus="attach", plugin=PLUGIN))["data"]["id"]
            assert (await villager.ask(**listen, private_id=own))["error_code"] == 428

    asyncio.run(talk())


@needs_janus
def test_a_token_works_once_however_the_wish_is_spelt(house: tuple[str, JanusEngine]) -> None:
    address, engine = house
    guest = link(engine.open("A002", 2, 60).guest_urls[0])

    async def tries() -> None:
        async with tabs() as at:
            for request, ptype in (("joinandconfigure", "publisher"), ("JOIN", "publisher"), ("join", "Publisher")):
                tab = await at(address)
                assert (await tab.ask(request=request, ptype=ptype, **guest))["code"] == FORBIDDEN
            mistyped = await (await at(address)).ask(request="join", ptype="publisher", **{**guest, "pin": "x"})
            assert mistyped["error_code"] == NO_SEAT
            assert (await (await at(address)).ask(request="join", ptype="publisher", **guest))["videoroom"] == "joined"
            again = await (await at(address)).ask(request="join", ptype="publisher", **guest)
            assert again["error_code"] == NO_SEAT

    asyncio.run(tries())


@needs_janus
def test_the_error_of_another_message_does_not_give_a_token_back(house: tuple[str, JanusEngine]) -> None:
    address, engine = house
    guest = link(engine.open("A003", 2, 60).guest_urls[0])

    async def tries() -> None:
        async with tabs() as at:
            tab, same = await at(address), {"transaction": "same", "janus": "message"}
            other = (await tab.say(janus="attach", plugin=PLUGIN))["data"]["id"]
            bad = {**same, "session_id": tab.session, "handle_id": other, "body": {"request": "start"}}
            join = {**bad, "handle_id": tab.handle, "body": {"request": "join", "ptype": "publisher", **guest}}
            for message in (bad, join):
                await tab.line.write_message(json.dumps(message))
            told: list[Any] = []
            while not told or told[-1].get("plugindata", {}).get("data", {}).get("videoroom") != "joined":
                told.append(json.loads(await asyncio.wait_for(tab.line.read_message(), 20) or "{}"))
            assert {each["transaction"] for each in told} == {"same"}
            again = await (await at(address)).ask(request="join", ptype="publisher", **guest)
            assert again["error_code"] == NO_SEAT
            assert guest["token"] not in engine._rooms[guest["room"]].tokens

    asyncio.run(tries())


@needs_janus
def test_a_new_link_for_the_guest_ends_the_ones_before(house: tuple[str, JanusEngine]) -> None:
    address, engine = house
    room = engine.open("A004", 2, 60)
    links = [link(room.guest_urls[0]), *(link(engine.fresh(room)) for _ in range(2)), link(room.leader_url)]

    async def tries() -> None:
        async with tabs() as at:
            told = [await (await at(address)).ask(request="join", ptype="publisher", **each) for each in links]
        assert [each.get("error_code", "in") for each in told] == [NO_SEAT, NO_SEAT, "in", "in"]

    asyncio.run(tries())


SEAT = {"request": "join", "ptype": "publisher", "room": "r", "pin": "p", "token": "t", "display": "A001"}
HEAR = {"request": "join", "ptype": "subscriber", "room": "r", "pin": "p", "private_id": 7, "streams": []}
PAGE = (SEAT, HEAR, {"request": "configure", "audio": True, "video": True}, {"request": "start"}, {"request": "leave"})


def message(body: object) -> dict[str, Any]:
    """Return a message to the video room with `body`."""
    return {"janus": "message", "transaction": "t", "session_id": 1, "handle_id": 2, "body": body}


def test_what_the_page_says_passes() -> None:
    for body in PAGE:
        assert gate.passes(message(body))
    for kind, more in (("create", {}), ("attach", {"plugin": PLUGIN}), ("keepalive", {}), ("destroy", {})):
        assert gate.passes({"janus": kind, "transaction": "t", **more})
    assert gate.passes({"janus": "trickle", "transaction": "t", "handle_id": 2, "candidate": {}})


@given(st.sampled_from(PAGE), st.sampled_from(["request", "ptype"]), st.text(max_size=12))
def test_another_word_in_the_place_of_a_request_does_not_pass(body: dict[str, Any], name: str, word: str) -> None:
    known = {"join", "configure", "start", "leave", "publisher", "subscriber"}
    assert word in known or not gate.passes(message({**body, name: word}))


@pytest.mark.parametrize(
    "body",
    [
        {"request": "listparticipants", "room": "r"},
        {"request": "configure", "record": True, "filename": "/tmp/x"},  # noqa: S108 - which Janus would write
        {"request": "rtp_forward", "room": "r"},
        {**SEAT, "id": "1"},
        {**SEAT, "token": 1},
        {**SEAT, "token": ["t"]},
        {**SEAT, "request": ["join"]},
        "join",
        None,
    ],
)
def test_lists_recordings_forwards_and_wrong_kinds_do_not_pass(body: object) -> None:
    assert not gate.passes(message(body))


@pytest.mark.parametrize("kind", ["claim", "info", "hangup", "detach", "Message", "MESSAGE", None, 1, ["message"]])
def test_other_messages_of_janus_do_not_pass(kind: object) -> None:
    assert not gate.passes({**message(SEAT), "janus": kind})
    assert not gate.passes({**message(SEAT), "admin_secret": "x"})
    assert not gate.passes({"janus": "attach", "transaction": "t", "plugin": "janus.plugin.streaming"})
