"""A folder of old recordings becomes a table, the table recordings; all faults are told before the first is taken."""

import datetime as dt
import json
import shutil
import unicodedata
import wave
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from toolkit.commands.cli import main
from toolkit.core.errors import MissingFileError
from toolkit.core.files import sha256_of, write_whole
from toolkit.formats import excel
from toolkit.meetings import bulk_intake, intake
from toolkit.meetings.bulk_intake import HEADINGS, BulkRefusedError
from toolkit.meetings.recordings import list_recordings
from toolkit.workspace.desk import Desk

TOP = Path(__file__).parents[2]
SAMPLE = TOP / "examples" / "2026-09-night-meeting.mp3"


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give two short different recordings in which somebody speaks."""
    from toolkit.sound import audio  # noqa: PLC0415

    samples = audio.samples(SAMPLE)
    folder = tmp_path_factory.mktemp("讲话")
    made = []
    for name, start in (("甲.wav", 2), ("乙.wav", 20)):
        with wave.open(str(folder / name), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            part = samples[start * 16_000 : (start + 6) * 16_000]
            file.writeframes((part * 32_000).astype("<i2").tobytes())
        made.append(folder / name)
    return made[0], made[1]


@pytest.fixture
def disc(tmp_path: Path, speech: tuple[Path, Path]) -> Path:
    """Give an old disc: two meetings, a copy of one file elsewhere, a picture, a hidden file."""
    folder = tmp_path / "旧 光盘 一"
    first, second = speech
    for name, source in (
        ("2024年3月24日 柳树湾/第一段.wav", first),
        ("2024年3月24日 柳树湾/第二段.wav", second),
        ("备用/拷贝.WAV", first),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder / name)
    write_whole(folder / "现场.jpg", "x")
    write_whole(folder / "备用" / "._拷贝.wav", "x")
    return folder


def table(path: Path, *rows: tuple[object, ...]) -> Path:
    excel.write_rows(path, HEADINGS, [(*row, *[None] * (8 - len(row))) for row in rows])  # type: ignore[misc]
    return path


def test_listing_tells_days_places_and_copies_and_changes_nothing(desk: Desk, disc: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in disc.rglob("*") if path.is_file()}
    found = bulk_intake.survey(desk, disc)
    assert [(one.name, one.day, one.place, one.same_as) for one in found] == [
        ("2024年3月24日 柳树湾/第一段.wav", dt.date(2024, 3, 24), "柳树湾", None),
        ("2024年3月24日 柳树湾/第二段.wav", dt.date(2024, 3, 24), "柳树湾", None),
        ("备用/拷贝.WAV", None, None, "2024年3月24日 柳树湾/第一段.wav"),
    ]
    rows = excel.read_rows(bulk_intake.write_table(found, tmp_path / "清单.xlsx"))
    assert [(row[1], row[2], row[3], row[6]) for row in rows[1:]] == [
        ("2024-03-24", "柳树湾", 1, "是"),
        ("2024-03-24", "柳树湾", 2, "是"),
        (None, None, None, "否"),
    ]
    assert {path: path.read_bytes() for path in disc.rglob("*") if path.is_file()} == before


def test_the_listed_table_takes_everything_in_once(
    desk: Desk, disc: Path, tmp_path: Path, speech: tuple[Path, Path]
) -> None:
    listed = bulk_intake.write_table(bulk_intake.survey(desk, disc), tmp_path / "清单.xlsx")
    done = bulk_intake.take_in(desk, disc, listed)
    assert [(one.source_name, one.sha256) for one in done.recordings] == [
        ("第一段.wav", sha256_of(speech[0])),
        ("第二段.wav", sha256_of(speech[1])),
    ]
    assert {one.meeting for one in done.recordings} == {"夜话2024-02-柳树湾"}
    assert [one.code for one in done.recordings] == ["0194-LY·2024-D30-0001", "0194-LY·2024-D30-0002"]
    again = bulk_intake.take_in(desk, disc, listed)
    assert (again.recordings, len(again.known)) == ((), 2)
    assert [one.same_as for one in bulk_intake.survey(desk, disc)] == [
        "0194-LY·2024-D30-0001",
        "0194-LY·2024-D30-0002",
        "0194-LY·2024-D30-0001",
    ]


def test_a_power_cut_in_the_middle_is_made_good_by_doing_it_again(
    desk: Desk, disc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = "2024年3月24日 柳树湾"
    rows = [(f"{day}/第一段.wav", "2024-03-24", "柳树湾"), (f"{day}/第二段.wav", "2024-04-23", "柳树湾")]
    listed = table(tmp_path / "清单.xlsx", *rows)
    real, calls = intake.take_in, []

    def once(*given: object, **more: object) -> object:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*given, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(intake, "take_in", once)
        with pytest.raises(KeyboardInterrupt):
            bulk_intake.take_in(desk, disc, listed)
    assert len(list_recordings(desk.store)) == 1
    assert len(bulk_intake.take_in(desk, disc, listed).recordings) == 1
    assert [one.code[-4:] for one in list_recordings(desk.store)] == ["0001", "0002"]


def test_every_wrong_line_is_told_at_once_and_nothing_is_taken(desk: Desk, disc: Path, tmp_path: Path) -> None:
    day = "2024年3月24日 柳树湾"
    listed = table(
        tmp_path / "清单.xlsx",
        (f"{day}/第一段.wav", "2024-02-30", "没有的村", "一", "没有的类别"),
        ("没有.wav", "2024-03-24", "柳树湾"),
        (f"{day}/第二段.wav", "2024-03-24", "柳树湾"),
        (f"{day}/第二段.wav", "2024-03-24", "柳树湾"),
    )
    with pytest.raises(BulkRefusedError) as told:
        bulk_intake.take_in(desk, disc, listed)
    for part in (
        "第 2 行：日期不对",
        "没有的村",
        "没有的类别",
        "段次“一”",
        "第 3 行：文件夹里没有",
        "第 5 行：与第 4 行",
    ):
        assert part in str(told.value)
    assert list_recordings(desk.store) == ()


def test_sounds_that_cannot_be_taken_are_all_told_before_the_first(desk: Desk, disc: Path, tmp_path: Path) -> None:
    day = "2024年3月24日 柳树湾"
    write_whole(disc / "坏.mp3", "不是录音" * 900)
    with wave.open(str(disc / "静.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(64_000))
    names = (f"{day}/第一段.wav", "坏.mp3", "静.wav", "备用/拷贝.WAV")
    listed = table(tmp_path / "清单.xlsx", *((name, "2024-03-24", "柳树湾") for name in names))
    with pytest.raises(BulkRefusedError) as told:
        bulk_intake.take_in(desk, disc, listed)
    for part in ("第 3 行：不是能识别的录音", "第 4 行：静.wav 里没有听到人说话", "第 5 行：拷贝.WAV 与第 2 行"):
        assert part in str(told.value)
    assert list_recordings(desk.store) == ()


def test_a_csv_from_an_office_program_and_names_from_a_mac_are_read(desk: Desk, disc: Path, tmp_path: Path) -> None:
    mac = disc / unicodedata.normalize("NFD", "Café 会.wav")
    (disc / "备用" / "拷贝.WAV").replace(mac)
    listed = tmp_path / "清单.csv"
    listed.write_bytes("文件,日期,地点\r\nCafé 会.wav,2024-03-24,柳树湾\r\n".encode("utf-8-sig"))
    (row,) = bulk_intake.read_table(desk, disc, listed)
    assert row.path == mac
    listed.write_bytes("文件,日期,地点\r\n2024年3月24日 柳树湾\\第一段.wav,2024-3-24,柳树湾\r\n".encode("gb18030"))
    (row,) = bulk_intake.read_table(desk, disc, listed)
    assert (row.path.name, row.day) == ("第一段.wav", "2024-03-24")


def test_a_table_without_its_headings_and_a_folder_that_is_none_are_told(
    desk: Desk, disc: Path, tmp_path: Path
) -> None:
    excel.write_rows(tmp_path / "x.xlsx", ("名称",), [("a",)])
    with pytest.raises(BulkRefusedError, match="文件、日期、地点"):
        bulk_intake.read_table(desk, disc, tmp_path / "x.xlsx")
    with pytest.raises(MissingFileError):
        bulk_intake.survey(desk, tmp_path / "没有")


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)),
    st.sampled_from(["{0:%Y%m%d}", "{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0:%Y.%m.%d}"]),
)
def test_days_in_names_are_read(day: dt.date, form: str) -> None:
    assert bulk_intake._day_in(f"光盘3/录音_{form.format(day)}_01.mp3") == day


@pytest.mark.parametrize("name", ["13800138000.mp3", "录音20241340.mp3", "第3盘/12.mp3", "20240230.wav"])
def test_numbers_that_are_no_day_are_left_to_a_person(name: str) -> None:
    assert bulk_intake._day_in(name) is None


# -- commands --------------------------------------------------------------------------------------------------


def run(desk: Desk, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])


def test_a_disc_is_listed_and_taken_in_from_the_command_line(desk: Desk, disc: Path, tmp_path: Path) -> None:
    told = run(desk, "bulk", "list", disc, "--out", tmp_path / "清单.xlsx")
    assert "3 个录音，其中 1 个重复" in told.output
    done = run(desk, "bulk", "add", disc, tmp_path / "清单.xlsx", "--json")
    assert json.loads(done.stdout)["recordings"] == ["0194-LY·2024-D30-0001", "0194-LY·2024-D30-0002"]
