"""A file is opened by the computer's own program, or it is told that there is none."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from toolkit.core import opening


def test_without_a_screen_nothing_is_opened_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening.sys, "platform", "linux")
    monkeypatch.setattr(opening.shutil, "which", lambda _: "/usr/bin/xdg-open")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    assert not opening.open_outside(tmp_path)


@pytest.mark.parametrize("platform,program", [("linux", "xdg-open"), ("darwin", "open")])
def test_the_program_of_the_computer_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, program: str
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(opening.sys, "platform", platform)
    monkeypatch.setattr(opening.shutil, "which", lambda name: name if name == program else None)
    monkeypatch.setattr(subprocess, "Popen", lambda words, **_: asked.append(words))
    monkeypatch.setenv("DISPLAY", ":0")

    assert opening.open_outside(tmp_path)
    assert asked == [[program, str(tmp_path)]]


def test_windows_opens_it_as_a_double_click_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(opening.sys, "platform", "win32")
    monkeypatch.setattr(opening.os, "startfile", asked.append, raising=False)

    assert opening.open_outside(tmp_path)
    assert asked == [tmp_path]
