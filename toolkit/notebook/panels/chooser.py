"""The chooser: the recording that a notebook works at, and corrections of the date or place of its meeting."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.archive import meeting_corrections
from toolkit.chinese import dates
from toolkit.core import WrongDateError
from toolkit.meetings import MeetingRecordings, current_recording, list_corrections, list_recordings
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.messages import Handler, answers
from toolkit.notebook.panels.panel import Panel
from toolkit.records import Recording
from toolkit.transcripts import list_versions
from toolkit.workspace import Desk


@dataclass(frozen=True)
class LunarDay:
    """The lunar day in Chinese, empty while the date is none."""

    words: str


@dataclass(frozen=True)
class RecordingLine:
    """A recording of a meeting in the list."""

    code: str
    position: int
    seconds: float
    state: str


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in the list, with its corrections as sentences; `held_on` is an ISO date."""

    number: str
    place: str
    held_on: str
    lunar: str
    corrections: tuple[str, ...]
    recordings: tuple[RecordingLine, ...]


@dataclass(frozen=True)
class State:
    """All meetings, the current recording, a newer one if there is any, and `done`: what the last correction did."""

    current: str
    newer: str | None
    meetings: tuple[MeetingLine, ...]
    places: tuple[str, ...]
    by: str
    today: str
    done: tuple[str, ...] = ()


class RecordingChooser(Panel):
    """The meetings and recordings of a workspace, the newest first; the choice is kept for this user."""

    _esm = panel.script("chooser")
    _css = panel.style("chooser")

    def __init__(self, desk: Desk, by: str = "") -> None:
        """Show the recordings of `desk`; `by` is proposed as the name of the person who corrects a date or place."""
        super().__init__(desk.workspace.log_file)
        self._desk, self._by = desk, by

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question."""
        return {
            "open": answers(self._state),
            "choose": answers(self._choose),
            "day": answers(self._name_day),
            "correct": answers(self._correct),
        }

    def _state(self, done: tuple[str, ...] = ()) -> State:
        current = current_recording.of(self._desk)
        newest = current_recording.newest(list_recordings(self._desk.store))
        return State(
            current=current.code,
            newer=newest.code if newest.code != current.code else None,
            meetings=tuple(self._meeting_line(each) for each in current_recording.listed(self._desk)),
            places=tuple(self._desk.settings.places),
            by=self._by,
            today=self._desk.today.isoformat(),
            done=done,
        )

    def _meeting_line(self, each: MeetingRecordings) -> MeetingLine:
        meeting = each.meeting
        corrections = list_corrections(self._desk.store, meeting.number)
        return MeetingLine(
            number=meeting.number,
            place=meeting.place,
            held_on=meeting.held_on.isoformat(),
            lunar=dates.lunar_text(meeting.held_on),
            corrections=tuple(map(meeting_corrections.told, corrections)),
            recordings=tuple(self._recording_line(recording) for recording in each.recordings),
        )

    def _recording_line(self, recording: Recording) -> RecordingLine:
        has_text = bool(list_versions(self._desk.store, recording.code))
        state = "已销毁" if recording.destroyed else "已有文字" if has_text else "还没有转写"
        return RecordingLine(recording.code, recording.position, recording.seconds, state)

    def _choose(self, code: str) -> State:
        current_recording.choose(self._desk, code)
        return self._state()

    @staticmethod
    def _name_day(date: str) -> LunarDay:
        try:
            return LunarDay(meeting_corrections.lunar_told(dates.parse_date(date)))
        except WrongDateError:
            return LunarDay("")

    def _correct(self, number: str, date: str, place: str, reason: str, by: str) -> State:
        corrected = meeting_corrections.correct(self._desk, number, date=date, place=place, reason=reason, by=by)
        day = meeting_corrections.day_told(corrected.meeting.held_on)
        return self._state((f"已更正为 {corrected.meeting.place} {day}。", *corrected.told))
