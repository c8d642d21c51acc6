"""The page 签名: a clerk prepares, invites, seals, checks, and fills the pack for the court without a terminal."""

import base64
import json
import random
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.signing.conftest import CASE, Office
from tests.signing.papers import as_pdf, scan_of
from tests.signing.signers import SIGNERS, drawing
from toolkit.core.errors import WrongValueError
from toolkit.signing import preparing
from toolkit.signing.scanning import keeping
from toolkit.signing.signings import PAPER
from toolkit.workbench import acts, pages
from toolkit.workbench.fields import Done


def done(office: Office, name: str, **given: str) -> Done:
    """Return what the act `name` answers about the agreement."""
    return acts.ACTS[name](office.desk, {"by": "田小禾", "number": office.number, **given})


def line(office: Office) -> Any:
    """Return the line of the agreement on the page."""
    page: Any = pages.PAGES["signings"](office.desk, {})
    return next(each for each in page.lines if each.number == office.number)


def sent(content: bytes, name: str) -> Mapping[str, str]:
    """Return a file as the browser sends it."""
    return {"file": base64.b64encode(content).decode("ascii"), "file_name": name}


def signed_at(address: str) -> None:
    """Read and sign on the signing page at `address`."""
    server, _, secret = address.partition("#")

    def asked(name: str, **given: str) -> Any:
        body = json.dumps({"token": secret, **given}).encode()
        question = urllib.request.Request(server + name, body, {"Content-Type": "application/json"})  # noqa: S310 - ours
        with urllib.request.urlopen(question) as answer:  # noqa: S310 - as above
            return json.loads(answer.read())

    for page in range(1, asked("open")["pages"] + 1):
        asked("page", page=str(page))
    asked("sign", drawing=drawing().text, events='[{"what": "ticked", "at": "x"}]')


def test_an_agreement_goes_from_prepared_to_sealed_and_checked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line(office).state == "还没有准备"
    done(office, "sign_prepare", level="手写", consents="孙玉兰、吴建国")
    for who in SIGNERS:
        signed_at(done(office, "sign_invite", who=who, how="当面核对证件").lines[0])
    assert [each.split(" ")[0] for each in line(office).signed] == list(SIGNERS)
    monkeypatch.setattr(preparing, "all_may_be_shown", lambda *_: True)
    sealed = done(office, "sign_seal", passphrase="qingshi-2026")  # noqa: S106 - of this test alone

    assert line(office).state == "签完、盖章、锁定"
    assert sealed.sheet is not None
    content = base64.b64decode(sealed.sheet.content)
    assert done(office, "sign_verify", **sent(content, "签好.pdf")).words.startswith("都对")
    told = done(office, "sign_verify", **sent(content + b"x", "签好.pdf"))
    assert "最后一个签名以后，文件又被添了内容。" in told.lines
    assert done(office, "sign_evidence").sheet is not None


def test_the_scan_of_a_paper_original_is_checked_and_kept(office: Office) -> None:
    printed = done(office, "sign_prepare", level="纸面")
    assert printed.sheet is not None
    dice = random.Random(8)  # noqa: S311 - the same scan each time
    pages_ = scan_of(base64.b64decode(printed.sheet.content), dice, dots=150)
    part = as_pdf(pages_[:2], office.folder / "缺.pdf").read_bytes()
    whole = as_pdf(pages_, office.folder / "全.pdf").read_bytes()

    assert done(office, "sign_scan", **sent(part, "缺.pdf")).lines == ("缺第 3 页。",)
    assert "已经留存" in done(office, "sign_scan", **sent(whole, "全.pdf")).words
    assert line(office).state == "扫描件已留存"


def test_a_scan_with_an_empty_seat_is_kept_only_after_the_seat_was_told(office: Office) -> None:
    printed = office.prepared(PAPER).file.read_bytes()
    dice = random.Random(21)  # noqa: S311 - the same scan each time
    pages_ = scan_of(printed, dice, dots=150, unsigned="当事人　吴建国", stained=False)
    given = sent(as_pdf(pages_, office.folder / "空.pdf").read_bytes(), "空.pdf")
    told = "第 3 页当事人 吴建国 的签名处是空的。"

    first = done(office, "sign_scan", seen="yes", **given)
    assert "没有留存" in first.words
    assert first.lines[0] == told
    assert keeping.kept_scans(office.desk, office.paper) == ()

    second = done(office, "sign_scan", seen="yes", **given)
    assert "已经留存" in second.words
    assert second.lines == (told,)
    assert len(keeping.kept_scans(office.desk, office.paper)) == 1


def test_the_material_for_the_court_comes_from_a_folder_of_what_was_brought(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "交来"
    folder.mkdir()
    for shade, name in enumerate(("身份证明-孙玉兰.jpg", "身份证明-吴建国-2.jpg", "财产权利证明.png")):
        Image.new("L", (20, 20), shade).save(folder / name)
    made = done(office, "court_pack", case=CASE, brought=str(folder), to=str(tmp_path / "交法院"))

    assert [each for each in made.lines if each.startswith("还缺")] == [
        "还缺 司法确认申请书：还没有签发（双方共同申请）",
        "还缺 调解协议：还没有签完；纸面签的请用 yehua sign scan --keep 留存扫描件，电子签的请盖章",
    ]
    (folder / "别的.txt").write_bytes(b"x")
    with pytest.raises(WrongValueError, match="别的"):
        done(office, "court_pack", case=CASE, brought=str(folder), to=str(tmp_path / "交法院"))


def test_nobody_is_named_on_the_page_while_anything_of_the_case_is_withheld(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.prepared("手写")
    monkeypatch.setattr(preparing, "all_may_be_shown", lambda *_: False)
    page: Any = pages.PAGES["signings"](office.desk, {})

    assert page.lines == ()
