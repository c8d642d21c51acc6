"""The corrector: the sound and under it every sentence, to be played, corrected, split, joined, and signed off."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.core import UnknownNumberError, YehuaError, write_whole
from toolkit.grievances import access_log, is_fully_open
from toolkit.meetings import find_meeting, find_recording
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.corrector_rows import AnyRow, rows
from toolkit.notebook.panels.messages import Handler, Refusal, answers, read
from toolkit.notebook.panels.panel import Background, Panel
from toolkit.recognition import lexicon, models
from toolkit.records import Stretch, overlap_s
from toolkit.sound import audio
from toolkit.transcripts import (
    DraftLog,
    Edit,
    Rehearing,
    correcting,
    list_versions,
    load_transcript,
    rehearing,
    second_ear,
)
from toolkit.workspace import Desk

_PEAKS_PER_S = 50


@dataclass(frozen=True, kw_only=True)
class Change:
    """Rows that are new or changed, the ids of all rows if their order changed, and what undo and redo would do."""

    rows: tuple[AnyRow, ...]
    order: tuple[str, ...] | None
    undo: str | None
    redo: str | None


@dataclass(frozen=True, kw_only=True)
class Opened(Change):
    """Everything that is shown when the panel opens."""

    code: str
    meeting: str
    version: int
    seconds: float
    by: str
    sound: tuple[str, ...]
    model: str
    models: tuple[str, ...]


@dataclass(frozen=True)
class Signed:
    """The number of the version that was saved."""

    version: int


@dataclass(frozen=True)
class Side:
    """A rehearing: the texts that stand in its stretch `now`, and those that were heard `again`."""

    number: int
    model: str
    start: float
    end: float
    now: tuple[str, ...]
    again: tuple[str, ...]


@dataclass(frozen=True)
class Sides:
    """The rehearings of a stretch, the newest first; `listening` while another one is being made."""

    listening: bool
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class RehearingBegun:
    """Return whether a rehearing was refused because another one is still being made."""

    busy: bool


@dataclass(frozen=True)
class Reheard:
    """The rehearing `number` of a stretch is ready."""

    number: int
    start: float
    end: float


@dataclass(frozen=True, kw_only=True)
class NotReheard(Refusal):
    """A stretch could not be heard again."""

    start: float
    end: float


@dataclass(frozen=True)
class Peaks:
    """The loudness of the recording follows as bytes."""

    per_second: int


class Corrector(Panel):
    """The corrector of the newest transcript of a recording; every edit is on the disk before it is acknowledged."""

    _esm = panel.script("corrector", "WaveSurfer", "Regions", "Timeline")
    _css = panel.style("corrector")

    def __init__(self, desk: Desk, code: str, by: str = "工作人员") -> None:
        """Open the transcript of recording `code` for the person `by`; raise UnknownNumberError."""
        recording = find_recording(desk.store, code)
        super().__init__(desk.workspace.log_file, shelf=f"edits:{recording.sha256[:24]}")
        self._desk, self._recording, self._by = desk, recording, by
        self._access = desk.workspace.root / recording.access
        words = lexicon.load(desk.workspace.lexicon_file)
        self._propose = cache(lambda text: lexicon.proposals(text, words))
        self._drawing, self._listening = Background(), Background()
        self._begin()

    def _begin(self) -> None:
        base = load_transcript(self._desk.store, self._recording.code)
        log = self._desk.workspace.edits(self._recording.code, base.version)
        self._sheet = DraftLog(base, log, self._recording.silenced)
        self._shown: dict[str, AnyRow] = {}
        self._hearings: tuple[Rehearing, ...] = ()

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question."""
        return {
            "open": answers(self._open),
            "refresh": answers(self._refresh),
            "peaks": answers(self._ask_peaks),
            "edit": answers(self._edit),
            "undo": answers(self._undo),
            "redo": answers(self._redo),
            "sign": answers(self._sign),
            "heard": answers(self._find_rehearings),
            "rehear": answers(self._rehear),
            "choose": answers(self._choose),
        }

    def _open(self) -> Opened:
        self._read_again()
        self._shown = {}
        change = self._change()
        base = self._sheet.draft.base
        meeting = find_meeting(self._desk.store, self._recording.meeting)
        return Opened(
            **{**vars(change), "order": tuple(self._shown)},
            code=self._recording.code,
            meeting=f"{meeting.place} {meeting.held_on.isoformat()}",
            version=base.version,
            seconds=base.recording.seconds,
            by=self._by,
            sound=panel.served_places(self._access),
            model=base.engine.model,
            models=tuple(models.known_models(self._desk.workspace.models)),
        )

    def _read_again(self) -> None:
        """Take in the edits of other windows; note the access while nobody judged yet what may be shown to all."""
        self._sheet.refresh()
        self._hearings = rehearing.rehearings(self._desk, self._recording.code)
        if not is_fully_open(self._desk.store, self._recording.code):
            access_log.open_for(self._desk, self._by, f"核对文字 {self._recording.code}")

    # -- edits -------------------------------------------------------------------------------------------------

    def _edit(self, edit: dict[str, Any], key: str, at: str) -> None:
        """Make the `edit`, which has the fields of `Edit` except author and time.

        Here and below, `at` is the time in the browser (UTC, ISO), and the same `key` again changes nothing.
        """
        # Only a rehearing brings whole segments, and it is read from the disk.
        given = {**edit, "by": self._by, "at": at, "pieces": ()}
        self._sheet.do(read(Edit, given, "edit"), key)
        self._tell_changes()

    def _undo(self, key: str, at: str) -> None:
        self._sheet.undo(self._by, at, key)
        self._tell_changes()

    def _redo(self, key: str, at: str) -> None:
        self._sheet.redo(self._by, at, key)
        self._tell_changes()

    def _refresh(self) -> None:
        self._read_again()
        self._shown = {}
        self._tell_changes()

    def catch_up(self) -> None:
        """Tell every view the edits of another panel, or that another one signed off."""
        if list_versions(self._desk.store, self._recording.code)[-1] != self._sheet.draft.base.version:
            self._begin()
            self.tell("open")
        elif self._sheet.refresh():
            self._tell_changes()

    def _tell_changes(self) -> None:
        """Tell every view the rows that changed; the answer to an edit only says that it is on the disk."""
        self.tell("news", self._change())

    def _change(self) -> Change:
        """Return what changed since the last call, and what undo and redo would do now."""
        before = self._shown
        ear = second_ear.SecondEar(self._hearings)
        self._shown = {row.id: row for row in rows(self._sheet.draft, self._propose, ear)}
        order, undo, redo = tuple(self._shown), self._sheet.may_undo, self._sheet.may_redo
        return Change(
            rows=tuple(row for key, row in self._shown.items() if before.get(key) != row),
            order=order if order != tuple(before) else None,
            undo=undo.action if undo else None,
            redo=redo.action if redo else None,
        )

    def _sign(self, by: str) -> Signed:
        """Save the draft as the next version, corrected by a person, empty for the one who opened the corrector."""
        self._sheet.refresh()
        saved = correcting.file_corrected(self._desk, self._recording.code, self._sheet.draft.transcript())
        self._by = by or self._by
        self._begin()
        self.tell("open")
        return Signed(saved.version)

    # -- hearing again -----------------------------------------------------------------------------------------

    def _find_rehearings(self, start: float, end: float) -> Sides:
        stretch = Stretch(start, end)
        self._hearings = rehearing.rehearings(self._desk, self._recording.code)
        near = (heard for heard in reversed(self._hearings) if overlap_s(heard, stretch) > 0)
        # A second hearing of the whole recording only marks places; nobody takes it over in one go.
        seconds = self._recording.seconds
        sides = tuple(self._side(heard) for heard in near if not rehearing.is_of_the_whole(heard, seconds))
        return Sides(self._listening.is_busy, sides)

    def _side(self, heard: Rehearing) -> Side:
        now = rehearing.giving_way(self._sheet.draft.in_order(), heard)
        return Side(
            heard.number,
            heard.engine.model,
            heard.start_s,
            heard.end_s,
            now=tuple(segment.text for segment in now),
            again=tuple(segment.text for segment in heard.segments),
        )

    def _rehear(self, start: float, end: float, model: str | None = None) -> RehearingBegun:
        # One at a time: a model takes all of a small machine.
        return RehearingBegun(busy=not self._listening.start(self._listen, start, end, model))

    def _listen(self, start: float, end: float, model: str | None) -> None:
        try:
            made = rehearing.hear_again(self._desk, self._recording.code, float(start), float(end), model=model or None)
        except Exception as fault:  # noqa: BLE001 - the person in front of the panel must learn of every fault
            refusal = vars(self.refusal(fault))
            self.tell("not-reheard", NotReheard(**refusal, start=start, end=end))
        else:
            self.tell("reheard", Reheard(made.number, start, end))

    def _choose(self, number: int, key: str, at: str) -> None:
        known = {heard.number: heard for heard in rehearing.rehearings(self._desk, self._recording.code)}
        if number not in known:
            raise UnknownNumberError(what="再听", number=str(number))
        rehearing.refuse_whole(known[number], self._recording.seconds)
        self._sheet.refresh()
        old, new = rehearing.exchange(self._sheet.draft.in_order(), known[number], self._by)
        edit = Edit("rehear", self._by, at, tuple(segment.id for segment in old), pieces=new)
        self._sheet.do(edit, key)
        self._tell_changes()

    # -- sound -------------------------------------------------------------------------------------------------

    def _ask_peaks(self) -> None:
        # Hours of sound take some seconds.
        self._drawing.start(self._draw)

    def _draw(self) -> None:
        try:
            peaks = _peaks(self._access, self._desk.workspace.peaks / f"{self._recording.access_sha256}.u8")
        except (YehuaError, OSError) as fault:
            plain_faults.keep(fault, self._log)
            self.tell("no-peaks")
        else:
            self.tell("peaks", Peaks(_PEAKS_PER_S), [peaks])


def _peaks(sound: Path, cached: Path) -> bytes:
    """Return the loudness of `sound` as bytes, computed once and then read from the file `cached`."""
    if cached.exists():
        return cached.read_bytes()
    peaks = audio.peaks(sound, _PEAKS_PER_S).tobytes()
    write_whole(cached, peaks)
    return peaks
