"""Models put on this machine: fetched from a hub with every hash checked, or copied from a folder, from a stick.

A model appears under its name whole and at once. Beside its files lies a record of their hashes; a file that was
changed afterwards is noticed when the model is loaded.
"""

import contextlib
import datetime as dt
import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException
from pathlib import Path

from toolkit.core import (
    BrokenDownloadError,
    BusyModelError,
    DiskFullError,
    UnfetchableModelError,
    WrongValueError,
    WrongWeightsError,
    copy_verified,
    locks,
    make_folder,
    moves,
    sha256_of,
    staging,
    write_whole,
    writing_faults,
)
from toolkit.recognition import catalogue, families, models
from toolkit.recognition.catalogue import Entry, ModelFile

Progress = Callable[[int, int], None]  # bytes that have arrived, and in all

RECORD = "校验记录.json"
_FETCHING = ".fetching-"
_BLOCK = 1 << 18
_PATIENCE_S = 30.0  # without a single byte
_SPARE_BYTES = 200 << 20
_PARTIAL_CONTENT = 206


def silently(_done: int, _total: int) -> None:
    """Take progress and show nothing."""


def fetch(entry: Entry, folder: Path, hubs: Sequence[str], progress: Progress = silently) -> Path:
    """Return the folder of the model `entry` in `folder`, fetched from the first of `hubs` that gives it.

    What an interrupted call got is kept and gone on with. A file counts only with its published hash. Raise
    UnfetchableModelError, BusyModelError, BrokenDownloadError, or DiskFullError before anything is fetched.
    """
    if not entry.is_fetchable:
        raise UnfetchableModelError(model=entry.name, why=entry.note.rstrip("。") or "没有公开的校验值")
    for hub in hubs:
        if not hub.startswith(("https://", "http://")):
            why = "要以 https:// 开头，请在 yehua.toml 的 [models] 里改"
            raise WrongValueError(field="模型网站", value=hub, why=why)
    target, partial = folder / entry.name, folder / f"{_FETCHING}{entry.name}"
    if target.is_dir():
        return target
    with writing_faults(folder), _alone(entry.name, partial):
        make_folder(partial)
        _refuse_full_disk(entry, partial)
        done = 0
        for file in entry.files:
            urls = [f"{hub.rstrip('/')}/{entry.hub}/resolve/main/{file.name}" for hub in hubs]
            _fetch_file(entry, file, partial, urls, _from(progress, done, entry.bytes))
            done += file.bytes
        _write_record(partial, {file.name: str(file.sha256) for file in entry.files}, str(entry.hub))
        moves.move(partial, target)
    return target


def _from(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    """Return a function that reports the bytes of one file, `before` which others have arrived."""
    return lambda got: progress(before + got, total)


def add(source: Path, folder: Path, name: str | None = None) -> Path:
    """Return the folder in `folder` to which the model in the folder `source` was copied, read back and all.

    Its name is `name`, or that of the catalogue's entry with the same files, or that of `source`. Hashes of the
    catalogue must be met; where it has none, the hashes of this copy hold from now on. Raise UnusableModelError for
    half a model or one of another kind, WrongWeightsError, WrongValueError for a name that is taken.
    """
    if not models.is_faster_whisper(source):
        families.folder_of(source)
    names = sorted(path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file())
    with writing_faults(folder), staging.staged(staging.new_place(make_folder(folder), "copying")) as half_made:
        hashes = {
            each: copy_verified(source / each, make_folder((half_made.path / each).parent) / Path(each).name)
            for each in names
            if Path(each).name != RECORD
        }
        entry = catalogue.find(name) if name else _entry_of(hashes)
        _refuse_wrong(entry, hashes, source)
        target = folder / (name or (entry.name if entry else source.name))
        if target.exists():
            raise WrongValueError(field="模型名", value=target.name, why="已经有这个模型；要换，请先删除它的文件夹")
        _write_record(half_made.path, hashes, str(source))
        moves.move(half_made.path, target)
    return target


def refuse_changed(folder: Path) -> None:
    """Raise WrongWeightsError if a file of the model in `folder` is not as its record says; a missing record passes."""
    record = folder / RECORD
    if not record.is_file():
        return
    try:
        hashes: dict[str, str] = json.loads(record.read_text(encoding="utf-8"))["files"]
    except (ValueError, KeyError, OSError) as fault:
        raise WrongWeightsError(path=record) from fault
    for name, sha256 in hashes.items():
        if models.weights_sha256(folder / name) != sha256:
            raise WrongWeightsError(path=folder / name)


def _entry_of(hashes: dict[str, str]) -> Entry | None:
    """Return the entry of the catalogue whose published hashes are among `hashes`."""
    given = set(hashes.values())
    return next(
        (
            entry
            for entry in catalogue.entries()
            if (published := {file.sha256 for file in entry.files if file.sha256}) and published <= given
        ),
        None,
    )


def _refuse_wrong(entry: Entry | None, hashes: dict[str, str], source: Path) -> None:
    for file in entry.files if entry else ():
        if file.sha256 and hashes.get(file.name) != file.sha256:
            raise WrongWeightsError(path=source / file.name)


def _write_record(folder: Path, hashes: dict[str, str], origin: str) -> None:
    day = dt.datetime.now().astimezone().date().isoformat()
    write_whole(folder / RECORD, json.dumps({"files": hashes, "from": origin, "date": day}, ensure_ascii=False))


# -- fetching ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _alone(model: str, partial: Path) -> Iterator[None]:
    """Hold the lock of a model's download; raise BusyModelError when another process has it."""
    try:
        with locks.held(partial.with_name(f"{partial.name}.lock")):
            yield
    except locks.HeldError as fault:
        raise BusyModelError(model=model, since=fault.holder.since or "刚才") from fault


def _refuse_full_disk(entry: Entry, partial: Path) -> None:
    arrived = sum(path.stat().st_size for path in partial.rglob("*") if path.is_file())
    if shutil.disk_usage(partial).free < entry.bytes - arrived + _SPARE_BYTES:
        raise DiskFullError(path=partial)


def _fetch_file(
    entry: Entry, file: ModelFile, folder: Path, urls: Sequence[str], report: Callable[[int], None]
) -> None:
    """Put `file` of the model `entry` into `folder`, from the first of `urls` that gives it with its hash."""
    target = folder / file.name
    if target.is_file():  # by an earlier call, which had checked it
        return
    part = make_folder(target.parent) / f"{target.name}.part"
    reasons = []
    for url in urls:
        try:
            _download(url, part, file.bytes, report)
        except (OSError, HTTPException) as fault:
            reasons.append(_reason(fault))
            continue
        if part.stat().st_size == file.bytes and sha256_of(part) == file.sha256:
            moves.move(part, target)
            return
        moves.remove(part)
        reasons.append("取来的文件校验值不符，已丢弃")
    raise BrokenDownloadError(model=entry.name, file=file.name, why="；".join(dict.fromkeys(reasons)))


def _download(url: str, part: Path, size: int, report: Callable[[int], None]) -> None:
    """Append to `part` what it lacks of the `size` bytes at `url`.

    Raise OSError or HTTPException where it breaks off.
    """
    arrived = part.stat().st_size if part.is_file() else 0
    if arrived == size:
        return
    # `fetch` has refused every address that is not of the web.
    request = urllib.request.Request(url, headers={"Range": f"bytes={arrived}-", "User-Agent": "yehua"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:  # noqa: S310
        goes_on = answer.status == _PARTIAL_CONTENT
        with part.open("ab" if goes_on else "wb") as file:
            arrived = arrived if goes_on else 0
            for block in _blocks(answer.read):
                file.write(block)
                arrived += len(block)
                report(arrived)
                if arrived > size:
                    return
    if arrived < size:
        raise ConnectionError


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while block := read(_BLOCK):
        yield block


def _reason(fault: Exception) -> str:
    """Return, as a Chinese clause, why a download broke off."""
    if isinstance(fault, urllib.error.HTTPError):
        return f"对方回答 {fault.code}"
    if isinstance(fault, TimeoutError) or "timed out" in str(fault):
        return f"{_PATIENCE_S:.0f} 秒没有收到一个字节"
    return "连接断了，或连不上网"
