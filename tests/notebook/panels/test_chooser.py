"""The chooser tells every meeting and recording, keeps what is chosen, and corrects a date or place."""

from typing import Any

import pytest

from tests.panel_messages import as_sent
from toolkit.meetings import current_recording
from toolkit.notebook.panels.chooser import RecordingChooser


@pytest.fixture
def ask(kept: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    panel = RecordingChooser(kept.desk, "李静")
    sent: list[Any] = []
    monkeypatch.setattr(panel, "send", lambda content, _buffers=None: sent.append(as_sent(content)))

    def asked(what: str, **given: Any) -> Any:
        panel._receive(panel, {"ask": what, "id": 1, **given}, [])
        return sent[-1]

    return asked


def test_it_opens_at_what_is_worked_at_and_keeps_what_is_chosen(ask: Any, kept: Any) -> None:
    opened = ask("open")
    assert (opened["current"], opened["newer"]) == (kept.other, None)
    assert [one["code"] for one in opened["meetings"][0]["recordings"]] == [kept.code, kept.other]

    chosen = ask("choose", code=kept.code)

    assert (chosen["current"], chosen["newer"]) == (kept.code, kept.other)
    assert current_recording.of(kept.desk).code == kept.code


def test_a_date_is_corrected_with_its_trace_or_refused_with_a_sentence(ask: Any) -> None:
    number = ask("open")["meetings"][0]["number"]
    wish = {"number": number, "date": "2026-10-24", "place": "柳树湾", "by": "李静"}

    assert "还没有写更正的理由" in ask("correct", **wish, reason="")["refused"]
    done = ask("correct", **wish, reason="写错了月份")

    assert "农历九月十五" in done["done"][0]
    assert done["meetings"][0]["held_on"] == "2026-10-24"
    assert "李静 更正：柳树湾 2026-09-25 改为 柳树湾 2026-10-24（写错了月份）" in done["meetings"][0]["corrections"][0]


def test_a_day_is_echoed_with_its_lunar_day_and_what_is_no_day_with_nothing(ask: Any) -> None:
    assert ask("day", date="2026-10-24")["words"] == "农历九月十五"
    assert "不是十五" in ask("day", date="2026-10-25")["words"]
    assert ask("day", date="")["words"] == ""


def test_an_unknown_recording_is_refused(ask: Any) -> None:
    assert "没有找到录音" in ask("choose", code="0194-LY·2026-D30-9999")["refused"]
