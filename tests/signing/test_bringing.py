"""Signatures made elsewhere are taken over when they go on from the prepared file and nothing else was changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.signing.attacks import (
    Attack,
    Loot,
    form_of_another_kind_put_in,
    locked_with_a_password,
    noted,
    script_put_in,
)
from tests.signing.conftest import Office
from tests.signing.signers import minute
from toolkit.papers import signing as days_of_signing
from toolkit.signing import authority, bringing, checking, pdf_signatures, preparing, signings, verification
from toolkit.signing.certificates import keys
from toolkit.signing.faults import SigningRefusedError
from toolkit.signing.pdf_signatures import Act
from toolkit.signing.signings import CERTIFIED, DRAWN


def _other_authority(name: str) -> authority.Authority:
    key = keys.new_key()
    return authority.Authority(authority.issued(name, key, None), key)


def _signing_with(office: Office, root: authority.Authority) -> Callable[..., Path]:
    def signed(pdf: bytes, field: str, who: str, at: int = 1) -> Path:
        put = pdf_signatures.sealed if field == "Seal" else pdf_signatures.signed
        file = office.folder / f"{field}.pdf"
        file.write_bytes(put(pdf, authority.once(root, who), Act(field, who, minute(at), "本人签名")))
        return file

    return signed


@pytest.fixture
def elsewhere(office: Office) -> Callable[..., Path]:
    """Give what signs a file by a certificate of another authority, which the office trusts."""
    root = _other_authority("某电子认证服务机构")
    folder = office.desk.workspace.root / "signing" / "roots"
    folder.mkdir(parents=True)
    (folder / "某机构.pem").write_text(root.pem, encoding="utf-8")
    return _signing_with(office, root)


@pytest.fixture
def forged(office: Office) -> Callable[..., Path]:
    """Give what signs a file by a certificate that its maker issued himself."""
    return _signing_with(office, _other_authority("自己做的机构"))


def test_everybody_signs_elsewhere_and_the_file_passes(office: Office, elsewhere: Callable[..., Path]) -> None:
    step = office.prepared(CERTIFIED)
    for number, seat in enumerate(step.signing.waiting, start=1):
        file = elsewhere(step.file.read_bytes(), seat.field, seat.who, number)
        step = bringing.add(office.desk, office.number, file, "何琳", minute(number))

    verdict = checking.verify(office.desk, step.file)

    assert step.signing.sealed
    assert verdict.faults == ()
    assert all(each.trusted and not each.note for each in verdict.signatures)
    assert list(days_of_signing.unsigned(office.desk)) == []


def refusal(office: Office, file: Path) -> str:
    """Return the sentence that refuses `file`."""
    with pytest.raises(SigningRefusedError) as fault:
        bringing.add(office.desk, office.number, file, "何琳", minute(5))
    return str(fault.value)


def test_what_does_not_go_on_from_the_prepared_file_is_refused(
    office: Office, elsewhere: Callable[..., Path], tmp_path: Path
) -> None:
    prepared = office.prepared(CERTIFIED).file.read_bytes()
    plain = tmp_path / "原样.pdf"
    plain.write_bytes(prepared)

    assert "里面没有新的签名" in refusal(office, plain)
    assert "不是在本单位准备好的文件上接着签的" in refusal(
        office, elsewhere(prepared[:9] + b" " + prepared[9:], "Party1", "孙玉兰")
    )
    assert "印章最后盖" in refusal(office, elsewhere(prepared, "Seal", "青石镇人民调解委员会"))
    assert "可能是冒签" in refusal(office, elsewhere(prepared, "Party1", "赵无关"))
    assert "可能是冒签" not in refusal(office, elsewhere(noted(prepared, "另付"), "Party1", "孙玉兰"))


@pytest.mark.parametrize(
    "attack, told",
    [
        (form_of_another_kind_put_in, "里面有 XFA 表单"),
        (script_put_in, "里面有脚本（JavaScript）"),
        (locked_with_a_password, "不是在本单位准备好的文件上接着签的（或者那以后又有人签了，或者另存过、加过密码）"),
    ],
)
def test_a_file_that_came_back_with_a_script_a_foreign_form_or_a_password_is_refused(
    office: Office, elsewhere: Callable[..., Path], attack: Attack, told: str
) -> None:
    root = authority.authority_of(office.desk)
    act, other = Act("Party1", "孙玉兰", minute(1), "本人签名"), authority.once(root, "无关")
    prepared = office.prepared(CERTIFIED).file.read_bytes()
    brought = elsewhere(prepared, "Party1", "孙玉兰")
    brought.write_bytes(attack(Loot({"Seal": brought.read_bytes()}, b"", b"", other, other, act)))

    assert told in refusal(office, brought)


def test_a_drawn_signing_takes_none_from_elsewhere(office: Office, elsewhere: Callable[..., Path]) -> None:
    prepared = office.prepared(DRAWN).file.read_bytes()

    assert "不是证书" in refusal(office, elsewhere(prepared, "Party1", "孙玉兰"))


def test_a_national_seal_is_kept_and_never_called_valid(office: Office, elsewhere: Callable[..., Path]) -> None:
    prepared = office.prepared(CERTIFIED).file.read_bytes()
    pdf = elsewhere(prepared, "Party1", "孙玉兰").read_bytes()
    place = pdf.index(b"/Contents <", len(prepared)) + len(b"/Contents <")
    seal = bytes.fromhex("3082010006092a811ccf55060104020230") + bytes(40)
    file = office.folder / "国密.pdf"
    file.write_bytes(pdf[:place] + seal.hex().encode() + pdf[place + 2 * len(seal) :])

    step = bringing.add(office.desk, office.number, file, "何琳", minute(2))
    verdict = checking.verify(office.desk, step.file)
    (found,) = [each for each in verdict.signatures if each.field == "Party1"]

    assert step.signing.signatures[-1].made == "国密签章，本机不能核验"
    assert [each.who for each in preparing.told(step).signed] == ["青石镇人民调解委员会（文本定稿）"]
    assert next(each for each in preparing.told(step).expected if each.field == "Party1").fingerprint is None
    assert (found.intact, found.expected) == (None, False)
    assert any("国密签章，本机不能核验" in fault for fault in verdict.faults)


def test_with_a_national_seal_nothing_is_sealed_and_no_day_runs(office: Office, elsewhere: Callable[..., Path]) -> None:
    step = office.prepared(CERTIFIED)
    for number, seat in enumerate(step.signing.waiting, start=1):
        before = step.file.read_bytes()
        file = elsewhere(before, seat.field, seat.who, number)
        if seat.field == "Seal":
            pdf = file.read_bytes()
            place = pdf.index(b"/Contents <", len(before)) + len(b"/Contents <")
            seal = bytes.fromhex("3082010006092a811ccf55060104020230") + bytes(40)
            file.write_bytes(pdf[:place] + seal.hex().encode() + pdf[place + 2 * len(seal) :])
        step = bringing.add(office.desk, office.number, file, "何琳", minute(number))

    assert not step.signing.sealed
    assert list(days_of_signing.unsigned(office.desk)) != []


def test_a_certificate_that_somebody_made_himself_neither_signs_nor_seals(
    office: Office, forged: Callable[..., Path]
) -> None:
    step = office.prepared(CERTIFIED)
    file = step.file
    for number, seat in enumerate(step.signing.waiting, start=1):
        file = forged(file.read_bytes(), seat.field, seat.who, number)

    told = refusal(office, file)

    for who in ("孙玉兰", "吴建国", "青石镇人民调解委员会"):
        assert f"{who}的证书不是 signing/roots 里的签发机构签发的" in told
    assert signings.current(office.desk, office.paper) == step
    assert list(days_of_signing.unsigned(office.desk)) != []


@pytest.mark.parametrize("who", ["孙玉兰花", "孙玉", "孙玉兰 "])
def test_only_the_whole_name_is_the_name(office: Office, elsewhere: Callable[..., Path], who: str) -> None:
    prepared = office.prepared(CERTIFIED).file.read_bytes()

    assert "可能是冒签" in refusal(office, elsewhere(prepared, "Party1", who))


def test_a_name_is_cut_only_where_a_certificate_ends_it() -> None:
    long = "青石镇柳树湾村" * 5

    assert verification._is_name_of(keys.fitting(long), long)
    assert not verification._is_name_of(long[:20], long)
    assert not verification._is_name_of(f"{long}会", long)
