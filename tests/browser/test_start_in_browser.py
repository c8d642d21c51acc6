"""`python3 start.py` opens the welcome notebook: in an awkward folder, with the port taken, twice at once."""

import json
import os
import shutil
import signal
import socket
import string
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

TOP = Path(__file__).parent.parent.parent
START = "import sys, start, pathlib; sys.exit(start.lab(pathlib.Path.cwd()))"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the checkout, in a folder with spaces and Chinese characters, whose Python is this one."""
    root = tmp_path / "李 静 的文档" / "夜话 操作台"
    shutil.copytree(TOP / "notebooks", root / "notebooks")
    shutil.copy2(TOP / "start.py", root)
    for name in ("toolkit", "examples", "docs", "templates"):
        (root / name).symlink_to(TOP / name)
    (root / "archive").mkdir()
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{TOP}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o700)
    browser = root / "browser.sh"
    browser.write_text('#!/bin/sh\necho "$1" >> "$OPENED"\n', encoding="utf-8")
    browser.chmod(0o700)
    return root


@pytest.fixture
def started(folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Give two starts of the same folder, at once, while the usual port is taken."""
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    plain = folder.parent.parent / "b"
    plain.symlink_to(folder)  # the browser's command line is split at spaces
    opened = {"OPENED": str(folder / "opened.txt"), "BROWSER": f"{plain / 'browser.sh'} %s"}
    environment = {**os.environ, **own, **opened, "PYTHONPATH": str(TOP)}
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8888))
            taken.listen()
        except OSError:
            pass  # somebody else has taken it: all the better
        with (folder / "log.txt").open("wb") as log:
            made = [
                subprocess.Popen(
                    [sys.executable, "-c", START],
                    cwd=folder,
                    env=environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                for _ in range(2)
            ]
            yield made
            for one in made:
                if one.poll() is None:
                    os.killpg(one.pid, signal.SIGTERM)
                one.wait(30)


def test_two_starts_at_once_give_one_server_its_workbench_and_the_welcome_notebook_whose_cells_no_key_cuts(
    started: list[subprocess.Popen[bytes]], folder: Path, page: Any, tmp_path: Path
) -> None:
    opened = folder / "opened.txt"
    for _ in range(600):
        ended = [one for one in started if one.poll() is not None]
        if ended and opened.exists() and len(opened.read_text(encoding="utf-8").splitlines()) == 2:
            break
        time.sleep(0.2)
    log = (folder / "log.txt").read_text(encoding="utf-8")
    assert [one.poll() for one in started].count(0) == 1, log
    notes = list((folder / "runtime").glob("jpserver-*.json"))
    assert len(notes) == 1
    told = json.loads(notes[0].read_text(encoding="utf-8"))
    assert told["port"] != 8888
    assert "操作界面已经开着" in log

    # What the second start handed to the browser.
    (address,) = [line for line in opened.read_text(encoding="utf-8").splitlines() if line.startswith("http")]
    page.goto(address)
    expect(page.get_by_role("heading", name="今天要办")).to_be_visible(timeout=90_000)
    notebooks = page.get_by_role("link", name="笔记本").get_attribute("href")
    page.goto(f"{address.split('/yehua')[0]}{notebooks}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    expect(page.get_by_role("heading", name="从这里开始")).to_be_visible()
    expect(page.locator(".lm-MenuBar-itemLabel", has_text="运行")).to_be_visible()
    page.screenshot(path=tmp_path / "welcome.png")
    cells = page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    cells.nth(2).click(position={"x": 30, "y": 10})
    page.keyboard.press("Escape")
    for letter in string.ascii_lowercase:
        page.keyboard.press(letter)
        page.keyboard.press(letter)
    page.keyboard.press("Delete")

    assert cells.count() == before > 10
    assert page.locator(".jp-MarkdownCell").count() >= 6
