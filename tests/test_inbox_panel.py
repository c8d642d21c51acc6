"""The inbox panel tells what lies in the folder, and takes in what was ticked while everything else is answered."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit import inbox
from toolkit.desk import Desk
from toolkit.files import sha256_of
from toolkit.inbox_panel import InboxPanel


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give all that the panel sends."""
    told: list[Any] = []
    monkeypatch.setattr(InboxPanel, "send", lambda _, content, _buffers=None: told.append(content))
    return told


def ask(panel: InboxPanel, sent: list[Any], what: str, **given: Any) -> Any:
    panel._heard(panel, {"ask": what, "id": "q", **given}, [])
    return next(told for told in reversed(sent) if told.get("re") == "q")


def told_at_last(sent: list[Any], what: str) -> Any:
    for _ in range(400):
        found = [one for one in sent if one.get("tell") == what]
        if found:
            return found[-1]
        time.sleep(0.05)
    return pytest.fail(f"{what} was not told")


def test_what_is_dropped_is_told_with_its_folder_and_taken_in(
    desk: Desk, sent: list[Any], beginning: Callable[[float], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_STILL_S", 0.0)
    panel = InboxPanel(desk, "2026-09-25", "柳树湾")
    opened = ask(panel, sent, "open")
    dropped = desk.workspace.inbox / "夜话.wav"
    dropped.write_bytes(beginning(12.0).read_bytes())
    first = ask(panel, sent, "look")["files"]
    then = ask(panel, sent, "look")["files"]

    ask(panel, sent, "take", names=["夜话.wav"], held_on="2026-09-25", place="柳树湾")
    told = told_at_last(sent, "taken")

    assert opened["folder"] == str(desk.workspace.inbox)
    assert "柳树湾" in opened["places"]
    assert [one["state"] for one in (*first, *then)] == ["growing", "whole"]
    (recording,) = desk.catalogue.recordings()
    assert told["codes"] == [recording.code]
    assert recording.sha256 == sha256_of(dropped)


def test_a_place_that_is_not_known_is_told_as_a_sentence(
    desk: Desk, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_STILL_S", 0.0)
    panel = InboxPanel(desk)
    (desk.workspace.inbox / "夜话.wav").write_bytes(b"1")
    ask(panel, sent, "look")
    ask(panel, sent, "take", names=["夜话.wav"], held_on="2026-09-25", place="别处")

    assert "别处" in told_at_last(sent, "not-taken")["refused"]
