"""The grievance table: every grievance with its sound and its words, to be judged, put right, added and confirmed.

What is written into a field is on the disk at once; it counts when a person confirms the grievance. What nobody judged
yet is withheld, until somebody the settings allow asks for it by name: then this is the place of judging.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolkit.core import EditLog, RevisionRefusedError, UnknownNumberError, WrongValueError
from toolkit.grievances import (
    FIELDS,
    NOTHING_WRITTEN,
    Written,
    changed,
    closed_row,
    editing,
    matter_of,
    row,
    subjects,
    talk,
)
from toolkit.grievances.accusations import access_log, cues, visibility
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.panel import Answer, Panel, Told
from toolkit.records import Grievance, Segment, Transcript
from toolkit.restricted import judging
from toolkit.transcripts import workflow
from toolkit.workspace import Desk

_ACCUSES = "检举控告"


class GrievanceTable(Panel):
    """The grievances of a recording, with the words of those that whoever sits here may see."""

    _esm = panel.script("grievances", "Tabulator")
    _css = panel.style("tabulator", "grievances")

    def __init__(self, desk: Desk, code: str, by: str = "工作人员") -> None:
        """Open the list of recording `code` for the person `by`; raise UnknownNumberError."""
        self._recording = desk.catalogue.recording(code)
        super().__init__(desk.workspace.log_file, shelf=f"grievances:{self._recording.sha256[:24]}")
        self._desk, self._by = desk, by
        # Who judges in this session, once they said so.
        self._judge: str | None = None
        self._talk: list[dict[str, Any]] = []
        try:
            self._list = desk.catalogue.grievances(self._recording.code)
        except UnknownNumberError:
            self._list = workflow.find_grievances(desk, self._recording.code)
        self._written = EditLog(desk.workspace.root / "edits" / f"{self._recording.code}-grievances.log")

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        doings: Mapping[str, Callable[[Told], Told | None]] = {
            "set": self._set,
            "heard": self._heard_it,
            "confirm": self._confirm,
            "add": self._add,
            "split": self._split,
            "merge": lambda asked: self._revised(editing.merge, self._ordinals(asked)),
            "discard": lambda asked: self._revised(editing.discard, self._ordinals(asked), asked["reason"]),
            "restore": lambda asked: self._revised(editing.restore, self._ordinals(asked)),
            "withdraw": self._withdraw,
            "repeat": self._repeat,
            "judging": self._begin_judging,
            "judge": self._judged,
            "close": self._close,
        }
        return {"open": self._open, **{name: self._then_told(do) for name, do in doings.items()}}

    @property
    def _code(self) -> str:
        return self._recording.code

    def _open(self, _: Told) -> Told:
        meeting = self._desk.catalogue.meeting(self._recording.meeting)
        self._written.catch_up()
        judging.renew_packages(self._desk, self._code, self._by)
        self._list = self._desk.catalogue.grievances(self._code)
        return {
            "meeting": f"{meeting.place} {meeting.held_on.isoformat()}",
            "code": self._code,
            "sound": panel.sound_places(self._desk.workspace.root / self._recording.access),
            "subjects": subjects(),
            "names": dict(FIELDS),
            "by": self._by,
            **self._state(),
        }

    # -- what is shown -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        transcript = self._transcript()
        written = self._all_written()
        queue = cues.queue(self._list, transcript)
        warnings = {one.ordinal: "；".join(one.why) for one in queue if one.warn}
        rows = [
            row(one, transcript, written.get(matter_of(one), NOTHING_WRITTEN), self._desk.catalogue.grievance)
            | {"warning": warnings.get(one.ordinal, "")}
            if self._may_see(one)
            else closed_row(one)
            for one in self._list.grievances
        ]
        return {
            # Danger to life and limb stands before everything else.
            "rows": sorted(rows, key=lambda told: not told["danger"]),
            "talk": talk(transcript, self._list.grievances, self._may_read(transcript)),
            "judge": self._judge,
            "closed": self._desk.catalogue.acts(self._code).closing is not None,
            "remarks": list(access_log.remarks(self._desk)) if self._judge else [],
        }

    def _may_see(self, one: Grievance) -> bool:
        return visibility.may_be_shown(one) or (self._judge is not None and one.accusation == "unjudged")

    def _may_read(self, transcript: Transcript) -> Callable[[Segment], bool]:
        """Return what tells which sentences may be seen: to whoever judges, all but those of accusations."""
        if self._judge is None:
            return self._desk.catalogue.open_in(self._code, transcript).holds
        secret = tuple(part for one in self._list.grievances if one.accusation == "yes" for part in one.passages)
        return visibility.Open(is_closed=True, hidden=secret).holds

    def _then_told(self, do: Callable[[Told], Told | None]) -> Answer:
        def answer(asked: Told) -> Told:
            told = do(asked)
            self._list = self._desk.catalogue.grievances(self._code)
            state = self._state()
            # Hours of talk are not sent again with every key.
            if state["talk"] == self._talk:
                del state["talk"]
            else:
                self._talk = state["talk"]
            self.tell("state", **state)
            return told or {}

        return answer

    # -- what is written but not confirmed ---------------------------------------------------------------------

    def _set(self, asked: Told) -> Told | None:
        """Keep what was written into a field; what is confirmed already is confirmed anew with it."""
        one, field, text = self._one(asked["matter"]), asked["field"], asked["text"]
        if field not in FIELDS:
            raise WrongValueError(field="改正的项目", value=field, why="没有这一项")
        if field == "kinds" and _ACCUSES in text:
            return self._hide([one])
        changed(one, {field: text}, self._transcript())
        if one.status == "confirmed":
            self._confirmed([one], {field: text})
        elif not any(line["key"] == asked["key"] for line in self._written.lines):
            told = {name: asked[name] for name in ("key", "matter", "field", "text", "at")}
            self._written.append({**told, "by": self._by})
        return None

    def _heard_it(self, asked: Told) -> None:
        """Keep that somebody listened to a grievance."""
        one = self._one(asked["matter"])
        self._written.append({"key": asked["key"], "matter": matter_of(one), "heard": True, "by": self._by})

    def _all_written(self) -> dict[str, Written]:
        pending: dict[str, dict[str, str]] = {}
        heard: set[str] = set()
        for line in self._written.lines:
            if "heard" in line:
                heard.add(line["matter"])
            elif "confirmed" in line:
                pending.pop(line["matter"], None)
            else:
                pending.setdefault(line["matter"], {})[line["field"]] = line["text"]
        return {matter: Written(pending.get(matter, {}), matter in heard) for matter in {*pending, *heard}}

    def _confirm(self, asked: Told) -> None:
        written = self._all_written()
        for matter in asked["matters"]:
            one, pending = self._one(matter), written.get(matter, NOTHING_WRITTEN).fields
            _refuse_undecided(one, pending)
            self._confirmed([one], pending)
            self._list = self._desk.catalogue.grievances(self._code)
            if pending:
                self._written.append({"key": f"{asked['key']}:{matter}", "matter": matter, "confirmed": True})

    def _confirmed(self, chosen: Sequence[Grievance], changes: Mapping[str, str]) -> None:
        ordinals = [one.ordinal for one in chosen]
        workflow.confirm(self._desk, self._code, ordinals, changes, self._by, seen=self._list)

    # -- the list ----------------------------------------------------------------------------------------------

    def _add(self, asked: Told) -> Told:
        added = editing.add(self._desk, self._code, asked["from"], asked["to"], self._by)
        return {"matter": matter_of(added)}

    def _split(self, asked: Told) -> None:
        editing.split(self._desk, self._code, self._one(asked["matter"]).ordinal, asked["sentence"], self._by)

    def _revised(self, revise: Callable[..., object], *given: object) -> None:
        revise(self._desk, self._code, *given, self._by)

    def _withdraw(self, asked: Told) -> None:
        editing.withdraw(self._desk, asked["number"], asked["reason"], self._by)

    def _repeat(self, asked: Told) -> None:
        judge = editing.confirm_repeat if asked["same"] else editing.refuse_repeat
        judge(self._desk, asked["number"], asked["earlier"], by=self._by)

    # -- judging -----------------------------------------------------------------------------------------------

    def _begin_judging(self, asked: Told) -> None:
        """Show what nobody judged yet to the person `name`, if the settings allow; the look is written down first."""
        access_log.open_for(self._desk, asked["name"], self._code)
        self._judge = asked["name"].strip()

    def _judged(self, asked: Told) -> Told | None:
        chosen = [self._one(matter, judging=True) for matter in asked["matters"]]
        if asked["verdict"] == "yes":
            return self._hide(chosen)
        ordinals = [one.ordinal for one in chosen]
        access_log.judge(self._desk, self._code, ordinals, "no", self._judge or "", seen=self._list)
        return None

    def _hide(self, chosen: Sequence[Grievance]) -> Told:
        by = self._judge or self._by
        ordinals = [one.ordinal for one in chosen]
        return {"said": list(judging.hide(self._desk, self._code, ordinals, by, self._list))}

    def _close(self, _: Told) -> None:
        access_log.close(self._desk, self._code, self._judge or "", seen=self._list)

    # -- looking up --------------------------------------------------------------------------------------------

    def _transcript(self) -> Transcript:
        return self._desk.catalogue.transcript(self._code, self._list.transcript.version)

    def _ordinals(self, asked: Told) -> list[int]:
        return [self._one(matter).ordinal for matter in asked["matters"]]

    def _one(self, matter: str, *, judging: bool = False) -> Grievance:
        """Return the grievance `matter` if it may be seen; whoever judges may also take back that one accuses."""
        listed = (one for one in self._list.grievances if self._may_see(one) or (judging and self._judge))
        one = next((one for one in listed if matter_of(one) == matter), None)
        if one is None:
            raise UnknownNumberError(what="诉求", number=f"{matter} 秒处的这一件（可能刚被拆开、合并，或已另行保管）")
        return one


def _refuse_undecided(one: Grievance, pending: Mapping[str, str]) -> None:
    """Raise RevisionRefusedError when something has to be decided by a person before `one` gets its number."""
    if not visibility.may_be_shown(one):
        remedy = "不是的按 F4，是的按 F9"
        raise RevisionRefusedError(why=f"第 {one.ordinal} 件还没有判断是不是检举控告", remedy=remedy)
    if one.subject.unsure and "subject" not in pending:
        remedy = "请在“内容分类”里选一类（下面有机器提议的几类），再确认"
        raise RevisionRefusedError(why=f"第 {one.ordinal} 件的内容分类还是“待定”，要由人选定", remedy=remedy)
