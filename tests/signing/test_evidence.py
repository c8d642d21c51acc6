"""The evidence page says what the record of a signing shows, and no more."""

import random
from dataclasses import replace

from tests.signing.conftest import CASE, Office
from tests.signing.papers import as_pdf, scan_of
from tests.signing.signers import WITNESS, drawn, minute
from toolkit.signing import acts, evidence
from toolkit.signing.court import pack
from toolkit.signing.scanning import keeping
from toolkit.signing.signings import CERTIFIED, DRAWN, PAPER, Signature, Witness


def claims(office: Office, *signatures: Signature, level: str = DRAWN) -> str:
    """Return the claims of the page for the agreement, prepared at `level`, with these `signatures`."""
    step = office.prepared(level)
    signing = replace(step.signing, signatures=(*step.signing.signatures, *signatures))
    return "".join(evidence._claims(office.desk, office.paper, signing))


def signature(who: str, fingerprint: str = "ab" * 32, witness: Witness | None = None) -> Signature:
    """Return a signature of `who`."""
    return Signature("Party1", who, "当事人", minute(1).isoformat(), fingerprint, "x", "y", None, witness)


def test_only_who_was_there_in_person_is_said_to_have_been(office: Office) -> None:
    far = Witness("田小禾", "视频核对证件", "手机")
    told = claims(office, signature("孙玉兰", witness=WITNESS), signature("吴建国", witness=far))

    assert "孙玉兰的签名是当面在屏幕上手写的，身份由田小禾核对（当面核对证件）。" in told
    assert "吴建国的签名是在屏幕上手写的，身份由田小禾核对（视频核对证件）。" in told
    assert "第十三条第二款" not in told
    assert "孙玉兰、吴建国同意采用电子签名" in told


def test_a_national_seal_is_never_said_to_have_been_checked(office: Office) -> None:
    told = claims(office, signature("孙玉兰"), signature("吴建国", ""), level=CERTIFIED)

    assert "孙玉兰的签名用的是签名人自己的数字证书" in told
    assert "吴建国的是国密签章，本机不能核验：签名值、证书都没有核对，不算已签" in told
    assert evidence._line(signature("吴建国", ""))["fingerprint"] == "没有核对证书"


def test_on_paper_nothing_is_said_of_signatures_without_a_scan(office: Office) -> None:
    told = claims(office, level=PAPER)

    assert told == "还没有留存扫描件：在纸上签没有签，这里没有记录。"


def test_the_page_is_set_while_people_sign(office: Office) -> None:
    office.prepared(DRAWN)
    step = acts.sign(office.desk, office.number, drawn("孙玉兰"), minute(1))

    assert evidence.page(office.desk, office.paper, step).startswith(b"%PDF")


def test_the_pack_has_no_page_of_signatures_on_paper_before_a_scan_was_kept(office: Office) -> None:
    office.prepared(PAPER)

    made = pack.put_together(office.desk, CASE, office.folder / "交法院")

    assert [path.name for path in made.files if path.name.startswith("07")] == []


def test_seats_in_which_nothing_was_seen_are_told_with_who_looked_at_the_original(office: Office) -> None:
    step = office.prepared(PAPER)
    dice = random.Random(21)  # noqa: S311 - the same scan each time
    pages = scan_of(step.file.read_bytes(), dice, dots=150, unsigned="当事人　吴建国", stained=False)
    scan = as_pdf(pages, office.folder / "空.pdf")
    keeping.check_scan(office.desk, [scan], office.number, "何琳", seen=True)

    told = "有 1 处签名，程序没有看出写了字；何琳说看过原件"
    assert told in "".join(evidence._claims(office.desk, office.paper, step.signing))
    made = pack.put_together(office.desk, CASE, office.folder / "交法院")
    assert any(office.number in remark and told in remark for remark in made.remarks)


def test_nothing_is_doubted_of_a_later_scan_with_every_seat_filled(office: Office) -> None:
    step = office.prepared(PAPER)
    for unsigned in ("当事人　吴建国", ""):
        dice = random.Random(21)  # noqa: S311 - the same scan each time
        pages = scan_of(step.file.read_bytes(), dice, dots=150, unsigned=unsigned, stained=False)
        scan = as_pdf(pages, office.folder / f"扫描{unsigned}.pdf")
        keeping.check_scan(office.desk, [scan], office.number, "何琳", seen=True)

    assert "程序没有看出写了字" not in "".join(evidence._claims(office.desk, office.paper, step.signing))
