"""The corrector: the sound and under it every sentence, to be heard, corrected, split, joined, and signed off."""

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.core import UnknownNumberError, YehuaError, write_whole
from toolkit.grievances import access_log, is_fully_open
from toolkit.meetings import find_meeting, find_recording
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.panel import Answer, Panel, Told
from toolkit.recognition import lexicon, models
from toolkit.records import Correction, Segment, Stretch, Timed, from_json, overlap_s, to_json
from toolkit.sound import audio
from toolkit.transcripts import Draft, DraftLog, Edit, Rehearing, correcting, load_transcript, rehearing
from toolkit.workspace import Desk

_PEAKS_PER_S = 50
# Below this a word is more likely misheard than not, by the engine's own account.
_UNSURE = 0.5
_MARKS = "，。？！、；：“”…—,.?! "  # nobody says them

Propose = Callable[[str], Sequence[Correction]]


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
        self._drawing: threading.Thread | None = None
        self._listening: threading.Thread | None = None
        self._begin()

    def _begin(self) -> None:
        base = load_transcript(self._desk.store, self._recording.code)
        self._sheet = DraftLog(base, self._desk.workspace.edits(self._recording.code, base.version))
        self._shown: dict[str, Any] = {}

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        return {
            "open": self._open,
            "refresh": self._refresh,
            "peaks": self._peaks,
            "edit": self._edit,
            "undo": self._undo,
            "redo": self._redo,
            "sign": self._sign,
            "heard": self._heard_again,
            "rehear": self._rehear,
            "choose": self._choose,
        }

    def _open(self, _: Told) -> Told:
        self._sheet.refresh()
        if not is_fully_open(self._desk.store, self._recording.code):
            # Who corrects reads everything, also what nobody judged yet.
            access_log.open_for(self._desk, self._by, f"核对文字 {self._recording.code}")
        self._shown = {row["id"]: row for row in rows(self._sheet.draft, self._propose)}
        base = self._sheet.draft.base
        meeting = find_meeting(self._desk.store, self._recording.meeting)
        return {
            "code": self._recording.code,
            "meeting": f"{meeting.place} {meeting.held_on.isoformat()}",
            "version": base.version,
            "seconds": base.recording.seconds,
            "by": self._by,
            "sound": panel.sound_places(self._access),
            "rows": list(self._shown.values()),
            "order": list(self._shown),
            "model": base.engine.model,
            "models": models.known_models(self._desk.workspace.models),
            **self._next_steps(),
        }

    @property
    def _access(self) -> Path:
        return self._desk.workspace.root / self._recording.access

    def _next_steps(self) -> Told:
        undo, redo = self._sheet.may_undo, self._sheet.may_redo
        return {"undo": undo.action if undo else None, "redo": redo.action if redo else None}

    # -- edits -------------------------------------------------------------------------------------------------

    def _edit(self, asked: Told) -> Told:
        edit = from_json(Edit, {**asked["edit"], "by": self._by, "at": asked["at"]})
        self._sheet.do(edit, asked["key"])
        return self._settled()

    def _undo(self, asked: Told) -> Told:
        self._sheet.undo(self._by, asked["at"], asked["key"])
        return self._settled()

    def _redo(self, asked: Told) -> Told:
        self._sheet.redo(self._by, asked["at"], asked["key"])
        return self._settled()

    def _refresh(self, _: Told) -> Told:
        self._sheet.refresh()
        if not is_fully_open(self._desk.store, self._recording.code):
            # Who corrects reads everything, also what nobody judged yet.
            access_log.open_for(self._desk, self._by, f"核对文字 {self._recording.code}")
        self._shown = {}
        return self._settled()

    def _settled(self) -> Told:
        """Tell every view what is otherwise than it was shown; the answer itself only says that it is on the disk."""
        now = {row["id"]: row for row in rows(self._sheet.draft, self._propose)}
        fresh = [row for key, row in now.items() if self._shown.get(key) != row]
        order = list(now) if list(now) != list(self._shown) else None
        self._shown = now
        self.tell("news", rows=fresh, order=order, **self._next_steps())
        return {}

    def _sign(self, asked: Told) -> Told:
        by = asked["by"] or self._by
        self._sheet.refresh()
        saved = correcting.file_corrected(self._desk, self._recording.code, self._sheet.draft.transcript())
        self._by = by
        self._begin()
        self.tell("open")
        return {"version": saved.version}

    # -- hearing again -----------------------------------------------------------------------------------------

    def _heard_again(self, asked: Told) -> Told:
        stretch = Stretch(asked["start"], asked["end"])
        return {"listening": self._is_listening, "sides": self._sides(stretch)}

    @property
    def _is_listening(self) -> bool:
        return self._listening is not None and self._listening.is_alive()

    def _sides(self, stretch: Stretch) -> list[Told]:
        """Return what was heard again of `stretch`, the newest first, beside what stands there now."""
        heard = reversed(rehearing.rehearings(self._desk, self._recording.code))
        return [self._side(one) for one in heard if overlap_s(one, stretch) > 0]

    def _side(self, heard: Rehearing) -> Told:
        old = rehearing.giving_way(self._sheet.draft.in_order(), heard)
        texts = {"now": [one.text for one in old], "again": [one.text for one in heard.segments]}
        return {"number": heard.number, "model": heard.engine.model, **_times(heard), **texts}

    def _rehear(self, asked: Told) -> Told:
        # One at a time: a model takes all of a small machine.
        if self._is_listening:
            return {"busy": True}
        given = (float(asked["start"]), float(asked["end"]), asked.get("model") or None)
        self._listening = threading.Thread(target=self._listen, args=given, daemon=True)
        self._listening.start()
        return {"busy": False}

    def _listen(self, start_s: float, end_s: float, model: str | None) -> None:
        log = self._desk.workspace.log_file
        try:
            made = rehearing.hear_again(self._desk, self._recording.code, start_s, end_s, model=model)
        except YehuaError as fault:
            self.tell("not-reheard", refused=str(fault), start=start_s, end=end_s)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the person in front of it must be told
            plain_faults.keep(fault, log)
            words, record = plain_faults.sentence(fault, log), plain_faults.record(fault)
            self.tell("not-reheard", refused=words, record=record, start=start_s, end=end_s)
        else:
            self.tell("reheard", number=made.number, start=start_s, end=end_s)

    def _choose(self, asked: Told) -> Told:
        known = {one.number: one for one in rehearing.rehearings(self._desk, self._recording.code)}
        if asked["number"] not in known:
            raise UnknownNumberError(what="再听", number=str(asked["number"]))
        self._sheet.refresh()
        old, new = rehearing.exchange(self._sheet.draft.in_order(), known[asked["number"]], self._by)
        edit = Edit("rehear", self._by, asked["at"], tuple(one.id for one in old), pieces=new)
        self._sheet.do(edit, asked["key"])
        return self._settled()

    # -- sound -------------------------------------------------------------------------------------------------

    def _peaks(self, _: Told) -> Told:
        # Hours of sound take some seconds; meanwhile everything else is answered.
        if self._drawing is None or not self._drawing.is_alive():
            self._drawing = threading.Thread(target=self._draw, daemon=True)
            self._drawing.start()
        return {}

    def _draw(self) -> None:
        try:
            loud = _peaks(self._access, self._desk.workspace.peaks / f"{self._recording.access_sha256}.u8")
        except (YehuaError, OSError) as fault:
            plain_faults.keep(fault, self._desk.workspace.log_file)
            self.tell("no-peaks")
        else:
            self.tell("peaks", [loud], per_second=_PEAKS_PER_S)


def _peaks(sound: Path, kept: Path) -> bytes:
    """Return how loud `sound` is as bytes, computed once and then read from `kept`."""
    if kept.exists():
        return kept.read_bytes()
    loud = audio.peaks(sound, _PEAKS_PER_S).tobytes()
    write_whole(kept, loud)
    return loud


def rows(draft: Draft, propose: Propose = lambda _: ()) -> list[dict[str, Any]]:
    """Return what the corrector lists, in order of time: sentences, speech without text, what was held back.

    `propose` says which names may have been misheard in a text.
    """
    listed = [_sentence(draft, number, one, propose) for number, one in enumerate(draft.in_order(), start=1)]
    listed += [{"id": key, "kind": "gap", **_times(gap), "checked": False} for key, gap in draft.gaps.items()]
    listed += [
        {
            "id": key,
            "kind": "removed",
            **_times(Stretch(one.start_s, one.end_s)),
            "text": one.text,
            "reason": one.reason,
            "checked": key in draft.checked,
        }
        for key, one in draft.removed.items()
    ]
    return sorted(listed, key=lambda row: (row["start"], row["kind"]))


def _sentence(draft: Draft, number: int, one: Segment, propose: Propose) -> dict[str, Any]:
    changed = draft.is_changed(one) or any(change.by not in {None, lexicon.BY} for change in one.corrections)
    # What people corrected or heard themselves needs no proposals any more.
    settled = changed or one.id in draft.checked
    return {
        "id": one.id,
        "kind": "text",
        "number": number,
        **_times(Stretch(one.start_s, one.end_s)),
        "text": one.text,
        "speaker": one.speaker,
        "sure": one.confidence,
        "unsure": _unsure(one),
        "fixes": [to_json(change) for change in one.corrections if change.by == lexicon.BY and change.to in one.text],
        "proposals": [] if settled else [to_json(change) for change in propose(one.text)],
        "checked": one.id in draft.checked,
        "changed": changed,
    }


def _unsure(one: Segment) -> list[tuple[int, int]]:
    """Return where the words that the engine was not sure of stand in the text: first character, how many."""
    if "".join(word.text for word in one.words) != one.text:
        return []
    places: list[tuple[int, int]] = []
    at = 0
    for word in one.words:
        if word.confidence is not None and word.confidence < _UNSURE and word.text.strip(_MARKS):
            # Neighbours are one place: they are mostly one name that was not understood.
            begins = places[-1][0] if places and sum(places[-1]) == at else at
            places = [place for place in places if place[0] != begins]
            places.append((begins, at + len(word.text) - begins))
        at += len(word.text)
    return places


def _times(stretch: Timed) -> dict[str, float]:
    return {"start": stretch.start_s, "end": stretch.end_s}
