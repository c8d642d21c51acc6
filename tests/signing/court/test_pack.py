"""The pack for the court holds what the law asks for, names what is missing, and counts the thirty days."""

import datetime as dt
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests import second_calendar
from tests.signing.conftest import CASE, Office
from tests.signing.papers import APPLICANTS, as_pdf, scan_of
from tests.signing.signers import signed_by_all
from toolkit import loop
from toolkit.cases import procedure
from toolkit.cases.cases import add_entry
from toolkit.chinese.dates import Calendar
from toolkit.core.errors import DiskFullError, WrongValueError
from toolkit.core.files import sha256_of
from toolkit.formats import pdf
from toolkit.papers import find_paper, forms
from toolkit.papers.facts import unwrapped
from toolkit.records import Entry
from toolkit.signing import preparing
from toolkit.signing.court import folders, pack, screen
from toolkit.signing.court.brought import Brought, brought_in
from toolkit.signing.court.pack import CourtPack
from toolkit.signing.faults import SigningRefusedError
from toolkit.signing.scanning import keeping
from toolkit.signing.signings import PAPER

_FIRST, _LAST = dt.date(2025, 1, 1), dt.date(2026, 12, 31)


@pytest.fixture
def brought(tmp_path: Path) -> Brought:
    """Give what the parties brought, complete."""
    files = {name: tmp_path / f"{name}.jpg" for name in ("孙玉兰", "吴建国", "房产")}
    for name, file in files.items():
        pictured(file, name)
    return Brought({name: (files[name],) for name in ("孙玉兰", "吴建国")}, (files["房产"],))


def pictured(file: Path, words: str) -> Path:
    """Write a picture that only `words` decide, and return it."""
    Image.new("L", (20, 20), sum(words.encode()) % 256).save(file)
    return file


def packed(office: Office, given: Brought | None = None) -> CourtPack:
    """Return the pack of the case with what was brought."""
    return pack.put_together(office.desk, CASE, office.folder / "交法院", given)


def applied_for(office: Office) -> str:
    """Issue the application of both parties."""
    agreement = {"number": office.number, "signed_on": "2026-11-20", "effective_on": "2026-11-20"}
    return office.issued("confirmation_application", agreement=agreement, date="2026-11-21")


def applied_and_signed(office: Office) -> str:
    """Issue the application of both parties and keep the scan of what they signed."""
    number = applied_for(office)
    office.seats = APPLICANTS
    printed = preparing.prepare(office.desk, number, preparing.Wish(PAPER, "何琳"))
    office.seats = ()
    keeping.check_scan(office.desk, [scanned(office, printed.file, "申请书.pdf")], number, "何琳")
    return number


def scanned(office: Office, printed: Path, name: str) -> Path:
    """Return the scan of the original `printed`."""
    return as_pdf(scan_of(printed.read_bytes(), random.Random(3), dots=150), office.folder / name)  # noqa: S311 - the same scan each time


def test_a_whole_pack_holds_each_piece_with_its_hash_and_the_last_day(office: Office, brought: Brought) -> None:
    signed_by_all(office)
    applied_and_signed(office)

    made = packed(office, brought)

    names = [path.name for path in made.files]
    assert made.missing == ()
    assert (made.raw, made.last_day, made.calendar) == (dt.date(2026, 12, 20), dt.date(2026, 12, 21), "known")
    assert [name[:2] for name in names[:-1]] == ["00", "01", "02", "03", "04", "05", "05", "06", "06", "07", "09"]
    listed = dict(
        reversed(line.split("  ")) for line in (made.folder / folders.MANIFEST).read_text("utf-8").splitlines()
    )
    assert listed == {path.name: sha256_of(path) for path in made.files[:-1]}
    with zipfile.ZipFile(made.zip) as archive:
        assert sorted(Path(name).name for name in archive.namelist()) == sorted(names)


def test_the_sheets_say_who_when_and_by_which_day(office: Office, brought: Brought) -> None:
    signed_by_all(office)
    applied_and_signed(office)
    texts = {
        path.name: "".join(pdf.page_texts(path)) for path in packed(office, brought).files if path.suffix == ".pdf"
    }

    assert "孙玉兰、吴建国因相邻关系" in texts["03-主持调解的证明.pdf"]
    assert "2026年10月15日受理" in texts["03-主持调解的证明.pdf"]
    assert "青石镇柳树湾村二组" in texts["06-送达地址确认书-吴建国.pdf"]
    assert "2026-12-21" in texts["09-交接回执.pdf"]
    evidence = texts["07-签名情况说明.pdf"]
    assert all(word in evidence for word in ("孙玉兰", "2026-11-2012:01", "田小禾当面核对证件", "yehuasignverify"))
    assert sha256_of(office.folder / "交法院" / f"{CASE}-司法确认材料" / "02-人民调解协议书.pdf") in evidence
    assert "同等" not in evidence


def test_everything_that_is_missing_is_listed_and_the_rest_is_there(office: Office) -> None:
    made = packed(office)

    assert [line.partition("：")[0] for line in made.missing] == [
        "司法确认申请书",
        "调解协议",
        "财产权利证明等材料",
        "孙玉兰的身份证明",
        "吴建国的身份证明",
    ]
    assert made.last_day == dt.date(2026, 11, 27)  # as the ledger counts it, like what is due today
    assert (made.folder / "03-主持调解的证明.pdf").is_file()
    printed = "".join(pdf.page_texts(made.folder / "00-材料清单.pdf"))
    assert "调解协议：还没有签完" in printed
    assert "yehua" not in printed


def test_the_court_signs_no_receipt_for_a_pack_with_gaps(office: Office) -> None:
    made = packed(office)

    assert not (made.folder / "09-交接回执.pdf").exists()
    assert any("没有出交接回执" in remark for remark in made.remarks)


def test_an_application_that_nobody_signed_is_missing_and_one_changed_since_is_refused(
    office: Office, brought: Brought
) -> None:
    signed_by_all(office)
    application = find_paper(office.desk.store, applied_for(office))

    assert [line.partition("，")[0] for line in packed(office, brought).missing] == [
        "司法确认申请书：没有双方签好的扫描件"
    ]
    file = office.desk.workspace.root / application.file
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(WrongValueError, match="登记的校验值不符"):
        packed(office, brought)


def test_a_paper_original_counts_once_its_scan_was_kept(office: Office, brought: Brought) -> None:
    applied_and_signed(office)
    scan = scanned(office, office.prepared().file, "扫.pdf")
    assert len(packed(office, brought).missing) == 1
    keeping.check_scan(office.desk, [scan], office.number, "何琳")

    made = packed(office, brought)

    assert made.missing == ()
    assert any(path.name.startswith("02-人民调解协议书-扫描1") for path in made.files)


def test_an_address_a_telephone_and_a_mandate_are_asked_for(
    office: Office, brought: Brought, monkeypatch: pytest.MonkeyPatch
) -> None:
    parties = unwrapped(forms.example("mediation_agreement"))["parties"]
    parties[0] |= {"phone": None, "representative": "委托代理人：李四"}
    told = replace(office.paper, facts={**office.paper.facts, "parties": parties})
    monkeypatch.setattr(pack, "_papers", lambda *_: (told, None))

    missing = packed(office, brought).missing

    assert "孙玉兰的联系方式：协议里没有写" in missing
    assert any("没有交来授权委托书" in line for line in missing)


def test_no_property_needs_its_reason(office: Office, brought: Brought) -> None:
    without = replace(brought, property=())

    assert any("财产权利证明" in line for line in packed(office, without).missing)
    assert not any("财产权利证明" in line for line in packed(office, replace(without, no_property="只付工资")).missing)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": {"stated": True, "text": "院墙以东归孙玉兰所有"}},
        {"dispute": "离婚财产纠纷"},
    ],
)
def test_what_a_court_does_not_confirm_is_told_before_anything_is_made(
    office: Office, changes: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = office.paper
    told = replace(paper, facts={**paper.facts, **changes})
    monkeypatch.setattr(pack, "_papers", lambda *_: (told, None))

    with pytest.raises(SigningRefusedError, match="第三百五十五条"):
        packed(office)
    assert not (office.folder / "交法院").exists()


def test_the_use_of_land_may_be_confirmed_where_nothing_is_said_of_its_ownership(office: Office) -> None:
    assert packed(office).files


def test_strangers_and_files_that_nobody_can_read_are_all_named_before_anything_is_made(
    office: Office, tmp_path: Path
) -> None:
    empty, broken, torn = tmp_path / "空.jpg", tmp_path / "坏.png", tmp_path / "坏.pdf"
    empty.touch()
    broken.write_bytes(b"nothing")
    torn.write_bytes(b"%PDF-nothing")
    given = Brought({"赵无关": (), "孙玉兰": (empty,)}, (broken, torn, tmp_path / "没有.jpg"))

    with pytest.raises(SigningRefusedError) as fault:
        packed(office, given)

    told = str(fault.value)
    assert "赵无关不是协议的当事人" in told
    assert all(
        f"{name}：{why}" in told for name, why in (("空.jpg", "是空的"), ("坏.png", "打不开"), ("坏.pdf", "打不开"))
    )
    assert "没有.jpg：没有这个文件" in told
    assert not (office.folder / "交法院").exists()


def test_one_file_does_not_identify_both_parties(office: Office, brought: Brought, tmp_path: Path) -> None:
    copy = tmp_path / "另一个名字.jpg"
    copy.write_bytes(brought.identity["孙玉兰"][0].read_bytes())

    with pytest.raises(SigningRefusedError, match="孙玉兰、吴建国的身份证明是同一个文件"):
        packed(office, replace(brought, identity={**brought.identity, "吴建国": (copy,)}))


def test_signed_addresses_and_the_sealed_certificate_take_the_place_of_the_blank_ones(
    office: Office, brought: Brought, tmp_path: Path
) -> None:
    blank = packed(office, brought)
    signed = {name: (pictured(tmp_path / f"签好{name}.jpg", name),) for name in ("孙玉兰", "吴建国")}
    given = replace(brought, addresses=signed, certificate=(pictured(tmp_path / "盖好.jpg", "盖"),))

    made = packed(office, given)

    names = {path.name for path in made.files}
    assert {"03-主持调解的证明-1.jpg", "06-送达地址确认书-孙玉兰-1.jpg", "06-送达地址确认书-吴建国-1.jpg"} <= names
    assert not [name for name in names if name.startswith(("03", "06")) and name.endswith(".pdf")]
    assert any(remark.startswith("主持调解的证明是空白的") for remark in blank.remarks)
    assert any("孙玉兰、吴建国的送达地址确认书是空白的" in remark for remark in blank.remarks)
    assert not any("是空白的" in remark for remark in made.remarks)


def test_what_was_brought_is_his_however_his_name_is_written(office: Office, brought: Brought) -> None:
    other = {"孙 玉兰": brought.identity["孙玉兰"], "吴建国（本人）": brought.identity["吴建国"]}

    made = packed(office, replace(brought, identity=other))

    assert not any("身份证明" in line for line in made.missing)
    assert (made.folder / "05-身份证明-孙玉兰-1.jpg").is_file()


def test_files_are_known_by_their_names_and_the_others_are_named(tmp_path: Path) -> None:
    names = (
        "身份证明-孙玉兰.jpg",
        "送达地址确认书-孙玉兰-2.jpg",
        "授权委托书-孙玉兰.pdf",
        "主持调解的证明.jpg",
        "财产权利证明1.pdf",
    )
    for name in names:
        (tmp_path / name).touch()

    found = brought_in(tmp_path, Brought())

    assert [path.name for path in (*found.certificate, *found.property)] == [names[3], names[4]]
    assert [dict(each) for each in (found.identity, found.addresses, found.mandates)] == [
        {"孙玉兰": (tmp_path / name,)} for name in names[:3]
    ]
    (tmp_path / "身份证明.jpg").touch()
    with pytest.raises(WrongValueError, match=r"身份证明\.jpg"):
        brought_in(tmp_path, Brought())


def test_a_folder_of_something_else_is_not_touched(office: Office) -> None:
    folder = office.folder / "交法院" / f"{CASE}-司法确认材料"
    folder.mkdir(parents=True)
    (folder / "别的.txt").write_text("x", encoding="utf-8")

    with pytest.raises(WrongValueError, match="别的内容"):
        packed(office)
    assert (folder / "别的.txt").exists()


def test_a_file_of_the_last_pack_is_no_source_of_the_next_and_stays(office: Office, brought: Brought) -> None:
    made = packed(office, brought)
    old = made.folder / "05-身份证明-孙玉兰-1.jpg"
    brought.identity["孙玉兰"][0].unlink()

    with pytest.raises(WrongValueError, match=r"05-身份证明-孙玉兰-1\.jpg"):
        packed(office, replace(brought, identity={"孙玉兰": (old,)}))
    assert old.is_file()
    assert sorted(made.folder.iterdir()) == sorted(made.files)


def test_a_receipt_laid_into_the_folder_or_over_ours_is_never_removed(office: Office) -> None:
    made = packed(office)
    signed = made.folder / "法院签收.jpg"
    signed.write_bytes(b"signed")
    with pytest.raises(WrongValueError, match=r"法院签收\.jpg"):
        packed(office)
    signed.unlink()
    (made.folder / "09-交接回执.pdf").write_bytes(b"signed")
    with pytest.raises(WrongValueError, match=r"09-交接回执\.pdf"):
        packed(office)
    assert (made.folder / "09-交接回执.pdf").read_bytes() == b"signed"


def test_a_disk_that_is_full_half_way_leaves_the_last_pack_and_the_next_run_works(
    office: Office, brought: Brought, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = packed(office)
    before = {path.name: path.read_bytes() for path in [*made.folder.iterdir(), made.zip]}
    with monkeypatch.context() as patched:
        patched.setattr(pack, "copy_verified", full)
        with pytest.raises(DiskFullError):
            packed(office, brought)
    assert {path.name: path.read_bytes() for path in [*made.folder.iterdir(), made.zip]} == before
    assert sorted(path.name for path in made.folder.parent.iterdir()) == sorted([made.folder.name, made.zip.name])

    again = packed(office, brought)

    assert len(again.files) == len(made.files) + 3
    assert sorted(again.folder.iterdir()) == sorted(again.files)


def full(*_: object) -> None:
    """Stand in for a copy on a disk that is full."""
    raise DiskFullError(path="x")


def test_a_run_killed_between_the_two_renamings_loses_no_pack(office: Office) -> None:
    made = packed(office)
    made.folder.rename(made.folder.with_name(f".{made.folder.name}.旧"))
    (made.folder.with_name(f".{made.folder.name}.旧") / "法院签收.jpg").write_bytes(b"signed")

    with pytest.raises(WrongValueError, match=r"法院签收\.jpg"):
        packed(office)
    assert (made.folder / "法院签收.jpg").read_bytes() == b"signed"


@pytest.mark.parametrize(
    "duty, fact, barred",
    [
        ("本协议不涉及其他争议，争议地块确权给乙方", "", True),
        ("不涉及其他争议但争议地块确权给乙方", "", True),
        ("争议地块归吴建国所有，不涉及其他争议", "", True),
        ("", "双方商定，争议地块归吴建国所有。", True),
        ("双方不确认权属，不涉及地块的确权", "双方因宅基地确权争执，院墙归谁所有没有说定。", False),
        ("本协议不认定院墙以东归吴建国所有", "", False),
    ],
)
def test_a_negation_takes_back_only_its_own_clause(office: Office, duty: str, fact: str, *, barred: bool) -> None:
    facts = unwrapped(office.paper.facts)
    told = {**facts, "terms": [facts["terms"][0] | {"duty": duty}], "facts": [fact]}

    assert bool(list(screen.bars(replace(office.paper, facts=told)))) == barred


# -- the thirty days -------------------------------------------------------------------------------------------


def due_of(effective: dt.date, calendar: Calendar) -> procedure.Clock:
    """Return the clock of an agreement that took effect on the day `effective`."""
    entries = (Entry(1, CASE, "mediation_agreement", effective),)
    course = procedure.Course(entries, effective, sixty_days=False, calendar=calendar, roll_forward=True)
    (clock,) = [each for each in procedure.clocks(course, effective) if each.name == procedure.CONFIRMATION]
    return clock


def test_day_thirty_of_every_day_of_two_years_agrees_with_a_second_calendar() -> None:
    calendar, wrong, uncorrected = Calendar(), [], []
    for number in range((_LAST - _FIRST).days + 1):
        effective = _FIRST + dt.timedelta(days=number)
        due, plain = due_of(effective, calendar).due, effective + dt.timedelta(days=30)
        if calendar.is_day_off(plain) is None:
            uncorrected.append(effective)
            wrong += [effective] if due.last_day != plain or not due.warnings else []
        elif due.last_day != second_calendar.rolled(plain) or due.warnings:
            wrong.append(effective)

    assert wrong == []
    assert uncorrected == [dt.date(2026, 12, 2) + dt.timedelta(days=n) for n in range(30)]


def test_the_thirtieth_day_stands_in_what_is_due_until_both_have_applied(office: Office) -> None:
    signed_by_all(office)

    def waiting(on: str) -> list[tuple[str, str]]:
        found = loop.today.items(office.desk, on)
        return [(item.due, item.state) for item in found if item.what == procedure.CONFIRMATION]

    assert waiting("2026-11-23") == [("2026-12-21", "未到")]
    assert waiting("2026-12-19") == [("2026-12-21", "将到期")]
    assert waiting("2026-12-21") == [("2026-12-21", "到期")]
    assert waiting("2026-12-22") == []
    add_entry(office.desk, CASE, "confirmation_request", "2026-11-23")
    assert waiting("2026-12-19") == []


def test_a_last_day_in_a_year_without_a_holiday_notice_says_so() -> None:
    due = due_of(dt.date(2026, 12, 10), Calendar()).due

    assert due.last_day == dt.date(2027, 1, 9)
    assert "2027 年的放假安排还没有登记" in due.warnings[0]
