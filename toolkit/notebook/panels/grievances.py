"""The grievance table: every grievance with its sound and its words, to be judged, corrected, added and confirmed.

A text written into a field is on the disk at once; it counts when a person confirms the grievance. A grievance that
nobody judged yet is withheld until a person whom the settings allow asks for it by name: this is the place of judging.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from toolkit.core import (
    DoubtfulReleaseError,
    Line,
    RevisionRefusedError,
    SharedLog,
    UnknownNumberError,
    WrongValueError,
)
from toolkit.grievances import (
    FIELDS,
    NO_PENDING_EDITS,
    PendingEdits,
    access_log,
    editing,
    find_grievance,
    grievance_row,
    lists,
    load_grievances,
    load_judgements,
    load_open_stretches,
    matter_key,
    sentence_rows,
    subject_choices,
    with_changes,
    withheld_row,
)
from toolkit.grievances.accusations import cues, visibility
from toolkit.meetings import find_meeting, find_recording
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.messages import Content, Handler, answers
from toolkit.notebook.panels.panel import Panel
from toolkit.records import Grievance, GrievanceList, Segment
from toolkit.restricted import judging
from toolkit.transcripts import load_transcript
from toolkit.workspace import Desk


@dataclass(frozen=True, kw_only=True)
class State:
    """The rows and sentences that this person may see, as `toolkit.grievances` gives them.

    `talk` is None when it has not changed: hours of it are not sent again with every key. `judge` is the person who
    judges now, `closed` whether the list was closed, `remarks` are notes on the settings.
    """

    rows: tuple[dict[str, Any], ...]
    talk: tuple[dict[str, Any], ...] | None
    judge: str | None
    closed: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Opened(State):
    """Everything that is shown when the panel opens; `names` are the Chinese names of the fields."""

    meeting: str
    code: str
    sound: tuple[str, ...]
    subjects: tuple[dict[str, Any], ...]
    names: dict[str, str]
    by: str


@dataclass(frozen=True)
class Added:
    """The grievance that was added."""

    matter: str


@dataclass(frozen=True)
class Said:
    """Sentences about what was done and what is left to do."""

    said: tuple[str, ...]


class GrievanceTable(Panel):
    """The grievances of a recording, with the words of those that whoever sits here may see."""

    _esm = panel.script("grievances", "Tabulator")
    _css = panel.style("tabulator", "grievances")

    def __init__(self, desk: Desk, code: str, by: str = "工作人员") -> None:
        """Open the list of recording `code` for the person `by`; raise UnknownNumberError."""
        self._recording = find_recording(desk.store, code)
        self._code = self._recording.code
        super().__init__(desk.workspace.log_file, shelf=f"grievances:{self._recording.sha256[:24]}")
        self._desk, self._by = desk, by
        # The person who judges in this session, once they gave their name.
        self._judge: str | None = None
        self._talk: tuple[dict[str, Any], ...] = ()
        self._told: Mapping[str, Any] = {}
        try:
            self._list = load_grievances(desk.store, self._code)
        except UnknownNumberError:
            self._list = lists.find_grievances(desk, self._code)
        self._written = SharedLog(desk.workspace.root / "edits" / f"{self._code}-grievances.log")

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question."""
        return {
            "open": answers(self._open),
            "set": self._acts(self._set),
            "heard": self._acts(self._mark_heard),
            "confirm": self._acts(self._confirm),
            "add": self._acts(self._add),
            "split": self._acts(self._split),
            "merge": self._acts(self._merge),
            "discard": self._acts(self._discard),
            "restore": self._acts(self._restore),
            "withdraw": self._acts(self._withdraw),
            "repeat": self._acts(self._judge_repeat),
            "judging": self._acts(self._begin_judging),
            "judge": self._acts(self._judge_matters),
            "close": self._acts(self._close),
        }

    def _acts(self, act: Callable[..., object]) -> Handler:
        """Return a handler that does what is asked and then tells every view the new state."""
        handle = answers(act)

        def acted(content: Content) -> object:
            answer = handle(content)
            self._told = {}  # whoever acted waits for the state, also where it stays the same
            self.catch_up()
            return answer

        return acted

    def catch_up(self) -> None:
        """Tell every view the state where it changed, as far as whoever sits here may see it."""
        self._written.catch_up()
        self._list = load_grievances(self._desk.store, self._code)
        view = self._view
        state = self._state(view)
        if state != self._told:
            before, self._talk, self._told = self._talk, view.talk(), state
            self.tell("state", State(**state, talk=None if self._talk == before else self._talk))

    def _open(self) -> Opened:
        meeting = find_meeting(self._desk.store, self._recording.meeting)
        self._written.catch_up()
        judging.renew_packages(self._desk, self._code, self._by)
        self._list = load_grievances(self._desk.store, self._code)
        view = self._view
        self._told = self._state(view)
        return Opened(
            **self._told,
            talk=view.talk(),
            meeting=f"{meeting.place} {meeting.held_on.isoformat()}",
            code=self._code,
            sound=panel.served_places(self._desk.workspace.root / self._recording.access),
            subjects=tuple(subject_choices()),
            names=dict(FIELDS),
            by=self._by,
        )

    # -- what is shown -----------------------------------------------------------------------------------------

    def _state(self, view: "_View") -> dict[str, Any]:
        """Return the fields of `State`, except `talk`."""
        return {
            # Danger to life and limb stands before everything else.
            "rows": tuple(sorted(view.rows(_all_written(self._written.lines)), key=lambda shown: not shown["danger"])),
            "judge": self._judge,
            "closed": load_judgements(self._desk.store, self._code).closing is not None,
            "remarks": tuple(access_log.remarks(self._desk)) if self._judge else (),
        }

    # -- what is written but not confirmed ---------------------------------------------------------------------

    def _set(self, key: str, matter: str, field: str, text: str, at: str) -> Said | None:
        """Keep the `text` of a `field`, written `at` (UTC, ISO); a confirmed grievance is confirmed anew with it.

        The same `key` again changes nothing. Here and below a `matter` is the name of a grievance as in `matter_key`.
        """
        grievance = self._view.find(matter)
        if field not in FIELDS:
            raise WrongValueError(field="改正的项目", value=field, why="没有这一项")
        if field == "kinds" and visibility.ACCUSATION_KIND in text:
            return Said(judging.hide(self._desk, self._code, [grievance.ordinal], self._judge or self._by, self._list))
        with_changes(grievance, {field: text}, self._view.transcript)
        if grievance.status == "confirmed":
            access_log.confirm(self._desk, self._code, [grievance.ordinal], {field: text}, self._by, seen=self._list)
        elif not any(line["key"] == key for line in self._written.lines):
            line = {"key": key, "matter": matter, "field": field, "text": text, "at": at, "by": self._by}
            self._written.append(line)
        return None

    def _mark_heard(self, key: str, matter: str) -> None:
        known = matter_key(self._view.find(matter))
        self._written.append({"key": key, "matter": known, "heard": True, "by": self._by})

    def _confirm(self, key: str, matters: tuple[str, ...]) -> None:
        """Confirm the grievances `matters` with the texts that were written into their fields."""
        written = _all_written(self._written.lines)
        for matter in matters:
            grievance, pending = self._view.find(matter), written.get(matter, NO_PENDING_EDITS).fields
            _refuse_undecided(grievance, pending)
            access_log.confirm(self._desk, self._code, [grievance.ordinal], pending, self._by, seen=self._list)
            self._list = load_grievances(self._desk.store, self._code)
            if pending:
                self._written.append({"key": f"{key}:{matter}", "matter": matter, "confirmed": True})

    # -- the list ----------------------------------------------------------------------------------------------

    def _add(self, start: float, end: float) -> Added:
        return Added(matter_key(editing.add(self._desk, self._code, start, end, self._by)))

    def _split(self, matter: str, sentence: int) -> None:
        """Split the grievance before the sentence of that number."""
        editing.split(self._desk, self._code, self._view.find(matter).ordinal, sentence, self._by)

    def _merge(self, matters: tuple[str, ...]) -> None:
        editing.merge(self._desk, self._code, self._view.ordinals(matters), self._by)

    def _discard(self, matters: tuple[str, ...], reason: str) -> None:
        editing.discard(self._desk, self._code, self._view.ordinals(matters), reason, self._by)

    def _restore(self, matters: tuple[str, ...]) -> None:
        editing.restore(self._desk, self._code, self._view.ordinals(matters), self._by)

    def _withdraw(self, number: str, reason: str) -> None:
        editing.withdraw(self._desk, number, reason, self._by)

    def _judge_repeat(self, number: str, earlier: str, *, same: bool) -> None:
        """Judge whether the grievance `number` is the `same` as the `earlier` one."""
        judge = editing.confirm_repeat if same else editing.refuse_repeat
        judge(self._desk, number, earlier, by=self._by)

    # -- judging -----------------------------------------------------------------------------------------------

    def _begin_judging(self, name: str) -> None:
        """Show what nobody judged yet to the person `name`."""
        # The access is noted first, or refused.
        access_log.open_for(self._desk, name, self._code)
        self._judge = name.strip()

    def _judge_matters(
        self, matters: tuple[str, ...], verdict: Literal["no", "yes"], *, sure: bool = False
    ) -> Said | None:
        """Judge whether the grievances `matters` are accusations; what looks like one is released by who is `sure`."""
        ordinals = [self._view.find(matter, is_judging=True).ordinal for matter in matters]
        if verdict == "yes":
            return Said(judging.hide(self._desk, self._code, ordinals, self._judge or self._by, self._list))
        with _asking_by_keys():
            access_log.judge(self._desk, self._code, ordinals, "no", self._judge or "", seen=self._list, sure=sure)
        return None

    def _close(self, *, sure: bool = False) -> None:
        with _asking_by_keys():
            access_log.close(self._desk, self._code, self._judge or "", seen=self._list, sure=sure)

    @property
    def _view(self) -> "_View":
        return _View(self._desk, self._code, self._list, self._judge)


@contextlib.contextmanager
def _asking_by_keys() -> Iterator[None]:
    """Tell whoever releases what looks like an accusation to release it again; a table has no options."""
    try:
        yield
    except DoubtfulReleaseError as fault:
        again = "请再看一遍原话；确实不是的，再放行一次"
        raise DoubtfulReleaseError(listing=fault.fields["listing"], remedy=again) from fault


class _View:
    """The grievances and sentences of a list that a person may see; `judge` is the person who judges now, if any."""

    def __init__(self, desk: Desk, code: str, listed: GrievanceList, judge: str | None) -> None:
        self._desk, self._code, self._listed, self._judge = desk, code, listed, judge
        self.transcript = load_transcript(desk.store, code, listed.transcript.version)

    def rows(self, written: Mapping[str, PendingEdits]) -> Iterator[dict[str, Any]]:
        """Yield the row of each grievance with what is `written` of it; only a frame where it may not be seen."""
        queue = cues.queue(self._listed, self.transcript)
        warnings = {cue.ordinal: "；".join(cue.why) for cue in queue if cue.warn}
        for grievance in self._listed.grievances:
            if self._may_see(grievance):
                own = written.get(matter_key(grievance), NO_PENDING_EDITS)
                shown = grievance_row(grievance, self.transcript, own, partial(find_grievance, self._desk.store))
                yield shown | {"warning": warnings.get(grievance.ordinal, "")}
            else:
                yield withheld_row(grievance)

    def talk(self) -> tuple[dict[str, Any], ...]:
        """Return all sentences, without words where they may not be seen."""
        return tuple(sentence_rows(self.transcript, self._listed.grievances, self._may_read()))

    def find(self, matter: str, *, is_judging: bool = False) -> Grievance:
        """Return the grievance `matter` if this person may see it; a judge may also take back an accusation."""
        for grievance in self._listed.grievances:
            may_reach = self._may_see(grievance) or (is_judging and self._judge)
            if may_reach and matter_key(grievance) == matter:
                return grievance
        raise UnknownNumberError(what="诉求", number=f"{matter} 秒处的这一件（可能刚被拆开、合并，或已另行保管）")

    def ordinals(self, matters: Sequence[str]) -> list[int]:
        """Return the ordinals of `matters`, as `find`."""
        return [self.find(matter).ordinal for matter in matters]

    def _may_see(self, grievance: Grievance) -> bool:
        return visibility.may_be_shown(grievance) or (self._judge is not None and visibility.is_unjudged(grievance))

    def _may_read(self) -> Callable[[Segment], bool]:
        """Return the test of the sentences that may be seen: for a judge all but those of accusations."""
        if self._judge is None:
            return load_open_stretches(self._desk.store, self._code, self.transcript).holds
        return visibility.open_for_judging(self._listed).holds


def _all_written(lines: Iterable[Line]) -> dict[str, PendingEdits]:
    """Return the texts that are written but not confirmed, and whether a person listened, by matter."""
    pending: dict[str, dict[str, str]] = {}
    heard: set[str] = set()
    for line in lines:
        if "heard" in line:
            heard.add(line["matter"])
        elif "confirmed" in line:
            pending.pop(line["matter"], None)
        else:
            pending.setdefault(line["matter"], {})[line["field"]] = line["text"]
    return {matter: PendingEdits(pending.get(matter, {}), matter in heard) for matter in {*pending, *heard}}


def _refuse_undecided(grievance: Grievance, pending: Mapping[str, str]) -> None:
    """Raise RevisionRefusedError when a person has to decide something before `grievance` gets its number."""
    if not visibility.may_be_shown(grievance):
        remedy = "不是的按 F4，是的按 F9"
        raise RevisionRefusedError(why=f"第 {grievance.ordinal} 件还没有判断是不是检举控告", remedy=remedy)
    if grievance.subject.unsure and "subject" not in pending:
        remedy = "请在“内容分类”里选一类（下面有机器提议的几类），再确认"
        raise RevisionRefusedError(why=f"第 {grievance.ordinal} 件的内容分类还是“待定”，要由人选定", remedy=remedy)
