"""The sealed workspace: a folder that takes items from anybody and opens by passphrase only (age-encryption.org).

    说明.txt             purpose of the folder, and how any other age program opens it
    recipient.txt        the public key: it only locks
    keys/NAME.age        the secret key, locked with the passphrase of NAME; each of them opens everything
    items/NUMBER.age     an item: a tar of folders, locked for the public key
    register.jsonl       the hash-chained register of every act

Sealing needs no passphrase. A new item is locked for a second key as well, which exists in memory only, so that it can
be read back before it counts.
"""

import hashlib
import os
import secrets
import tarfile
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyrage
from pyrage import passphrase as locked
from pyrage import x25519

from toolkit.core import (
    MissingFileError,
    SealBrokenError,
    UnknownNumberError,
    WrongPassphraseError,
    WrongValueError,
    make_folder,
    moves,
    sha256_of,
    sync_folder,
    write_whole,
    writing_faults,
)
from toolkit.restricted.vault_register import Act, Register

SHORTEST_PASSPHRASE = 12
# Shown before a passphrase is set: its loss is final.
WARNING = (
    "口令请抄在纸上、装进信封、签名封口，由两个人分别保管。口令不存在电脑里，也没有后门："
    "所有设过口令的人都忘了口令，封存的录音和文字就永远打不开了，本单位、软件的作者、任何技术公司都没有办法。"
    "请至少给两个人各设一个口令。"
)
# Without letters and digits that look alike on paper.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 5, 4
_BLOCK = 1024 * 1024
_HALF_MADE = ".sealing-"
_README = (
    "这里是封存的内容（检举控告等限制利用的材料），用 age 格式加密（age-encryption.org）。\n"
    "没有口令打不开。不要改名、移动、删除这里的任何文件；请连同整个文件夹一起备份。\n"
    "在夜话里打开：yehua sealed open 编号 --out 文件夹 --by 姓名 --why 事由\n"
    "没有夜话时，用任何一个 age 程序：age -d -i keys/姓名.age items/编号.age > 内容.tar，按提示输入口令。\n"
)


@dataclass(frozen=True)
class Item:
    """A sealed item: its number, and the SHA-256 and size in bytes of its locked file."""

    number: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Prepared:
    """A locked file that is not published yet: its hidden name, SHA-256 and size in bytes."""

    file: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Credentials:
    """A holder of the sealed workspace and the holder's passphrase."""

    holder: str
    passphrase: str = field(repr=False)


def new_name() -> str:
    """Return a new hidden name for a file to prepare."""
    return f"{_HALF_MADE}{uuid.uuid4().hex}"


def proposed_passphrase() -> str:
    """Return a random passphrase that is easy to copy from paper: five groups of four small letters and digits."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))


class Vault:
    """The sealed workspace in `folder`. Make one with `Vault.make`."""

    def __init__(self, folder: Path) -> None:
        """Use the sealed workspace in `folder`; raise MissingFileError when there is none, or its disk is not here."""
        self.folder = folder
        self._register = Register(folder / "register.jsonl")
        if not self._recipient_file.is_file():
            raise MissingFileError(path=self._recipient_file)

    @classmethod
    def make(cls, folder: Path, holder: str, passphrase: str) -> "Vault":
        """Make a sealed workspace in the empty or new `folder`, whose first passphrase `holder` keeps; return it.

        Raise WrongValueError for a name or passphrase that will not do, or a folder that holds anything.
        """
        _refuse_weak(holder, passphrase)
        if folder.exists() and any(folder.iterdir()):
            raise WrongValueError(field="封存文件夹", value=str(folder), why="里面已有内容，请换一个空的文件夹")
        identity = x25519.Identity.generate()
        make_folder(folder)
        for inner in ("keys", "items"):
            make_folder(folder / inner)
        write_whole(folder / "说明.txt", _README)
        _write_key(folder, holder, passphrase, str(identity))
        # Comes last: without it there is no sealed workspace, so a half-made one is never used.
        write_whole(folder / "recipient.txt", f"{identity.to_public()}\n")
        vault = cls(folder)
        vault._register.note("made", "", holder, "", "")
        return vault

    @property
    def _recipient_file(self) -> Path:
        return self.folder / "recipient.txt"

    # -- keys --------------------------------------------------------------------------------------------------

    def holders(self) -> tuple[str, ...]:
        """Return the names of all holders of a passphrase."""
        return tuple(sorted(path.stem for path in (self.folder / "keys").glob("*.age")))

    def add_key(self, holder: str, passphrase: str, known: Credentials) -> None:
        """Set or replace the `passphrase` with which `holder` opens everything, by the `known` credentials of a holder.

        Raise WrongValueError, UnknownNumberError when `known` names no holder, WrongPassphraseError.
        """
        _refuse_weak(holder, passphrase)
        _write_key(self.folder, holder, passphrase, str(self._identity(known)))
        self._register.note("keyed", "", holder, f"由{known.holder}同意", "")

    def _identity(self, credentials: Credentials) -> x25519.Identity:
        holder = credentials.holder
        path = self.folder / "keys" / f"{holder}.age"
        if holder not in self.holders():
            raise UnknownNumberError(what="设过口令的人", number=f"{holder}（有：{'、'.join(self.holders())}）")
        try:
            return x25519.Identity.from_str(locked.decrypt(path.read_bytes(), credentials.passphrase).decode())
        except pyrage.DecryptError as fault:
            self._register.note("refused", "", holder, "", "")
            raise WrongPassphraseError(holder=holder) from fault

    # -- sealing -----------------------------------------------------------------------------------------------

    def prepare(self, folders: dict[str, Path], name: str | None = None) -> "Prepared":
        """Lock `folders`, by their name in the item, into the hidden file `name`, and read it back.

        The file is removed when this raises. Raise SealBrokenError, DiskFullError, ReadOnlyWorkspaceError.
        """
        fresh = self.folder / "items" / (name or new_name())
        public = x25519.Recipient.from_str(self._recipient_file.read_text(encoding="utf-8").strip())
        witness = x25519.Identity.generate()
        with writing_faults(fresh):
            try:
                with fresh.open("xb") as file:
                    went_in = _piped(
                        lambda out: _write_tar(out, folders),
                        lambda source: pyrage.encrypt_io(source, file, [public, witness.to_public()]),
                    )
                    file.flush()
                    os.fsync(file.fileno())
                _refuse_unlike(fresh, witness, went_in)
            except BaseException:
                moves.remove(fresh)
                raise
        return Prepared(fresh.name, sha256_of(fresh), fresh.stat().st_size)

    def publish(self, prepared: "Prepared", number: str, by: str) -> Item:
        """Publish the `prepared` file as item `number`, by person `by`, and return the item. Idempotent.

        Raise SealBrokenError when the file was changed since, MissingFileError, WrongValueError when another item has
        that number.
        """
        fresh, target = self.folder / "items" / prepared.file, self.folder / "items" / f"{number}.age"
        if target.exists() and sha256_of(target) != prepared.sha256:
            raise WrongValueError(field="封存编号", value=number, why="封存文件夹里已有另一件用了这个编号")
        if not target.exists():
            if sha256_of(fresh) != prepared.sha256:
                raise SealBrokenError(path=fresh)
            with writing_faults(target):
                moves.replace(fresh, target)
                sync_folder(target.parent)
        if not any((act.act, act.item, act.sha256) == ("put", number, prepared.sha256) for act in self.register()):
            self._register.note("put", number, by, "", prepared.sha256)
        return Item(number, prepared.sha256, prepared.size)

    def drop(self, name: str) -> None:
        """Remove the unpublished hidden file `name`, if there is one."""
        with writing_faults(self.folder):
            moves.remove(self.folder / "items" / name)

    def open(self, number: str, out: Path, credentials: Credentials, why: str) -> Path:
        """Unlock item `number` into the new folder `out`/NUMBER for the reason `why`, and return that folder.

        The register is written before anything is unlocked. Raise UnknownNumberError, WrongPassphraseError,
        WrongValueError without a reason or when the folder exists, SealBrokenError when the item was changed.
        """
        path, target = self._item(number), out / number
        if not why.strip():
            raise WrongValueError(field="事由", value=why, why="要写明为什么打开，会记入封存登记")
        if target.exists():
            raise WrongValueError(field="放到的文件夹", value=str(target), why="已经在那里，没有覆盖")
        identity = self._identity(credentials)
        self._register.note("opened", number, credentials.holder, why.strip(), sha256_of(path))
        _unpack(path, identity, make_folder(out), target)
        return target

    def remove(self, number: str, by: str, why: str) -> None:
        """Destroy item `number` and note it once in the register. Raise UnknownNumberError."""
        path = self._item(number)
        last = [act for act in self.register() if act.item == number][-1:]
        if not any((act.act, act.why) == ("removed", why) for act in last):
            self._register.note("removed", number, by, why, sha256_of(path))
        with writing_faults(path):
            moves.remove(path)

    def items(self) -> tuple[str, ...]:
        """Return the numbers of all items."""
        paths = (self.folder / "items").glob("*.age")
        return tuple(sorted(path.stem for path in paths if not path.name.startswith(".")))

    def _item(self, number: str) -> Path:
        if number not in self.items():
            raise UnknownNumberError(what="封存的内容", number=number)
        return self.folder / "items" / f"{number}.age"

    # -- the register ------------------------------------------------------------------------------------------

    def register(self) -> tuple[Act, ...]:
        """Return every readable line of the register, oldest first."""
        return self._register.acts()

    def flaws(self) -> tuple[str, ...]:
        """Return in Chinese every change of register or items since they were written."""
        return (*self._register.flaws(), *self._item_flaws())

    def _item_flaws(self) -> Iterator[str]:
        last_acts = {act.item: act for act in self.register() if act.act in {"put", "removed"}}
        for number, act in last_acts.items():
            path = self.folder / "items" / f"{number}.age"
            if act.act == "removed":
                if path.exists():
                    yield f"{number} 登记为已销毁，却还在。"
            elif not path.is_file():
                yield f"{number} 不见了。"
            elif sha256_of(path) != act.sha256:
                yield f"{number} 被改动或损坏。"
        yield from (f"{number} 没有登记。" for number in self.items() if number not in last_acts)
        for half_made in sorted((self.folder / "items").glob(f"{_HALF_MADE}*")):
            yield f"{half_made.name} 是没有收尾的封存，请在当时封存的电脑上运行任何一条夜话命令，会自动接着做完。"


def _unpack(path: Path, identity: x25519.Identity, out: Path, target: Path) -> None:
    """Unlock the item at `path` in a temporary folder of `out` and move its content to `target`."""
    with (
        writing_faults(out),
        tempfile.TemporaryDirectory(prefix=".opening-", dir=out, ignore_cleanup_errors=True) as temporary,
    ):
        plain = Path(temporary) / "plain.tar"
        try:
            with path.open("rb") as file, plain.open("wb") as copy:
                pyrage.decrypt_io(file, copy, [identity])
            with tarfile.open(plain) as tar:
                tar.extractall(Path(temporary) / "content", filter="data")
        except (OSError, pyrage.DecryptError, tarfile.TarError) as fault:
            raise SealBrokenError(path=path) from fault
        # What was unlocked must not lie in a folder whose removal is only tried.
        moves.remove(plain)
        moves.move(Path(temporary) / "content", target)


def _refuse_unlike(fresh: Path, witness: x25519.Identity, went_in: str) -> None:
    """Raise SealBrokenError unless the locked file `fresh`, opened by `witness`, has the SHA-256 `went_in`."""
    came_out = _Digest()
    try:
        with fresh.open("rb") as file:
            pyrage.decrypt_io(file, came_out, [witness])
    except (OSError, pyrage.DecryptError) as fault:
        raise SealBrokenError(path=fresh) from fault
    if came_out.hexdigest() != went_in:
        raise SealBrokenError(path=fresh)


def _refuse_weak(holder: str, passphrase: str) -> None:
    if not holder.strip() or any(sign in holder for sign in '/\\:*?"<>|'):
        raise WrongValueError(field="姓名", value=holder, why="要写设口令的人的姓名")
    if len(passphrase) < SHORTEST_PASSPHRASE or len(set(passphrase)) < SHORTEST_PASSPHRASE // 2:
        why = f"至少 {SHORTEST_PASSPHRASE} 个字符，不能大半是同一个字符；可以直接用程序建议的口令"
        raise WrongValueError(field="口令", value="…", why=why)


def _write_key(folder: Path, holder: str, passphrase: str, identity: str) -> None:
    write_whole(folder / "keys" / f"{holder.strip()}.age", locked.encrypt(identity.encode(), passphrase))


# -- packing ---------------------------------------------------------------------------------------------------


class _Digest:
    """A writable file that keeps only the SHA-256 of its bytes."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Add `data` to the hash."""
        self._digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: no bytes are buffered."""

    def hexdigest(self) -> str:
        """Return the SHA-256 of all bytes so far."""
        return self._digest.hexdigest()


class _Tee(_Digest):
    """Writes to `file` and keeps the SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def write(self, data: bytes) -> int:
        """Write `data` to the file and add it to the hash."""
        super().write(data)
        return self._file.write(data)


def _write_tar(out: _Tee, folders: dict[str, Path]) -> None:
    with tarfile.open(fileobj=cast("IO[bytes]", out), mode="w|", format=tarfile.PAX_FORMAT, bufsize=_BLOCK) as tar:
        for name, folder in folders.items():
            tar.add(folder, arcname=name)


def _piped(write: Callable[[_Tee], None], read: Callable[[BinaryIO], None]) -> str:
    """Pipe the bytes of `write` into `read`, so that they never lie unlocked on the disk; return their SHA-256."""
    reading, writing = os.pipe()
    digests: list[str] = []
    faults: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as out:
                tee = _Tee(out)
                write(tee)
            digests.append(tee.hexdigest())
        except BaseException as fault:  # noqa: BLE001 - raised again below, in the thread that asked
            faults.append(fault)

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        with os.fdopen(reading, "rb") as source:
            read(source)
    finally:
        feeder.join()
    if faults:
        raise faults[0]
    return digests[0]
