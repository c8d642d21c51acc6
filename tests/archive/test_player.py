"""The player page: whole in itself, every word escaped, and in a real browser it plays, follows and finds."""

import base64
import contextlib
import hashlib
import json
import re
import shutil
import subprocess
import time
import urllib.request
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.archive import player
from toolkit.archive.player import View
from toolkit.grievances.accusations.visibility import NOTHING_OPEN, OpenStretches
from toolkit.records import (
    Colour,
    Coverage,
    Engine,
    Evidence,
    Fact,
    Grievance,
    Passage,
    RecordingRef,
    Segment,
    Stretch,
    Subject,
    Transcript,
)

EVIL = '</script><script>document.title="坏"</script><img src=x onerror=alert(1)>@@TITLE@@ "引号" & 和'
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --mute-audio --disable-dev-shm-usage "
    "--remote-debugging-port=0 --window-size=1280,900"
)


def transcript(*texts: str, seconds: float = 5.0) -> Transcript:
    segments = tuple(
        Segment(f"s{n}", n, (n - 1) * seconds, n * seconds, text, speaker="甲" if n < 3 else "乙")
        for n, text in enumerate(texts, start=1)
    )
    ref = RecordingRef("0194-LY·2026-D30-0001", "0" * 64, len(texts) * seconds)
    return Transcript(ref, Engine("made-up", "1", "none", None), segments, (), Coverage(0, 0, ()))


def grievance(ordinal: int, *numbers: int, kind: str = "申诉求决", summary: str = "路灯损坏") -> Grievance:
    passages = tuple(Passage(f"s{n}", f"s{n}", n * 5.0 - 5, n * 5.0) for n in numbers)
    subject = Subject(None, None, 0.0, unsure=True, candidates=(), evidence=())
    kinds: Any = (kind,)
    verdict: Any = "yes" if kind == "检举控告" else "no"
    plain = Grievance(ordinal, passages, passages[0].start_s, "", summary, subject, kinds, Colour("黄", "", ()))
    return replace(plain, accusation=verdict)


def view(*texts: str, grievances: tuple[Grievance, ...] = (), **rest: Any) -> View:
    facts = (("档号", "0194-LY·2026-D30-0001"), ("单位", "青石镇综治中心"))
    secret = tuple(passage for one in grievances if one.accusation != "no" for passage in one.passages)
    where = OpenStretches(is_closed=True, hidden=secret)
    return View("柳树湾院落夜话录音", facts, "声 音·一.wav", transcript(*texts), grievances, open=where, **rest)


class Tags(HTMLParser):
    """Every tag with its attributes, and the text that stands in the lines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and whether a line of words begins."""
        self.tags.append((tag, dict(attrs)))
        self.inside = ("class", "text") in attrs
        if self.inside:
            self.words.append("")

    def handle_endtag(self, _: str) -> None:
        """End a line of words."""
        self.inside = False

    def handle_data(self, data: str) -> None:
        """Take the words of a line."""
        if self.inside:
            self.words[-1] += data


# -- the text of the page --------------------------------------------------------------------------------------


def test_page_refers_to_nothing_but_the_sound() -> None:
    text = player.page(view("好", grievances=(grievance(1, 1),)))
    tags = Tags(text).tags
    links = {value for _, attrs in tags for name, value in attrs.items() if name in {"src", "href"}}
    assert links == {"%E5%A3%B0%20%E9%9F%B3%C2%B7%E4%B8%80.wav", "#g1"}
    assert not re.search(r"https?://|@import|url\(", text)
    assert [tag for tag, attrs in tags if "style" in attrs or any(name.startswith("on") for name in attrs)] == []


def test_policy_allows_exactly_the_script_and_style_inside() -> None:
    text = player.page(view("好"))
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        inside = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in text
    assert "default-src 'none'" in text


@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_words_come_back_from_the_page_as_they_were(words: str) -> None:
    assert Tags(player.page(view(words, EVIL))).words == [words, EVIL]


def test_words_cannot_become_tags() -> None:
    plain = Tags(player.page(view("好", grievances=(grievance(1, 1),), notice="注意"))).tags
    evil = grievance(1, 1, summary=EVIL)
    attacked = view(EVIL, grievances=(evil,), notice=EVIL)
    assert [tag for tag, _ in Tags(player.page(attacked)).tags] == [tag for tag, _ in plain]


def test_grievances_are_chapters_in_order_of_time() -> None:
    text = player.page(view("一", "二", "三", grievances=(grievance(2, 3), grievance(1, 2))))
    assert re.findall(r'<li><a href="#g(\d)" data-start="(\d+)"', text) == [("1", "5"), ("2", "10")]
    assert text.index('id="g1"') < text.index(">二<") < text.index('id="g2"') < text.index(">三<")


def test_each_fact_of_a_chapter_plays_the_words_it_was_taken_from() -> None:
    fact = Fact('王"桂芳', (Evidence("s2", 2, 5),), 0.9)
    one = Grievance(**{**vars(grievance(1, 1, 2)), "person": fact, "home": Fact("三组", (), 0.9)})

    text = player.page(view("一句", "我叫王桂芳", grievances=(one,)))

    assert re.findall(r'<button type="button" data-start="(\d+)" title="原话：(.*?)">(.*?)</button>', text) == [
        ("5", "王桂芳", "反映人：王&#34;桂芳")
    ]


def test_matter_taken_up_again_is_marked_as_such() -> None:
    text = player.page(view("一", "二", "三", grievances=(grievance(1, 1, 3),)))
    assert text.count('id="g1"') == 1
    assert "路灯损坏（续）</h3>" in text


def test_heading_finds_its_place_when_segments_were_split() -> None:
    gone = Grievance(**{**vars(grievance(1, 2)), "passages": (Passage("old", "old", 5.5, 9.0),)})
    text = player.page(view("一", "二", "三", grievances=(gone,)))
    assert text.index(">一<") < text.index('id="g1"') < text.index(">二<")


def test_accusations_are_left_out_in_words_and_chapters() -> None:
    accusing = grievance(2, 2, kind="检举控告", summary="有人收钱")
    other = Grievance(**{**vars(grievance(1, 1)), "request": Fact("要求退还", (Evidence("s2", 0, 3),), 0.9)})
    text = player.page(view("一句", "收了钱", "三句", grievances=(other, accusing)))
    assert "收了钱" not in text
    assert "有人收钱" not in text
    assert text.count("文字不在本页显示") == 1
    assert Tags(text).words[0::2] == ["一句", "三句"]


def test_a_page_shows_no_word_unless_something_says_that_it_may() -> None:
    unjudged = replace(grievance(1, 1), accusation="unjudged")
    text = player.page(replace(view("水管爆了", "没人来修", grievances=(unjudged,)), open=NOTHING_OPEN))
    assert not any(words in text for words in ("水管爆了", "没人来修", "路灯损坏"))


def test_speech_without_text_is_not_hidden() -> None:
    base = view("一", "二")
    assert base.transcript is not None
    gap = Transcript(**{**vars(base.transcript), "coverage": Coverage(12, 10, (Stretch(4.0, 4.9),))})
    text = player.page(View(base.title, base.facts, base.audio, gap, (), open=base.open))
    assert text.index(">一<") < text.index("00:00:04.0 至 00:00:04.9 有人说话，没有转成文字") < text.index(">二<")


def test_speaker_is_named_where_another_one_spoke_before() -> None:
    text = player.page(view("一", "二", "三", "四"))
    assert re.findall(r'class="speaker">(.)：', text) == ["甲", "乙"]


# -- in a browser ----------------------------------------------------------------------------------------------


class Browser:
    """A page in a headless Chromium, driven over its debugging socket."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._count = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers; events that come before it are kept."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while True:
            answer: dict[str, Any] = json.loads(self._socket.recv())
            if answer.get("id") == self._count:
                assert "error" not in answer, answer
                return dict(answer["result"])
            self.events.append(answer)

    def value(self, code: str) -> Any:
        """Return what the script `code` gives in the page."""
        result = self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait(self, code: str) -> None:
        """Wait until the script `code` gives something true."""
        for _ in range(200):
            if self.value(code):
                return
            time.sleep(0.05)
        pytest.fail(f"never came true: {code}")

    def click(self, selector: str) -> None:
        """Click with the mouse a little right of the left edge of the first such element."""
        place = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        x, y = self.value(f"(r => [r.left + 20, r.top + r.height / 2])({place})")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str) -> None:
        """Press and release a key."""
        text = {"text": key} if len(key) == 1 else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)


@contextlib.contextmanager
def chromium(folder: Path) -> Iterator[Callable[[], str]]:
    command = [str(CHROMIUM), *FLAGS.split(), f"--user-data-dir={folder}", "about:blank"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield lambda: debugging_address(folder / "DevToolsActivePort")
        finally:
            process.terminate()


def debugging_address(file: Path) -> str:
    for _ in range(400):
        if file.exists() and "\n" in file.read_text(encoding="utf-8"):
            port = int(file.read_text(encoding="utf-8").split("\n")[0])
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                pages = [one for one in json.load(answer) if one["type"] == "page"]
            return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.05)
    pytest.fail("the browser did not start")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """Give a browser that has the page of 60 lines open from a folder with spaces and Chinese in its path."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    websocket = pytest.importorskip("websocket")
    disc = tmp_path / "光 盘"
    disc.mkdir()
    with wave.open(str(disc / "声 音·一.wav"), "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(bytes([128]) * 8000 * 300)
    texts = [f"第{number}句，路灯{number % 3}" for number in range(1, 60)]
    shown = view(*texts, EVIL, grievances=(grievance(1, 2), grievance(2, 40)))
    (disc / "index.html").write_text(player.page(shown), encoding="utf-8", newline="")
    with chromium(tmp_path / "profile") as address:
        socket = websocket.create_connection(address(), suppress_origin=True, timeout=30)
        page = Browser(socket)
        for domain in ("Page", "Network", "Log", "Runtime"):
            page.call(f"{domain}.enable")
        page.call("Page.navigate", url=(disc / "index.html").as_uri())
        page.wait("document.readyState === 'complete' && document.querySelector('audio').readyState > 0")
        yield page
        socket.close()


def test_page_works_from_a_disc_in_a_browser(browser: Browser) -> None:
    now = "document.querySelector('audio').currentTime"
    line = "document.querySelector('.line.now .text').textContent"

    browser.click(".line:nth-of-type(3) .text")
    browser.wait("!document.querySelector('audio').paused")
    assert 10 <= browser.value(now) < 15
    assert browser.value(line).startswith("第3句")
    browser.value("document.querySelector('audio').currentTime = 14.9")
    browser.wait(f"{line}.startsWith('第4句')")

    browser.press(" ")
    browser.wait("document.querySelector('audio').paused")
    before = browser.value(now)
    browser.press("ArrowRight")
    assert browser.value(now) == pytest.approx(before + 5, abs=0.2)
    browser.press("ArrowLeft")
    assert browser.value(now) == pytest.approx(before, abs=0.2)
    browser.press("ArrowDown")
    assert browser.value(line).startswith("第5句")
    browser.press("ArrowUp")
    assert browser.value(line).startswith("第4句")

    browser.click("nav li:nth-child(2) a")
    browser.wait(f"{line}.startsWith('第40句')")
    browser.wait("!document.querySelector('audio').paused")
    assert 195 <= browser.value(now) < 200, "a grievance starts the sound at its second"
    assert browser.value(
        "(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector('.line.now').getBoundingClientRect())"
    )

    browser.press("/")
    browser.call("Input.insertText", text="路灯2")
    browser.wait("document.querySelectorAll('mark').length === 20")
    assert browser.value("document.querySelector('#count').textContent") == "第 1 处，共 20 处"
    browser.press("Enter")
    assert browser.value("document.querySelector('mark.here').closest('.text').textContent").startswith("第5句")
    browser.press("Escape")
    assert browser.value("document.querySelectorAll('mark').length") == 0

    last = browser.value("Array.from(document.querySelectorAll('.text')).pop().textContent")
    assert last == EVIL
    assert browser.value("document.title") == "柳树湾院落夜话录音"
    assert_nothing_outside(browser)


def assert_nothing_outside(browser: Browser) -> None:
    asked = [
        event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"
    ]
    assert asked
    # The signs on the controls of the audio element are the browser's own, given as data.
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}, asked
    assert [event for event in browser.events if event["method"] in {"Log.entryAdded", "Runtime.exceptionThrown"}] == []
