"""The sealed workspace of this office: its folder, its items, and the opening of an item, noted in both registers."""

import json
from collections.abc import Iterator
from pathlib import Path

from toolkit.archive import Fault, fixity_of
from toolkit.core import UnknownNumberError, WrongValueError, write_whole
from toolkit.meetings import Erasure, erasures
from toolkit.restricted.vault import Credentials, Vault
from toolkit.restricted.vault_register import Act
from toolkit.workspace import Desk


def _pointer(desk: Desk) -> Path:
    return desk.workspace.root / "sealed.json"


def make_vault(desk: Desk, folder: Path, holder: str, passphrase: str) -> Vault:
    """Make the sealed workspace in `folder`, outside the ordinary one; raise what `Vault.make` raises."""
    place = folder.resolve()
    if place.is_relative_to(desk.workspace.root):
        why = "要放在工作文件夹以外，最好是另一块盘：备份、拷贝工作文件夹的人不该碰到它"
        raise WrongValueError(field="封存文件夹", value=str(folder), why=why)
    if _pointer(desk).exists():
        known = json.loads(_pointer(desk).read_text(encoding="utf-8"))["folder"]
        raise WrongValueError(field="封存文件夹", value=str(folder), why=f"已经建立过，在 {known}")
    vault = Vault.make(place, holder, passphrase)
    write_whole(_pointer(desk), json.dumps({"folder": str(place)}, ensure_ascii=False))
    return vault


def vault_of(desk: Desk, folder: Path | None = None) -> Vault:
    """Return the sealed workspace, or the one in `folder`, where its disk has another letter today.

    Raise UnknownNumberError when none was made, MissingFileError when its disk is not here.
    """
    if folder is None:
        if not _pointer(desk).exists():
            raise UnknownNumberError(what="封存文件夹", number="还没有建立，请先用 yehua sealed make")
        folder = Path(json.loads(_pointer(desk).read_text(encoding="utf-8"))["folder"])
    return Vault(folder)


def sealed_items(desk: Desk) -> tuple[Erasure, ...]:
    """Return the sealings in the register of erasures of the ordinary workspace, oldest first."""
    with desk.store.reading() as tx:
        return erasures.register(tx, kind="sealed")


def lost(desk: Desk, vault: Vault) -> tuple[str, ...]:
    """Return in Chinese the sealings of `vault` that the ordinary workspace lost, and which must be done again.

    It was restored from a backup older than they are: its own register does not know them, and it holds their words.
    """
    used = _used_numbers(desk)
    return tuple(
        f"{_told(act)}，工作文件夹的登记里却没有：工作文件夹像是从封存以前的备份恢复的，封存的话又在里面。"
        f"请用 yehua sealed open {act.item} 看是哪一段录音，再封存一次"
        for act in _unknown(desk, vault)
        if act.item not in used
    )


def doubtful(desk: Desk, vault: Vault) -> tuple[str, ...]:
    """Return in Chinese the lost sealings whose number the workspace gave to a later one, perhaps of the same words.

    The sealed workspace cannot tell without a passphrase; a person has to compare the two.
    """
    used = _used_numbers(desk)
    return tuple(
        f"{_told(act)}，工作文件夹里现在的 {act.item} 是后来封存的 {used[act.item]}："
        "请核对封存的是不是同样的话，不是的请再封存一次；两件都留着"
        for act in _unknown(desk, vault)
        if act.item in used
    )


def _unknown(desk: Desk, vault: Vault) -> Iterator[Act]:
    """Yield the acts of sealing in `vault` that the register of the ordinary workspace does not know."""
    known = {sealing.details["item"] for sealing in sealed_items(desk)}
    yield from (act for act in vault.register() if act.act == "put" and act.item not in known)


def _used_numbers(desk: Desk) -> dict[str, str]:
    """Return by the number of each sealing the number of its item in the sealed workspace."""
    return {sealing.number: sealing.details["item"] for sealing in sealed_items(desk)}


def _told(act: Act) -> str:
    return f"{act.item}（{act.by} {act.at[:10]} 封存）在封存文件夹里"


def unseal(desk: Desk, vault: Vault, number: str, out: Path, credentials: Credentials, *, why: str) -> Path:
    """Unlock the sealed item `number` into `out`, outside the ordinary workspace, and return the folder.

    It is noted in both registers first. Raise what `Vault.open` raises.
    """
    known = next((item for item in sealed_items(desk) if number in {item.number, item.details["item"]}), None)
    if known is None:
        raise UnknownNumberError(what="封存的内容", number=number)
    if out.resolve().is_relative_to(desk.workspace.root):
        why_not = "打开的内容不能放进工作文件夹，请放到别的盘，看完删掉"
        raise WrongValueError(field="放到的文件夹", value=str(out), why=why_not)
    fixity_of(desk).note(
        "opened",
        known.recording,
        str(vault.folder),
        credentials.holder,
        [Fault(known.number, why.strip(), "封存的内容")],
    )
    return vault.open(str(known.details["item"]), out, credentials, why)
