"""Lawful erasure: destruction after the retention period by appraisal and two people, or deletion on request.

Content is erased; number and hash stay in the register of erasures, from which a 销毁清册 is printed, and in the fixity
ledger (档案法 Art 21, 实施条例 Art 24; 个人信息保护法 Art 47).
"""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.archive import KIND_NAMES, Fault, appraisals_of, fixity_of, inventories, title_of
from toolkit.cases import is_open, ledger_of
from toolkit.chinese import same_person
from toolkit.core import DestroyedError, UnknownNumberError, WrongValueError, sha256_of
from toolkit.formats import PaperList
from toolkit.formats.word import Grid
from toolkit.grievances import access_log, load_grievances
from toolkit.meetings import Erasure, ErasureOrder, erasures, find_meeting, find_recording, recording_of
from toolkit.records import Recording
from toolkit.restricted import erase_events, erase_files, erase_rows, sealing, sealing_plan, traces
from toolkit.restricted.sealing_results import Sealed
from toolkit.restricted.traces import Sought
from toolkit.restricted.vault import Vault
from toolkit.store import GRIEVANCES
from toolkit.workspace import PERIOD_NAMES, Desk, Work, jobs, parse_recording_code, pending

_REGISTER = {
    "序号": 12,
    "销毁编号": 30,
    "档号": 44,
    "题名": 44,
    "保管期限": 18,
    "依据": 45,
    "销毁人": 20,
    "监销人": 20,
    "时间": 24,
}


@dataclass(frozen=True)
class Destroyed:
    """The result of an erasure: its number, and in Chinese the places where content is left or out of reach.

    `look` names other recordings that hold the same words, for a person to decide.
    """

    number: str
    left: tuple[str, ...]
    elsewhere: tuple[str, ...]
    look: tuple[str, ...] = ()


def _not_two(by: str, witness: str) -> Iterator[str]:
    if not by.strip() or not witness.strip() or same_person(by, witness):
        yield "要写两个不同的姓名，一人销毁、一人监销"


def refusals(desk: Desk, code: str, by: str, witness: str) -> tuple[str, ...]:
    """Return in Chinese every reason against destroying recording `code` now.

    Raise UnknownNumberError, or DestroyedError when it was destroyed already.
    """
    recording = find_recording(desk.store, code)
    if recording.destroyed:
        raise DestroyedError(code=recording.code, number=recording.destroyed)
    appraisals = appraisals_of(desk.store, recording.code)
    is_over = recording.code in {expired.code for expired in inventories.expired(desk)}
    is_decided = bool(appraisals) and appraisals[-1].decision == "destroy"
    return (
        *_not_two(by, witness),
        *([] if is_over else ["保管期限还没有满，或者鉴定为续存"]),
        *([] if is_decided else ["还没有鉴定为销毁，请先用 yehua disposal appraise"]),
        *(f"事项 {case} 还没有办结" for case in _open_cases(desk, recording)),
        *(["正在转写"] if jobs.unfinished(desk.workspace.jobs, recording.code) else []),
    )


def _open_cases(desk: Desk, recording: Recording) -> Iterator[str]:
    numbers: set[str | None] = set()
    # Without a list of grievances there is no case.
    with contextlib.suppress(UnknownNumberError):
        numbers = {grievance.number for grievance in load_grievances(desk.store, recording.code).grievances}
    for state in ledger_of(desk).cases():
        if numbers.intersection(state.grievances) and is_open(state.entries):
            yield state.case


def _numbers_of(desk: Desk, recording: Recording) -> tuple[list[str], list[str]]:
    """Return the numbers of the grievances of `recording`, and of the cases of no other recording."""
    with desk.store.reading() as tx:
        rows = tx.columns(GRIEVANCES, ("number",), recording=recording.code)
    numbers = {row["number"] for row in rows if row["number"]}
    cases = [case.case for case in ledger_of(desk).cases() if numbers and numbers.issuperset(case.grievances)]
    return sorted(numbers), cases


def _written_about(desk: Desk, numbers: Sequence[str]) -> list[str]:
    """Return the drafts and facts files about those grievances and cases."""
    return [*sealing_plan.drafts_about(desk, numbers), *sealing_plan.facts_about(desk, numbers)]


def destroy(desk: Desk, code: str, by: str, witness: str, vault: Vault | None = None) -> Destroyed:
    """Destroy the content of recording `code`, carried out by `by` before `witness`, and return the result.

    Its sealed items are destroyed too, for which `vault` is needed. Issued papers have a retention period of their own
    and stay. Raise WrongValueError naming every reason against it, or what `refusals` raises.
    """
    recording = find_recording(desk.store, code)
    faults = list(refusals(desk, recording.code, by, witness))
    if recording.sealed and vault is None:
        faults.append(f"封存文件夹里还有 {'、'.join(recording.sealed)}，请接上封存盘")
    if faults:
        raise WrongValueError(field="销毁", value=recording.code, why="；".join(faults))
    appraisal = appraisals_of(desk.store, recording.code)[-1]
    ground = f"保管期限已满，经{'、'.join(appraisal.people)}鉴定：{appraisal.reason}"
    order = ErasureOrder("destroyed", by.strip(), witness.strip(), ground)
    key = _commit(desk, recording, order, vault)
    return _destroyed_of(*pending.settled(desk, key, at=vault.folder if vault else None))


def _commit(desk: Desk, recording: Recording, order: ErasureOrder, vault: Vault | None) -> int:
    """Commit the destruction of `recording`, and return the id of the pending work that follows."""
    people = f"{order.by}、{order.witness}"
    sounds = [desk.workspace.root / name for name in (recording.original, recording.access)]
    elsewhere = list(erase_files.copies_elsewhere(desk, recording.code))
    about = _numbers_of(desk, recording)
    files = [path for path in sounds[0].parent.glob("*") if path.is_file()]
    details = {
        "erased": [sha256_of(path) for path in files],
        "elsewhere": elsewhere,
        "sealed": recording.sealed,
        "folders": _written_about(desk, (*about[0], *about[1])),
    }
    wanted = Sought((), (), tuple((sha256_of(path), path.stat().st_size) for path in sounds if path.is_file()))
    with desk.store.transaction() as tx:
        number = erasures.next_erasure(tx, "destroyed", desk.today.year)
        gone = replace(recording, source_name="", original="", access="", sealed=(), destroyed=number)
        erase_files.note_removed_packages(desk, tx, gone, order.by)
        with tx.erasing():
            erase_rows.erase_all(tx, gone)
            erase_events.erase(tx, *about, order)
        erasures.note(tx, number, gone, order, details)
        erased = [Fault(number, KIND_NAMES["destroyed"], recording.source_sha256 or recording.sha256)]
        fixity_of(desk).enter(tx, "destroyed", recording.code, "", people, erased)
        follows = {
            "number": number,
            "people": people,
            "elsewhere": elsewhere,
            "sealed": list(recording.sealed),
            "vault": str(vault.folder) if vault else None,
            **wanted.as_details(),
        }
        return pending.enter(desk, tx, "destroyed", recording.code, follows)


def finish(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Erase the destroyed content from workspace and sealed folder: pending work of the kind `destroyed`.

    Idempotent. Return the result for the user. Raise MissingFileError when the disk of the sealed folder is not here.
    """
    details = work.details
    kept = erase_files.erase(desk, work.subject)
    if details["sealed"] and details["vault"]:
        vault = Vault(at or Path(details["vault"]))
        for item in details["sealed"]:
            if item in vault.items():
                vault.remove(item, details["people"], details["number"])
    left = (*traces.leaks(desk, Sought.from_details(details)), *kept)
    return {"number": details["number"], "left": left, "elsewhere": details["elsewhere"]}


def _destroyed_of(work: Work, unfinished: Sequence[str] = ()) -> Destroyed:
    facts = work.result if work.is_done else work.details
    return Destroyed(facts["number"], (*facts.get("left", ()), *unfinished), tuple(facts["elsewhere"]))


def finished_earlier(desk: Desk, code: str) -> Destroyed | None:
    """Return the unreported destruction of `code` that an opening finished after a power cut; None without one."""
    with desk.store.transaction() as tx:
        finished = pending.unreported(tx, "destroyed", recording_of(tx, code).code)
        for work in finished:
            pending.mark_reported(tx, work.id)
    return _destroyed_of(finished[-1]) if finished else None


def refuse_unanswered(code: str, ordinals: Sequence[int], order: ErasureOrder) -> None:
    """Raise WrongValueError where the `order` to delete grievances lacks two people, a ground or `ordinals`.

    Call it before listing words, too: nobody may see them by an incomplete order.
    """
    faults = [
        *_not_two(order.by, order.witness or ""),
        *([] if order.ground.strip() else ["要写明依据，如本人书面请求的日期"]),
        *([] if ordinals else ["要写明是第几件"]),
    ]
    if faults:
        raise WrongValueError(field="删除", value=code, why="；".join(faults))


def remove(desk: Desk, code: str, ordinals: Sequence[int], order: ErasureOrder, also: Iterable[int] = ()) -> Destroyed:
    """Delete the grievances `ordinals` of recording `code` for good, on request of the speaker.

    Their seconds are silenced, their texts erased in every version, papers and entries of their cases emptied. Raise
    WrongValueError without two people or a ground, for who may not see what is to be deleted, and what
    `sealing.remove_planned` raises.
    """
    refuse_unanswered(code, ordinals, order)
    access_log.refuse_stranger(desk, order.by)
    planned = sealing_plan.plan(desk, code, ordinals, also)
    removed = sealing.remove_planned(desk, planned, order, None)
    return deleted(removed)


def deleted(removed: Sealed) -> Destroyed:
    """Return the result `removed` of taking grievances out as that of a deletion."""
    return Destroyed(removed.number, removed.left, removed.elsewhere, removed.repeated)


def listing(desk: Desk) -> tuple[Erasure, ...]:
    """Return the destructions and deletions in the register of erasures, oldest first."""
    with desk.store.reading() as tx:
        return tuple(erasure for erasure in erasures.register(tx) if erasure.kind in {"destroyed", "withdrawn"})


def write_register(desk: Desk, out: Path) -> tuple[Path, Path]:
    """Write the 销毁清册 to `out` as .docx, to be signed, and as .xlsx with the hashes; return both paths."""
    erased = listing(desk)
    if not erased:
        raise UnknownNumberError(what="销毁记录", number="（还没有销毁过）")
    elsewhere = [f"{erasure.number}：{place}" for erasure in erased for place in erasure.details.get("elsewhere", ())]
    hashes = tuple((erasure.number, erasure.sha256) for erasure in erased)
    names = (("销毁人（签名）", "", "监销人（签名）", ""), ("单位（盖章）", "", "日期", ""))
    printed = PaperList(
        title="档案销毁清册",
        columns=_REGISTER,
        rows=[_row(desk, number, erasure) for number, erasure in enumerate(erased, start=1)],
        before=(desk.settings.office.name,),
        after=(
            "内容已经抹去，只留编号和原件校验值。",
            *([f"本程序够不着、还须另行销毁的：{'；'.join(elsewhere)}。"] if elsewhere else []),
            Grid(("销毁编号", "原件 SHA-256"), hashes, (50, 206)),
            Grid((), names, (40, 88, 40, 88)),
        ),
        more={"原件SHA-256": [erasure.sha256 for erasure in erased]},
    )
    return printed.write(out, "销毁清册")


def _row(desk: Desk, number: int, erasure: Erasure) -> tuple[str, ...]:
    title = title_of(find_meeting(desk.store, find_recording(desk.store, erasure.recording).meeting))
    if erasure.kind == "withdrawn":
        title = f"{title}中的 {'、'.join(erasure.details['grievances']) or '一部分'}"
    period = PERIOD_NAMES[parse_recording_code(erasure.recording).retention]
    people = (erasure.by, erasure.witness or "")
    return str(number), erasure.number, erasure.recording, title, period, erasure.ground, *people, erasure.made_at[:10]
