"""A panel asked for by HTTP answers as over a socket: in order, with its buffers, and to nobody without the token."""

import base64
import json
import time
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import keep_two
from tests.servers import TOKEN, Served, asked, cookie_of, serving
from toolkit.grievances import access_log
from toolkit.workspace import open_desk


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """Give a server at a workspace with two recordings, and the address at which the first one's grievances are."""
    top = tmp_path_factory.mktemp("asked")
    desk = open_desk(top / "工作文件夹")
    code = keep_two(desk).code
    access_log.close(desk, code, "何琳", sure=True)
    desk.store.close()
    with serving(top / "工作文件夹", top / "server") as served:
        yield served, f"{served.address}/yehua/asking/grievances?token={TOKEN}&code={urllib.parse.quote(code)}"


class Page:
    """What a page without a socket does: it asks, takes the frames, and says how many it took."""

    def __init__(self, address: str) -> None:
        """Open the panel."""
        self.address, self.line, self.taken = address, "", 0
        self.frames: list[Any] = []
        self.ask()

    def ask(self, *questions: dict[str, Any]) -> None:
        """Ask, and go on until every question is answered."""
        is_open, left = True, list(questions)
        while is_open:
            body = json.dumps({"line": self.line, "taken": self.taken, "questions": left})
            status, _, text = asked(self.address, body.encode())
            assert status == 200, text
            answer, left = json.loads(text), []
            self.line, is_open = answer["line"], answer["open"]
            self.taken = answer["taken"] + len(answer["frames"])
            self.frames += [json.loads(one) if isinstance(one, str) else one for one in answer["frames"]]

    def answers(self) -> list[str]:
        """Return the ids of the questions that were answered, in order."""
        return [frame["re"] for frame in self.frames if "re" in frame]


def test_questions_are_answered_in_their_order_and_no_frame_comes_twice(asking: tuple[Served, str]) -> None:
    page = Page(asking[1])
    page.ask(*({"ask": "open", "id": str(n)} for n in range(5)))
    page.ask({"ask": "nothing", "id": "last"})

    assert "state" in page.frames[0]
    assert page.answers() == ["0", "1", "2", "3", "4", "last"]
    assert "认不出来" in page.frames[-1]["refused"]


def test_frames_are_sent_again_until_the_page_took_them(asking: tuple[Served, str]) -> None:
    page = Page(asking[1])
    page.taken = 0  # the answer was lost on its way

    page.ask()

    assert [list(frame) for frame in page.frames] == [["state"], ["state"]]


def test_what_one_page_does_another_is_told_at_its_next_question(asking: tuple[Served, str]) -> None:
    first, second = Page(asking[1]), Page(asking[1])
    for page in (first, second):
        page.ask({"ask": "open", "id": "1"})
    matter = first.frames[-1]["rows"][0]["matter"]
    first.ask({"ask": "heard", "id": "2", "key": "k", "matter": matter})

    until = time.monotonic() + 10
    while not any(frame.get("tell") == "state" for frame in second.frames) and time.monotonic() < until:
        second.ask()

    assert any(frame.get("tell") == "state" for frame in second.frames)


def test_the_wave_of_a_recording_comes_as_bytes(asking: tuple[Served, str]) -> None:
    page = Page(asking[1].replace("grievances", "corrector"))
    page.ask({"ask": "peaks", "id": "1"})
    until = time.monotonic() + 30
    while not any("tell" in frame for frame in page.frames) and time.monotonic() < until:
        time.sleep(0.1)
        page.ask()

    told = next(frame for frame in page.frames if "tell" in frame)
    assert (told["tell"], told["buffers"]) == ("peaks", 1)
    assert len(base64.b64decode(page.frames[-1]["base64"])) == 10 * told["per_second"]


def test_a_page_that_was_left_is_forgotten_and_an_unknown_one_must_open_anew(asking: tuple[Served, str]) -> None:
    page = Page(asking[1])
    body = json.dumps({"line": page.line, "taken": 0, "questions": []}).encode()
    assert asked(page.address, body)[0] == 200

    assert asked(f"{page.address}&line={page.line}", method="DELETE")[0] == 200

    assert asked(page.address, body)[0] == 410


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"7",
        b"{}",
        b'{"line": 1, "taken": 0, "questions": []}',
        b'{"line": "", "taken": true, "questions": []}',
        b'{"line": "", "taken": 0, "questions": [7]}',
    ],
)
def test_a_body_of_another_shape_is_refused(asking: tuple[Served, str], body: bytes) -> None:
    assert asked(asking[1], body)[0] == 400


def test_nobody_without_token_or_from_another_page_is_answered(asking: tuple[Served, str]) -> None:
    served, address = asking
    bare = address.replace(f"token={TOKEN}&", "")
    body = b'{"line": "", "taken": 0, "questions": []}'
    cookie = cookie_of(served)
    mark = cookie.split("_xsrf=")[1].split(";")[0]

    assert asked(bare, body)[0] == 403
    assert asked(bare, body, Cookie=cookie)[0] == 403
    assert asked(bare, body, Cookie=cookie, **{"X-XSRFToken": mark})[0] == 200
    assert asked(address.replace("grievances", "nothing"), body)[0] == 404
