"""People sign one after another before a witness, the seal comes last, and the days of signing are entered."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.signing.conftest import CASE, Office
from tests.signing.signers import SEALING, SIGNERS, WITNESS, drawn, minute, signed_by_all
from toolkit.cases.ledger import ledger_of
from toolkit.core.errors import WrongValueError
from toolkit.papers import signing as days_of_signing
from toolkit.signing import acts, checking, evidence, looks, preparing, signings, verification
from toolkit.signing.acts import Sealing
from toolkit.signing.faults import NotPreparedError, SigningRefusedError, WrongSealPassphraseError
from toolkit.signing.signings import DRAWN, PAPER, Witness


def refusal(office: Office, who: str = "孙玉兰", witness: Witness = WITNESS) -> str:
    """Return the sentence that refuses the signature of `who`."""
    with pytest.raises(SigningRefusedError) as fault:
        acts.sign(office.desk, office.number, drawn(who, witness), minute(3))
    return str(fault.value)


def test_the_thirty_days_run_from_the_last_signature_which_is_the_seal(office: Office) -> None:
    office.prepared(DRAWN)
    for number, who in enumerate(SIGNERS):
        acts.sign(office.desk, office.number, drawn(who), minute(number))
    sealed = acts.seal(office.desk, office.number, SEALING, minute(3 * 24 * 60))

    (clock,) = [each for each in ledger_of(office.desk).clocks(CASE, office.desk.today) if "司法确认" in each.name]

    assert sealed.signing.sealed
    assert clock.due.raw == dt.date(2026, 11, 23) + dt.timedelta(days=30)
    assert list(days_of_signing.unsigned(office.desk)) == []


def test_the_strokes_are_kept_apart_with_what_the_witness_saw_and_their_hash_in_the_file(
    office: Office,
) -> None:
    office.prepared(DRAWN)
    step = acts.sign(office.desk, office.number, drawn("孙玉兰"), minute(1))

    (file,) = (signings.folder_of(office.desk, office.paper) / acts.STROKES).iterdir()
    record = json.loads(file.read_text(encoding="utf-8"))
    signature = step.signing.signatures[-1]

    assert signings.digest(file.read_bytes()) == signature.strokes
    assert record["witness"] == {"name": "田小禾", "how": "当面核对证件", "device": "综治中心的平板"}
    assert [event["what"] for event in record["events"]] == ["opened", "ticked"]
    assert len(record["drawing"]["strokes"]) == 4
    assert record["text"] == step.signing.text
    assert str(signature.strokes) in verification.reasons_of(step.file.read_bytes())


def test_the_order_of_people_is_free_and_the_seal_is_last(office: Office) -> None:
    office.prepared(DRAWN)
    acts.sign(office.desk, office.number, drawn("周明礼"), minute(1))
    with pytest.raises(SigningRefusedError, match="孙玉兰、吴建国还没有签，印章最后盖"):
        acts.seal(office.desk, office.number, SEALING, minute(2))

    assert "现在等着签的：孙玉兰、吴建国" in refusal(office, "周明礼")
    assert "现在等着签的：孙玉兰、吴建国" in refusal(office, "赵无关")


@pytest.mark.parametrize(
    "witness, told",
    [
        (Witness("", "当面核对证件", ""), "没有写明谁核对的身份"),
        (Witness("孙玉兰", "当面核对证件", ""), "核对身份的不能是签名的本人"),
        (Witness("孙 玉兰", "当面核对证件", ""), "核对身份的不能是签名的本人"),
        (Witness("孙玉兰（本人）", "当面核对证件", ""), "核对身份的不能是签名的本人"),
        (Witness("孙 玉兰", "两名熟人证明", ""), "核对身份的不能是签名的本人"),
        (Witness("田小禾、孙 玉兰", "两名熟人证明", ""), "核对身份的不能是签名的本人"),
        (Witness("吴建国", "当面核对证件", ""), "吴建国是当事人，不能核对别的当事人的身份"),
        (Witness("吴建国同志", "当面核对证件", ""), "吴建国是当事人，不能核对别的当事人的身份"),
        (Witness("田小禾、吴建国", "两名熟人证明", ""), "吴建国是当事人"),
        (Witness("田小禾", "两名熟人证明", ""), "要写两个人的姓名"),
        (Witness("田小禾、田小禾", "两名熟人证明", ""), "要写两个人的姓名"),
        (Witness("田小禾、田 小禾", "两名熟人证明", ""), "要写两个人的姓名"),
        (Witness("田小禾", "看着像", ""), "当面核对证件、视频核对证件、两名熟人证明"),
    ],
)
def test_somebody_has_to_know_who_signs(office: Office, witness: Witness, told: str) -> None:
    office.prepared(DRAWN)

    assert told in refusal(office, witness=witness)


def test_a_blank_in_a_name_keeps_nobody_from_his_own_seat(office: Office) -> None:
    office.prepared(DRAWN, consents=("孙 玉兰", "吴建国先生"))

    step = acts.sign(office.desk, office.number, drawn("孙 玉兰"), minute(1))

    assert step.signing.signatures[-1].who == "孙玉兰"


def test_a_paper_original_is_not_signed_on_the_screen(office: Office) -> None:
    with pytest.raises(NotPreparedError):
        acts.sign(office.desk, office.number, drawn("孙玉兰"), minute(1))
    office.prepared(PAPER)

    assert "不是手写" in refusal(office)
    with pytest.raises(SigningRefusedError, match="请在纸上盖章"):
        acts.seal(office.desk, office.number, SEALING, minute(1))


def test_a_clock_set_back_while_signing_stops_it(office: Office) -> None:
    office.prepared(DRAWN)
    acts.sign(office.desk, office.number, drawn("孙玉兰"), minute(60))

    with pytest.raises(SigningRefusedError, match="早于前一步的 2026-11-20 13:00"):
        acts.sign(office.desk, office.number, drawn("吴建国"), minute(2))


def test_the_seal_opens_to_its_passphrase_only(office: Office) -> None:
    signed_by_all(office)
    office.number = office.issued(corrects=office.number, place="村委会", signing={"place": "村委会"})
    office.prepared(DRAWN)
    for number, who in enumerate(SIGNERS):
        acts.sign(office.desk, office.number, drawn(who), minute(number))

    with pytest.raises(WrongSealPassphraseError):
        acts.seal(office.desk, office.number, Sealing("李静", "wrong-one-2026"), minute(9))
    assert acts.seal(office.desk, office.number, SEALING, minute(9)).signing.sealed


def test_a_short_passphrase_makes_no_seal(office: Office) -> None:
    office.prepared(DRAWN)
    for number, who in enumerate(SIGNERS):
        acts.sign(office.desk, office.number, drawn(who), minute(number))

    with pytest.raises(SigningRefusedError, match="至少要 8 个字符"):
        acts.seal(office.desk, office.number, Sealing("李静", "1234567"), minute(9))
    assert not (office.desk.workspace.root / "signing" / "seal.key").exists()


def test_no_key_of_a_person_is_kept_and_that_of_the_seal_is_locked(office: Office) -> None:
    signed_by_all(office)

    keys = {path.name: path for path in office.desk.workspace.root.rglob("*.key")}

    assert set(keys) == {"root.key", "seal.key"}
    assert b"ENCRYPTED" in keys["seal.key"].read_bytes()


def test_sealing_again_after_a_power_cut_only_enters_the_days(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.prepared(DRAWN)
    for number, who in enumerate(SIGNERS):
        acts.sign(office.desk, office.number, drawn(who), minute(number))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(acts, "enter_days", stopped)
        with pytest.raises(KeyboardInterrupt):
            acts.seal(office.desk, office.number, SEALING, minute(9))
    step = signings.current(office.desk, office.paper)
    assert acts.seal(office.desk, office.number, SEALING, minute(10)) == step

    assert list(days_of_signing.unsigned(office.desk)) == []
    assert "它已经签完、盖章" in refusal(office)


def test_what_was_signed_is_prepared_anew_only_when_it_is_meant(office: Office) -> None:
    office.prepared(DRAWN)
    acts.sign(office.desk, office.number, drawn("孙玉兰"), minute(1))

    with pytest.raises(SigningRefusedError, match="--again"):
        office.prepared(DRAWN)
    assert office.prepared(PAPER, again=True).signing.level == PAPER


@pytest.mark.parametrize(
    "given, told",
    [
        ({}, "没有传完整"),
        ({"canvas": [340, 220], "strokes": [[[1, 1, 0.5, 0]] * 40]}, "写得太少"),
        ({"canvas": [340, 220], "strokes": [[[0, 1, 0.5, 0], [200, 1, 0.5, 9]]]}, "写得太少"),
        ({"canvas": [340, 220], "strokes": [[[1e9, 1, 0.5, 0]] * 40]}, "不像是手写的"),
        ({"canvas": [340, "x"], "strokes": []}, "没有传完整"),
    ],
)
def test_a_dot_is_no_signature(given: object, told: str) -> None:
    with pytest.raises(WrongValueError, match=told):
        looks.drawing_of(given)


def test_who_checked_the_identity_is_not_named_in_the_chain(office: Office) -> None:
    office.prepared(DRAWN)
    step = acts.sign(
        office.desk, office.number, drawn("孙玉兰", Witness("田小禾、李和平", "两名熟人证明", "本机")), minute(1)
    )

    with office.desk.store.reading() as tx:
        (row,) = tx.events((signings.SIGNED,), {office.number})

    assert step.signing.signatures[-1].witness == Witness("田小禾、李和平", "两名熟人证明", "本机")
    assert not any(name in str(dict(row)) for name in ("田小禾", "李和平", "孙玉兰"))


def test_nothing_is_signed_or_sealed_on_an_agreement_that_was_replaced(office: Office, tmp_path: Path) -> None:
    steps = signed_by_all(office)
    before, file = office.number, tmp_path / "签好.pdf"
    file.write_bytes(steps["Seal"].file.read_bytes())
    office.number = office.issued(corrects=before, place="村委会", signing={"place": "村委会"})
    office.prepared(DRAWN)
    for number, who in enumerate(SIGNERS[:-1]):
        acts.sign(office.desk, office.number, drawn(who), minute(number))
    newest = office.issued(corrects=office.number, place="老村委会", signing={"place": "老村委会"})
    step = signings.current(office.desk, office.paper)

    assert f"已经由 {newest} 更正并代替" in refusal(office, SIGNERS[-1])
    with pytest.raises(SigningRefusedError, match="更正并代替"):
        acts.seal(office.desk, office.number, SEALING, minute(9))
    with pytest.raises(SigningRefusedError, match="更正并代替"):
        evidence.page(office.desk, office.paper, step)
    assert signings.current(office.desk, office.paper) == step
    assert checking.verify(office.desk, file).faults == (f"{before} 已由 {office.number} 更正并代替。",)


def test_nothing_is_signed_while_anything_of_the_case_is_withheld(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.prepared(DRAWN)
    monkeypatch.setattr(preparing, "all_may_be_shown", lambda *_: False)

    assert "检举控告" in refusal(office)
