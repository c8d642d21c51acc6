"""A scan of a paper original passes only with every page of this very text, once and in order."""

import contextlib
import json
import random
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from tests.signing.attacks import with_password
from tests.signing.conftest import SIGNING, Office
from tests.signing.papers import SEATS, as_pdf, as_pictures, scan_of
from toolkit.archive import kept_files
from toolkit.core.errors import UnreadableFileError
from toolkit.signing import marks, preparing
from toolkit.signing.faults import ChangedScanError, NotPreparedError, SigningRefusedError
from toolkit.signing.scanning import keeping, seat_areas
from toolkit.signing.scanning.scans import ScanCheck, Swapped
from toolkit.signing.scanning.written import Unsigned
from toolkit.signing.signings import PAPER, SCANNED
from toolkit.store import chain
from toolkit.store.schema import EVENTS

_SEED = 21
_SCANS = 200
_IN_NORMAL_RUN = 12
BAD = ("missing", "swapped", "other draft", "other paper", "twice", "no code", "unsigned")


def dice_of() -> random.Random:
    """Return dice that fall the same way each time."""
    return random.Random(_SEED)  # noqa: S311 - the same scans each time


def checked(office: Office, pages: list[Image.Image], tmp_path: Path) -> ScanCheck:
    """Return what the check says of a scan of `pages`."""
    folder = tmp_path / f"扫描-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    return keeping.check_scan(office.desk, as_pictures(pages, folder), office.number)


@pytest.fixture
def printed(office: Office) -> tuple[Office, bytes, bytes]:
    """Give an office, the original that counts, and one of another draft that was printed before."""
    office.lines = ("付款人民币叁万陆仟元。",)
    other = office.prepared().file.read_bytes()
    office.lines = ()
    return office, office.prepared().file.read_bytes(), other


def test_no_scan_is_kept_while_anything_of_the_case_is_withheld(
    printed: tuple[Office, bytes, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, original, _ = printed
    files = as_pictures(scan_of(original, dice_of()), tmp_path)
    monkeypatch.setattr(preparing, "all_may_be_shown", lambda *_: False)

    with pytest.raises(SigningRefusedError, match="检举控告"):
        keeping.check_scan(office.desk, files, office.number, "何琳", seen=True)
    assert keeping.kept_scans(office.desk, office.paper) == ()


def spoiled(kind: str, good: list[Image.Image], other: list[Image.Image], dice: random.Random) -> list[Image.Image]:
    """Return the pages `good` spoiled in the way `kind`."""
    place = dice.randrange(len(good))
    if kind == "missing":
        return [page for n, page in enumerate(good) if n != place]
    if kind == "swapped":
        return [*good[1:], good[0]]
    if kind == "twice":
        return [*good, good[place]]
    if kind == "no code":
        return [*good, Image.new("L", good[0].size, 90)]
    return [other[n] if n == place else page for n, page in enumerate(good)]


def test_of_many_poor_scans_none_passes_wrongly_and_nearly_all_good_ones_pass(
    printed: tuple[Office, bytes, bytes],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    office, right, draft = printed
    foreign = preparing.prepare(
        office.desk, office.issued("mediation_record"), preparing.Wish(PAPER, "何琳")
    ).file.read_bytes()
    dice = dice_of()
    count = _SCANS if request.config.getoption("--all") else _IN_NORMAL_RUN
    wrongly, passed, good = [], 0, 0
    for number in range(count):
        pages = scan_of(right, dice)
        if number % 2 == 0:
            good += 1
            passed += passes(checked(office, pages, tmp_path))
            continue
        kind = BAD[number // 2 % len(BAD)]
        other = scan_of(foreign if kind == "other paper" else draft, dice)
        bad = unsigned(right, dice) if kind == "unsigned" else spoiled(kind, pages, other, dice)
        if passes(checked(office, bad, tmp_path)):
            wrongly.append((number, kind))

    print(f"good scans that passed: {passed} of {good}; bad ones: {len(wrongly)} of {count - good}")  # noqa: T201
    assert wrongly == []
    assert passed >= good * 0.99


def passes(found: ScanCheck) -> bool:
    """Return whether a scan is kept without anybody's having seen more."""
    return found.is_whole and not found.unsigned


def unsigned(right: bytes, dice: random.Random) -> list[Image.Image]:
    """Return a scan in which one seat is empty; a stain there would look like a thumb."""
    return scan_of(right, dice, unsigned=dice.choice([seat for seat in SEATS if "记录人" not in seat]), stained=False)


def test_each_empty_seat_is_told_with_its_page_and_only_a_person_can_overrule_it(
    printed: tuple[Office, bytes, bytes], tmp_path: Path
) -> None:
    office, right, _ = printed
    whole = as_pdf(scan_of(right, dice_of(), dots=150, unsigned="当事人　吴建国", stained=False), tmp_path / "空.pdf")

    found = keeping.check_scan(office.desk, [whole], office.number, "何琳")
    assert found.unsigned == (Unsigned(3, "当事人", "吴建国", "是空的"),)
    assert found.faults == ("第 3 页当事人 吴建国 的签名处是空的。",)
    assert keeping.kept_scans(office.desk, office.paper) == ()
    keeping.check_scan(office.desk, [whole], office.number, "何琳", seen=True)

    assert len(keeping.kept_scans(office.desk, office.paper)) == 1
    with office.desk.store.reading() as tx:
        (kept,) = [row for row in tx.rows(EVENTS) if row["kind"] == SCANNED]
    assert json.loads(kept["facts"])["doubted"] == 1


@pytest.mark.parametrize("turned", [0, 180])
def test_a_scan_upside_down_or_with_one_torn_corner_still_shows_which_seats_are_empty(
    printed: tuple[Office, bytes, bytes], tmp_path: Path, turned: int
) -> None:
    office, right, _ = printed
    pages = scan_of(right, dice_of(), dots=150, unsigned="all", stained=False)
    torn = [page.copy() for page in pages]
    for page in torn:
        page.paste(255, (page.width * 3 // 4, page.height * 4 // 5, page.width, page.height))
    found = checked(office, [page.rotate(turned) for page in torn], tmp_path)
    signed = checked(office, [page.rotate(turned) for page in scan_of(right, dice_of(), dots=150)], tmp_path)

    assert [each.who for each in found.unsigned] == ["孙玉兰", "吴建国", "周明礼", "青石镇人民调解委员会"]
    assert (signed.is_whole, signed.unsigned) == (True, ())


def test_missing_swapped_and_foreign_pages_are_told_by_their_numbers(
    printed: tuple[Office, bytes, bytes], tmp_path: Path
) -> None:
    office, right, draft = printed
    good, other = (scan_of(pdf, dice_of(), dots=150) for pdf in (right, draft))

    missing = checked(office, [good[0], good[2]], tmp_path)
    swapped = checked(office, [good[0], good[2], good[1]], tmp_path)
    foreign = checked(office, [other[0], good[1], good[2]], tmp_path)

    assert (missing.missing, missing.faults) == ((2,), ("缺第 2 页。",))
    assert swapped.swapped == (Swapped(2, 3), Swapped(3, 2))
    assert [each.scan for each in foreign.foreign] == [1]
    assert foreign.missing == (1,)
    assert office.number in foreign.foreign[0].why


def test_empty_backs_of_sheets_do_no_harm(printed: tuple[Office, bytes, bytes], tmp_path: Path) -> None:
    office, right, _ = printed
    good = scan_of(right, dice_of(), dots=150)
    backs = [side for page in good for side in (page, Image.new("L", page.size, 250))]

    found = checked(office, backs, tmp_path)

    assert (found.is_whole, found.blank) == (True, (2, 4, 6))


def test_a_scan_in_one_pdf_is_kept_once_it_is_whole_and_only_then(
    printed: tuple[Office, bytes, bytes], tmp_path: Path
) -> None:
    office, right, _ = printed
    good = scan_of(right, dice_of(), dots=150)
    whole, part = as_pdf(good, tmp_path / "全.pdf"), as_pdf(good[:2], tmp_path / "缺.pdf")

    keeping.check_scan(office.desk, [part], office.number, "何琳")
    assert keeping.kept_scans(office.desk, office.paper) == ()
    keeping.check_scan(office.desk, [whole], office.number, "何琳")

    (kept,) = keeping.kept_scans(office.desk, office.paper)
    assert kept.read_bytes() == whole.read_bytes()
    kept.write_bytes(b"changed")
    with pytest.raises(ChangedScanError, match="校验值不符"):
        keeping.kept_scans(office.desk, office.paper)


def test_a_second_scan_leaves_the_first_as_it_was_and_counts_from_then_on(
    printed: tuple[Office, bytes, bytes], tmp_path: Path
) -> None:
    office, right, _ = printed
    good = scan_of(right, dice_of(), dots=150)
    pictures = as_pictures(good, tmp_path)
    whole = as_pdf(good, tmp_path / "全.pdf")

    keeping.check_scan(office.desk, pictures, office.number, "何琳")
    first = keeping.kept_scans(office.desk, office.paper)
    (first[0].parent / ".写到一半.bmp").write_bytes(b"left over")
    assert keeping.kept_scans(office.desk, office.paper) == first
    keeping.check_scan(office.desk, [whole], office.number, "何琳")

    assert [file.read_bytes() for file in keeping.kept_scans(office.desk, office.paper)] == [whole.read_bytes()]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in pictures]


def test_a_scan_whose_event_was_not_written_leaves_the_kept_one(
    printed: tuple[Office, bytes, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, right, _ = printed
    whole, other = (as_pdf(scan_of(right, dice_of(), dots=dots), tmp_path / f"{dots}.pdf", dots) for dots in (150, 160))
    keeping.check_scan(office.desk, [whole], office.number, "何琳")
    with monkeypatch.context() as patched:
        patched.setattr(chain, "news", cut_off)
        with pytest.raises(InterruptedError):
            keeping.check_scan(office.desk, [other], office.number, "何琳")
    (kept,) = keeping.kept_scans(office.desk, office.paper)
    assert kept.read_bytes() == whole.read_bytes()

    keeping.check_scan(office.desk, [other], office.number, "何琳")

    (kept,) = keeping.kept_scans(office.desk, office.paper)
    assert kept.read_bytes() == other.read_bytes()


def test_the_check_of_kept_files_holds_what_was_signed_and_scanned_against_its_hash(
    office: Office, tmp_path: Path
) -> None:
    before = kept_files.look(office.desk.store, office.desk.workspace.root)
    step = office.prepared()
    scan = as_pdf(scan_of(step.file.read_bytes(), dice_of(), dots=150), tmp_path / "全.pdf")
    keeping.check_scan(office.desk, [scan], office.number, "何琳")

    whole = kept_files.look(office.desk.store, office.desk.workspace.root)
    assert (whole.total, whole.faults) == (before.total + 3, before.faults)
    step.file.write_bytes(b"changed")
    keeping.kept_scans(office.desk, office.paper)[0].unlink()
    faults = kept_files.look(office.desk.store, office.desk.workspace.root).faults
    assert sorted(fault.partition("：")[0] for fault in faults) == sorted(
        [f"签名文件 {office.number}与登记的校验值不符", f"签名文件 {office.number}不见了"]
    )


def cut_off(*_: object, **__: object) -> None:
    """Stand in for a run that was cut off before its event."""
    raise InterruptedError


def test_the_unsigned_print_is_no_scan_of_what_was_signed(office: Office, tmp_path: Path) -> None:
    step = office.prepared()
    same, saved_again = tmp_path / "同一个.pdf", tmp_path / "另存.pdf"
    same.write_bytes(step.file.read_bytes())
    with contextlib.closing(pypdfium2.PdfDocument(same)) as document:
        document.save(saved_again)

    for file in (same, saved_again):
        with pytest.raises(SigningRefusedError, match="还没有签的打印稿"):
            keeping.check_scan(office.desk, [file], office.number, "何琳")
    assert keeping.kept_scans(office.desk, office.paper) == ()


def test_without_an_original_there_is_nothing_to_compare_with(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotPreparedError, match="yehua sign prepare"):
        keeping.check_scan(office.desk, [tmp_path / "x.png"], office.number)


@pytest.mark.parametrize("name", ["坏.png", "坏.pdf", "坏.tiff"])
def test_what_is_no_picture_is_refused(office: Office, tmp_path: Path, name: str) -> None:
    office.prepared()
    (tmp_path / name).write_bytes(b"not a picture")

    with pytest.raises(UnreadableFileError):
        keeping.check_scan(office.desk, [tmp_path / name], office.number)


def test_a_scan_with_a_password_is_told_with_what_to_do(office: Office, tmp_path: Path) -> None:
    locked = tmp_path / "加密.pdf"
    locked.write_bytes(with_password(office.prepared().file.read_bytes()))

    with pytest.raises(UnreadableFileError, match="加了密码，请去掉密码另存一份再用"):
        keeping.check_scan(office.desk, [locked], office.number)


def test_a_seat_that_is_not_on_the_print_is_told_and_only_a_person_can_overrule_it(
    office: Office, tmp_path: Path
) -> None:
    office.seats = tuple(seat for seat in SEATS if "吴建国" not in seat)
    whole = as_pdf(scan_of(office.prepared().file.read_bytes(), dice_of(), dots=150), tmp_path / "全.pdf")

    found = keeping.check_scan(office.desk, [whole], office.number, "何琳")
    assert found.unsigned == (Unsigned(None, "当事人", "吴建国", "请人看着原件确认"),)
    assert found.faults == ("当事人 吴建国：找不到签名处，请人看着原件确认。",)
    assert keeping.kept_scans(office.desk, office.paper) == ()
    keeping.check_scan(office.desk, [whole], office.number, "何琳", seen=True)

    assert len(keeping.kept_scans(office.desk, office.paper)) == 1
    assert keeping.doubt_of(office.desk, office.paper) == keeping.Doubt(1, "何琳")


def test_a_paper_whose_facts_no_longer_fit_its_form_has_to_be_looked_at(office: Office) -> None:
    file, issued = office.prepared().file, office.desk.workspace.root / office.paper.file

    seats = seat_areas.seats_in(replace(office.paper, facts={}), issued, file, office.desk.workspace)

    assert [str(each) for each in seats.unplaced] == ["这份文书：找不到签名处，请人看着原件确认。"]


def test_of_two_seats_with_the_same_words_a_person_has_to_look(office: Office, tmp_path: Path) -> None:
    office.seats = ("当事人　孙玉兰", "当事人　孙玉兰", *SEATS[2:])
    pages = scan_of(office.prepared().file.read_bytes(), dice_of(), dots=150, unsigned="all", stained=False)

    found = checked(office, pages, tmp_path)

    assert [each.who for each in found.unsigned] == ["周明礼", "青石镇人民调解委员会", "孙玉兰", "吴建国"]


def test_a_paper_printed_again_with_the_same_pages_keeps_its_mark(office: Office) -> None:
    first, second = office.prepared().signing, office.prepared().signing
    office.pages = 4

    assert first.text == second.text
    assert office.prepared().signing.text != first.text


@pytest.mark.parametrize("code", ["Y1:0/3:0123456789ABCDEF", "Y1:4/3:0123456789ABCDEF", "Y1:1/3:0123", "http://x"])
def test_what_is_no_code_of_ours_is_none(code: str) -> None:
    assert marks.parsed(code) is None


def test_a_code_is_short_and_says_what_its_mark_says() -> None:
    mark = marks.PageMark(12, 34, "0123456789ABCDEF")

    assert len(mark.code) <= 25
    assert marks.parsed(mark.code) == mark


def test_no_name_stands_in_the_chain_of_facts(office: Office) -> None:
    office.prepared()

    with office.desk.store.reading() as tx:
        rows = [row for row in tx.rows(EVENTS) if row["kind"].startswith("sign.")]
    assert rows
    assert not any(name in json.dumps(row, ensure_ascii=False) for row in rows for name in ("孙玉兰", "吴建国"))
    assert SIGNING["place"] not in str(rows)
