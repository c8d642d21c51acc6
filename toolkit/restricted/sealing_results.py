"""The work that follows a sealing or deletion, and its result; it may run at the next opening after a power cut."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.archive import packing
from toolkit.core import YehuaError, staging
from toolkit.meetings import find_recording
from toolkit.restricted import erase_files, traces
from toolkit.restricted.said_elsewhere import said_elsewhere
from toolkit.restricted.silencing import AUDIBLE_FROM, EDGE_S
from toolkit.restricted.traces import Sought
from toolkit.restricted.vault import LockedFile, Vault
from toolkit.sound import audio
from toolkit.transcripts import load_transcripts
from toolkit.workspace import Desk, Work, pending


@dataclass(frozen=True)
class Sealed:
    """The result of a sealing: its number, number and hash of the sealed item, and in Chinese the places of remains.

    `left` are files that still hold removed content, and what packing anew did not do; `look` are other recordings with
    the same words and files that name accuser or accused, which a person has to check; `repeated` are those recordings
    alone: while there are any, the workspace still holds the words. `elsewhere` are copies out of its reach.
    """

    number: str
    item: str
    sha256: str
    left: tuple[str, ...]
    elsewhere: tuple[str, ...]
    look: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


def drop_half_sealed(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Remove an unfinished file of a dead process from the sealed folder: pending work of the kind `sealing`."""
    del desk
    if staging.is_alive(Path(work.details["staging"])):
        raise pending.StillRunningError
    _vault_for(work, at).drop(work.details["file"])
    return {}


def _vault_for(work: Work, at: Path | None) -> Vault:
    """Return the vault of `work`, at the folder `at` when its disk has another letter today; raise MissingFileError."""
    return Vault(at or Path(work.details["vault"]))


def finish(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Publish the sealed file, erase files, search for traces and pack anew: pending work of the kind `apart`.

    Idempotent. Return the result for the user. Raise MissingFileError when the disk of the sealed folder is not here.
    """
    details, code, item = work.details, work.subject, work.details["item"]
    if item is not None:
        _vault_for(work, at).publish(LockedFile(**item), details["by"])
    kept = erase_files.erase(desk, code)
    wanted = Sought.from_details(details)
    left = (*traces.leaks(desk, wanted), *_still_audible(desk, code), *kept)
    repeated = _repeated(desk, code, wanted)
    look = (*repeated, *traces.namings(desk, wanted))
    left = (*left, *(_repacked(desk, code) if details["repack"] else ()))
    return {
        "number": details["number"],
        "item": item["number"] if item else "",
        "sha256": item["sha256"] if item else "",
        "left": left,
        "look": look,
        "repeated": repeated,
        "elsewhere": details["elsewhere"],
        "asked": details["asked"],
    }


def _repeated(desk: Desk, code: str, wanted: Sought) -> tuple[str, ...]:
    stays = [segment for version in load_transcripts(desk.store, code) for segment in version.segments]
    return said_elsewhere(desk, find_recording(desk.store, code), wanted.clauses, stays)


def _repacked(desk: Desk, code: str) -> tuple[str, ...]:
    """Write the package of recording `code`; return in Chinese what is still to be done."""
    try:
        return packing.pack_into_workspace(desk, code).remarks
    except YehuaError as fault:
        return (f"档案包还没有重新打好，请排除以后运行 yehua pack：{fault}",)


def sealed_of(work: Work, unfinished: Sequence[str] = ()) -> Sealed:
    """Return the result of `work`; `unfinished` are sentences on steps that could not be finished yet."""
    facts = work.result if work.is_done else work.details
    item = facts["item"]
    if not isinstance(item, dict):
        item = {"number": item, "sha256": facts.get("sha256")}
    return Sealed(
        number=facts["number"],
        item=item["number"] or "",
        sha256=item["sha256"] or "",
        left=(*facts.get("left", ()), *unfinished),
        elsewhere=tuple(facts["elsewhere"]),
        look=tuple(facts.get("look", ())),
        repeated=tuple(facts.get("repeated", ())),
    )


def finished_earlier(desk: Desk, code: str, ordinals: Iterable[int], also: Iterable[int]) -> Sealed | None:
    """Return the unreported result of the same order, which an opening finished after a power cut; None without one."""
    recording = find_recording(desk.store, code)
    asked = {"ordinals": list(ordinals), "also": list(also)}
    with desk.store.reading() as tx:
        unseen = [work for work in pending.unreported(tx, "apart", recording.code) if work.result["asked"] == asked]
    if not unseen:
        return None
    with desk.store.transaction() as tx:
        pending.mark_reported(tx, unseen[-1].id)
    return sealed_of(unseen[-1])


def _still_audible(desk: Desk, code: str) -> Iterator[str]:
    recording = find_recording(desk.store, code)
    for name in (recording.original, recording.access):
        if audio.loudest(desk.workspace.root / name, recording.silenced, EDGE_S) > AUDIBLE_FROM:
            yield f"{name} 里还有声音"
