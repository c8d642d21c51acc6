"""Numbers keep their form, and what a clerk types in look-alikes is read as that form."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.errors import WrongNumberError
from toolkit.workspace.numbering import (
    case_number,
    file_name_of,
    grievance_number,
    kind_of,
    matter_number,
    meeting_number,
    normalised,
    paper_number,
    parse_grievance_number,
    parse_recording_code,
    recording_code,
)
from toolkit.workspace.settings import Archive, Committee, Office, Papers, Settings

# DA/T 13-2022, as the field notes give it.
STANDARD = re.compile(r"^[A-Z]?\d{3,4}-[A-Z]{2}·\d{4}-(Y|D30|D10)(-[A-Z0-9]{1,6})?-\d{4}$")
SETTINGS = Settings(
    office=Office("青石镇综治中心", "青石镇人民政府", "清河县人民政府", "青石"),
    committee=Committee("青石镇人民调解委员会", "青石"),
    archive=Archive("0194"),
    villages=(),
    papers=Papers(termination_prefix="青石信告", opinion_prefix="清源律意"),
)
archives = st.builds(
    Archive,
    fonds=st.from_regex(r"[A-Z]?[0-9]{3,4}", fullmatch=True),
    category=st.sampled_from(["LY", "SX"]),
    retention=st.sampled_from(["Y", "D30", "D10"]),
)
places = st.text(st.sampled_from("柳树湾石桥村杨家坝东西一二三A1-"), min_size=1, max_size=8)


def test_recording_code_has_the_standard_form() -> None:
    assert recording_code(Archive("0194"), 2026, 1) == "0194-LY\u00b72026-D30-0001"


@given(archives, st.integers(1900, 2100), st.integers(1, 9999))
def test_every_recording_code_matches_and_reads_back(archive: Archive, year: int, number: int) -> None:
    code = recording_code(archive, year, number)
    assert STANDARD.fullmatch(code)
    parts = parse_recording_code(code)
    assert (parts.fonds, parts.category, parts.retention) == (archive.fonds, archive.category, archive.retention)
    assert (parts.year, parts.number, str(parts)) == (year, number, code)


@pytest.mark.parametrize(
    "typed",
    [
        "0194-LY.2026-D30-0001",
        "0194-LY・2026-D30-0001",
        "0194-LY•2026-D30-0001",
        "0194-LY．2026-D30-0001",
        "0194-LY‧2026-D30-0001",
        "0194-LY･2026-D30-0001",
        "０１９４－ＬＹ·２０２６－Ｄ３０－０００１",
        " 0194-ly·2026-d30-1 ",
        "0194—LY·2026—D30—0001",
        "0194\u2011LY · 2026\u2013D30\u20120001\n",
        "\u202a0194-LY·2026-D30-0001\u202c",
    ],
)
def test_look_alikes_are_read_as_the_code(typed: str) -> None:
    assert normalised(typed) == "0194-LY·2026-D30-0001"
    assert str(parse_recording_code(typed)) == "0194-LY·2026-D30-0001"


def test_code_with_an_office_part_is_read() -> None:
    assert parse_recording_code("Z109-WS·2011-Y-BGS-0001").office == "BGS"


@pytest.mark.parametrize(
    "typed",
    ["", "0194", "0194-LY·2026-D20-0001", "0194-LY·26-D30-0001", "夜话2026-08-柳树湾", "0194-LY·2026-D30-0001x"],
)
def test_wrong_recording_code_says_the_right_form(typed: str) -> None:
    with pytest.raises(WrongNumberError, match=r"编号写法不对.*档号应写成 0194-LY·2026-D30-0001"):
        parse_recording_code(typed)


def test_settings_that_give_no_lawful_code_are_refused() -> None:
    with pytest.raises(WrongNumberError, match="编号写法不对"):
        recording_code(Archive("全宗"), 2026, 1)
    with pytest.raises(WrongNumberError, match="编号写法不对"):
        recording_code(Archive("0194"), 2026, 0)


def test_leap_month_has_a_number_of_its_own() -> None:
    assert meeting_number("柳树湾", 2026, 8, leap=False) == "夜话2026-08-柳树湾"
    assert meeting_number("柳树湾", 2025, 6, leap=True) == "夜话2025-闰06-柳树湾"
    assert meeting_number("柳树湾", 2025, 6, leap=True) != meeting_number("柳树湾", 2025, 6, leap=False)


@given(places, st.integers(1900, 2100), st.integers(1, 12), st.booleans(), st.integers(1, 1200))
def test_meeting_and_grievance_numbers_read_back(place: str, year: int, month: int, leap: bool, n: int) -> None:  # noqa: FBT001 - drawn by hypothesis
    meeting = meeting_number(place, year, month, leap=leap)
    assert normalised(meeting) == meeting
    assert kind_of(meeting) == "meeting"
    assert parse_grievance_number(grievance_number(meeting, n)) == (meeting, n)


def test_grievance_number_has_three_digits() -> None:
    assert grievance_number("夜话2026-08-柳树湾", 3) == "夜话2026-08-柳树湾-诉003"
    assert parse_grievance_number("夜话2026－8－柳树湾－诉3") == ("夜话2026-08-柳树湾", 3)


@pytest.mark.parametrize(
    "typed", ["夜话2026-13-柳树湾", "夜话2026-00-柳树湾", "柳树湾", "夜话2026-08-", "夜话2026-08-柳树湾-诉001"]
)
def test_wrong_meeting_number_is_none_of_a_meeting(typed: str) -> None:
    assert kind_of(typed) != "meeting"


@pytest.mark.parametrize("typed", ["夜话2026-08-柳树湾", "夜话2026-13-柳树湾-诉001", "诉001", "夜话-诉001"])
def test_wrong_grievance_number_is_refused(typed: str) -> None:
    with pytest.raises(WrongNumberError, match="诉求编号应写成 夜话2026-08-柳树湾-诉003"):
        parse_grievance_number(typed)


@given(st.integers(1900, 2100), st.integers(1, 99999))
def test_case_numbers_read_back(year: int, n: int) -> None:
    assert normalised(case_number(year, n)) == case_number(year, n)
    assert kind_of(case_number(year, n)) == "case"


def test_wrong_case_number_is_none_of_a_case() -> None:
    assert kind_of("案0001") is None


def test_paper_numbers_follow_the_settings() -> None:
    assert paper_number("termination_notice", SETTINGS, 2026, 1) == "青石信告〔2026〕1号"
    assert paper_number("legal_opinion", SETTINGS, 2026, 1) == "（2026）清源律意字第1号"
    assert paper_number("mediation_agreement", SETTINGS, 2026, 1) == "青石人调字〔2026〕1号"
    assert paper_number("handling_opinion", SETTINGS, 2026, 3) == "青石信处〔2026〕3号"


@pytest.mark.parametrize(
    "typed", ["青石信告[2026]1号", "青石信告（2026）1号", "青石信告【2026】1 号", "青石信告〔２０２６〕1号"]
)
def test_other_brackets_around_the_year_are_put_right(typed: str) -> None:
    assert normalised(typed) == "青石信告〔2026〕1号"


def test_number_of_a_law_firm_keeps_its_round_brackets() -> None:
    assert normalised("(2026)清源律意字第1号") == "（2026）清源律意字第1号"


@given(st.text(max_size=40) | places | st.from_regex(r"夜话[0-9]{4}-闰?[0-9]{1,2}-.{1,6}", fullmatch=True))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.integers(1900, 2100), st.integers(1, 999999))
def test_numbers_of_matters_read_back(year: int, n: int) -> None:
    assert normalised(f"件 {year}－{n}") == matter_number(year, n)
    assert kind_of(matter_number(year, n)) == "matter"


def test_kind_of_a_number_is_recognised() -> None:
    kinds = [kind_of(code) for code in ("0194-LY.2026-D30-1", "夜话2026-8-柳树湾", "夜话2026-8-柳树湾-诉1", "案2026-1")]
    assert kinds == ["recording", "meeting", "grievance", "case"]
    assert [kind_of(text) for text in ("", "会议.mp3", "夜话2026-13-柳树湾-诉001")] == [None, None, None]


@given(st.text(max_size=400))
def test_file_names_are_safe_on_every_system(text: str) -> None:
    name = file_name_of(text)
    assert name
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert not name.endswith((".", " "))
    assert len(name.encode()) <= 180
    assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}


@given(st.text(min_size=1, max_size=12))
def test_file_of_that_name_can_be_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "names"
    folder.mkdir(exist_ok=True)
    path = folder / file_name_of(text)
    path.write_bytes(b"x")
    assert path.parent == folder
    path.unlink()


def test_our_own_codes_are_file_names_as_they_are() -> None:
    for code in (
        "0194-LY·2026-D30-0001",
        "夜话2025-闰06-柳树湾-诉003",
        "案2026-0001",
        "青石信告〔2026〕1号",
        "（2026）清源律意字第1号",
    ):
        assert file_name_of(code) == code


def test_reserved_names_of_windows_are_avoided() -> None:
    assert file_name_of("con") == "_con"
    assert file_name_of("COM1.txt") == "_COM1.txt"
    assert file_name_of("a/b:c") == "a／b：c"


def test_long_names_differ_after_cutting() -> None:
    first, second = file_name_of("湾" * 100 + "一"), file_name_of("湾" * 100 + "二")
    assert first != second
