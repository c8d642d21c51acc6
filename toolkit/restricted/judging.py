"""A grievance hidden as an accusation (检举控告) at the place of judging, and its words taken out of the packages here.

Lists, search and copies follow at once, for they are made when they are asked for. A package that was written before
still holds the words: it is taken away, which the fixity ledger tells, and written again without them.
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
    """Keep that `by` says that the grievances `ordinals` of recording `code` accuse somebody; return what is to do.

    Hiding needs no name of the settings, unlike releasing: whoever sees such a thing has to be able to take it away.
    Raise UnknownNumberError, or ChangedMeanwhileError when one is not as it was in the list `seen`.
    """
    judge_accusations(desk.store, code, ordinals, "yes", by.strip(), seen=seen)
    renewed = renew_packages(desk, code, by)
    told = ["已作为检举控告收起：清单、查找和要外送的材料里不再有它的内容"]
    told += [f"档案包已去掉这几句话，重新打好：{desk.workspace.relative(path)}" for path in renewed]
    elsewhere = "、".join(erase_files.copies_elsewhere(desk, code))
    told += [f"别处还有带着这几句话的：{elsewhere}，请收回来另行保管"] if elsewhere else []
    told.append(f"录音里还听得到；要连声音一起另行保管，请运行 yehua sealed put {code} --by 姓名")
    return tuple(told)


def renew_packages(desk: Desk, code: str, by: str) -> tuple[Path, ...]:
    """Write every package of recording `code` in the workspace again that is older than what was hidden; return them.

    May be done again at any time, and is when the panel is opened, should a power cut have come between.
    Raise ReadOnlyWorkspaceError or DiskFullError.
    """
    return tuple(_renewed(desk, code, package, by) for package in tuple(_stale(desk, code)))


def _stale(desk: Desk, code: str) -> Iterator[Path]:
    hidden_at = max((act.made_at for act in load_judgements(desk.store, code).acts if act.verdict == "yes"), default="")
    newest = {Path(one.path): one.made_at for one in list_packages(desk.store, code)}
    for path, made_at in newest.items():
        if made_at < hidden_at and path.is_relative_to(desk.workspace.root) and path.is_dir():
            yield path


def _renewed(desk: Desk, code: str, package: Path, by: str) -> Path:
    with writing_faults(package):
        moves.remove_tree(package)
    fixity_of(desk).note("apart", code, str(package), by)
    return packing.pack(desk, code, package.parent, by).path
