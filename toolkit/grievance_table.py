"""The grievance table: every grievance with its sound and its words, to be put right, split, joined and confirmed.

What is written into a field is on the disk at once; it counts when a person confirms the grievance.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolkit import confirming, panels, workflow
from toolkit.confirmed import changed
from toolkit.desk import Desk
from toolkit.edit_log import EditLog
from toolkit.errors import UnknownNumberError, WrongValueError
from toolkit.grievance_rows import FIELDS, matter_of, row, subjects
from toolkit.panels import Answer, Panel, Told
from toolkit.records import Grievance, GrievanceList
from toolkit.visibility import apart


class GrievanceTable(Panel):
    """The grievances of a recording that others may see; accusations stand apart and are not shown."""

    _esm = panels.script("grievances", "Tabulator")
    _css = panels.style("tabulator", "grievances")

    def __init__(self, desk: Desk, code: str, by: str = "工作人员") -> None:
        """Open the list of recording `code` for the person `by`; raise UnknownNumberError."""
        self._recording = desk.catalogue.recording(code)
        super().__init__(desk.workspace.log_file, shelf=f"grievances:{self._recording.sha256[:24]}")
        self._desk, self._by = desk, by
        try:
            self._list = desk.catalogue.grievances(self._recording.code)
        except UnknownNumberError:
            self._list = workflow.find_grievances(desk, self._recording.code)
        self._written = EditLog(desk.workspace.root / "edits" / f"{self._recording.code}-grievances.log")

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        doings: Mapping[str, Callable[[Told], object]] = {
            "set": self._set,
            "confirm": self._confirm,
            "split": lambda asked: confirming.split(*self._at(asked["matter"]), asked["sentence"], self._by),
            "merge": lambda asked: confirming.merge(self._desk, self._code, self._ordinals(asked), self._by),
            "discard": lambda asked: confirming.discard(
                self._desk, self._code, self._ordinals(asked), asked["reason"], self._by
            ),
            "restore": lambda asked: confirming.restore(self._desk, self._code, self._ordinals(asked), self._by),
            "withdraw": lambda asked: confirming.withdraw(self._desk, asked["number"], asked["reason"], self._by),
            "repeat": self._repeat,
        }
        return {"open": self._open, **{name: self._then_told(do) for name, do in doings.items()}}

    @property
    def _code(self) -> str:
        return self._recording.code

    def _open(self, _: Told) -> Told:
        meeting = self._desk.catalogue.meeting(self._recording.meeting)
        self._written.catch_up()
        self._list = self._desk.catalogue.grievances(self._code)
        return {
            "meeting": f"{meeting.place} {meeting.held_on.isoformat()}",
            "code": self._code,
            "sound": panels.sound_places(self._desk.workspace.root / self._recording.access),
            "subjects": subjects(),
            "names": dict(FIELDS),
            "rows": self._rows(),
        }

    def _rows(self) -> list[dict[str, Any]]:
        transcript = self._desk.catalogue.transcript(self._code, self._list.transcript.version)
        pending = self._pending()
        return [
            row(one, transcript, pending.get(matter_of(one), {}), self._desk.catalogue.grievance)
            for one in self._shown().grievances
        ]

    def _shown(self) -> GrievanceList:
        return apart(self._list)[0]

    def _then_told(self, do: Callable[[Told], object]) -> Answer:
        def answer(asked: Told) -> Told:
            do(asked)
            self._list = self._desk.catalogue.grievances(self._code)
            self.tell("rows", rows=self._rows())
            return {}

        return answer

    # -- what is written but not confirmed ---------------------------------------------------------------------

    def _set(self, asked: Told) -> None:
        """Keep what was written into a field; what is confirmed already is confirmed anew with it."""
        one, field, text = self._one(asked["matter"]), asked["field"], asked["text"]
        if field not in FIELDS:
            raise WrongValueError(field="改正的项目", value=field, why="没有这一项")
        changed(one, {field: text}, self._desk.catalogue.transcript(self._code, self._list.transcript.version))
        if one.status == "confirmed":
            self._confirmed([one], {field: text})
        elif not any(line["key"] == asked["key"] for line in self._written.lines):
            told = {name: asked[name] for name in ("key", "matter", "field", "text", "at")}
            self._written.append({**told, "by": self._by})

    def _pending(self) -> dict[str, dict[str, str]]:
        pending: dict[str, dict[str, str]] = {}
        for line in self._written.lines:
            if "confirmed" in line:
                pending.pop(line["matter"], None)
            else:
                pending.setdefault(line["matter"], {})[line["field"]] = line["text"]
        return pending

    def _confirm(self, asked: Told) -> None:
        pending = self._pending()
        for matter in asked["matters"]:
            self._confirmed([self._one(matter)], pending.get(matter, {}))
            self._list = self._desk.catalogue.grievances(self._code)
            if matter in pending:
                self._written.append({"key": f"{asked['key']}:{matter}", "matter": matter, "confirmed": True})

    def _confirmed(self, chosen: Sequence[Grievance], changes: Mapping[str, str]) -> None:
        ordinals = [one.ordinal for one in chosen]
        workflow.confirm(self._desk, self._code, ordinals, changes, self._by, seen=self._list)

    # -- the list ----------------------------------------------------------------------------------------------

    def _repeat(self, asked: Told) -> None:
        judge = confirming.confirm_repeat if asked["same"] else confirming.refuse_repeat
        judge(self._desk, asked["number"], asked["earlier"], by=self._by)

    def _at(self, matter: str) -> tuple[Desk, str, int]:
        return self._desk, self._code, self._one(matter).ordinal

    def _ordinals(self, asked: Told) -> list[int]:
        return [self._one(matter).ordinal for matter in asked["matters"]]

    def _one(self, matter: str) -> Grievance:
        one = next((one for one in self._shown().grievances if matter_of(one) == matter), None)
        if one is None:
            raise UnknownNumberError(what="诉求", number=f"{matter} 秒处的这一件（可能刚被拆开或合并）")
        return one
