"""The archive desk: what was said is found and heard at its second; packages are made, checked in time, handed over."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.archive import RESULT_NAMES, Check, WrittenPackage, discs, inventories
from toolkit.archive import checks as archiving
from toolkit.core import UnknownNumberError
from toolkit.grievances.accusations import access_log
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.panel import Answer, Panel, Told
from toolkit.records import Recording
from toolkit.search import Wish
from toolkit.transcripts import workflow
from toolkit.workspace import Desk, file_name_of

_HITS = 200
# Far enough ahead that every package is due: then the plan is the calendar.
_ALL = dt.date(9000, 1, 1)
_WISHES = ("speaker", "place", "subject", "colour", "date", "code")


def packed(desk: Desk, codes: Sequence[str], by: str) -> tuple[WrittenPackage, ...]:
    """Return the packages of the recordings `codes`, written now and entered as sealed by person `by`."""
    return tuple(workflow.pack_into_workspace(desk, code, by) for code in codes)


def sheets(desk: Desk, codes: Sequence[str]) -> tuple[Path, ...]:
    """Return the 固化信息表 of the packages of the recordings `codes`, written now."""
    folder = desk.workspace.root / "registers"
    return tuple(
        archiving.write_fixity_sheet(desk, code, folder / f"固化信息表-{file_name_of(code)}.docx") for code in codes
    )


def checked(desk: Desk, codes: Sequence[str], by: str) -> tuple[Check, ...]:
    """Return the checks of the packages of the recordings `codes`, made now by person `by`: none without codes."""
    return archiving.check(desk, by, codes) if codes else ()


class ArchiveDesk(Panel):
    """The archive of a workspace; what is made or checked is entered as done by the person `by`."""

    _esm = panel.script("archive")
    _css = panel.style("archive")

    def __init__(self, desk: Desk, by: str = "工作人员") -> None:
        """Open the archive of `desk` for the person `by`."""
        super().__init__(desk.workspace.log_file)
        self._desk, self._by = desk, by

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        return {
            "open": lambda _: self._state(),
            "search": self._search,
            "pack": self._pack,
            "check": self._check,
            "sheet": self._sheet,
            "handover": self._handover,
            "discs": self._discs,
        }

    # -- search ------------------------------------------------------------------------------------------------

    def _search(self, asked: Told) -> Told:
        wish = Wish(**{name: asked.get(name) or None for name in _WISHES})
        hits = workflow.search(self._desk, asked["words"], _HITS, wish)
        known = {code: self._desk.catalogue.recording(code) for code in {hit.code for hit in hits}}
        return {
            "hits": [
                {
                    "code": hit.code,
                    "start": hit.start_s,
                    "end": hit.end_s,
                    "speaker": hit.speaker,
                    "text": hit.text,
                    "grievance": hit.grievance,
                    "meeting": known[hit.code].meeting,
                }
                for hit in hits
            ],
            "sounds": {code: self._places(self._desk.workspace.root / one.access) for code, one in known.items()},
            "more": len(hits) == _HITS,
        }

    # -- packages ----------------------------------------------------------------------------------------------

    def _state(self) -> Told:
        due = {one.recording: one for one in reversed(self._desk.fixity.plan(_ALL, archiving.DEFAULT_MONTHS))}
        return {
            "today": self._desk.today.isoformat(),
            "rows": [self._row(one, due.get(one.code)) for one in self._desk.catalogue.recordings()],
        }

    def _row(self, recording: Recording, due: Any) -> Told:
        last = self._last(recording.code)
        return {
            "code": recording.code,
            "meeting": recording.meeting,
            "seconds": recording.seconds,
            "packed": last is not None,
            "last": last.at[:10] if last else None,
            "result": RESULT_NAMES[last.result] if last else None,
            "faults": [f"{one.path}：{one.fault}，影响：{one.affects}" for one in last.faults] if last else [],
            "due": due.due.isoformat() if due else None,
        }

    def _last(self, code: str) -> Check | None:
        return next(reversed(self._desk.fixity.checks(code)), None)

    def _pack(self, asked: Told) -> Told:
        (written,) = packed(self._desk, [asked["code"]], self._by)
        return {
            **self._state(),
            "said": "".join(
                (
                    f"已打包，在工作文件夹的 {self._desk.workspace.relative(written.path)}。根值 {written.root}",
                    *(f"。{told}" for told in access_log.goes_along(self._desk, [asked["code"]])),
                )
            ),
        }

    def _check(self, asked: Told) -> Told:
        codes: Sequence[str] = asked.get("codes") or [
            one.recording for one in archiving.plan(self._desk, archiving.DEFAULT_MONTHS)
        ]
        if not codes:
            return {**self._state(), "said": "没有到期要核验的。"}
        checks = archiving.check(self._desk, self._by, codes)
        faulty = [one.recording for one in checks if one.result == "faulty"]
        said = f"核验了 {len(checks)} 个，" + (f"{'、'.join(faulty)} 有问题，看下面的说明。" if faulty else "都完好。")
        return {**self._state(), "said": said}

    def _sheet(self, asked: Told) -> Told:
        return self._files("固化信息表已写好，打印一式两份，两人签字：", sheets(self._desk, [asked["code"]]))

    def _handover(self, _: Told) -> Told:
        name = f"移交清单-{self._desk.today.isoformat()}.docx"
        return self._files(
            "每个档案包都核验过，移交清单已写好：",
            inventories.write_handover(self._desk, self._desk.workspace.root / "registers" / name),
        )

    def _discs(self, asked: Told) -> Told:
        try:
            planned = discs.plan(self._desk, asked["kind"], asked["set"])
        except UnknownNumberError:
            planned = ()
        listed = [[item.code for item in volume] for volume in planned]
        return {"volumes": listed, "said": f"“{asked['set']}”一套还要刻 {len(listed)} 张。"}

    def _files(self, said: str, paths: Sequence[Path]) -> Told:
        folder = self._desk.workspace.relative
        return {
            "said": said,
            "files": [{"name": one.name, "folder": folder(one.parent), "places": self._places(one)} for one in paths],
        }

    def _places(self, path: Path) -> tuple[str, ...]:
        return panel.sound_places(path)
