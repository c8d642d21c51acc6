"""What is sealed can be opened with a passphrase only, comes back to the byte, and every opening is noted first."""

import io
import os
import tarfile
from pathlib import Path

import pyrage
import pytest

from toolkit.core.errors import (
    MissingFileError,
    SealBrokenError,
    UnknownNumberError,
    WrongPassphraseError,
    WrongValueError,
)
from toolkit.restricted import locking
from toolkit.restricted import vault as room
from toolkit.restricted.vault import Credentials, LockedFile, Vault

WORDS = "村主任收了我三万块钱"
PASS, OTHER = "k7mp-2wxy-9abc-defg-h3jk", "另一个人的 口令 也要够长才行"
NUMBER = "封2026-0001"


def put(vault: Vault, number: str, folders: dict[str, Path], by: str) -> LockedFile:
    """Prepare and publish `folders` as item `number`."""
    item = vault.prepare(folders, number)
    vault.publish(item, by)
    return item


@pytest.fixture
def vault(tmp_path: Path, quick_lock: None) -> Vault:  # noqa: ARG001 - what it patches is needed
    """Give a sealed workspace whose passphrase 王芳 keeps, quick to open."""
    return Vault.make(tmp_path / "封 存", "王芳", PASS)


@pytest.fixture
def real(tmp_path: Path) -> Vault:
    """Give a sealed workspace as it is in earnest."""
    return Vault.make(tmp_path / "真 封存", "王芳", PASS)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Give a folder to seal: Chinese names, an empty file, and more bytes than one pipe holds."""
    folder = tmp_path / "要封的"
    (folder / "录 音").mkdir(parents=True)
    (folder / "录 音" / "话.txt").write_text(WORDS, encoding="utf-8")
    (folder / "录 音" / "空").touch()
    (folder / "声.wav").write_bytes(os.urandom(3_000_000))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def everything(folder: Path) -> bytes:
    return b"\n".join(contents(folder).values()) + "\n".join(contents(folder)).encode()


def test_what_was_sealed_comes_back_to_the_byte(vault: Vault, tree: Path, tmp_path: Path) -> None:
    item = put(vault, NUMBER, {"资料": tree}, "李强")
    opened = vault.open(NUMBER, tmp_path / "打开 处", Credentials("王芳", PASS), "县纪委调阅")
    assert contents(opened) == {f"资料/{name}": data for name, data in contents(tree).items()}
    assert item.size > 3_000_000
    assert vault.flaws() == ()


def test_nothing_sealed_can_be_read_without_a_passphrase(vault: Vault, tree: Path) -> None:
    put(vault, NUMBER, {"资料": tree}, "李强")
    whole = everything(vault.folder)
    assert WORDS.encode() not in whole
    assert "话.txt".encode() not in whole
    assert b"AGE-SECRET-KEY" not in whole
    assert PASS.encode() not in whole


def test_sealing_needs_no_passphrase_and_leaves_the_folder_as_it_was(vault: Vault, tree: Path) -> None:
    before = contents(tree)
    put(Vault(vault.folder), NUMBER, {"资料": tree}, "李强")
    assert contents(tree) == before
    assert vault.items() == (NUMBER,)
    assert [path.name for path in (vault.folder / "items").iterdir()] == [f"{NUMBER}.age"]


def test_wrong_passphrase_opens_nothing_and_is_noted(vault: Vault, tree: Path, tmp_path: Path) -> None:
    put(vault, NUMBER, {"资料": tree}, "李强")
    with pytest.raises(WrongPassphraseError, match="什么也没有打开"):
        vault.open(NUMBER, tmp_path / "x", Credentials("王芳", PASS + " "), "看看")
    assert not (tmp_path / "x").exists()
    assert [(one.act, one.by) for one in vault.register()][-1] == ("refused", "王芳")


def test_opening_is_noted_with_who_and_why_before_anything_is_unlocked(
    vault: Vault, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(vault, NUMBER, {"资料": tree}, "李强")

    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(room.pyrage, "decrypt_io", fail)
    with pytest.raises(SealBrokenError):
        vault.open(NUMBER, tmp_path / "x", Credentials("王芳", PASS), "县纪委调阅")
    last = vault.register()[-1]
    assert (last.act, last.item, last.by, last.why) == ("opened", NUMBER, "王芳", "县纪委调阅")
    assert list((tmp_path / "x").iterdir()) == []


def test_nothing_is_opened_without_a_reason_or_over_something(vault: Vault, tree: Path, tmp_path: Path) -> None:
    put(vault, NUMBER, {"资料": tree}, "李强")
    with pytest.raises(WrongValueError, match="为什么打开"):
        vault.open(NUMBER, tmp_path / "x", Credentials("王芳", PASS), " ")
    vault.open(NUMBER, tmp_path / "x", Credentials("王芳", PASS), "调阅")
    with pytest.raises(WrongValueError, match="没有覆盖"):
        vault.open(NUMBER, tmp_path / "x", Credentials("王芳", PASS), "调阅")
    with pytest.raises(UnknownNumberError):
        vault.open("封2026-0009", tmp_path / "x", Credentials("王芳", PASS), "调阅")


def test_a_second_person_opens_with_a_passphrase_of_their_own(vault: Vault, tree: Path, tmp_path: Path) -> None:
    put(vault, NUMBER, {"资料": tree}, "李强")
    with pytest.raises(WrongPassphraseError):
        vault.add_key("赵敏", OTHER, Credentials("王芳", "不是这个口令不是这个"))
    vault.add_key("赵敏", OTHER, Credentials("王芳", PASS))
    assert vault.holders() == ("王芳", "赵敏")
    (vault.folder / "keys" / "王芳.age").unlink()
    assert (vault.open(NUMBER, tmp_path / "x", Credentials("赵敏", OTHER), "王芳忘了口令") / "资料").is_dir()
    with pytest.raises(UnknownNumberError, match="有：赵敏"):
        vault.open(NUMBER, tmp_path / "y", Credentials("王芳", PASS), "再看")


@pytest.mark.parametrize("holder, passphrase", [("王芳", "太短"), ("王芳", "1" * 40), (" ", PASS), ("a/b", PASS)])
def test_weak_passphrases_and_no_names_are_refused(tmp_path: Path, holder: str, passphrase: str) -> None:
    with pytest.raises(WrongValueError):
        Vault.make(tmp_path / "封", holder, passphrase)
    assert not (tmp_path / "封").exists()


def test_the_proposed_passphrase_is_taken_and_is_new_each_time() -> None:
    proposed = {room.proposed_passphrase() for _ in range(50)}
    assert len(proposed) == 50
    for one in proposed:
        room._refuse_weak("王芳", one)


def test_a_folder_that_holds_anything_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(WrongValueError, match="已有内容"):
        Vault.make(tmp_path, "王芳", PASS)


def test_where_no_sealed_workspace_is_one_is_told_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="U 盘是否插好"):
        Vault(tmp_path / "没有")


def test_what_does_not_read_back_does_not_count(vault: Vault, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = pyrage.decrypt_io

    def other(reader: object, writer: object, identities: object) -> None:
        plain(reader, writer, identities)
        writer.write(b"x")  # type: ignore[attr-defined]

    monkeypatch.setattr(room.pyrage, "decrypt_io", other)
    with pytest.raises(SealBrokenError, match="原来的内容没有动"):
        put(vault, NUMBER, {"资料": tree}, "李强")
    assert vault.items() == ()
    assert list((vault.folder / "items").iterdir()) == []


def test_a_fault_while_packing_is_told_and_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        put(vault, NUMBER, {"资料": tmp_path / "没有"}, "李强")
    assert vault.items() == ()


def test_a_number_is_sealed_once(vault: Vault, tree: Path) -> None:
    put(vault, NUMBER, {"资料": tree}, "李强")
    with pytest.raises(WrongValueError, match="已有另一件用了这个编号"):
        put(vault, NUMBER, {"资料": tree}, "李强")


def test_changed_lost_and_stray_items_are_all_told(vault: Vault, tree: Path, tmp_path: Path) -> None:
    for number in ("封1", "封2", "封3"):
        put(vault, number, {"资料": tree}, "李强")
    path = vault.folder / "items" / "封1.age"
    data = bytearray(path.read_bytes())
    data[2_000_000] ^= 1
    path.write_bytes(data)
    (vault.folder / "items" / "封2.age").rename(vault.folder / "items" / "封9.age")
    assert set(vault.flaws()) == {"封1 被改动或损坏。", "封2 不见了。", "封9 没有登记。"}
    with pytest.raises(SealBrokenError):
        vault.open("封1", tmp_path / "x", Credentials("王芳", PASS), "调阅")


def test_what_is_destroyed_is_gone_and_noted(vault: Vault, tree: Path) -> None:
    put(vault, NUMBER, {"资料": tree}, "李强")
    vault.remove(NUMBER, "李强、王芳", "保管期限已满")
    assert vault.items() == ()
    assert vault.flaws() == ()
    assert vault.register()[-1].act == "removed"


# -- in earnest ------------------------------------------------------------------------------------------------


def test_age_itself_locks_the_keys_and_the_items(real: Vault, tree: Path, tmp_path: Path) -> None:
    put(real, NUMBER, {"资料": tree}, "李强")
    whole = everything(real.folder)
    assert b"AGE-SECRET-KEY" not in whole
    assert "age -d -i keys/" in (real.folder / "说明.txt").read_text(encoding="utf-8")
    for file in ("keys/王芳.age", f"items/{NUMBER}.age"):
        assert (real.folder / file).read_bytes().startswith(b"age-encryption.org/v1\n")
    with pytest.raises(WrongPassphraseError, match="什么也没有打开"):
        real.open(NUMBER, tmp_path / "x", Credentials("王芳", PASS.upper()), "看看")
    opened = real.open(NUMBER, tmp_path / "x", Credentials("王芳", PASS), "县纪委调阅")
    assert contents(opened / "资料") == contents(tree)


def test_an_older_python_without_filters_extracts_what_is_inside_and_nothing_that_leads_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(tarfile, "data_filter", raising=False)

    def packed(name: str) -> tarfile.TarFile:
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as tar:
            member = tarfile.TarInfo(name)
            member.size = len(WORDS.encode())
            tar.addfile(member, io.BytesIO(WORDS.encode()))
        return tarfile.open(fileobj=io.BytesIO(content.getvalue()))

    locking._extract(packed("录音/1.txt"), tmp_path / "里面")
    assert (tmp_path / "里面" / "录音" / "1.txt").read_text(encoding="utf-8") == WORDS
    with pytest.raises(tarfile.TarError):
        locking._extract(packed("../外面.txt"), tmp_path / "里面")
    assert not (tmp_path / "外面.txt").exists()
