"""Deletion of a matter that was written down (件…), on request of the person: rows, papers and files; it has no sound.

The number, persons and moments stay, and the chain of facts gets an event of who ordered it and on what ground
(个人信息保护法 Art 47). The register of erasures is one of recordings, so that the matter is not in it.
"""

from pathlib import Path
from typing import Any

from toolkit.cases import matters
from toolkit.core import WrongValueError, moves, writing_faults
from toolkit.meetings import ErasureOrder
from toolkit.restricted import destruction, erase_events, erase_files, erase_rows, sealing_plan, traces
from toolkit.restricted.destruction import Destroyed
from toolkit.restricted.traces import Sought
from toolkit.store import EVENTS, MATTERS, Transaction, chain
from toolkit.workspace import Desk, Work, file_name_of, pending

_EMPTY = "{}"


def delete(desk: Desk, number: str, order: ErasureOrder) -> Destroyed:
    """Delete the words of the matter `number` and of its cases for good, and return the result.

    `order` is of the kind `withdrawn`. Raise UnknownNumberError, or WrongValueError naming every fault of the order, or
    where the words were deleted before.
    """
    matter = matters.find_matter(desk.store, number)
    destruction.refuse_unanswered(matter.number, (1,), order)
    with desk.store.transaction() as tx:
        row = tx.known(MATTERS, "诉求", number=matter.number)
        if row["json"] == _EMPTY:
            raise WrongValueError(field="删除", value=matter.number, why="内容早已删去，不用再删")
        cases = erase_rows.cases_of(tx, {matter.number})
        details = {
            "cases": cases,
            "origins": sorted(erase_events.origins(tx, cases)),
            "folders": _folders(desk, (*cases, matter.number)),
            **Sought((matter.about,), ()).as_details(),
        }
        with tx.erasing():
            erase_events.erase(tx, {matter.number}, cases, order)
            erase_rows.erase_cases(tx, {matter.number})
            tx.erase(MATTERS, row["id"], json=_EMPTY)
        _note(tx, matter.number, row["id"], order)
        key = pending.enter(desk, tx, "matter", matter.number, details)
    work, unfinished = pending.settled(desk, key)
    elsewhere = tuple(erase_files.backups(desk))
    return Destroyed(matter.number, (*work.result.get("left", ()), *unfinished), elsewhere)


def _folders(desk: Desk, numbers: tuple[str, ...]) -> list[str]:
    """Return the papers, receipts, drafts and facts files of these cases and this matter, as relative paths."""
    root = desk.workspace.root
    named = [place / file_name_of(number) for place in (desk.workspace.papers, root / "proofs") for number in numbers]
    written = (*sealing_plan.drafts_about(desk, numbers), *sealing_plan.facts_about(desk, numbers))
    return [*(desk.workspace.relative(place) for place in named if place.exists()), *written]


def _note(tx: Transaction, number: str, row: int, order: ErasureOrder) -> None:
    """Append the order to the chain of facts, after the erasures, which are lawful by it."""
    registered = tx.row(EVENTS, source=MATTERS.name, source_row=row, kind="matter") or {}
    tx.append(
        chain.News(
            number,
            chain.ERASED,
            chain.local_minute(tx.now()),
            by=order.by.strip(),
            second=(order.witness or "").strip(),
            facts={"reason": order.ground.strip()},
            corrects=registered.get("position"),
        )
    )


def finish(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Delete the files that hold words of a deleted matter: pending work of the kind `matter`. Idempotent."""
    del at
    with writing_faults(desk.workspace.root):
        for name in work.details["folders"]:
            moves.remove_tree(desk.workspace.root / name)
    kept = erase_files.erase_everywhere(desk)
    with desk.store.reading() as tx:
        remains = erase_events.remains(tx, work.details["cases"], work.details["origins"])
        left = (*traces.leaks(desk, Sought.from_details(work.details)), *remains, *kept)
    return {"left": left}
