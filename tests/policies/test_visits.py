"""Visits: exact figures of a made-up log, no address kept, and windows compared in the same months only."""

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.visits import MATTERS, is_exact, write_log
from toolkit.core.errors import RepeatedError, UnreadableFileError
from toolkit.loop.events import EventRefusedError
from toolkit.policies import visits, windows
from toolkit.policies.windows import WindowMonth
from toolkit.workspace import Desk

HERE = Path("log.txt")
KNOWN = ("dibao",)


def log(count: int, seed: int = 1) -> tuple[list[str], Counter[str], Counter[str]]:
    """Return lines of a log with `count` views, and the true counts by hour and by path."""
    dice = random.Random(seed)  # noqa: S311 - the same log each time
    weights = [14 if hour in {20, 21} else 1 for hour in range(24)]
    hours, paths, lines = Counter[str](), Counter[str](), []
    for _ in range(count):
        hour, path = dice.choices(range(24), weights)[0], dice.choice(["/", "/d/dibao.html", "/z/d007/"])
        hours[f"{hour:02d}"] += 1
        paths[path] += 1
        kind = dice.choice(["wechat", "other"])
        lines.append(f'2026-11-27T{hour:02d}:{dice.randint(0, 59):02d}:00+08:00 "GET {path}" 200 {kind}')
    return lines, hours, paths


def test_the_figures_of_a_made_up_log_are_exact() -> None:
    lines, hours, paths = log(3000)
    noise = ['2026-11-27T20:00:00+08:00 "GET /m/dibao.m4a" 206 wechat'] * 50
    noise += ['2026-11-27T03:00:00+08:00 "GET /" 200 robot'] * 30 + [
        '2026-11-27T03:00:00+08:00 "HEAD /" 200 other',
        "??",
    ]

    counted = visits.counted(lines + noise, HERE, KNOWN)

    assert counted.views == 3000
    assert counted.by_hour == hours
    assert counted.by_matter == {"dibao": paths["/d/dibao.html"]}
    assert counted.by_wall == {"d007": paths["/z/d007/"]}
    assert counted.bad_lines == 1
    assert visits.peak(counted.by_hour) == ("20", "22")


def test_a_long_log_is_counted_exactly(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    lines = 1_000_000 if request.config.getoption("--all") else 10_000
    path = tmp_path / "log.txt"
    true = write_log(path, lines, seed=20)

    assert is_exact(visits.read(path, MATTERS), true)


@pytest.mark.parametrize(
    "moment, hour, day",
    [
        ("2026-11-27T20:59:59+08:00", "20", "2026-11-27"),
        ("2026-11-27T20:15:00+05:30", "22", "2026-11-27"),
        ("2026-11-27T20:45:00+05:30", "23", "2026-11-27"),
        ("2026-11-27T23:10:00Z", "07", "2026-11-28"),
        ("2026-11-27T20:99:00+08:00", "", ""),
    ],
)
def test_each_moment_falls_into_its_hour_in_beijing(moment: str, hour: str, day: str) -> None:
    counted = visits.counted([f'{moment} "GET /" 200 other'], HERE, KNOWN)

    assert counted.by_hour == ({hour: 1} if hour else {})
    assert counted.by_day == ({day: 1} if day else {})
    assert counted.bad_lines == (not hour)


def test_a_view_counts_for_the_day_in_beijing() -> None:
    counted = visits.counted(['2026-11-27T16:30:00+00:00 "GET /" 200 other'], HERE, KNOWN)

    assert counted.by_day == {"2026-11-28": 1}
    assert counted.by_hour == {"00": 1}


@pytest.mark.parametrize(
    "line",
    [
        '192.168.1.20 - - [27/Nov/2026:20:00:00 +0800] "GET / HTTP/1.1" 200',
        'fe80:1:2:3:4:5:6:7 - "GET /" 200 other',
        '203.0.113.9 "GET /" 200 other',
        '2001:db8::1 "GET /" 200 other',
        '::1 - "GET /" 200 other',
    ],
)
def test_a_log_with_addresses_is_refused_whole(line: str, office: Desk, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(UnreadableFileError, match="第 1 行"):
        visits.take_in(office, [path], by="何琳")
    assert not list(office.workspace.root.rglob("visits/*.json"))


def test_a_path_that_names_no_matter_is_kept_nowhere(office: Desk, tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    lines = [f'2026-11-27T20:00:00+08:00 "GET /d/{name}.html" 200 other' for name in ("dibao", "13800138001")]
    path.write_text("\n".join(lines), encoding="utf-8")

    counted = visits.take_in(office, [path], by="何琳")

    assert (counted.views, counted.by_matter, counted.skipped) == (1, {"dibao": 1}, {"不是页面": 1})


def test_all_views_in_one_hour_have_their_peak_from_that_hour_on() -> None:
    assert visits.peak({"20": 7}) == ("20", "22")
    assert visits.peak({"23": 7}) == ("22", "24")


def test_a_log_counts_once_and_leaves_counts_only(office: Desk, tmp_path: Path) -> None:
    lines, _, _ = log(100)
    path = tmp_path / "log.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    visits.take_in(office, [path], by="何琳")

    with pytest.raises(RepeatedError):
        visits.take_in(office, [path], by="何琳")
    with office.store.reading() as tx:
        assert visits.kept(office, tx).views == 100


def test_a_table_of_the_portal_is_counted_or_told_with_all_faults(tmp_path: Path) -> None:
    path = tmp_path / "portal.csv"
    path.write_text(
        "页面,时间,次数\n/d/dibao.html,2026-11-27 20:00,7\n/z/d001/,2026/11/27 21:00,2\n", encoding="gb18030"
    )
    assert visits.read(path, KNOWN).views == 9

    path.write_text("页面,时间,次数\n/,昨天,7\n/,2026-11-27,-1\n", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"第 2 行.*第 3 行"):
        visits.read(path, KNOWN)


@given(st.lists(st.text(max_size=60), max_size=20))
def test_any_line_is_a_view_or_skipped_or_refused(lines: list[str]) -> None:
    try:
        counted = visits.counted(lines, HERE, KNOWN)
    except UnreadableFileError:
        return
    assert counted.views + sum(counted.skipped.values()) <= len(lines)


@given(st.dictionaries(st.sampled_from([f"{hour:02d}" for hour in range(24)]), st.integers(0, 9)))
def test_the_busiest_hours_have_the_most_views(by_hour: dict[str, int]) -> None:
    found = visits.peak(by_hour)
    if found is None:
        assert not any(by_hour.values())
        return
    first = int(found[0])
    best = max(by_hour.get(f"{hour:02d}", 0) + by_hour.get(f"{hour + 1:02d}", 0) for hour in range(23))
    assert by_hour.get(f"{first:02d}", 0) + by_hour.get(f"{first + 1:02d}", 0) == best


def test_small_counts_do_not_leave_the_office() -> None:
    assert visits.public_counts({"d001": 2, "d002": 3, "d003": 0}) == {"d001": "<3", "d002": "3", "d003": "<3"}


# -- windows ---------------------------------------------------------------------------------------------------


def test_enquiries_are_compared_by_open_day_and_prove_nothing() -> None:
    before = [WindowMonth("2026-03", "", 31, 620), WindowMonth("2026-04", "", 31, 620)]
    after = [WindowMonth("2027-03", "", 31, 279), WindowMonth("2027-04", "", 31, 279)]

    told = windows.change(before, after)

    assert (told.before, told.after, told.change_percent) == ("20.0", "9.0", "−55.0 %")
    assert (told.before_n, told.after_n) == (1240, 558)
    assert told.remark == "次数前后不同，不能证明是扫码引起。"


def test_other_months_are_not_compared() -> None:
    with pytest.raises(EventRefusedError, match="月份不同"):
        windows.change([WindowMonth("2026-08", "", 22, 100)], [WindowMonth("2027-02", "", 15, 20)])
    with pytest.raises(EventRefusedError, match="前后都要有"):
        windows.change([], [])


def test_the_last_record_of_a_month_holds(office: Desk) -> None:
    for enquiries in (10, 12):
        windows.count(office, WindowMonth("2026-11", "dibao", 20, enquiries), by="何琳")
    with pytest.raises(EventRefusedError) as told:
        windows.count(office, WindowMonth("11月", "", 0, -1), by="何琳")

    with office.store.reading() as tx:
        assert [month.enquiries for month in windows.all_months(tx)] == [12]
    assert "有 3 处" in str(told.value)
    assert dt.date(2026, 12, 24) == office.today
