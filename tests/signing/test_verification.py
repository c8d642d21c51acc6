"""A signed file passes, with everybody who signed; every attack on it is told."""

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import asn1crypto.keys
import asn1crypto.x509
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.conftest import TOP
from tests.kill_scenarios_issue import TODAY
from tests.signing.attacks import (
    ATTACKS,
    Attack,
    Loot,
    form_of_another_kind_put_in,
    locked_with_a_password,
    script_put_in,
)
from tests.signing.conftest import Office
from tests.signing.papers import paper_pdf
from tests.signing.signers import SIGNERS, contents, minute, signed_by_all
from toolkit import formats
from toolkit.core.errors import BrokenRecordError, UnreadableFileError
from toolkit.records import to_text
from toolkit.signing import acts, authority, checking, pdf_signatures, verification
from toolkit.signing.certificates import keys
from toolkit.signing.expectations import Expected, expected_of
from toolkit.signing.signings import Step
from toolkit.workspace.desk import open_desk

needs_pdfsig = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler is not on this machine")


@dataclass(frozen=True)
class Signed:
    """A workspace in which an agreement was signed by all, what an attacker has of it, and what it must be."""

    root: Path
    steps: dict[str, Step]
    loot: Loot
    expected: Expected


@pytest.fixture(scope="module")
def signed(office_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    """Give an agreement signed by all, only ever to be read."""
    folder = tmp_path_factory.mktemp("签好")
    shutil.copytree(office_made_once, folder / "ws")
    desk = open_desk(folder / "ws", today=TODAY)
    office = Office(desk, folder, "青石人调字〔2026〕1号")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "to_pdf", _printing(office))
        steps = signed_by_all(office)
        loot = _loot(office, steps)
    yield Signed(desk.workspace.root, steps, loot, expected_of(steps["Seal"]))
    desk.store.close()


def _printing(office: Office) -> Callable[[Path, Path], Path]:
    def to_pdf(path: Path, folder: Path) -> Path:
        place = folder / f"{path.stem}.pdf"
        place.write_bytes(paper_pdf(office.desk.workspace, path, office.pages, (), office.lines))
        return place

    return to_pdf


def _loot(office: Office, steps: dict[str, Step]) -> Loot:
    """Return what an attacker has: the worst case, the key of the office's own root among it."""
    desk, right = office.desk, office.number
    own = authority.authority_of(desk)
    namesake = authority.once(own, "孙玉兰")
    foreign = keys.new_key()
    root = authority.Authority(authority.issued(own.certificate.subject.rfc4514_string()[:20], foreign, None), foreign)
    act = pdf_signatures.Act("Party1", "孙玉兰", minute(1), "冒签")
    office.number = office.issued("mediation_agreement", corrects=right, place="村委会", signing={"place": "村委会"})
    other = contents(signed_by_all(office))["Seal"]
    office.lines = ("吴建国另付人民币壹万元整。",)
    redrafted = _redrafted(office, steps)
    return Loot(contents(steps), other, redrafted, namesake, authority.once(root, "孙玉兰"), act)


def _redrafted(office: Office, steps: dict[str, Step]) -> bytes:
    """Return a file of other words with the same seats, signed all over with keys of the office's root."""
    plain = paper_pdf(office.desk.workspace, office.desk.workspace.root / office.paper.file, 3, (), office.lines)
    signing = steps["Seal"].signing
    boxes = acts.seats.boxes(plain, [seat for seat in signing.seats if seat.words], signing.number)
    own, pdf = authority.authority_of(office.desk), pdf_signatures.with_seats(plain, boxes)
    for each in signing.signatures:
        act = pdf_signatures.Act(each.field, each.who, minute(1), "")
        put = {"Text": pdf_signatures.certified, "Seal": pdf_signatures.sealed}.get(each.field, pdf_signatures.signed)
        pdf = put(pdf, authority.once(own, each.who), act)
    return pdf


def test_a_signed_file_passes_with_everybody_who_signed_and_when(signed: Signed) -> None:
    verdict = verification.check(signed.loot.whole, signed.expected)

    assert verdict.faults == ()
    assert [each.who for each in verdict.signatures[1:]] == [*SIGNERS, "青石镇人民调解委员会"]
    assert [each.at for each in verdict.signatures[1:4]] == [minute(n).isoformat() for n in (1, 2, 3)]
    assert all(each.intact and each.expected for each in verdict.signatures)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_is_told(signed: Signed, attack: Attack) -> None:
    spoiled = attack(signed.loot)

    assert spoiled != signed.loot.whole
    assert verification.check(spoiled, signed.expected).faults


@pytest.mark.parametrize(
    "attack, told",
    [
        (locked_with_a_password, "文件加了密码，不能当作签好的文书。"),
        (form_of_another_kind_put_in, "里面有 XFA 表单，不能当作签好的文书。"),
        (script_put_in, "里面有脚本（JavaScript），不能当作签好的文书。"),
    ],
)
def test_a_password_a_foreign_form_and_a_script_are_each_told_in_a_sentence(
    signed: Signed, attack: Attack, told: str
) -> None:
    assert told in verification.check(attack(signed.loot), signed.expected).faults


def test_a_file_made_and_signed_elsewhere_is_told_whole_though_it_is(signed: Signed) -> None:
    act = pdf_signatures.Act("Party1", "孙玉兰", minute(1), "本人签名")
    box = {"Party1": acts.seats.Box(0, (100, 100, 246, 123))}
    foreign = pdf_signatures.signed(pdf_signatures.with_seats(_plain(), box), signed.loot.stranger, act)
    place = signed.root.parent / "别处.pdf"
    place.write_bytes(foreign)
    desk = open_desk(signed.root, today=TODAY)

    against_ours = verification.check(foreign, signed.expected).faults
    verdict = checking.verify(desk, place)

    assert any("没有签" in fault for fault in against_ours)
    assert [each.intact for each in verdict.signatures] == [True]
    assert verdict.paper is None
    assert verdict.faults
    desk.store.close()


def test_a_sentence_typed_in_afterwards_fails_every_signature(signed: Signed) -> None:
    verdict = verification.check(ATTACKS[1](signed.loot), signed.expected)

    assert not any(each.intact for each in verdict.signatures)


def test_a_namesake_is_told_by_the_certificate_alone(signed: Signed) -> None:
    (fault,) = [
        fault for fault in verification.check(ATTACKS[3](signed.loot), signed.expected).faults if "没有签" not in fault
    ]

    assert "孙玉兰 的签名用的不是登记的证书" in fault


def test_a_file_cut_off_before_the_seal_lacks_it_though_the_rest_is_valid(signed: Signed) -> None:
    verdict = verification.check(signed.loot.after["Mediator1"], signed.expected)

    assert verdict.faults == ("印章 青石镇人民调解委员会 没有签。",)
    assert all(each.intact for each in verdict.signatures)


@needs_pdfsig
def test_another_program_agrees_on_the_whole_file_and_on_a_changed_one(signed: Signed, tmp_path: Path) -> None:
    def told(pdf: bytes) -> str:
        file = tmp_path / "看.pdf"
        file.write_bytes(pdf)
        return subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout  # noqa: S607

    assert told(signed.loot.whole).count("Signature is Valid") == 5
    assert "Total document signed" in told(signed.loot.whole).replace("Not total document signed", "")
    assert told(ATTACKS[0](signed.loot)).count("Signature is Valid") == 0


def test_twenty_five_attacks_and_more_are_tried_the_five_of_the_recipe_first() -> None:
    first = ["byte_of_the_text_flipped", "sentence_appended", "cut_before_the_seal"]
    first += ["namesake_with_a_key_of_the_same_root", "signed_after_the_lock"]

    assert [attack.__name__ for attack in ATTACKS[:5]] == first
    assert len(set(ATTACKS)) >= 5 + 20


# What another program does not know: what the lock of the seal forbids, and which paper was meant.
ONLY_OURS = {
    "signed_after_the_lock",
    "another_paper_of_the_same_people",
    "other_words_signed_by_office_keys",
}


@needs_pdfsig
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_another_program_agrees_on_each_attack_that_it_can_know_of(
    signed: Signed, attack: Attack, tmp_path: Path
) -> None:
    file = tmp_path / "看.pdf"
    file.write_bytes(attack(signed.loot))

    shown = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout  # noqa: S607
    are_valid = 0 < shown.count("Signature #") == shown.count("Signature is Valid")
    is_whole = "- Total document signed" in [line.strip() for line in shown.splitlines()]

    assert (are_valid and is_whole) == (attack.__name__ in ONLY_OURS)


def brought(signed: Signed, folder: Path, **changes: str) -> tuple[Path, Path]:
    """Return the signed file and its list with `changes`, as somebody brings them in `folder`."""
    file, listed = folder / "签好.pdf", folder / "应签.json"
    file.write_bytes(signed.loot.whole)
    listed.write_text(to_text(replace(signed.expected, **changes)), encoding="utf-8")
    return file, listed


def test_a_list_that_is_brought_along_is_never_all_right_where_nothing_else_is_known(
    signed: Signed, office: Office
) -> None:
    file, listed = brought(signed, office.folder, paper="远山人调字〔2026〕1号")

    verdict = checking.verify(office.desk, file, listed)

    assert verdict.faults == ()
    (remark,) = verdict.remarks
    mark = authority.fingerprint_of_text(signed.expected.root)
    assert mark in remark.replace(" ", "")
    assert "签发的单位核对" in remark
    assert "都对" not in checking.conclusion_of(verdict)
    (fault,) = [fault for fault in checking.verify(office.desk, file).faults if "应签名单" in fault]
    assert "不知道它应当由谁签" in fault


def test_a_forgery_with_its_own_root_and_list_is_told_by_the_number_of_the_paper(
    signed: Signed, office: Office
) -> None:
    file, listed = brought(signed, office.folder)
    other = office.folder / "另一次"
    other.mkdir()
    alike = brought(signed, other, paper="青石人调字(2026)1号")

    assert any("没有用电子签名签过" in fault for fault in checking.verify(office.desk, file, listed).faults)
    signed_by_all(office)
    for forged in ((file, listed), alike):
        faults = checking.verify(office.desk, *forged).faults
        assert any("根证书不是本单位签 青石人调字〔2026〕1号 用的" in fault for fault in faults)
        assert any("孙玉兰的证书不是本单位登记的" in fault for fault in faults)


def test_the_list_of_this_office_agrees_with_its_record(office: Office) -> None:
    step = signed_by_all(office)["Seal"]
    listed = office.folder / "应签.json"
    listed.write_text(to_text(expected_of(step)), encoding="utf-8")

    verdict = checking.verify(office.desk, step.file, listed)

    assert (verdict.faults, verdict.remarks) == ((), ())
    assert checking.conclusion_of(verdict).startswith("都对")


def test_a_list_whose_root_is_no_certificate_is_refused(signed: Signed, tmp_path: Path) -> None:
    desk = open_desk(signed.root, today=TODAY)

    with pytest.raises(BrokenRecordError, match="root 不是证书"):
        checking.verify(desk, *brought(signed, tmp_path, root="-----BEGIN NOTHING-----"))
    desk.store.close()


def test_a_file_is_known_by_the_workspace_in_which_it_was_signed(signed: Signed, tmp_path: Path) -> None:
    desk = open_desk(signed.root, today=TODAY)
    file = tmp_path / "拿回来的.pdf"
    file.write_bytes(signed.loot.whole)
    other = tmp_path / "另一份.pdf"
    other.write_bytes(signed.loot.other)

    first, second = checking.verify(desk, file), checking.verify(desk, other)
    assert first.faults == (f"{first.paper} 已由 {second.paper} 更正并代替。",)
    assert second.faults == ()
    assert checking.verify(desk, other).paper != checking.verify(desk, file).paper
    desk.store.close()


def test_a_file_without_signatures_or_that_is_none_is_told(signed: Signed) -> None:
    assert "文件里没有签名。" in verification.check(_plain(), signed.expected).faults
    assert "不是完好的 PDF" in verification.check(b"%PDF-nothing", signed.expected).faults[0]


def _plain() -> bytes:
    template = Path(__file__).parent / "paper.typ"
    return formats.typeset(template, {"lines": ["别处做的。"], "pages": 2, "seats": []}, archival=False)


def test_a_seal_of_national_algorithms_is_shown_and_never_valid(signed: Signed) -> None:
    pdf = signed.loot.after["Mediator1"]
    seal = bytes.fromhex("3082010006092a811ccf55060104020230") + bytes(40)
    spoiled = _with_contents(pdf, b"Party2", seal)

    verdict = verification.check(spoiled, replace(signed.expected))
    (found,) = [each for each in verdict.signatures if each.field == "Party2"]

    assert (found.intact, found.expected, found.note) == (None, False, "国密签章，本机不能核验")
    assert any("国密签章，本机不能核验" in fault for fault in verdict.faults)


def _with_contents(pdf: bytes, field: bytes, contents_: bytes) -> bytes:
    """Return `pdf` with other bytes in the signature that was put in after the one of the first party."""
    del field
    place = [start for start in range(len(pdf)) if pdf.startswith(b"/Contents <", start)][2] + len(b"/Contents <")
    return pdf[:place] + contents_.hex().encode() + pdf[place + 2 * len(contents_) :]


def test_nothing_here_claims_the_force_that_only_a_licensed_authority_gives() -> None:
    files = [
        path for path in (TOP / "toolkit" / "signing").rglob("*") if path.suffix in {".py", ".typ", ".js", ".html"}
    ]

    assert files
    assert [path.name for path in files if "同等" in path.read_text(encoding="utf-8")] == []


def test_what_is_no_pdf_and_what_is_not_there_is_refused_by_the_command(office: Office) -> None:
    with pytest.raises(UnreadableFileError):
        checking.verify(office.desk, office.folder)


def test_a_clock_that_ran_wrong_is_told(signed: Signed) -> None:
    before = minute(-60 * 24)

    assert any(
        "在现在以后" in fault for fault in verification.check(signed.loot.whole, signed.expected, (), before).faults
    )


def _stamped(pdf: bytes, at: dt.datetime) -> tuple[bytes, bytes]:
    """Return `pdf` with a time stamp of `at`, and the root of a service that anybody can make."""
    key = keys.new_key()
    root = authority.Authority(authority.issued("自己做的时间戳", key, None), key)
    own, now = rsa.generate_private_key(65537, 2048), at.replace(microsecond=0)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "时间戳")]))
        .issuer_name(root.certificate.subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=9000))
        .not_valid_after(now + dt.timedelta(days=9000))
        .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    )
    der = serialization.Encoding.DER
    form = (der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    stamper = DummyTimeStamper(
        asn1crypto.x509.Certificate.load(builder.sign(key, hashes.SHA256()).public_bytes(der)),
        asn1crypto.keys.PrivateKeyInfo.load(own.private_bytes(*form)),
        fixed_dt=at,
    )
    return pdf_signatures.timestamped(pdf, stamper), root.pem.encode()


def test_a_time_stamp_is_shown_with_whether_anybody_vouches_for_it(signed: Signed) -> None:
    pdf, root = _stamped(signed.loot.whole, minute(10))
    expected = replace(signed.expected, timestamp=True)

    unknown, known = verification.check(pdf, expected), verification.check(pdf, expected, [root])

    assert (unknown.faults, unknown.timestamps) == ((), (f"{minute(10).isoformat()}（时间戳签发者没有核验）",))
    assert (known.faults, known.timestamps) == ((), (minute(10).isoformat(),))


def test_a_time_stamp_that_nobody_put_there_or_of_years_before_is_told(signed: Signed) -> None:
    pdf, _ = _stamped(signed.loot.whole, minute(10))
    early, _ = _stamped(signed.loot.whole, dt.datetime(2020, 1, 1, tzinfo=dt.UTC))

    assert "多出一个文件时间戳，本单位的记录里没有。" in verification.check(pdf, signed.expected).faults
    wanted = replace(signed.expected, timestamp=True)
    assert "文件时间戳的时间早于文件里的签名。" in verification.check(early, wanted).faults


def test_a_time_stamp_with_another_value_does_not_hold(signed: Signed) -> None:
    pdf, _ = _stamped(signed.loot.whole, minute(10))
    place = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    end = len(pdf[place : pdf.index(b">", place)].rstrip(b"0")) + place
    spoiled = pdf[: end - 9] + (b"0" if pdf[end - 9 : end - 8] != b"0" else b"1") + pdf[end - 8 :]

    verdict = verification.check(spoiled, replace(signed.expected, timestamp=True))

    assert any("文件时间戳" in fault for fault in verdict.faults)
    assert verdict.timestamps == ()
