"""A large recording arrives whole by the file browser; nothing vanishes without a word."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from toolkit.files import sha256_of

pytestmark = pytest.mark.browser
_SIZE = 115_000_000


def test_a_recording_of_115_mb_arrives_as_it_was_sent(lab: Any, page: Any, tmp_path: Path) -> None:
    sent = tmp_path / "夜话 原始录音.m4a"
    sent.write_bytes(os.urandom(_SIZE))
    page.goto(f"{lab.address}/lab?token=t&reset")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="上传文件").click()
    chosen.value.set_files(str(sent))
    page.locator(".jp-Dialog .jp-mod-accept").click()
    there = lab.folder / sent.name
    for _ in range(300):
        if there.exists() and there.stat().st_size == _SIZE:
            break
        time.sleep(0.2)

    assert sha256_of(there) == sha256_of(sent)
    there.unlink()
