"""The chooser: which recording a notebook works at, and a wrong date or place of its meeting put right."""

from collections.abc import Mapping
from typing import Any

from toolkit.chinese import dates
from toolkit.core import WrongDateError
from toolkit.meetings import MeetingCorrection, MeetingRecordings, current_recording, meeting_corrections
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.panel import Answer, Panel, Told
from toolkit.records import Meeting, Recording
from toolkit.workspace import Desk


class RecordingChooser(Panel):
    """The meetings and recordings of a workspace, the newest first; what is chosen is kept for this user."""

    _esm = panel.script("chooser")
    _css = panel.style("chooser")

    def __init__(self, desk: Desk, by: str = "") -> None:
        """Show what `desk` works at; `by` is proposed as the name of whoever corrects a date or place."""
        super().__init__(desk.workspace.log_file)
        self._desk, self._by = desk, by

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        return {"open": lambda _: self._state(), "choose": self._choose, "day": self._day, "correct": self._correct}

    def _state(self) -> dict[str, Any]:
        current = current_recording.of(self._desk)
        newest = current_recording.newest(self._desk.catalogue.recordings())
        return {
            "current": current.code,
            "newer": newest.code if newest.code != current.code else None,
            "meetings": [self._row(each) for each in current_recording.listed(self._desk)],
            "places": list(self._desk.settings.places),
            "by": self._by,
            "today": self._desk.today.isoformat(),
        }

    def _row(self, each: MeetingRecordings) -> dict[str, Any]:
        corrections = self._desk.catalogue.meeting_corrections(each.meeting.number)
        return {
            **_named(each.meeting),
            "number": each.meeting.number,
            "lunar": dates.lunar_text(each.meeting.held_on),
            "corrections": [_told(one) for one in corrections],
            "recordings": [self._recording(one) for one in each.recordings],
        }

    def _recording(self, one: Recording) -> dict[str, Any]:
        written = bool(self._desk.catalogue.transcript_versions(one.code))
        state = "已销毁" if one.destroyed else "已有文字" if written else "还没有转写"
        return {"code": one.code, "position": one.position, "seconds": one.seconds, "state": state}

    def _choose(self, asked: Told) -> Told:
        current_recording.choose(self._desk, asked["code"])
        return self._state()

    @staticmethod
    def _day(asked: Told) -> Told:
        """Echo a day that is being typed with its lunar day; nothing while it is none."""
        try:
            return {"told": meeting_corrections.lunar_told(dates.parse_date(asked["date"]))}
        except WrongDateError:
            return {"told": ""}

    def _correct(self, asked: Told) -> Told:
        done = meeting_corrections.correct(
            self._desk,
            asked["number"],
            date=asked["date"],
            place=asked["place"],
            reason=asked["reason"],
            by=asked["by"],
        )
        told = [f"已更正为 {done.meeting.place} {meeting_corrections.day_told(done.meeting.held_on)}。", *done.told]
        return {**self._state(), "told": told}


def _named(meeting: Meeting) -> dict[str, str]:
    return {"place": meeting.place, "held_on": meeting.held_on.isoformat()}


def _told(one: MeetingCorrection) -> str:
    before, after = (f"{side.place} {side.held_on.isoformat()}" for side in (one.before, one.after))
    return f"{one.made_at[:10]} {one.by} 更正：{before} 改为 {after}（{one.reason}）"
