"""Each form that is signed or sealed on paper: an empty seat of its scan is told, a filled one is not."""

import contextlib
import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from PIL import Image, ImageDraw

from tests.signing.conftest import Office
from tests.signing.papers import as_pictures, scanned
from toolkit import formats
from toolkit.formats import Place, pdf
from toolkit.formats.word import SigningPlace, WordFile, signing_places
from toolkit.papers import drafting, forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.register import FiledPaper
from toolkit.signing import marks, prints
from toolkit.signing.scanning import scans, seat_areas
from toolkit.workspace import Workspace

needs_office = pytest.mark.skipif(pdf.office_program() is None, reason="LibreOffice is not on this machine")
COMMITTEE, TOWN = "青石镇人民调解委员会", "青石镇人民政府"
WHO = {
    "legal_opinion": ["林远舟", "何静姝", "清源律师事务所"],
    "termination_notice": [TOWN, "送达人", "受送达人"],
    "mediation_agreement": ["孙玉兰", "吴建国", "周明礼", COMMITTEE],
    "mediation_application": ["孙玉兰"],
    "mediation_register": ["孙玉兰", "吴建国", "田小禾", COMMITTEE],
    "rights_notice": ["孙玉兰", "吴建国", "周明礼"],
    "investigation_record": ["赵守田", "周明礼", "田小禾", "被调查人（本页）"],
    "mediation_record": ["孙玉兰", "吴建国", "周明礼", "田小禾"],
    "oral_agreement": ["周明礼", "田小禾"],
    "follow_up_record": ["周明礼", "田小禾"],
    "failure_notice": [COMMITTEE],
    "confirmation_application": ["孙玉兰", "吴建国"],
    "file_cover": [],
    "acceptance_notice": [TOWN],
    "handling_opinion": [TOWN],
    "service_receipt": ["受送达人", "送达人"],
    "handover_list": ["田小禾", "郑书远"],
    "power_of_attorney": ["孙玉兰", "孙志强"],
    "copies_receipt": ["孙玉兰", "吴建国"],
    "payment_receipt": ["孙玉兰", "吴建国", "周明礼"],
    "file_statement": ["田小禾", "郑书远"],
    "file_back_cover": ["田小禾", "郑书远"],
    "non_acceptance_notice": [TOWN],
    "referral_letter": [TOWN, TOWN],
    "extension_notice": [TOWN],
    "withdrawal_letter": ["王桂芳"],
    "review_application": ["王桂芳", "田小禾"],
}
# One for each way of signing: cells with a head, cells with a label, a line on each page, a seal.
IN_NORMAL_RUN = ("investigation_record", "service_receipt", "acceptance_notice", "mediation_register")
HEADS = ("签名、盖章或者按指印", "签字、盖章或者按指印", "承办人签名执业证号")
SIGNERS = WHO["mediation_agreement"]
DOTS = 150


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try every form with `--all`, else those of the normal run."""
    if "form" in metafunc.fixturenames:
        metafunc.parametrize("form", list(WHO) if metafunc.config.getoption("--all") else IN_NORMAL_RUN)


@dataclass
class Original:
    """The paper original of a form: its Word file, and its print with codes."""

    paper: FiledPaper
    issued: Path
    printed: Path
    mark: str
    workspace: Workspace

    def check(self, pages: list[Image.Image], folder: Path) -> scans.ScanCheck:
        """Return what the check says of a scan of `pages`."""
        folder.mkdir()
        seats = seat_areas.seats_in(self.paper, self.issued, self.printed, self.workspace)
        return scans.checked(as_pictures(pages, folder), self.mark, len(pages), {}, seats)


@pytest.fixture
def original(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Original]:
    """Give what makes the original of a form from its example with changes, set by LibreOffice."""
    monkeypatch.undo()

    def made(form: str, edit: Callable[[WordDocument], None] | None = None, **changes: object) -> Original:
        facts, issued = unwrapped(forms.example(form)) | changes, tmp_path / "文书.docx"
        drafting.fill(form, facts, office.desk.workspace, issued)
        if edit is not None:
            word = Document(str(issued))
            edit(word)
            word.save(str(issued))
        plain = formats.to_pdf(issued, tmp_path)
        assert plain is not None
        paper = FiledPaper(form, "号1", None, office.desk.today, issued.name, "0" * 64, (), facts)
        mark = marks.text_mark(paper.sha256, pdf.page_texts(plain))
        coded = prints.with_codes(office.desk, paper, prints.Printed(plain.read_bytes(), mark, pdf.page_sizes(plain)))
        (tmp_path / "原件.pdf").write_bytes(coded)
        return Original(paper, issued, tmp_path / "原件.pdf", mark, office.desk.workspace)

    return made


def signed(original: Original, dice: random.Random, without: str = "") -> list[Image.Image]:
    """Return a scan of `original` with a name or a seal in each place of its Word file, but none of `without`."""
    with contextlib.closing(pypdfium2.PdfDocument(original.printed)) as document:
        pages = [page.render(scale=DOTS / 72, grayscale=True).to_pil() for page in document]
    heads = {hit.page: hit for words in HEADS for hit in pdf.places_of(original.printed, words)}
    places = list(dict.fromkeys(signing_places(WordFile.open(original.issued))))
    for place in [place for place in places if without not in {place.who, "all"}]:
        longer = [hit for more in places if place.words in more.words[1:] for hit in found(original, more)]
        for hit in found(original, place):
            if not any(other.page == hit.page and abs(other.top - hit.top) < 1 for other in longer):
                write(pages[hit.page], place, hit, heads.get(hit.page), dice)
    return [scanned(page, dice, DOTS, stained=False) for page in pages]


def found(original: Original, place: SigningPlace) -> tuple[Place, ...]:
    """Return where the words of `place` are printed."""
    return pdf.places_of(original.printed, place.words)


def write(image: Image.Image, place: SigningPlace, hit: Place, head: Place | None, dice: random.Random) -> None:
    """Draw a name under `head` or beside the words `hit`, or a seal over them."""
    middle = hit.page_height - (hit.top + hit.bottom) / 2
    drawing, scale = ImageDraw.Draw(image), DOTS / 72
    if "seal" in place.how:
        x, wide = (hit.left + hit.right) / 2 + dice.uniform(-15, 15), 59
        drawing.ellipse(
            [side * scale for side in (x - wide, middle - wide, x + wide, middle + wide)], outline=90, width=5
        )
        drawing.ellipse([side * scale for side in (x - 9, middle - 9, x + 9, middle + 9)], fill=90)
        return
    at = hit.right + 80 if head is None or "签名" in place.words else (head.left + head.right) / 2
    if place.how == "line":
        at, middle = hit.right - 30, middle - 4
    for _ in range(9):
        points = [((at + dice.uniform(-28, 28)) * scale, (middle + dice.uniform(-7, 7)) * scale) for _ in range(3)]
        drawing.line(points, fill=dice.randint(20, 120), width=2)


def test_every_form_says_in_its_word_file_who_has_to_sign(office: Office, tmp_path: Path) -> None:
    found = {}
    for form in forms.PAPERS:
        facts = unwrapped(forms.example(form))
        drafting.fill(form, facts, office.desk.workspace, tmp_path / f"{form}.docx")
        paper = FiledPaper(form, "号1", None, office.desk.today, "", "", (), facts)
        found[form] = [place.who for place in seat_areas.needed(paper, WordFile.open(tmp_path / f"{form}.docx"))]

    assert found == WHO


@needs_office
def test_each_seat_of_a_form_is_told_while_it_is_empty_and_only_then(
    form: str, original: Callable[..., Original], tmp_path: Path
) -> None:
    dice, paper = random.Random(form), original(form)  # noqa: S311 - the same scans each time

    empty = paper.check(signed(paper, dice, "all"), tmp_path / "空")
    full = paper.check(signed(paper, dice), tmp_path / "满")

    assert [each.who for each in empty.unsigned] == WHO[form]
    assert (full.is_whole, full.unsigned) == (True, ())
    for who in set(WHO[form]):
        one = paper.check(signed(paper, dice, who), tmp_path / f"缺{who}")
        assert {each.who for each in one.unsigned} == {who}


@needs_office
@pytest.mark.parametrize("instead", [{"refusal": "拒绝签收"}, {"received_by": "王桂芳的女儿李小红"}])
def test_who_refused_a_paper_or_had_it_taken_by_another_need_not_sign_its_receipt(
    original: Callable[..., Original], tmp_path: Path, instead: dict[str, str]
) -> None:
    paper = original("service_receipt", **instead)

    assert [each.who for each in paper.check(signed(paper, random.Random(1), "all"), tmp_path / "空").unsigned] == [  # noqa: S311 - the same scans each time
        "送达人"
    ]


def seats_table(word: WordDocument) -> Table:
    """Return the table of an agreement in which people sign."""
    return next(table for table in word.tables if table.cell(0, 0).text == "签署人")


def says_another_word(word: WordDocument) -> None:
    """Let the head of the table say 签字."""
    write_in(seats_table(word), 0, 1, "签字、盖章或者按指印")


def parts_with_a_space(word: WordDocument) -> None:
    """Part role and name by an ordinary space."""
    for row in seats_table(word).rows:
        for text in row.cells[0]._tc.iter(qn("w:t")):
            text.text = text.text.replace("\u3000", " ")


def has_role_and_name_in_two_cells(word: WordDocument) -> None:
    """Split the first cell of each row: role and name; the head and the seal stand over both."""
    table = seats_table(word)
    grid = table._tbl.tblGrid
    grid.insert(0, copy.deepcopy(grid[0]))
    for column in grid[:2]:
        column.set(qn("w:w"), str(int(column.get(qn("w:w"))) // 2))
    for row in table.rows:
        first = row._tr.tc_lst[0]
        role, _, name = row.cells[0].text.partition("\u3000")
        if not name:
            first.grid_span = 2
            continue
        first.width //= 2
        first.addprevious(copy.deepcopy(first))
        for cell, text in zip(row._tr.tc_lst[:2], (role, name), strict=True):
            begin, *more = cell.iter(qn("w:t"))
            begin.text = text
            for part in more:
                part.text = ""


def tells_how_to_sign_in_the_cell(word: WordDocument) -> None:
    """Print in the cell of a party what to do there."""
    write_in(seats_table(word), 2, 1, "（签字）")


def has_a_text_in_the_cell(word: WordDocument) -> None:
    """Print something in the cell where 吴建国 has to sign."""
    write_in(seats_table(word), 2, 1, "见附页")


def has_one_seat_twice(word: WordDocument) -> None:
    """Print the words of the seat of 吴建国 once more, in a cell of a table that nobody signs."""
    table = word.add_table(1, 2)
    table.style = seats_table(word).style
    copied = copy.deepcopy(seats_table(word)._tbl)
    for row in list(copied.tr_lst)[:2] + list(copied.tr_lst)[3:]:
        copied.remove(row)
    table._tbl.addprevious(copied)
    copied.addprevious(word.add_paragraph("另附：")._p)
    table._tbl.getparent().remove(table._tbl)


def lacks_a_seat(word: WordDocument) -> None:
    """Take out the row of 吴建国."""
    table = seats_table(word)
    table._tbl.remove(table.rows[2]._tr)


def write_in(table: Table, row: int, column: int, text: str) -> None:
    """Write `text` into a cell in the type of what stood there, or of the first cell of its row."""
    cell = table.cell(row, column)
    cell.paragraphs[0].text = text


@needs_office
@pytest.mark.parametrize(
    "edit",
    [says_another_word, parts_with_a_space, has_role_and_name_in_two_cells, tells_how_to_sign_in_the_cell],
)
def test_the_seats_of_an_agreement_are_found_in_other_words_and_cells(
    original: Callable[..., Original], tmp_path: Path, edit: Callable[[WordDocument], None]
) -> None:
    dice, paper = random.Random(3), original("mediation_agreement", edit)  # noqa: S311 - the same scans each time

    empty = paper.check(signed(paper, dice, "all"), tmp_path / "空")
    full = paper.check(signed(paper, dice), tmp_path / "满")

    assert [(each.who, each.why) for each in empty.unsigned] == [(who, "是空的") for who in SIGNERS]
    assert (full.is_whole, full.unsigned) == (True, ())


@needs_office
@pytest.mark.parametrize("edit", [has_a_text_in_the_cell, has_one_seat_twice, lacks_a_seat])
def test_a_seat_of_an_agreement_that_is_not_found_has_to_be_looked_at(
    original: Callable[..., Original], tmp_path: Path, edit: Callable[[WordDocument], None]
) -> None:
    dice, paper = random.Random(3), original("mediation_agreement", edit)  # noqa: S311 - the same scans each time

    empty = paper.check(signed(paper, dice, "all"), tmp_path / "空")
    full = paper.check(signed(paper, dice), tmp_path / "满")

    assert {each.who for each in empty.unsigned} == set(SIGNERS)
    assert full.is_whole
    assert full.faults == ("当事人 吴建国：找不到签名处，请人看着原件确认。",)
