"""Hiding of grievances that a person judges to be accusations (检举控告).

Lists, search and copies follow at once, since they are computed when asked for. A package that was written before still
holds the words: it is removed, with an entry in the fixity ledger, and written again without them.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.archive import fixity_of, list_packages, packing
from toolkit.core import moves, writing_faults
from toolkit.grievances import judge_accusations, load_judgements
from toolkit.records import GrievanceList
from toolkit.restricted import erase_files
from toolkit.workspace import Desk


def hide(desk: Desk, code: str, ordinals: Sequence[int], by: str, seen: GrievanceList | None = None) -> tuple[str, ...]:
    """Enter the judgement of `by` that the grievances `ordinals` of recording `code` are accusations; hide them.

    Return in Chinese the effects and what is still to be done. Unlike releasing, hiding is open to everybody, not only
    to those named in the settings. Raise UnknownNumberError, or ChangedMeanwhileError when a grievance differs from
    that in the list `seen`.
    """
    judge_accusations(desk.store, code, ordinals, "yes", by.strip(), seen=seen)
    renewed = renew_packages(desk, code, by)
    notes = ["已作为检举控告收起：清单、查找和要外送的材料里不再有它的内容"]
    notes += [f"档案包已去掉这几句话，重新打好：{desk.workspace.relative(path)}" for path in renewed]
    elsewhere = "、".join(erase_files.copies_elsewhere(desk, code))
    notes += [f"别处还有带着这几句话的：{elsewhere}，请收回来另行保管"] if elsewhere else []
    notes.append(f"录音里还听得到；要连声音一起另行保管，请运行 yehua sealed put {code} --by 姓名")
    return tuple(notes)


def renew_packages(desk: Desk, code: str, by: str) -> tuple[Path, ...]:
    """Write the packages of recording `code` in the workspace that are older than its newest hiding anew; return them.

    Idempotent; the panel repeats it when opened, in case of a power cut. Raise ReadOnlyWorkspaceError or DiskFullError.
    """
    return tuple(_renewed(desk, code, package, by) for package in tuple(_stale(desk, code)))


def _stale(desk: Desk, code: str) -> Iterator[Path]:
    hidden_at = max((act.made_at for act in load_judgements(desk.store, code).acts if act.verdict == "yes"), default="")
    newest = {Path(package.path): package.made_at for package in list_packages(desk.store, code)}
    for path, made_at in newest.items():
        if made_at < hidden_at and path.is_relative_to(desk.workspace.root) and path.is_dir():
            yield path


def _renewed(desk: Desk, code: str, package: Path, by: str) -> Path:
    with writing_faults(package):
        moves.remove_tree(package)
    fixity_of(desk).note("apart", code, str(package), by)
    return packing.pack(desk, code, package.parent, by).path
