"""The server lets nobody in without its token or from another page, and answers every fault with a sentence."""

import asyncio
import datetime as dt
import http.client
import json
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from tests.conftest import keep_two
from tests.servers import TOKEN, Served, asked, cookie_of, serving
from toolkit.cases import open_case
from toolkit.grievances import confirm_grievances
from toolkit.practice import year
from toolkit.workspace import open_desk


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server at a workspace with two recordings and a case, whose path has a space and Chinese characters."""
    top = tmp_path_factory.mktemp("served")
    desk = open_desk(top / "工作 文件夹")
    kept = keep_two(desk)
    (grievance,) = confirm_grievances(desk.store, kept.code, [1], {})
    open_case(desk, [grievance.number or ""], "2026-09-28")
    desk.store.close()
    with serving(top / "工作 文件夹", top / "server") as one:
        yield one


def data_of(served: Served, name: str, query: str = "") -> tuple[int, Any]:
    """Return status and content of the data `name`."""
    status, _, text = asked(f"{served.address}/yehua/data/{name}?token={TOKEN}{query}")
    return status, json.loads(text) if text.startswith("{") else text


def told(served: Served, name: str, query: str = "", *questions: dict[str, Any], **headers: str) -> list[Any]:
    """Return what the panel `name` sends first, and its answers to `questions`."""

    async def talk() -> list[Any]:
        address = f"{served.address.replace('http', 'ws')}/yehua/panel/{name}?{query}"
        socket = await websocket_connect(HTTPRequest(address, headers=headers))
        heard = [json.loads(str(await socket.read_message()))]
        for question in questions:
            await socket.write_message(json.dumps(question))
            while "re" not in (message := json.loads(str(await socket.read_message()))):
                pass  # news
            heard.append(message)
        socket.close()
        while await socket.read_message() is not None:
            pass  # until the server has closed it, too
        return heard

    # In a thread of its own: the tests in a browser keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(asyncio.wait_for(talk(), 60))).result()


def status_of_socket(served: Served, name: str, **headers: str) -> int:
    """Return the status with which the server answers whoever asks for the socket of the panel `name`."""
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    line = http.client.HTTPConnection(served.address.removeprefix("http://"), timeout=600)
    try:
        line.request("GET", f"/yehua/panel/{name}", headers={**upgrade, **key, **headers})
        return line.getresponse().status
    finally:
        line.close()


def test_without_the_token_nothing_is_answered(served: Served) -> None:
    for place in ("data/today", "data/meetings", "data/case?case=x"):
        assert asked(f"{served.address}/yehua/{place}")[0] == 403
    assert status_of_socket(served, "inbox") == 403
    assert "工作台" not in asked(f"{served.address}/yehua/")[2]


def test_a_socket_from_another_page_is_refused(served: Served) -> None:
    # A browser sends its cookie wherever a page asks from; only the page's own origin says where that is.
    cookie = cookie_of(served)
    own = {"Cookie": cookie, "Origin": served.address}

    assert "state" in told(served, "inbox", **own)[0]
    assert status_of_socket(served, "inbox", **own) == 101
    assert status_of_socket(served, "inbox", **{**own, "Origin": "http://evil.example"}) == 403


def test_an_act_sent_by_another_page_is_refused(served: Served) -> None:
    # A form on another page carries the browser's cookie, but does not know its XSRF mark.
    cookie = cookie_of(served)
    mark = cookie.split("_xsrf=")[1].split(";")[0]
    address = f"{served.address}/yehua/act/transcribe"

    assert asked(address, b"{}", Cookie=cookie)[0] == 403
    assert asked(address, b"{}", Cookie=cookie, **{"X-XSRFToken": mark})[0] == 400  # it says which field is missing


def test_no_script_but_the_servers_own_files_may_run(served: Served) -> None:
    _, headers, text = asked(f"{served.address}/yehua/?token={TOKEN}")
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";") if " " in part)

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert "onclick" not in text


@pytest.mark.parametrize("name", ["frame", "today", "meetings", "cases", "overview", "settings"])
def test_each_page_is_answered(served: Served, name: str) -> None:
    status, content = data_of(served, name)

    assert status == 200
    assert isinstance(content, dict)


def test_a_number_that_is_not_there_is_told_in_a_sentence(served: Served) -> None:
    status, content = data_of(served, "case", "&case=x")

    assert status == 400
    assert content["refused"].startswith("没有找到事项")


@pytest.mark.parametrize("body", [b"7", b"[]", b"null", b'{"number": 7}', b'{"number": {}}', b"{", b""])
def test_a_body_that_is_no_object_of_texts_is_refused(served: Served, body: bytes) -> None:
    assert asked(f"{served.address}/yehua/act/open_case?token={TOKEN}", body)[0] == 400


def test_a_page_of_practice_writes_nothing_into_the_workspace_for_real_work(served: Served, tmp_path: Path) -> None:
    root = served.root
    lived = open_desk(root / year.FOLDER, today=dt.date(2026, 11, 23))
    lived.workspace.demo_mark.touch()
    lived.store.close()
    (root / year.FOLDER / "样例年.json").write_text("{}", encoding="utf-8")
    address = f"{served.address}/yehua/act/build_policies?token={TOKEN}&practice=year"

    def built(out: Path, release: str) -> tuple[int, str]:
        status, _, text = asked(address, json.dumps({"out": str(out), "release": release}).encode())
        return status, text

    status, text = built(root / "政策词典", "看样子")
    assert status == 400
    assert "现在是练习" in text
    assert not (root / "政策词典").exists()
    assert built(tmp_path / "样子", "看样子")[0] == 200
    status, text = built(tmp_path / "上线", "上线用")
    assert status == 400
    assert "这里是练习用的" in text


@pytest.mark.parametrize("place", ["data/nothing", "script/nothing.js", "style/nothing.css", "act/nothing"])
def test_what_is_no_part_of_the_workbench_is_not_found(served: Served, place: str) -> None:
    body = b"{}" if place.startswith("act") else None

    assert asked(f"{served.address}/yehua/{place}?token={TOKEN}", body)[0] in {403, 404}


@pytest.mark.parametrize("facts", ["../server/server.log", "/etc/passwd", "..%2F..%2F", "facts/../../x.json"])
def test_no_panel_opens_a_file_outside_of_the_workspace(served: Served, facts: str) -> None:
    (first,) = told(served, "papers", f"token={TOKEN}&paper=legal_opinion&facts={facts}")

    assert "refused" in first


def test_a_panel_answers_over_the_socket_as_in_a_notebook(served: Served) -> None:
    code = data_of(served, "meetings")[1]["meetings"][0]["recordings"][0]["code"]
    query = f"token={TOKEN}&code={urllib.parse.quote(code)}&by=%E6%9D%8E%E9%9D%99"

    first, answer, unknown = told(
        served, "grievances", query, {"ask": "open", "id": "1"}, {"ask": "nothing", "id": "2"}
    )

    assert first["state"]["shelf"]
    assert answer["re"] == "1"
    assert [row["status"] for row in answer["rows"]][:1] == ["confirmed"]
    assert unknown["re"] == "2"
    assert "认不出来" in unknown["refused"]


def test_what_one_person_confirms_another_sees(served: Served) -> None:
    code = data_of(served, "meetings")[1]["meetings"][0]["recordings"][0]["code"]
    place = f"{served.address.replace('http', 'ws')}/yehua/panel/grievances?token={TOKEN}"

    async def talk() -> None:
        first, second = [
            await websocket_connect(f"{place}&code={urllib.parse.quote(code)}&by={by}") for by in ("a", "b")
        ]
        matter = ""
        for each in (first, second):
            await each.read_message()
            await each.write_message(json.dumps({"ask": "open", "id": "1"}))
            while "re" not in (message := json.loads(str(await each.read_message()))):
                pass
            matter = message["rows"][0]["matter"]
        await first.write_message(json.dumps({"ask": "heard", "id": "2", "key": "k", "matter": matter}))
        while json.loads(str(await second.read_message())).get("tell") != "state":
            pass
        for each in (first, second):
            each.close()
            while await each.read_message() is not None:
                pass

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(asyncio.wait_for(talk(), 60))).result()


def test_a_panel_of_a_recording_that_is_not_there_says_so(served: Served) -> None:
    (first,) = told(served, "corrector", f"token={TOKEN}&code=x")

    assert "没有找到" in first["refused"]


def test_scripts_and_styles_of_all_panels_are_served(served: Served) -> None:
    for name in ("kit", "inbox", "progress", "corrector", "grievances", "papers", "archive"):
        status, headers, text = asked(f"{served.address}/yehua/script/{name}.js?token={TOKEN}")
        assert status == 200
        assert headers["Content-Type"].startswith("text/javascript")
        assert "export" in text
        assert asked(f"{served.address}/yehua/style/{name}.css?token={TOKEN}")[0] == 200


def test_the_server_stays_small(served: Served) -> None:
    psutil = pytest.importorskip("psutil")
    for name in ("today", "meetings", "cases", "overview"):
        data_of(served, name)

    assert psutil.Process(served.process.pid).memory_info().rss < 400e6


def test_the_log_holds_no_word_that_was_said(served: Served) -> None:
    address = f"{served.address}/yehua/data/find?token={TOKEN}"
    assert asked(address, json.dumps({"words": "路灯"}).encode())[0] == 200
    assert asked(address, json.dumps({"words": "路灯", "date": "无此日"}).encode())[0] == 400
    home = served.root.parent / "server"

    assert "路灯" not in (home / "server.log").read_text(encoding="utf-8", errors="replace")


def put(served: Served, name: str, content: bytes) -> tuple[int, Any]:
    """Return what the server answers to a file sent into the inbox."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{served.address}/yehua/upload?token={TOKEN}",
        data=content,
        headers={"X-File-Name": urllib.parse.quote(name), "Content-Type": "application/octet-stream"},
        method="PUT",
    )
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())


def test_a_file_sent_into_the_inbox_lies_there_byte_for_byte_and_is_never_written_over(served: Served) -> None:
    content = bytes(range(256)) * 40_000
    first, again = put(served, "夜话 录音.MP3", content), put(served, "夜话 录音.MP3", b"other")

    assert first == (200, {"name": "夜话 录音.mp3"})
    assert again[0] == 400
    assert (served.root / "收件箱" / "夜话 录音.mp3").read_bytes() == content


@pytest.mark.parametrize("name", ["../../x.mp3", "..\\..\\y.mp3", "/etc/z.mp3", "C:\\w.mp3", "con.mp3"])
def test_no_name_leads_out_of_the_inbox(served: Served, name: str) -> None:
    before = {path for path in served.root.parent.rglob("*") if path.parent.name != "收件箱"}

    status, content = put(served, name, b"sound")

    assert status == 200
    assert (served.root / "收件箱" / content["name"]).read_bytes() == b"sound"
    assert {path for path in served.root.parent.rglob("*") if path.parent.name != "收件箱"} == before


def test_nothing_is_left_of_a_file_that_was_broken_off(served: Served) -> None:
    host, port = served.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        head = f"PUT /yehua/upload?token={TOKEN} HTTP/1.1\r\nHost: {host}:{port}\r\nX-File-Name: half.mp3\r\n"
        line.sendall(f"{head}Content-Length: 1000000\r\n\r\n".encode() + b"x" * 5000)
        await_file(served)
    deadline = time.monotonic() + 10
    while unfinished(served) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not unfinished(served)
    assert not (served.root / "收件箱" / "half.mp3").exists()


def unfinished(served: Served) -> list[str]:
    """Return the names of files that still arrive."""
    return [path.name for path in (served.root / "收件箱").iterdir() if path.name.startswith(".")]


def await_file(served: Served) -> None:
    """Wait until the first bytes of a file have arrived."""
    deadline = time.monotonic() + 10
    while not unfinished(served) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert unfinished(served)
