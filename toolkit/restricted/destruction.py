"""Lawful destruction: after the retention period, by appraisal and two people; or of somebody's words, as they ask.

Content goes, number and hash stay, in the register that a 销毁清册 is printed from and in the chained ledger of checks
(档案法 Art 21, 实施条例 Art 24; 个人信息保护法 Art 47).
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.archive import KIND_NAMES, Fault, appraisals_of, fixity_of, inventories, packages
from toolkit.cases import is_open, ledger_of
from toolkit.core import DestroyedError, UnknownNumberError, WrongValueError, sha256_of
from toolkit.formats import write_rows
from toolkit.formats.word import Grid, write_tables
from toolkit.grievances import load_grievances
from toolkit.meetings import Erasure, ErasureOrder, erasures, find_meeting, find_recording, recording_of
from toolkit.records import Recording
from toolkit.restricted import erase_files, erase_rows, sealing, traces
from toolkit.restricted.traces import Sought
from toolkit.restricted.vault import Vault
from toolkit.workspace import PERIOD_NAMES, Desk, Work, jobs, parse_recording_code, pending

_REGISTER = (
    ("序号", 12),
    ("销毁编号", 30),
    ("档号", 44),
    ("题名", 44),
    ("保管期限", 18),
    ("依据", 45),
    ("销毁人", 20),
    ("监销人", 20),
    ("时间", 24),
)


@dataclass(frozen=True)
class Destroyed:
    """The result of a destruction: its number, and in Chinese the places where content is left or out of reach."""

    number: str
    left: tuple[str, ...]
    elsewhere: tuple[str, ...]


def _two(by: str, witness: str) -> Iterator[str]:
    if not by.strip() or not witness.strip() or by.strip() == witness.strip():
        yield "要写两个不同的姓名，一人销毁、一人监销"


def refusals(desk: Desk, code: str, by: str, witness: str) -> tuple[str, ...]:
    """Return in Chinese every reason against destroying recording `code` now.

    Raise UnknownNumberError, or DestroyedError when it was.
    """
    recording = find_recording(desk.store, code)
    if recording.destroyed:
        raise DestroyedError(code=recording.code, number=recording.destroyed)
    decided = appraisals_of(desk.store, recording.code)
    over = any(one.code == recording.code for one in inventories.expired(desk))
    running = {one.recording for one in jobs.listing(desk.workspace.jobs) if one.state in {"queued", "running"}}
    is_decided = bool(decided) and decided[-1].decision == "destroy"
    return (
        *_two(by, witness),
        *([] if over else ["保管期限还没有满，或者鉴定为续存"]),
        *([] if is_decided else ["还没有鉴定为销毁，请先用 yehua disposal appraise"]),
        *(f"事项 {case} 还没有办结" for case in _open_cases(desk, recording)),
        *(["正在转写"] if recording.code in running else []),
    )


def _open_cases(desk: Desk, recording: Recording) -> Iterator[str]:
    numbers: set[str | None] = set()
    # Where nobody looked for grievances there is no case.
    with contextlib.suppress(UnknownNumberError):
        numbers = {one.number for one in load_grievances(desk.store, recording.code).grievances}
    for state in ledger_of(desk).cases():
        if numbers.intersection(state.grievances) and is_open(state.entries):
            yield state.case


def _facts_of(desk: Desk, recording: Recording) -> list[str]:
    """Return the facts filled in by hand that tell of `recording` alone: of its grievances and of cases of no other."""
    with desk.store.reading() as tx:
        rows = erase_rows.stored_rows(tx, recording.code)["grievances"]
    numbers = {row["number"] for row in rows if row["number"]}
    cases = [one.case for one in ledger_of(desk).cases() if numbers and numbers.issuperset(one.grievances)]
    return list(sealing.facts_about(desk, (*sorted(numbers), *cases)))


def destroy(desk: Desk, code: str, by: str, witness: str, vault: Vault | None = None) -> Destroyed:
    """Destroy what was said in recording `code`, by `by` before `witness`, and return under which number.

    What is sealed of it goes too, for which `vault` is needed. Issued papers have a period of their own and stay.
    Raise WrongValueError with everything that stands against it, or what `refusals` raises.
    """
    recording = find_recording(desk.store, code)
    faults = list(refusals(desk, recording.code, by, witness))
    if recording.sealed and vault is None:
        faults.append(f"封存文件夹里还有 {'、'.join(recording.sealed)}，请接上封存盘")
    if faults:
        raise WrongValueError(field="销毁", value=recording.code, why="；".join(faults))
    reason = appraisals_of(desk.store, recording.code)[-1]
    ground = f"保管期限已满，经{'、'.join(reason.people)}鉴定：{reason.reason}"
    order = ErasureOrder("destroyed", by.strip(), witness.strip(), ground)
    key = _emptied(desk, recording, order, vault)
    return _destroyed_of(*pending.settled(desk, key, at=vault.folder if vault else None))


def _emptied(desk: Desk, recording: Recording, order: ErasureOrder, vault: Vault | None) -> int:
    """Commit the end of `recording`, and return the key of the pending work that follows from it."""
    people = f"{order.by}、{order.witness}"
    sounds = [desk.workspace.root / name for name in (recording.original, recording.access)]
    elsewhere = list(erase_files.copies_elsewhere(desk, recording.code))
    files = [path for path in sounds[0].parent.glob("*") if path.is_file()]
    details = {
        "erased": [sha256_of(path) for path in files],
        "elsewhere": elsewhere,
        "sealed": recording.sealed,
        "folders": _facts_of(desk, recording),
    }
    wanted = Sought((), (), tuple((sha256_of(path), path.stat().st_size) for path in sounds if path.is_file()))
    with desk.store.transaction() as tx:
        number = erasures.next_erasure(tx, "destroyed", desk.today.year)
        gone = replace(recording, source_name="", original="", access="", sealed=(), destroyed=number)
        erase_files.note_removed_packages(desk, tx, gone, order.by)
        with tx.erasing():
            erase_rows.erase_all(tx, gone)
        erasures.note(tx, number, gone, order, details)
        what = [Fault(number, KIND_NAMES["destroyed"], recording.source_sha256 or recording.sha256)]
        fixity_of(desk).enter(tx, "destroyed", recording.code, "", people, what)
        follows = {
            "number": number,
            "people": people,
            "elsewhere": elsewhere,
            "sealed": list(recording.sealed),
            "vault": str(vault.folder) if vault else None,
            **wanted.as_details(),
        }
        return pending.enter(tx, "destroyed", recording.code, follows)


def finish(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Clear the workspace of what was destroyed, and the sealed folder; return what to tell.

    Pending work of the kind `destroyed`; it may be done any number of times. Raise MissingFileError when the disk of
    the sealed folder is not here.
    """
    told = work.details
    erase_files.erase(desk, work.subject)
    if told["sealed"] and told["vault"]:
        vault = Vault(at or Path(told["vault"]))
        for item in told["sealed"]:
            if item in vault.items():
                vault.remove(item, told["people"], told["number"])
    left = traces.leaks(desk, Sought.from_details(told))
    return {"number": told["number"], "left": left, "elsewhere": told["elsewhere"]}


def _destroyed_of(work: Work, unfinished: Sequence[str] = ()) -> Destroyed:
    told = work.result if work.is_done else work.details
    left = (*told.get("left", ()), *unfinished)
    return Destroyed(told["number"], left, tuple(told["elsewhere"]))


def finished_earlier(desk: Desk, code: str) -> Destroyed | None:
    """Return what an opening finished of the destruction of `code` after a power cut, if nobody was told."""
    with desk.store.transaction() as tx:
        known = pending.unreported(tx, "destroyed", recording_of(tx, code).code)
        for one in known:
            pending.mark_reported(tx, one.id)
    return _destroyed_of(known[-1]) if known else None


def refuse_unanswered(code: str, ordinals: Sequence[int], order: ErasureOrder) -> None:
    """Raise WrongValueError where `order` to delete grievances lacks two people, a ground, or which ones.

    It is asked before anything is listed, too: nobody sees the words by an order that could never be carried out.
    """
    faults = [
        *_two(order.by, order.witness or ""),
        *([] if order.ground.strip() else ["要写明依据，如本人书面请求的日期"]),
        *([] if ordinals else ["要写明是第几件"]),
    ]
    if faults:
        raise WrongValueError(field="删除", value=code, why="；".join(faults))


def remove(desk: Desk, code: str, ordinals: Sequence[int], order: ErasureOrder, also: Iterable[int] = ()) -> Destroyed:
    """Delete the grievances `ordinals` of recording `code` for good, since the person who said them may ask for that.

    The seconds are silenced, the texts taken out of every version, papers and entries of their cases emptied. Raise
    WrongValueError without two people or a ground, and what `sealing.remove_planned` raises.
    """
    refuse_unanswered(code, ordinals, order)
    planned = sealing.plan(desk, code, ordinals, also)
    done = sealing.remove_planned(desk, planned, order, None)
    return Destroyed(done.number, done.left, done.elsewhere)


# -- the register ----------------------------------------------------------------------------------------------


def listing(desk: Desk) -> tuple[Erasure, ...]:
    """Return what was destroyed or deleted, oldest first."""
    with desk.store.reading() as tx:
        return tuple(one for one in erasures.register(tx) if one.kind in {"destroyed", "withdrawn"})


def write_register(desk: Desk, out: Path) -> tuple[Path, Path]:
    """Write the 销毁清册 to `out` as .docx, to be signed, and as .xlsx with the hashes; return both paths."""
    found = listing(desk)
    if not found:
        raise UnknownNumberError(what="销毁记录", number="（还没有销毁过）")
    rows = [_row(desk, n, one) for n, one in enumerate(found, start=1)]
    header, widths = zip(*_REGISTER, strict=True)
    word, excel = out.with_suffix(".docx"), out.with_suffix(".xlsx")
    names = (("销毁人（签名）", "", "监销人（签名）", ""), ("单位（盖章）", "", "日期", ""))
    left = [f"{one.number}：{place}" for one in found for place in one.details.get("elsewhere", ())]
    told: list[str | Grid] = [
        desk.settings.office.name,
        Grid(header, tuple(rows), widths),
        "内容已经抹去，只留编号和原件校验值。",
        *([f"本程序够不着、还须另行销毁的：{'；'.join(left)}。"] if left else []),
        Grid(("销毁编号", "原件 SHA-256"), tuple((one.number, one.sha256) for one in found), (50, 206)),
        Grid((), names, (40, 88, 40, 88)),
    ]
    write_tables(word, "档案销毁清册", told, wide=True)
    hashed = [(*row, one.sha256) for row, one in zip(rows, found, strict=True)]
    write_rows(excel, (*header, "原件SHA-256"), hashed, "销毁清册")
    return word, excel


def _row(desk: Desk, number: int, one: Erasure) -> tuple[str, ...]:
    recording = find_recording(desk.store, one.recording)
    meeting = find_meeting(desk.store, recording.meeting)
    what = packages.title_of(meeting)
    if one.kind == "withdrawn":
        what = f"{what}中的 {'、'.join(one.details['grievances']) or '一部分'}"
    period = PERIOD_NAMES[parse_recording_code(one.recording).retention]
    return str(number), one.number, one.recording, what, period, one.ground, one.by, one.witness or "", one.made_at[:10]
