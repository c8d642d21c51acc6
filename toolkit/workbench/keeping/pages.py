"""The page 保管: packages and their checks, discs, backups, appraisals, destructions, and notices given.

Nothing that somebody said is in it: codes, names of staff, days and places of files only.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from toolkit import archive, recognition, restricted
from toolkit.archive import appraisals_of, backups, checks, discs, inventories, list_packages
from toolkit.meetings import list_recordings, notices
from toolkit.workbench.fields import Given
from toolkit.workbench.keeping import bulk_acts, office_tables
from toolkit.workbench.lists import Leaf, leafed
from toolkit.workspace import Desk

_DECISIONS = {"destroy": "销毁", "keep": "续存"}


@dataclass(frozen=True)
class PackageLine:
    """A recording's newest package; `checked` says when it was last checked, and with which result."""

    code: str
    path: str
    checked: str
    is_due: bool


@dataclass(frozen=True)
class DiscLine:
    """A registered disc: its label, its set, what is on it, and who made it when (ISO date)."""

    label: str
    set_name: str
    content: str
    by: str
    made_on: str


@dataclass(frozen=True)
class BackupLine:
    """A backup of the whole workspace; `is_here` says whether its folder can be reached now."""

    path: str
    files: int
    by: str
    made_on: str


@dataclass(frozen=True)
class AppraisalLine:
    """An appraisal: the decision about a recording, with its people and day (ISO date)."""

    code: str
    decision: str
    people: str
    made_on: str


@dataclass(frozen=True)
class ErasureLine:
    """A sealing, or a destruction or deletion by two persons, in the register."""

    number: str
    code: str
    people: str
    made_on: str


@dataclass(frozen=True)
class NoticeLine:
    """How the people of a recording were notified; `is_missing` when nobody entered that."""

    code: str
    notice: str
    is_missing: bool


@dataclass(frozen=True)
class VaultLine:
    """What whoever sets a passphrase must read first, and a passphrase that may be taken, another at each look."""

    warning: str
    proposed: str


@dataclass(frozen=True)
class Keeping:
    """Everything on the page 保管, and the recordings whose retention period is over."""

    codes: tuple[str, ...]
    packages: tuple[PackageLine, ...]
    discs: tuple[DiscLine, ...]
    sets: tuple[str, ...]
    backups: tuple[BackupLine, ...]
    expired: tuple[str, ...]
    appraisals: tuple[AppraisalLine, ...]
    erasures: tuple[ErasureLine, ...]
    notices: tuple[NoticeLine, ...]
    sealings: tuple[ErasureLine, ...]
    vault: VaultLine
    leaf: Leaf


def keeping(desk: Desk, given: Given) -> Keeping:
    """Return what is kept, and how, as it stands on the desk's day; of `part`, a leaf of its long list."""
    codes = tuple(recording.code for recording in list_recordings(desk.store) if not recording.destroyed)
    paths = {package.recording: package.path for package in list_packages(desk.store)}
    packed, leaf = leafed(sorted(paths), given)
    noticed, leaf_of_notices = leafed(codes, given)
    return Keeping(
        codes=codes,
        packages=_packages(desk, {code: paths[code] for code in packed}),
        discs=tuple(
            DiscLine(disc.label, disc.set_name, f"{len(disc.items)} 件", disc.by, disc.made_at[:10])
            for disc in reversed(discs.listing(desk))
        ),
        sets=tuple(discs.SETS),
        backups=tuple(
            BackupLine(backup.path, backup.files, backup.by, backup.made_at[:10])
            for backup in reversed(backups.listing(desk))
        ),
        expired=tuple(f"{each.code}（{each.ended_on.isoformat()} 期满）" for each in inventories.expired(desk)),
        appraisals=_appraisals(desk),
        erasures=tuple(
            ErasureLine(each.number, each.recording, f"{each.by}、{each.witness}", each.made_at[:10])
            for each in restricted.destruction.listing(desk)
        ),
        notices=_notices(desk, noticed),
        sealings=tuple(
            ErasureLine(each.number, each.recording, each.by, each.made_at[:10])
            for each in restricted.sealed_workspace.sealed_items(desk)
        ),
        vault=VaultLine(restricted.vault.WARNING, restricted.vault.proposed_passphrase()),
        leaf=leaf_of_notices if given.get("part") == "notices" else leaf,
    )


def _notices(desk: Desk, codes: Iterable[str]) -> tuple[NoticeLine, ...]:
    entered = notices.by_recording(desk.store)
    notice_lines = {code: notices.told(entered.get(code, ())) for code in codes}
    return tuple(NoticeLine(code, notice, notice == notices.MISSING) for code, notice in notice_lines.items())


def _packages(desk: Desk, paths: Mapping[str, str]) -> tuple[PackageLine, ...]:
    due = {planned.recording for planned in checks.plan(desk)}
    newest = {check.recording: check for check in archive.fixity_of(desk).checks(None)}
    return tuple(
        PackageLine(code, path, _checked(newest.get(code)), is_due=code in due) for code, path in sorted(paths.items())
    )


def _checked(check: archive.Check | None) -> str:
    if check is None:
        return "还没有固化"
    return f"{check.at[:10]} {archive.KIND_NAMES[check.kind]}：{archive.RESULT_NAMES[check.result]}（{check.by}）"


def _appraisals(desk: Desk) -> tuple[AppraisalLine, ...]:
    return tuple(
        AppraisalLine(
            each.recording,
            _DECISIONS[each.decision] + (f"到 {each.until} 年底" if each.until else ""),
            "、".join(each.people),
            each.made_at[:10],
        )
        for each in reversed(appraisals_of(desk.store))
    )


@dataclass(frozen=True)
class Tables:
    """The tables that the office keeps, to be edited, and the models that are here."""

    tables: tuple[office_tables.OfficeTable, ...]
    model: str
    models: tuple[str, ...]


def tables(desk: Desk, _given: Given) -> Tables:
    """Return the office's tables as they stand."""
    return Tables(
        tables=office_tables.tables(desk),
        model=desk.settings.transcription.model,
        models=recognition.models.known_models(desk.workspace.models),
    )


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"keeping": keeping, "tables": tables, **bulk_acts.PAGES}
