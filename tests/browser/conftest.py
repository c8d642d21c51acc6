"""A real JupyterLab and a real browser, one of each for all tests here; skipped where the machine has none."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from tests.browser.benches import COUNTER, Bench, drawn
from tests.servers import TOKEN, free_port, running, serving
from toolkit.grievances import confirm_grievances, lists
from toolkit.meetings import intake
from toolkit.meetings.recordings import find_recording
from toolkit.records import Correction, Coverage, Engine, RecordingRef, Removed, Segment, Stretch, Transcript
from toolkit.transcripts.versions import load_transcript, save_transcript
from toolkit.workspace.desk import Desk, open_desk

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TOP = Path(__file__).parent.parent.parent
SAMPLE = TOP / "examples" / "2026-09-night-meeting.mp3"
PATIENCE_MS = 180_000
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required", "--mute-audio"),
]

# What one of the villagers says in the made-up meeting, a sentence each six seconds.
SAID = (
    "我先说，我叫王桂芳，是柳树弯三组的。",
    "三组的路灯坏了三个月，没有人来修。",
    "我们去村里反映过两次。",
    "晚上老人出门摔跤了。",
    "补偿款三万六还没有拿到。",
    "请领导帮忙问一问。",
    "我是五组的李大山，河边的垃圾堆了半年，要清一清。",
    "我的话说完了。",
)


QUARREL = (
    "我叫孙玉兰，是柳树湾村二组的。我跟隔壁吴建国家的院墙和排水沟争了八年，村里调解了三次，请镇上调解一下。",
    "我叫段永福，三组的路灯坏了三个月，没有人来修。",
)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address with its token, and the folder that it serves."""

    address: str
    folder: Path

    def write(self, name: str, *cells: str) -> str:
        """Write a notebook of code cells into the folder and return its name."""
        folded = {"jupyter": {"source_hidden": True}, "deletable": False}
        made: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell, metadata=folded) for cell in cells])
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(made, self.folder / name)
        return name


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Give a JupyterLab with the shipped settings, on a folder whose path has a space and Chinese characters."""
    pytest.importorskip("playwright", reason="playwright is not installed (the test extra)")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    root = tmp_path_factory.mktemp("lab") / "夜话 操作台"
    folder = root / "work"
    folder.mkdir(parents=True)
    settings = root / "settings"
    settings.mkdir()
    # Outputs out of sight would be taken out of the page; everything else is as people have it.
    told = json.loads((TOP / "toolkit/data/overrides.json").read_text(encoding="utf-8"))
    told.setdefault("@jupyterlab/notebook-extension:tracker", {})["windowingMode"] = "none"
    (settings / "overrides.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    port = free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"),
        *(f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True"),
        f"--LabServerApp.app_settings_dir={settings}",
        f"--LabApp.app_settings_dir={settings}",
        '--ServerApp.tornado_settings={"websocket_max_message_size": 536870912}',
    ]
    address = f"http://127.0.0.1:{port}"
    with running(command, root, address):
        yield Lab(address, folder)


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    """Give what starts browsers, ended with the file: until then no other event loop runs in the process."""
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=PATIENCE_MS)
    with playwright.sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, lab: Lab, driver: Any) -> Iterator[Any]:  # noqa: ARG001 - skips
    """Give a browser of its own profile that speaks Chinese; at the end, no other host may have been asked."""
    asked: list[str] = []
    context = driver.chromium.launch_persistent_context(
        str(tmp_path_factory.mktemp("profile")),
        executable_path=CHROMIUM,
        headless=True,
        args=FLAGS,
        locale="zh-CN",
        viewport={"width": 1366, "height": 768},
    )
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    ours = re.compile(r"(http|ws)s?://(127\.0\.0\.1|localhost):")
    outside = [url for url in asked if url.startswith(("http", "ws")) and not ours.match(url)]
    assert outside == []


@pytest.fixture
def page(browser: Any) -> Iterator["Page"]:
    """Give a fresh page."""
    fresh = browser.new_page()
    fresh.set_default_timeout(PATIENCE_MS)
    yield fresh
    fresh.close()


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[["Page", str], None]:
    """Give a function that takes pictures of a page on an office screen and on a large one, to be looked at.

    The pictures that the staff guide shows, of the panel alone or of the workbench, are made so too:
    `YEHUA_PICTURES=docs/pictures`. `YEHUA_FILM=folder` keeps every picture of an office screen for docs/make_film.py.
    """
    guide, film = os.environ.get("YEHUA_PICTURES"), os.environ.get("YEHUA_FILM")
    shown = (TOP / "docs" / "staff-guide.md").read_text(encoding="utf-8")

    def take(page: "Page", name: str) -> None:
        for width, height in ((1920, 1080), (1366, 768)):
            page.set_viewport_size({"width": width, "height": height})
            drawn(page)
            page.screenshot(path=tmp_path / f"{name}-{width}.png")
        if film:
            page.screenshot(path=Path(film) / f"{name}.png")
        if guide and f"pictures/{name}.png" in shown:
            where = Path(guide) / f"{name}.png"
            if page.locator("#workbench").count():
                page.screenshot(path=where)
                return
            page.set_viewport_size({"width": 1366, "height": 1100})
            drawn(page)
            page.locator(".jp-OutputArea-output .yh").first.screenshot(path=where)

    return take


LARGE = {"width": 683, "height": 384}  # an office screen at 200 %


@pytest.fixture
def for_everybody() -> Callable[["Locator"], None]:
    """Give a function that holds a panel against what people with weak eyes, or without a mouse, need."""

    def look(panel: "Locator") -> None:
        told = panel.evaluate((Path(__file__).parent / "for_everybody.js").read_text(encoding="utf-8"))
        assert told == {"nameless": [], "pale": []}
        page = panel.page
        before = page.viewport_size
        page.set_viewport_size(LARGE)
        drawn(page)
        wide = panel.evaluate("(panel) => [panel.scrollWidth, panel.clientWidth]")
        if before:
            page.set_viewport_size(before)
        assert wide[0] <= wide[1] + 1

    return look


@dataclass(frozen=True)
class Opened:
    """A notebook that was opened and run in the browser."""

    page: "Page"
    address: str

    @property
    def output(self) -> "Locator":
        """What the cells gave; the same words may stand in their source."""
        return self.page.locator(".jp-OutputArea-output")

    def cells(self) -> int:
        """Return how many cells the notebook has."""
        return self.page.locator(".jp-Notebook .jp-Cell").count()

    def run(self) -> None:
        """Run all cells."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")


@pytest.fixture
def opened(lab: Lab, page: "Page") -> Any:
    """Give a function that opens a notebook by its name, and runs it unless told otherwise."""

    def open_one(name: str, *, run: bool = True) -> Opened:
        page.goto(f"{lab.address}/lab/tree/{name}?token=t&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        session = "window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session"
        page.wait_for_function(f"() => {session}?.kernel?.connectionStatus === 'connected'")
        one = Opened(page, lab.address)
        if run:
            one.run()
        return one

    return open_one


@dataclass(frozen=True)
class Filed:
    """A workspace inside the served folder, with the made-up meeting's sound and a transcript of a few sentences."""

    root: Path
    code: str


@pytest.fixture(scope="session")
def filed_once(tmp_path_factory: pytest.TempPathFactory) -> Filed:
    """Give a workspace that is only ever copied: taking a sound in takes seconds."""
    root = tmp_path_factory.mktemp("filed") / "档案"
    desk = open_desk(root)
    (taken,) = intake.take_in(desk, [SAMPLE], "2026-09-25", "柳树湾")
    save_transcript(desk.store, taken.code, transcript(RecordingRef(taken.code, taken.sha256, taken.seconds)))
    desk.store.close()
    return Filed(root, taken.code)


@pytest.fixture
def filed(lab: Lab, filed_once: Filed, request: pytest.FixtureRequest) -> Filed:
    """Give a workspace of its own for each test."""
    root = lab.folder / f"档案 {request.node.name[:40]}"
    shutil.copytree(filed_once.root, root)
    return Filed(root, filed_once.code)


def transcript(reference: RecordingRef) -> Transcript:
    """Return a transcript with something of each kind that has to be listened to."""
    said = [
        Segment(f"s{n:05}", n, n * 6.0, n * 6.0 + 5.4, text, f"发言人{1 if n < 7 else 2}", 0.9)
        for n, text in enumerate(SAID, start=1)
    ]
    said[0] = replace(said[0], corrections=(Correction("溜树弯", "柳树弯", 11, "读音像词表里的“柳树弯”", "词表"),))
    said[2] = replace(said[2], confidence=0.61)
    return Transcript(
        recording=reference,
        engine=Engine("made-up", "1", "none", None),
        segments=tuple(said),
        removed=(Removed(59.0, 61.0, "谢谢谢谢谢谢谢谢", "同一个词重复了很多遍"),),
        coverage=Coverage(60.0, 50.0, (Stretch(70.0, 74.0),)),
    )


@pytest.fixture
def three_hours(filed: Filed) -> Filed:
    """Give the workspace with three hours of sound and 3,000 sentences in place of the made-up meeting's."""
    desk = open_desk(filed.root)
    access = filed.root / find_recording(desk.store, filed.code).access
    # The copy has a constant rate and no header, so that copies in a row are one long sound.
    access.write_bytes(access.read_bytes() * 40)
    known = load_transcript(desk.store, filed.code)
    length = known.recording.seconds * 40
    said = tuple(
        replace(known.segments[n % 8], id=f"s{n + 1:05}", number=n + 1, start_s=n * 3.5, end_s=n * 3.5 + 3.2)
        for n in range(3000)
    )
    reference = replace(known.recording, seconds=length)
    save_transcript(desk.store, filed.code, replace(known, segments=said, parent=1, recording=reference))
    desk.store.close()
    return filed


@pytest.fixture
def root(filed_once: Filed, tmp_path: Path) -> Path:
    """Give a workspace of its own, whose path has a space and Chinese characters."""
    place = tmp_path / "工作 文件夹" / "档案"
    shutil.copytree(filed_once.root, place)
    return place


@pytest.fixture
def bench(root: Path, filed_once: Filed, tmp_path: Path, page: "Page") -> Iterator[Bench]:
    """Give the workbench at the made-up meeting, of which nothing but the text is made yet."""
    page.add_init_script(COUNTER)
    with serving(root, tmp_path / "server") as served:
        yield Bench(served, filed_once.code, page)


@pytest.fixture
def quarrel(desk: Desk, heard: Any, judged: Any) -> tuple[Path, str, str]:
    """Give a workspace with a confirmed grievance between neighbours, its recording, and its number."""
    code = heard(*QUARREL)
    lists.find_grievances(desk, code)
    changes = {"person": "孙玉兰", "home": "柳树湾村二组", "against": "吴建国", "mediation": "邻里"}
    (one,) = confirm_grievances(desk.store, code, [1], changes, "田小禾")
    judged(code)
    return desk.workspace.root, code, str(one.number)
