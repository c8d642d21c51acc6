"""Upkeep of files by the workers: originals and access copies on the share, and archive packages written and verified.

A worker reads from the share or from a folder that it sees as this machine does; what it made is held against the
register here before it counts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.archive import Contents, WrittenPackage, packing
from toolkit.cluster import tasks
from toolkit.cluster.pool import Crew, Task
from toolkit.cluster.shares import Share
from toolkit.core import WrongValueError, YehuaError
from toolkit.meetings import erasures, find_recording, list_recordings
from toolkit.records import Recording
from toolkit.store import chain
from toolkit.workspace import Desk

_REMOVED = "share.removed"
Progress = Callable[[float, float], None]  # files done, and in all


@dataclass
class Upkeep:
    """The result of upkeep of a share: the number of sound files, the files added or made again, and the faults."""

    sound: int = 0
    put: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def fill(desk: Desk, share: Share, progress: Progress) -> Upkeep:
    """Put the original and the access copy of each recording of `desk` into `share`, each held against the register.

    Files that are sound there already are left. Raise GoneShareError or DiskFullError.
    """
    done = Upkeep()
    files = list(_files(desk))
    for number, (name, path, sha256) in enumerate(files, 1):
        try:
            known = share.holds(sha256)
            share.put(path, sha256)
        except YehuaError as fault:
            share.require()  # whoever has no share need not hear of each file
            done.faults.append(f"{name}：{fault}")
        else:
            done.sound += 1
            done.put += [] if known else [name]
        progress(number, len(files))
    return done


def check(desk: Desk, share: Share, crew: Crew, progress: Progress) -> Upkeep:
    """Have the workers read every file of `desk` in `share`; what is lost or damaged there is put right.

    An access copy is made anew by a worker from the original in the share, and counts if it is the registered one,
    byte for byte; an original comes from the workspace. Raise GoneShareError, NoMachineError or LostSchedulerError.
    """
    share.require()
    files = list(_files(desk))
    done = Upkeep()

    def make(number: int) -> Task:
        return Task(tasks.verify, (share, files[number][2]), f"yehua-verify-{files[number][2]}")

    broken: list[int] = []
    with crew.pool.working(crew.demand, make, range(len(files))) as results:
        for number, fault in results:
            done.sound += not fault
            broken += [number] if fault else []
            progress(done.sound + len(broken), len(files))
    by_copy = {recording.access_sha256: recording.sha256 for recording in list_recordings(desk.store)}
    for number in sorted(broken):  # the original of a recording stands before its copy
        name, path, sha256 = files[number]
        original = by_copy.get(sha256)
        try:
            if original is None or path.is_file():
                share.put(path, sha256)
                done.put.append(name)
            else:
                _make_anew(crew, share, original, sha256)
                done.made.append(name)
        except YehuaError as fault:
            share.require()
            done.faults.append(f"{name}：{fault}")
    return done


def remove(desk: Desk, share: Share, code: str, by: str) -> tuple[str, ...]:
    """Remove from `share` the sounds that recording `code` had before it was sealed or destroyed; return their hashes.

    What a recording has now stays. Who removed what is noted in the chain of facts. Raise WrongValueError where
    nothing of the recording was ever erased, since it needs its sounds as they are, or GoneShareError.
    """
    recording = find_recording(desk.store, code)
    with desk.store.reading() as tx:
        register = erasures.register(tx, recording=recording.code)
    if not register:
        why = "没有封存、删除或者销毁过，原件和试听件都还要用，什么也没有删"
        raise WrongValueError(field="编号", value=recording.code, why=why)
    if not by.strip():
        raise WrongValueError(field="经手人", value=by, why="要写明是谁删的")
    needed = {sha256 for _, _, sha256 in _files(desk)}
    had = {sha256 for each in register for sha256 in (each.sha256, *each.details.get("erased", ()))}
    there = tuple(sha256 for sha256 in sorted(had - needed) if share.holds(sha256))
    if there:
        with desk.store.transaction() as tx:
            facts = {"share": share.place, "sha256": ";".join(there)}
            tx.append(chain.news(recording.code, _REMOVED, facts, by.strip(), moment=tx.now()))
            for sha256 in there:
                share.remove(sha256)
    return there


class OtherCopyError(YehuaError):
    """Raised when a worker made another access copy than the registered one."""

    sentence = "工作机重做的试听件与登记的不同（{made}），没有采用：制作它的程序版本可能不同。请从备份恢复试听件。"


def _make_anew(crew: Crew, share: Share, original: str, sha256: str) -> None:
    """Have a worker make the access copy with the hash `sha256` of the `original`; raise OtherCopyError."""
    made = crew.ask(tasks.make_access_copy, f"yehua-copy-{original}", share, original)
    if made != sha256:
        share.remove(made)
        raise OtherCopyError(made=made[:12])


def _files(desk: Desk) -> Iterator[tuple[str, Path, str]]:
    for recording in list_recordings(desk.store):
        if not recording.destroyed:
            yield from _files_of(desk, recording)


def _files_of(desk: Desk, recording: Recording) -> Iterator[tuple[str, Path, str]]:
    root = desk.workspace.root
    yield f"{recording.code} 原件", root / recording.original, recording.sha256
    yield f"{recording.code} 试听件", root / recording.access, recording.access_sha256


def pack(
    desk: Desk, codes: Sequence[str], out: Path, crew: Crew, by: str
) -> Iterator[tuple[str, WrittenPackage, list[str]]]:
    """Have a worker write the package of each of `codes` into `out`, which it sees as this machine does, and verify it.

    Yield the code, the package, which is registered as fixed by `by`, and in Chinese what verifying found.
    """
    for code in codes:
        key = tasks.name_of(code, str(out))

        def write(contents: Contents, folder: Path, _place: Path, key: str = key) -> WrittenPackage:
            written: WrittenPackage = crew.ask(tasks.write_package, f"yehua-pack-{key}", contents, str(folder))
            return written

        written = packing.pack(desk, code, out, by, write=write)
        faults = crew.ask(tasks.package_faults, f"yehua-check-{key}-{written.root}", str(written.path))
        yield code, written, list(faults)
