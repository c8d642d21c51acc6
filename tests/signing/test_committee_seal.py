"""The seal is the one that the chain of facts knows: no deleted file makes another, two persons replace it."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.kill_scenarios_issue import TODAY
from tests.signing.conftest import Office
from tests.signing.signers import SEALING, SIGNERS, drawn, minute
from toolkit.signing import acts, checking, committee_seal
from toolkit.signing.acts import Sealing
from toolkit.signing.committee_seal import MADE, REPLACED, SUBJECT, Replacement
from toolkit.signing.faults import SigningRefusedError, WrongSealPassphraseError
from toolkit.signing.signings import DRAWN, Step
from toolkit.workspace.desk import Desk, open_desk

OWN = Sealing("李静", "passphrase-of-a-thief")


@pytest.fixture
def folder(office: Office) -> Path:
    """Give the folder of the seal of an office that sealed an agreement, and has the next signed by all."""
    signed_but_for_the_seal(office)
    acts.seal(office.desk, office.number, SEALING, minute(9))
    office.number = office.issued(corrects=office.number, place="村委会", signing={"place": "村委会"})
    signed_but_for_the_seal(office)
    return office.desk.workspace.root / "signing"


def signed_but_for_the_seal(office: Office) -> None:
    """Have everybody sign the agreement."""
    office.prepared(DRAWN)
    for number, who in enumerate(SIGNERS):
        acts.sign(office.desk, office.number, drawn(who), minute(number))


def sealed(office: Office, sealing: Sealing = SEALING) -> Step:
    """Seal the agreement."""
    return acts.seal(office.desk, office.number, sealing, minute(9))


def seal_of(step: Step) -> str:
    """Return the fingerprint of the seal of `step`."""
    return step.signing.signatures[-1].fingerprint


def events(office: Office) -> list[tuple[str, Mapping[str, str]]]:
    """Return kind and facts of each event of the seal."""
    with office.desk.store.reading() as tx:
        return [(row["kind"], json.loads(row["facts"])) for row in tx.events((MADE, REPLACED), {SUBJECT})]


def without_event(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the seal be made as before seals were registered."""
    with monkeypatch.context() as patch:
        patch.setattr(committee_seal, "_note", lambda *_: None)
        signed_but_for_the_seal(office)
        sealed(office)
    assert events(office) == []
    office.number = office.issued(corrects=office.number, place="村委会", signing={"place": "村委会"})
    signed_but_for_the_seal(office)


def test_the_first_passphrase_makes_the_seal_and_registers_it_once(office: Office, folder: Path) -> None:
    step = sealed(office)

    assert events(office) == [(MADE, {"fingerprint": seal_of(step)})]
    assert {path.name for path in folder.glob("seal*")} == {"seal.pem", "seal.key"}


def test_deleted_files_make_no_other_seal_and_their_backup_brings_it_back(office: Office, folder: Path) -> None:
    shutil.copytree(folder, folder.with_name("备份"))
    for name in ("seal.pem", "seal.key"):
        (folder / name).unlink()

    with pytest.raises(SigningRefusedError, match="不是登记的那一枚"):
        sealed(office, OWN)
    assert list(folder.glob("seal*")) == []

    shutil.copytree(folder.with_name("备份"), folder, dirs_exist_ok=True)
    assert sealed(office).signing.sealed


def test_the_seal_of_another_office_put_in_its_place_does_not_seal(
    office: Office, folder: Path, office_made_once: Path, tmp_path: Path
) -> None:
    other = Office(_desk_at(office_made_once, tmp_path / "别处"), tmp_path, "青石人调字〔2026〕1号")
    signed_but_for_the_seal(other)
    acts.seal(other.desk, other.number, OWN, minute(9))
    for name in ("seal.pem", "seal.key"):
        shutil.copy(other.desk.workspace.root / "signing" / name, folder / name)
    other.desk.store.close()

    with pytest.raises(SigningRefusedError, match="不是登记的那一枚"):
        sealed(office, OWN)


def _desk_at(made: Path, root: Path) -> Desk:
    shutil.copytree(made, root)
    return open_desk(root, today=TODAY)


def test_a_key_of_ones_own_beside_the_certificate_does_not_open_it(office: Office, folder: Path) -> None:
    committee_seal.keys.write_key(folder / "seal.key", committee_seal.keys.new_key(), OWN.passphrase)

    with pytest.raises(WrongSealPassphraseError):
        sealed(office, OWN)


def test_a_seal_of_before_stays_and_is_registered_at_its_next_use(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_event(office, monkeypatch)

    step = sealed(office)

    assert events(office) == [(MADE, {"fingerprint": seal_of(step)})]
    assert checking.verify(office.desk, step.file).faults == ()


def test_a_seal_of_before_is_known_by_what_it_sealed_when_its_files_are_deleted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_event(office, monkeypatch)
    for path in (office.desk.workspace.root / "signing").glob("seal.*"):
        path.unlink()

    with pytest.raises(SigningRefusedError, match="不是登记的那一枚"):
        sealed(office, OWN)
    assert events(office) == []


def test_two_persons_replace_the_seal_and_what_it_sealed_stays_valid(office: Office, folder: Path) -> None:
    first = sealed(office)
    for path in folder.glob("seal.*"):
        path.unlink()

    made = committee_seal.replace_seal(office.desk, Replacement("another-one-2026", "李静", "周明", "文件丢了"))
    office.number = office.issued(corrects=office.number, place="老村委会", signing={"place": "老村委会"})
    signed_but_for_the_seal(office)
    step = sealed(office, Sealing("李静", "another-one-2026"))

    assert seal_of(step) == made
    assert events(office)[-1] == (REPLACED, {"fingerprint": made, "before": seal_of(first), "reason": "文件丢了"})
    assert checking.verify(office.desk, step.file).faults == ()
    assert all("更正并代替" in fault for fault in checking.verify(office.desk, first.file).faults)


@pytest.mark.parametrize(
    "wish, told",
    [
        (Replacement("another-one-2026", "李静", "李 静", "丢了"), "写的是同一个人"),
        (Replacement("another-one-2026", "李静", " ", "丢了"), "要两个人"),
        (Replacement("another-one-2026", "李静", "周明", " "), "没有写为什么更换"),
        (Replacement("1234567", "李静", "周明", "丢了"), "至少要 8 个字符"),
    ],
)
def test_the_seal_is_replaced_with_two_names_a_reason_and_a_passphrase(
    office: Office, folder: Path, wish: Replacement, told: str
) -> None:
    with pytest.raises(SigningRefusedError, match=told):
        committee_seal.replace_seal(office.desk, wish)

    assert [kind for kind, _ in events(office)] == [MADE]
    assert {path.name for path in folder.glob("seal*")} == {"seal.pem", "seal.key"}


def test_there_is_nothing_to_replace_before_the_first_seal(office: Office) -> None:
    with pytest.raises(SigningRefusedError, match="还没有印章"):
        committee_seal.replace_seal(office.desk, Replacement("another-one-2026", "李静", "周明", "丢了"))
