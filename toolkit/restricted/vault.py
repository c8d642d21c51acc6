"""The sealed workspace: a folder that takes items from anybody and opens by passphrase only (age-encryption.org).

    说明.txt             purpose of the folder, and how any other age program opens it
    recipient.txt        the public key: it only locks
    keys/NAME.age        the secret key, locked with the passphrase of NAME; each of them opens everything
    items/NUMBER.age     an item: a tar of folders, locked for the public key
    register.jsonl       the hash-chained register of every act

Sealing needs no passphrase.
"""

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

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
from toolkit.restricted import locking
from toolkit.restricted.vault_register import Act, Register

SHORTEST_PASSPHRASE = 12
# Shown before a passphrase is set, since its loss is final.
WARNING = (
    "口令请抄在纸上、装进信封、签名封口，由两个人分别保管。口令不存在电脑里，也没有后门："
    "所有设过口令的人都忘了口令，封存的录音和文字就永远打不开了，本单位、软件的作者、任何技术公司都没有办法。"
    "请至少给两个人各设一个口令。"
)
# Without letters and digits that look alike on paper.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 5, 4
_HALF_MADE = ".sealing-"
_README = (
    "这里是封存的内容（检举控告等限制利用的材料），用 age 格式加密（age-encryption.org）。\n"
    "没有口令打不开。不要改名、移动、删除这里的任何文件；请连同整个文件夹一起备份。\n"
    "在夜话里打开：yehua sealed open 编号 --out 文件夹 --by 姓名 --why 事由\n"
    "没有夜话时，用任何一个 age 程序：age -d -i keys/姓名.age items/编号.age > 内容.tar，按提示输入口令。\n"
)


@dataclass(frozen=True)
class LockedFile:
    """A locked file: the number of its item, its hidden name until it is published, its SHA-256 and size in bytes."""

    number: str
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

    def prepare(self, folders: dict[str, Path], number: str, name: str | None = None) -> LockedFile:
        """Lock `folders`, by their name in the item, into the hidden file `name`, which is to become item `number`.

        Raise what `locking.lock` raises.
        """
        fresh = self.folder / "items" / (name or new_name())
        locking.lock(
            folders, fresh, x25519.Recipient.from_str(self._recipient_file.read_text(encoding="utf-8").strip())
        )
        return LockedFile(number, fresh.name, sha256_of(fresh), fresh.stat().st_size)

    def free_number(self, number: str) -> str:
        """Return `number`, with a suffix where a power cut left an item whose number was given back."""
        taken, free = 1, number
        while free in self.items():
            taken += 1
            free = f"{number}-{taken}"
        return free

    def publish(self, item: LockedFile, by: str) -> None:
        """Publish the prepared `item`, by person `by`. Idempotent.

        Raise SealBrokenError when the file was changed since, MissingFileError, WrongValueError when another item has
        that number.
        """
        fresh, target = self.folder / "items" / item.file, self.folder / "items" / f"{item.number}.age"
        if target.exists() and sha256_of(target) != item.sha256:
            raise WrongValueError(field="封存编号", value=item.number, why="封存文件夹里已有另一件用了这个编号")
        if not target.exists():
            if sha256_of(fresh) != item.sha256:
                raise SealBrokenError(path=fresh)
            with writing_faults(target):
                moves.replace(fresh, target)
                sync_folder(target.parent)
        if not any((act.act, act.item, act.sha256) == ("put", item.number, item.sha256) for act in self.register()):
            self._register.note("put", item.number, by, "", item.sha256)

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
        locking.unlock(path, identity, make_folder(out), target)
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


def _refuse_weak(holder: str, passphrase: str) -> None:
    if not holder.strip() or any(sign in holder for sign in '/\\:*?"<>|'):
        raise WrongValueError(field="姓名", value=holder, why="要写设口令的人的姓名")
    if len(passphrase) < SHORTEST_PASSPHRASE or len(set(passphrase)) < SHORTEST_PASSPHRASE // 2:
        why = f"至少 {SHORTEST_PASSPHRASE} 个字符，不能大半是同一个字符；可以直接用程序建议的口令"
        raise WrongValueError(field="口令", value="…", why=why)


def _write_key(folder: Path, holder: str, passphrase: str, identity: str) -> None:
    write_whole(folder / "keys" / f"{holder.strip()}.age", locked.encrypt(identity.encode(), passphrase))
