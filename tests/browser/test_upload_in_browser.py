"""A large recording arrives whole by the file browser, by button and by drop; nothing vanishes without a word.

By the inbox folder: `test_inbox_in_browser`. `YEHUA_UPLOAD_MB=500` sends a larger one.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit.core.files import sha256_of

pytestmark = pytest.mark.browser
_SIZE = int(os.environ.get("YEHUA_UPLOAD_MB", "115")) * 1_000_000


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a recording's worth of bytes that no two runs share."""
    path = tmp_path_factory.mktemp("sent") / "夜话 原始录音.m4a"
    with path.open("wb") as file:
        for _ in range(_SIZE // 1_000_000):
            file.write(os.urandom(1_000_000))
    return path


def by_the_button(page: Any, sent: Path) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="上传文件").click()
    chosen.value.set_files(str(sent))


def by_dropping_it(page: Any, sent: Path) -> None:
    # As from another window: a drop made in the page itself would bring no file of the disk.
    shown = page.locator(".jp-DirListing-content:visible").first
    shown.wait_for()
    box = shown.bounding_box()
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(sent)], "dragOperationsMask": 1}
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


@pytest.mark.parametrize("send", [by_the_button, by_dropping_it])
def test_a_large_recording_arrives_as_it_was_sent(
    lab: Any, page: Any, sent: Path, send: Callable[[Any, Path], None], record_property: Any
) -> None:
    there: Path = lab.folder / sent.name
    assert not there.exists()
    page.goto(f"{lab.address}/lab?token=t&reset")
    page.get_by_role("button", name="上传文件").wait_for()
    began = time.monotonic()
    send(page, sent)
    page.locator(".jp-Dialog .jp-mod-accept").click()
    for _ in range(600):
        if there.exists() and there.stat().st_size == _SIZE:
            break
        time.sleep(0.2)
    record_property("figures", f"{_SIZE / 1e6:.0f} MB in {time.monotonic() - began:.1f} s")

    assert sha256_of(there) == sha256_of(sent)
    there.unlink()
