"""The archive desk: search in recordings, archive packages made and checked, lists for handing over and for discs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.archive import RESULT_NAMES, Check, WrittenPackage, checks, discs, fixity_of, inventories, packing
from toolkit.core import UnknownNumberError
from toolkit.grievances import access_log
from toolkit.meetings import find_recording, list_recordings
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.messages import Handler, answers
from toolkit.notebook.panels.panel import FileLink, Panel, file_link
from toolkit.records import Recording
from toolkit.search import Filters, Hit, search
from toolkit.workspace import Desk, file_name_of

_HITS = 200
# So far ahead that every package is due: then the plan is the calendar.
_ALL = dt.date(9000, 1, 1)


@dataclass(frozen=True, kw_only=True)
class HitLine(Hit):
    """A sentence that was found, with the number of its meeting."""

    meeting: str


@dataclass(frozen=True)
class Hits:
    """The sentences that were found, the addresses of each recording's sound; `more` when the list was cut."""

    hits: tuple[HitLine, ...]
    sounds: dict[str, tuple[str, ...]]
    more: bool


@dataclass(frozen=True)
class PackageLine:
    """The package of a recording: its last check, the faults of that, and when the next one is due (ISO dates)."""

    code: str
    meeting: str
    seconds: float
    packed: bool
    last: str | None
    result: str | None
    faults: tuple[str, ...]
    due: str | None


@dataclass(frozen=True)
class State:
    """The packages of all recordings; `said` is what was just done, `wrong` when a fault came out."""

    today: str
    rows: tuple[PackageLine, ...]
    said: str = ""
    wrong: bool = False


@dataclass(frozen=True)
class Files:
    """Files that were just written."""

    said: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True)
class Discs:
    """The recordings on each disc that is still to be burnt."""

    said: str
    volumes: tuple[tuple[str, ...], ...]


def packed(desk: Desk, codes: Sequence[str], by: str) -> tuple[WrittenPackage, ...]:
    """Write the packages of the recordings `codes`, enter them as fixed by the person `by`, and return them."""
    return tuple(packing.pack_into_workspace(desk, code, by) for code in codes)


def sheets(desk: Desk, codes: Sequence[str]) -> tuple[Path, ...]:
    """Write the 固化信息表 of the packages of the recordings `codes` and return their paths."""
    folder = desk.workspace.root / "registers"
    return tuple(
        checks.write_fixity_sheet(desk, code, folder / f"固化信息表-{file_name_of(code)}.docx") for code in codes
    )


def checked(desk: Desk, codes: Sequence[str], by: str) -> tuple[Check, ...]:
    """Check the packages of the recordings `codes`, if any, as the person `by`, and return the checks."""
    return checks.check(desk, by, codes) if codes else ()


class ArchiveDesk(Panel):
    """The archive of a workspace; packages and checks are entered under the name `by`."""

    _esm = panel.script("archive")
    _css = panel.style("archive")

    def __init__(self, desk: Desk, by: str = "工作人员") -> None:
        """Open the archive of `desk` for the person `by`."""
        super().__init__(desk.workspace.log_file)
        self._desk, self._by = desk, by

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question."""
        return {
            "open": answers(self._state),
            "search": answers(self._search),
            "pack": answers(self._pack),
            "check": answers(self._check),
            "sheet": answers(self._sheet),
            "handover": answers(self._handover),
            "discs": answers(self._discs),
        }

    # -- search ------------------------------------------------------------------------------------------------

    def _search(
        self,
        words: str,
        *,
        speaker: str = "",
        place: str = "",
        subject: str = "",
        colour: str = "",
        date: str = "",
        code: str = "",
    ) -> Hits:
        """Search for `words`; the empty string in any other field means anything."""
        wish = Filters(speaker or None, place or None, subject or None, colour or None, date or None, code or None)
        hits = search(self._desk, words, _HITS, wish)
        recordings = {code: find_recording(self._desk.store, code) for code in {hit.code for hit in hits}}
        lines = tuple(HitLine(**vars(hit), meeting=recordings[hit.code].meeting) for hit in hits)
        root = self._desk.workspace.root
        sounds = {code: panel.served_places(root / recording.access) for code, recording in recordings.items()}
        return Hits(lines, sounds, more=len(hits) == _HITS)

    # -- packages ----------------------------------------------------------------------------------------------

    def _state(self, said: str = "") -> State:
        plan = fixity_of(self._desk).plan(_ALL, checks.DEFAULT_MONTHS)
        # The plan is in order of time: the first due date of a recording wins.
        due = {planned.recording: planned.due.isoformat() for planned in reversed(plan)}
        recordings = list_recordings(self._desk.store)
        lines = tuple(self._line(recording, due.get(recording.code)) for recording in recordings)
        return State(self._desk.today.isoformat(), lines, said)

    def _line(self, recording: Recording, due: str | None) -> PackageLine:
        last = next(reversed(fixity_of(self._desk).checks(recording.code)), None)
        faults = last.faults if last else ()
        return PackageLine(
            code=recording.code,
            meeting=recording.meeting,
            seconds=recording.seconds,
            packed=last is not None,
            last=last.at[:10] if last else None,
            result=RESULT_NAMES[last.result] if last else None,
            faults=tuple(f"{fault.path}：{fault.fault}，影响：{fault.affects}" for fault in faults),
            due=due,
        )

    def _pack(self, code: str) -> State:
        (written,) = packed(self._desk, [code], self._by)
        said = f"已打包，在工作文件夹的 {self._desk.workspace.relative(written.path)}。根值 {written.root}"
        return self._state("。".join((said, *written.remarks, *access_log.goes_along(self._desk, [code]))))

    def _check(self, codes: tuple[str, ...] = ()) -> State:
        """Check the packages of the recordings `codes`; those that are due when there are none."""
        codes = codes or tuple(planned.recording for planned in checks.plan(self._desk, checks.DEFAULT_MONTHS))
        if not codes:
            return self._state("没有到期要核验的。")
        made = checks.check(self._desk, self._by, codes)
        faulty = [check.recording for check in made if check.result == "faulty"]
        result = f"{'、'.join(faulty)} 有问题，看下面的说明。" if faulty else "都完好。"
        return replace(self._state(f"核验了 {len(made)} 个，{result}"), wrong=bool(faulty))

    def _sheet(self, code: str) -> Files:
        return self._files("固化信息表已写好，打印一式两份，两人签字：", sheets(self._desk, [code]))

    def _handover(self) -> Files:
        path = self._desk.workspace.root / "registers" / f"移交清单-{self._desk.today.isoformat()}.docx"
        written = inventories.write_handover(self._desk, path)
        return self._files("每个档案包都核验过，移交清单已写好：", written)

    def _discs(self, kind: str, set_name: str) -> Discs:
        """Plan discs of a `kind` (dvd or bd) for the set 封存, 利用 or 异地."""
        try:
            planned = discs.plan(self._desk, kind, set_name)
        except UnknownNumberError:
            planned = ()
        volumes = tuple(tuple(item.code for item in volume) for volume in planned)
        return Discs(f"“{set_name}”一套还要刻 {len(volumes)} 张。", volumes)

    def _files(self, said: str, paths: Sequence[Path]) -> Files:
        return Files(said, tuple(file_link(self._desk.workspace, path) for path in paths))
