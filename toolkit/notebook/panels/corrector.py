"""The corrector: the sound and under it every sentence, to be played, corrected, split, joined, and signed off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

from toolkit.core import UnknownNumberError, YehuaError, write_whole
from toolkit.grievances import access_log, is_fully_open
from toolkit.meetings import find_meeting, find_recording
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.messages import Handler, News, needs_nothing, reads
from toolkit.notebook.panels.panel import Background, Panel
from toolkit.recognition import lexicon, models
from toolkit.records import Correction, Segment, Stretch, overlap_s
from toolkit.sound import audio
from toolkit.transcripts import Action, Draft, DraftLog, Edit, Rehearing, correcting, load_transcript, rehearing
from toolkit.workspace import Desk

_PEAKS_PER_S = 50
# Probability of a word below which it is marked as unsure.
_UNSURE = 0.5
_PUNCTUATION = "，。？！、；：“”…—,.?! "

Propose = Callable[[str], Sequence[Correction]]


@dataclass(frozen=True)
class WantedEdit:
    """An edit without its author and time; the fields are those of `toolkit.transcripts.Edit`."""

    action: Action
    items: tuple[str, ...] = ()
    text: str | None = None
    find: str | None = None
    position: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    run: str | None = None


@dataclass(frozen=True)
class MakeEdit:
    """Make the `edit`, made in the browser `at` (UTC, ISO); the same `key` again changes nothing."""

    key: str
    at: str
    edit: WantedEdit


@dataclass(frozen=True)
class Step:
    """Undo or redo the last edit; `key` and `at` as in `MakeEdit`."""

    key: str
    at: str


@dataclass(frozen=True)
class Sign:
    """Save the draft as the next version, corrected by a person, empty for the one who opened the corrector."""

    by: str


@dataclass(frozen=True)
class FindRehearings:
    """Find the rehearings of the stretch from `start` to `end`, in seconds."""

    start: float
    end: float


@dataclass(frozen=True)
class Rehear:
    """Transcribe the stretch from `start` to `end` again, with a `model` or that of the settings."""

    start: float
    end: float
    model: str | None = None


@dataclass(frozen=True)
class ChooseRehearing:
    """Take over the text of the rehearing `number`; `key` and `at` as in `MakeEdit`."""

    number: int
    key: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the corrector, from `start` to `end` in seconds: `gap` is speech without text."""

    id: str
    kind: Literal["gap", "removed", "text"]
    start: float
    end: float
    checked: bool


@dataclass(frozen=True, kw_only=True)
class GapRow(Row):
    """Speech without text."""

    kind: Literal["gap"] = "gap"


@dataclass(frozen=True, kw_only=True)
class RemovedRow(Row):
    """Text that was kept out of the transcript, and why."""

    kind: Literal["removed"] = "removed"
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SentenceRow(Row):
    """A sentence; `sure` is its probability, `unsure` has (first character, length) of the words marked as unsure.

    `fixes` are corrections by the word list, `proposals` are further ones.
    """

    kind: Literal["text"] = "text"
    number: int
    text: str
    speaker: str | None
    sure: float | None
    unsure: tuple[tuple[int, int], ...]
    fixes: tuple[Correction, ...]
    proposals: tuple[Correction, ...]
    changed: bool


AnyRow = GapRow | RemovedRow | SentenceRow


@dataclass(frozen=True, kw_only=True)
class Change(News):
    """Rows that are new or changed, the ids of all rows if their order changed, and what undo and redo would do."""

    name: ClassVar[str] = "news"
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
class Reopen(News):
    """The transcript has a new version: open it."""

    name: ClassVar[str] = "open"


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
    """Whether a rehearing was refused because another one is still being made."""

    busy: bool


@dataclass(frozen=True)
class Reheard(News):
    """The rehearing `number` of a stretch is ready."""

    name: ClassVar[str] = "reheard"
    number: int
    start: float
    end: float


@dataclass(frozen=True)
class NotReheard(News):
    """A stretch could not be heard again; `refused` and `record` as in `Refusal`."""

    name: ClassVar[str] = "not-reheard"
    refused: str
    record: str | None
    start: float
    end: float


@dataclass(frozen=True)
class Peaks(News):
    """The loudness of the recording follows as bytes."""

    name: ClassVar[str] = "peaks"
    per_second: int


@dataclass(frozen=True)
class NoPeaks(News):
    """The loudness of the recording could not be computed."""

    name: ClassVar[str] = "no-peaks"


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
            "undo": reads(Step, self._undo),
            "redo": reads(Step, self._redo),
            "sign": reads(Sign, self._sign),
            "heard": reads(FindRehearings, self._find_rehearings),
            "rehear": reads(Rehear, self._rehear),
            "choose": reads(ChooseRehearing, self._choose),
        }

    def _open(self) -> Opened:
        self._read_again()
        self._shown = self._rows()
        base = self._sheet.draft.base
        meeting = find_meeting(self._desk.store, self._recording.meeting)
        return Opened(
            rows=tuple(self._shown.values()),
            order=tuple(self._shown),
            undo=_action_of(self._sheet.may_undo),
            redo=_action_of(self._sheet.may_redo),
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

    def _rows(self) -> dict[str, AnyRow]:
        return {row.id: row for row in rows(self._sheet.draft, self._propose)}

    @property
    def _access(self) -> Path:
        return self._desk.workspace.root / self._recording.access

    # -- edits -------------------------------------------------------------------------------------------------

    def _edit(self, asked: MakeEdit) -> None:
        self._sheet.do(Edit(**vars(asked.edit), by=self._by, at=asked.at), asked.key)
        self._tell_changes()

    def _undo(self, asked: Step) -> None:
        self._sheet.undo(self._by, asked.at, asked.key)
        self._tell_changes()

    def _redo(self, asked: Step) -> None:
        self._sheet.redo(self._by, asked.at, asked.key)
        self._tell_changes()

    def _refresh(self) -> None:
        self._read_again()
        self._shown = {}
        self._tell_changes()

    def _tell_changes(self) -> None:
        """Tell every view the rows that changed; the answer to an edit only says that it is on the disk."""
        before, self._shown = self._shown, self._rows()
        changed = tuple(row for key, row in self._shown.items() if before.get(key) != row)
        order = tuple(self._shown)
        self.tell(
            Change(
                rows=changed,
                order=order if order != tuple(before) else None,
                undo=_action_of(self._sheet.may_undo),
                redo=_action_of(self._sheet.may_redo),
            )
        )

    def _sign(self, asked: Sign) -> Signed:
        self._sheet.refresh()
        saved = correcting.file_corrected(self._desk, self._recording.code, self._sheet.draft.transcript())
        self._by = asked.by or self._by
        self._begin()
        self.tell(Reopen())
        return Signed(saved.version)

    # -- hearing again -----------------------------------------------------------------------------------------

    def _find_rehearings(self, asked: FindRehearings) -> Sides:
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
            refusal = self.refusal(fault)
            self.tell(NotReheard(refusal.refused, refusal.record, asked.start, asked.end))
        else:
            self.tell(Reheard(made.number, asked.start, asked.end))

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
            self.tell(NoPeaks())
        else:
            self.tell(Peaks(_PEAKS_PER_S), [peaks])


def _action_of(edit: Edit | None) -> str | None:
    return edit.action if edit else None


def _peaks(sound: Path, cached: Path) -> bytes:
    """Return the loudness of `sound` as bytes, computed once and then read from the file `cached`."""
    if cached.exists():
        return cached.read_bytes()
    peaks = audio.peaks(sound, _PEAKS_PER_S).tobytes()
    write_whole(cached, peaks)
    return peaks


def rows(draft: Draft, propose: Propose = lambda _: ()) -> list[AnyRow]:
    """Return the rows of the corrector in order of time: sentences, speech without text, removed text.

    `propose` returns the names that may have been misheard in a text.
    """
    listed: list[AnyRow] = [
        _sentence_row(draft, number, segment, propose) for number, segment in enumerate(draft.in_order(), start=1)
    ]
    listed += [GapRow(id=key, start=gap.start_s, end=gap.end_s, checked=False) for key, gap in draft.gaps.items()]
    listed += [
        RemovedRow(
            id=key,
            start=removed.start_s,
            end=removed.end_s,
            text=removed.text,
            reason=removed.reason,
            checked=key in draft.checked,
        )
        for key, removed in draft.removed.items()
    ]
    return sorted(listed, key=lambda row: (row.start, row.kind))


def _sentence_row(draft: Draft, number: int, segment: Segment, propose: Propose) -> SentenceRow:
    corrections = segment.corrections
    changed = draft.is_changed(segment) or any(change.by not in {None, lexicon.BY} for change in corrections)
    # A sentence that a person corrected or listened to needs no proposals any more.
    settled = changed or segment.id in draft.checked
    return SentenceRow(
        id=segment.id,
        number=number,
        start=segment.start_s,
        end=segment.end_s,
        text=segment.text,
        speaker=segment.speaker,
        sure=segment.confidence,
        unsure=_unsure(segment),
        fixes=tuple(change for change in corrections if change.by == lexicon.BY and change.to in segment.text),
        proposals=() if settled else tuple(propose(segment.text)),
        checked=segment.id in draft.checked,
        changed=changed,
    )


def _unsure(segment: Segment) -> tuple[tuple[int, int], ...]:
    """Return (first character, length) of the words below the limit of probability; neighbours are one place."""
    if "".join(word.text for word in segment.words) != segment.text:
        return ()
    places: list[tuple[int, int]] = []
    at = 0
    for word in segment.words:
        length = len(word.text)
        if word.confidence is not None and word.confidence < _UNSURE and word.text.strip(_PUNCTUATION):
            if places and sum(places[-1]) == at:
                first, before = places.pop()
                places.append((first, before + length))
            else:
                places.append((at, length))
        at += length
    return tuple(places)
