"""The inbox panel: the files of the inbox folder, ticked, taken in, and queued for transcription.

The folder is read again every two seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.core import YehuaError
from toolkit.meetings import STATE_NAMES, Dropped, Inbox, MeetingDay, meeting_day
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.messages import Handler, answers
from toolkit.notebook.panels.panel import Background, Panel
from toolkit.transcripts import worker
from toolkit.workspace import Desk, villages


@dataclass(frozen=True, kw_only=True)
class Day(MeetingDay):
    """The day of the meeting, and the `text` that was typed for it."""

    text: str


@dataclass(frozen=True)
class Places:
    """All places of the settings, and the one that was just added."""

    places: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class FileLine:
    """A file of the inbox, with its state and the same in Chinese."""

    name: str
    megabytes: float
    state: str
    words: str


@dataclass(frozen=True)
class State:
    """The files of the inbox; `busy` while some are being taken in."""

    files: tuple[FileLine, ...]
    busy: bool


@dataclass(frozen=True)
class Opened(State):
    """Everything that is shown when the panel opens; dates are ISO."""

    folder: str
    places: tuple[str, ...]
    place: str
    held_on: str
    today: str
    day: Day


@dataclass(frozen=True)
class Taken:
    """The recordings `codes` were taken in; `words` says whether they are queued for transcription."""

    codes: tuple[str, ...]
    words: str


class InboxPanel(Panel):
    """The inbox of the workspace of `desk`; nothing is taken in before day and place of the meeting are right."""

    _esm = panel.script("inbox")
    _css = panel.style("inbox")

    def __init__(self, desk: Desk, held_on: str = "", place: str = "") -> None:
        """Show the inbox; `held_on` and `place` are proposals for day and place."""
        super().__init__(desk.workspace.log_file)
        self._desk, self._held_on, self._place = desk, held_on, place
        self._inbox = Inbox(desk)
        self._taking = Background()

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question."""
        return {
            "open": answers(self._open),
            "look": answers(self._state),
            "day": answers(self._day),
            "village": answers(self._add_village),
            "take": answers(self._take),
        }

    def _open(self) -> Opened:
        return Opened(
            **vars(self._state()),
            folder=str(self._inbox.folder),
            places=tuple(self._desk.settings.places),
            place=self._place,
            held_on=self._held_on,
            today=self._desk.today.isoformat(),
            day=self._day(self._held_on),
        )

    def _day(self, text: str) -> Day:
        return Day(**vars(meeting_day(text, self._desk.today)), text=text)

    def _add_village(self, name: str) -> Places:
        added = villages.add(self._desk.workspace, name)
        return Places(tuple(self._desk.settings.places), added)

    def _state(self) -> State:
        return State(tuple(_line(dropped) for dropped in self._inbox.look()), self._taking.is_busy)

    def _take(self, names: tuple[str, ...], held_on: str, place: str) -> State:
        # Copying and reading hours of sound takes a minute.
        self._taking.start(self._take_in, names, held_on, place)
        return self._state()

    def _take_in(self, names: Sequence[str], held_on: str, place: str) -> None:
        try:
            taken = self._inbox.take_in(names, held_on, place)
        except Exception as fault:  # noqa: BLE001 - the person in front of the panel must learn of every fault
            self.tell("not-taken", self.refusal(fault))
        else:
            self._queue([recording.code for recording in taken])

    def _queue(self, codes: Sequence[str]) -> None:
        """Queue exactly the recordings `codes` for transcription, and say so; they are taken in either way."""
        words = "转写已经排上，“转写进度”里看得到。"
        try:
            worker.start(self._desk, codes)
        except (YehuaError, OSError) as fault:
            plain_faults.keep(fault, self._log)
            words = "转写没有排上，请在“转写进度”里按“开始转写”。"
        self.tell("taken", Taken(tuple(codes), f"收录好了：{'、'.join(codes)}。{words}"))


def _line(dropped: Dropped) -> FileLine:
    words = f"{STATE_NAMES[dropped.state]}{f'：{dropped.code}' if dropped.code else ''}"
    return FileLine(dropped.name, round(dropped.size / 1e6, 1), dropped.state, words)
