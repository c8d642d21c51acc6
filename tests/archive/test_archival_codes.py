"""Papers and case files get codes by DA/T 13-2022: without gaps, once, read back whatever was typed."""

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from toolkit.archive import archival_codes
from toolkit.archive.archival_codes import ArchivalCode, parse
from toolkit.cases import cases
from toolkit.commands.cli import main
from toolkit.core.errors import UnknownNumberError, WrongNumberError, WrongValueError
from toolkit.formats import excel
from toolkit.formats.word import WordFile
from toolkit.grievances.register import confirm_grievances
from toolkit.store.schema import PAPERS
from toolkit.workspace.desk import Desk
from toolkit.workspace.settings import Archive

TOP = Path(__file__).parents[2]
ARCHIVE = Archive("0194")


def issue(desk: Desk, number: str, case: str | None, on: str = "2026-10-10", paper: str = "legal_opinion") -> None:
    """File an issued paper, as far as its codes go."""
    told = {"paper": paper, "number": number, "sha256": "c" * 64, "copies": [], "findings": []}
    with desk.store.transaction() as tx:
        keys = {"number": number, "paper": paper, "case_number": case, "issued_on": on}
        tx.add(PAPERS, **keys, file=f"papers/{number}", sha256="c" * 64, facts='{"x": 1}', json=json.dumps(told))


@pytest.fixture
def case(kept) -> str:  # noqa: ANN001
    """Give a case with two issued papers."""
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {}, by="王芳")
    state = cases.open_case(kept.desk, [str(one.number)], "2026-10-08")
    issue(kept.desk, "（2026）律意字第1号", state.case)
    issue(kept.desk, "信告〔2026〕1号", state.case, "2026-10-20", "termination_notice")
    return state.case


def test_a_case_is_a_volume_and_its_papers_count_within_it(kept, case: str) -> None:  # noqa: ANN001
    filed = archival_codes.file_case(kept.desk, case, "王芳")
    assert [(one.code, one.kind, one.number) for one in filed] == [
        ("0194-ZY·2026-D30-001", "case", case),
        ("0194-ZY·2026-D30-001-001", "paper", "（2026）律意字第1号"),
        ("0194-ZY·2026-D30-001-002", "paper", "信告〔2026〕1号"),
    ]
    assert filed[1].title == "法律意见书"


def test_filing_again_keeps_what_was_given_and_adds_what_was_issued_since(kept, case: str) -> None:  # noqa: ANN001
    first = archival_codes.file_case(kept.desk, case, "王芳")
    issue(kept.desk, "信告〔2027〕1号", case, "2027-01-03")
    again = archival_codes.file_case(kept.desk, case, "李强")
    assert again[:3] == first
    assert [one.code for one in again[3:]] == ["0194-ZY·2026-D30-001-003"]


def test_a_paper_of_no_case_is_an_item_of_its_year(kept) -> None:  # noqa: ANN001
    for number, on in (
        ("青石文〔2026〕1号", "2026-02-01"),
        ("青石文〔2026〕2号", "2026-12-31"),
        ("青石文〔2027〕1号", "2027-01-01"),
    ):
        issue(kept.desk, number, None, on)
    codes = [
        archival_codes.file_paper(kept.desk, f"青石文〔{year}〕{n}号", "王芳").code
        for year, n in ((2026, 2), (2027, 1), (2026, 1))
    ]
    assert codes == ["0194-WS·2026-D30-0001", "0194-WS·2027-D30-0001", "0194-WS·2026-D30-0002"]
    assert archival_codes.file_paper(kept.desk, "青石文[2026]2号", "王芳").code == codes[0], "given once"


def test_the_parts_of_a_code_are_those_of_the_settings_and_of_the_retention_table(kept) -> None:  # noqa: ANN001
    issue(kept.desk, "青石文〔2026〕1号", None)
    archive = dataclasses.replace(kept.desk.settings.archive, paper_office="BGS", paper_retention="Y")
    settings = dataclasses.replace(kept.desk.settings, archive=archive)
    kept.desk.workspace.__dict__["settings"] = settings
    assert archival_codes.file_paper(kept.desk, "青石文〔2026〕1号", "王芳").code == "0194-WS·2026-Y-BGS-0001"
    kind = kept.desk.workspace.retention_file.read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    issue(kept.desk, "青石文〔2026〕2号", None)
    given = archival_codes.file_paper(kept.desk, "青石文〔2026〕2号", "王芳", kind[0]).code
    assert parse(given, archive).retention == {"永久": "Y", "30年": "D30", "10年": "D10"}.get(kind[1], kind[1])


def test_what_cannot_be_filed_is_refused(kept, case: str) -> None:  # noqa: ANN001
    with pytest.raises(WrongValueError, match="一案一卷"):
        archival_codes.file_paper(kept.desk, "信告〔2026〕1号", "王芳")
    with pytest.raises(WrongValueError, match="谁归档"):
        archival_codes.file_case(kept.desk, case, " ")
    with pytest.raises(UnknownNumberError):
        archival_codes.file_paper(kept.desk, "没有〔2026〕1号", "王芳")
    (two,) = confirm_grievances(kept.desk.store, kept.code, [3], {}, by="王芳")
    empty = cases.open_case(kept.desk, [str(two.number)], "2026-10-08").case
    with pytest.raises(UnknownNumberError, match="已签发"):
        archival_codes.file_case(kept.desk, empty, "王芳")
    archive = dataclasses.replace(kept.desk.settings.archive, file_category="LY")
    kept.desk.workspace.__dict__["settings"] = dataclasses.replace(kept.desk.settings, archive=archive)
    with pytest.raises(WrongValueError, match="各不相同"):
        archival_codes.file_case(kept.desk, case, "王芳")
    assert archival_codes.listing(kept.desk) == ()


CODES = st.builds(
    ArchivalCode,
    st.from_regex(r"[A-Z]?\d{3,4}", fullmatch=True),
    st.sampled_from(["WS", "KU"]),
    st.integers(1949, 2100),
    st.sampled_from(["Y", "D30", "D10"]),
    st.none() | st.from_regex(r"[A-Z][A-Z0-9]{0,5}", fullmatch=True),
    st.integers(1, 99_999),
    st.just(False),  # noqa: FBT003 - as the field has it
) | st.builds(
    ArchivalCode,
    st.just("0194"),
    st.just("ZY"),
    st.integers(1949, 2100),
    st.sampled_from(["Y", "D30", "D10"]),
    st.none(),
    st.integers(1, 9999),
    st.just(True),  # noqa: FBT003 - as the field has it
    st.none() | st.integers(1, 999),
)


@given(CODES)
def test_every_code_reads_back(code: ArchivalCode) -> None:
    ascii_only = dataclasses.replace(code, fonds=code.fonds.encode("ascii", "ignore").decode() or "0194")
    if re.fullmatch(r"[A-Z]?[0-9]{3,4}", ascii_only.fonds):
        assert parse(str(ascii_only), ARCHIVE) == ascii_only


@pytest.mark.parametrize(
    "typed",
    [
        "0194-zy.2026-D30-1-2",
        "０１９４－ＺＹ·2026－D30－001－002",
        "0194–ZY・2026–D30–001–2",
        "0194-ZY。2026-d30-01-02",
    ],
)
def test_look_alikes_are_read(typed: str) -> None:
    assert str(parse(typed, ARCHIVE)) == "0194-ZY·2026-D30-001-002"


@pytest.mark.parametrize(
    "typed", ["", "0194-WS·2026-D30", "0194-WS·2026-D20-0001", "0194-WS·2026-D30-0001-001", "0194-ZY·2026-D30-000"]
)
def test_what_is_no_code_is_told_the_right_form(typed: str) -> None:
    with pytest.raises(WrongNumberError, match="案卷"):
        parse(typed, ARCHIVE)


FILER = """
import sys, datetime as dt
from pathlib import Path
from toolkit.archive import archival_codes
from toolkit.workspace.desk import open_desk
desk = open_desk(Path(sys.argv[1]), today=dt.date(2026, 11, 23))
for n in range(int(sys.argv[2]), int(sys.argv[3])):
    archival_codes.file_paper(desk, f'青石文〔2026〕{n}号', '王芳')
"""


def test_people_filing_at_once_leave_no_gap_and_give_none_twice(kept) -> None:  # noqa: ANN001
    for n in range(1, 25):
        issue(kept.desk, f"青石文〔2026〕{n}号", None)
    command = [sys.executable, "-c", FILER, str(kept.desk.workspace.root)]
    # Each paper is filed by two of the three.
    children = [subprocess.Popen([*command, str(a), str(b)], cwd=TOP) for a, b in ((1, 17), (9, 25), (1, 25))]
    assert [child.wait(timeout=600) for child in children] == [0, 0, 0]
    assert [one.code for one in archival_codes.listing(kept.desk)] == [
        f"0194-WS·2026-D30-{n:04d}" for n in range(1, 25)
    ]


def test_the_list_has_the_columns_of_the_standard_and_a_code_leads_to_its_paper(
    kept,  # noqa: ANN001
    case: str,
    tmp_path: Path,
) -> None:
    with pytest.raises(UnknownNumberError, match="还没有归档"):
        archival_codes.write_list(kept.desk, tmp_path / "x")
    archival_codes.file_case(kept.desk, case, "王芳")
    word, sheet = archival_codes.write_list(kept.desk, tmp_path / "归档 目录")
    rows = excel.read_rows(sheet)
    assert rows[0] == ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
    assert rows[2][1:3] == ("0194-ZY·2026-D30-001-001", "（2026）律意字第1号")
    assert rows[2][5] == "20261010"
    assert "归档文件目录" in "".join(WordFile.open(word).lines)
    assert archival_codes.find(kept.desk, "0194-ZY.2026-D30-1-2").number == "信告〔2026〕1号"
    with pytest.raises(UnknownNumberError):
        archival_codes.find(kept.desk, "0194-ZY.2026-D30-9")


def run(desk: Desk, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])


def test_cases_and_papers_are_filed_and_listed_from_the_command_line(kept, case: str, tmp_path: Path) -> None:  # noqa: ANN001
    issue(kept.desk, "青石文〔2026〕1号", None)
    told = run(kept.desk, "archive", "file", case, "青石文〔2026〕1号", "--by", "王芳", "--json")
    codes = [one["code"] for one in json.loads(told.stdout)["filed"]]
    assert codes == [*(f"0194-ZY·2026-D30-001{item}" for item in ("", "-001", "-002")), "0194-WS·2026-D30-0001"]
    listed = run(kept.desk, "archive", "filed", "--out", tmp_path / "目录")
    assert (listed.exit_code, "0194-WS·2026-D30-0001 青石文〔2026〕1号" in listed.output) == (0, True)
    assert (tmp_path / "目录.docx").is_file()
