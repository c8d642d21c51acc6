"""The corrector: the sound and under it every sentence, to be played, corrected, split, joined, and signed off."""

from collections.abc import Callable, Mapping
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
from toolkit.notebook.panels.messages import Handler, Refusal, needs_nothing, read, reads
from toolkit.notebook.panels.panel import Background, Panel
from toolkit.recognition import lexicon, models
from toolkit.records import Stretch, overlap_s
from toolkit.sound import audio
from toolkit.transcripts import DraftLog, Edit, Rehearing, correcting, load_transcript, rehearing
from toolkit.workspace import Desk

_PEAKS_PER_S = 50


@dataclass(frozen=True)
class Step:
    """Undo or redo the last edit, as asked for `at` (UTC, ISO); the same `key` again changes nothing."""

    key: str
    at: str


@dataclass(frozen=True)
class MakeEdit(Step):
    """Make the `edit`, which has the fields of `toolkit.transcripts.Edit` except author and time."""

    edit: dict[str, Any]


@dataclass(frozen=True)
class ChooseRehearing(Step):
    """Take over the text of the rehearing `number`."""

    number: int


@dataclass(frozen=True)
class Sign:
    """Save the draft as the next version, corrected by a person, empty for the one who opened the corrector."""

    by: str


@dataclass(frozen=True)
class Rehear:
    """Find the rehearings of the stretch from `start` to `end`, in seconds, or make one with `model`.

    Without a `model` that of the settings is used.
    """

    start: float
    end: float
    model: str | None = None


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
        words = lexicon.load(desk.workspace.lexicon_file)
        self._propose = cache(lambda text: lexicon.proposals(text, words))
        self._drawing, self._listening = Background(), Background()
        self._begin()

    def _begin(self) -> None:
        base = load_transcript(self._desk.store, self._recording.code)
        self._sheet = DraftLog(base, self._desk.workspace.edits(self._recording.code, base.version))
        self._shown: dict[str, AnyRow] = {}

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question."""
        return {
            "open": needs_nothing(self._open),
            "refresh": needs_nothing(self._refresh),
            "peaks": needs_nothing(self._ask_peaks),
            "edit": reads(MakeEdit, self._edit),
            "undo": reads(Step, lambda asked: self._step(self._sheet.undo, asked)),
            "redo": reads(Step, lambda asked: self._step(self._sheet.redo, asked)),
            "sign": reads(Sign, self._sign),
            "heard": reads(Rehear, self._find_rehearings),
            "rehear": reads(Rehear, self._rehear),
            "choose": reads(ChooseRehearing, self._choose),
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
        if not is_fully_open(self._desk.store, self._recording.code):
            access_log.open_for(self._desk, self._by, f"核对文字 {self._recording.code}")

    @property
    def _access(self) -> Path:
        return self._desk.workspace.root / self._recording.access

    # -- edits -------------------------------------------------------------------------------------------------

    def _edit(self, asked: MakeEdit) -> None:
        # Only a rehearing brings whole segments, and it is read from the disk.
        given = {**asked.edit, "by": self._by, "at": asked.at, "pieces": ()}
        self._sheet.do(read(Edit, given, "edit"), asked.key)
        self._tell_changes()

    def _step(self, step: Callable[[str, str, str], None], asked: Step) -> None:
        step(self._by, asked.at, asked.key)
        self._tell_changes()

    def _refresh(self) -> None:
        self._read_again()
        self._shown = {}
        self._tell_changes()

    def _tell_changes(self) -> None:
        """Tell every view the rows that changed; the answer to an edit only says that it is on the disk."""
        self.tell("news", self._change())

    def _change(self) -> Change:
        """Return what changed since the last call, and what undo and redo would do now."""
        before = self._shown
        self._shown = {row.id: row for row in rows(self._sheet.draft, self._propose)}
        order, undo, redo = tuple(self._shown), self._sheet.may_undo, self._sheet.may_redo
        return Change(
            rows=tuple(row for key, row in self._shown.items() if before.get(key) != row),
            order=order if order != tuple(before) else None,
            undo=undo.action if undo else None,
            redo=redo.action if redo else None,
        )

    def _sign(self, asked: Sign) -> Signed:
        self._sheet.refresh()
        saved = correcting.file_corrected(self._desk, self._recording.code, self._sheet.draft.transcript())
        self._by = asked.by or self._by
        self._begin()
        self.tell("open")
        return Signed(saved.version)

    # -- hearing again -----------------------------------------------------------------------------------------

    def _find_rehearings(self, asked: Rehear) -> Sides:
        stretch = Stretch(asked.start, asked.end)
        newest_first = reversed(rehearing.rehearings(self._desk, self._recording.code))
        sides = tuple(self._side(heard) for heard in newest_first if overlap_s(heard, stretch) > 0)
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

    def _rehear(self, asked: Rehear) -> RehearingBegun:
        # One at a time: a model takes all of a small machine.
        return RehearingBegun(busy=not self._listening.start(self._listen, asked))

    def _listen(self, asked: Rehear) -> None:
        try:
            made = rehearing.hear_again(
                self._desk, self._recording.code, float(asked.start), float(asked.end), model=asked.model or None
            )
        except Exception as fault:  # noqa: BLE001 - the person in front of the panel must learn of every fault
            refusal = vars(self.refusal(fault))
            self.tell("not-reheard", NotReheard(**refusal, start=asked.start, end=asked.end))
        else:
            self.tell("reheard", Reheard(made.number, asked.start, asked.end))

    def _choose(self, asked: ChooseRehearing) -> None:
        known = {heard.number: heard for heard in rehearing.rehearings(self._desk, self._recording.code)}
        if asked.number not in known:
            raise UnknownNumberError(what="再听", number=str(asked.number))
        self._sheet.refresh()
        old, new = rehearing.exchange(self._sheet.draft.in_order(), known[asked.number], self._by)
        edit = Edit("rehear", self._by, asked.at, tuple(segment.id for segment in old), pieces=new)
        self._sheet.do(edit, asked.key)
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
