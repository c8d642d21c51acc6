"""Pack a recording into its archive package, registered and sealed, or finish what a power cut left."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit import records
from toolkit.archive import packages
from toolkit.archive.fixity import fixity_of
from toolkit.archive.package_register import add_package
from toolkit.cases import all_may_be_shown, ledger_of
from toolkit.core import DestroyedError, MissingFileError, YehuaError, staging
from toolkit.formats import bags
from toolkit.grievances import load_grievances, load_judgements
from toolkit.meetings import find_meeting, find_recording, notices
from toolkit.papers import list_papers_of_recording
from toolkit.records import Recording
from toolkit.store import Transaction
from toolkit.transcripts import exports as transcript_exports
from toolkit.transcripts import load_transcripts
from toolkit.workspace import Desk, Work, numbering, pending


def pack(desk: Desk, code: str, out: Path, by: str = "工作人员") -> packages.WrittenPackage:
    """Write the package of recording `code` into the folder `out`, enter its root as sealed by `by`, return it.

    Whatever is withheld is in none of its texts, only in its sound. Where it goes is entered as pending work first:
    what a power cut leaves there is removed, or registered.
    """
    recording = find_recording(desk.store, code)
    folder = out.absolute()
    place = staging.new_place(folder, "packing")
    details = {"staging": str(place), "target": str(folder / numbering.file_name_of(recording.code)), "by": by}
    with desk.store.transaction() as tx:
        key = pending.enter(tx, "package", recording.code, details)
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as exports:
            written = packages.write(_shown_contents(desk, recording, Path(exports)), folder, place)
    except BaseException:
        if not place.exists():
            with desk.store.transaction() as tx:
                pending.mark_done(tx, key, {})
                pending.mark_reported(tx, key)
        raise
    with desk.store.transaction() as tx:
        _register_package(desk, tx, recording.code, written, by)
        pending.mark_done(tx, key, {})
        pending.mark_reported(tx, key)
    return written


def pack_into_workspace(desk: Desk, code: str, by: str = "工作人员") -> packages.WrittenPackage:
    """Write the archive package of `code` into the workspace's own folder of packages, sealed by person `by`."""
    return pack(desk, code, desk.workspace.root / "packages", by)


def _register_package(desk: Desk, tx: Transaction, code: str, written: packages.WrittenPackage, by: str) -> None:
    add_package(tx, code, written.root, str(written.path))
    fixity_of(desk).enter_fixing(tx, code, written.root, written.path, by)


def finish_package(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Remove what a dead process left of a package, or register it where it was whole: pending work `package`.

    Raise MissingFileError when the disk it was written to is not here.
    """
    del at
    place, target = Path(work.details["staging"]), Path(work.details["target"])
    if staging.is_alive(place):
        raise pending.StillRunningError
    if not place.parent.is_dir():
        raise MissingFileError(path=place.parent)
    staging.sweep(place.parent, ("packing",))
    recording = find_recording(desk.store, work.subject)
    if not recording.destroyed and _holds(target, recording):
        with desk.store.transaction() as tx:
            written = packages.WrittenPackage(target, bags.root_of(target), ())
            _register_package(desk, tx, recording.code, written, work.details["by"])
    return {}


def _holds(target: Path, recording: Recording) -> bool:
    """Tell whether a sound package of `recording` as it stands lies at `target`."""
    try:
        packed = records.from_file(Recording, target / "data/metadata/recording.json")
        return packed.sha256 == recording.sha256 and not packages.verify(target)
    except YehuaError:
        return False


def contents_of(desk: Desk, recording: Recording) -> packages.Contents:
    """Return what goes into the package of `recording`, as it stands now; raise DestroyedError when it is gone."""
    if recording.destroyed:
        raise DestroyedError(code=recording.code, number=recording.destroyed)
    root = desk.workspace.root
    papers = list_papers_of_recording(desk.store, recording.code)
    return packages.Contents(
        recording=recording,
        meeting=find_meeting(desk.store, recording.meeting),
        original=root / recording.original,
        access=root / recording.access,
        transcripts=load_transcripts(desk.store, recording.code),
        grievances=load_grievances(desk.store, recording.code),
        papers=tuple(root / one.file for one in papers if not one.is_emptied),
        exports=transcript_exports.exports_of(desk, recording),
        office=desk.settings.office.name,
        packed_on=desk.today,
        archive=desk.settings.archive,
        notices=notices.of(desk.store, recording.code),
        acts=load_judgements(desk.store, recording.code),
    )


def _shown_contents(desk: Desk, recording: Recording, folder: Path) -> packages.Contents:
    """Return what others may see of `recording`; where words are withheld, its exports are made anew in `folder`."""
    whole = contents_of(desk, recording)
    if all(all(map(whole.open_in(one).holds, one.segments)) for one in whole.transcripts) and not whole.is_restricted:
        return whole
    shown = packages.shown_of(whole)
    for transcript in shown.transcripts:
        transcript_exports.write_all(transcript, folder, f"转写-第{transcript.version}版")
    papers = list_papers_of_recording(desk.store, recording.code)
    open_papers = [one for one in papers if not one.is_emptied and _is_open_case(desk, one.case)]
    return replace(
        shown,
        exports={path.name: path for path in sorted(folder.iterdir())},
        papers=tuple(desk.workspace.root / one.file for one in open_papers),
    )


def _is_open_case(desk: Desk, case: str | None) -> bool:
    """Tell whether none of the grievances of `case` is withheld: its papers say what they say."""
    numbers = ledger_of(desk).state(case, desk.today).grievances if case else ()
    return all_may_be_shown(desk.store, numbers)
